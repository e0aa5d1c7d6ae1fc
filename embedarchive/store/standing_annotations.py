"""What people say of a post, a medium or an article now, out of all that they said.

A note stands until it is corrected or withdrawn, a tag until it is taken off, and of verifications the last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from embedarchive.store.logs import ANNOTATIONS
from embedarchive.store.queries.annotations import Said, said_of
from embedarchive.store.queries.query import found, marks

_LABELS = {"tag": "tag", "untag": "tag", "collect": "collection", "uncollect": "collection"}
"""The kinds that put something on or take it off, and what that is."""
_OFF = frozenset({"untag", "uncollect"})
TABLES = {"post": "posts", "media": "media", "article": "articles"}
"""The table that each kind of subject has its number in."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was said, and as what it stands: note, tag, collection or verification."""

    kind: str
    said: Said


def standing(told: Iterable[Said]) -> list[Standing]:
    """What holds of all that was said of one thing, in the order in which it was said. What was erased, does not."""
    rows = list(told)
    followed = {row.follows for row in rows}
    last: dict[tuple[str, str], Said] = {}
    for row in rows:
        note = row.kind == "note" and row.words and row.id not in followed
        if note or (row.value and (row.kind in _LABELS or row.kind == "verification")):
            last.pop(where := _place(row), None)
            last[where] = row
    return [Standing(kind, row) for (kind, _), row in last.items() if row.kind not in _OFF]


def _place(row: Said) -> tuple[str, str]:
    """What a later word replaces: the same label, however it is spelt; the one verification there is.

    A note replaces itself alone: two archives that erased the same words of it each wrote it down anew.
    """
    if row.kind == "note":
        return "note", f"{row.at} {row.operator} {row.words}"
    kind = _LABELS.get(row.kind, row.kind)
    return kind, "" if kind == "verification" else (row.value or "").casefold()


def drop_annotations(database: Path) -> None:
    """Take all that people say out of a copy of an archive's database; no byte of it stays, and the copy verifies."""
    tables = ("annotations", ANNOTATIONS.merged, ANNOTATIONS.merges, ANNOTATIONS.events, "annotation_log")
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        sql = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks(tables)})"
        guards = connection.execute(sql, tables).fetchall()
        connection.execute("BEGIN")
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for table in tables:
            connection.execute(f"DELETE FROM {table}")
        for _, text in guards:
            connection.execute(text)
        connection.execute("COMMIT")
        connection.execute("VACUUM")


def project(connection: sqlite3.Connection, subject: str, number: int, keys: Sequence[str]) -> None:
    """Write anew what people say now of the post, medium or article with this number, by all the keys that it had."""
    column = f"{subject}_id"
    connection.execute(f"DELETE FROM annotations WHERE {column} = ?", (number,))
    connection.executemany(
        f"INSERT INTO annotations (id, kind, value, words, at, operator, {column}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (one.said.id, one.kind, one.said.value or "", one.said.words or "", one.said.at, one.said.operator, number)
            for one in standing(found(connection, said_of(subject, keys)))
        ],
    )
