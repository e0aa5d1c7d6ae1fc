"""How many posts each site shows is kept in step: after each change it is what counting all places says."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_archive import make_embed, make_post, make_scan

from embedarchive.model import Missing, Publication, Reason
from embedarchive.store import Store
from embedarchive.store.erasing import erase
from embedarchive.store.queries import articles, figures
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.store.queries.query import found

OUTLETS = (None, "The Quay", "THE QUAY", "Кай")
URLS = (None, "https://www.quay.example/a", "https://dock.example/b", "file:c")
GONE_BY_OUTLET = """SELECT t.outlet AS value, count(DISTINCT p.id) AS count FROM posts p
    JOIN article_posts o ON o.post_id = p.id JOIN article_texts t ON t.id = o.article_id
    WHERE p.gone_at IS NOT NULL AND t.outlet IS NOT NULL GROUP BY t.outlet COLLATE NOCASE"""
numbers = st.integers(1, 4)
read = st.tuples(
    st.just("read"), st.integers(1, 4), st.sampled_from(OUTLETS), st.sampled_from(URLS), st.lists(numbers, max_size=4)
)
change = st.tuples(st.sampled_from(["captured", "gone", "resolved", "erased"]), numbers)


def _take(store: Store, step: tuple[object, ...]) -> None:
    """Read an article, which may be known already, or learn something of a post."""
    match step:
        case ("read", int(text), str() | None as outlet, str() | None as url, [*shown]):
            embeds = [make_embed(int(str(number)), known=number != 4) for number in shown]
            scan = make_scan(*embeds)
            said = Publication(outlet=outlet)
            scan = dataclasses.replace(scan, document=dataclasses.replace(scan.document, publication=said))
            store.add_article(f"{text}".encode(), scan, "", parser=f"{outlet}{shown}", url=url)
        case ("resolved", _):
            for key in store.due_posts(store._clock(), which="open").get("twitter", []):
                if "?" in key:
                    store.add_post(key, make_post(3), parser="1")
        case ("erased", int(number)) if store.post(f"twitter:90{number}"):
            erase(store, f"twitter:90{number}", reason="asked")
        case (what, int(number)) if not store.is_erased(f"twitter:90{number}"):
            answer = Missing(reason=Reason.DELETED) if what == "gone" else make_post(number)
            store.add_post(f"twitter:90{number}", answer, parser="1")


def _kept(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT * FROM site_counts").fetchall()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(read | change, min_size=1, max_size=12))
def test_what_is_kept_of_sites_is_what_counting_says(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[object, ...]]
) -> None:
    """After whatever is read, read again, captured, lost, resolved and erased; and made anew it is the same."""
    with Store.open(tmp_path_factory.mktemp("sites")) as store:
        store.begin_run("x")
        for step in history:
            _take(store, step)
        connection = store.connection
        counted = found(connection, figures.sites(PostFilter(), 100))
        assert sorted(map(_told, found(connection, figures.all_sites(100)))) == sorted(map(_told, counted))
        assert found(connection, figures.all_months()) == found(connection, figures.months(PostFilter()))
        assert found(connection, figures.all_gone_for()) == found(connection, figures.gone_for(PostFilter()))
        gone = {_folded(value): count for value, count in connection.execute(GONE_BY_OUTLET)}
        assert {_folded(row.value): row.count for row in found(connection, articles.outlets_of_gone())} == gone
        for wanted in (PostFilter(platform="twitter"), PostFilter(status="unavailable"), PostFilter(gone="deleted")):
            _counted_alike(connection, wanted)
        before = _kept(connection)
        store.rebuild()
        assert _kept(connection) == before


def _counted_alike(connection: sqlite3.Connection, wanted: PostFilter) -> None:
    """Whichever index is followed, a selection comes to the same."""
    for count in (figures.months, figures.gone_for, figures.sites):
        first, *others = (found(connection, count(wanted, rarest=way)) for way in (None, "", "gone_reason"))
        assert others == [first, first]
    assert found(connection, figures.shown_posts(wanted, many=True)) == found(connection, figures.shown_posts(wanted))


def _folded(site: str | None) -> str:
    return (site or "").replace("THE QUAY", "The Quay")


def _told(row: figures.Site) -> tuple[object, ...]:
    return (_folded(row.site), row.outlet, row.articles, row.shown, row.gone)
