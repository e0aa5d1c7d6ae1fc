"""How large an image says that it is, where Pillow makes room for all of it as soon as it opens the file.

WebP (https://developers.google.com/speed/webp/docs/riff_container) and AVIF and HEIF (ISO/IEC 23008-12).
"""

from __future__ import annotations

import re
from typing import BinaryIO

from embedarchive.media import kinds

_HEAD = 1 << 16
_EXTENT = re.compile(rb"ispe\0\0\0\0(.{4})(.{4})", re.DOTALL)


def dimensions(file: BinaryIO, media_type: str) -> tuple[int, int] | None:
    """Width and height in pixels, of several the largest; None where the head does not say, or Pillow reads no more."""
    if media_type not in {"image/webp", "image/avif", *kinds.HEIF}:
        return None
    file.seek(0)
    head = file.read(_HEAD)
    if media_type == "image/webp":
        return _webp(head[12:42])
    sizes = [(int.from_bytes(wide, "big"), int.from_bytes(high, "big")) for wide, high in _EXTENT.findall(head)]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _webp(chunk: bytes) -> tuple[int, int] | None:
    """From the first chunk: of the extended, the lossy or the lossless form."""
    if len(chunk) < 18:
        return None
    if chunk[:4] == b"VP8X":
        return int.from_bytes(chunk[12:15], "little") + 1, int.from_bytes(chunk[15:18], "little") + 1
    if chunk[:4] == b"VP8 " and chunk[11:14] == b"\x9d\x01\x2a":
        return int.from_bytes(chunk[14:16], "little") & 0x3FFF, int.from_bytes(chunk[16:18], "little") & 0x3FFF
    if chunk[:4] == b"VP8L" and chunk[8] == 0x2F:
        bits = int.from_bytes(chunk[9:13], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None
