"""The Wayback Machine's index and replays, and recovery from them, for any platform."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive.model import Answer, Embed, MediaRef, Missing, Post, Reason, Refusal, Request, Response
from embedarchive.protocols.asking import wayback
from embedarchive.protocols.binding import platform
from embedarchive.protocols.declaring.platform import Platform

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
HEAD = ["timestamp", "original", "mimetype", "statuscode"]
PAGE = "https://forum.example/posts/12"
GONE = Missing(reason=Reason.DELETED, detail="gone")


def forum() -> Platform:
    """A platform of which an answer is the post's text."""
    module = ModuleType("forum")

    def read(response: Response) -> Post | None:
        words = response.body.decode()
        ref = MediaRef(candidates=("https://img.example/large.jpg", "https://img.example/small.jpg"))
        return (
            Post(
                platform="forum",
                text=words,
                url=response.url,
                media=(ref,),
                sources=(("text", "page"), ("posted_at", "id")),
            )
            if words
            else None
        )

    module.__dict__.update(NAME="forum", EXAMPLE=PAGE, HOSTS=("forum.example",), recognise=lambda _: None, read=read)
    return platform(module)


def recovered(
    answers: dict[str, Any],
    missing: Missing = GONE,
    pages: tuple[str, ...] = (PAGE,),
    **known: Any,  # noqa: ANN401 -- any field
) -> tuple[Post | Missing, list[str]]:
    """What recovery makes of a small web: the index's rows, bodies of replays, statuses, reasons."""
    asked: list[str] = []

    def answer(request: Request) -> Answer:
        asked.append(request.url)
        found = answers.get("index" if urlsplit(request.url).path.startswith("/cdx") else request.url, 404)
        if isinstance(found, Reason):
            return Refusal(request=request, reason=found, at=NOON)
        if isinstance(found, int):
            return Response(request=request, url=request.url, status=found, at=NOON)
        if isinstance(found, tuple):  # a status, a header and its value
            return Response(request=request, url=request.url, status=found[0], headers=(found[1:],), at=NOON)
        body = found.encode() if isinstance(found, str) else json.dumps(found).encode()
        return Response(request=request, url=request.url, status=200, body=body, at=NOON)

    many = replace(forum(), addresses=lambda _: pages)
    work = wayback.recover(many, Embed(platform="forum", form="case", url=PAGE, **known), missing)
    try:
        wanted = next(work)
        while True:
            assert isinstance(wanted, Request)
            wanted = work.send(answer(wanted))
    except StopIteration as end:
        outcome: Post | Missing = end.value
        return outcome, asked


def replay(stamp: str, url: str = PAGE) -> str:
    """The address of the archived bytes."""
    return f"https://web.archive.org/web/{stamp}id_/{url}"


def test_the_oldest_copy_that_shows_the_post() -> None:
    """The first one is empty, the second one has it.

    Its time is kept, and its media are looked for in the archive, too.
    """
    rows = [HEAD, ["20210102000000", PAGE, "text/html", "200"], ["20210101000000", PAGE, "text/html", "200"]]
    found, asked = recovered({"index": rows, replay("20210101000000"): "", replay("20210102000000"): "Words"})
    assert isinstance(found, Post)
    assert (found.text, found.observed_at) == ("Words", dt.datetime(2021, 1, 2, tzinfo=dt.UTC))
    assert dict(found.sources) == {"text": "wayback", "posted_at": "id"}
    assert found.url == PAGE, "read sees the address that was archived, not the archive's"
    assert found.media[0].candidates[2:] == (
        replay("20210102000000", "https://img.example/large.jpg"),
        replay("20210102000000", "https://img.example/small.jpg"),
    )
    assert asked[1:] == [replay("20210101000000"), replay("20210102000000")]


def test_answers_for_programs_come_first() -> None:
    """JSON says more than a page, however old that is."""
    rows = [HEAD, ["20190101000000", PAGE, "text/html", "200"], ["20230101000000", PAGE, "application/json", "200"]]
    _, asked = recovered({"index": rows, replay("20230101000000"): "Words"})
    assert asked[1:] == [replay("20230101000000")]


@pytest.mark.parametrize(
    "original",
    [
        PAGE + "3",
        "https://forum.example/posts",
        "https://evil.example/posts/12",
        "https://forum.example.evil.example/posts/12",
    ],
)
def test_other_addresses_are_left_out(original: str) -> None:
    """The index is asked for a beginning and gives what begins so."""
    found, asked = recovered({"index": [HEAD, ["20210101000000", original, "text/html", "200"]]})
    assert len(asked) == 1
    assert found == replace(GONE, detail="gone (Wayback Machine: no copy found)")


