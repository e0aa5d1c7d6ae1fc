"""The day in an attribution line, as the platforms' widgets have written it since 2010 in all their languages.

`November 11, 2022`, `11. listopadu 2022`, `15 de noviembre de 2012`, `2 d’abril de 2018`, `julio 28, 2015`,
`2022年3月9日`, `7月 15, 2011`, `2014. május 5.`, `ngày 10 tháng 11 năm 2021`, `١٦ فبراير ٢٠٢٠`, `2026-09-09`. It is
read token by token: a year, a day, a month by name or number, and nothing else but the particles that languages put
between them.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from typing import NamedTuple

from embedarchive.finder.text.attribution import months
from embedarchive.finder.text.attribution.months import fold, month
from embedarchive.patterns import regex

FIRST_YEAR, LAST_YEAR = 2006, 2100
"""Twitter opened in 2006; no other platform of this room is older."""

BUDDHIST_ERA = 543
PERSIAN_YEARS = range(1384, 1480)
"""Years that no other calendar has since 2006: all in figures, they are of this one."""

MONTHS, DAYS = 12, 32
"""No month of any calendar has more days."""

MAX_TOKENS = 9

_TOKEN = regex(
    r"""
    [\s>,،၊፣．.()\\*_\-/’'`º\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,24}
    (?: (?P<number>\d{1,4})
      | (?P<word>[ก-ໝ]{1,3}\.[ก-ໝ]{1,2}\.? | [^\W\d_] [^\s\d,،၊፣.()\[\]<>"“”:;!?*|/年月日년월일\\]{0,24}) )
    """,
    re.VERBOSE,
)
_PLAIN = regex(
    r"""
    (?: (?P<month>[^\W\d_]{3,16}) [ ] (?P<day>\d{1,2}) , | (?P<first>\d{1,2}) [ ] (?P<second>[^\W\d_]{3,16}) ) [ ]
    (?P<year>\d{4})
    """,
    re.VERBOSE,
)
"""`November 11, 2022` and `11 November 2022`: most days, read in one match instead of three."""

_STAMPED = regex(
    r"[A-Z][a-z]{2}[ ](?P<month>[A-Z][a-z]{2})[ ]{1,2}(?P<day>\d{1,2})[ ]\d{2}:\d{2}:\d{2}[ ]"
    r"(?:[+-]\d{4}|[A-Z]{3,4})[ ](?P<year>\d{4})(?!\d)"
)
"""As Twitter's own interface writes it, and `date`."""

_SHORT_YEAR = regex(r"(?P<day>\d{1,2}(?P<sign>[./-])\d{1,2}(?P=sign))(?P<year>[0-4]\d)(?!\d)")
ERAS = {"令和": 2018, "平成": 1988}
"""The years before the first of Japan's eras since 1989."""

_ERA = regex(r"(?P<era>令和|平成)[ ]?(?P<year>\d{1,2}|元)[ ]?年[ ]?(?P<month>\d{1,2})[ ]?月[ ]?(?P<day>\d{1,2})[ ]?日")
_LINE_END = regex(r"\s{0,20}\n[\s>]{0,20}")
"""Where a day goes on in the next line, perhaps of a mail's quotation."""

_EDGES = " >,،၊፣()*_[]\\"
"""What stands around a day without being of it."""

_TAIL = regex(r"日|일|\(a\)|\\?\.|\s?(?:гг?|р|թ|d)\.?(?!\w)|\s?(?:ရက်|गते|ቀን|ዓ\.?\s?ም\.?)")
_PARTICLES = frozenset(
    {
        *("a", "d", "da", "de", "del", "den", "der", "di", "dia", "do", "e", "el", "le", "m", "of", "the", "y", "º"),
        *("st", "nd", "rd", "th", "er", "gada", "ko", "ngày", "năm", "г", "р", "թ", "ж", "оны", "του"),
        *("ວັນທີ", "ເດືອນ", "ປີ", "ថ្ងៃទី", "ខែ", "ឆ្នាំ", "ቀን", "ခုနှစ်", "လ", "ရက်", "මස", "साल", "गते", "ماه"),
        *("ค.ศ", "พ.ศ", "年", "日", "년", "일"),
    }
)
"""What languages put between the parts of a day, or behind a number."""

_BEFORE_MONTH = frozenset({"tháng", "thg"})
_MONTH_SIGNS = frozenset({"月", "월", *_BEFORE_MONTH})
"""What makes a number a month; the Vietnamese ones stand before it."""


class Day(NamedTuple):
    """A day, where its text ends, whether another reading is possible (`11/12/2022`), and its own characters."""

    date: dt.date
    end: int
    ambiguous: bool = False
    text: str = ""


def day(text: str, start: int, language: str | None = None) -> Day | None:
    """The day that is written at `start`, or None when something else stands there."""
    plain = _PLAIN.match(text, start)
    if plain is not None:
        name, number, first, second, year = plain.groups("")
        named = _month(name or second, "", language)
        if named:
            return _dated(text, start, plain.end(), year=int(year), numbers=[int(number or first)], named=named)
    return _read(text, start, language) or _stamped(text, start) or _of_era(text, start)


def of_short_year(text: str, start: int, language: str | None = None) -> Day | None:
    """The day in figures of whose year two are left: `11/11/22`."""
    short = _SHORT_YEAR.match(text, start)
    if short is None:
        return None
    found = day(f"{short['day']}20{short['year']}", 0, language)
    return found and found._replace(end=short.end(), text=short[0])


def _of_era(text: str, start: int) -> Day | None:
    """The day of a year that is counted from an emperor's first: `令和4年11月11日`."""
    found = _ERA.match(text, start)
    if found is None:
        return None
    year = ERAS[found["era"]] + (1 if found["year"] == "元" else int(found["year"]))
    day = _dated(text, start, found.end(), year=year, numbers=[int(found["day"])], named=int(found["month"]))
    return day and day._replace(text=found[0])


def _stamped(text: str, start: int) -> Day | None:
    """The day of a stamp with the year at its end: `Fri Nov 11 09:14:00 +0000 2022`."""
    found = _STAMPED.match(text, start)
    named = _month(found["month"], "", "en") if found else None
    if not found or not named:
        return None
    day = _dated(text, start, found.end(), year=int(found["year"]), numbers=[int(found["day"])], named=named)
    return day and day._replace(text=found[0].strip())


def _read(text: str, start: int, language: str | None) -> Day | None:
    """The day read token by token."""
    parts = _parts(text, start, language)
    if parts is None or not parts.year or len(parts.numbers) + bool(parts.named) != 2:
        return None
    numbers, named, year, end = parts
    return _dated(text, start, end, year=year, numbers=numbers, named=named, language=language)


def is_without_year(written: str, language: str | None = None) -> bool:
    """Does a text say a day of a month, and nothing else: `Nov 11`, `11. November`, `11月11日`?"""
    parts = _parts(written, 0, language)
    if parts is None or parts.year or not parts.named or len(parts.numbers) != 1 or parts.numbers[0] > DAYS:
        return False
    tail = _TAIL.match(written, parts.end)
    return not written[tail.end() if tail else parts.end :]


class _Parts(NamedTuple):
    """Numbers that are no year, a month that is named, and a year, 0 where there is none; where they end."""

    numbers: list[int]
    named: int
    year: int
    end: int


def _parts(text: str, start: int, language: str | None) -> _Parts | None:
    """What is written at `start` up to a whole day or to what is no token; None where a token is of no day."""
    numbers: list[int] = []
    named = year = 0
    pending = ""
    position = start
    for _ in range(MAX_TOKENS):
        token = _TOKEN.match(text, position)
        if token is None:
            break
        digits, word = token.groups("")
        if len(digits) > 2:
            if year:
                return None
            year = int(digits)
        elif digits and pending and pending.casefold() in _BEFORE_MONTH:
            named = int(digits)
        elif digits:
            numbers.append(int(digits))
        elif word in _MONTH_SIGNS:
            named = numbers.pop() if numbers and word not in _BEFORE_MONTH else named
        else:
            number = _month(word, pending, language)
            if number is None:
                return None
            named = named or number
        pending, position = word, token.end()
        if year and len(numbers) + bool(named) == 2:
            break
    return _Parts(numbers, named, year, position)


@functools.lru_cache(maxsize=1024)
def _month(word: str, pending: str, language: str | None) -> int | None:
    """The month that a word names, alone or with the one before it; 0 for a particle; None for anything else."""
    if fold(word) in _PARTICLES or word.casefold() in _BEFORE_MONTH:
        return 0
    word = word.rstrip("-")
    number = month(word, language) or (month(f"{pending} {word}", language) if pending else None)
    number = number if number is not None else months.of_another_calendar(word)
    first = number is None and (not pending or month(pending, language)) and fold(word) in months.first_words()
    return 0 if first else number


def _dated(
    text: str, start: int, end: int, *, year: int, numbers: list[int], named: int, language: str | None = None
) -> Day | None:
    """Year, month and day put together, if such a day exists."""
    ambiguous = False
    if not named:  # all in figures: the year first, or points, or the order of the language
        first, second = numbers
        year_first = str(year) in _ascii(text[start : start + 6])
        dotted = "." in text[start:end]
        month_first = year_first or (not dotted and (language or "en").startswith("en") and first <= 12) or second > 12
        named, number = (first, second) if month_first else (second, first)
        named += months.STEP if year_first and year in PERSIAN_YEARS else 0
        ambiguous = not year_first and not dotted and first <= 12 and second <= 12 and first != second
    else:
        number = numbers[0]
    year -= BUDDHIST_ERA if year > 2400 else 0
    try:
        made = dt.date(year, named, number) if named <= MONTHS else _of_another_calendar(year, named, number)
    except ValueError:
        return None
    if not FIRST_YEAR <= made.year <= LAST_YEAR:
        return None
    tail = _TAIL.match(text, end)
    end = tail.end() if tail else end
    return Day(made, end, ambiguous, " ".join(_LINE_END.sub(" ", text[start:end]).split()).strip(_EDGES))


def _of_another_calendar(year: int, month: int, number: int) -> dt.date:
    from embedarchive.finder.text.attribution import calendars

    return calendars.date(year, month, number)


def _ascii(text: str) -> str:
    return "".join(str(unicodedata.decimal(char, char)) for char in text)
