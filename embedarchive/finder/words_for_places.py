"""Three words that stand for a place (what3words). Only their owner tells where that is: recorded as such."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from embedarchive.model import Ignored
from embedarchive.patterns import regex

_THREE = r"[^\W\d_]{2,30}\.[^\W\d_]{2,30}\.[^\W\d_]{2,30}(?![\w./])"
SIGNS = {
    ("///",): regex(r"///(?<![:/\w.]///)" + _THREE),  # what stands before is looked at where three slashes are
    ("what3words.com/", "w3w.co/"): regex(r"(?:https?://)?(?<![\w-])(?:www\.)?(?:what3words\.com|w3w\.co)/" + _THREE),
}
"""How the places are written, by what a text must hold that has one: nearly all have none."""
_MOST = 100


def find(text: str) -> Iterator[Ignored]:
    """The places that a text names by three words, each as often as it stands there."""
    written = (each for signs, each in SIGNS.items() if any(sign in text for sign in signs))
    for found in islice((match for each in written for match in each.finditer(text)), _MOST):
        yield Ignored(text=found[0], reason="what3words", start=found.start(), end=found.end())