@pytest.mark.parametrize(
    "original", [PAGE + "?s=20", PAGE + "/photo/1", "http://www.FORUM.example:80/posts/12", PAGE + "#top"]
)
def test_spellings_of_the_same_address_are_read(original: str) -> None:
    """Query, path below, scheme, `www.`, port and upper case do not matter."""
    found, _ = recovered(
        {"index": [HEAD, ["20210101000000", original, "text/html", "-"]], replay("20210101000000", original): "Words"}
    )
    assert isinstance(found, Post)


@pytest.mark.parametrize(
    "row",
    [
        ["20210101000000", PAGE, "text/html", "404"],
        ["20210101000000", PAGE, "image/png", "200"],
        ["2021", PAGE, "", "200"],
        ["20211301000000", PAGE, "", "200"],
        ["20210101000000", "javascript:1", "", "200"],
        [],
        None,
        7,
        [None] * 4,
    ],
)
def test_rows_that_are_no_copy(row: object) -> None:
    """Archived errors, pictures, impossible times, no addresses."""
    _, asked = recovered({"index": [HEAD, row]})
    assert len(asked) == 1


@pytest.mark.parametrize("trouble", [429, 403, Reason.DNS, Reason.RATE_LIMITED, Reason.DEADLINE])
def test_trouble_with_the_archive_says_nothing_about_the_post(trouble: object) -> None:
    """The reason stays the platform's, and the archive is left alone."""
    found, asked = recovered({"index": trouble}, id="12")
    assert isinstance(found, Missing)
    assert found.reason is Reason.DELETED
    assert "Wayback Machine: no answer" in found.detail or "it answered 403" in found.detail
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("trouble", "questions"),
    [(429, 1), (403, 1), (Reason.RATE_LIMITED, 1), (Reason.DEADLINE, 1), (404, 3), (503, 3), (Reason.RESET, 3)],
)
def test_who_is_told_to_stop_asks_for_no_other_address(trouble: object, questions: int) -> None:
    """After "too many requests" each further question prolongs the lockout; an index that stumbles is asked on."""
    _, asked = recovered({"index": trouble}, pages=(PAGE, "https://m.forum.example/12", "https://forum.example/p/12"))
    assert len(asked) == questions


BLOCKED = (403, "x-archive-wayback-runtime-error", "Administrative Access Control Exception: Blocked Site Error")


def test_a_site_that_the_archive_does_not_show_stops_that_site_only() -> None:
    """Its other addresses are not asked for; those of another site are."""
    pages = (PAGE, "https://forum.example/p/12", "https://m.forum.example/12")
    found, asked = recovered({"index": BLOCKED}, pages=pages)
    assert isinstance(found, Missing)
    assert "shows no copies of this site" in found.detail
    assert ["m.forum.example" in url for url in asked] == [False, True]


def test_an_archived_429_is_no_limit_of_the_archive() -> None:
    """It is what the site answered then; the next copy is read."""
    rows = [HEAD, *([stamp, PAGE, "text/html", "200"] for stamp in ("20210101000000", "20210102000000"))]
    past = (429, "memento-datetime", "Fri, 01 Jan 2021 00:00:00 GMT")
    found, _ = recovered({"index": rows, replay("20210101000000"): past, replay("20210102000000"): "Words"})
    assert isinstance(found, Post)
    assert found.text == "Words"


