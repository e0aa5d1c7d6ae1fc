"""Texts whose lines wear something that says nothing: an empty line behind each, margins, breaks at a column.

Browsers copy paragraphs, editors paste and mails quote like that. Such a text is read without it, and what is found has
its place in the text as it was given.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from embedarchive.finder.text import wrapping
from embedarchive.patterns import regex

_BLANK_LINES = regex(r"\n(?:[ \t\xa0\r]{0,200}\n){1,50}")
_ADJACENT = regex(r"[^ \t\xa0\r\n][ \t\xa0\r]{0,200}\n[ \t\xa0]{0,200}[^ \t\xa0\r\n]")
_UNSEEN = "\u200b\ufeff\u2060"
_BLANKS = " \t\xa0\r" + _UNSEEN
_UNSEEN_EDGES = regex(rf"(?:^|(?<=\n))[{_UNSEEN}]{{1,9}}|[{_UNSEEN}]{{1,9}}(?=\r?(?:\n|\Z))")
_MARGIN = regex(r"(?:^|(?<=\n))[ \t\xa0]{1,200}")
_QUOTED = regex(r"(?:^|(?<=\n))[>|][ \t]{0,4}")
_BULLET = regex(r"[ \t]{0,8}(?:(?P<number>\d{1,3})[.)]|(?P<sign>o|[^\w\s>|@#\"'“”„‘’«»()\[\]{}…—]))[ \t\xa0]{1,4}")
_RETURNS = regex(r"\r(?=\n)")
_SHARE = 50
"""One line of so many may follow another without an empty one between."""

DEPTH = 8
"""So many quotation signs may stand before every line."""

_LONG = 80
"""A line of more characters is the article's: above the first stand headline and byline."""


LINE_ENDS = "\v\f\x85\u2028\u2029"
"""Signs that end a line as well: of old terminals, of Unicode, of word processors."""


PAGE_END = "\f"
"""What stands at the end of each page of a printed text."""


