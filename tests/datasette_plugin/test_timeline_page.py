"""The timeline, page after page: every post once, in one order, whatever is known of its time."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from embedarchive.model import Document, Embed, Scan
from embedarchive.store import Store

Ask = Callable[..., Any]
DAY = dt.date(2026, 3, 1)


def embed(number: int) -> Embed:
    """A post of Facebook's, whose ids tell no time: of every four one with a time, two with a day, one with neither."""
    noon = dt.datetime.combine(DAY - dt.timedelta(days=number // 4), dt.time(12, 0), dt.UTC)
    return Embed(
        platform="facebook",
        form="blockquote",
        id=str(9_000_000 + number),
        url=f"https://www.facebook.com/quay/posts/{9_000_000 + number}/",
        text=f"Ferry {number}",
        posted_at=noon if number % 4 == 0 else None,
        date=noon.date() if number % 4 != 3 else None,
        start=number,
        end=number + 1,
    )


@pytest.fixture(scope="module")
def ask(
    tmp_path_factory: pytest.TempPathFactory, ask_of: Callable[[Path], contextlib.AbstractContextManager[Ask]]
) -> Iterator[Ask]:
    """Ask an archive of 260 posts."""
    folder = tmp_path_factory.mktemp("timeline")
    with Store.open(folder) as store:
        store.begin_run("test")
        text = "·" * 260
        scan = Scan(document=Document(text=text, source="a.txt"), embeds=tuple(map(embed, range(260))), images=())
        store.add_article(text.encode(), scan, "a", parser="test")
        store.end_run(0, {})
    with ask_of(folder) as asked:
        yield asked


@pytest.mark.parametrize("query", ["", "q=ferry", "platform=facebook", "platform=facebook&q=ferr"])
def test_every_post_is_shown_once_from_page_to_page(ask: Ask, query: str) -> None:
    """Also those of no known day, which stand after all others; a day stands before the times of that day."""
    numbers, path = list[int](), f"/-/timeline?{query}"
    for _ in range(10):
        page = ask(path).text
        numbers += map(int, re.findall(r"\bFerry(?:</mark>)? (\d+)", page))
        following = re.search(r'href="([^"]*[?&;]before=[^"]*)"', page)
        if following is None:
            break
        path = unescape(following[1])
    places = [("" if number % 4 == 3 else str(embed(number).posted_at or embed(number).date)) for number in numbers]
    assert sorted(numbers) == list(range(260))
    assert places == sorted(places, reverse=True)
