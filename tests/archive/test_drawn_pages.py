"""`--browser`: where there is a wall for programs, a platform's embed page is read as a browser draws it."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import json
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from embedarchive import Archive, platforms, web
from embedarchive.archive.fetching.captures import drive
from embedarchive.archive.fetching.drawn_pages import DrawnPages
from embedarchive.archive.results import Change
from embedarchive.exports.wacz import export_wacz
from embedarchive.exports.warc_writer import write_record
from embedarchive.model import RENDER, Embed, Exchange, Missing, Post, Reason, Reference, Request, Source
from embedarchive.store import verify
from embedarchive.store.outgoing import Scope
from embedarchive.web.bodies import body_of
from embedarchive.web.browser import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]

CASES = Path(__file__).parent.parent / "platforms"
NOON = dt.datetime(2026, 9, 14, 12, tzinfo=dt.UTC)
WALL = (403, "text/html", b"<html><title>Sorry</title></html>")
LIVE = "2098313091371589249"
Pages = dict[str, tuple[int, str, bytes]]


def shell(data: str) -> bytes:
    """A page that is empty until its script has fetched what stands there."""
    return f"""<!doctype html><html><head><title>Embed</title></head><body><div id="root"></div><script>
    fetch({json.dumps(data)}).then(answer => answer.text()).then(text => {{
        document.documentElement.innerHTML = text;
    }})</script></body></html>""".encode()


def walled(post: Reference) -> Pages:
    """The web in which every source of a platform is a wall about this post."""
    platform = platforms.get(post.platform)
    asked = [one.request(post, path=post.url.partition("/@")[2]) for one in platform.sources if one.answers(post.id)]
    return {request.url: WALL for request in asked}


def recorded(tmp_path: Path, pages: Pages) -> Path:
    """A recording of that web, whose answers scripts of any site may read."""
    path = tmp_path / "web.warc.gz"
    with path.open("wb") as file:
        for url, (status, media_type, body) in pages.items():
            head = f"HTTP/1.1 {status} Made\r\nContent-Type: {media_type}\r\nAccess-Control-Allow-Origin: *\r\n"
            head += f"Content-Length: {len(body)}\r\n\r\n"
            write_record(file, "response", at=NOON, head=head.encode(), body=body, url=url)
    return path


def article(tmp_path: Path, url: str) -> Path:
    """An article that frames a post."""
    path = tmp_path / "article.html"
    path.write_text(
        f'<!doctype html><article><h1>The mill</h1><p>It turns.</p><iframe src="{url}"></iframe></article>',
        encoding="utf-8",
    )
    return path


def kept(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return connection.execute(sql).fetchall()


def post_of(tmp_path: Path, pages: Pages, url: str, *, browser: bool) -> dict[str, Any]:
    """What is kept of the post after a run."""
    folder = tmp_path / ("drawn" if browser else "plain")
    with Archive(folder, recordings=[recorded(tmp_path, pages)], browser=browser) as archive:
        list(archive.events([article(tmp_path, url)]))
    ((status, reason, text, handle, sources),) = kept(folder, "SELECT status, reason, text, handle, sources FROM posts")
    said = {name: each.get("via") for name, each in json.loads(sources).items()}
    return {"status": status, "reason": reason, "text": text, "handle": handle, "sources": said}


@pytest.mark.parametrize("case", ["instagram/live", "facebook/live", "tiktok/embed-page"])
def test_an_embed_page_is_read_after_its_scripts_ran(tmp_path: Path, case: str) -> None:
    """Programs get a shell, a browser the post; it is read by the readers of that platform, and the page is kept."""
    answers = json.loads((CASES / case / "answers.json").read_text(encoding="utf-8"))["answers"]
    expected = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))
    post = platforms.recognise(expected["embed"]["url"])
    assert post is not None
    page = platforms.get(post.platform).page_of(post.id, post.url)
    assert page is not None
    drawn = next(each for each in answers if {"embed", "plugins"} & {*urlsplit(each["url"]).path.split("/")})
    markup = (CASES / case / drawn["file"]).read_bytes() if "file" in drawn else drawn["text"].encode()
    data = page.partition("?")[0].rstrip("/") + "/drawn.html"
    pages = walled(post) | {page: (200, "text/html", shell(data)), data: (200, "text/html", markup)}
    before = post_of(tmp_path, pages, post.url, browser=False)
    assert before["status"] == "pending"
    assert not kept(tmp_path / "plain", "SELECT 1 FROM fetches WHERE method = 'RENDER'")
    after = post_of(tmp_path, pages, post.url, browser=True)
    assert (after["status"], after["text"]) == ("archived", expected["post"]["text"])
    assert after["sources"]["text"] == "browser"
    ((url, source),) = kept(tmp_path / "drawn", "SELECT url, source FROM fetches WHERE method = 'RENDER'")
    assert (url, source) == (page, "browser")
    assert verify(tmp_path / "drawn").sound


class Routed:
    """A source that answers from pages, and refuses everything else as a wall does."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request."""
        status, media_type, body = self.pages.get(request.url, WALL)
        headers = (("content-type", media_type), ("access-control-allow-origin", "*"))
        return Exchange(url=request.url, status=status, headers=headers, body=body_of(body), at=NOON, source="network")


