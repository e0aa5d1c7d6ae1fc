"""One file compressed with gzip, as sitemaps and old exports are served: unpacked within limits."""

from __future__ import annotations

import zlib

_MAGIC = b"\x1f\x8b\x08"
_WITH_HEAD = 31
"""zlib's word for gzip's own head around the largest window."""


def beginning(front: bytes) -> bytes:
    """What a file begins with whose first bytes these are, behind gzip too."""
    if not front.startswith(_MAGIC):
        return front
    try:
        return zlib.decompressobj(_WITH_HEAD).decompress(front, len(front))
    except zlib.error:
        return front


def unpacked(data: bytes, limit: int) -> bytes | None:
    """The bytes inside, as far as they go; themselves where they are not compressed; None beyond the limit."""
    if not data.startswith(_MAGIC):
        return data
    reader = zlib.decompressobj(_WITH_HEAD)
    try:
        inside = reader.decompress(data, limit + 1)
    except zlib.error:
        return data
    return (inside or data) if len(inside) <= limit else None
