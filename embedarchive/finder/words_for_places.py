"""Three words that stand for a place (what3words). Only their owner tells where that is: recorded as such."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from embedarchive.model import Ignored
from embedarchive.patterns import regex

_WORDS = regex(
    r"(?:(?<![:/\w.])///|(?:https?://)?(?<![\w-])(?:www\.)?(?:what3words\.com|w3w\.co)/)"
    r"[^\W\d_]{2,30}\.[^\W\d_]{2,30}\.[^\W\d_]{2,30}(?![\w./])"
)
_SIGNS = ("///", "what3words.com/", "w3w.co/")
_MOST = 100


def find(text: str) -> Iterator[Ignored]:
    """The places that a text names by three words, each as often as it stands there."""
    if not any(sign in text for sign in _SIGNS):
        return
    for found in islice(_WORDS.finditer(text), _MOST):
        yield Ignored(text=found[0], reason="what3words", start=found.start(), end=found.end())
