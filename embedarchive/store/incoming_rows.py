"""Rows of another archive's log become rows of this one, sealed by both: its chain is kept as `merged_logs` says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any

from embedarchive.long_work import tell
from embedarchive.store import reading
from embedarchive.store.chain import canonical
from embedarchive.store.logs import EVIDENCE, Log
from embedarchive.store.merged_logs import MergedLog, differing, merged_logs, row_there
from embedarchive.store.projection import rows
from embedarchive.store.schema import PERSONAL
from embedarchive.store.store import Store

Row = dict[str, Any]
Event = dict[str, Any]
TOGETHER = 500
"""Rows of one table that are written at once."""
REMEMBERED = 10_000
"""Of so many rows it is remembered where they are here; of others it is looked up."""


def knows(store: Store, head: str, own: Log = EVIDENCE) -> bool:
    """Whether a head is one of a log of the archive's own, or of a log that was merged into it."""
    return row_sealed(store, head, own) is not None


def row_sealed(store: Store, sealed: str, own: Log) -> int | None:
    """The row of ours that was sealed with this hash, by a log of ours or by one that was merged into it."""
    sql = f"SELECT row_id FROM {own.events} WHERE hash = ?1 UNION ALL SELECT here FROM {own.merged} WHERE hash = ?1"
    found = store.connection.execute(f"{sql} LIMIT 1", (sealed,)).fetchone()
    return int(found[0]) if found else None


def log_gone_on(store: Store, other: Store, own: Log = EVIDENCE) -> MergedLog | None:
    """The log kept here, the longest if there are several, that the other archive's own log goes on from."""
    for log in sorted(merged_logs(store.connection, own), key=lambda log: -log.events):
        found = other.connection.execute(f"SELECT hash FROM {own.events} WHERE id = ?", (log.events,)).fetchone()
        if found is not None and found[0] == log.head:
            return log
    return None


