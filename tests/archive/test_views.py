"""What a browser adds: articles that insert their posts by script, and pictures of posts."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import ways_out

from embedarchive import Archive
from embedarchive.archive.results import Event, Found, Unreadable, Viewed
from embedarchive.datasette_plugin.serving.in_process import open_website
from embedarchive.model import Reason, Request
from embedarchive.platforms.twitter import syndication
from embedarchive.store import Store, erase, verify

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]

LIVE, GONE = "2098313091371589249", "2098313091371589250"
STORY = "https://news.example/story"
SHELL = b"""<!doctype html><html lang="en"><head><meta charset="iso-8859-1"><title>The mill</title></head><body><main>
<h1>The mill turns again</h1><p>After nine years the mill of Oud-Kelder turned on Saturday, to the joy of many.</p>
<div id="post"></div></main><script src="/story.js"></script></body></html>"""
SCRIPT = f"""fetch('/story.json').then(answer => answer.json()).then(story => {{
    const quote = document.createElement('blockquote');
    quote.className = 'twitter-tweet';
    quote.innerHTML = `<p lang="en" dir="ltr">${{story.words}}</p>&mdash; Mila Brand (@mila_brand)
        <a href="https://twitter.com/mila_brand/status/{LIVE}">September 12, 2026</a>`;
    document.getElementById('post').replaceWith(quote);
}})""".encode()
EMBED = f"https://platform.twitter.com/embed/Tweet.html?id={LIVE}"

Answers = dict[str, tuple[int, str, bytes]]


@pytest.fixture
def story(answers: Answers) -> Answers:
    """The web with an article whose only post is inserted by a script."""
    return answers | {
        STORY: (200, "text/html", SHELL),
        "https://news.example/story.js": (200, "text/javascript", SCRIPT),
        "https://news.example/story.json": (200, "application/json", '{"words": "Zeilen – they move!"}'.encode()),
    }


@pytest.fixture
def embed_page(answers: Answers) -> Answers:
    """The web with the platform's embed page of the post that is live."""
    page = (
        b"<!doctype html><body style='margin:0'><div style='height:250px;background:#06c'>The sails are moving!</div>"
    )
    return answers | {EMBED: (200, "text/html; charset=utf-8", page)}


def told(archive: Archive, source: str | Path) -> list[Event]:
    """All that happens."""
    return list(archive.events([source]))


