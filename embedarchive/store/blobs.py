"""Every byte kept, as files named by their SHA-256: `blobs/4b/4b68ab….jpg`.

A blob is written once: into `tmp/`, synced, renamed, the folder synced; only then may a row name it. So a row never
names bytes that are not there, whatever is killed or unplugged when. Nothing from outside (a URL, a server's file name)
takes part in a path.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedarchive import signatures
from embedarchive.errors import ArchiveError
from embedarchive.store import leftovers
from embedarchive.store.filesystem import FileSystem

CHUNK = 1 << 20
STALE_S = 3600
"""A file in `tmp/` that is older than this, in seconds, was left behind by a killed process, whoever else writes."""


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, 64 lower-case hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Bytes that are kept.

    Attributes:
        digest: SHA-256, 64 lower-case hexadecimal digits.
        size: how many bytes.
        media_type: what the bytes are, by the bytes; None when unknown.
        declared_type: what the server called them.
        ending: the file's ending with its dot, or nothing.
    """

    digest: str
    size: int
    media_type: str | None = None
    declared_type: str | None = None
    ending: str = ""

    @property
    def path(self) -> str:
        """Where it lies, relative to the archive's folder."""
        return f"blobs/{self.digest[:2]}/{self.digest}{self.ending}"


class Blobs:
    """The files below an archive's folder. Several threads may use it at once: waiting for a disk is best shared."""

    def __init__(self, folder: Path, files: FileSystem | None = None) -> None:
        self.folder = folder
        self.files = files or FileSystem()

    def prepare(self) -> None:
        """Make `blobs/` and `tmp/`, so that no power cut takes them away; a link in their place is refused."""
        for name in ("blobs", "tmp"):
            self._folder(self.folder / name)
        self.files.fsync_folder(self.folder)

    def put(self, data: bytes, declared_type: str | None = None) -> Blob:
        """Keep bytes; when this returns they are on the disk. The same bytes are kept once.

        Raises:
            ArchiveError: something that is not a plain file stands in the way.
            OSError: the disk is full or broken; nothing is left behind.
        """
        blob = describe(data, declared_type)
        if not self._settled(blob):
            with self._temporary() as (path, handle):
                self._write(handle, data)
                self._finish(handle)
                self._place(path, blob)
        return blob

    def adopt(self, path: Path, declared_type: str | None = None) -> Blob:
        """Keep a file that was streamed to the disk; it is moved, and belongs to the archive from now on."""
        handle = self.files.open(path)
        try:
            blob = self._describe(handle, declared_type)
            settled = self._settled(blob)
            if not settled:
                self.files.protect(handle)
                self.files.fsync(handle)
        finally:
            self.files.close(handle)
        if settled:
            self.files.remove(path)
            return blob
        try:
            self._place(path, blob)
        except OSError as error:
            if error.errno != errno.EXDEV:  # another disk: copied instead of moved
                raise
            self._copy(path, blob)
        return blob

    def remove(self, blob: Blob) -> None:
        """Erase a blob's bytes. Only `erase` does that."""
        path = self.folder / blob.path
        self.files.remove(path)
        with contextlib.suppress(FileNotFoundError):
            self.files.fsync_folder(path.parent)

    def sweep(self, now: float | None = None) -> int:
        """Remove what killed processes left in `tmp/`, while others may be writing there; how many files."""
        oldest = (time.time() if now is None else now) - STALE_S
        return leftovers.clear(self.folder, self.files, older_than=oldest)

    def _folder(self, folder: Path) -> None:
        try:
            self.files.make_folder(folder)
        except NotADirectoryError:
            raise ArchiveError(f"{folder} is a link or a file where the archive needs a folder; remove it.") from None

    def _settled(self, blob: Blob) -> bool:
        """Whether these very bytes lie at their place already.

        A file without a row may be what a crash left between rename and row: it is read, and its name synced again.
        """
        path = self.folder / blob.path
        self._folder(path.parent.parent)
        self._folder(path.parent)
        try:
            found = path.lstat()
        except FileNotFoundError:
            return False
        if not stat.S_ISREG(found.st_mode):
            raise ArchiveError(f"{path} is not a plain file; somebody put it there, the archive did not.")
        if found.st_size != blob.size:
            return False
        handle = self.files.open(path)
        try:
            same = _digest(handle) == blob.digest
        finally:
            self.files.close(handle)
        if same:
            self._fsync_names(path)
        return same

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[tuple[Path, int]]:
        """A new file in `tmp/` that is gone afterwards, whatever happens, unless it was renamed."""
        path = self.folder / "tmp" / secrets.token_hex(16)
        handle = self.files.create(path)
        try:
            yield path, handle
        except BaseException:
            with contextlib.suppress(OSError):
                os.close(handle)
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            raise

    def _write(self, handle: int, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self.files.write(handle, rest[:CHUNK]) :]

    def _finish(self, handle: int) -> None:
        self.files.protect(handle)
        self.files.fsync(handle)
        self.files.close(handle)

    def _place(self, path: Path, blob: Blob) -> None:
        target = self.folder / blob.path
        self.files.rename(path, target)
        self._fsync_names(target)

    def _fsync_names(self, path: Path) -> None:
        self.files.fsync_folder(path.parent)
        self.files.fsync_folder(path.parent.parent)

    def _copy(self, path: Path, blob: Blob) -> None:
        source = self.files.open(path)
        try:
            with self._temporary() as (copy, handle):
                while chunk := os.read(source, CHUNK):
                    self._write(handle, chunk)
                self._finish(handle)
                self._place(copy, blob)
        finally:
            self.files.close(source)
        self.files.remove(path)

    def _describe(self, handle: int, declared_type: str | None) -> Blob:
        size = os.fstat(handle).st_size
        head = os.read(handle, signatures.HEAD)
        os.lseek(handle, max(0, size - 64), os.SEEK_SET)
        tail = os.read(handle, 64)
        os.lseek(handle, 0, os.SEEK_SET)
        media_type, ending, _ = signatures.kind(head, tail)
        return Blob(
            digest=_digest(handle), size=size, media_type=media_type, declared_type=declared_type, ending=ending
        )


def describe(data: bytes, declared_type: str | None = None) -> Blob:
    """What a blob of these bytes is; nothing is written."""
    media_type, ending, _ = signatures.kind(data[: signatures.HEAD], data[-64:])
    digest = hashlib.sha256(data).hexdigest()
    return Blob(digest=digest, size=len(data), media_type=media_type, declared_type=declared_type, ending=ending)


def _digest(handle: int) -> str:
    """The SHA-256 of an open file, in hexadecimal digits."""
    digest = hashlib.sha256()
    while chunk := os.read(handle, CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
