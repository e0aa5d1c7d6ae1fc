"""Camera, time, place, credit and caption: what Exif, IPTC and XMP say in an image.

All of it was written by strangers: rationals with a zero below the line, latitudes of 900 degrees, texts in no known
charset. What makes no sense is left out.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, SupportsFloat

from embedarchive.patterns import regex

if TYPE_CHECKING:
    from PIL.Image import Exif
    from PIL.ImageFile import ImageFile

_LONGEST = 2000
METRES_PER_DEGREE = 111_320
"""Of latitude; of longitude at the equator."""
_KEPT = frozenset(
    {
        "Make",
        "Model",
        "Software",
        "DateTime",
        "Artist",
        "Copyright",
        "ImageDescription",
        "Orientation",
        "DateTimeOriginal",
        "OffsetTimeOriginal",
        "DateTimeDigitized",
        "OffsetTimeDigitized",
        "OffsetTime",
        "SubsecTimeOriginal",
        "LensMake",
        "LensModel",
        "BodySerialNumber",
        "ExposureTime",
        "FNumber",
        "FocalLength",
        "ISOSpeedRatings",
    }
)
_GPS_KEPT = frozenset(
    {
        "GPSAltitude",
        "GPSImgDirection",
        "GPSImgDirectionRef",
        "GPSSpeed",
        "GPSDateStamp",
        "GPSMapDatum",
        "GPSHPositioningError",
    }
)
_IPTC = {
    (2, 5): "Title",
    (2, 55): "DateCreated",
    (2, 80): "By-line",
    (2, 90): "City",
    (2, 95): "Province-State",
    (2, 101): "Country",
    (2, 103): "OriginalTransmissionReference",
    (2, 105): "Headline",
    (2, 110): "Credit",
    (2, 115): "Source",
    (2, 116): "CopyrightNotice",
    (2, 120): "Caption",
}


def read(image: ImageFile, *, decode: bool = True) -> dict[str, Any]:
    """The fields of `Facts` that the metadata of an opened image fill.

    Args:
        image: the image.
        decode: whether it may be decoded; a PNG may have its Exif behind its pixels, and Pillow then reads them all.
    """
    from PIL.Image import Image

    exif = image.getexif() if decode else Image.getexif(image)
    said = _exif(exif)
    place, utc = _gps(exif)
    iptc = _iptc(image)
    xmp = xmp_of(image.info.get("xmp") or image.info.get("XML:com.adobe.xmp"))
    place = place or xmp_place(xmp)
    creator = iptc.get("By-line") or xmp.get("creator") or _text(said.get("Artist"))
    agency = iptc.get("Credit") or xmp.get("Credit") or iptc.get("Source") or xmp.get("Source")
    rights = iptc.get("CopyrightNotice") or xmp.get("rights") or _text(said.get("Copyright"))
    credit = " / ".join(dict.fromkeys(part for part in (creator, agency) if part)) or rights
    return {
        "exif": said
        | {f"IPTC:{name}": value for name, value in iptc.items()}
        | {f"XMP:{name}": value for name, value in xmp.items()},
        "taken_at": taken_at(said) or utc or _moment(xmp.get("DateTimeOriginal") or xmp.get("CreateDate")),
        **place,
        "credit": credit or None,
        "caption": iptc.get("Caption") or xmp.get("description") or _text(said.get("ImageDescription")),
    }


def of_sidecar(packet: bytes) -> dict[str, Any]:
    """The fields of `Facts` that an XMP sidecar fills: the file beside an image that programs write to in its place."""
    xmp = xmp_of(packet)
    names = (xmp.get("creator"), xmp.get("Credit") or xmp.get("Source"))
    credit = " / ".join(dict.fromkeys(part for part in names if part)) or xmp.get("rights")
    return {
        "exif": {f"XMP:{name}": value for name, value in xmp.items()},
        "taken_at": _moment(xmp.get("DateTimeOriginal") or xmp.get("CreateDate")),
        **xmp_place(xmp),
        "credit": credit or None,
        "caption": xmp.get("description"),
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def plain_text(value: object) -> str | None:
    """A text as it can be kept: UTF-8 if it is, else Windows-1252; no control characters; None when nothing is left."""
    if isinstance(value, bytes):
        try:
            words = value.decode("utf-8")
        except UnicodeDecodeError:
            words = value.decode("cp1252", "replace")
    elif isinstance(value, str):
        words = value
    else:
        return None
    words = words[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
    return "".join(mark if mark.isprintable() or mark in "\n\t" else " " for mark in words).strip() or None


def plain_number(value: object) -> float | None:
    """A finite number, also from a rational; None for 1/0 and for what is no number."""
    try:
        number = float(value) if isinstance(value, SupportsFloat | str) else math.nan
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _exif(exif: Exif) -> dict[str, str | int | float]:
    from PIL import ExifTags

    tables = (exif, exif.get_ifd(ExifTags.IFD.Exif))
    found: dict[str, str | int | float] = {}
    for table in tables:
        for tag, value in table.items():
            name = ExifTags.TAGS.get(tag)
            if name not in _KEPT:
                continue
            kept = plain_text(value) if isinstance(value, str | bytes) else plain_number(value)
            if kept is not None:
                found[name] = int(kept) if isinstance(kept, float) and kept.is_integer() else kept
    for tag, value in exif.get_ifd(ExifTags.IFD.GPSInfo).items():
        name = ExifTags.GPSTAGS.get(tag)
        kept = plain_text(value) if isinstance(value, str | bytes) else plain_number(value)
        if name in _GPS_KEPT and kept is not None:
            found[name] = kept
    return found


def _gps(exif: Exif) -> tuple[dict[str, float], dt.datetime | None]:
    """Where, and the UTC time that the satellites gave. A position of exactly 0, 0 is a receiver without a fix."""
    from PIL import ExifTags

    table = exif.get_ifd(ExifTags.IFD.GPSInfo)
    there = [_parts(table.get(tag)) for tag in (2, 4)]
    latitude, longitude = degrees(there[0], table.get(1), 90), degrees(there[1], table.get(3), 180)
    place: dict[str, float] = {}
    if latitude is not None and longitude is not None and (latitude, longitude) != (0, 0):
        place = {"latitude": latitude, "longitude": longitude, "precision_m": step_m(there[0], there[1])}
    day, clock = plain_text(table.get(29)), table.get(7)
    utc = None
    if day and isinstance(clock, tuple) and len(clock) == 3:
        hours, minutes, seconds = (plain_number(part) for part in clock)
        if hours is not None and minutes is not None and seconds is not None:
            utc = _instant(f"{day} {int(hours):02}:{int(minutes):02}:{int(seconds):02}", "+00:00")
    return place, utc


def _parts(value: object) -> tuple[object, object, object]:
    """Degrees, minutes and seconds, of which some cameras write the first alone, and others 0/0 for what is missing."""
    parts = [*value] if isinstance(value, tuple) else [value]
    known = [0 if (isinstance(part, float) and math.isnan(part)) or _is_nothing(part) else part for part in parts[:3]]
    first, second, third = (*known, 0, 0)[:3]
    return first, second, third


def _is_nothing(part: object) -> bool:
    """Whether a fraction is 0/0: what nobody filled in."""
    return getattr(part, "denominator", 1) == 0 and getattr(part, "numerator", 1) == 0


def degrees(parts: object, hemisphere: object, most: int) -> float | None:
    """Decimal degrees from degrees, minutes and seconds; None when they are no such thing."""
    mark = (plain_text(hemisphere) or "")[:1].upper()  # `s`, `South`
    if not isinstance(parts, tuple) or len(parts) != 3 or mark not in {"N", "S", "E", "W"}:
        return None
    numbers = [plain_number(part) for part in parts]
    if any(number is None or number < 0 for number in numbers):
        return None
    whole, minutes, seconds = (number or 0.0 for number in numbers)
    value = whole + minutes / 60 + seconds / 3600
    if minutes >= 60.001 or seconds >= 60.001 or value > most:
        return None
    return round(-value if mark in {"S", "W"} else value, 7)


def step_m(*coordinates: tuple[object, object, object]) -> float:
    """The size in metres of the last digit of degrees, minutes and seconds; of several, that of the finest.

    Each part is a fraction, whose denominator is its last digit's, or was before it was cut short (269/20: 1345/100).
    Minutes or seconds that are zero everywhere were not written; what 52/1 does not tell of its digits, the other
    coordinate does.
    """
    last = max((place for parts in coordinates for place, part in enumerate(parts) if plain_number(part)), default=0)
    step = min(
        60.0**-place / 10 ** math.ceil(math.log10(abs(getattr(part, "denominator", None) or 1)))
        for parts in coordinates
        for place, part in enumerate(parts[: last + 1])
    )
    return float(f"{max(0.01, METRES_PER_DEGREE * step):.2g}")


def taken_at(said: Mapping[str, object]) -> dt.datetime | None:
    """When the shutter opened, UTC; None without a time zone, because a guess would be hours off."""
    return _instant(said.get("DateTimeOriginal"), said.get("OffsetTimeOriginal") or said.get("OffsetTime"))


def _instant(local: object, offset: object) -> dt.datetime | None:
    if not isinstance(local, str) or not isinstance(offset, str):
        return None
    try:
        found = dt.datetime.strptime(f"{local[:19]} {offset}", "%Y:%m:%d %H:%M:%S %z")
        return found.astimezone(dt.UTC) if found.year >= 1990 else None
    except (ValueError, OverflowError):
        return None


def xmp_place(xmp: Mapping[str, str]) -> dict[str, float]:
    """Where, as XMP says it: `38,1.51872S`, degrees and minutes, or with seconds; some write `-38.02` or `38.02S`."""
    angles = [_XMP_ANGLE.fullmatch(xmp.get(name, "")) for name in ("GPSLatitude", "GPSLongitude")]
    found: list[tuple[float, float]] = []
    for angle, most in zip(angles, (90, 180), strict=True):
        if angle is None or (angle["minutes"] and not angle["mark"]):
            return {}
        mark = angle["mark"] or ("SW" if angle["sign"] == "-" else "NE")[most == 180]
        parts = [float(part) for part in (angle["degrees"], angle["minutes"], angle["seconds"]) if part]
        value = degrees((*parts, 0.0, 0.0)[:3], mark, most)
        if value is None:
            return {}
        last = (angle["seconds"] or angle["minutes"] or angle["degrees"]).partition(".")[2]
        found.append((value, METRES_PER_DEGREE * 60.0 ** (1 - len(parts)) / 10 ** len(last)))
    (latitude, first), (longitude, second) = found
    if (latitude, longitude) == (0, 0):
        return {}
    return {"latitude": latitude, "longitude": longitude, "precision_m": float(f"{max(0.01, min(first, second)):.2g}")}


def _moment(stamp: str | None) -> dt.datetime | None:
    """A time of XMP, UTC; None without a time zone."""
    try:
        found = dt.datetime.fromisoformat(stamp or "")
        return found.astimezone(dt.UTC) if found.tzinfo and found.year >= 1990 else None
    except (ValueError, OverflowError):
        return None


def _iptc(image: ImageFile) -> dict[str, str]:
    from PIL import IptcImagePlugin

    table = IptcImagePlugin.getiptcinfo(image) or {}
    found: dict[str, str] = {}
    for tag, name in _IPTC.items():
        value = table.get(tag)
        texts = [plain_text(part) for part in (value if isinstance(value, list) else [value])[:20]]
        if joined := ", ".join(text for text in texts if text):
            found[name] = joined
    return found


_XMP_ANGLE = regex(
    r"(?P<sign>[+-]?)(?P<degrees>\d{1,3}(?:\.\d{1,12})?)"
    r"(?:,(?P<minutes>\d{1,2}(?:\.\d{1,12})?)(?:,(?P<seconds>\d{1,2}(?:\.\d{1,9})?))?)?(?P<mark>[NSEW]?)",
    re.IGNORECASE,
)
_XMP = {
    "http://purl.org/dc/elements/1.1/": {"description", "creator", "rights"},
    "http://ns.adobe.com/exif/1.0/": {"GPSLatitude", "GPSLongitude", "DateTimeOriginal"},
    "http://ns.adobe.com/xap/1.0/": {"CreateDate"},
    "http://ns.adobe.com/photoshop/1.0/": {"Credit", "Source", "City", "Country", "Headline", "DateCreated"},
}


def xmp_of(packet: object) -> dict[str, str]:
    """Credit and caption of an XMP packet; a document type, which could define entities, ends the reading."""
    from xml.parsers import expat

    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    if not isinstance(packet, bytes) or len(packet) > 1_000_000:
        return {}
    packet_reader = _Packet()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = packet_reader.start, packet_reader.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = packet_reader.characters, packet_reader.doctype
    try:
        parser.Parse(packet.strip(b"\0 \r\n\t"), True)
    except (expat.ExpatError, ValueError):
        return {}
    return {name: text for name, parts in packet_reader.found.items() if (text := plain_text(_joined_text(parts)))}


def _joined_text(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def _local_name(name: str) -> str | None:
    """The name without its namespace, when it is one that we keep."""
    space, _, local = name.rpartition(" ")
    return local if local in _XMP.get(space, ()) else None


class _Packet:
    """Collects the texts of the elements and attributes that are kept; what stands deeper belongs to the outer name."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}
        self._open: list[str | None] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(_local_name(name) or (self._open[-1] if self._open else None))
        for key, value in attributes.items():
            if known := _local_name(key):
                self.found.setdefault(known, []).append(value)

    def end(self, _name: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        if self._open and (name := self._open[-1]):
            self.found.setdefault(name, []).append(text)

    def doctype(self, *_: object) -> None:
        raise ValueError("an XMP packet has no document type")