class Tight(NamedTuple):
    """A text without what says nothing, and how much was left out before which place of it.

    Attributes:
        moved: its lines stand in another order than in the text as given, so that a piece of it may be several there.
    """

    text: str
    starts: Sequence[int]
    removed: Sequence[int]
    moved: bool = False

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of it stands in the text as given, half-open: from its first to its last sign there."""
        spans = self.places(start, end)
        return min(span[0] for span in spans), max(span[1] for span in spans)

    def places(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """All that a piece of it is in the text as given."""
        if not self.moved:
            return ((self._original(start), self._original(end - 1) + 1 if end > start else self._original(start)),)
        begins = [start, *self.starts[bisect_right(self.starts, start) : bisect_left(self.starts, end)]]
        lines = [self._line(begin, end) for begin in begins]
        return tuple(line for line in lines if line[0] < line[1]) or (lines[0],)

    def _line(self, start: int, end: int) -> tuple[int, int]:
        """The piece of one line, without its end."""
        after = bisect_right(self.starts, start)
        high = self.starts[after] - 1 if after < len(self.starts) else len(self.text)
        return self._original(start), self._original(start) + max(0, min(end, high) - start)

    def _original(self, at: int) -> int:
        index = bisect_right(self.starts, at)
        return at + (self.removed[index - 1] if index else 0)


def with_line_feeds(text: str) -> str:
    """The text with a line feed for every sign that ends a line, each character in its place."""
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    for sign in LINE_ENDS:
        text = text.replace(sign, "\n")
    return text


def readings(given: str) -> list[Tight]:
    """The text without what its lines wear, one step after the other; none for a text that wears nothing."""
    steps = _by_columns(given) if "   " in given and "@" in given else []
    given = steps[-1].text if steps else given
    text = with_line_feeds(given)
    steps += _without_page_ends(given, text) if PAGE_END in given else []
    steps += _without_returns(steps[-1].text if steps else text)
    text = steps[-1].text if steps else text
    for step in (_without_bullets, _without_margin, _without_empty_lines):
        for _ in range(DEPTH if step is _without_margin else 1):
            taken = step(text)
            if not taken:
                break
            steps.append(_without(text, taken))
            text = steps[-1].text
    if "@" not in text and "＠" not in text:
        return steps
    joined, taken = wrapping.breaks(text)
    return [*steps, _without(joined, taken)] if joined != text or taken else steps


def _by_columns(given: str) -> list[Tight]:
    """The text with its columns one below the other."""
    from embedarchive.finder.text import columns

    lines = columns.pieces(given)
    rows = [given[line.start : line.end] for line in lines]
    starts = [0, *itertools.accumulate(len(row) + 1 for row in rows)][:-1]
    moves = [line.start - start for line, start in zip(lines, starts, strict=True)]
    return [Tight("\n".join(rows), starts, moves, moved=True)] if lines else []


def _without_page_ends(given: str, text: str) -> list[Tight]:
    """What printing put between the pages of a text, and the ends of these, which are line feeds in `text`."""
    from embedarchive.finder.text import printed

    ends = printed.page_ends(given)
    return [_without(text, ends)] if ends else []


def _without_returns(text: str) -> list[Tight]:
    """The carriage returns before line feeds are left out: they are no blanks at the ends of lines."""
    return [_without(text, (found.span() for found in _RETURNS.finditer(text)))] if "\r\n" in text else []


def _without_margin(text: str) -> list[tuple[int, int]]:
    """One margin or a quotation sign before every line, and signs without width at the edges of any.

    Margins that differ tell quotations from prose, as in what lynx prints.
    """
    lines = [line.lstrip(_UNSEEN) for line in text.split("\n") if line.strip(_BLANKS)]
    margins = {line[: len(line) - len(line.lstrip(" \t\xa0"))] for line in lines}
    taken = [found.span() for found in _UNSEEN_EDGES.finditer(text)] if any(sign in text for sign in _UNSEEN) else []
    quoted = any(all(line.startswith(sign) for line in lines) for sign in ">|")
    if lines and (quoted or (len(margins) == 1 and margins != {""})):
        taken += [found.span() for found in (_QUOTED if quoted else _MARGIN).finditer(text)]
    return sorted(taken)


def _without_bullets(text: str) -> list[tuple[int, int]]:
    """The same bullet before every line, or before the first of each paragraph, the others indented as far.

    Numbers that count up from line to line are one, too.
    """
    if _BULLET.match(text.lstrip()[:16]) is None:
        return []
    taken: list[tuple[int, int]] = []
    signs: list[str] = []
    at = width = 0
    for line in text.split("\n"):
        bullet = _BULLET.match(line)
        sign = (bullet["sign"] or str(int(bullet["number"]) - len(signs))) if bullet else ""
        if bullet and sign == (signs or [sign])[0]:
            signs.append(sign)
            width = bullet.end()
        elif line.strip(_BLANKS) and (not width or line[:width].strip(" \t\xa0")):
            return []
        if line.strip(_BLANKS):
            taken.append((at, at + width))
        at += len(line) + 1
    return taken if len(signs) > 1 else []


def _without_empty_lines(text: str) -> list[tuple[int, int]]:
    """All but the first line end of each empty line, where there is one behind every line."""
    begin = _first_long(text)
    blanks = [found.span() for found in _BLANK_LINES.finditer(text)]
    inside = sum(start >= begin for start, _ in blanks)
    if inside < 2:
        return []
    too_many = inside // _SHARE + 1
    adjacent = sum(1 for _ in itertools.islice(_ADJACENT.finditer(text, begin), too_many))
    return [] if adjacent == too_many else [(start + 1, end) for start, end in blanks]


def _without(text: str, taken: Iterable[tuple[int, int]]) -> Tight:
    pieces: list[str] = []
    starts, removed = array("q"), array("q")  # one of each a line: numbers of their own would take five times as much
    at = gone = 0
    for start, end in taken:
        pieces.append(text[at:start])
        gone += end - max(start, at)
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
