"""What printing a page puts between its lines: heads and feet with the page's number, and the end of a page itself."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import NamedTuple

from embedarchive.patterns import regex

END = "\f"
"""What ends a page in the text of a PDF."""

LINES = 2
"""So many lines at the top of a page, and at its bottom, may be its head and foot."""

LONGEST = 240

_NUMBER = regex(
    r"""
      [-–—]?\s?\d{1,4}\s?[-–—]? | \d{1,4}\s?/\s?\d{1,4}
    | (?: page|seite|pagina|página|pág\.?|strona|sida|side|sayfa|стр\.?|страница|p\. ) \s \d{1,4}
      (?: \s (?:of|von|van|sur|de|di|из|z|av|af|/) \s \d{1,4} )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A line that is the page's number."""

_PRINTED = regex(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}[:.]\d{2}|https?://\S{1,200}\s{1,200}\d{1,4}/\d{1,4}\Z")
"""What browsers print above and below each page: when, and where it was."""

_DIGITS = regex(r"\d{1,9}")


class _Line(NamedTuple):
    start: int
    end: int
    words: str

    @property
    def shape(self) -> str:
        """Its words without what changes from page to page."""
        return _DIGITS.sub("0", " ".join(self.words.split()))


def page_ends(text: str) -> list[tuple[int, int]]:
    """The ends of pages with the heads and feet around them; none for a text that nobody printed."""
    if END not in text:
        return []
    pages: list[list[_Line]] = []
    start = 0
    for page in text.split(END):
        pages.append(_lines(text, start, start + len(page)))
        start += len(page) + 1
    counted = Counter(line.shape for page in pages for line in {*page[:LINES], *page[-LINES:]})
    found: list[tuple[int, int]] = []
    for above, below in itertools.pairwise(pages):
        taken = found[-1][1] if found else 0
        left = [line for line in above if line.start >= taken]  # without the head, which is no foot as well
        if left and below:
            found.append(_between(left, below, counted))
    return found


def _lines(text: str, start: int, end: int) -> list[_Line]:
    """The filled lines of a page."""
    found: list[_Line] = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        words = text[start:stop].strip()
        if words:
            found.append(_Line(start, stop, words))
        start = stop + 1
    return found


def _between(above: list[_Line], below: list[_Line], counted: Counter[str]) -> tuple[int, int]:
    """From behind the last line of one page to the first line of the next, heads and feet left out."""
    feet = heads = 0
    while feet < min(LINES, len(above) - 1) and _is_pages(above[-1 - feet], counted):
        feet += 1
    while heads < min(LINES, len(below) - 1) and _is_pages(below[heads], counted):
        heads += 1
    return above[-1 - feet].end + 1, below[heads].start


def _is_pages(line: _Line, counted: Counter[str]) -> bool:
    """Is a line a head or a foot: a number, what a browser prints, what stands there on other pages as well?"""
    return len(line.words) <= LONGEST and (
        counted[line.shape] > 1 or _NUMBER.fullmatch(line.words) is not None or _PRINTED.match(line.words) is not None
    )
