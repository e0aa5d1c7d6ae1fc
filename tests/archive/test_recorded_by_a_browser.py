"""What a real browser records of an article answers for it: the widgets ask in their own words, and nothing of ours."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from embedarchive import Archive
from embedarchive.archive.results import Found, Result
from tests.archive.conftest import png

pytestmark = pytest.mark.browser
CASES = Path(__file__).parents[1] / "platforms"
LIVE, LONG = "1657675252626362369", "1657675252626362370"
DID = "did:plc:ab3cdefghijklmnop4qrstuv"
PICTURE = "https://pbs.twimg.com/media/FhAbCdEfGhIjKlM"

ARTICLE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The bridge</title></head><body><article>
<h1>The bridge</h1><p>On Friday the council said that the bridge would open again, after months of repairs.</p>
<blockquote class="twitter-tweet"><p>Words</p>&mdash; Mara (@mara_voss)
<a href="https://twitter.com/mara_voss/status/{LIVE}">May 14, 2023</a></blockquote>
<blockquote class="twitter-tweet"><p>Words</p>&mdash; Mara (@mara_voss)
<a href="https://twitter.com/mara_voss/status/{LONG}">May 14, 2023</a></blockquote>
<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/DIgLLaiptZg/"></blockquote>
<blockquote class="bluesky-embed" data-bluesky-uri="at://{DID}/app.bsky.feed.post/3lkjzq6bnpk2a"></blockquote>
<script async src="https://t.me/js/telegram-widget.js?22" data-telegram-post="voss_channel/123"></script>
<img src="/img/bridge.png" alt="The bridge" width="800" height="600">
<p>The council will speak about the bridge again next week, it said in a statement.</p></article>
<script>
for (const address of {{widgets}}) {{
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.src = address;
}}
</script></body></html>"""
WIDGET = """<!doctype html><body><script>
(async () => {{
  for (const address of {asked}) await fetch(address).then(answer => answer.text()).catch(() => 0);
  document.title = "done";
}})();
</script></body>"""


def answer_of(case: str) -> tuple[str, bytes]:
    """The media type and the bytes of a case's first answer."""
    listed = json.loads((CASES / case / "answers.json").read_text(encoding="utf-8"))["answers"][0]
    if "file" in listed:
        return "text/html; charset=utf-8", (CASES / case / listed["file"]).read_bytes()
    return "application/json", json.dumps(listed["json"]).encode()


def with_picture(tweet: bytes) -> bytes:
    """A tweet of the syndication endpoint that shows one picture."""
    size = {"original_info": {"width": 40, "height": 30}}
    shown = {"type": "photo", "media_url_https": f"{PICTURE}.jpg", **size}
    return json.dumps({**json.loads(tweet), "mediaDetails": [shown]}).encode()


def web() -> dict[str, tuple[str, bytes]]:
    """What is answered at which address: those that the platforms' own scripts ask for."""
    features = "features=tfw_timeline_list%3A%3Btfw_follower_count_sunset%3Atrue"
    kind, tweet = answer_of("twitter/live")
    _, long = answer_of("twitter/graphql-long-post")
    variables = quote(json.dumps({"tweetId": LONG, "withCommunity": False}))
    thread = quote(f"at://{DID}/app.bsky.feed.post/3lkjzq6bnpk2a", safe="")
    syndication = f"https://cdn.syndication.twimg.com/tweet-result?{features}&id={LIVE}&lang=en&token=4a6h8w"
    asked = {
        syndication: (kind, with_picture(tweet)),
        f"https://x.com/i/api/graphql/Xl5pC_lBk_gcO2ItU39DQw/TweetResultByRestId?variables={variables}": (
            kind, long.replace(LIVE.encode(), LONG.encode())
        ),
        f"{PICTURE}?format=jpg&name=small": ("image/png", png()),
        f"https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?depth=0&uri={thread}": answer_of("bluesky/live"),
    }  # fmt: skip
    widgets = {
        f"https://platform.twitter.com/embed/Tweet.html?dnt=false&{features}&frame=false&id={LIVE}": (
            "text/html", WIDGET.format(asked=json.dumps(list(asked))).encode()
        ),
        "https://www.instagram.com/p/DIgLLaiptZg/embed/captioned/?cr=1&v=14&wp=658&rd=https%3A%2F%2Fnews.example": (
            answer_of("instagram/live")
        ),
        "https://t.me/voss_channel/123?embed=1&mode=tme": answer_of("telegram/live"),
    }  # fmt: skip
    article = ARTICLE.replace("{widgets}", json.dumps(list(widgets))).encode()
    page = {"https://news.example/bridge": ("text/html; charset=utf-8", article)}
    return {**page, **widgets, **asked, "https://news.example/img/bridge.png": ("image/png", png())}


def test_every_post_of_a_session_that_playwright_saved(tmp_path: Path, chromium: str) -> None:
    """An article with widgets of four platforms and an answer of X's own page, as a HAR file and in a ZIP file."""
    from playwright.sync_api import Request, Route, sync_playwright

    answers = web()

    def answer(route: Route) -> None:
        kind, data = answers.get(route.request.url, ("text/plain", b""))
        status = 200 if route.request.url in answers else 404
        headers = {"content-type": kind, "access-control-allow-origin": "*"}
        route.fulfill(status=status, headers=headers, body=data)

    def note(got: dict[str, Request], request: Request) -> None:
        got[request.url] = request

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in ("session.har", "session.zip"):
            context = running.new_context(record_har_path=tmp_path / name, service_workers="block")
            context.route("**/*", answer)
            page, got = context.new_page(), dict[str, Request]()
            page.on("requestfinished", partial(note, got))
            page.goto("https://news.example/bridge", wait_until="networkidle")
            until = time.monotonic() + 60
            while not answers.keys() <= got.keys() and time.monotonic() < until:  # on a busy machine frames begin late
                page.wait_for_timeout(100)
            for request in got.values():  # a file is in the recording when the browser has handed it over
                if (response := request.response()) is not None:
                    response.body()
            context.close()
            assert not answers.keys() - got.keys()
        running.close()
    for name in ("session.har", "session.zip"):
        with Archive(tmp_path / f"archive of {name}") as archive:
            events = list(archive.events([tmp_path / name]))
        assert [event.source for event in events if isinstance(event, Found)] == ["https://news.example/bridge"]
        results = [event for event in events if isinstance(event, Result)]
        states = {result.id or result.kind: str(result.reason or result.status) for result in results}
        assert states == dict.fromkeys(
            (LIVE, LONG, "DIgLLaiptZg", "3lkjzq6bnpk2a", "voss_channel/123", "image"), "archived"
        )
        assert next(result.media for result in results if result.id == LIVE) == 1
