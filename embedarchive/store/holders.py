"""Who else is at an archive: the processes that write to it, and those that are reading its database.

Everybody who writes holds a shared lock on the folder `tmp/` for as long as the archive is open. The kernel lets go of
it when a process ends, however it ends; so whoever gets the lock for itself alone knows that nobody writes, and that
what lies about was left by somebody who was killed. Where the system has no such lock (Windows, some network drives)
nobody is ever known to be alone, and only what is an hour old is taken for left behind.

What a process is called is told by Linux alone (/proc/locks); elsewhere it is "another process".
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

READERS = range(120, 128)
"""The bytes of `archive.db-shm` that are locked by who writes, tidies up or reads (https://sqlite.org/walformat.html);
the byte after them is locked by all who have the database open, at work or not."""
LONGEST_NAME = 60


class Presence:
    """That this process writes to an archive, for others to see. Each is of one `Store`, also within one process."""

    def __init__(self, folder: Path) -> None:
        """Say so; waits while another process tidies up, which it does alone.

        Raises:
            OSError: the folder cannot be opened.
        """
        self.folder = folder
        self._handle: int | None = None
        if fcntl is not None:
            self._handle = os.open(folder, os.O_RDONLY)
            if not self._lock(fcntl.LOCK_SH):
                self.leave()

    @property
    def known(self) -> bool:
        """Whether this system can tell who is there."""
        return self._handle is not None

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else writes to the archive, and nobody will until the block is left."""
        got = self._handle is not None and self._lock(fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            yield got
        finally:
            if got:
                self._lock(fcntl.LOCK_SH)

    def others(self) -> str | None:
        """Who else writes to the archive, in words; None where that is not known."""
        return _named(_holding(self.folder, "FLOCK"))

    def leave(self) -> None:
        """Say that this process writes no more. Leaving twice is no error."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _lock(self, how: int) -> bool:
        assert self._handle is not None  # noqa: S101 -- asked by the callers
        try:
            fcntl.flock(self._handle, how)
        except OSError:
            return False
        return True


def readers(database: Path) -> str | None:
    """Who is in the middle of reading or writing a database, in words; None where that is not known."""
    return _named(_holding(database.with_name(f"{database.name}-shm"), "POSIX", READERS))


def unaware(database: Path) -> str | None:
    """Who has a database open and holds no lock on it: whoever was told that it never changes. None if not known."""
    locked = {*_holding(database.with_name(f"{database.name}-shm"), "POSIX")}
    try:
        inode = database.stat()
        processes = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    except OSError:
        return None
    found = [pid for pid in processes if pid != os.getpid() and pid not in locked and _has_open(pid, inode)]
    return _named(found)


def _has_open(pid: int, file: os.stat_result) -> bool:
    try:
        with os.scandir(f"/proc/{pid}/fd") as handles:
            return any(os.path.samestat(handle.stat(), file) for handle in handles)
    except OSError:  # somebody else's, or it has ended
        return False


def _holding(path: Path, kind: str, wanted: range | None = None) -> list[int]:
    """The processes but this one that hold a lock of this kind on a file, or on some of its bytes (proc(5))."""
    try:
        inode = path.stat().st_ino
        lines = Path("/proc/locks").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []
    found: dict[int, None] = {}
    for line in lines:
        fields = line.split()
        if len(fields) != 8 or fields[1] != kind or fields[5].rpartition(":")[2] != str(inode):
            continue  # a line with an arrow is of somebody who waits
        first, last = int(fields[6]), 2**63 if fields[7] == "EOF" else int(fields[7])
        if wanted is None or (first < wanted.stop and last >= wanted.start):
            found[int(fields[4])] = None
    return [pid for pid in found if pid > 0 and pid != os.getpid()]


def _named(processes: list[int]) -> str | None:
    told = [f"process {pid}{_called(pid)}" for pid in processes[:3]]
    return " and ".join(told) or None


def _called(pid: int) -> str:
    """The beginning of a process' command line, in brackets."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return ""
    line = " ".join(word.rpartition("/")[2] if at == 0 else word for at, word in enumerate(words) if word)
    line = "".join(char if char.isprintable() else " " for char in line)
    return f" ({line[:LONGEST_NAME]}{'…' if len(line) > LONGEST_NAME else ''})" if line else ""
