"""Bring erasures to their end: what was taken out of the rows is to be gone from every byte of the folder.

The tombstone is written first, with the rows emptied, in one transaction. Then the files go, what killed commands left,
and the database's old pages. Any of that may fail: a reader in the middle of a transaction keeps the log (WAL) with the
words in it, a full disk leaves no room to write the database anew. An erasure counts as finished when all of it was
done; until then every command that writes tries again, and `verify` says so.
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from embedarchive.store import connecting, holders, leftovers, reading
from embedarchive.store.blobs import Blobs

PATIENCE_S = 30.0
"""How long an erasure waits for others, in seconds."""
BREATH_S = 0.1
SILENCE_S = 1.0
"""Waiting that takes longer than this, in seconds, is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An archive that is open for writing, as far as it is needed here.

    Attributes:
        in_hand: the digests of files that are kept and that a row is about to name.
        since: when it was opened, if a run is under way and what is newer in `tmp/` may be its own (seconds since
            1970).
    """

    folder: Path
    connection: sqlite3.Connection
    blobs: Blobs
    presence: holders.Presence
    in_hand: frozenset[str] = frozenset()
    since: float | None = None


def open_erasures(connection: sqlite3.Connection) -> dict[int, bool]:
    """The erasures that are not finished, and whether rows were emptied: then the database has to be written anew."""
    sql = "SELECT id, erased FROM erasures WHERE id IN (SELECT erasure_id FROM unfinished_erasures) ORDER BY id"
    return {int(row): bool(json.loads(erased)) for row, erased in connection.execute(sql)}


def finish(place: Place, *, patience_s: float = 0.0, tell: Callable[[str], None] | None = None) -> str | None:
    """Do what is left to do; None when nothing is, otherwise why not, in a sentence.

    Args:
        place: the archive.
        patience_s: how long to wait for others, in seconds.
        tell: called with a sentence that says who is waited for.
    """
    pending = open_erasures(place.connection)
    if not pending:
        return None
    waiting = _Waiting(patience_s, tell)
    try:
        remove_files(place.connection, place.folder, place.blobs)
        why = waiting.until_none(lambda: _tidy(place)) or waiting.until_none(lambda: _empty_log(place))
        if why is None and any(pending.values()):
            place.connection.execute("VACUUM")
            why = waiting.until_none(lambda: _empty_log(place))
        if why is None:
            listed = json.dumps(list(pending))
            sql = "DELETE FROM unfinished_erasures WHERE erasure_id IN (SELECT value FROM json_each(?))"
            place.connection.execute(sql, (listed,))
    except OSError as error:
        return f"a file could not be removed ({error.strerror or error})"
    except sqlite3.DatabaseError as error:
        return _refused(place, error)
    return why


def remove_files(connection: sqlite3.Connection, folder: Path, blobs: Blobs) -> None:
    """Every file that a tombstone names, those of an interrupted erasure included, and the thumbnails made of them.

    Nobody can write a row meanwhile that names one of them: whoever does finds the file gone, or keeps it.
    """
    with connecting.transaction(connection, 0):
        for digest in erased_digests(connection):
            blob = reading.blobs(connection, [digest]).get(digest)
            if blob and re.fullmatch("[0-9a-f]{64}", digest):
                blobs.remove(blob)
                for thumbnail in (folder / "thumbs" / digest[:2]).glob(f"{digest}*"):
                    thumbnail.unlink()


def erased_digests(connection: sqlite3.Connection) -> set[str]:
    """The digests of bytes that were erased and not kept again since, for somebody else.

    What was written after what is told by the chain: a clock may have been put back.
    """
    order = "JOIN events ON events.table_name = '{0}' AND events.row_id = {0}.id"
    found: dict[str, int] = {}
    for event, digests in connection.execute(
        f"SELECT events.id, digests FROM erasures {order.format('erasures')} ORDER BY events.id"
    ):
        found |= dict.fromkeys(map(str, json.loads(digests)), int(event))
    kept: dict[str, int] = {}
    places = [("snapshots", "content_digest", "AND subject = 'media'")]
    places += [("fetches", column, "") for column in ("request_head", "response_head", "body")]
    for table, column, which in places if found else ():
        sql = f"SELECT {column}, max(events.id) FROM {table} {order.format(table)} WHERE salt IS NOT NULL {which}"
        for digest, event in connection.execute(f"{sql} AND events.id > ? GROUP BY 1", (min(found.values()),)):
            kept[str(digest)] = max(int(event), kept.get(str(digest), 0))
    return {digest for digest, event in found.items() if kept.get(digest, 0) <= event}


def _tidy(place: Place) -> str | None:
    """Remove what killed commands left; who else writes, if somebody does."""
    if not place.presence.known:  # no lock tells who else is there
        place.blobs.sweep()
        return None
    with place.presence.alone() as alone:
        if alone:
            leftovers.clear(place.folder, place.blobs.files, older_than=place.since)
            leftovers.remove_strays(place.connection, place.folder, place.blobs.files, but=place.in_hand)
            return None
    who = place.presence.others()
    return f"{who or 'another process'} is writing to the archive, and what it has in hand is not looked through yet"


def _empty_log(place: Place) -> str | None:
    """Move what the log (WAL) holds into the database and cut it off; who is in the way, if somebody is."""
    busy, _, _ = place.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if not busy:
        return None
    who = holders.readers(place.folder / connecting.DATABASE)
    return f"{who or 'another process'} is in the middle of reading archive.db, and until it ends old pages stay"


def _refused(place: Place, error: sqlite3.DatabaseError) -> str:
    code = getattr(error, "sqlite_errorname", "") or ""
    if code.startswith("SQLITE_FULL"):
        return "the disk is full, and the old pages of archive.db hold the words until there is room to write it anew"
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        who = holders.readers(place.folder / connecting.DATABASE)
        return f"{who or 'another process'} keeps archive.db to itself, and until it ends old pages stay"
    return f"archive.db could not be written anew ({error})"


class _Waiting:
    """Waiting for others, together no longer than was said."""

    def __init__(self, patience_s: float, tell: Callable[[str], None] | None) -> None:
        self._began, self._patience_s, self._tell = time.monotonic(), patience_s, tell

    def until_none(self, step: Callable[[], str | None]) -> str | None:
        """Take a step again and again until nothing is in its way any more, or the time is over."""
        while (why := step()) is not None:
            waited = time.monotonic() - self._began
            if waited >= self._patience_s:
                return why
            if self._tell is not None and waited >= min(SILENCE_S, self._patience_s / 2):
                self._tell(f"Waiting up to {self._patience_s:.0f} s: {why}.")
                self._tell = None
            time.sleep(BREATH_S)
        return None
