"""The words that were searched for, marked where they stand, as the index folds them: accents and case apart."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import Mapping, Sequence

from embedarchive.datasette_plugin.reader.database import Reader, Row, marks
from embedarchive.model.writing_systems import APART, BEGINNING, TOKENIZER, unspaced

START, END = "\x02", "\x03"
"""Stand around a word that was found. No text that people read holds them."""
CONTENT = {"posts_fts": "posts", "articles_fts": "article_texts"}
"""The table that each index is of."""
COLUMNS = {
    "posts_fts": ("text", "author", "handle", "quoted", "described", "printed", "unspaced"),
    "articles_fts": ("title", "text", "described", "unspaced"),
}
"""The columns of each index, in its order."""

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
    plain = f'"{text}"' + ("*" if word and sum(map(str.isalnum, word)) >= BEGINNING else "")
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
    reader: Reader, index: str, wanted: Mapping[str, int | None], ids: Sequence[int], search: str
) -> dict[int, dict[str, str]]:
    """What stands in columns of these rows, with what was searched for between marks, by the row's number.

    The index of the archive is not asked again: to mark the words of a page it would look through all posts that have
    them, once for every post of the page. The page's own rows are put into an index of their own.

    Args:
        reader: who asks.
        index: posts_fts or articles_fts.
        wanted: some of its columns, and how many words around what was found; None means the whole text.
        ids: the rows.
        search: the words, as the reader wrote them.
    """
    columns = COLUMNS[index]
    rows = await reader.some(
        (CONTENT[index], index),
        f"select id, {', '.join(columns)} from {CONTENT[index]} where id in ({marks(ids)})",
        ids,
    )
    return await asyncio.to_thread(_marked, columns, rows, wanted, matching(search)) if rows else {}


def _marked(
    columns: Sequence[str], rows: Sequence[Row], wanted: Mapping[str, int | None], expression: str
) -> dict[int, dict[str, str]]:
    calls = [f"{_call(columns, name, words)} as {name}" for name, words in wanted.items()]
    with contextlib.closing(sqlite3.connect(":memory:")) as page:
        page.row_factory = sqlite3.Row
        page.execute(f"create virtual table found using fts5 ({', '.join(columns)}, tokenize = '{TOKENIZER}')")
        page.executemany(
            f"insert into found (rowid, {', '.join(columns)}) values ({marks(tuple(rows[0]))})",
            [tuple(row.values()) for row in rows],
        )
        found = page.execute(f"select rowid as id, {', '.join(calls)} from found where found match ?", [expression])
        return {row["id"]: {name: (row[name] or "").replace(APART, "") for name in wanted} for row in found}


def _call(columns: Sequence[str], name: str, words: int | None) -> str:
    """What marks a column; a text whose letters stand apart for the index is marked there."""
    places = [columns.index(column) for column in (*(("unspaced",) if name == "text" else ()), name)]
    shown = [
        f"highlight(found, {place}, char(2), char(3))"
        if words is None
        else f"snippet(found, {place}, char(2), char(3), ' … ', {min(words, 64)})"
        for place in places
    ]
    return f"coalesce({', '.join(shown)}, null)"
