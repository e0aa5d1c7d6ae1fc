"""The day in an attribution line, as the platforms' widgets have written it since 2010 in all their languages.

`November 11, 2022`, `11. listopadu 2022`, `15 de noviembre de 2012`, `2 d’abril de 2018`, `julio 28, 2015`, `2022年3月9日`,
`7月 15, 2011`, `2014. május 5.`, `ngày 10 tháng 11 năm 2021`, `١٦ فبراير ٢٠٢٠`, `2026-09-09`. It is read token by token: a year,
a day, a month by name or number, and nothing else but the particles that languages put between them.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from dataclasses import dataclass

from embedarchive.finder.months import MONTHS

FIRST_YEAR, LAST_YEAR = 2006, 2100
"""Twitter opened in 2006; no other platform of this room is older."""

BUDDHIST_ERA = 543
MAX_TOKENS = 9

_TOKEN = re.compile(
    r"""
    [\s>,،．.()\\*_\-/’'`º\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,24}   # what may stand between two tokens, wrapped lines included
    (?: (?P<number>\d{1,4}) | (?P<word>[^\W\d_] [^\s\d,،.()\[\]<>"“”:;!?*|/年月日년월일\\]{0,24}) )
    """,
    re.VERBOSE,
)
_TAIL = re.compile(r"日|일|\(a\)|\\?\.|\s?(?:гг?|р|թ|d)\.?(?!\w)")
_PARTICLES = frozenset(
    "a dia d da de del den der di do e el gada ko le m ngày năm of the th st nd rd er º y г р թ ж оны ค ศ พ 年 日 년 일 του".split()
)
_MONTH_SIGNS = frozenset("月 월 tháng".split())


@dataclass(frozen=True, slots=True)
class Day:
    """A day, where its text ends, and whether another reading is possible (`11/12/2022`)."""

    date: dt.date
    end: int
    ambiguous: bool = False


@functools.cache
def _names(language: str | None) -> dict[str, int]:
    """Month names to numbers: of one language, or of all, where the earlier language of the table wins."""
    lines = list(MONTHS.values()) if language is None else [MONTHS.get(language, "")]
    table: dict[str, int] = {}
    for line in lines:
        for number, names in enumerate(line.split("|"), start=1):
            for name in names.split(","):
                table.setdefault(name, number)
    table.pop("", None)
    return table


@functools.lru_cache(maxsize=1024)
def fold(word: str) -> str:
    """The word as the month table has it: compatible forms, no case, no points, no direction marks."""
    kept = unicodedata.normalize("NFKC", word).casefold()
    return "".join(char for char in kept if unicodedata.category(char) != "Cf").strip(" .’'׳")


@functools.lru_cache(maxsize=1024)
def month(word: str, language: str | None = None) -> int | None:
    """The number of a month by its name in any widget language; the given language is asked first."""
    name = fold(word)
    for table in (_names(language), _names(None)) if language else (_names(None),):
        for form in (
            name,
            name.removeprefix("d’").removeprefix("d'"),
            name.removeprefix("ב"),
            name.removesuffix("ren"),
        ):
            if form in table:
                return table[form]
    return None


def day(text: str, start: int, language: str | None = None) -> Day | None:
    """The day that is written at `start`, or None when something else stands there."""
    numbers: list[int] = []
    named: int | None = None
    year: int | None = None
    pending = ""
    position = start
    for _ in range(MAX_TOKENS):
        token = _TOKEN.match(text, position)
        if token is None:
            return None
        if token["number"]:
            value = int(token["number"])
            if len(token["number"]) > 2:
                if year is not None:
                    return None
                year = value
            elif pending.casefold() == "tháng" and named is None:
                named = value
            else:
                numbers.append(value)
        elif token["word"] in _MONTH_SIGNS and numbers and named is None and token["word"] != "tháng":
            named = numbers.pop()
        elif fold(token["word"]) not in _PARTICLES and token["word"].casefold() not in _MONTH_SIGNS:
            found = month(token["word"], language) or (
                month(f"{pending} {token['word']}", language) if pending else None
            )
            if found is None and (pending or fold(token["word"]) not in _first_halves()):
                return None
            named = named or found
        pending = token["word"] or ""
        position = token.end()
        if year is not None and len(numbers) + (named is not None) == 2:
            return _made(text, start, position, year, numbers, named, language)
        if len(numbers) > 2:
            return None
    return None


@functools.cache
def _first_halves() -> frozenset[str]:
    """The first words of months whose name is two words."""
    return frozenset(name.partition(" ")[0] for name in _names(None) if " " in name)


def _made(
    text: str, start: int, end: int, year: int, numbers: list[int], named: int | None, language: str | None
) -> Day | None:
    """Year, month and day put together, if such a day exists."""
    ambiguous = False
    if named is None:  # all in figures: the year first, or points, or the order of the language
        first, second = numbers
        year_first = str(year) in _ascii(text[start : start + 6])
        dotted = "." in text[start:end]
        month_first = year_first or (not dotted and (language or "en").startswith("en") and first <= 12) or second > 12
        named, number = (first, second) if month_first else (second, first)
        ambiguous = not year_first and not dotted and first <= 12 and second <= 12 and first != second
    else:
        number = numbers[0]
    year -= BUDDHIST_ERA if year > 2400 else 0
    try:
        made = dt.date(year, named, number)
    except ValueError:
        return None
    if not FIRST_YEAR <= made.year <= LAST_YEAR:
        return None
    tail = _TAIL.match(text, end)
    return Day(made, tail.end() if tail else end, ambiguous)


def _ascii(text: str) -> str:
    return "".join(str(unicodedata.decimal(char, char)) for char in text)
