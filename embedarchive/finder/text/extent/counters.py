"""An article's own count of the posts it shows: `1.`, `b)`, `No. 4`, `II.`, `②`, `Answer 5` on lines of their own."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.patterns import regex

_COUNTER = regex(
    r"""
    [ \t\xa0>*_#-]{0,12} [(\[（【]? (?: (?: No|Nr|Nº|N°|№ ) [.]? [ ]? | [^\W\d_]{2,14} [ ] )?
    (?: (?P<number> \d{1,3} | [①-⑳] ) | (?P<roman> [IVXivx]{2,5} ) | (?P<letter> [A-Za-z] )
      | (?P<han> [一二三四五六七八九十] ) )
    (?: \\? [.)\]）】、:．] | /(?:\d{1,3})? )? [ \t\xa0*_]{0,8} (?: \Z | \n )
    """,
    re.VERBOSE,
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_HAN = "一二三四五六七八九十"
REACH = 1600
"""How far above an attribution its number may stand."""


class _Count(NamedTuple):
    """A line that may count: how it counts, its value, the line."""

    way: str
    value: int
    line: str


def lines(text: str, found: Sequence[Attribution]) -> frozenset[str]:
    """The lines between attributions that count up, or down, from one to the next."""
    taken: set[str] = set()
    before: dict[str, _Count] = {}
    low = 0
    for item in found:
        here: dict[str, _Count] = {}
        for count in _counts(text, max(low, item.start - REACH), item.start):
            here.setdefault(count.way, count)
            last = before.get(count.way)
            if last is not None and abs(count.value - last.value) == 1:
                here[count.way] = count
                taken.update({last.line, count.line})
        before |= here
        low = item.end
    return frozenset(taken)


def _counts(text: str, low: int, high: int) -> Iterator[_Count]:
    """The lines of nothing but a number or a letter."""
    start = text.find("\n", low, high) if low else -1
    start = low if not low else start + 1
    while start < high:
        end = text.find("\n", start, high)
        end = high if end < 0 else end
        count = _COUNTER.match(text, start, end) if end - start <= 40 else None
        if count is not None and count.end() >= end:
            way = count.lastgroup or ""
            line = text[start:end].strip()
            yield _Count(way, _value(count[way], way), line)
            if way == "letter" and count[way] in _ROMAN:
                yield _Count("roman", _value(count[way], "roman"), line)
        start = end + 1


def _value(sign: str, way: str) -> int:
    if way == "han":
        return _HAN.index(sign) + 1
    if way == "roman":
        signs = [_ROMAN[letter] for letter in sign.upper()]
        return sum(-one if one < after else one for one, after in itertools.zip_longest(signs, signs[1:], fillvalue=0))
    if way == "letter":
        return ord(sign.lower()) - 96
    return int(unicodedata.normalize("NFKC", sign))
