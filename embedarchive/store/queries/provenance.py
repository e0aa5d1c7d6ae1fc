"""By when snapshots existed, as others stamped it, and which archive they came from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.store.queries.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Existed:
    """By when a snapshot existed: a stamp of a head of the log says so that comes after it.

    Attributes:
        id: the snapshot's row.
        no_later_than: the time, UTC, ISO 8601.
        said_by: who stamped.
    """

    id: int
    no_later_than: str
    said_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CameFrom:
    """From which archive, by the name that its log has here, a snapshot came when that was merged."""

    id: int
    name: str


def existed(snapshots: Sequence[int]) -> Query[Existed]:
    """The earliest stamp that covers each snapshot, in whichever log; those that nobody stamped yet are left out."""
    sql = """WITH wanted AS (SELECT value AS id FROM json_each(?)),
        stamped AS (
            SELECT 0 AS log, e.id AS event, stamped_at, stamped_by FROM stamps JOIN events e ON e.hash = head
            WHERE stamped_at IS NOT NULL
            UNION ALL SELECT m.log, m.event, stamped_at, stamped_by FROM stamps JOIN merged_events m ON m.hash = head
            WHERE stamped_at IS NOT NULL),
        placed AS (
            SELECT w.id, 0 AS log, e.id AS event FROM wanted w
            JOIN events e ON e.table_name = 'snapshots' AND e.row_id = w.id
            UNION ALL SELECT w.id, m.log, m.event FROM wanted w
            JOIN merged_events m ON m.table_name = 'snapshots' AND m.here = w.id)
        SELECT p.id, min(s.stamped_at) AS no_later_than, s.stamped_by AS said_by FROM placed p
        JOIN stamped s ON s.log = p.log AND s.event >= p.event GROUP BY p.id"""
    return Query(Existed, ("stamps", "events", "merged_events"), sql, [json.dumps(list(snapshots))])


def came_from(snapshots: Sequence[int]) -> Query[CameFrom]:
    """The archives that snapshots came from; those that were written down here are left out.

    What a merge brought stands in the log between its run's first row and its last. Of several logs that hold the row
    (an archive had it from another) the one that sealed it first is named.
    """
    sql = """WITH brought AS (
            SELECT begun.id AS first, ended.id AS last FROM merges
            JOIN events begun ON begun.table_name = 'runs' AND begun.row_id = merges.run_id
            JOIN run_ends ON run_ends.run_id = merges.run_id
            JOIN events ended ON ended.table_name = 'run_ends' AND ended.row_id = run_ends.id)
        SELECT m.here AS id, merges.name, min(m.at) AS at FROM merged_events m JOIN merges ON merges.id = m.log
        JOIN events own ON own.table_name = 'snapshots' AND own.row_id = m.here
        WHERE m.table_name = 'snapshots' AND m.here IN (SELECT value FROM json_each(?))
        AND EXISTS (SELECT 1 FROM brought WHERE own.id BETWEEN first AND last) GROUP BY m.here"""
    sql = f"SELECT id, name FROM ({sql})"
    return Query(
        CameFrom, ("merges", "merged_events", "events", "runs", "run_ends"), sql, [json.dumps(list(snapshots))]
    )
