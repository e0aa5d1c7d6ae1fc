"""The articles in a ZIP, and the files beside them.

Nothing is unpacked to the disk, and each is read when its turn comes. A ZIP is a stranger's: how many files it may
hold, how they are compressed and how much they may unpack to is bounded, and what is beyond that is told in a sentence.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from embedarchive.archive.articles.members import END_OF_ZIP, PAGE, TAIL, Container, Member, articles_in
from embedarchive.errors import SourceError

DIRECTORY = 20_000_000
"""Bytes that the list of a ZIP's files may have: some 200,000 files."""
UNPACKED = 100_000_000
"""Bytes that any ZIP may unpack to; a larger one to `RATIO` times its own size."""
RATIO = 100
PAGE_WITH_ZIP = 200_000_000
"""Bytes of a page that carries a ZIP, where more follows on that than its last 66,000 bytes."""
_END_64 = b"PK\x06\x06"


def zipped(path: Path, *, page: bool) -> Iterator[Member]:
    """The articles in a ZIP: of a page that carries one (SingleFile) the page, which is the file's own article."""
    try:
        packed = Packed(path)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}).") from error
    if page and PAGE in packed.names:
        yield replace(packed.member(PAGE), label="")
        return
    yield from articles_in(packed, path, "ZIP")


class Packed(Container):
    """The files of a ZIP.

    Attributes:
        names: of the files, as they stand in its list, without folders and what a system adds for itself.
    """

    def __init__(self, path: Path) -> None:
        """Read the list.

        Raises:
            SourceError: it is broken, or longer than anything that is read.
            OSError: the file cannot be read.
        """
        self._name = str(path)
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(0, size - TAIL))
            end = file.read()
        carried = None if END_OF_ZIP in end else _carried(path, size)
        if _listed(end if carried is None else carried[-TAIL:]) > DIRECTORY:
            raise SourceError(f"{path}: a ZIP of too many files; unpack it and give the folder.")
        try:
            self._zip = zipfile.ZipFile(path if carried is None else io.BytesIO(carried))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError):
            raise SourceError(f"{path}: a ZIP that is cut off or broken; nothing can be read from it.") from None
        self._left = UNPACKED + RATIO * size
        files = [info for info in self._zip.infolist() if not info.is_dir()]
        self._infos = {info.filename: info for info in files}  # as programs unpack them: the last of a name is left
        if len(self._infos) < len(files):
            self.times = Counter(info.filename for info in files)
        self.names = tuple(name for name in self._infos if not _is_system(name))

    def read(self, name: str, limit: int) -> bytes:
        """A file's bytes, one more than the limit at most.

        Raises:
            SourceError: it is encrypted, compressed in an unusual way, or broken, or all of it together is too much.
        """
        info, shown = self._infos[name], f"{self._name}/{name}"
        if info.flag_bits & 1:
            raise SourceError(f"{shown}: encrypted; unpack it with its password and give what comes out.")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise SourceError(f"{shown}: packed in a way that is not read; unpack it and give what comes out.")
        try:
            with self._zip.open(info) as file:
                data = file.read(min(limit, self._left) + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            raise SourceError(f"{shown}: broken inside the ZIP, and cannot be read.") from None
        self._left -= len(data)
        if self._left < 0:
            raise SourceError(f"{shown}: left unread, for the ZIP unpacks to far more than a collection of articles.")
        return data

    def size(self, name: str) -> int | None:
        """How many bytes a file says it has; None when there is none of that name."""
        info = self._infos.get(name)
        return info.file_size if info else None


def _carried(path: Path, size: int) -> bytes:
    """A page up to where the ZIP in it ends: more of the page may follow than a ZIP's comment can be long."""
    data = path.read_bytes() if size <= PAGE_WITH_ZIP else b""
    at = data.rfind(END_OF_ZIP)
    return data[: at + 22] if at >= 0 else b""


def _is_system(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _listed(end: bytes) -> int:
    """How many bytes the list of a ZIP has by its own word; 0 where it says nothing."""
    at = end.rfind(END_OF_ZIP)
    if at < 0 or len(end) < at + 20:
        return 0
    large = end.rfind(_END_64, 0, at)
    size = int.from_bytes(end[at + 12 : at + 16], "little")
    return int.from_bytes(end[large + 40 : large + 48], "little") if size == 0xFFFFFFFF and large >= 0 else size