class IncomingRows:
    """Takes over the rows of one log of another archive, within the caller's transaction.

    Attributes:
        added: how many rows came new, by table.
    """

    def __init__(
        self,
        store: Store,
        other: Store,
        own: Log,
        *,
        log: int,
        log_before: MergedLog | None,
        annotations: IncomingRows | None = None,
    ) -> None:
        """See how the tables hang together.

        Args:
            store: the archive.
            other: the one that comes in.
            own: which log.
            log: the row of the log's `merges` that the other's log is kept under.
            log_before: what of the other's log is kept already.
            annotations: the rows of the other log, where an erasure names some of them.
        """
        self._store, self._other, self._own, self._log = store, other, own, log
        self._annotations = annotations
        self._begin = log_before.events if log_before else 0
        self._here: dict[tuple[str, int], int] = {}
        self._parents = {table: self._parents_of(table) for table in PERSONAL if own.seals(table)}
        self._named = {parent for parents in self._parents.values() for _, parent in parents}
        self._from_others = other.connection.execute(f"SELECT 1 FROM {own.merged} LIMIT 1").fetchone() is not None
        self._before = {table: self._last(table) for table in self._parents}
        self.added: dict[str, int] = {}

    def came(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """What a question finds of the rows that came: they are behind `:table`, the last one that was there before."""
        yield from self._store.connection.execute(sql, self._before)

    def take(self) -> None:
        """Take over what is new: rows in their order, then the events of other logs that were merged there."""
        sql = f"SELECT id AS event, at, table_name, row_id, hash FROM {self._own.events} WHERE id > ? ORDER BY id"
        new, length = self._events(sql, self._begin), self._other.length(self._own)
        for table, events in groupby(new, key=lambda event: str(event["table_name"])):
            follows = any(parent == table for _, parent in self._parents[table])  # and perhaps the last one
            for some in _pieces(events, 1 if follows else TOGETHER):
                tell("taking the log over", int(some[0]["event"]), length)
                self._take(table, some)
        for log in merged_logs(self._other.connection, self._own):
            if not knows(self._store, log.head, self._own):
                self._take_log(log)

    def here(self, table: str, row_id: int) -> int:
        """The row of ours that holds a row of the other archive."""
        if self._annotations is not None and not self._own.seals(table):
            return self._annotations.here(table, row_id)
        found = self._here.get((table, row_id))
        if found is None:
            sql = f"SELECT hash FROM {self._own.events} WHERE table_name = ? AND row_id = ?"
            (sealed,) = self._other.connection.execute(sql, (table, row_id)).fetchone()
            found = row_sealed(self._store, str(sealed), self._own)
            assert found is not None  # noqa: S101 -- it was taken, or kept before
            self._note(table, row_id, found)
        return found

    def _note(self, table: str, there: int, here: int) -> None:
        """Remember where a row is, if others name it; of all that came only what was asked for of late."""
        if table in self._named:
            if len(self._here) >= REMEMBERED:
                self._here.clear()
            self._here[table, there] = here

    def _last(self, table: str) -> int:
        """The last row of ours."""
        found = self._store.connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        return int(found[0])

    # ------------------------------------------------------------------------------------------------------------- rows

    def _take(self, table: str, events: Sequence[Event]) -> None:
        there = {row["id"]: row for row in self._rows(self._other, table, [event["row_id"] for event in events])}
        known = {event["row_id"]: self._known(table, there[event["row_id"]], event["hash"]) for event in events}
        new = [event["row_id"] for event in events if known[event["row_id"]] is None]
        translated = {row_id: self._translated(table, there[row_id]) for row_id in new}
        written = dict(zip(new, self._store.append(table, list(translated.values())), strict=True))
        held = {row["id"]: row for row in self._rows(self._store, table, [row for row in known.values() if row])}
        found = []
        for event in events:
            row_id = int(event["row_id"])
            here = known[row_id] or written[row_id]
            self._note(table, row_id, here)
            ours = translated[row_id] if row_id in written else held[here]
            found.append((event, here, differing(table, there[row_id], ours)))
        self._write(self._log, found)
        self.added[table] = self.added.get(table, 0) + len(new)
        if table == "fetches":
            self._leave_unread(written)

    def _known(self, table: str, row: Mapping[str, Any], sealed: str) -> int | None:
        """The row of ours that is the same: out of the same log, of the same file, or of the same article."""
        connection = self._store.connection
        for found in (sealed, *self._other_hashes(table, row["id"])):
            if (here := row_sealed(self._store, found, self._own)) is not None:
                return here
        if table == "blobs":
            same = connection.execute("SELECT id FROM blobs WHERE digest = ?", (row["digest"],)).fetchone()
            return int(same[0]) if same else None
        return self._same_article(int(row["id"]), str(row["key"])) if table == "articles" else None

    def _same_article(self, there: int, key: str) -> int | None:
        """The article of ours that is the same as one of the other archive: of the same URL, bytes or path."""
        sql = "SELECT document, part FROM article_scans WHERE article_id = ? ORDER BY id LIMIT 1"
        document, part = self._other.connection.execute(sql, (there,)).fetchone() or ("", "")
        url = key if key.startswith("url:") else None
        return reading.article_by(self._store.connection, url, document, part, [key])

    def _article_key(self, key: str) -> str:
        """What an article of the other archive is called here."""
        found = self._other.connection.execute("SELECT id FROM articles WHERE key = ?", (key,)).fetchone()
        here = self._same_article(int(found[0]), key) if found else None
        sql = "SELECT key FROM articles WHERE id = ?"
        return str(self._store.connection.execute(sql, (here,)).fetchone()[0]) if here else key

    def _translated(self, table: str, row: Mapping[str, Any]) -> Row:
        """A row with our ids in it."""
        ours = {name: value for name, value in row.items() if name != "id"}
        for column, parent in self._parents[table]:
            if ours[column] is not None:
                ours[column] = self.here(parent, int(ours[column]))
        if table == "annotation_log" and ours["subject"] == "article":
            ours["key"] = self._article_key(str(ours["key"]))
        if table == "erasures":
            erased = json.loads(ours["erased"])
            ours["erased"] = canonical({name: [self.here(name, each) for each in ids] for name, ids in erased.items()})
            gone = [digest for digest in json.loads(ours["digests"]) if not self._holds(digest)]
            ours["digests"] = canonical(gone)  # a file that we hold by ourselves is not gone
        return ours

    def _holds(self, digest: str) -> bool:
        path = self._store.path_of(digest)
        return path is not None and path.is_file()

    def _leave_unread(self, written: Mapping[int, int]) -> None:
        """Answers that nobody had read there are to be read here."""
        sql = "SELECT fetch_id FROM unread_fetches WHERE fetch_id IN (SELECT value FROM json_each(?))"
        unread = self._other.connection.execute(sql, (json.dumps([*written]),)).fetchall()
        here = [(written[there],) for (there,) in unread]
        self._store.connection.executemany("INSERT INTO unread_fetches (fetch_id) VALUES (?)", here)

    # ----------------------------------------------------------------------------------------------------- further logs

    def _take_log(self, log: MergedLog) -> None:
        """Keep a log that was merged into the other archive, or what is new of it."""
        own, begin = self.here(self._own.merges, log.id), 0
        for kept in merged_logs(self._store.connection, self._own):
            sql = f"SELECT hash FROM {self._own.merged} WHERE log = ? AND event = ?"
            found = self._other.connection.execute(sql, (log.id, kept.events)).fetchone()
            if found is not None and found[0] == kept.head and kept.events > begin:
                own, begin = kept.id, kept.events
        columns = "event, at, table_name, row_id, hash, here, differs"
        sql = f"SELECT {columns} FROM {self._own.merged} WHERE log = ? AND event > ?"
        for some in _pieces(self._events(f"{sql} ORDER BY event", log.id, begin), TOGETHER):
            found = []
            for event in some:
                table, row_id = str(event["table_name"]), int(event["row_id"])
                here = self.here(table, int(event["here"]))
                (theirs,) = self._rows(self._other, table, [event["here"]])
                (ours,) = self._rows(self._store, table, [here])
                found.append((event, here, differing(table, row_there(theirs, row_id, event["differs"]), ours)))
            self._write(own, found)

    def _events(self, sql: str, *values: int) -> Iterator[Event]:
        cursor = self._other.connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def _other_hashes(self, table: str, row_id: int) -> list[str]:
        """Under which other hashes a row of the other archive is known, that it has from others."""
        if not self._from_others:
            return []
        sql = f"SELECT hash FROM {self._own.merged} WHERE table_name = ? AND here = ? ORDER BY log, event"
        return [str(sealed) for (sealed,) in self._other.connection.execute(sql, (table, row_id))]

    def _write(self, log: int, found: Iterable[tuple[Event, int, str | None]]) -> None:
        names = ("event", "at", "table_name", "row_id", "hash")
        self._store.connection.executemany(
            f"INSERT INTO {self._own.merged} (log, event, at, table_name, row_id, hash, here, differs)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(log, *(event[name] for name in names), here, differs) for event, here, differs in found],
        )

    def _parents_of(self, table: str) -> list[tuple[str, str]]:
        found = self._store.connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        return [(str(column), str(parent)) for _, _, parent, column, target, *_ in found if target == "id"]

    def _rows(self, store: Store, table: str, ids: Sequence[Any]) -> list[Row]:
        sql = f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
        return rows(store.connection, sql, (json.dumps(list(ids)),))


def _pieces(events: Iterator[Event], size: int) -> Iterator[Sequence[Event]]:
    while some := list(islice(events, size)):
        yield some
