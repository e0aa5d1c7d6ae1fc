"""The check of what the pages show: made anew from the log, and compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import zip_longest

from embedarchive.long_work import tell
from embedarchive.model.writing_systems import BEGINNING
from embedarchive.store import connecting, migrations, schema
from embedarchive.store.problems import Problem
from embedarchive.store.projection import VERSION, Projection
from embedarchive.store.rebuilding import Rebuilding

MADE_KIB = 65_536
"""Memory for the catalogue that is made to compare with, in KiB; what is larger goes into a temporary file."""
TOLD = 5_000
"""After so many rows it is told how far the comparison is."""
Row = tuple[object, ...]


def check_projection(connection: sqlite3.Connection, hints: Callable[[str], bool]) -> Iterator[Problem]:
    """Whether what the pages show is what the truth says: that is made anew beside the archive, and compared.

    What is made is a temporary database of SQLite's: in memory as long as it is small, then in a nameless file. Its
    tables have the names of the archive's, which is attached to it for the log to be read.
    """
    if Projection(connection).version != VERSION:
        sentence = "It was made by other rules than this version's; the next command that writes makes it anew."
        yield Problem(kind="projection", where=connecting.DATABASE, sentence=sentence, damage=False)
        return
    with closing(sqlite3.connect("", isolation_level=None, uri=True)) as made:
        made.text_factory = connection.text_factory
        made.execute(f"PRAGMA cache_size = -{MADE_KIB}")
        made.execute("PRAGMA journal_mode = OFF")
        made.execute("PRAGMA synchronous = OFF")
        _make_tables(made)
        connecting.attach(made, connection, "shown")
        made.execute("BEGIN")  # the archive as it is at one moment, whoever writes meanwhile
        Rebuilding(made, Projection(made, hints)).all()
        there = {name for (name,) in made.execute("SELECT name FROM shown.sqlite_master WHERE type = 'table'")}
        for table in filter(there.__contains__, schema.PROJECTED):  # that others are missing was told
            yield from _compared(made, table)
        for index in schema.SEARCHED.values():
            tell(f"comparing the catalogue: {index}")
            if not _is_in_step(made, index):
                yield _out_of_step(index)


def _make_tables(made: sqlite3.Connection) -> None:
    """The tables of the catalogue, as they are in a new archive, without what follows them."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrations.make_newest(fresh)
        wanted = [*schema.PROJECTED, *schema.SEARCHED.values()]
        sql = "SELECT tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        for table, text in fresh.execute(sql):
            if table in wanted:
                made.execute(text)


def _compared(made: sqlite3.Connection, table: str) -> Iterator[Problem]:
    """The rows of a table that are not those that were made. Missing ones are told once, if no other is wrong."""
    wrong = missing = 0
    for shown in _different(made, table):
        missing += shown is None
        if shown is not None:
            wrong += 1
            sentence = "It does not say what the truth says; `embedarchive rebuild` mends it."
            yield Problem(kind="projection", where=f"{table} {shown[0]}", sentence=sentence)
    if missing and not wrong:
        yield Problem(kind="projection", where=table, sentence="A row is missing; `embedarchive rebuild` mends it.")


def _different(made: sqlite3.Connection, table: str) -> Iterator[Row | None]:
    """Of two tables in the order of their keys: each row that is shown and was not made, None for one not shown."""
    described = made.execute(f"PRAGMA main.table_info({table})").fetchall()
    keys = [(column[5], str(column[1]), int(column[0])) for column in described if column[5]]
    order, places = ", ".join(name for _, name, _ in sorted(keys)), [place for _, _, place in sorted(keys)]
    names = ", ".join(f'"{column[1]}"' for column in described)
    shown, true = (made.execute(f"SELECT {names} FROM {of}.{table} ORDER BY {order}") for of in ("shown", "main"))

    def key(row: Row) -> list[object]:
        return [row[place] for place in places]

    last = int(made.execute(f"SELECT count(*) FROM main.{table}").fetchone()[0])
    here, there, done = shown.fetchone(), true.fetchone(), 0
    while here is not None or there is not None:
        if done % TOLD == 0:
            tell(f"comparing the catalogue: {table}", done, last)
        done += there is not None
        if there is None or (here is not None and key(here) < key(there)):
            yield here
            here = shown.fetchone()
        elif here is None or key(there) < key(here):
            yield None
            there = true.fetchone()
        else:
            if here != there:
                yield here
            here, there = shown.fetchone(), true.fetchone()


def _out_of_step(index: str) -> Problem:
    sentence = "The search index is out of step; `embedarchive rebuild` mends it."
    return Problem(kind="projection", where=index, sentence=sentence)


def _is_in_step(made: sqlite3.Connection, index: str) -> bool:
    """Whether a search index is the one that the catalogue makes.

    The check that FTS5 brings adds the words of a row up by XOR: of two damaged alike it sees nothing.
    """
    try:
        return _has_its_words(made, index) and _holds(made, index)
    except sqlite3.DatabaseError as error:
        if connecting.hindrance(error) is not None:
            raise
        return False


def _has_its_words(made: sqlite3.Connection, index: str) -> bool:
    """Whether each word stands in it as often as it should, and its beginnings are found in the same rows."""
    for of in ("shown", "main"):
        made.execute(f"CREATE VIRTUAL TABLE temp.{of}_{index} USING fts5vocab('{of}', '{index}', 'row')")
    shown, true = (made.execute(f"SELECT term, doc, cnt FROM temp.{of}_{index}") for of in ("shown", "main"))
    begun = ""
    for here, there in zip_longest(shown, true):
        if here != there:
            return False
        if (beginning := str(here[0])[:BEGINNING]) != begun:
            begun, asked = beginning, f'"{beginning.replace(chr(34), chr(34) * 2)}"*'
            sql = f"SELECT count(*), total(rowid) FROM {{of}}.{index} WHERE {index} MATCH ?"
            first, second = (made.execute(sql.format(of=of), (asked,)).fetchone() for of in ("shown", "main"))
            if first != second:
                return False
    return True


def _holds(made: sqlite3.Connection, index: str) -> bool:
    """Whether it passes the check that FTS5 brings, in a copy: that counts as writing to it."""
    copy = f"copied_{index}"  # of another name: what is known of the index that was made does not hold for it
    described = made.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", (index,)).fetchone()[0]
    made.execute(described.replace(f"VIRTUAL TABLE {index} ", f"VIRTUAL TABLE {copy} ", 1))
    for part in ("data", "idx", "docsize", "config"):
        made.execute(f"DELETE FROM main.{copy}_{part}")
        made.execute(f"INSERT INTO main.{copy}_{part} SELECT * FROM shown.{index}_{part}")
    made.execute(f"INSERT INTO main.{copy} ({copy}, rank) VALUES ('integrity-check', 1)")
    return True
