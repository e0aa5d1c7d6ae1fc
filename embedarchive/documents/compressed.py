"""One file compressed with gzip, as sitemaps and old exports are served: unpacked within limits."""

from __future__ import annotations

import contextlib
import io
import zlib

_MAGIC = b"\x1f\x8b\x08"
_WITH_HEAD = 31
"""zlib's word for gzip's own head around the largest window."""

_PIECE = 1 << 16


def beginning(front: bytes) -> bytes:
    """What a file begins with whose first bytes these are, behind gzip too."""
    if not front.startswith(_MAGIC):
        return front
    try:
        return zlib.decompressobj(_WITH_HEAD).decompress(front, len(front))
    except zlib.error:
        return front


def unpacked(data: bytes, limit: int) -> bytes | None:
    """The bytes inside, of all members (RFC 1952), as far as they go; themselves where they are not compressed.

    None beyond the limit.
    """
    if not data.startswith(_MAGIC):
        return data
    import gzip

    inside = bytearray()
    with contextlib.suppress(EOFError, OSError, zlib.error), gzip.GzipFile(fileobj=io.BytesIO(data)) as members:
        while len(inside) <= limit and (piece := members.read1(_PIECE)):
            inside += piece
    return (bytes(inside) or data) if len(inside) <= limit else None
