"""What a watch asks an archive, and what it has it remember."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from embedarchive.store.opened import Opened
from embedarchive.store.projection import rows

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOCK = "watch.lock"


def _text(name: str) -> str:
    r"""A name as text, where it is that of a file and not UTF-8: its bytes as numbers, `caf\xe9`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class Memory(Opened):
    """Keeps what a watch remembers: neither truth nor projection."""

    def remembered(self, name: str) -> str | None:
        """What was last written down under a name; None when nothing was."""
        with self._lock:
            found = self.connection.execute("SELECT value FROM watched WHERE name = ?", (_text(name),)).fetchone()
        return str(found[0]) if found else None

    def remember(self, name: str, value: str) -> None:
        """Write down a value; it is on the disk on return."""
        with self.transaction():
            self.connection.execute(
                "INSERT OR REPLACE INTO watched (name, value, at) VALUES (?, ?, ?)", (_text(name), value, self.now())
            )

    def vanished(self) -> list[dict[str, Any]]:
        """The posts that their platform says are gone, the first to go first, and whether they are kept."""
        sql = """SELECT key, platform, url, status, gone_reason AS reason, gone_at, captured_at,
            status IN ('archived', 'recovered') AS kept FROM posts WHERE gone_at IS NOT NULL ORDER BY gone_at, id"""
        with self._lock:
            return [row | {"kept": bool(row["kept"])} for row in rows(self.connection, sql)]

    def looks(self) -> list[dict[str, Any]]:
        """Of each captured post that is not erased, when it was posted, last asked for, and found gone."""
        sql = """SELECT key, coalesce(posted_at, first_seen_at) AS posted_at, gone_at, max(
            coalesce((SELECT max(recorded_at) FROM fetches WHERE snapshot_key = posts.key), ''),
            coalesce(captured_at, ''), coalesce(gone_at, '')) AS looked_at
            FROM posts WHERE status IN ('archived', 'recovered', 'unavailable')
            AND NOT EXISTS (SELECT 1 FROM standing_erasures AS tomb WHERE tomb.key = posts.key) ORDER BY id"""
        with self._lock:
            return rows(self.connection, sql)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether no other watch of this archive runs, and none will until the block is left.

    The kernel lets go of the lock when the process ends, however it ends. Where the system has no such lock (Windows)
    nobody is kept out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        got = True
        if fcntl is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                got = False
        yield got
    finally:
        os.close(handle)
