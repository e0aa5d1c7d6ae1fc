"""Files that say in their last line which bytes stand before it, so that what was altered since is told.

The line is a comment of HTML and of Markdown with the SHA-256 of all before it:

    <!-- embedarchive sha256:4b68ab… -->

It tells damage and careless edits. Whoever alters a file on purpose can seal it anew; what they cannot do is to have
written down elsewhere, before, the digest that `export check` prints.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_SEAL = re.compile(rb"<!-- embedarchive sha256:([0-9a-f]{64}) -->\n")
LENGTH = 25 + 64 + 5
_PIECE = 1 << 20


class Sealing:
    """Writes a file piece by piece, and its seal at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def write(self, text: str) -> None:
        """Write a piece."""
        data = text.encode("utf-8", "replace")
        self._digest.update(data)
        self._file.write(data)

    def close(self) -> str:
        """Write the seal; the digest in it."""
        digest = self._digest.hexdigest()
        self._file.write(f"<!-- embedarchive sha256:{digest} -->\n".encode())
        return digest


def seal_of(path: Path) -> tuple[str | None, str]:
    """The digest that a file's last line states, None when it has none, and that of the bytes before it.

    Raises:
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - LENGTH))
        stated = _SEAL.fullmatch(file.read(LENGTH))
        file.seek(0)
        digest = hashlib.sha256()
        for piece in _pieces(file, size - LENGTH if stated else size):
            digest.update(piece)
    return (stated[1].decode() if stated else None), digest.hexdigest()


def _pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0 and (piece := file.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece
