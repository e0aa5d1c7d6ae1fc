"""Whether an image carries C2PA content credentials (https://c2pa.org/specifications).

JUMBF boxes at the place its format has for them.
"""

from __future__ import annotations

from typing import BinaryIO

_MOST = 2000


def present(file: BinaryIO, media_type: str) -> bool:
    """Whether there are any; their signatures are not checked."""
    file.seek(0)
    if media_type == "image/jpeg":
        return _in_jpeg(file)
    if media_type == "image/png":
        return _in_chunks(file, 8, b"caBX", "big", 4)
    if media_type == "image/webp":
        return _in_chunks(file, 12, b"C2PA", "little", 0)
    return False


def _in_jpeg(file: BinaryIO) -> bool:
    """An APP11 segment that holds a JUMBF box of C2PA."""
    file.seek(2)
    for _ in range(_MOST):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] == 0xDA:
            return False
        length = int.from_bytes(head[2:], "big") - 2
        if length < 0:
            return False
        if head[1] == 0xEB:
            content = file.read(min(length, 256))
            if b"jumb" in content and b"c2pa" in content:
                return True
            length -= len(content)
        file.seek(length, 1)
    return False


def _in_chunks(file: BinaryIO, start: int, wanted: bytes, order: str, trailer: int) -> bool:
    """A chunk of that name: PNG writes length, name, content, checksum; RIFF name, length, content, padding."""
    file.seek(start)
    for _ in range(_MOST):
        head = file.read(8)
        if len(head) < 8:
            return False
        name, size = (head[4:], head[:4]) if order == "big" else (head[:4], head[4:])
        if name == wanted:
            return True
        length = int.from_bytes(size, "big" if order == "big" else "little")
        file.seek(length + (length & 1 if order == "little" else trailer), 1)
    return False
