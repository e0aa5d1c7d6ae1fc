"""The log of fetches as exchanges again: what was answered before."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedarchive.model import Body, Exchange
from embedarchive.store.projection import known_as, resolve, rows
from embedarchive.store.reading import blobs
from embedarchive.store.rows import reason_of
from embedarchive.store.times import parse, stamp


def answers_since(
    connection: sqlite3.Connection, folder: Path, url: str, when: dt.datetime, unused_by: str | None
) -> list[Exchange]:
    """The exchanges of a URL that were recorded since then, newest first."""
    since = stamp(when)
    if unused_by is not None:
        keys = known_as(connection, resolve(connection, unused_by))
        used = connection.execute(
            f"SELECT max(recorded_at) FROM snapshots WHERE key IN ({', '.join('?' * len(keys))})"
            " AND outcome <> 'quoted'",
            keys,
        ).fetchone()[0]
        since = max(since, used or "")
    sql = "SELECT * FROM fetches WHERE url = ? AND recorded_at >= ? ORDER BY id DESC LIMIT 50"
    return [exchange(connection, folder, row) for row in rows(connection, sql, (url, since))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """A post or an image of which the last word is that nobody could be reached.

    Attributes:
        since: when it was first said so.
        run: when the run began in which it was last said so.
    """

    since: dt.datetime
    run: dt.datetime


def unreached(connection: sqlite3.Connection, subject: str, key: str) -> Unreached | None:
    """Since when there has been nobody to ask about it; None when the last word is another one."""
    keys = known_as(connection, resolve(connection, key)) if subject == "post" else (key,)
    words = f"FROM snapshots WHERE subject = ? AND key IN ({', '.join('?' * len(keys))}) AND outcome <> 'quoted'"
    began = "(SELECT started_at FROM runs WHERE runs.id = run_id)"
    last = connection.execute(f"SELECT reason, {began} {words} ORDER BY id DESC LIMIT 1", (subject, *keys))
    reason, at = last.fetchone() or (None, None)
    if reason not in ("dns", "connect"):
        return None
    first = connection.execute(f"SELECT min(recorded_at) {words} AND outcome = 'error'", (subject, *keys)).fetchone()[0]
    times = parse(first), parse(at)
    return Unreached(since=times[0], run=times[1]) if times[0] and times[1] else None


def last_answer_at(connection: sqlite3.Connection) -> dt.datetime | None:
    """When anybody on the network last answered anything."""
    sql = "SELECT recorded_at FROM fetches WHERE status IS NOT NULL AND source = 'network' ORDER BY id DESC LIMIT 1"
    found = connection.execute(sql).fetchone()
    return parse(found[0]) if found else None


def has_view(connection: sqlite3.Connection, key: str, url: str) -> bool:
    """Whether an image of this page was kept for this post."""
    keys = known_as(connection, resolve(connection, key))
    sql = f"SELECT 1 FROM fetches WHERE snapshot_key IN ({', '.join('?' * len(keys))}) AND url = ? AND body IS NOT NULL"
    return connection.execute(sql, (*keys, url)).fetchone() is not None


def answers_until(connection: sqlite3.Connection, folder: Path, url: str, run: int) -> list[Exchange]:
    """The exchanges of a URL up to the end of a run, newest first."""
    sql = "SELECT * FROM fetches WHERE url = ? AND run_id <= ? ORDER BY id DESC LIMIT 50"
    return [exchange(connection, folder, row) for row in rows(connection, sql, (url, run))]


def exchange(connection: sqlite3.Connection, folder: Path, row: dict[str, Any]) -> Exchange:
    """A row of `fetches` as an exchange, its body as a file."""
    heads = [_bytes(connection, folder, row[name]) for name in ("request_head", "response_head")]
    body = blobs(connection, [row["body"]]).get(row["body"]) if row["body"] else None
    return Exchange(
        url=row["url"],
        method=row["method"],
        status=row["status"],
        headers=_headers(heads[1]),
        reason=reason_of(row["reason"]),
        detail=row["detail"] or "",
        request_head=heads[0],
        response_head=heads[1],
        body=Body(digest=body.digest, size=body.size, path=str(folder / body.path)) if body else None,
        at=parse(row["at"]) or dt.datetime.fromtimestamp(0, dt.UTC),
        elapsed_ms=row["elapsed_ms"],
        address=row["address"],
        source="log",
        flags=tuple(json.loads(row["flags"])),
        retry_after=row["retry_after"],
        row=row["id"],
    )


def _bytes(connection: sqlite3.Connection, folder: Path, digest: str | None) -> bytes:
    found = blobs(connection, [digest]).get(digest) if digest else None
    try:
        return (folder / found.path).read_bytes() if found else b""
    except OSError:
        return b""


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    """The fields of a response head: names in lower case, folded lines joined (RFC 9112, section 5)."""
    fields: list[tuple[str, str]] = []
    for line in head.decode("latin-1").replace("\r\n", "\n").split("\n")[1:]:
        if line[:1] in (" ", "\t") and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif ":" in line:
            name, _, value = line.partition(":")
            fields.append((name.strip().lower(), value.strip()))
    return tuple(fields)
