"""Checks of an archive's rows: SQLite's own, the schema, the chain with its commitments, and the erasures."""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from embedarchive.long_work import tell
from embedarchive.store import connecting, erased_files, migrations, schema
from embedarchive.store.chain import GENESIS, commit, seal
from embedarchive.store.logs import EVIDENCE, Log, log_of
from embedarchive.store.problems import UNFINISHED, UNREADABLE, Problem, Tally
from embedarchive.store.projection import rows

TOLD = 5_000
"""After so many rows it is told how far the check is."""
TOLD_STEPS = 1_000_000
"""And after so many steps of SQLite's machine that it goes on: that takes it a tenth of a second."""
DESCRIBED = "SELECT type || ' ' || name, tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master"
"""Every table, index and trigger by its kind and name, and how it was made."""


def check_database(connection: sqlite3.Connection) -> Iterator[Problem]:
    """SQLite's own checks of its pages, indexes and references; of a large one they take minutes, which is told."""
    stopped = list[BaseException]()

    def is_stopped() -> bool:
        try:
            tell("checking the database")
        except BaseException as error:  # noqa: BLE001 -- SQLite would say no more than that it was interrupted
            stopped.append(error)
        return bool(stopped)

    connection.set_progress_handler(is_stopped, TOLD_STEPS)
    try:
        yield from _checked(connection)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_INTERRUPT":
            raise
        raise next(iter(stopped), KeyboardInterrupt()) from None
    connection.set_progress_handler(None, 0)


