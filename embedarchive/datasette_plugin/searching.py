"""The words that were searched for, marked where they stand, as the index folds them: accents and case apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datasette.utils import escape_fts

from embedarchive.datasette_plugin.reading import Reader, marks

START, END = "\x02", "\x03"
"""Stand around a word that was found. No text that people read holds them."""
CONTENT = {"posts_fts": "posts", "articles_fts": "article_texts"}
"""The table that each index is of."""

_BORDER = re.compile(f"([{START}{END}])")


def matching(search: str) -> str:
    """What to ask FTS5 for: each word, or phrase between quotes, as it stands. Signs alone match nothing.

    Datasette's own way leaves nothing of a lone quotation mark, and that is a syntax error of FTS5.
    """
    return str(escape_fts(search)) or '""'


def unmarked(text: str) -> str:
    """The text without the marks."""
    return text.replace(START, "").replace(END, "")


def pieces(text: str, *, inside: bool = False) -> list[tuple[bool, str]]:
    """A marked text as pieces, each with whether it was searched for. `inside`: it begins within a mark."""
    made = []
    for piece in _BORDER.split(text):
        if piece in {START, END}:
            inside = piece == START
        elif piece:
            made.append((inside, piece))
    return made


def beginning(parts: Sequence[tuple[bool, str]], length: int) -> list[tuple[bool, str]]:
    """The first characters of a text in pieces."""
    made = []
    for found, piece in parts:
        if length <= 0:
            break
        made.append((found, piece[:length]))
        length -= len(piece)
    return made


async def marked(
    reader: Reader, index: str, column: int, ids: Sequence[int], search: str, *, words: int | None = None
) -> dict[int, str]:
    """A column of these rows with what was searched for between marks, by the row's number.

    Args:
        reader: who asks.
        index: posts_fts or articles_fts.
        column: which of its columns, from 0.
        ids: the rows.
        search: the words, as the reader wrote them.
        words: only so many words around what was found; null means the whole text.
    """
    call = f"highlight({index}, {column}, char(2), char(3))"
    if words is not None:
        call = f"snippet({index}, {column}, char(2), char(3), ' … ', {min(words, 64)})"
    rows = await reader.some(
        (CONTENT[index], index),
        f"select rowid as id, {call} as marked from {index} where {index} match ? and rowid in ({marks(ids)})",
        [matching(search), *ids],
    )
    return {row["id"]: row["marked"] for row in rows if row["marked"]}
