"""The names of the months in the languages of embeds, from `months.txt`."""

from __future__ import annotations

import functools
import unicodedata

from embedarchive import package_data

CALENDARS = ("persian", "ethiopian", "bikram_sambat")
"""The lines of the table with the months of other calendars than the common one."""

STEP = 100
"""Months of other calendars are counted on from those of the common one: 101 is Farvardin, 201 Mäskäräm."""

_BEFORE, _BEHIND = ("d’", "d'", "ב", "ខែ", "ເດືອນ"), ("ren", "လ")
"""What languages write together with the name of a month, before it and behind it."""


@functools.cache
def table() -> dict[str, str]:
    """A language or calendar to its groups of folded names, a group a month, parted by `|`; its names by `,`."""
    rows = (line.partition("\t") for line in package_data.lines(__package__, "months.txt"))
    return {language: groups for language, _, groups in rows}


@functools.cache
def names(language: str | None) -> dict[str, int]:
    """Month names to numbers: of one language, or of all, where the earlier language of the table wins."""
    lines = [groups for name, groups in table().items() if name not in CALENDARS] if language is None else []
    lines += [table().get(language, "")] if language is not None else []
    numbers: dict[str, int] = {}
    for line in lines:
        for number, group in enumerate(line.split("|"), start=1):
            for name in group.split(","):
                numbers.setdefault(name, number)
    numbers.pop("", None)
    return numbers


@functools.lru_cache(maxsize=1024)
def fold(word: str) -> str:
    """The word as the table has it: compatible forms, no case, no points, no direction marks."""
    kept = unicodedata.normalize("NFKC", word).casefold()
    return "".join(char for char in kept if unicodedata.category(char) != "Cf").strip(" .’'׳")


@functools.lru_cache(maxsize=1024)
def month(word: str, language: str | None = None) -> int | None:
    """The number of a month by its name in any widget language; the given language is asked first."""
    name = fold(word)
    forms = [name, *map(name.removeprefix, _BEFORE), *map(name.removesuffix, _BEHIND)]
    for asked in (language, None) if language else (None,):
        numbers = names(asked)
        found = next((numbers[form] for form in forms if form in numbers), None)
        if found is not None:
            return found
    return None


def of_another_calendar(word: str) -> int | None:
    """The number of a month by its name in a calendar that is not the common one, counted as STEP says."""
    name = fold(word)
    for index, calendar in enumerate(CALENDARS, start=1):
        if name in names(calendar):
            return STEP * index + names(calendar)[name]
    return None


@functools.cache
def first_words() -> frozenset[str]:
    """The first word of names that are two."""
    return frozenset(name.partition(" ")[0] for name in names(None) if " " in name)
