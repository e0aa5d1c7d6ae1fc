"""Spans of time: what is understood, and which times and days lie in one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.model.spans import Span, bound, zone


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("2026", "2026"),
        ("2026-10", "2026-10"),
        (" 2026-10-01 ", "2026-10-01"),
        ("2026-10-01 22:15", "2026-10-01T22:15"),
        ("2026-10-01T22:15:30", "2026-10-01T22:15:30"),
        ("2026-10-01T22:15:30.125Z", "2026-10-01T22:15:30Z"),
        ("2026-10-01T01:00+02:00", "2026-09-30T23:00Z"),
        ("2026-10-01T01:00 02:00", "2026-09-30T23:00Z"),
        ("2026-10-01 01:00 -0230", "2026-10-01T03:30Z"),
        *((text, "") for text in ("", "soon", "2026-13", "2026-02-30", "01-10-2026", "2026-10-01T25:00", "22:15")),
        ("0001-01-01T00:00+14:00", ""),
    ],
)
def test_a_bound_is_told_in_its_usual_form(text: str, usual: str) -> None:
    """Days, months, years and times; what none of them is, is nothing."""
    assert bound(text) == usual
    assert bound(usual) == usual


@given(st.text(max_size=40))
def test_any_text_is_a_bound_or_nothing(text: str) -> None:
    """No error, and what is understood is understood again."""
    assert bound(bound(text)) == bound(text)
    zone(text)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "+25:00", "\0", "a" * 5000, "UTC+2"]
)
def test_a_zone_that_is_none(name: str) -> None:
    """Nor is a folder of zones, or a path."""
    assert zone(name) is None


MOMENTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2040, 1, 1))  # noqa: DTZ001 -- their zone comes later


@given(
    since=MOMENTS,
    until=MOMENTS,
    moment=MOMENTS,
    name=st.sampled_from(["", "UTC", "+05:30", "Europe/Amsterdam", "America/St_Johns", "Asia/Tokyo"]),
    parts=st.sampled_from([4, 7, 10, 16, 19]),
)
def test_what_lies_in_a_span(
    since: dt.datetime, until: dt.datetime, moment: dt.datetime, name: str, parts: int
) -> None:
    """Both ends are included, each as exactly as it was named, on the clocks of the zone."""
    low, high = since.isoformat()[:parts], until.isoformat()[:parts]
    span = Span.of(bound(low), bound(high), name)
    there = zone(name) or dt.UTC
    local = moment.replace(tzinfo=there).astimezone(dt.UTC).astimezone(there)
    if local.utcoffset() != (local - dt.timedelta(hours=3)).utcoffset() or local.fold:
        return  # an hour that is there twice, or not at all
    stored = local.astimezone(dt.UTC).isoformat()[:19] + "Z"
    wanted = low <= local.isoformat()[:parts] <= high
    assert (span.low <= stored <= span.high) == wanted
    if wanted:
        assert span.earliest_day <= stored[:10] <= span.latest_day
    day = local.date().isoformat()
    assert (span.first <= day <= span.last) == (low[:10] <= day <= f"{high[:10]}~")


def test_a_span_of_whole_days_in_utc_needs_no_clock() -> None:
    """It is followed by an index of days alone; one with a time or a zone is not."""
    assert not Span.of("2026-10-01", "2026-10", "").exact
    assert not Span.of("2026", "", "UTC").exact
    assert Span.of("2026-10-01T10:00", "", "").exact
    assert Span.of("", "2026", "Asia/Tokyo").exact
    assert not Span.of("", "", "Asia/Tokyo").exact


def test_the_ends_of_the_calendar() -> None:
    """The first and the last year have no day before or after them."""
    assert Span.of("0001", "9999", "+14:00").low == "0001-01-01"
    assert Span.of("0001", "9999", "-12:00").high == "9999~"
    assert Span.of("9999-12-31", "9999-12-31", "Asia/Tokyo").high.startswith("9999")
