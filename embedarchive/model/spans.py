"""Spans of time as people ask for them: days, months and years, times of day, in a time zone.

    2026   2026-10   2026-10-01   2026-10-01 22:15   2026-10-01T22:15+02:00

The archive's times are UTC as text (`2026-10-01T20:15:00Z`), and its days are `2026-10-01`: texts are compared.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_TIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.[0-9]{1,9})?"
    r"(?P<zone>[Zz]| ?[+-][0-9]{2}:?[0-9]{2}| [0-9]{2}:[0-9]{2})?"  # a plus that nobody escaped is a blank in a URL
)
_OFFSET = re.compile(r"[+-](?:0[0-9]|1[0-4]):?[0-5][0-9]")
_AFTER_ALL = "~"
"""Stands after every character of a time: behind a beginning it makes a bound above all times that begin so."""
_LONGEST_ZONE = 64


def bound(text: str) -> str:
    """A day, month or year as it stands, or a time in its usual form; empty for what is none of these.

    A time with an offset is told in UTC, with a Z; one without is in no zone yet.
    """
    given = text.strip()
    if _DAY.fullmatch(given):
        return given if _parsed(f"{given}-01-01"[:10] if len(given) < 10 else given) else ""
    found = _TIME.fullmatch(given)
    if found is None:
        return ""
    offset = (found["zone"] or "").upper()
    offset = f"+{offset[1:]}" if offset[1:2].isdigit() and offset[0] == " " else offset.strip()
    moment = _parsed(f"{found['day']}T{found['time']}{offset}")
    if moment is None or moment.tzinfo is None:
        return f"{found['day']}T{found['time']}" if moment else ""
    try:
        return f"{moment.astimezone(dt.UTC).isoformat()[: 11 + len(found['time'])]}Z"
    except OverflowError:
        return ""


def _parsed(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


@functools.lru_cache(maxsize=64)
def zone(name: str) -> dt.tzinfo | None:
    """The time zone with this name of the IANA's list (`Europe/Kyiv`) or this offset (`+02:00`); None for no such."""
    if _OFFSET.fullmatch(name):
        minutes = 60 * int(name[1:3]) + int(name[-2:])
        return dt.timezone(dt.timedelta(minutes=-minutes if name[0] == "-" else minutes))
    if name.upper() in {"UTC", "Z"}:
        return dt.UTC
    if not name or len(name) > _LONGEST_ZONE:
        return None
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, or not even a name: `../etc`, a folder of names
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time, both ends included; an empty text where it has no end.

    Attributes:
        low, high: between these texts lie the times, UTC.
        first, last: between these lie the days of what has no time: those that the reader named.
        exact: whether the span begins or ends elsewhere than at the beginning and the end of a day in UTC.
    """

    low: str = ""
    high: str = ""
    first: str = ""
    last: str = ""
    exact: bool = False

    @classmethod
    def of(cls, since: str, until: str, zone_name: str = "") -> Span:
        """The span between two bounds as `bound` tells them; what names no zone of its own is in this one, or UTC."""
        there = zone(zone_name) if zone_name else None
        exact = "T" in since + until or there not in {None, dt.UTC}
        return cls(
            low=_low(since, there or dt.UTC),
            high=_high(until, there or dt.UTC),
            first=_day(since),
            last=_day(until) and f"{_day(until)}{_AFTER_ALL}",
            exact=exact and bool(since or until),
        )

    @property
    def earliest_day(self) -> str:
        """No post of the span has an earlier day."""
        return min(self.first, self.low[:10])

    @property
    def latest_day(self) -> str:
        """Nor a later one."""
        return max(self.last, f"{self.high[:10]}{_AFTER_ALL}") if self.high else ""


def _day(text: str) -> str:
    return text.partition("T")[0]


def _low(text: str, there: dt.tzinfo) -> str:
    if not text or text.endswith("Z") or there is dt.UTC:
        return text.removesuffix("Z")
    whole = f"{text}-01-01"[:10] if len(text) < 10 else text
    return _in_utc(dt.datetime.fromisoformat(whole), there, "0001-01-01")


def _high(text: str, there: dt.tzinfo) -> str:
    if not text or text.endswith("Z") or there is dt.UTC:
        return text and text.removesuffix("Z") + _AFTER_ALL
    if "T" in text:
        return _in_utc(dt.datetime.fromisoformat(text), there, "9999")[: len(text)] + _AFTER_ALL
    year, month, day = (int(part) for part in f"{text}-00-00"[:10].split("-"))
    try:
        if day:
            after = dt.datetime(year, month, day) + dt.timedelta(days=1)  # noqa: DTZ001 -- its zone follows
        else:
            after = dt.datetime(year + (month in {0, 12}), month % 12 + 1 if month else 1, 1)  # noqa: DTZ001
    except (ValueError, OverflowError):
        return "9999" + _AFTER_ALL
    return _in_utc(after - dt.timedelta(seconds=1), there, "9999") + _AFTER_ALL


def _in_utc(moment: dt.datetime, there: dt.tzinfo, beyond: str) -> str:
    """A time of that zone in UTC; `beyond` where no calendar has it."""
    try:
        return moment.replace(tzinfo=there).astimezone(dt.UTC).isoformat()[:19]
    except (ValueError, OverflowError):
        return beyond
