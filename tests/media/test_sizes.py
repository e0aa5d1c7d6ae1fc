"""Small files that claim to be huge pictures: refused by what their heads say, before room is made for any pixel."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from embedarchive.media import limits, sizes

WIDE = 50_000
_PEAK = """
import json, resource, sys
from embedarchive.media import Decoder
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Decoder() as decoder:
    facts = decoder.inspect(sys.argv[1], thumbnail=sys.argv[1] + ".thumb")
ours, its = (resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([(ours - before) // 1024, its // 1024, facts.width, facts.height, facts.thumbnail, facts.problem]))
"""


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(bits: int, colour: int, size: tuple[int, int] = (WIDE, WIDE), pixels: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", *size, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _saved(kind: str, mark: bytes, skip: int, size: bytes, **options: bool) -> bytes:
    """A small picture whose size is overwritten, `skip` bytes behind a mark."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(out, kind, **options)
    data = bytearray(out.getvalue())
    at = data.index(mark) + skip
    data[at : at + len(size)] = size
    return bytes(data)


def _animated_webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16)).save(out, "WEBP", save_all=True, append_images=[Image.new("RGB", (16, 16), "red")])
    data = bytearray(out.getvalue())
    at = data.index(b"VP8X") + 12
    data[at : at + 6] = struct.pack("<I", 9999)[:3] * 2
    return bytes(data)


_GIF = b"\x80\0\0\0\0\0\xff\xff\xff"
_LZW = b"\0\x02\x02\x44\x01\0"
BOMBS: dict[str, Callable[[], bytes]] = {
    "png": lambda: _png(8, 2),
    "png of bits": lambda: _png(1, 0),
    "png of 16 bits with alpha": lambda: _png(16, 6),
    "png with a palette": lambda: _png(8, 3),
    "png of one row": lambda: _png(8, 6, (2**31 - 1, 1)),
    "gif": lambda: b"GIF89a" + struct.pack("<HH", WIDE, WIDE) + _GIF + b"," + struct.pack("<4H", 0, 0, 9, 9) + _LZW,
    "gif whose second frame is": lambda: (
        b"GIF89a" + struct.pack("<HH", 9, 9) + _GIF + (b"," + struct.pack("<4H", 0, 0, 65535, 65535) + _LZW) * 2 + b";"
    ),
    "bmp": lambda: (
        b"BM"
        + struct.pack("<IHHI", 54, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, WIDE, -WIDE, 1, 24, 0, 0, 0, 0, 0, 0)
    ),
    "jpeg": lambda: _saved("JPEG", b"\xff\xc0", 5, struct.pack(">HH", WIDE, WIDE)),
    "progressive jpeg": lambda: _saved("JPEG", b"\xff\xc2", 5, struct.pack(">HH", WIDE, WIDE), progressive=True),
    "webp": lambda: _saved("WEBP", b"VP8 ", 14, struct.pack("<HH", 10_000, 10_000)),
    "lossless webp": lambda: _saved("WEBP", b"VP8L", 9, struct.pack("<I", 9999 | 9999 << 14), lossless=True),
    "largest webp": lambda: _saved("WEBP", b"VP8 ", 14, struct.pack("<HH", 16_383, 16_383)),
    "animated webp": _animated_webp,
    "heic": lambda: b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0\0\0\x14ispe\0\0\0\0" + struct.pack(">II", WIDE, WIDE),
    "avif": lambda: _saved("AVIF", b"ispe", 8, struct.pack(">II", WIDE, WIDE)),
    "avif within its library's limits": lambda: _saved("AVIF", b"ispe", 8, struct.pack(">II", 15_000, 15_000)),
}
UNDECODED: dict[str, Callable[[], bytes]] = {
    "tiff": lambda: (
        b"II*\0\x08\0\0\0"
        + struct.pack("<H", 2)
        + struct.pack("<HHII", 256, 4, 1, WIDE)
        + struct.pack("<HHII", 257, 4, 1, WIDE)
        + bytes(4)
    ),
    "icon": lambda: bytes((0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 32, 0)) + struct.pack("<II", 57, 22) + _png(8, 2),
}


def _inspected(data: bytes, path: Path) -> list[object]:
    path.write_bytes(data)
    run = subprocess.run([sys.executable, "-c", _PEAK, str(path)], capture_output=True, check=True, timeout=60)
    found: list[object] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("name", BOMBS)
def test_f4_a_claim_costs_no_memory(tmp_path: Path, name: str) -> None:
    """F4: neither our process nor the one that decodes grows, and the size that was claimed is told."""
    ours, its, width, height, thumbnail, problem = _inspected(BOMBS[name](), tmp_path / "bomb")
    assert isinstance(ours, int)
    assert isinstance(its, int)
    assert isinstance(width, int)
    assert isinstance(height, int)
    assert ours < 40
    assert its < 80
    assert width * height > 50_000_000
    assert not thumbnail
    assert f"{width} × {height} pixels are more than" in str(problem)


@pytest.mark.parametrize("name", UNDECODED)
def test_f4_what_is_not_decoded_costs_no_memory(tmp_path: Path, name: str) -> None:
    """F4: TIFF and icons are kept as they are, whatever size they claim."""
    ours, its, *_, problem = _inspected(UNDECODED[name](), tmp_path / "bomb")
    assert isinstance(ours, int)
    assert isinstance(its, int)
    assert (ours < 40, its < 80) == (True, True)
    assert "kept and not decoded" in str(problem)


def _flat(kind: str, mode: str, side: int, **options: int) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (side, side)).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "side", "options"),
    [
        ("PNG", "RGBA", 6920, {"compress_level": 1}),
        ("WEBP", "RGBA", 4890, {"lossless": True, "quality": 0, "method": 0}),
        ("JPEG", "CMYK", 6920, {"progressive": True}),
        ("GIF", "P", 6920, {}),
    ],
)
def test_f4_the_largest_that_are_decoded(
    tmp_path: Path, kind: str, mode: str, side: int, options: dict[str, int]
) -> None:
    """F4: a picture just below the limit is decoded in less than 400 MB, whatever its format keeps beside it."""
    ours, its, width, height, thumbnail, _ = _inspected(_flat(kind, mode, side, **options), tmp_path / "large")
    assert isinstance(ours, int)
    assert isinstance(its, int)
    assert (width, height, thumbnail) == (side, side, True)
    assert ours < 40
    assert its < 400


