"""The page of one kept file."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import html
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from embedarchive.model import MediaRef, Post
from embedarchive.store import Store

Ask = Callable[..., Any]
HIDDEN = {"allow": False}


@pytest.fixture(scope="module")
def digests(archive: Path) -> dict[str, str]:
    """The digests of the archive's media, by their addresses."""
    with contextlib.closing(sqlite3.connect(archive / "archive.db")) as connection:
        return dict(connection.execute("select key, digest from media where digest is not null"))


def _hiding(*tables: str) -> dict[str, Any]:
    return {"databases": {"archive": {"tables": dict.fromkeys(tables, HIDDEN)}}}


def _words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_photo_tells_all_that_is_known_of_it(ask: Ask, digests: dict[str, str]) -> None:
    """What it shows, where from and when, what it says of itself, how to check it, which post has it."""
    address = "https://media.example/one.jpg"
    page = ask(f"/-/file/{digests[address]}").text
    assert f'<img src="/-/blob/{digests[address]}" alt="A crane lies across the quay"' in page
    assert f'<a href="/-/blob/{digests[address]}">Open the file by itself</a>' in page
    assert f'href="{address}"' in page
    assert '<a href="/-/post/1"><bdi>Harbour Watch</bdi>' in page
    assert f"{digests[address]}  blobs/{digests[address][:2]}/{digests[address]}.jpg" in page
    words = _words(page)
    assert "fetched 2 March 2026, 09:00 UTC" in words
    assert "Dimensions 640 × 420" in words
    assert "Type image/jpeg" in words
    assert "Taken 27 February 2026, 05:39 UTC" in words
    assert re.search(r"Location 51\.2349, 2\.9131\b.{1,200} See it on the map", words)
    assert re.search(r'href="/-/map\?place=\d+"', page)


def test_a_photo_that_carries_no_location_says_so(ask: Ask, digests: dict[str, str]) -> None:
    """A file that nobody could look into is not said to carry none."""
    page = ask(f"/-/file/{digests['https://media.example/two.jpg']}").text
    assert "This file carries no location." in page
    assert "This file carries no location." not in ask(f"/-/file/{digests['https://evil.example/png.jpg']}").text
    assert (
        "Dit bestand bevat geen locatie."
        in ask(f"/-/file/{digests['https://media.example/two.jpg']}", Accept_Language="nl").text
    )


def test_an_article_s_photo_leads_to_the_article(ask: Ask, digests: dict[str, str]) -> None:
    """To the very place."""
    page = ask(f"/-/file/{digests['https://paper.example/crane.jpg']}").text
    assert 'href="/-/article/1?at=picture-' in page
    assert "Crane falls in the harbour" in page


def test_the_article_itself_is_a_file(ask: Ask, archive: Path) -> None:
    """With its bytes, and the article that it is."""
    with contextlib.closing(sqlite3.connect(archive / "archive.db")) as connection:
        ((digest, scan),) = connection.execute("select document, id from article_scans")
    page = ask(f"/-/file/{digest}").text
    assert f'href="/-/article/1?scan={scan}"' in page
    assert "Crane falls in the harbour" in page.partition('<pre class="written"')[2]


def test_pictures_lead_to_their_page_and_not_to_bare_bytes(ask: Ask) -> None:
    """On a post, in an article and in the timeline."""
    for path in ("/-/post/1", "/-/article/1", "/-/timeline"):
        page = ask(path).text
        assert 'href="/-/file/' in page
        assert not re.search(r'<a href="/-/blob/[^"]*"><img', page)


@pytest.mark.parametrize("table", ["blobs", "media"])
def test_w7_who_may_not_see_files_may_not_see_their_page(ask: Ask, digests: dict[str, str], table: str) -> None:
    """As with the bytes themselves."""
    page = ask(f"/-/file/{digests['https://media.example/one.jpg']}", config=_hiding(table))
    assert page.status_code == 403
    assert "media.example" not in page.text


@pytest.mark.parametrize(
    ("tables", "hidden"),
    [
        (("posts",), "Harbour Watch"),
        (("post_media",), "Harbour Watch"),
        (("places",), "/-/map?place="),
        (("events",), "check-head"),
    ],
)
def test_w7_each_part_asks_for_its_tables(
    ask: Ask, digests: dict[str, str], tables: tuple[str, ...], hidden: str
) -> None:
    """What is not for this reader is left out, and the rest is there."""
    path = f"/-/file/{digests['https://media.example/one.jpg']}"
    assert hidden in ask(path).text
    page = ask(path, config=_hiding(*tables))
    assert page.status_code == 200
    assert hidden not in page.text
    assert "sha256sum" in page.text


@pytest.mark.parametrize("tables", [("articles",), ("article_images",), ("article_texts",)])
def test_w7_articles_that_are_hidden_are_not_named(ask: Ask, digests: dict[str, str], tables: tuple[str, ...]) -> None:
    """Nor linked."""
    page = ask(f"/-/file/{digests['https://paper.example/crane.jpg']}", config=_hiding(*tables)).text
    assert "Crane falls" not in page
    assert "/-/article/" not in page


def test_w7_requests_that_are_hidden_are_not_named(ask: Ask, archive: Path) -> None:
    """The answer's bytes are shown, and not what was asked or for whom."""
    with contextlib.closing(sqlite3.connect(archive / "archive.db")) as connection:
        ((digest,),) = connection.execute("select body from fetches where url like '%tweet-result%'")
    path = f"/-/file/{digest}"
    assert "cdn.syndication.example" in ask(path).text
    assert 'href="/-/post/1"' in ask(path).text
    page = ask(path, config=_hiding("fetches")).text
    assert "cdn.syndication.example" not in page
    assert "/-/post/" not in page
    assert '"The crane"' in html.unescape(page)


