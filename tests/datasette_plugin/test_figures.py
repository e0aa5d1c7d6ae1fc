"""Figures: what the page and its files count is what stands in the archive, with and without filters."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import html
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from datasette.database import QueryInterrupted

from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.model import Document, Embed, Missing, Publication, Reason, Scan
from embedarchive.store import Store

Ask = Callable[..., Any]
DAY = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
SHOWN = {
    "https://www.quay.example/1": (0, 1, 2),
    "https://quay.example/2?page=2": (0, 1),
    "http://docks.example": (0, 0),
    "https://paper.example/1": (0, 3),
    "https://paper.example/2": (3,),
    "": (4,),
}
"""Articles by their address, and which posts each shows."""


def embed(number: int, at: int) -> Embed:
    """A post of one of two platforms, in one of three months; the fourth is of no known day."""
    return Embed(
        platform="facebook" if number % 2 else "vimeo",
        form="blockquote",
        id=str(9_000_000 + number),
        author=f"Harbour {number}",
        text="=1+1" if number == 0 else f"Ferry {number}",
        posted_at=DAY + dt.timedelta(days=31 * number) if number < 3 else None,
        start=at,
        end=at + 1,
    )


@pytest.fixture(scope="module")
def ask(
    tmp_path_factory: pytest.TempPathFactory, ask_of: Callable[[Path], contextlib.AbstractContextManager[Ask]]
) -> Iterator[Ask]:
    """Ask an archive of six articles, of which two name their outlet and one has no address; one post is gone."""
    folder = tmp_path_factory.mktemp("figures")
    with Store.open(folder) as store:
        store.begin_run("test")
        for url, numbers in SHOWN.items():
            outlet = Publication(outlet="The PAPER" if url.endswith("2") else "The Paper") if "paper" in url else None
            document = Document(text="····", source=url or "note.txt", base_url=url or None, publication=outlet)
            scan = Scan(document=document, embeds=tuple(embed(each, at) for at, each in enumerate(numbers)), images=())
            store.add_article(f"{url} ····".encode(), scan, "····", parser="test", url=url or None)
        store.add_post("facebook:9000001", Missing(reason=Reason.DELETED), parser="test")
        store.end_run(0, {})
    with ask_of(folder) as asked:
        yield asked


def saved(ask: Ask, name: str, query: str = "") -> list[list[str]]:
    """A file, without the names of its columns."""
    answer = ask(f"/-/figures/{name}.csv?{query}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.text)))[1:]


def test_posts_by_the_articles_that_show_them(ask: Ask) -> None:
    """Each with its articles and sites; an article that shows one twice is one; no cell is a formula."""
    found = saved(ask, "posts")
    articles = Counter(number for numbers in SHOWN.values() for number in set(numbers))
    assert [(row[2], int(row[8]), int(row[9])) for row in found] == [
        ("Harbour 0", articles[0], 3),
        ("Harbour 1", articles[1], 1),
        ("Harbour 3", articles[3], 1),
        ("Harbour 2", articles[2], 1),
        ("Harbour 4", articles[4], 0),
    ]
    assert found[0][4] == "'=1+1"
    assert (found[1][6], found[1][7]) == ("unavailable", "deleted")


def test_sites_by_the_posts_that_they_show(ask: Ask) -> None:
    """By outlet, else by host: the articles of each that show a post, how often they do, and how many are gone."""
    assert saved(ask, "sites") == [
        ["quay.example", "0", "2", "5", "2"],
        ["The Paper", "1", "2", "3", "0"],
        ["docks.example", "0", "1", "2", "0"],
        ["", "0", "1", "1", "0"],
    ]


def test_platforms_by_month(ask: Ask) -> None:
    """Those of no known day, too; and what is gone of each."""
    assert saved(ask, "months") == [
        ["facebook", "", "1", "0"],
        ["facebook", "2026-04", "1", "1"],
        ["vimeo", "", "1", "0"],
        ["vimeo", "2026-03", "1", "0"],
        ["vimeo", "2026-05", "1", "0"],
    ]


def test_filters_hold_for_every_figure(ask: Ask) -> None:
    """As on the other pages; what none of them can be is said, and refused for a file."""
    assert [row[0] for row in saved(ask, "sites", "platform=facebook")] == ["The Paper", "quay.example"]
    assert saved(ask, "sites", "outlet=The+Paper&platform=vimeo") == [
        ["docks.example", "0", "1", "2", "0"],
        ["quay.example", "0", "2", "2", "0"],
        ["The Paper", "1", "1", "1", "0"],
    ]
    assert [row[1] for row in saved(ask, "months", "since=2026-04")] == ["2026-04", "2026-05"]
    assert [row[2] for row in saved(ask, "posts", "gone=yes")] == ["Harbour 1"]
    assert [row[2] for row in saved(ask, "posts", "q=ferry+-2")] == ["Harbour 1", "Harbour 3", "Harbour 4"]
    assert ask("/-/figures/posts.csv?gone=perhaps").status_code == 400
    assert "is nothing that “gone” can be" in ask("/-/figures?gone=perhaps").text


@pytest.mark.parametrize("gone", ["yes", "deleted"])
def test_of_what_vanished_all_are_gone(ask: Ask, gone: str) -> None:
    """They are counted once, and not once more as those of them that are gone."""
    assert saved(ask, "sites", f"gone={gone}") == [["quay.example", "0", "2", "2", "2"]]
    assert saved(ask, "months", f"gone={gone}") == [["facebook", "2026-04", "1", "1"]]


def test_the_page_leads_to_posts_outlets_and_files(ask: Ask) -> None:
    """Each number has its way to what it counts; the page is the same in every language but for its words."""
    page = html.unescape(ask("/-/figures?platform=facebook").text)
    for href in (
        "/-/timeline?platform=facebook&gone=yes",
        "/-/timeline?platform=facebook&gone=deleted",
        "/-/timeline?platform=facebook&outlet=The+Paper",
        "/-/timeline?platform=facebook&since=2026-04-01&until=2026-04-30",
        "/-/figures/sites.csv?platform=facebook",
    ):
        assert f'href="{href}"' in page, href
    assert re.search(r'href="/-/post/\d+"><bdi>Harbour 1<', page)
    assert "Harbour 0" not in page
    assert "Berichten die de meeste artikelen tonen" in ask("/-/figures", **{"accept-language": "nl"}).text


def test_nothing_is_like_that_and_nothing_is_there(ask: Ask) -> None:
    """A selection without posts says so."""
    assert "No post is like that." in ask("/-/figures?q=nothinglikethis").text


def test_every_site_with_an_address_has_a_page(ask: Ask) -> None:
    """Where articles name no outlet, it shows what articles of that host do; no post that only an outlet's show."""
    page = ask("/-/figures").text
    assert page.count('href="/-/timeline?outlet=quay.example"') == 1
    assert page.count('href="/-/timeline?outlet=quay.example&amp;gone=yes"') == 1
    shown = re.findall(r"Harbour (\d)", ask("/-/timeline?outlet=QUAY.example").text)
    assert {*shown} == {"0", "1", "2"}
    assert {*re.findall(r"Harbour (\d)", ask("/-/timeline?outlet=paper.example").text)} == {"0", "1", "2", "3", "4"}
    assert "was left out" in ask("/-/timeline?outlet=paper.example").text


def test_counting_that_takes_too_long_is_said(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its place; the rest of the page is there."""
    kept = Reader.kept

    async def slow(self: Reader, query: Any) -> list[Any]:  # noqa: ANN401 -- of any row
        if "site" in query.sql and "GROUP BY site" in query.sql:
            raise QueryInterrupted(Exception("interrupted"), query.sql, query.values)
        return await kept(self, query)

    monkeypatch.setattr(Reader, "kept", slow)
    page = ask("/-/figures?platform=vimeo").text
    assert page.count("A filter that leaves fewer posts is answered faster.") == 1
    assert "Harbour 0" in page


def test_only_tables_that_a_reader_may_see_are_counted(ask: Ask) -> None:
    """Without the articles, neither sites nor posts by articles are; without the posts nothing is."""
    hidden = {"databases": {"archive": {"tables": {"article_posts": {"allow": False}}}}}
    page = ask("/-/figures", config=hidden).text
    assert "Platforms" in page
    assert "Sites that show most posts" not in page
    assert ask("/-/figures/sites.csv", config=hidden).status_code == 403
    nothing = {"databases": {"archive": {"tables": {"posts": {"allow": False}}}}}
    assert ask("/-/figures", config=nothing).status_code == 403