def test_exif_of_a_picture_that_is_too_large(tmp_path: Path) -> None:
    """What stands before the pixels is read all the same: a camera with 100 million pixels knows where it was."""
    exif = Image.Exif()
    exif[0x010F] = "Lumeta"
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG", exif=exif)
    path = tmp_path / "a.png"
    path.write_bytes(out.getvalue())
    program = (
        "import sys; from embedarchive.media import inspect; f = inspect(sys.argv[1]); print(f.width, f.exif['Make'])"
    )
    run = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout == "10000 Lumeta\n"


@pytest.mark.parametrize(("kind", "options"), [("WEBP", {}), ("WEBP", {"lossless": True}), ("AVIF", {})])
def test_what_the_head_says_is_what_the_picture_has(kind: str, options: dict[str, bool]) -> None:
    """Of an honest picture the size is its own."""
    out = io.BytesIO()
    Image.new("RGB", (123, 45)).save(out, kind, **options)
    assert sizes.dimensions(out, f"image/{kind.lower()}") == (123, 45)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60), st.sampled_from([b"RIFF....WEBPVP8X", b"RIFF....WEBPVP8 ", b"RIFF....WEBPVP8L", b"ispe"])
)
def test_p3_any_head(noise: bytes, start: bytes) -> None:
    """Any bytes give a size or none."""
    for media_type in ("image/webp", "image/avif", "image/png"):
        found = sizes.dimensions(io.BytesIO(start + noise), media_type)
        assert found is None or min(found) >= 0


def test_limits() -> None:
    """The formats that cost more memory a pixel may have fewer of them."""
    assert limits.pixels("image/webp") < limits.pixels("image/png") == limits.PIXELS
