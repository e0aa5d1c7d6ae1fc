"""The numbers that the pages print lead to as many things as they say."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from embedarchive.datasette_plugin.serving.blobs import SHOWN
from embedarchive.model import Missing, Reason
from embedarchive.store import Store
from embedarchive.store.queries.media import shown

Ask = Callable[..., Any]
AskOf = Callable[[Path], AbstractContextManager[Ask]]


def _opened(ask: Ask, path: str) -> int:
    """How many things a page lists, with all the pages after it."""
    count, seen = 0, set[str]()
    while path not in seen:
        seen.add(path)
        answer = ask(path)
        assert answer.status_code == 200, path
        count += _listed(answer.text)
        further = re.search(r'rel="next" href="([^"]+)"', answer.text)
        path = unescape(further[1]) if further else path
    return count


def _listed(page: str) -> int:
    if '<ul class="gallery">' in page:  # pictures that look alike stand as one, with their number
        items = page.split('<ul class="gallery">')[1].partition("</ul>")[0].split("<li ")[1:]
        copies = [re.search(r'class="copies"[^>]*>×([0-9]+)<', item) for item in items]
        return sum(int(one[1]) if one else 1 for one in copies)
    if '<ul class="plain places">' in page:
        return page.split('<ul class="plain places">')[1].partition("</ul>")[0].count("<li")
    return len(re.findall(r'<article class="(?:card|item)', page))


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _home_numbers(page: str) -> list[tuple[str, int]]:
    """Every link of the first page that comes with a number, and the number."""
    figures = re.findall(r'<dt><a href="([^"]+)">[^<]*</a></dt><dd>([^<]+)</dd>', page)
    told = re.findall(r'<a(?: class="[a-z]+")? href="([^"]+)"><b>([^<]+)</b>', page)
    bars = [
        (path, text.split(":")[1])
        for path, text in re.findall(r'<a href="([^"]+)" aria-label="([^":]+: [0-9]+)">', page)
    ]
    return [(unescape(path), _number(text)) for path, text in figures + told + bars]


@pytest.fixture
def quoted_archive(tmp_path: Path, archive: Path) -> Path:
    """The archive, with a post that was gone before anybody captured it."""
    import shutil

    folder = tmp_path / "snapshots"
    shutil.copytree(archive, folder)
    with Store.open(folder) as store:
        (key,) = [
            row[0] for row in store.connection.execute("select key from posts where handle = 'lena@social.example'")
        ]
        store.begin_run("fetch")
        store.add_post(key, Missing(reason=Reason.DELETED, detail="Gone."), parser="test")
        store.end_run(0, {})
    return folder


def test_every_number_on_the_first_page_opens_as_many(archive: Path, ask_of: AskOf) -> None:
    """Figures, states and bars; of an archive with one of everything."""
    _follow(archive, ask_of)


def test_every_number_opens_as_many_where_a_post_was_erased(erased_archive: Path, ask_of: AskOf) -> None:
    """A post that is gone elsewhere and erased here is one of those that are gone."""
    _follow(erased_archive, ask_of)


def test_every_number_opens_as_many_where_a_post_is_only_quoted(quoted_archive: Path, ask_of: AskOf) -> None:
    """Gone before anybody captured it: one of those that are gone, and the only one behind its own number."""
    home = _follow(quoted_archive, ask_of)
    assert re.search(
        r"<b>3</b> posts are gone from the web</a>: 2 kept here, <a [^>]+><b>1</b> only as the article quotes it</a>\.",
        home,
    )
    with ask_of(quoted_archive) as ask:
        assert "3 posts are gone from the web: 2 kept here, 1 not kept." in ask("/-/timeline?gone=yes").text


def _follow(folder: Path, ask_of: AskOf) -> str:
    with ask_of(folder) as ask:
        home: str = ask("/").text
        numbers = _home_numbers(home)
        assert len(numbers) >= 5
        assert [(path, _opened(ask, path)) for path, _ in numbers] == numbers
    return home


def test_every_number_in_a_filter_opens_as_many(ask: Ask) -> None:
    """Of the timeline's lists to choose from."""
    page, followed = ask("/-/timeline").text, 0
    for name, options in re.findall(r'<select name="([a-z]+)">(.*?)</select>', page, re.DOTALL):
        for value, text in re.findall(r'<option value="([^"]+)"[^>]*>(.*?)</option>', options, re.DOTALL):
            if given := re.search(r"\(([0-9]+)\)$", text):
                assert _opened(ask, f"/-/timeline?{name}={quote(unescape(value))}") == int(given[1]), (name, value)
                followed += 1
    assert followed >= 5


def test_the_first_page_counts_media_without_reading_them(archive: Path) -> None:
    """From a cold disk the rows of a third of a million take seconds, an index of them a tenth of one."""
    with contextlib.closing(sqlite3.connect(archive / "archive.db")) as database:
        wanted = shown("media", SHOWN)
        plan = database.execute(f"explain query plan select count(*) from media where {wanted}")  # noqa: S608 -- our own
        assert [row[3] for row in plan] == ["SCAN media USING COVERING INDEX media_kept"]
