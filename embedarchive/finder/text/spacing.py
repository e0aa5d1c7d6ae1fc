"""Texts with an empty line behind every line, as browsers copy paragraphs and editors paste them.

There an empty line says nothing: such a text is read without them, and what is found has its place in the text as it
was given.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from embedarchive.patterns import regex

_BLANK_LINES = regex(r"\n(?:[ \t\xa0\r]{0,200}\n){1,50}")
_ADJACENT = regex(r"[^ \t\xa0\r\n][ \t\xa0\r]{0,200}\n[ \t\xa0]{0,200}[^ \t\xa0\r\n]")
_SHARE = 50
"""One line of so many may follow another without an empty one between."""

_LONG = 80
"""A line of more characters is the article's: above the first stand headline and byline."""


class Tight(NamedTuple):
    """A text without its empty lines, and how much was left out before which place of it."""

    text: str
    starts: Sequence[int]
    removed: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of it stands in the text as given, half-open."""
        return self._given(start), self._given(end - 1) + 1 if end > start else self._given(start)

    def _given(self, at: int) -> int:
        index = bisect_right(self.starts, at)
        return at + (self.removed[index - 1] if index else 0)


def tightened(text: str) -> Tight | None:
    """The text without empty lines, where there is one behind every line; null for any other text."""
    begin = _first_long(text)
    blanks = [found.span() for found in _BLANK_LINES.finditer(text)]
    inside = sum(start >= begin for start, _ in blanks)
    if inside < 2:
        return None
    adjacent = sum(1 for _ in _ADJACENT.finditer(text, begin))
    if adjacent * _SHARE > inside:
        return None
    pieces: list[str] = []
    starts: list[int] = []
    removed: list[int] = []
    at = gone = 0
    for start, end in blanks:
        pieces.append(text[at : start + 1])
        gone += end - start - 1
        starts.append(end - gone)
        removed.append(gone)
        at = end
    pieces.append(text[at:])
    return Tight("".join(pieces), starts, removed)


def _first_long(text: str) -> int:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        if end - at > _LONG:
            return at
        at = end + 1
    return 0