def _checked(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (said,) in connection.execute("PRAGMA integrity_check(100)"):
        if said != "ok":
            yield Problem(kind="database", where=connecting.DATABASE, sentence=f"SQLite says: {said}.")
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        sentence = f"It names a row of {parent} that is not there."
        yield Problem(kind="database", where=f"{table} {row}", sentence=sentence)


def check_schema(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Whether tables, indexes and triggers are as we make them; what others add does not matter.

    An archive that was last written by an older version is held against what that one made.
    """
    steps = migrations.applied(connection)
    expected, later = _made_by(steps)
    found = dict(connection.execute(DESCRIBED).fetchall())
    if steps != migrations.STEPS[: len(steps)] or later & found.keys():
        yield Problem(
            kind="schema",
            where="_sqlite_migrations",
            sentence="It does not name the steps that made this database, each once and in order.",
        )
    for name, text in expected.items():
        if found.get(name) != text:
            yield Problem(kind="schema", where=name, sentence="It is missing or was changed.")


@functools.lru_cache(maxsize=8)
def _made_by(steps: tuple[str, ...]) -> tuple[dict[str, str], frozenset[str]]:
    """What these steps make, as `DESCRIBED` tells it, and the names of what only the steps after them do."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        if steps == migrations.STEPS:
            migrations.make_newest(fresh)
            return dict(fresh.execute(DESCRIBED).fetchall()), frozenset()
        migrations.migrate(fresh, but=set(migrations.STEPS) - set(steps))
        expected = dict(fresh.execute(DESCRIBED).fetchall())
        migrations.migrate(fresh)
        return expected, frozenset(dict(fresh.execute(DESCRIBED).fetchall()).keys() - expected.keys())


def drop_strangers(connection: sqlite3.Connection) -> None:
    """Drop the triggers and views of a copy that we did not make: they run when it is written to, perhaps for ever."""
    expected, _ = _made_by(migrations.applied(connection))
    sql = "SELECT type, name, tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master WHERE type IN ('trigger', 'view')"
    for kind, name, described in connection.execute(sql).fetchall():
        if expected.get(f"{kind} {name}") != described:
            quoted = str(name).replace('"', '""')
            connection.execute(f'DROP {kind} IF EXISTS "{quoted}"')


def has_views_for_tables(connection: sqlite3.Connection) -> bool:
    """Whether a view stands where a table of ours is to be: it can be of any length, and reading it take for ever."""
    views = {str(name).lower() for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    expected, _ = _made_by(migrations.STEPS)
    return any(f"table {view}" in expected for view in views)


def event_of(connection: sqlite3.Connection, head: str) -> tuple[int, str] | None:
    """The event with this hash, or the only one whose hash begins so, and the hash; None when there is none."""
    found = connection.execute(
        "SELECT id, hash FROM events WHERE hash >= ?1 AND hash < ?1 || 'g' LIMIT 2", (head.lower(),)
    ).fetchall()
    return (int(found[0][0]), str(found[0][1])) if len(found) == 1 else None


def check_chain(
    connection: sqlite3.Connection, tally: Tally, log: Log = EVIDENCE, since: tuple[int, str] = (0, GENESIS)
) -> Iterator[Problem]:
    """Each row behind an event against its hash. After a wrong one the chain goes on with what is written.

    An archive that an older version wrote last may not have the log yet.
    """
    if log is not EVIDENCE and log.merges in missing_tables(connection):
        return
    previous, expected = since[1], since[0] + 1
    last = int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {log.events}").fetchone()[0])
    for event, at, table, row_id, stored in connection.execute(
        f"SELECT id, at, table_name, row_id, hash FROM {log.events} WHERE id > ? ORDER BY id", (since[0],)
    ):
        where = f"{table} {row_id}"
        if event != expected:
            sentence = f"It is missing; the next one is {event}."
            yield Problem(kind="chain", where=f"{log.events} {expected}", sentence=sentence)
        expected = (event if isinstance(event, int) else expected) + 1
        tally.rows += 1
        if tally.rows % TOLD == 0:
            tell("checking the log", expected, last)
        try:
            yield from _check_row(connection, log, previous, (at, table, row_id, stored))
        except UNREADABLE as error:
            if connecting.hindrance(error) is not None:
                raise
            yield Problem(kind="chain", where=where, sentence=f"It cannot be read: {error}.")
        previous = stored if isinstance(stored, str) else GENESIS
    tally.ends[log] = previous


def _check_row(
    connection: sqlite3.Connection, log: Log, previous: str, event: tuple[Any, Any, Any, Any]
) -> Iterator[Problem]:
    at, table, row_id, stored = event
    where = f"{table} {row_id}"
    if table not in schema.PERSONAL or not log.seals(table):
        yield Problem(kind="chain", where=where, sentence="The chain names a table that does not exist.")
        return
    found = rows(connection, f"SELECT * FROM {table} WHERE id = ?", (row_id,))
    if not found:
        yield Problem(kind="chain", where=where, sentence="The row is gone.")
        return
    row = found[0]
    if seal(previous, at, table, row_id, row) != stored:
        yield Problem(
            kind="chain", where=where, sentence="The row, or what was written before it, is not what was sealed."
        )
    personal = schema.PERSONAL[table]
    if not personal:
        return
    if row["salt"] is None:
        if any(row.get(column) is not None for column in personal):
            yield Problem(kind="commitment", where=where, sentence="Its salt is gone, so its words cannot be checked.")
    elif commit(row["salt"], table, row) != row["commitment"]:
        yield Problem(kind="commitment", where=where, sentence="Its words are not those that were sealed.")


def check_unsealed_since(connection: sqlite3.Connection, event: int) -> Iterator[Problem]:
    """Rows of the evidence behind those that were sealed up to an event, which nobody sealed since."""
    for table in _sealed_by(connection, EVIDENCE):
        last = "SELECT coalesce(max(row_id), 0) FROM events WHERE table_name = ?1 AND id <= ?2"
        sealed = "SELECT 1 FROM events WHERE table_name = ?1 AND row_id = r.id"
        sql = f"SELECT id FROM {table} AS r WHERE id > ({last}) AND NOT EXISTS ({sealed})"
        for (row_id,) in connection.execute(sql, (table, event)).fetchall():
            yield Problem(kind="chain", where=f"{table} {row_id}", sentence="The row was added without being sealed.")


def check_unsealed(connection: sqlite3.Connection, log: Log) -> Iterator[Problem]:
    """Rows that nobody sealed were not written by us."""
    for table in _sealed_by(connection, log):
        sealed = f"SELECT 1 FROM {log.events} WHERE table_name = ? AND row_id = r.id"
        sql = f"SELECT id FROM {table} AS r WHERE NOT EXISTS ({sealed})"
        for (row_id,) in connection.execute(sql, (table,)).fetchall():
            yield Problem(kind="chain", where=f"{table} {row_id}", sentence="The row was added without being sealed.")


def _sealed_by(connection: sqlite3.Connection, log: Log) -> list[str]:
    """The tables whose rows a log seals, as far as this archive has them."""
    return [table for table in schema.PERSONAL.keys() - missing_tables(connection) if log_of(table) is log]


def missing_tables(connection: sqlite3.Connection) -> set[str]:
    """The tables that an older version, which wrote this archive, did not have yet."""
    there = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return (
        {*schema.PERSONAL, "unfinished_erasures"} - there
        if migrations.applied(connection) != migrations.STEPS
        else set()
    )


def check_erasures(connection: sqlite3.Connection, erased: set[str]) -> Iterator[Problem]:
    """Words may be missing only where a tombstone says so. Collects the digests of erased bytes."""
    tombs: dict[str, set[int]] = {table: set() for table in schema.PERSONAL}
    erased.update(erased_files.erased_digests(connection))
    for row in rows(connection, "SELECT erased FROM erasures"):
        for table, ids in json.loads(row["erased"]).items():
            tombs.setdefault(table, set()).update(ids)
    for table in schema.PERSONAL.keys() - missing_tables(connection):
        if schema.PERSONAL[table]:
            for (row_id,) in connection.execute(f"SELECT id FROM {table} WHERE salt IS NULL").fetchall():
                if row_id not in tombs[table]:
                    yield Problem(
                        kind="erasure",
                        where=f"{table} {row_id}",
                        sentence="Its words were removed, and no tombstone says why.",
                    )
    if "unfinished_erasures" not in missing_tables(connection):
        for row_id in erased_files.open_erasures(connection):
            yield Problem(kind="erasure", where=f"erasures {row_id}", sentence=UNFINISHED, damage=False)