def rows(folder: Path, sql: str, *values: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return connection.execute(sql, values).fetchall()


def blob(folder: Path, digest: str) -> bytes:
    """The bytes of a digest."""
    (path,) = (folder / "blobs" / digest[:2]).glob(f"{digest}*")
    return path.read_bytes()


async def website(folder: Path, *posts: int) -> list[str]:
    """The pages of these posts."""
    async with open_website(folder) as site:
        answers = [await site.exchange(Request(url=site.card(post)[0])) for post in posts]
        refused = await site.exchange(Request(url="http://127.0.0.1/"))
    assert refused.reason is Reason.BLOCKED_ADDRESS
    return [(answer.body.data or b"").decode() for answer in answers if answer.body]


def test_an_article_is_rendered_first_when_that_is_wanted(
    tmp_path: Path, story: Answers, record: Callable[..., Path]
) -> None:
    """The post that a script inserts is found; what the server answered and what was asked for is kept, too."""
    folder, recording = tmp_path / "a", record(story)
    with Archive(folder, recordings=[recording]) as archive:
        (plain,) = [event for event in told(archive, STORY) if isinstance(event, Found)]
    assert plain.scan.embeds == ()
    with Archive(folder, recordings=[recording], render=True) as archive:
        (found,) = [event for event in told(archive, STORY) if isinstance(event, Found)]
    (embed,) = found.scan.embeds
    assert (embed.platform, embed.id, embed.text) == ("twitter", LIVE, "Zeilen – they move!")
    assert found.scan.document.rendered
    assert (found.article, found.news) == (plain.article, "changed")
    scans = rows(folder, "SELECT document, scan FROM article_scans ORDER BY id")
    assert [json.loads(scan)["document"]["rendered"] for _, scan in scans] == [False, True]
    assert blob(folder, scans[0][0]) == SHELL
    assert "Zeilen – they move!".encode() in blob(folder, scans[1][0])
    fetched = rows(folder, "SELECT url, body FROM fetches WHERE url LIKE ? AND run_id = 2 ORDER BY id", f"{STORY}%")
    assert [url.removeprefix(STORY) for url, _ in fetched] == ["", ".js", ".json"]
    assert blob(folder, fetched[0][1]) == SHELL
    assert verify(folder).sound


def test_s1_neither_article_nor_embed_page_leads_out(
    tmp_path: Path, article: Path, embed_page: Answers, record: Callable[..., Path]
) -> None:
    """Rendered and pictured, with cards drawn: of all that such a page tries, nothing reaches anybody."""
    with ways_out.Listener().listening() as listener:
        words = f"<p>The mill</p>{ways_out.page(listener.port)}".encode()
        embed_page |= {STORY: (200, "text/html", words), EMBED: (200, "text/html", words)}
        embed_page |= {f"https://news.example/{name}": (200, kind, page.encode()) for name, kind, page in (
            ("styled.xml", "text/xml", ways_out.styled(listener.port)),
            ("module.js", "text/javascript", ways_out.module(listener.port)),
        )}  # fmt: skip
        options: dict[str, Any] = {"render": True, "screenshot": True, "cards": open_website}
        with Archive(tmp_path / "a", recordings=[record(embed_page)], **options) as archive:
            events = [*told(archive, STORY), *told(archive, article)]
        assert listener.heard() == []
        assert len(ways_out.ways()) > 60
    assert [event for event in events if isinstance(event, Viewed) and event.what == "screenshot" and event.digest]
    assert [event.scan.document.rendered for event in events if isinstance(event, Found)] == [True, False]
    assert verify(tmp_path / "a").sound


def test_what_is_no_page_is_not_rendered(tmp_path: Path, story: Answers, record: Callable[..., Path]) -> None:
    """A feed, or a page that is not there, is a sentence."""
    story[STORY] = (200, "application/rss+xml", b"<rss><channel></channel></rss>")
    with Archive(tmp_path / "a", recordings=[record(story)], render=True) as archive:
        events = [*told(archive, STORY), *told(archive, "https://news.example/other")]
    sentences = [event.sentence for event in events if isinstance(event, Unreadable)]
    assert len(sentences) == 2
    assert "application/rss+xml is nothing that a browser renders" in sentences[0]
    assert "not-in-recording" in sentences[1]


def test_the_platforms_embed_page_is_pictured(
    tmp_path: Path, article: Path, embed_page: Answers, record: Callable[..., Path]
) -> None:
    """Once, under the name that web archives give it; a page that is not there is a reason, and exit code 3."""
    from PIL import Image

    folder, recording = tmp_path / "a", record(embed_page)
    with Archive(folder, recordings=[recording], screenshot=True) as archive:
        views = [event for event in told(archive, article) if isinstance(event, Viewed)]
    assert {(view.what, view.url, view.reason) for view in views} == {
        ("screenshot", EMBED, None),
        ("screenshot", EMBED.replace(LIVE, GONE), Reason.NOT_IN_RECORDING),
    }
    sql = "SELECT snapshot_key, url, source, at, body, reason FROM fetches WHERE method = 'VIEW' ORDER BY url"
    (key, url, source, at, body, reason), (_, _, _, _, nothing, why) = rows(folder, sql)
    assert (key, url, source) == (f"twitter:{LIVE}", f"urn:view:{EMBED}", "browser")
    assert at.startswith("2026-09-14T08:30")
    assert (reason, nothing, why) == (None, None, "not-in-recording")
    picture = Image.open(io.BytesIO(blob(folder, body)))
    assert picture.size == (600, 250)
    assert picture.convert("RGB").getpixel((300, 200)) == (0, 102, 204)
    assert rows(folder, "SELECT count(*) FROM fetches WHERE url = ? AND status = 200", EMBED) == [(1,)]
    assert rows(folder, "SELECT exit_code FROM run_ends") == [(3,)]
    with Archive(folder, recordings=[recording], screenshot=True) as archive:
        again = [event for event in told(archive, article) if isinstance(event, Viewed)]
    assert [view.url for view in again] == [EMBED.replace(LIVE, GONE)]
    assert verify(folder).sound


def test_our_own_card_is_pictured_from_what_is_kept(
    tmp_path: Path, article: Path, answers: Answers, record: Callable[..., Path]
) -> None:
    """Also of a post that is gone, with no request to anybody; erasing a post takes its picture along."""
    from PIL import Image

    folder, recording = tmp_path / "a", record(answers)
    with Archive(folder, recordings=[recording], cards=open_website) as archive:
        views = [event for event in told(archive, article) if isinstance(event, Viewed)]
    assert [(view.what, view.reason) for view in views] == [("card", None)] * 2
    asked = {url for (url,) in rows(folder, "SELECT url FROM fetches WHERE method <> 'VIEW'")}
    assert all("archive.invalid" not in url for url in asked)
    assert syndication.request(LIVE).url in asked
    for view in views:
        picture = Image.open(io.BytesIO(blob(folder, str(view.digest))))
        assert picture.width > 400
        assert 100 < picture.height < 1000
        assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 20
    pages = asyncio.run(website(folder, 1, 2))
    assert all("As a browser showed it" in page for page in pages)
    assert {str(view.digest) in page for page in pages for view in views} == {True, False}
    with Store.open(folder) as store:
        erase(store, f"twitter:{LIVE}", reason="asked for")
    (mine,) = [view for view in views if view.key.endswith(LIVE)]
    assert not list(folder.rglob(f"{mine.digest}*"))
    assert verify(folder).sound
    with Archive(folder, recordings=[recording], cards=open_website) as archive:
        assert not [event for event in told(archive, article) if isinstance(event, Viewed)]
