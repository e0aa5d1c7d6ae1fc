"""The time that the ids of many platforms contain (Twitter's "snowflakes" and their kin)."""

from __future__ import annotations

import datetime as dt
import re

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LATEST = 4_102_444_800_000  # the year 2100: beyond it a number is no id


def moment(milliseconds: int) -> dt.datetime | None:
    """The UTC time so many milliseconds after 1970; None outside 1995 to 2100."""
    if not 788_918_400_000 <= milliseconds < _LATEST:
        return None
    return _EPOCH + dt.timedelta(milliseconds=milliseconds)


def snowflake(identifier: str, shift: int, epoch: int = 0) -> dt.datetime | None:
    """The time in the upper bits of a decimal id: milliseconds since `epoch`, above `shift` other bits."""
    if not (identifier.isascii() and identifier.isdigit() and len(identifier) <= 20):
        return None
    return moment((int(identifier) >> shift) + epoch)


_DAY = re.compile(
    r"(?P<month>[A-Z][a-z]{2})[a-z]{0,6}\.? (?P<day>\d{1,2}), (?P<year>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)"
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(words: str | None) -> dt.datetime | None:
    """Noon of the day that a page names in English (`Tuesday, May 17, 2016`) or as `2016-05-17`.

    Of what is known to the day only, noon is at most half a day off whatever the zone; its source then is `day`.
    """
    found = _DAY.search((words or "")[:200])
    if found is None:
        return None
    try:
        if found["iso"]:
            year, month, number = map(int, found["iso"].split("-"))
        else:
            year, month, number = int(found["year"]), MONTHS.index(found["month"]) + 1, int(found["day"])
        return dt.datetime(year, month, number, 12, tzinfo=dt.UTC)
    except ValueError:
        return None


_BASE64 = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")}


def shortcode(code: str) -> dt.datetime | None:
    """The time in an Instagram or Threads shortcode: base 64, above 23 other bits, since August 2011."""
    number = 0
    for char in code[:11]:  # private posts append 28 characters
        if char not in _BASE64:
            return None
        number = number * 64 + _BASE64[char]
    return moment((number >> 23) + 1_314_220_021_721) if len(code) >= 9 else None
