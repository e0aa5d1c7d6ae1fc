"""The few calls with which blobs reach the disk, and what differs between operating systems.

Tests put their own `FileSystem` here to record the order of the calls and to make the n-th of them fail.

What degrades where:

* Windows has no O_NOFOLLOW, no folder handles and no fsync of a folder: links are looked for before a file is opened,
  and a power cut may undo the last renames (the rows that name them would be reported by `verify`).
* macOS: fsync does not flush the drive's own cache; F_FULLFSYNC does, and is used where the file system knows it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
BINARY = getattr(os, "O_BINARY", 0)
FOLDER_HANDLES = os.open in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")
FULL_SYNC = 51 if sys.platform == "darwin" else None
"""`F_FULLFSYNC` of macOS' fcntl.h."""


class FileSystem:
    """Create, write, sync, close, rename: each is one call that can fail on its own."""

    def create(self, path: Path) -> int:
        """A new file for writing; fails when anything, a link included, is there already."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | BINARY, 0o644)

    def open(self, path: Path) -> int:
        """An existing file for reading; a link is refused."""
        if not NOFOLLOW and path.is_symlink():
            raise OSError(f"{path} is a link")
        return os.open(path, os.O_RDONLY | NOFOLLOW | BINARY)

    def write(self, handle: int, data: memoryview) -> int:
        """How many bytes were written; perhaps not all."""
        return os.write(handle, data)

    def fsync(self, handle: int) -> None:
        """Let the bytes reach the disk."""
        if FULL_SYNC is not None:
            import fcntl

            with contextlib.suppress(OSError):
                fcntl.fcntl(handle, FULL_SYNC)
                return
        os.fsync(handle)

    def protect(self, handle: int) -> None:
        """Writable by nobody: evidence is not edited. Readable by whom the umask let read it when it was made."""
        if hasattr(os, "fchmod"):
            os.fchmod(handle, stat.S_IMODE(os.fstat(handle).st_mode) & 0o444)

    def close(self, handle: int) -> None:
        """Give the handle back."""
        os.close(handle)

    def rename(self, source: Path, target: Path) -> None:
        """Put the file under its final name, at once and whole."""
        source.replace(target)

    def fsync_folder(self, folder: Path) -> None:
        """Let the folder's list of names reach the disk."""
        if not FOLDER_HANDLES:
            return
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | NOFOLLOW)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        """Remove a file; it is no error when there is none."""
        if os.name == "nt" and path.exists():
            path.chmod(0o600)  # Windows does not remove what is read-only
        path.unlink(missing_ok=True)

    def make_folder(self, folder: Path) -> None:
        """A folder that is really there and no link to somewhere else."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
        if not stat.S_ISDIR(folder.lstat().st_mode):
            raise NotADirectoryError(f"{folder} is not a folder")
