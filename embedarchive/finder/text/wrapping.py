"""Lines that a program broke at a column: text browsers, mails, `html2text` and `pandoc` do. They are read as unbroken.

A break is taken for the program's own where the next line's first word would not have fitted any more. The column is a
limit that hardly a line passes, in columns of a terminal (a wide sign takes two) or in characters.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from embedarchive.patterns import regex

LEAST, MOST = 55, 140
"""No program breaks lines earlier or later."""

ENOUGH = 40
"""Shorter lines say nothing about the column."""

FEW = 3
SHARE = 0.6
"""So many of the lines that another follows must have been broken at the same column."""

WORD = 24
"""A first word that is longer says little about the column."""

LINES = 0.3
"""So many of all lines that are long enough must have been broken."""

OVERLONG = 6
"""One long line of so many may be unbroken: code, tables."""

SAMPLE = 1600
"""So many lines tell the column of a text."""

_PREFIX = regex(r"[ \t\xa0]{0,80}(?:>[ \t\xa0]{0,8}){0,12}")
_STARTS = regex(
    r"[*+•◦▪●■※・–—―-]\s|-\\?-|\d{1,3}[.)]\s|\#{1,6}\s|[|]|```|\[\d{1,4}\]\s|(?:https?://|pic\.)\S{1,300}\s{0,4}\Z"
)
"""How a line begins that no program has broken off another."""

_WORD = regex(r"\S{1,200}")
_CUT_LINK = regex(r"(?:https?:/{0,2}|(?:https?://)?(?:t\.co|pic\.(?:twitter|x)\.com)/)\Z")
"""What stands before a break inside a link."""

_CUT_TARGET = regex(r"\n[ \t>]{0,40}\]\(")
"""A line that begins with the target of a link, whose words stand in the line above."""

_SENTENCE_ENDS = frozenset(".!?…:。！？।؟")
_CUT_REACH = 24


class Line(NamedTuple):
    """A line of a text: where it stands, where its words begin, how deep it is quoted and how far indented."""

    start: int
    end: int
    words: int
    depth: int
    indent: int


def breaks(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with a blank for each break that a program made, and the spans to leave out of it; none if it made none.

    What is left out is the rest of the break: indentation and quotation signs of the next line.
    """
    lines = [*_lines(text)]
    column, measure = _column(text, lines)
    if not column and not _CUT_TARGET.search(text):
        return text, []
    signs = list(text)
    taken: list[tuple[int, int]] = []
    for one, other in itertools.pairwise(lines):
        if not _follows(text, one, other):
            continue
        end = one.start + len(text[one.start : one.end].rstrip())
        if not (
            text.startswith("](", other.words)
            or _is_cut(text, _between(text, one, other, measure), (end, other.words), column)
        ):
            continue
        if _inside_a_word(text, end, other.words):
            taken.append((end, other.words))
            continue
        if _is_hyphenated(text, end, other.words):
            taken.append((end - 1, other.words))
            continue
        signs[end] = " "
        if end + 1 < other.words:
            taken.append((end + 1, other.words))
    return "".join(signs), taken


def _is_cut(text: str, interval: tuple[int, int], places: tuple[int, int], column: int) -> bool:
    """Would the next word not have fitted any more, or was a word broken in a line that is no shorter?"""
    if _fits(interval, column) or not 0 < column <= interval[0]:
        return _fits(interval, column)
    word = text[max(0, places[0] - WORD) : places[0] - 1].rpartition(" ")[2]
    return word.isalpha() and _is_hyphenated(text, *places)


def _lines(text: str) -> Iterator[Line]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = end if end >= 0 else len(text)
        prefix = _PREFIX.match(text, start, end)
        words = prefix.end() if prefix else start
        depth = text.count(">", start, words)
        yield Line(start, end, words, depth, words - start)
        start = end + 1


def _columns(words: str) -> int:
    """How many columns of a terminal words take."""
    if words.isascii():
        return len(words)
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in words if not unicodedata.combining(sign))


