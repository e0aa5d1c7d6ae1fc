"""Duration, size, time and place of an MP4 or QuickTime video, from its boxes.

ISO/IEC 14496-12 and Apple's QuickTime File Format: a box is a length, four letters and a content, often boxes again.
Only headers are read, never the video itself, and never more than `_MOST` boxes: lengths may lie.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_MOST = 4000
_LARGEST = 1024
_DEEPEST = 8
_EPOCH = dt.datetime(1904, 1, 1, tzinfo=dt.UTC)
_CONTAINERS = frozenset({b"moov", b"trak", b"udta", b"meta", b"ilst"})
_READ = frozenset({b"mvhd", b"tkhd", b"uuid", b"\xa9xyz", b"loci", b"data"})
_CUT_OFF = b""
_C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_ISO6709 = re.compile(rb"(?P<latitude>[+-]\d{1,6}(?:\.\d{1,12})?)(?P<longitude>[+-]\d{1,7}(?:\.\d{1,12})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """What the boxes say.

    Times are what the camera's clock said, taken for UTC as the standard has it. `cut_off`: a box is longer than what
    is left of the file.
    """

    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    created_at: dt.datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision_m: float | None = None
    credentials: bool = False
    cut_off: bool = False


def read(file: BinaryIO, size: int) -> Video:
    """What the boxes of a file of that many bytes say."""
    known: dict[str, object] = {}
    for count, (kind, content) in enumerate(_boxes(file, 0, size)):
        if count >= _MOST:
            break
        if kind == b"mvhd":
            known |= _movie_header(content)
        elif kind == b"tkhd" and "width" not in known:
            known |= _track_header(content)
        elif kind == _CUT_OFF:
            known["cut_off"] = True
        elif kind == b"uuid":
            known |= {"credentials": True} if content[:16] == _C2PA else {}
        elif kind == b"loci":
            known |= _located(content)
        elif "latitude" not in known:  # a ©xyz box, or the value of com.apple.quicktime.location.ISO6709
            known |= _place(content)
    return Video(**known)  # type: ignore[arg-type]  # the functions below name the fields


def _boxes(file: BinaryIO, start: int, end: int, depth: int = 0, parent: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
    """Every box between two offsets, in the order of the file.

    With the beginning of its content if that is worth reading.
    """
    while start + 8 <= end:
        file.seek(start)
        head = file.read(16)
        length, kind, skip = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, skip = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = end - start
        if len(head) < skip or length < skip or start + length > end:
            yield _CUT_OFF, b""
            return
        if kind in _READ and (kind != b"data" or _is_of_a_place(parent)):
            file.seek(start + skip)
            yield kind, file.read(min(length - skip, _LARGEST))
        else:
            yield kind, b""  # counted, not read
        if (kind in _CONTAINERS or parent == b"ilst") and depth < _DEEPEST:
            inner = start + skip
            if kind == b"meta":  # a full box in MP4, a plain one in QuickTime
                file.seek(inner + 4)
                inner += 0 if file.read(4) == b"hdlr" else 4
            yield from _boxes(file, inner, start + length, depth + 1, kind)
        start += length


def _is_of_a_place(item: bytes) -> bool:
    """Whether an item of a list may hold a place: its name says so, or is the number of a key (QuickTime)."""
    return item == b"\xa9xyz" or item[:1] == b"\0"


def _movie_header(content: bytes) -> dict[str, object]:
    wide = content[:1] == b"\1"
    created, scale, length = (
        (content[4:12], content[20:24], content[24:32]) if wide else (content[4:8], content[12:16], content[16:20])
    )
    if len(content) < (32 if wide else 20):
        return {}
    seconds, units, duration = (int.from_bytes(part, "big") for part in (created, scale, length))
    known: dict[str, object] = {}
    if units and 0 < duration < 2 ** (8 * len(length)) - 1 and duration / units < 10_000_000:
        known["duration_s"] = round(duration / units, 3)
    if 2_082_844_800 < seconds < 6_200_000_000:  # from 1970 on: cameras without a clock write 0
        known["created_at"] = _EPOCH + dt.timedelta(seconds=seconds)
    return known


def _track_header(content: bytes) -> dict[str, object]:
    """The size as shown, from the first track that has one; sound has 0 by 0. A quarter turn stands in the matrix."""
    at = 52 if content[:1] == b"\1" else 40
    if len(content) < at + 44:
        return {}
    width, height = (int.from_bytes(content[at + 36 + 4 * n : at + 40 + 4 * n], "big") >> 16 for n in (0, 1))
    if not (width and height):
        return {}
    turned = content[at : at + 4] == b"\0\0\0\0" and content[at + 4 : at + 8] != b"\0\0\0\0"
    return {"width": height, "height": width} if turned else {"width": width, "height": height}


def _located(content: bytes) -> dict[str, object]:
    """A `loci` box (3GPP TS 26.244, 8.10): language, name, role, then longitude and latitude in 65,536ths."""
    wide = content[6:8] in (b"\xfe\xff", b"\xff\xfe")
    name = next((at for at in range(6, len(content), 1 + wide) if not any(content[at : at + 1 + wide])), len(content))
    numbers = content[name + 2 + wide : name + 10 + wide]
    if len(numbers) < 8:
        return {}
    longitude, latitude = (int.from_bytes(numbers[at : at + 4], "big", signed=True) / 65536 for at in (0, 4))
    if (latitude, longitude) == (0, 0) or abs(latitude) > 90 or abs(longitude) > 180:
        return {}
    return {"latitude": round(latitude, 5), "longitude": round(longitude, 5), "precision_m": 1.7}


def _place(content: bytes) -> dict[str, object]:
    """A position as ISO 6709 writes it: `+46.6334+032.6203/`, after at most 16 bytes of header; also with minutes."""
    found = _ISO6709.search(content[:128], 0, 80)
    if found is None or found.start() > 16:
        return {}
    latitude, longitude = _degrees(found["latitude"], 2), _degrees(found["longitude"], 3)
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        return {}
    if abs(latitude) > 90 or abs(longitude) > 180:
        return {}
    digits = min(len(found[name].partition(b".")[2]) for name in ("latitude", "longitude"))
    parts = max(0, (len(found["latitude"].partition(b".")[0]) - 2) // 2)  # that stand behind the degrees
    size = 111_320 / 60**parts / 10**digits
    return {"latitude": latitude, "longitude": longitude, "precision_m": float(f"{size:.2g}")}


def _degrees(written: bytes, whole: int) -> float | None:
    """An angle whose degrees have so many digits at most, and pairs of minutes and seconds behind them: `+4851.504`."""
    sign, (digits, _, fraction) = written[:1], written[1:].partition(b".")
    if len(digits) <= whole:
        return float(written)
    parts = [digits[:whole], *(digits[at : at + 2] for at in range(whole, len(digits), 2))]
    numbers = [float(part) for part in parts]
    numbers[-1] += float(b"0." + (fraction or b"0"))
    if len(parts[-1]) != 2 or any(number >= 60 for number in numbers[1:]):
        return None
    value = round(sum(number / (1.0, 60.0, 3600.0)[place] for place, number in enumerate(numbers)), 9)
    return -value if sign == b"-" else value
