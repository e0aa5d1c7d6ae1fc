"""The articles in a tar, also one that is compressed with gzip, and the files beside them.

Nothing is unpacked into folders: links, devices and paths mean nothing here. What gzip holds stands in a file
without a name, which ends with the run, and has bounds as what a ZIP holds.
"""

from __future__ import annotations

import posixpath
import tarfile
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from embedarchive.archive.articles.members import Container, Member, articles_in
from embedarchive.errors import SourceError

UNPACKED = 8 << 30
"""Bytes that one compressed with gzip may unfold into."""
RATIO = 200
"""So many times its own size it may unpack to, however small it is."""
_SMALL = 100_000_000
_MOST = 200_000
_BROKEN = (tarfile.TarError, ValueError, UnicodeError, OverflowError, RecursionError)


def is_tar(front: bytes) -> bool:
    """Whether a file with these first bytes is a tar, also inside gzip."""
    if front.startswith(b"\x1f\x8b"):
        try:
            front = zlib.decompressobj(31).decompress(front, 512)
        except zlib.error:
            return False
    return front[257:262] == b"ustar"


def tarred(path: Path) -> Iterator[Member]:
    """The articles in a tar.

    Raises:
        SourceError: it is broken, or unpacks to far more than an export.
    """
    packed = Tarred(path)
    yield from articles_in(packed, path, "tar")
    if packed.cut:
        raise SourceError(f"{path}: a tar that is cut off or broken; what stands before that is read.")


class Tarred(Container):
    """The files of a tar.

    Attributes:
        cut: whether it ends before its end, so that files may be missing.
    """

    def __init__(self, path: Path) -> None:
        """Read the list of its files.

        Raises:
            SourceError: it is broken, or larger than what is read.
        """
        self._name = str(path)
        try:
            file = _unpacked(path)
            weakref.finalize(self, file.close)
            self._tar = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115 -- read until the run ends
            self._infos: dict[str, tarfile.TarInfo] = {}
            for count, info in enumerate(self._tar):
                if count >= _MOST:
                    raise SourceError(f"{path}: a tar of too many files; unpack it and give the folder.")
                self._note(info)
            self.cut = not self._ends(file)
        except OSError as error:
            raise SourceError(f"{path}: cannot be read ({error.strerror or 'it is cut off or broken'}).") from error
        except _BROKEN:
            if not getattr(self, "_infos", None):
                raise SourceError(f"{path}: a tar that is cut off or broken; nothing can be read from it.") from None
            self.cut = True
        self.names = tuple(self._infos)

    def _ends(self, file: BinaryIO) -> bool:
        """Whether a block of zeros stands behind the last entry."""
        file.seek(self._tar.offset)
        return file.read(tarfile.BLOCKSIZE).strip(b"\0") == b"" and self._tar.offset < file.tell()

    def _note(self, info: tarfile.TarInfo) -> None:
        name = posixpath.normpath(info.name)
        hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        if info.isreg() and not info.issparse() and not hidden and not name.startswith("/"):
            self._infos[name] = info

    def size(self, name: str) -> int | None:
        """How many bytes a file has; None when there is none of that name."""
        info = self._infos.get(name)
        return info.size if info else None

    def read(self, name: str, limit: int) -> bytes:
        """A file's bytes, one more than the limit at most.

        Raises:
            SourceError: it is cut off.
        """
        try:
            file = self._tar.extractfile(self._infos[name])
            data = file.read(limit + 1) if file else b""
        except (*_BROKEN, OSError):
            raise SourceError(f"{self._name}/{name}: broken inside the tar, and cannot be read.") from None
        if len(data) < min(limit + 1, self._infos[name].size):
            raise SourceError(f"{self._name}/{name}: cut off inside the tar, and cannot be read.")
        return data


def _unpacked(path: Path) -> BinaryIO:
    """The tar itself, open for reading.

    Raises:
        SourceError: it unpacks to more than it may.
        OSError: it cannot be read, or there is no room.
    """
    with path.open("rb") as packed:
        if packed.read(2) != b"\x1f\x8b":
            return path.open("rb")
        packed.seek(0)
        most = min(UNPACKED, max(_SMALL, RATIO * path.stat().st_size))
        out: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 -- read until the run ends
        try:
            _inflate(packed, out, most, path)
        except BaseException:
            out.close()
            raise
    out.seek(0)
    return out


def _inflate(packed: BinaryIO, out: BinaryIO, most: int, path: Path) -> None:
    """Undo gzip, as far as it is whole."""
    import gzip

    left = most
    with gzip.GzipFile(fileobj=packed) as file:
        while True:
            try:
                piece = file.read(min(1 << 20, left + 1))
            except (EOFError, zlib.error, gzip.BadGzipFile):
                return  # what stands before the break is read
            if not piece:
                return
            left -= len(piece)
            if left < 0:
                raise SourceError(f"{path}: unpacks to far more than an export; unpack it and give the folder.")
            out.write(piece)
