"""Are a post and the prose beside it in the same language and script?"""

from __future__ import annotations

import functools

from embedarchive.finder import language
from embedarchive.patterns import regex

ENOUGH = 1200
"""So many characters of a piece are looked at."""

_LATIN_END = "\u0250"
_NOT_WORDS = regex(r"https?://\S{1,300}|pic\.\S{1,40}|[#@]\w{1,60}")


def differ(one: str, other: str) -> bool:
    """Are two texts clearly in different languages? False where one of them is too short to tell."""
    first = _language(one[:ENOUGH])
    return first is not None and _language(other[:ENOUGH]) not in {None, first}


@functools.lru_cache(maxsize=64)  # each piece is compared with both its neighbours
def _language(text: str) -> str | None:
    return language.detect(text)


@functools.lru_cache(maxsize=64)
def latin(text: str) -> float | None:
    """The share of Latin letters among the letters of a text's words; None where there are too few."""
    words = _NOT_WORDS.sub(" ", text[:ENOUGH])
    letters = sum(map(str.isalpha, words))
    if letters < 4:
        return None
    if words.isascii():
        return 1.0
    return sum(letter < _LATIN_END and letter.isalpha() for letter in words) / letters
