"""The words that were searched for, marked where they stand, as the index folds them: accents and case apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embedarchive.datasette_plugin.reading import Reader, marks
from embedarchive.model.scripts import APART, unspaced

START, END = "\x02", "\x03"
"""Stand around a word that was found. No text that people read holds them."""
CONTENT = {"posts_fts": "posts", "articles_fts": "article_texts"}
"""The table that each index is of."""
COLUMNS = {
    "posts_fts": ("text", "author", "handle", "quoted", "described", "printed", "unspaced"),
    "articles_fts": ("title", "text", "described", "unspaced"),
}
"""The columns of each index, in its order."""

_SHORTEST = 3
"""Letters of a word that also stands for longer ones."""
_TERMS = re.compile(r'"(?P<phrase>[^"]{0,300})(?:"|\Z)|(?P<word>[^\s"]{1,300})')
_BORDER = re.compile(f"([{START}{END}])")


def matching(search: str) -> str:
    """What to ask FTS5 for: all of these words, each also as the beginning of a longer one; a phrase as it stands.

    Words of fewer than three letters stand for themselves: most posts have one that begins so. Letters of scripts
    without spaces are also looked for inside a run of them. Signs alone match nothing.
    """
    terms = [_term(found["phrase"], found["word"]) for found in _TERMS.finditer(search.replace("\0", " "))]
    return " AND ".join(filter(None, terms)) or '""'


def _term(phrase: str | None, word: str | None) -> str:
    """One word or phrase in FTS5's own syntax (https://sqlite.org/fts5.html#full_text_query_syntax)."""
    text = (phrase or word or "").replace('"', "")
    if not any(map(str.isalnum, text)):
        return ""
    plain = f'"{text}"' + ("*" if word and sum(map(str.isalnum, word)) >= _SHORTEST else "")
    return plain if (spread := unspaced(text)) is None else f'({plain} OR unspaced : "{spread}")'


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
    reader: Reader, index: str, column: str, ids: Sequence[int], search: str, *, words: int | None = None
) -> dict[int, str]:
    """A column of these rows with what was searched for between marks, by the row's number.

    Args:
        reader: who asks.
        index: posts_fts or articles_fts.
        column: one of its columns, by its name.
        ids: the rows.
        search: the words, as the reader wrote them.
        words: only so many words around what was found; null means the whole text.
    """
    columns = COLUMNS[index]
    calls = [
        _call(index, columns.index(name), words) for name in (column, *(("unspaced",) if column == "text" else ()))
    ]
    rows = await reader.some(
        (CONTENT[index], index),
        f"select rowid as id, coalesce({', '.join([*reversed(calls), 'null'])}) as marked from {index} "
        f"where {index} match ? and rowid in ({marks(ids)})",
        [matching(search), *ids],
    )
    return {row["id"]: row["marked"].replace(APART, "") for row in rows if row["marked"]}


def _call(index: str, column: int, words: int | None) -> str:
    if words is None:
        return f"highlight({index}, {column}, char(2), char(3))"
    return f"snippet({index}, {column}, char(2), char(3), ' … ', {min(words, 64)})"
