"""Scripts that put no spaces between words: how a text in one is written so that a search finds a part of a run.

SQLite's full-text index takes what stands between two signs for one word (https://sqlite.org/fts5.html#unicode61_tokenizer):
without this a whole clause of Japanese is one.
"""

from __future__ import annotations

import re

APART = "\x1f"
"""Stands between the letters of scripts that put no spaces between words. To the index it is a space."""

TOKENIZER = "unicode61 remove_diacritics 2"
"""How the index takes words apart and folds them (https://sqlite.org/fts5.html#tokenizers)."""

BEGINNING = 3
"""Letters of a word that also stands for longer ones. The index lists what begins with so many, so that the shortest
beginnings, which most posts have, are found as fast as a word (https://sqlite.org/fts5.html#prefix_indexes)."""

_UNSPACED = re.compile(
    r"[\u0e00-\u0e2f\u0e40-\u0e46\u0e81-\u0eb0\u0ebd-\u0ec6\u1000-\u102a\u103f\u1780-\u17b3"  # Thai to Khmer
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"  # Chinese, Japanese
    r"\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
    r"[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3\u3099\u309a]{0,8}"
)
"""A letter of such a script with its marks."""


_PIECES = re.compile(rf"\s+|{_UNSPACED.pattern}|(?:(?!{_UNSPACED.pattern})\S)+")


def pieces(text: str) -> list[str]:
    """A text taken apart: blanks, words, each letter of scripts that put no spaces between words. Nothing is lost."""
    return _PIECES.findall(text)


def unspaced(text: str | None) -> str | None:
    """A text with its letters apart where its script puts no spaces between words; None when it has no such letter.

    What was written stands between the signs: without them the text is as it was.
    """
    if not text or text.isascii() or not _UNSPACED.search(text):
        return None
    return _UNSPACED.sub(rf"{APART}\g<0>{APART}", text)
