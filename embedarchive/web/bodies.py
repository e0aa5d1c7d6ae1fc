"""Where the bytes of an answer go: into memory, or into a file while they are hashed; never more than allowed."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from pathlib import Path
from typing import IO

from embedarchive.model import Body


class TooLarge(Exception):  # noqa: N818 -- a condition, caught within this room
    """An answer has more bytes than its budget."""


class Sink:
    """Collects one body. `finish` gives it; `discard` leaves nothing behind.

    Raises:
        TooLarge: from `write`, before the byte beyond the limit is kept.
        OSError: the disk is full or broken.
    """

    def __init__(self, limit: int, folder: Path | None = None) -> None:
        """Collect at most `limit` bytes, into a new file in `folder` if one is given, else into memory."""
        self._limit, self._size, self._hash = limit, 0, hashlib.sha256()
        self._data = bytearray()
        self._file: IO[bytes] | None = None
        self._path: Path | None = None
        if folder is not None:
            self._path = folder / f"stream-{secrets.token_hex(8)}"
            self._file = self._path.open("xb")  # who may read it, the umask says: it may become a kept file

    @property
    def size(self) -> int:
        """How many bytes have come."""
        return self._size

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        if self._size + len(data) > self._limit:
            raise TooLarge
        self._size += len(data)
        self._hash.update(data)
        if self._file is None:
            self._data += data
        else:
            self._file.write(data)

    def finish(self) -> Body:
        """The whole body."""
        if self._file is None:
            return Body(digest=self._hash.hexdigest(), size=self._size, data=bytes(self._data))
        self._file.close()
        return Body(digest=self._hash.hexdigest(), size=self._size, path=str(self._path))

    def rescue(self) -> Body | None:
        """What came of a body that was cut: kept when it is in memory, thrown away when it is a file."""
        if self._path is None and self._size:
            return self.finish()
        self.discard()
        return None

    def discard(self) -> None:
        """Forget everything."""
        self._data = bytearray()
        if self._file is not None and self._path is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            with contextlib.suppress(OSError):
                self._path.unlink()


def body_of(data: bytes) -> Body:
    """Bytes that are in memory already."""
    return Body(digest=hashlib.sha256(data).hexdigest(), size=len(data), data=data)
