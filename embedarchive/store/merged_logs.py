"""Logs of other archives that were merged into this one: each is kept whole, and verifies by itself.

A log is kept as its events. What an event sealed is a row of ours, in which the ids are ours, and with it, as JSON, the
columns that are other ones there; the words stand in our row alone, so an erasure takes them out of all logs at once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from embedarchive.store.chain import GENESIS, canonical, seal
from embedarchive.store.logs import EVIDENCE, LOGS, Log
from embedarchive.store.problems import Problem
from embedarchive.store.projection import rows
from embedarchive.store.schema import PERSONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedLog:
    """A log of another archive.

    Attributes:
        id: the row of `merges` that it first came with.
        name: what it is called here.
        events: how many events of it are kept; `head` is the hash of the last.
    """

    id: int
    name: str
    events: int
    head: str


def merged_logs(connection: sqlite3.Connection, own: Log = EVIDENCE) -> list[MergedLog]:
    """The logs of others that are kept here beside one of ours; none where an older version wrote last."""
    if not _has(connection, own.merged):
        return []
    sql = f"""SELECT log AS id, came.name, last AS events, kept.hash AS head
        FROM (SELECT log, max(event) AS last FROM {own.merged} GROUP BY log)
        JOIN {own.merged} AS kept USING (log) LEFT JOIN {own.merges} AS came ON came.id = log
        WHERE event = last ORDER BY log"""
    return [MergedLog(**row) for row in rows(connection, sql)]


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None


def row_there(here: Mapping[str, Any], row_id: int, differs: str | None) -> dict[str, Any]:
    """A row as another log sealed it, personal columns and salt aside."""
    return {**here, **(json.loads(differs) if differs else {}), "id": row_id}


def differing(table: str, there: Mapping[str, Any], here: Mapping[str, Any]) -> str | None:
    """The sealed columns of a row of another archive that our row has otherwise, as JSON; None when there are none."""
    unsealed = {"id", "salt", *PERSONAL[table]}
    found = {name: value for name, value in there.items() if name not in unsealed and here.get(name) != value}
    return canonical(found) if found else None


def has_head(connection: sqlite3.Connection, beginning: str) -> bool:
    """Whether a hash of the archive's chains, or of those of others that were merged into it, begins so."""
    kept = [table for log in LOGS for table in (log.events, log.merged) if _has(connection, table)]
    sql = "SELECT 1 FROM {} WHERE hash >= ?1 AND hash < ?1 || 'g' LIMIT 1"
    return any(connection.execute(sql.format(table), (beginning.lower(),)).fetchone() for table in kept)


def check_logs(connection: sqlite3.Connection, own: Log = EVIDENCE) -> Iterator[Problem]:
    """Each log of another archive against its own hashes, and its end against what was written down when it came.

    Args:
        connection: the archive.
        own: beside which log of the archive those of the others are kept.
    """
    logs = merged_logs(connection, own)
    written = {(str(head), int(events)) for head, events in _merges(connection, own)}
    for log in logs:
        where = f"{own.merged} {log.id}"
        previous, expected = GENESIS, 1
        twice = f"SELECT 1 FROM {own.merged} WHERE table_name = ? AND here = ? AND log = ? AND event < ? LIMIT 1"
        sql = (
            f"SELECT event, at, table_name, row_id, hash, here, differs FROM {own.merged} WHERE log = ? ORDER BY event"
        )
        for event, at, table, row_id, stored, here, differs in connection.execute(sql, (log.id,)):
            said = None
            if event != expected:
                said = "An event before it is gone."
            elif connection.execute(twice, (table, here, log.id, event)).fetchone():
                said = "Two of its events name the same row here."
            elif not own.seals(table) or not _holds(connection, previous, (at, table, row_id, stored, here, differs)):
                said = "The row, or what was written before it, is not what that log sealed."
            if said:
                yield Problem(kind="chain", where=f"{where}/{event}", sentence=said)
            previous, expected = str(stored), int(event) + 1
        if (log.head, log.events) not in written:
            sentence = "The log does not end where it ended when it was merged."
            yield Problem(kind="chain", where=where, sentence=sentence)
    for head in sorted(head for head in {head for head, _ in written} if not has_head(connection, head)):
        yield Problem(kind="chain", where=own.merges, sentence=f"The log that ended with {head} is not here whole.")


def _merges(connection: sqlite3.Connection, own: Log) -> list[tuple[str, int]]:
    return (
        connection.execute(f"SELECT head, events FROM {own.merges}").fetchall() if _has(connection, own.merges) else []
    )


def _holds(connection: sqlite3.Connection, previous: str, event: tuple[Any, ...]) -> bool:
    at, table, row_id, stored, here, differs = event
    if table not in PERSONAL:
        return False
    found = rows(connection, f"SELECT * FROM {table} WHERE id = ?", (here,))
    return bool(found) and seal(previous, at, table, row_id, row_there(found[0], row_id, differs)) == stored
