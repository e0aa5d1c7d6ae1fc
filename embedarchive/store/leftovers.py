"""What killed commands left in an archive's folder: files that no row names, and half-written ones in `tmp/`.

Nothing of it was ever told to anybody, and no row will name it: an answer is named in the same breath as it is kept, or
its run has ended. So whoever is alone at the archive removes it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

from embedarchive.store.filesystem import FileSystem

KEPT = ("blobs", "thumbs")
"""The folders whose files are named after the digest of what is kept, `4b/4b68ab….jpg`."""


def strays(connection: sqlite3.Connection, folder: Path) -> Iterator[Path]:
    """The files below `blobs/` and `thumbs/` that belong to nothing that the archive holds.

    Everything else that lies there was not put there by an archive, and is left alone.
    """
    for name in KEPT:
        for inner in _folders(folder / name):
            known = named(connection, inner.name)
            digests = {each[:64] for each in known}
            for entry in _entries(Path(inner.path)):
                known_here = entry.name in known if name == "blobs" else entry.name[:64] in digests
                if not known_here and _is_ours(entry, inner.name):
                    yield folder / name / inner.name / entry.name


def named(connection: sqlite3.Connection, begun: str) -> set[str]:
    """The files whose digests begin so, as the rows name them: no more than these, for there may be millions."""
    sql = "SELECT digest || ending FROM blobs WHERE digest >= ?1 AND digest < ?1 || 'g'"
    return {str(name) for (name,) in connection.execute(sql, (begun,))}


def thumbnails(folder: Path) -> Iterator[Path]:
    """The small images that there are."""
    for inner in _folders(folder / "thumbs"):
        yield from (Path(entry.path) for entry in _entries(Path(inner.path)) if entry.name.endswith(".jpg"))


def _folders(folder: Path) -> list[os.DirEntry[str]]:
    """The folders that an archive puts files into, in one of its own."""
    return [inner for inner in _entries(folder) if len(inner.name) == 2 and inner.is_dir(follow_symlinks=False)]


def remove_strays(connection: sqlite3.Connection, folder: Path, files: FileSystem, *, but: Collection[str] = ()) -> int:
    """Remove them but those with these digests; how many there were. Only for who is alone at the archive."""
    found = [path for path in strays(connection, folder) if path.name[:64] not in but]
    for path in found:
        files.remove(path)
    for parent in {path.parent for path in found}:
        files.fsync_folder(parent)
    return len(found)


def unfinished(folder: Path) -> list[Path]:
    """What lies in `tmp/`: being written just now, or left by a command that was killed."""
    return [Path(entry.path) for entry in _entries(folder / "tmp")]


def clear(folder: Path, files: FileSystem, *, older_than: float | None = None) -> int:
    """Empty `tmp/`; how many entries were removed.

    Args:
        folder: the archive's folder.
        files: the calls that remove files.
        older_than: only what was last written before this time (seconds since 1970); for who may not be alone.
    """
    removed = 0
    for path in unfinished(folder):
        try:
            found = path.lstat()
            if older_than is not None and found.st_mtime >= older_than:
                continue
            if path.is_dir() and not path.is_symlink():  # where a recording was decompressed, or a video fetched
                shutil.rmtree(path, ignore_errors=True)
            else:
                files.remove(path)
        except FileNotFoundError:
            continue
        removed += 1
    return removed


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_ours(entry: os.DirEntry[str], parent: str) -> bool:
    """Whether an archive could have written this file: a plain one, named by a digest."""
    digest = entry.name[:64]
    named = len(digest) == 64 and digest.startswith(parent) and not digest.strip("0123456789abcdef")
    return named and entry.is_file(follow_symlinks=False)
