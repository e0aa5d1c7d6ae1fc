"""What an address asks for and nobody understands is said: on pages above all else, and instead of data."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
NOTICE = re.compile(r'<p class="notice" role="status" dir="auto">(.*?)</p>')
PAGES = ("/-/timeline", "/-/gallery", "/-/map")
DATA = ("/-/places.geojson", "/-/places.kml", "/-/posts.csv", "/-/posts.json", "/-/vanished.atom")


def notices(answer: Any) -> list[str]:  # noqa: ANN401 -- httpx2's
    """What stands above a page."""
    return [html.unescape(one) for one in NOTICE.findall(answer.text)]


ODD = [
    ("since=foo", "“foo” is no day, month, year or time, so “since” was left out."),
    ("since=2026-13-01", "“2026-13-01” is no day"),
    ("until=2026-02-30", "“2026-02-30” is no day"),
    ("until=01-10-2026", "“01-10-2026” is no day"),
    ("until=2026-10-01T25:00", "“2026-10-01T25:00” is no day, month, year or time"),
    ("since=2026-10-02&until=2026-10-01", "Nothing lies between 2026-10-02 and 2026-10-01"),
    ("since=2026-10-01T10:00Z&until=2026-10-01T10:59%2B02:00", "Nothing lies between 2026-10-01T10:00Z and"),
    ("zone=Middle-earth", "“Middle-earth” is no time zone, so UTC was taken."),
    ("near=Xanadu,5", "“Xanadu,5” is no place, so “near” was left out. Places are written like 51.2345,2.9123,5"),
    ("box=1,2,3", "“1,2,3” is no box, so “box” was left out. Boxes are written like 2.8,51.2,3.0,51.3"),
    ("media=smell", "“smell” is nothing that “media” can be, so it was left out. It can be yes, no, photo, video"),
    ("sensitive=perhaps", "“perhaps” is nothing that “sensitive” can be, so it was left out. It can be yes, no."),
    ("outlet=The+Moon", "No article here names its outlet, so “outlet” was left out."),
    ("q=form:ada", "“form:” is no filter, so it was looked for as a word. The filters are from:, author:, in:"),
    ("q=since:soon", "“soon” is no day, month, year or time, so “since” was left out."),
    ("q=in:myspace", "“myspace” is nothing that “platform” can be"),
    ("status=unknown", "“unknown” is nothing that “status” can be, so it was left out. It can be archived, recovered"),
    ("platform=unknown", "“unknown” is nothing that “platform” can be"),
    ("language=klingon", "“klingon” is nothing that “language” can be"),
    ("gone=perhaps", "“perhaps” is nothing that “gone” can be, so it was left out. It can be yes, deleted, expired"),
    ("differs=no", "“no” is nothing that “differs” can be"),
    (
        "sinse=2026",
        "does not know “sinse”, which was left out. It knows q, status, platform, handle, author, language, outlet",
    ),
    ("lang=nl", "does not know “lang”"),
    ("page=2", "does not know “page”"),
    ("after=2026", "does not know “after”"),
    ("status=archived&status=pending", "“status” was given several times; only “archived” was looked at."),
    (f"q={'a' * 301}", "Only the first 300 characters of “q” were looked at."),
]
"""Queries of the timeline and the map, and how what is said of them begins."""


@pytest.mark.parametrize(("query", "said"), ODD)
def test_a_filter_that_is_none_is_said(ask: Ask, query: str, said: str) -> None:
    """On the timeline and the map, which show what the other filters leave; data are refused with the sentence."""
    for page in PAGES:
        answer = ask(f"{page}?{query}")
        assert answer.status_code == 200
        (notice,) = notices(answer)
        assert said in notice
    for path in DATA:
        answer = ask(f"{path}?{query}")
        assert answer.status_code == 400
        told = answer.json()["error"] if path.endswith("json") else answer.text
        assert said in told
        assert "<html" not in answer.text


FINE = [
    "",
    "q=&status=&platform=&handle=&language=&since=&until=",  # what the form sends
    "since=2026&until=2026-12-31",
    "since=2026-02",
    "status=archived&platform=vimeo&language=pt-BR&gone=yes&differs=yes",
    "handle=%40harbour_watch",
    "since=2026-10-01T10:00&until=2026-10-01+22:15&zone=Europe/Kyiv",
    "since=2026-10-01T01:00%2B02:00&zone=%2B05:30",
    "near=51.2,2.9&box=2.8,51.2,3.0,51.3&media=photo&sensitive=no&author=Ann",
    "near=den+haag,5&q=10:30+https://x.com/a",
    "near=The+Hague,5&platform=x",
    "utm_source=news&utm_campaign=x&fbclid=1&gclid=2&msclkid=3&mc_eid=4&igsh=5&_ga=6&ref=home&sinse=",
]


@pytest.mark.parametrize("query", FINE)
def test_what_is_understood_is_not_talked_of(ask: Ask, query: str) -> None:
    """Nor is what newsletters and share buttons add to addresses."""
    for page in PAGES:
        assert notices(ask(f"{page}?{query}")) == []
    for path in DATA:
        assert ask(f"{path}?{query}").status_code == 200


def test_what_is_left_out_leaves_nothing_out(ask: Ask) -> None:
    """Beside a filter that is none the others hold; a handle may stand with its sign."""

    def cards(query: str) -> list[str]:
        return re.findall(r'id="(post-[0-9]+)"', ask(f"/-/timeline?{query}").text)

    assert cards("sinse=2027") == cards("status=unknown") == cards("")
    assert cards("since=foo&handle=%40harbour_watch") == cards("handle=harbour_watch") != cards("")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/-/timeline?before=yesterday", "“yesterday” is no place in this list"),
        ("/-/gallery?before=x", "“x” is no number, so “before” was left out."),
        ("/-/gallery?kind=video", "does not know “kind”, which was left out. It knows q, status"),
        ("/-/articles?before=-1", "“-1” is no number"),
        ("/-/articles?query=crane", "does not know “query”"),
        ("/-/article/1?version=2", "does not know “version”, which was left out. It knows scan, q, part, at."),
        ("/-/post/1?lang=nl", "does not know “lang”, which was left out. It takes no filters."),
        ("/-/map?place=x", "“x” is no number"),
        ("/-/map?place=9999", "There is no place with the number 9999."),
        ("/?since=2026", "does not know “since”"),
    ],
)
def test_every_other_page_says_it_too(ask: Ask, path: str, said: str) -> None:
    """In one sentence, once; in Dutch to who reads Dutch."""
    (notice,) = notices(ask(path))
    assert said in notice
    (dutch,) = notices(ask(path, Accept_Language="nl"))
    assert dutch != notice
    assert notices(ask(re.sub(r"\?.*", "?utm_medium=feed", path))) == []


@pytest.mark.parametrize("feed", ["snapshots", "vanished"])
def test_a_feed_is_not_filtered_in_silence(ask: Ask, feed: str) -> None:
    """Who asks for the feed of one platform is told that there is none, and does not get all of them."""
    answer = ask(f"/-/{feed}.atom?plattform=twitter", Accept_Language="nl")
    assert answer.status_code == 400
    assert answer.text.startswith("Deze pagina kent “plattform” niet")
    assert ask(f"/-/{feed}.atom?utm_source=reader").status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sinse=2026", "cannot be filtered by “sinse”. Its columns are id, posted_at"),
        ("status__is=archived", "cannot be filtered by “status__is”"),
        ("_facet=platfrom", "cannot be filtered by “platfrom”"),
    ],
)
@pytest.mark.parametrize("kind", ["", ".json", ".csv"])
def test_a_table_is_asked_for_its_own_columns(ask: Ask, query: str, said: str, kind: str) -> None:
    """SQLite takes any other name for a text that equals nothing: it would be an empty table, or a full one."""
    answer = ask(f"/archive/posts{kind}?{query}")
    assert answer.status_code == 400
    assert said in (answer.json()["error"] if kind == ".json" else html.unescape(answer.text))


def test_a_table_takes_what_it_knows(ask: Ask) -> None:
    """Columns with and without an operator, facets, Datasette's own words, and what trackers add."""
    known = "status=archived&author__contains=Harbour&_facet=platform&_size=5&_sort=id&rowid__gt=0"
    rows = ask(f"/archive/posts.json?{known}").json()["rows"]
    assert [row["handle"] for row in rows] == ["harbour_watch"]
    assert ask(f"/archive/posts.json?{known}&utm_source=news&fbclid=1").json()["rows"] == rows
    assert ask("/archive/near.json?latitude=51.2&longitude=2.9&km=50&gclid=1").json()["rows"]
