"""The runs of bytes that records are read from: a file, or one member of a ZIP file, which is never unpacked whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


class Damaged(Exception):  # noqa: N818 -- a condition, caught within this room
    """The file cannot be read beyond this place.

    Attributes:
        whole: how many records before it are.
        at: where the record begins that is damaged.
    """

    whole = 0
    at = 0


@dataclass(frozen=True, slots=True)
class Volume:
    """Bytes that can be read from any place.

    Attributes:
        path: the file they are in.
        name: what the user calls it; of a member of a ZIP file both names.
        start: where they begin in the file.
        size: how many there are; None for all up to the file's end.
    """

    path: Path
    name: str
    start: int = 0
    size: int | None = None

    def open(self) -> BinaryIO:
        """Open it at its first byte; places in it count from there."""
        file = self.path.open("rb")
        if not self.start and self.size is None:
            return file
        end = self.start + self.size if self.size is not None else self.path.stat().st_size
        return io.BufferedReader(_Window(file, self.start, end))

    def length(self) -> int:
        """How many bytes there are."""
        return self.path.stat().st_size - self.start if self.size is None else self.size

    def front(self, size: int = 8) -> bytes:
        """The first bytes."""
        with self.open() as file:
            return file.read(size)

    def pieces(self, size: int = 1 << 20) -> Iterator[bytes]:
        """All bytes, in pieces."""
        with self.open() as file:
            while piece := file.read(size):
                yield piece


class _Window(io.RawIOBase):
    """A part of a file as a file."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, end
        file.seek(start)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # any buffer is taken
        left = max(0, self._end - self._file.tell())
        data = self._file.read(min(len(buffer), left))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: self._start, io.SEEK_CUR: self._file.tell(), io.SEEK_END: self._end}[whence]
        return self._file.seek(max(self._start, base + offset)) - self._start

    def tell(self) -> int:
        return self._file.tell() - self._start

    def close(self) -> None:
        self._file.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins.

    Attributes:
        offset: of the record, or of the piece of compression it is in; -1 for nowhere.
        skip: how many unpacked bytes of that piece stand before it.
        length: how many bytes it has, where that is known.
    """

    volume: Volume
    offset: int
    skip: int = 0
    length: int = 0
