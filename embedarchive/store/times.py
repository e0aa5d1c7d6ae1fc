"""Times as the archive writes them: UTC, one width per precision, so that text order is time order."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """The time, aware and in UTC."""
    return dt.datetime.now(dt.UTC)


def stamp(time: dt.datetime) -> str:
    """To the millisecond: `2022-11-11T10:21:08.417Z`. For the truth."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


def second(time: dt.datetime) -> str:
    """To the second: `2022-11-11T10:21:08Z`. For people."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse(text: object) -> dt.datetime | None:
    """The time that `stamp`, `second` or JSON wrote; nothing when it is none."""
    if not isinstance(text, str):
        return None
    try:
        time = dt.datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def parse_day(text: object) -> dt.date | None:
    """The day that JSON wrote; nothing when it is none."""
    try:
        return dt.date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
