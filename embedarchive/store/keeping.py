"""Who keeps files just now, written down beside the rows: so that whoever comes later knows that nobody was killed.

A file is there before the row that names it. Who is killed in between leaves one that no row names, and the next one
removes it; to find it all files have to be looked at, which takes seconds where they are millions. So each run writes a
note as it begins, and takes it back as it ends. Without a note of somebody else, there is nothing to look for.
"""

from __future__ import annotations

import sqlite3

_NOTES = "watched WHERE name GLOB 'keeps *'"
"""The notes stand in the table of what has to be remembered."""
LOOKED = "files were looked at"
"""Stands there, too, once nothing of older versions can be left, which wrote no notes."""


def begin(connection: sqlite3.Connection, token: str, at: str) -> None:
    """Write down, in the caller's transaction, that somebody keeps files from now on."""
    connection.execute("INSERT OR IGNORE INTO watched (name, value, at) VALUES (?, '', ?)", (f"keeps {token}", at))


def end(connection: sqlite3.Connection, token: str) -> None:
    """Take that back: each file has its row."""
    connection.execute("DELETE FROM watched WHERE name = ?", (f"keeps {token}",))


def may_have_left(connection: sqlite3.Connection) -> bool:
    """Whether somebody may have left files without rows. Asked by who is alone."""
    sql = f"SELECT EXISTS (SELECT 1 FROM {_NOTES}) OR NOT EXISTS (SELECT 1 FROM watched WHERE name = ?)"
    return bool(connection.execute(sql, (LOOKED,)).fetchone()[0])


def looked(connection: sqlite3.Connection, at: str) -> None:
    """All files were looked at, and nobody else is there."""
    connection.execute(f"DELETE FROM {_NOTES}")
    connection.execute("INSERT OR REPLACE INTO watched (name, value, at) VALUES (?, '', ?)", (LOOKED, at))
