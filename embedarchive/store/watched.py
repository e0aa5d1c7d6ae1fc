"""What a watch asks an archive, and what it has it remember."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from embedarchive.store.opened import Opened
from embedarchive.store.projection import rows

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOCK = "watch.lock"
PAGE = 1_000
"""So many posts are read at once."""


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

    def remember_gone(self) -> None:
        """Write down of all posts that are gone that this is told; it is on the disk on return."""
        sql = "SELECT 'gone:' || key, gone_at, ? FROM posts WHERE gone_at IS NOT NULL"
        with self.transaction():
            self.connection.execute(f"INSERT OR REPLACE INTO watched (name, value, at) {sql}", (self.now(),))

    def vanished(self) -> Iterator[dict[str, Any]]:
        """The posts that are gone of which it is not told, or not sent, that they are; the first to go first.

        With whether they are kept. `gone:` and `send:`, each with a post's key, is what was told, and is to be sent.
        """
        sql = """SELECT posts.id, key, platform, url, status, gone_reason AS reason, gone_at, captured_at,
            status IN ('archived', 'recovered') AS kept FROM posts
            LEFT JOIN watched AS told ON told.name = 'gone:' || key
            LEFT JOIN watched AS sent ON sent.name = 'send:' || key WHERE gone_at IS NOT NULL
            AND (gone_at, posts.id) > (:gone_at, :id) AND (told.value IS NOT gone_at OR sent.value = gone_at)
            ORDER BY gone_at, posts.id LIMIT :most"""
        for row in self._one_by_one(sql, {"gone_at": "", "id": 0}):
            yield row | {"kept": bool(row["kept"])}

    def looks(self) -> Iterator[dict[str, Any]]:
        """Of each captured post that is not erased, when it was posted, last asked for, and found gone."""
        sql = """SELECT id, key, coalesce(posted_at, first_seen_at) AS posted_at, gone_at, max(
            coalesce((SELECT max(recorded_at) FROM fetches WHERE snapshot_key = posts.key), ''),
            coalesce(captured_at, ''), coalesce(gone_at, '')) AS looked_at
            FROM posts WHERE +status IN ('archived', 'recovered', 'unavailable') AND id > :id
            AND NOT EXISTS (SELECT 1 FROM standing_erasures AS tomb WHERE tomb.key = posts.key)
            ORDER BY id LIMIT :most"""
        return self._one_by_one(sql, {"id": 0})

    def _one_by_one(self, sql: str, place: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The rows of a question that begins behind a place, which is that of the last row; some are read at once."""
        while True:
            with self._lock:
                page = rows(self.connection, sql, {**place, "most": PAGE})
            yield from page
            if len(page) < PAGE:
                return
            place = {name: page[-1][name] for name in place}


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
