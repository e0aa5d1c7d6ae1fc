"""Three words that stand for a place (what3words). Only their owner tells where that is: recorded as such."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from embedarchive.model import Ignored
from embedarchive.patterns import regex

_THREE = r"[^\W\d_]{2,30}\.[^\W\d_]{2,30}\.[^\W\d_]{2,30}(?![\w./])"
_ADDRESS = r"(?:https?://)?(?<![\w-])(?:www\.)?"
_SIGNED = {
    "///": regex(r"///(?<![:/\w.]///)" + _THREE),  # what stands before is looked at where three slashes are
    "what3words.com/": regex(_ADDRESS + r"what3words\.com/" + _THREE),
    "w3w.co/": regex(_ADDRESS + r"w3w\.co/" + _THREE),
}
"""What a text holds that has one, which nearly none does, and how the places are written."""
SIGNS = tuple(_SIGNED)
_MOST = 100


def find(text: str) -> Iterator[Ignored]:
    """The places that a text names by three words, each as often as it stands there."""
    there = [written for sign, written in _SIGNED.items() if sign in text]
    matches = (match for written in there for match in written.finditer(text))
    for found in islice(matches, _MOST):
        yield Ignored(text=found[0], reason="what3words", start=found.start(), end=found.end())
