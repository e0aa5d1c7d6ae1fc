"""Pages printed in columns, whose text keeps them side by side: each column is read from top to bottom.

The harbour council      A second hearing
spent most of the week   is set for the end
arguing.                 of the month.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from embedarchive.finder.text import printed
from embedarchive.patterns import regex

FEW = 3
"""So many lines with words on both sides tell a gutter."""

SHARE = 0.25
"""So many of a page's lines at least have words in the second column; so many at most run across, as headlines do."""

LEAST, MOST = 14, 160
"""No gutter is nearer to the left edge, or farther from it, in characters."""

LONGEST = 300
"""A page of so many lines is none: where a text has no page ends, its first lines tell its columns."""

_GAP = regex(r"(?<=\S)[ ]{3,160}(?=\S)")
_GUTTER = regex(r"(?<=\S)[ ]{2,160}(?=\S)")
_RIGHT = regex(r"\A[ ]{40,160}(?=\S)")
"""What stands before words of the second column where the first has none."""


class Piece(NamedTuple):
    """A line of one column: where it begins and ends in the text."""

    start: int
    end: int


def pieces(text: str) -> list[Piece]:
    """The lines of all columns in the order of reading; none for a text that has no columns."""
    if sum(1 for _ in itertools.islice(_GAP.finditer(text), FEW)) < FEW:
        return []
    found: list[Piece] = []
    parted = False
    for lines in _pages(text):
        read = [*_columns(text, lines)]
        parted = parted or len(read) > len(lines)
        found += read
    return found if parted else []


def _pages(text: str) -> Iterator[list[Piece]]:
    """The lines of each page; the end of a page belongs to the line before it."""
    page: list[Piece] = []
    start = 0
    for line in text.split("\n"):
        page.append(Piece(start, start + len(line)))
        start += len(line) + 1
        if line.startswith(printed.END) and page[:-1]:
            yield page[:-1]
            page = page[-1:]
    yield page


def _columns(text: str, lines: Sequence[Piece]) -> Iterator[Piece]:
    """The lines of a page: what runs across stands where it stood, columns between two such lines one by one."""
    gutter = _gutter([text[line.start : line.end] for line in lines[:LONGEST]])
    if not gutter:
        yield from lines
        return
    for across, run in itertools.groupby(lines, lambda line: _runs_across(text[line.start : line.end], gutter)):
        block = [*run]
        if across:
            yield from block
        else:
            yield from _parted(text, block, gutter)


def _parted(text: str, block: Sequence[Piece], gutter: int) -> Iterator[Piece]:
    """The columns at the left of a gutter, and those at its right."""
    left = [_trimmed(text, line.start, min(line.end, line.start + gutter)) for line in block]
    right = [_trimmed(text, min(line.end, line.start + gutter), line.end) for line in block]
    yield from _columns(text, left)
    if any(line.start < line.end for line in right):
        yield from _columns(text, right)


def _trimmed(text: str, start: int, end: int) -> Piece:
    """A piece without the blanks behind it."""
    return Piece(start, start + len(text[start:end].rstrip(" ")))


def _gutter(lines: Sequence[str]) -> int:
    """How far from the left the second column begins; 0 where there is none."""
    filled = [line for line in lines if line.strip()]
    both = _votes(filled, _GUTTER)
    told = [one + other for one, other in zip(both, _votes(filled, _RIGHT), strict=True)]
    best = max(range(LEAST, MOST + 1), key=lambda at: (told[at], at))
    if both[best] < FEW or told[best] < SHARE * len(filled):
        return 0
    return best if sum(_runs_across(line, best) for line in filled) <= SHARE * len(filled) else 0


def _votes(lines: Sequence[str], gap: re.Pattern[str]) -> list[int]:
    """For each place how many lines have a gap before it."""
    votes = [0] * (MOST + 1)
    for line in lines:
        for found in gap.finditer(line, 0, MOST):
            for at in range(found.start() + 2, found.end() + 1):
                votes[at] += 1
    return votes


def _runs_across(line: str, gutter: int) -> bool:
    """Do words stand where the gutter is?"""
    return len(line) > gutter and bool(line[gutter - 2 : gutter].strip())
