"""A point that a platform attached to a post."""

from __future__ import annotations

import re

from embedarchive.model import Coordinates
from embedarchive.protocols.reading import values

_PAIR = re.compile(
    r"\s*(?P<latitude>[+-]?\d{1,3}(?:\.\d{1,20})?)\s{0,3}[,; ]\s{0,3}(?P<longitude>[+-]?\d{1,3}(?:\.\d{1,20})?)\s*"
)


def geotag(latitude: object, longitude: object) -> tuple[Coordinates, ...]:
    """The coordinates in degrees, given as numbers or as texts of one; none when they are no place on Earth.

    (0, 0) is what software writes for "unknown". The precision is that of the longer of the two numbers.
    """
    written = [_written(latitude), _written(longitude)]
    numbers = [values.real(float(text)) if text else None for text in written]
    if numbers[0] is None or numbers[1] is None or abs(numbers[0]) > 90 or abs(numbers[1]) > 180 or not any(numbers):
        return ()
    places = max(len(text.partition(".")[2]) for text in written)
    return (
        Coordinates(
            latitude=numbers[0],
            longitude=numbers[1],
            form="geotag",
            precision_m=float(f"{111_320 / 10 ** min(places, 9):.2g}"),
            text=", ".join(written),
        ),
    )


def pair(text: str | None) -> tuple[Coordinates, ...]:
    """The coordinates that a text `46.6333857, 32.6203279` is, latitude first; none when it is anything else."""
    found = _PAIR.fullmatch((text or "")[:100])
    return geotag(found["latitude"], found["longitude"]) if found else ()


def _written(value: object) -> str:
    number = values.real(value)
    text = value.strip() if isinstance(value, str) else ("" if number is None else f"{number:.15g}")
    return text if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{1,20})?", text) else ""
