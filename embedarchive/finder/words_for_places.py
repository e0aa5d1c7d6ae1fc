"""Three words that stand for a place (what3words). Only their owner tells where that is: recorded as such."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from embedarchive.model import Ignored
from embedarchive.patterns import regex

_THREE = r"[^\W\d_]{2,30}\.[^\W\d_]{2,30}\.[^\W\d_]{2,30}(?![\w./])"
SIGNS = ("///", "what3words.com/", "w3w.co/")
"""What a text holds that has one."""
_SIGNED = (
    (regex("///"), regex(r"///(?<![:/\w.]///)" + _THREE)),  # what stands before is looked at where three slashes are
    (
        regex(r"w(?:3w\.co|hat3words\.com)/"),
        regex(r"(?:https?://)?(?<![\w-])(?:www\.)?(?:what3words\.com|w3w\.co)/" + _THREE),
    ),
)
"""The same to be looked for, since nearly no text has one, and how the places are written."""
_BEFORE = 12  # characters of an address before its host
_MOST = 100


def find(text: str) -> Iterator[Ignored]:
    """The places that a text names by three words, each as often as it stands there."""
    begun = ((first.start(), each) for sign, each in _SIGNED if (first := sign.search(text)))
    matches = (match for start, each in begun for match in each.finditer(text, max(0, start - _BEFORE)))
    for found in islice(matches, _MOST):
        yield Ignored(text=found[0], reason="what3words", start=found.start(), end=found.end())
