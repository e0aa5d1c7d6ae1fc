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
    r"""(?P<month>[^\W\d_]{3,12})\.? \s (?P<day>\d{1,2}), \s (?P<year>\d{4})\b # May 17, 2016
    | (?P<day2>\d{1,2})\.? (?:\sde)? \s (?P<month2>[^\W\d_]{3,12})\.? (?:\sde)? \s (?P<year2>\d{4})\b # 17 de mayo …
    | (?P<iso>\d{4}-\d{2}-\d{2})(?!\d)
    | (?P<year3>\d{4}) \s? [年년] \s? (?P<month3>\d{1,2}) \s? [月월] \s? (?P<day3>\d{1,2}) \s? [日일]""",
    re.VERBOSE,
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BEGINNINGS = (
    "jan gen ene oca янв sty يناير",
    "feb fév fev şub фев lut فبراير",
    "mar mär maa мар مارس",
    "apr avr abr nis апр kwi أبريل",
    "may mai mag mei maj май мая مايو",
    "jun juin giu haz июн cze يونيو",
    "jul juil lug tem июл lip يوليو",
    "aug aoû ago ağu авг sie أغسطس",
    "sep set eyl сен wrz سبتمبر",
    "oct okt out ott eki окт paź أكتوبر",
    "nov kas ноя lis نوفمبر",
    "dec déc dez dic ara дек gru ديسمبر",
)
"""What the names of the months begin with in a dozen languages; no beginning is that of another month's name."""


def _month(name: str) -> int | None:
    """The number of a month by its name, in one of a dozen languages, also shortened."""
    folded = name.lower()
    known = ((number, one) for number, listed in enumerate(_BEGINNINGS, 1) for one in listed.split())
    return next((number for number, one in known if folded.startswith(one)), None)


def day(words: str | None) -> dt.datetime | None:
    """Noon of the day that a page names: `Tuesday, May 17, 2016`, `17. Mai 2016`, `2016年5月17日`, `2016-05-17`.

    Of what is known to the day only, noon is at most half a day off whatever the zone; its source then is `day`.
    """
    found = _DAY.search((words or "")[:200])
    if found is None:
        return None
    if found["iso"]:
        year, month, number = found["iso"].split("-")
    else:
        year = found["year"] or found["year2"] or found["year3"]
        month = found["month3"] or str(_month(found["month"] or found["month2"]))
        number = found["day"] or found["day2"] or found["day3"]
    try:
        return dt.datetime(int(year), int(month), int(number), 12, tzinfo=dt.UTC)
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
