"""The words that are searched for: as FTS5 is asked for them, and marked where they stand.

The index folds accents and case, and so do the marks.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embedarchive.model.writing_systems import APART, BEGINNING, TOKENIZER, unspaced
from embedarchive.store.queries.query import Query, marks

START, END = "\x02", "\x03"
"""Stand around a word that was found. No text that people read holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedPost:
    """What a post is found by."""

    id: int
    text: str | None
    author: str | None
    handle: str | None
    quoted: str | None
    described: str | None
    printed: str | None
    unspaced: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedArticle:
    """What an article is found by."""

    id: int
    title: str | None
    text: str | None
    described: str | None
    unspaced: str | None


_TERMS = re.compile(r'(?P<without>(?<!\S)-(?=[^\s-]))?(?:"(?P<phrase>[^"]{0,300})(?:"|\Z)|(?P<word>[^\s"]{1,300}))')
_OR = "OR"


def posts(ids: Sequence[int]) -> Query[SearchedPost]:
    """What the index has of these posts."""
    sql = f"SELECT id, text, author, handle, quoted, described, printed, unspaced FROM posts WHERE id IN ({marks(ids)})"
    return Query(SearchedPost, ("posts", "posts_fts"), sql, ids)


def articles(ids: Sequence[int]) -> Query[SearchedArticle]:
    """What the index has of these articles."""
    sql = f"SELECT id, title, text, described, unspaced FROM article_texts WHERE id IN ({marks(ids)})"
    return Query(SearchedArticle, ("article_texts", "articles_fts"), sql, ids)


def matching(search: str) -> str:
    """What to ask FTS5 for: all of these words, each also as the beginning of a longer one; a phrase as it stands.

    `OR` between two asks for one of them, and a minus before one for none of it. Words of fewer than three letters
    stand for themselves: most posts have one that begins so. Letters of scripts without spaces are also looked for
    inside a run of them. Signs alone match nothing.
    """
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    either = False
    for found in _TERMS.finditer(search.replace("\0", " ")):
        if found["word"] == _OR and not found["without"]:
            either = bool(wanted)
        elif term := _term(found["phrase"], found["word"]):
            if found["without"]:
                unwanted.append(term)
            elif either:
                wanted[-1].append(term)
            else:
                wanted.append([term])
            either = False
    asked = " AND ".join(f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0] for terms in wanted)
    return " NOT ".join([f"({asked})", *unwanted]) if asked and unwanted else asked or '""'


def _term(phrase: str | None, word: str | None) -> str:
    """One word or phrase in FTS5's own syntax (https://sqlite.org/fts5.html#full_text_query_syntax)."""
    text = (phrase or word or "").replace('"', "")
    if not any(map(str.isalnum, text)):
        return ""
    plain = f'"{text}"' + ("*" if word and sum(map(str.isalnum, word)) >= BEGINNING else "")
    return plain if (spread := unspaced(text)) is None else f'({plain} OR unspaced : "{spread}")'


def marked(
    found: Sequence[SearchedPost] | Sequence[SearchedArticle], wanted: Mapping[str, int | None], search: str
) -> dict[int, dict[str, str]]:
    """What stands in columns of these rows, with what was searched for between marks, by the row's number.

    The index of the archive is not asked again: to mark the words of a page it would look through all posts that have
    them, once for every post of the page. The page's own rows are put into an index of their own.

    Args:
        found: the rows, all of one kind.
        wanted: some of their columns, and how many words around what was found; None means the whole text.
        search: the words, as the reader wrote them.
    """
    if not found:
        return {}
    names = tuple(found[0].__slots__)
    columns = names[1:]
    calls = [f"{_call(columns, name, words)} AS {name}" for name, words in wanted.items()]
    with contextlib.closing(sqlite3.connect(":memory:")) as page:
        page.execute(f"CREATE VIRTUAL TABLE found USING fts5 ({', '.join(columns)}, tokenize = '{TOKENIZER}')")
        page.executemany(
            f"INSERT INTO found (rowid, {', '.join(columns)}) VALUES ({marks(names)})",
            [tuple(getattr(row, name) for name in names) for row in found],
        )
        sql = f"SELECT rowid, {', '.join(calls)} FROM found WHERE found MATCH ?"
        told = page.execute(sql, [matching(search)]).fetchall()
    return {
        number: {name: (text or "").replace(APART, "") for name, text in zip(wanted, texts, strict=True)}
        for number, *texts in told
    }


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
