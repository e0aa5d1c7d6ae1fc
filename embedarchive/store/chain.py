"""The hash chains over the truth: each row is sealed together with all that was written before it in its log.

    hash = SHA-256 of the canonical JSON of [previous hash, at, table, row id, {column: value}]

The columns are all of the row's but the personal ones, the salt, and empty ones that came with a later version of the
schema. Personal columns take part through

    commitment = SHA-256 of the canonical JSON of [salt, {column: value}]

where the salt is 128 random bits: words and salt can be erased, nobody can guess the words from the commitment, and the
chain still verifies. The first row's previous hash is 64 zeros. Canonical JSON has sorted keys, no blanks, UTF-8
without escapes, and numbers as Python's `repr` writes them.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from embedarchive.store.logs import EVIDENCE, Log, log_of
from embedarchive.store.schema import ADDED, PERSONAL

GENESIS = "0" * 64
"""What stands before the first event."""

Value: TypeAlias = str | int | float | bytes | None


def canonical(value: object) -> str:
    """JSON in its one form: the same value always gives the same characters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def seal(previous: str, at: str, table: str, row_id: int, columns: Mapping[str, Value]) -> str:
    """The hash that follows `previous` when a row with these columns is written."""
    hashed = {name: value for name, value in columns.items() if name != "salt" and name not in PERSONAL[table]}
    return _sha256([previous, at, table, row_id, _without_later(table, hashed)])


def commit(salt: str, table: str, columns: Mapping[str, Value]) -> str:
    """The commitment to a row's personal columns."""
    return _sha256([salt, _without_later(table, {name: columns.get(name) for name in PERSONAL[table]})])


def _without_later(table: str, columns: Mapping[str, Value]) -> dict[str, Value]:
    """The columns without the empty ones that rows from before do not have: old seals stay true."""
    later = ADDED.get(table, ())
    return {name: value for name, value in columns.items() if value is not None or name not in later}


def _sha256(value: object) -> str:
    # Lone surrogates cannot be stored by SQLite; what reads a damaged file may still meet them.
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


class Chain:
    """Writes rows of the truth and their events, each in its log, within the caller's transaction.

    What was written last is read again only when somebody else has written since, over another connection.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._columns: dict[str, tuple[str, ...]] = {}
        self._newest: dict[Log, tuple[int, str]] = {}
        self._last: dict[str, int] = {}
        self._looked, self._version = False, -1

    def begin(self) -> None:
        """A transaction begins: others may have written since the last one."""
        self._looked = False

    def forget(self) -> None:
        """Forget what was written last: it was undone."""
        self._newest.clear()
        self._last.clear()

    def _look(self) -> None:
        """Look, once in a transaction, whether what is known of the newest rows still holds."""
        if self._looked:
            return
        version = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        if version != self._version:
            self.forget()
        self._looked, self._version = True, version

    def head(self, log: Log = EVIDENCE) -> str:
        """The newest hash: who has written it down elsewhere can tell later whether anything was changed or cut off."""
        return self._newest_event(log)[1]

    def add(self, table: str, row: Mapping[str, Value], at: str) -> int:
        """Write one row, seal it, and return its id."""
        return self.add_all(table, [row], at)[0]

    def add_all(self, table: str, rows: Sequence[Mapping[str, Value]], at: str) -> list[int]:
        """Write many rows of one table and seal each. One that brings its commitment, out of another log, keeps it."""
        if not rows:
            return []
        self._look()
        columns, log = self._columns_of(table), log_of(table)
        connection, personal = self._connection, PERSONAL[table]
        event_id, head = self._newest.get(log) or self._newest_event(log)
        row_id = self._last.get(table)
        if row_id is None:
            row_id = int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])
        written: list[tuple[Value, ...]] = []
        events: list[tuple[Value, ...]] = []
        for given in rows:
            row_id, event_id = row_id + 1, event_id + 1
            row = {**dict.fromkeys(columns), **given, "id": row_id}
            if personal and "commitment" not in given:
                row["salt"] = secrets.token_hex(16)
                row["commitment"] = commit(str(row["salt"]), table, row)
            head = seal(head, at, table, row_id, row)
            written.append(tuple(row[column] for column in columns))
            events.append((event_id, at, table, row_id, head))
        names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", written)
        into = f"INSERT INTO {log.events} (id, at, table_name, row_id, hash) VALUES (?, ?, ?, ?, ?)"
        connection.executemany(into, events)
        self._newest[log], self._last[table] = (event_id, head), row_id
        return list(range(row_id - len(rows) + 1, row_id + 1))

    def _newest_event(self, log: Log) -> tuple[int, str]:
        newest = self._connection.execute(f"SELECT id, hash FROM {log.events} ORDER BY id DESC LIMIT 1").fetchone()
        return (int(newest[0]), str(newest[1])) if newest else (0, GENESIS)

    def _columns_of(self, table: str) -> tuple[str, ...]:
        if table not in self._columns:
            rows = self._connection.execute(f"PRAGMA table_info({table})")
            self._columns[table] = tuple(str(row[1]) for row in rows)
        return self._columns[table]