def test_what_the_scripts_of_a_widget_were_answered_is_read(tweet: Callable[..., bytes]) -> None:
    """X's widget draws what it was answered in JSON; that is an answer of X like any other. Nobody else's is."""
    asked = f"https://cdn.syndication.twimg.com/tweet-result?features=tfw_x%3Aon&id={LIVE}&lang=en&token=w1dg3t"
    embed = Embed(platform="twitter", form="link", id=LIVE, url=f"https://x.com/i/status/{LIVE}")
    page = str(platforms.get("twitter").page_of(LIVE, embed.url))

    async def main(answer: bytes) -> Post | Missing:
        source = Routed({page: (200, "text/html", shell(asked)), asked: (200, "application/json", answer)})
        async with Browser() as browser:
            drawn = DrawnPages(browser, asyncio.Lock(), source, source, lambda: NOON)
            return await drive(platforms.ask_with_browser(platforms.get("twitter"), embed), drawn)

    found = asyncio.run(main(tweet(LIVE, "mila_brand", "The sails are moving!")))
    assert isinstance(found, Post)
    assert (found.id, found.text, found.handle) == (LIVE, "The sails are moving!", "mila_brand")
    assert dict(found.sources)["text"] == "browser"
    other = asyncio.run(main(tweet("2098313091371589251", "joris", "It squeaks.")))
    assert isinstance(other, Missing)
    assert other.reason is Reason.LOGIN_WALL


def test_a_wall_stays_a_wall_in_a_browser(tmp_path: Path) -> None:
    """A login that a browser is shown, too, is no post, is not called deleted, and waits."""
    post = platforms.recognise("https://www.instagram.com/p/C2kSJdxu3Mr/")
    assert post is not None
    page = str(platforms.get("instagram").page_of(post.id, post.url))
    login = b"<!doctype html><title>Login - Instagram</title><form><input type=password></form>"
    found = post_of(tmp_path, walled(post) | {page: (200, "text/html", login)}, post.url, browser=True)
    assert (found["status"], found["reason"]) == ("pending", "login-wall")
    ((detail,),) = kept(tmp_path / "drawn", "SELECT detail FROM snapshots WHERE outcome = 'error'")
    assert "in a browser its embed page shows no post either" in detail


def test_reading_anew_and_copying_out_know_the_drawn_page(tmp_path: Path) -> None:
    """New parsers read the kept document, and it leaves the archive as a resource named like those of web archives."""
    test_an_embed_page_is_read_after_its_scripts_ran(tmp_path, "instagram/live")
    folder = tmp_path / "drawn"
    with Archive(folder) as archive:
        assert not [event for event in archive.reparse_events() if isinstance(event, Change)]
    assert kept(folder, "SELECT status FROM posts") == [("archived",)]
    export_wacz(folder, tmp_path / "out.wacz", Scope(), at=NOON)
    with zipfile.ZipFile(tmp_path / "out.wacz") as packed:
        data = gzip.decompress(packed.read("archive/data.warc.gz"))
    assert b"WARC-Target-URI: urn:dom:https://www.instagram.com/p/" in data


@pytest.mark.usefixtures("chromium")
def test_scripts_of_a_drawn_page_reach_no_private_address() -> None:
    """What a stranger's page asks for goes through the guard, whatever way it asks."""
    reached: list[Any] = []
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def listen() -> None:
        while True:
            try:
                reached.append(listening.accept())
            except OSError:
                return

    threading.Thread(target=listen, daemon=True).start()
    page = "https://platform.example/embed/1"
    hostile = f"""<!doctype html><body><script>
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '2130706433']) {{
        const secret = `http://${{host}}:{port}/secret`;
        fetch(secret, {{mode: 'no-cors'}}).catch(() => 0);
        new Image().src = secret;
        navigator.sendBeacon(secret, 'x');
        try {{ new WebSocket(secret.replace('http', 'ws')) }} catch {{ }}
        const frame = document.createElement('iframe'); frame.src = secret; document.body.append(frame);
        const script = document.createElement('script'); script.src = secret; document.body.append(script);
    }}</script>""".encode()

    class Leading:
        """The page from here, everything else from the network."""

        def __init__(self, network: Source) -> None:
            self.network = network

        async def exchange(self, request: Request) -> Exchange:
            if request.url == page:
                return await Routed({page: (200, "text/html", hostile)}).exchange(request)
            return await self.network.exchange(request)

    async def main() -> Exchange:
        async with web.network(ports=None) as network, Browser() as browser:
            source = Leading(network)
            drawn = DrawnPages(browser, asyncio.Lock(), source, source, lambda: NOON)
            return await drawn.exchange(Request(url=page, method=RENDER))

    try:
        exchange = asyncio.run(main())
    finally:
        listening.close()
    assert (exchange.status, exchange.reason) == (200, None)
    assert any(flag.startswith("unloaded=") for flag in exchange.flags)
    assert reached == []
