"""When a copied post was written, as its page says: a day with a time, a day of this year, how long ago."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from embedarchive.finder.text.attribution import ages, days, months
from embedarchive.patterns import regex

_DAY_OF_YEAR = regex(r"(?:(?P<first>[^\W\d_]{3,12})\.?\s(?P<day>\d{1,2})|\d{1,2}\.?\s(?P<second>[^\W\d_]{3,12})\.?)")
_REST = regex(
    r"""
    (?: [\s,]{1,3} (?:(?:at|om|um|à|a\ las|às|alle\ ore|o|kl\.|saat|pukul|в|об?|في)\ )? \d{1,2}[:.h]\d{2}(?::\d{2})?
        (?: [\s\u202f]?[AaPp]\.?\s?[Mm]\.?)? )?
    \s{0,3}
    """,
    re.VERBOSE,
)
"""What follows a day in its line: the time."""

_WEEKDAY = regex(r"[^\W\d_]{2,14}\.?,\s")
_TIME_BEHIND = regex(rf"(?<=\w){_REST.pattern}\Z", re.VERBOSE)


class Moment(NamedTuple):
    """The day, where one is told; the year may be missing, or the day be told as an age."""

    day: days.Day | None


@functools.lru_cache(maxsize=1024)
def read(written: str, language: str | None) -> Moment | None:
    """When it was, if a line says so and nothing else."""
    weekday = _WEEKDAY.match(written)
    if weekday is not None:
        written = written[weekday.end() :]
    day = _day(written, language)
    if day is not None:
        return Moment(day) if _REST.fullmatch(written, day.end) else None
    return Moment(None) if is_recent(written, language) else None


@functools.lru_cache(maxsize=1024)
def is_recent(written: str, language: str | None) -> bool:
    """Is it how long ago it was, or a day of this year without its year?"""
    if ages.is_age(written):
        return True
    time = _TIME_BEHIND.search(written)
    short = _DAY_OF_YEAR.fullmatch(written, 0, time.start() if time else len(written))
    return short is not None and bool(months.month(short["first"] or short["second"], language))


def _day(written: str, language: str | None) -> days.Day | None:
    """The day that a line begins with; of its year two digits may be left."""
    return days.of_short_year(written, 0, language) or days.day(written, 0, language)
