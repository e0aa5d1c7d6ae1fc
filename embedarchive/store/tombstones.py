"""What the tombstones of erasures say: whether anything, this post or these bytes were erased, and when.

`Opened.bury` writes them.
"""

from __future__ import annotations

import sqlite3

from embedarchive.store.projection import known_as, resolve
from embedarchive.store.queries.query import marks


def has_erasures(connection: sqlite3.Connection) -> bool:
    """Whether anything was ever erased."""
    return connection.execute("SELECT 1 FROM erasures LIMIT 1").fetchone() is not None


def is_erased(connection: sqlite3.Connection, key: str) -> bool:
    """Whether the post's words were erased, under whichever key."""
    if not has_erasures(connection):
        return False
    keys = known_as(connection, resolve(connection, key))
    every = (key, *keys)
    sql = f"SELECT 1 FROM standing_erasures WHERE key IN ({marks(every)}) LIMIT 1"
    return connection.execute(sql, every).fetchone() is not None


def was_erased(connection: sqlite3.Connection, digest: str) -> bool:
    """Whether these bytes were erased once."""
    sql = "SELECT 1 FROM erasures, json_each(digests) WHERE value = ? LIMIT 1"
    return connection.execute(sql, (digest,)).fetchone() is not None


def erased_posts(connection: sqlite3.Connection) -> dict[str, str]:
    """When each post that was erased was, by the key it has now."""
    found = connection.execute("SELECT key, min(at) FROM standing_erasures GROUP BY key").fetchall()
    return {resolve(connection, str(key)): str(at) for key, at in found}


def erased_media(connection: sqlite3.Connection) -> dict[str, str]:
    """When the photos and videos of erased posts went, by key."""
    sql = """SELECT snapshots.key, min(at) FROM standing_erasures, json_each(erased, '$.snapshots') AS gone
        JOIN snapshots ON snapshots.id = gone.value WHERE subject = 'media' GROUP BY snapshots.key"""
    left = "SELECT 1 FROM snapshots WHERE subject = 'media' AND key = ? AND body IS NOT NULL LIMIT 1"
    found = connection.execute(sql).fetchall()
    return {str(key): str(at) for key, at in found if connection.execute(left, (key,)).fetchone() is None}
