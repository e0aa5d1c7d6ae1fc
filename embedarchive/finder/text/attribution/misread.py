"""What a scan or a form has misread: `- Jane Doe (jane_doe) May 3, 2021`, `— Jane Doe (©janedoe) Novernber l3`."""

from __future__ import annotations

import functools
import re

from embedarchive.finder.text.attribution import days, months
from embedarchive.patterns import regex

LEAST = 4
"""A handle of fewer letters is in too many names."""

REACH = 80
"""How far from the beginning of its line the parenthesis may stand."""

_HANDLE = regex(
    r"\((?P<sign>[©®]|\(a\)|)(?P<handle>[A-Za-z0-9_]{3,20})\)(?=[ \xa0][^\n@]{2,40}\d[^\n\d]{0,8}(?:\n|\Z))"
)
_SIGNED = regex(r"[ \t\xa0>*]{0,12}(?:[—–―]|--?)[ \xa0]{0,2}(?P<name>[^\n()@]{2,60})\Z")

_DAY = regex(
    r"[ \xa0]{0,3}(?P<first>[^\s,.]{1,14})[.,]{0,2}[ \xa0](?P<second>[^\s,.]{1,14})[.,]{0,2}[ \xa0]"
    r"(?P<year>[\dOoIlS|B]{4})(?=[ \t\xa0.]{0,8}(?:\n|\Z))"
)
_FIGURES = str.maketrans("OoIil|SsBZz", "00111155822")
_LETTERS = str.maketrans("1i|0852y96", "lllobszvqb")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


_PARTED = regex(
    r"\(@(?P<handle>[A-Za-z0-9_]{2,18}[ ][A-Za-z0-9_]{1,12})\)(?=[ \xa0][^\n@]{2,40}\d[^\n\d]{0,8}(?:\n|\Z))"
)


def parted(text: str, anchor: int) -> re.Match[str] | None:
    """The handle whose underscore was read as a blank, before what ends its line with a number."""
    return _PARTED.match(text, anchor)


def anchors(text: str) -> list[int]:
    """Where the parentheses open of such lines: a dash, a name, a handle that can be no other word, and a number.

    What stands in them has the sign that is read for an @, an underscore or a digit, or is the name without its blanks:
    `(Reuters)` and `(CEO)` are none.
    """
    found: list[int] = []
    for handle in _HANDLE.finditer(text):
        at = handle.start()
        low = max(0, at - REACH)
        line = text.rfind("\n", low, at) + 1
        signed = _SIGNED.match(text[line:at]) if line or not low else None
        if signed is not None and (handle["sign"] or _is_handle(handle["handle"], signed["name"])):
            found.append(at)
    return found


def _is_handle(handle: str, name: str) -> bool:
    letters = "".join(filter(str.isalnum, name.casefold()))
    return (not handle.isalpha() and not handle.isdigit()) or (len(handle) >= LEAST and handle.casefold() == letters)


def day(text: str, start: int, language: str | None) -> days.Day | None:
    """The day at the end of a line in which letters were taken for figures or for other letters; it may be another."""
    found = _DAY.match(text, start)
    if found is None:
        return None
    first, second = found["first"], found["second"]
    month = _month(first, language) or _month(second, language)
    number = (second if _month(first, language) else first).translate(_FIGURES)
    year = found["year"].translate(_FIGURES)
    if not month or not number.isdecimal() or not year.isdecimal():
        return None
    read = days.day(f"{int(year):04}-{month:02}-{int(number):02}", 0)
    written = text[found.start("first") : found.end("year")]
    return read and read._replace(end=found.end("year"), ambiguous=True, text=written)


def _month(word: str, language: str | None) -> int | None:
    """The month whose name has the same shape."""
    return months.month(word, language) or _shapes(language).get(_shape(word)) or _shapes("en").get(_shape(word))


@functools.cache
def _shapes(language: str | None) -> dict[str, int]:
    return {_shape(name): number for name, number in months.names(language or "en").items()}


def _shape(word: str) -> str:
    """A word without what scans mix up."""
    shape = months.fold(word)
    for pair, letter in _PAIRS:
        shape = shape.replace(pair, letter)
    return shape.translate(_LETTERS)
