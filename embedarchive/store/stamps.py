"""Stamps and signatures of heads of the chain: kept as all that is true, sealed by the chain that goes on from them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from embedarchive.store.opened import Opened
from embedarchive.store.projection import rows
from embedarchive.store.rows import Row
from embedarchive.store.times import parse, stamp

Kind = Literal["rfc3161", "opentimestamps", "ssh"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A stamp as it is kept.

    Attributes:
        event: the last event of the chain that the head covers; None when the chain never had that head.
        at: the head existed no later than that; None where nobody says so yet.
        request: what was asked, `answer`: what came, `beside`: what checking needs, too; None for what is not there.
        snapshots: how many snapshots the head covers.
        follows: the stamp that this one goes on from.
    """

    id: int
    head: str
    event: int | None
    kind: Kind
    authority: str
    at: dt.datetime | None
    by: str
    request: bytes | None
    answer: bytes | None
    beside: bytes | None
    follows: int | None
    snapshots: int


class Stamps(Opened):
    """Keeps stamps."""

    def add_stamp(
        self,
        head: str,
        kind: Kind,
        authority: str,
        *,
        at: dt.datetime | None,
        by: str,
        answer: bytes,
        request: bytes | None = None,
        beside: bytes | None = None,
        follows: int | None = None,
    ) -> int:
        """Keep a stamp or signature of a head; see `Stamp`."""
        blobs = [None if data is None else self.keep(data) for data in (request, answer, beside)]
        digests = [blob.digest if blob else None for blob in blobs]
        with self.transaction():
            self._name(*blobs)
            row: Row = {
                "run_id": self._running(),
                "recorded_at": self.now(),
                "head": head,
                "kind": kind,
                "authority": authority,
                "stamped_at": stamp(at) if at else None,
                "stamped_by": by,
                "request": digests[0],
                "answer": digests[1],
                "beside": digests[2],
                "follows": follows,
            }
            return self._chain.add("stamps", row, self.now())

    def stamps(self) -> list[Stamp]:
        """Every stamp, oldest first; none of an archive that an older version wrote last."""
        sql = """SELECT stamps.*, coalesce(ours.id, theirs.event) AS event,
            CASE WHEN ours.id IS NULL THEN (SELECT count(*) FROM merged_events AS covered
                WHERE covered.table_name = 'snapshots' AND covered.log = theirs.log AND covered.event <= theirs.event)
            ELSE (SELECT count(*) FROM events AS covered
                WHERE covered.table_name = 'snapshots' AND covered.id <= ours.id) END AS snapshots
            FROM stamps LEFT JOIN events AS ours ON ours.id = (SELECT min(id) FROM events WHERE hash = head)
            LEFT JOIN merged_events AS theirs ON (theirs.log, theirs.event) =
                (SELECT log, event FROM merged_events WHERE hash = head ORDER BY log LIMIT 1)
            ORDER BY stamps.id"""
        with self._lock:
            there = self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'stamps'").fetchone()
            found = rows(self.connection, sql) if there else []
        return [
            Stamp(
                **{name: row[name] for name in ("id", "head", "event", "kind", "authority", "follows", "snapshots")},
                at=parse(row["stamped_at"]),
                by=row["stamped_by"],
                request=self._bytes(row["request"]),
                answer=self._bytes(row["answer"]),
                beside=self._bytes(row["beside"]),
            )
            for row in found
        ]

    def unstamped(self) -> bool:
        """Whether anything but runs and stamps was written since the last head that was stamped."""
        covered = "SELECT coalesce(max(events.id), 0) FROM events JOIN stamps ON head = hash WHERE kind <> 'ssh'"
        sql = f"""SELECT 1 FROM events WHERE id > ({covered})
            AND table_name NOT IN ('runs', 'run_ends', 'stamps', 'blobs') LIMIT 1"""
        with self._lock:
            return self.connection.execute(sql).fetchone() is not None

    def _bytes(self, digest: str | None) -> bytes | None:
        path = self.path_of(digest) if digest else None
        try:
            return path.read_bytes() if path else None
        except OSError:
            return None
