"""A copy of an archive that is whole whenever it is cut off, and that the next run only adds to.

First the files, each checked against its digest, then the database, which names no file that is not there: SQLite
copies it as it was at one moment, whoever writes meanwhile. A copy is an archive: `verify --archive COPY` proves it,
down to the last byte of the database as long as nobody has written to it: its digest stands beside it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedarchive.errors import ArchiveError, UsageError
from embedarchive.store import Blob, Store
from embedarchive.store.blobs import digest_of
from embedarchive.store.chain import GENESIS
from embedarchive.store.connecting import COPIED
from embedarchive.store.filesystem import FileSystem
from embedarchive.store.verified_files import copied_digest

DATABASE = "archive.db"
_CHUNK = 1 << 20
_BEGUN = {"blobs", "thumbs", "tmp"}
"""What a first copy has that was cut off before its database came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied.

    Attributes:
        files: how many kept files the copy holds; `added`: those that it did not hold before, `size` their bytes.
        removed: files that were erased since the last copy.
        erased: how many posts' words were erased.
        head: the head of the copy's chain.
    """

    target: str
    files: int
    added: int
    size: int
    removed: int
    erased: int
    head: str


def copy_archive(archive: Path, target: Path) -> Copied:
    """Copy an archive, or bring a copy up to date.

    Args:
        archive: the archive's folder.
        target: the copy's: a folder that does not exist, is empty, or holds an earlier copy of this archive.

    Raises:
        UsageError: the folder holds something else.
        ArchiveError: the archive cannot be read, or a file of it is missing or damaged, or the copy cannot be written.
    """
    if archive.resolve() in (target.resolve(), *target.resolve().parents):
        raise UsageError(f"{target} lies in the archive itself; name a folder elsewhere.")
    with Store.open(archive, create=False, read_only=True) as store:
        _refuse_other(store, target)
        try:
            return _copied(store, target, FileSystem())
        except OSError as error:
            raise ArchiveError(f"{error.filename or target} could not be written ({error.strerror}).") from error


def _copied(store: Store, target: Path, files: FileSystem) -> Copied:
    target.mkdir(parents=True, exist_ok=True)
    with moment(store, target / "tmp") as (database, now):
        erased = now.erased_digests()
        held = added = size = 0
        for blob in now.held():
            brought = _brought(store.folder, target, blob, files)
            _thumbnails(store.folder, target, blob, files)
            held, added, size = held + 1, added + brought, size + brought * blob.size
        for beside in ("-wal", "-shm"):  # of a reader of the copy; they belong to the database that goes
            files.remove(target / f"{DATABASE}{beside}")
        files.remove(target / COPIED)
        database.replace(target / DATABASE)  # last: what it names is there
        (target / COPIED).write_bytes(copied_digest(target / DATABASE))
        files.fsync_folder(target)
        return Copied(
            target=str(target),
            files=held,
            added=added,
            size=size,
            removed=_drop(target, erased, files),
            erased=len(now.erased_posts()),
            head=now.head,
        )


@contextlib.contextmanager
def moment(store: Store, folder: Path) -> Iterator[tuple[Path, Store]]:
    """The database as it is now, as a file in a folder that goes again, and opened."""
    made = folder / f"copy-{secrets.token_hex(8)}"
    made.mkdir(parents=True)
    try:
        store.copy_database(made / DATABASE)
        _synced(made / DATABASE, FileSystem())
        with Store.open(made, create=False, read_only=True) as now:
            yield made / DATABASE, now
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _refuse_other(store: Store, target: Path) -> None:
    """Refuse a folder that is neither empty nor an earlier copy: its chain is to be the beginning of this one's.

    Raises:
        UsageError: it is another archive, or none.
    """
    there = {each.name for each in target.iterdir()} if target.is_dir() else set()
    if not target.exists() or (target.is_dir() and there <= _BEGUN):
        return
    if DATABASE not in there:
        raise UsageError(f"{target} is no copy of an archive, and not empty; name a folder that does not exist yet.")
    with Store.open(target, create=False, read_only=True) as before:
        head = before.head
    if head != GENESIS and not store.knows_head(head):
        raise UsageError(f"{target} holds another archive, or a copy that was written to; name another folder.")


def _brought(archive: Path, target: Path, blob: Blob, files: FileSystem) -> bool:
    """Have a file in the copy; whether it was not there before, or not whole."""
    source, place = archive / blob.path, target / blob.path
    if whole(place, blob):
        return False
    files.make_folder(target / "blobs")
    files.make_folder(place.parent)
    made = target / "tmp" / f"{blob.digest}-{secrets.token_hex(4)}"
    try:
        if not whole(source, blob):
            raise ArchiveError(f"{source} is missing or damaged; `embedarchive verify` says what else is wrong.")
        _cloned(source, made)
        if not whole(made, blob):
            raise ArchiveError(f"{source} could not be copied whole: it, or the disk of the copy, is damaged.")
        _synced(made, files)
        files.rename(made, place)
        files.fsync_folder(place.parent)
    finally:
        files.remove(made)
    return True


def _thumbnails(archive: Path, target: Path, blob: Blob, files: FileSystem) -> None:
    """Have a file's thumbnails in the copy: they are made of it, and no digest of theirs is kept."""
    for small in (archive / "thumbs" / blob.digest[:2]).glob(f"{blob.digest}.*"):
        place = target / small.relative_to(archive)
        if not place.exists():
            files.make_folder(target / "thumbs")
            files.make_folder(place.parent)
            made = target / "tmp" / f"{small.name}-{secrets.token_hex(4)}"
            shutil.copyfile(small, made, follow_symlinks=False)
            files.rename(made, place)


def _cloned(source: Path, target: Path) -> None:
    """Copy a file; where the disk can (Btrfs, XFS, APFS by its copies), the bytes take no place twice.

    No hard link: a copy whose bytes go bad with the original's is none.
    """
    if not hasattr(os, "copy_file_range"):
        shutil.copyfile(source, target, follow_symlinks=False)
        return
    with source.open("rb") as given, target.open("xb") as taken:
        left = os.fstat(given.fileno()).st_size
        try:
            while left > 0 and (step := os.copy_file_range(given.fileno(), taken.fileno(), left)):
                left -= step
        except OSError:  # two disks, or one that cannot
            given.seek(0)
            taken.seek(0)
            taken.truncate()
            shutil.copyfileobj(given, taken, _CHUNK)
    target.chmod(stat.S_IMODE(target.stat().st_mode) & 0o444)


def whole(path: Path, blob: Blob) -> bool:
    """Whether a plain file with the blob's bytes is there."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == blob.size and digest_of(path) == blob.digest


def _drop(target: Path, erased: set[str], files: FileSystem) -> int:
    """Remove what was erased since; the copy's database says so already."""
    parts = [target / part for part in ("blobs", "thumbs")]
    dropped = [path for digest in erased for part in parts for path in (part / digest[:2]).glob(f"{digest}*")]
    for path in dropped:
        files.remove(path)
    return len(dropped)


def _synced(path: Path, files: FileSystem) -> None:
    handle = files.open(path)
    try:
        files.fsync(handle)
    finally:
        files.close(handle)