def test_copies_from_before_the_post_come_last() -> None:
    """What was archived under that address before the post was made cannot show it; then the oldest comes first."""
    stamps = ["20200101000000", "20230101000000", "20220101000000"]
    rows = [HEAD, *([stamp, PAGE, "text/html", "200"] for stamp in stamps)]
    _, asked = recovered({"index": rows}, posted_at=dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
    assert asked[1:] == [replay(stamp) for stamp in ("20220101000000", "20230101000000", "20200101000000")]


def test_a_part_of_a_query_is_found_wherever_it_stands() -> None:
    """The widget asks with `features` before the id; the index sorts a query, so that its beginning tells nothing."""
    captured = "https://forum.example/api?features=a%3Ab&id=12&lang=en"
    others = ["https://forum.example/api?features=a&id=123", "https://forum.example/api?other_id=12"]
    rows = [HEAD, *(["20200101000000", one, "application/json", "200"] for one in (*others, captured))]
    found, asked = recovered(
        {"index": rows, replay("20200101000000", captured): "Words"}, pages=("https://forum.example/api?*&id=12",)
    )
    assert isinstance(found, Post)
    question = parse_qs(urlsplit(asked[0]).query)
    assert question["url"] == ["forum.example/api"]
    assert question["filter"] == ["statuscode:(200|-)", "original:.*[?&]id=12(&.*)?"]
    assert asked[1:] == [replay("20200101000000", captured)]


def test_few_copies_are_read_of_all_addresses_together() -> None:
    """Six replays of a post, not six of each of its addresses."""
    pages = (PAGE, PAGE + "/photo", PAGE + "/video")
    rows = [HEAD, *([f"2021010{day}000000", page, "text/html", "200"] for page in pages for day in range(1, 5))]
    _, asked = recovered({"index": rows}, pages=pages)
    assert len([url for url in asked if "/web/" in url]) == 6


def test_few_addresses_are_asked_for() -> None:
    """Eight questions at most, whatever a platform knows, and one for what the index takes for the same."""
    pages = tuple(f"https://forum.example/p{number}" for number in range(20))
    _, asked = recovered({"index": [HEAD]}, pages=pages)
    assert len(asked) == 8
    _, asked = recovered({"index": [HEAD]}, pages=(PAGE, "http://www.FORUM.example:80/posts/12"))
    assert len(asked) == 1


def test_few_copies_are_read() -> None:
    """Hundreds of copies of an empty shell cost six replays."""
    rows = [
        HEAD,
        *([f"20210101{hour:02}{minute:02}00", PAGE, "text/html", "200"] for hour in range(24) for minute in range(60)),
    ]
    found, asked = recovered({"index": rows})
    assert isinstance(found, Missing)
    assert len(asked) == 7


def test_a_copy_of_another_post_is_none() -> None:
    """The id that was asked for counts."""
    module = forum()
    other = replace(module, read=lambda _: Post(platform="forum", id="99", text="Other words"))
    rows = json.dumps([HEAD, ["20210101000000", PAGE, "text/html", "200"]]).encode()
    work = wayback.recover(other, Embed(platform="forum", form="case", url=PAGE, id="12"), GONE)
    request = next(work)
    assert isinstance(request, Request)
    request = work.send(Response(request=request, url=request.url, status=200, body=rows, at=NOON))
    assert isinstance(request, Request)
    with pytest.raises(StopIteration) as end:
        work.send(Response(request=request, url=request.url, status=200, body=b"x", at=NOON))
    assert isinstance(end.value.value, Missing)


def test_the_time_is_the_copys_own() -> None:
    """The archive leads to the nearest copy: its `Memento-Datetime` counts, then the time in the final address."""
    memento = wayback.Memento(at=NOON, timestamp="20260101120000", original=PAGE)
    request = memento.request()
    moved = Response(request=request, url=replay("20210101000000"), status=200, body=b"x", at=NOON)
    assert wayback.replayed(moved, memento) == (replace(moved, url=PAGE), dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
    told = replace(moved, headers=(("memento-datetime", "Fri, 11 Nov 2022 20:35:08 GMT"),))
    found = wayback.replayed(told, memento)
    assert found is not None
    assert found[1] == dt.datetime(2022, 11, 11, 20, 35, 8, tzinfo=dt.UTC)
    assert wayback.replayed(replace(moved, status=404), memento) is None


def test_the_question() -> None:
    """Everything that begins with the address, successes only, each content once."""
    asked = parse_qs(urlsplit(wayback.search(PAGE, since=dt.date(2022, 11, 10)).url).query)
    assert asked == {
        "url": ["forum.example/posts/12"],
        "matchType": ["prefix"],
        "output": ["json"],
        "fl": [",".join(HEAD)],
        "filter": ["statuscode:(200|-)"],
        "from": ["20221110"],
        "collapse": ["digest"],
        "limit": ["100"],
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(HEAD),
    lambda inner: st.lists(inner, max_size=6),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(JSON | st.lists(JSON, max_size=4).map(lambda rows: [HEAD, *rows]) | st.binary(max_size=60))
def test_answers_of_the_index_never_raise(value: Any) -> None:  # noqa: ANN401 -- anything
    """Whatever it answers."""
    request = Request(url=wayback.INDEX)
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    found = wayback.mementos(Response(request=request, url=request.url, status=200, body=body, at=NOON))
    assert found is None or all(isinstance(one, wayback.Memento) for one in found)
