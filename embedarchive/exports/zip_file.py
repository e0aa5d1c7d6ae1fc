"""ZIP files of one form: members as they are, one after the other, no times, nothing between them.

Since the same members always give the same bytes, whoever has such a file can tell of each of its bytes, also of those
that no digest of a member covers, whether it is as it was written.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, BinaryIO, cast

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20


def write(file: BinaryIO, members: Mapping[str, Path | bytes]) -> None:
    """Write a ZIP file of these members, in this order."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        for name, content in members.items():
            size = len(content) if isinstance(content, bytes) else content.stat().st_size
            with (
                io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as source,
                made.open(_member(name, size), "w") as target,
            ):
                shutil.copyfileobj(cast("IO[bytes]", source), target, _CHUNK)


def _member(name: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr, entry.file_size, entry.create_system = 0o644 << 16, size, 3
    return entry


def as_written(path: Path) -> bool:
    """Whether a ZIP file has the bytes, all of them, that `write` gives a file with its members.

    Raises:
        zipfile.BadZipFile: a member cannot be read, or has not the bytes that its checksum tells.
        ValueError, OSError, NotImplementedError: likewise.
    """
    with zipfile.ZipFile(path) as file, path.open("rb") as raw:
        compared = _Compared(raw)
        with zipfile.ZipFile(cast("IO[bytes]", compared), "w", zipfile.ZIP_STORED) as made:
            for entry in file.infolist():
                with file.open(entry) as source, made.open(_member(entry.filename, entry.file_size), "w") as target:
                    shutil.copyfileobj(source, target, _CHUNK)
        return compared.same() and _names(file.infolist())


def _names(entries: Sequence[zipfile.ZipInfo]) -> bool:
    return len({entry.filename for entry in entries}) == len(entries)


class _Compared(io.RawIOBase):
    """A file to write into that keeps nothing: what is written is compared with what another file has there."""

    def __init__(self, other: BinaryIO) -> None:
        self._other, self._at, self._end = other, 0, 0
        self._wrong: set[tuple[int, int]] = set()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._end)[whence]
        return self._at

    def write(self, data: object) -> int:
        """Compare; a head that is written again, when its checksum is known, counts as it was written last."""
        given = bytes(data)  # type: ignore[call-overload]
        self._other.seek(self._at)
        place = self._at, len(given)
        if self._other.read(len(given)) == given:
            self._wrong.discard(place)
        else:
            self._wrong.add(place)
        self._at += len(given)
        self._end = max(self._end, self._at)
        return len(given)

    def same(self) -> bool:
        """Whether everything was equal, and nothing follows."""
        self._other.seek(0, 2)
        return not self._wrong and self._other.tell() == self._end
