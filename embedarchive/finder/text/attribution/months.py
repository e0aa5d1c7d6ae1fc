"""The names of the months in the languages of embeds, from `months.txt`."""

from __future__ import annotations

import functools
import unicodedata

from embedarchive import package_data

PERSIAN = "persian"
"""The line of the table with the months of the solar calendar of Iran and Afghanistan."""


@functools.cache
def table() -> dict[str, str]:
    """A language to its twelve groups of folded names, parted by `|`; the names of a group by `,`."""
    rows = (line.partition("\t") for line in package_data.lines(__package__, "months.txt"))
    return {language: groups for language, _, groups in rows}


@functools.cache
def names(language: str | None) -> dict[str, int]:
    """Month names to numbers: of one language, or of all, where the earlier language of the table wins."""
    lines = [groups for name, groups in table().items() if name != PERSIAN] if language is None else []
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
    for asked in (language, None) if language else (None,):
        numbers = names(asked)
        for form in (
            name,
            name.removeprefix("d’").removeprefix("d'"),
            name.removeprefix("ב"),
            name.removesuffix("ren"),
        ):
            if form in numbers:
                return numbers[form]
    return None


def persian(word: str) -> int | None:
    """The number of a month of the Persian calendar by its name."""
    return names(PERSIAN).get(fold(word))


@functools.cache
def first_words() -> frozenset[str]:
    """The first word of names that are two."""
    return frozenset(name.partition(" ")[0] for name in names(None) if " " in name)
