"""What is known of a media file."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a media file says about itself. Everything but the type may be absent.

    Attributes:
        media_type: from the first bytes, whatever the name or the server said; `application/octet-stream` when unknown.
        width: in pixels, as shown (after the rotation that the file asks for).
        height: see `width`.
        frames: images in an animation; 1 for a still.
        duration_s: of a video, in seconds.
        phash: 64-bit perceptual hash, 16 hexadecimal digits; images that look the same differ in at most about 10
            bits.
        taken_at: when it was taken, UTC; None when the file gives a local time without its zone (`exif` has that one).
        latitude: where it was taken, degrees north (WGS 84).
        longitude: see `latitude`, degrees east.
        precision_m: how finely the place is written: the size in metres of the last digit of its degrees, minutes or
            seconds. What the camera itself says of its error is in `exif`, as `GPSHPositioningError`.
        credit: whom it names as photographer and agency.
        caption: its own description.
        exif: what else it says, under the names of the Exif and IPTC standards.
        credentials: whether it carries C2PA content credentials. They are not verified.
        thumbnail: whether the thumbnail that was asked for was written.
        problem: why something above is missing, for people; empty when nothing is.
    """

    media_type: str = "application/octet-stream"
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    duration_s: float | None = None
    phash: str | None = None
    taken_at: dt.datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision_m: float | None = None
    credit: str | None = None
    caption: str | None = None
    exif: Mapping[str, str | int | float] = field(default_factory=dict)
    credentials: bool = False
    thumbnail: bool = False
    problem: str = ""


_NAMES = frozenset(item.name for item in dataclasses.fields(Facts))


def to_plain(facts: Facts) -> dict[str, Any]:
    """The facts as JSON can hold them."""
    plain = {name: getattr(facts, name) for name in _NAMES}
    return plain | {"exif": dict(facts.exif), "taken_at": facts.taken_at.isoformat() if facts.taken_at else None}


def from_plain(plain: Mapping[str, Any]) -> Facts:
    """The facts that `to_plain` wrote."""
    taken = plain.get("taken_at")
    known = {name: value for name, value in plain.items() if name in _NAMES}
    return Facts(**known | {"taken_at": dt.datetime.fromisoformat(taken) if taken else None})