def test_sensitive_media_are_covered_until_asked_for(ask: Ask, digests: dict[str, str]) -> None:
    """Also for who may not see which post it is from; not where the owner chose to show them."""
    video, photo = (f"/-/file/{digests[f'https://media.example/{name}']}" for name in ("clip.mp4", "one.jpg"))
    assert "Sensitive: show it" in ask(video).text
    assert "Sensitive: show it" not in ask(photo).text
    assert "Sensitive: show it" in ask(photo, config=_hiding("posts")).text
    shown = {"plugins": {"embedarchive": {"sensitive": "show"}}}
    assert "Sensitive: show it" not in ask(video, config=shown).text


def test_w3_hostile_words_and_bytes_stay_words(ask: Ask, attacks: dict[str, bytes]) -> None:
    """Alt texts, authors, addresses and the bytes themselves, of each of the attacks."""
    for data in attacks.values():
        answer = ask(f"/-/file/{hashlib.sha256(data).hexdigest()}")
        assert answer.status_code == 200
        markup = re.sub(r'"[^"]*"', '""', answer.text)
        assert not re.search(r"<script(?! src)|<[a-z][^>]*\son\w+=|<iframe|<svg|<meta http-equiv", markup)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert 'href="javascript:' not in answer.text


@pytest.mark.parametrize("path", ["0" * 64, "0" * 63, "x" * 64, "A" * 64])
def test_w2_only_digests_of_the_archive_have_a_page(ask: Ask, path: str) -> None:
    """No other length, no other digits."""
    assert ask(f"/-/file/{path}").status_code == 404


def _kept(folder: Path, data: bytes, uses: int = 0, **facts: Any) -> str:  # noqa: ANN401 -- facts of many kinds
    """An archive with one file, shown by so many posts; the file's page."""
    with Store.open(folder) as store:
        store.begin_run("test")
        blob = store.keep(data, None)
        address = "https://media.example/a"
        store.add_media(address, facts, parser="test", blob=blob)
        for number in range(uses):
            media = (MediaRef(candidates=(address,)),)
            store.add_post(f"twitter:{number}", Post(platform="twitter", id=str(number), media=media), parser="test")
        store.end_run(0, {})

    async def asked() -> str:
        datasette = Datasette([str(folder / "archive.db")])
        try:
            await datasette.invoke_startup()
            answer = await datasette.client.get(f"/-/file/{blob.digest}")
            assert answer.status_code == 200
            return str(answer.text)
        finally:
            datasette.close()

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b'{"a": "\\ud83d <b>", "b": [1]}', '{\n  "a": "? <b>",\n  "b": [\n    1\n  ]\n}'),
        (b"[" * 3000 + b"]" * 3000, "["),
        (b'{"n": ' + b"9" * 6000 + b"}", "9"),
        (b"words\n\xff\xfe more words", None),
        ("Señor".encode() + b" <i>&amp;</i>", "Señor <i>&amp;</i>"),
        (b"plain \xe2\x80\xae words " * 30_000, "…"),
        (b"\x1f\x8b\x08" + b"broken" * 40, None),
        (b"\x00\x01\x02", None),
    ],
)
def test_what_people_can_read_is_shown(tmp_path: Path, data: bytes, shown: str | None) -> None:
    """JSON in lines, at most its beginning; whatever the bytes are, the page is there and no larger than that."""
    page = _kept(tmp_path, data)
    assert len(page) < 200_000
    if shown is None:
        assert 'class="written"' not in page
    else:
        assert shown in html.unescape(page).partition('class="written"')[2].partition("</pre>")[0]


def test_deep_json_is_no_long_page(tmp_path: Path) -> None:
    """Set out in lines it would be hundreds of megabytes."""
    page = _kept(tmp_path, (b"[" * 500 + b"1," * 90_000 + b"1" + b"]" * 500))
    assert len(page) < 200_000


def test_a_file_of_many_posts_names_some_and_says_so(tmp_path: Path) -> None:
    """Fifty of them."""
    page = _kept(tmp_path, b"\xff\xd8\xff rest", uses=60)
    assert len(re.findall(r'href="/-/post/\d+"', page)) == 50
    assert "And in more posts or articles." in page


def test_camera_and_all_else_that_the_file_says(tmp_path: Path) -> None:
    """The maker once, a local time without its zone as one, and what a stranger wrote there as text."""
    exif = {
        "Make": "Lumeta",
        "Model": "Lumeta R5",
        "DateTimeOriginal": "2026:03:01 10:00:00",
        "Artist": "<b>P. Aper</b>",
    }
    page = _kept(tmp_path, b"\xff\xd8\xff rest", width=10, height=10, exif=exif)
    words = _words(page)
    assert "Camera Lumeta R5" in words
    assert "Taken 2026:03:01 10:00:00 (in an unknown time zone)" in words
    assert "&lt;b&gt;P. Aper&lt;/b&gt;" in page
    assert json.dumps(exif)[:4] not in page


@pytest.mark.browser
def test_a_click_on_a_photo_is_calm(browser: Any, site: str) -> None:  # noqa: ANN401 -- playwright's
    """It leads to the file's page, with the photo on it and no error in the console."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    odd: list[str] = []
    page.on("console", lambda message: odd.append(message.text))
    page.on("pageerror", lambda error: odd.append(str(error)))
    page.goto(f"{site}/-/post/1")
    with page.expect_navigation():
        page.locator(".card .medium img").first.click()
    assert "/-/file/" in page.url
    page.wait_for_function(
        "() => { const i = document.querySelector('.medium img'); return i.complete && i.naturalWidth }"
    )
    assert odd == []
    page.close()
