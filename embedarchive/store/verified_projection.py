"""The check of what the pages show: made anew from the log, and compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

from embedarchive.model.writing_systems import BEGINNING
from embedarchive.store import connecting, schema, verified_rows
from embedarchive.store.problems import Problem
from embedarchive.store.projection import VERSION, Projection, dump

COPY_KIB = 65_536
"""Memory for the copy with which the projection is compared, in KiB; what is larger goes into a temporary file."""


def check_projection(connection: sqlite3.Connection, hints: Callable[[str], bool]) -> Iterator[Problem]:
    """Whether what the pages show is what the truth says: the projection is made anew in a copy and compared.

    The copy is a temporary database of SQLite's: in memory as long as it is small, then in a nameless file.
    """
    if Projection(connection).version != VERSION:
        sentence = "It was made by other rules than this version's; the next command that writes makes it anew."
        yield Problem(kind="projection", where=connecting.DATABASE, sentence=sentence, damage=False)
        return
    with closing(sqlite3.connect("", isolation_level=None)) as copy:
        copy.execute(f"PRAGMA cache_size = -{COPY_KIB}")
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        verified_rows.drop_strangers(copy)
        shown, found = set(dump(copy)), {index: _found(copy, index) for index in schema.SEARCHED.values()}
        broken = set[str]()
        for index in schema.SEARCHED.values():
            try:
                copy.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                if connecting.hindrance(error) is not None:
                    raise
                broken.add(index)
                yield _out_of_step(index)
        with suppress(sqlite3.DatabaseError):
            copy.execute("BEGIN")
        Projection(copy, hints).rebuild()
        yield from (_out_of_step(index) for index in found.keys() - broken if _found(copy, index) != found[index])
        true = set(dump(copy))
        for table, row in sorted(shown ^ true, key=repr):
            if (table, row) in shown:
                where = f"{table} {row[0]}"
                yield Problem(
                    kind="projection",
                    where=where,
                    sentence="It does not say what the truth says; `embedarchive rebuild` mends it.",
                )
        for table in {table for table, _ in true - shown} - {table for table, _ in shown - true}:
            yield Problem(kind="projection", where=table, sentence="A row is missing; `embedarchive rebuild` mends it.")


def _out_of_step(index: str) -> Problem:
    sentence = "The search index is out of step; `embedarchive rebuild` mends it."
    return Problem(kind="projection", where=index, sentence=sentence)


def _found(copy: sqlite3.Connection, index: str) -> set[tuple[object, ...]]:
    """How often each word stands in a search index, and in which rows its beginnings are found.

    The check that FTS5 brings adds the words of a row up by XOR: of two damaged alike it sees nothing.
    """
    copy.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{index}_words USING fts5vocab('main', '{index}', 'row')")
    try:
        words: list[tuple[object, ...]] = copy.execute(f"SELECT term, doc, cnt FROM temp.{index}_words").fetchall()
        sql = f"SELECT ?, count(*), total(rowid) FROM {index} WHERE {index} MATCH ?"
        beginnings = {str(word)[:BEGINNING] for word, *_ in words}
        rows = [copy.execute(sql, (each, f'"{each.replace(chr(34), chr(34) * 2)}"*')).fetchone() for each in beginnings]
    except sqlite3.DatabaseError as error:
        if connecting.hindrance(error) is not None:
            raise
        return {("broken",)}
    return {*words, *rows}