def _column(text: str, lines: Sequence[Line]) -> tuple[int, Callable[[str], int]]:
    """The column at which lines were broken, 0 when they were not, and how it is counted."""
    pairs = [(one, other) for one, other in itertools.pairwise(lines[:SAMPLE]) if _follows(text, one, other)]
    best: tuple[int, int, Callable[[str], int]] = 0, 0, len
    for measure in (_columns, len):
        votes = [0] * (MOST + 1)
        heard: list[tuple[Line, tuple[int, int]]] = []
        for one, other in pairs:
            least, most = _between(text, one, other, measure)
            if least <= ENOUGH or most - least > WORD:
                continue
            heard.append((one, (least, most)))
            for column in range(max(least, LEAST), min(most - 1, MOST) + 1):
                votes[column] += 1
        column = max(range(MOST + 1), key=lambda column: votes[column])
        if votes[column] < max(FEW, SHARE * len(heard)) or votes[column] <= best[0]:
            continue
        above = [text[one.start : one.end] for one, _ in pairs]
        if FEW * sum(measure(line) > column for line in above if "http" not in line) > votes[column]:
            continue  # lines of all lengths, some of which happen to end there
        broken = [one for one, interval in heard if _fits(interval, column)]
        if 2 * sum(text[one.start : one.end].rstrip()[-1:] in _SENTENCE_ENDS for one in broken) > len(broken):
            continue  # paragraphs that happen to be of one length
        sample = [text[line.words : line.end] for line in lines[:SAMPLE]]
        lengths = [(measure(line), line) for line in sample if "http" not in line]
        filled = sum(length > ENOUGH for length, _ in lengths)
        long = [line for length, line in lengths if length > column + WORD]
        unbroken = sum(measure is _columns or " " in line[ENOUGH // 2 : column] for line in long)
        filled -= len(long) - unbroken
        if OVERLONG * unbroken < filled < votes[column] / LINES:
            best = votes[column], column, measure
    return best[1:]


def _fits(interval: tuple[int, int], column: int) -> bool:
    return interval[0] <= column < interval[1]


def _follows(text: str, one: Line, other: Line) -> bool:
    """Could a line go on from the one above it?"""
    if one.words >= one.end or other.words >= other.end or one.depth != other.depth or other.indent < one.indent:
        return False
    return not text.endswith(("  ", "\\"), one.start, one.end) and not _STARTS.match(text, other.words, other.end)


def _between(text: str, one: Line, other: Line, measure: Callable[[str], int]) -> tuple[int, int]:
    """The least column that the first line fits in, and the least one in which the next one's first word fits, too."""
    taken = measure(text[one.start : one.end].rstrip())
    head = _WORD.match(text, other.words, other.end)
    first = head[0] if head else ""
    apart = 1
    if measure is _columns and not first.isascii():
        first = first[: _together(first)]
        apart = int(first.isascii())
    return taken, taken + apart + measure(first)


def _together(word: str) -> int:
    """How many signs at a word's beginning must stay together: one where it is written without blanks."""
    for at, sign in enumerate(word):
        if unicodedata.east_asian_width(sign) in "WF":
            return max(1, at)
    return len(word)


def _is_hyphenated(text: str, end: int, begin: int) -> bool:
    """Does a hyphen of the printer's stand before a break? One of the author's stands in that word elsewhere, too."""
    if text[end - 1] == "\xad":
        return True
    if text[end - 1] not in "-‐" or not text[end - 2].islower() or not text[begin].islower():
        return False
    head, rest = text[max(0, end - WORD) : end].rsplit(maxsplit=1)[-1], _WORD.match(text, begin)
    return rest is not None and head + rest[0].rstrip(".,;:!?") not in text


def _inside_a_word(text: str, end: int, begin: int) -> bool:
    """Does a break stand inside a link, or between two signs of a script without blanks?"""
    if _CUT_LINK.search(text, max(0, end - _CUT_REACH), end):
        return True
    return all(unicodedata.east_asian_width(text[at]) in "WF" for at in (end - 1, begin))
