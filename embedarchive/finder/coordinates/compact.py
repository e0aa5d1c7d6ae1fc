"""Coordinates without separators: of pilots (ICAO Annex 15), instruments (NMEA 0183) and programs (ISO 6709)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from embedarchive.finder.coordinates.angles import metres
from embedarchive.model import Coordinates
from embedarchive.patterns import regex

_PAIR = regex(
    r"""
    (?<![\w.]) (\d{2}) (\d{2}) (\d{2})? (\.\d{1,8})? [ ,]? ([NS]) [ ,/]{0,3}
    (\d{3}) (\d{2}) (\d{2})? (\.\d{1,8})? [ ,]? ([EW]) (?!\w)
    """,
    re.VERBOSE,
)


_SIGNED = regex(
    r"""
    (?<![\w.+-]) (?P<south>[+-]) (?P<north>\d{2}(?:\d{2}){0,2}) (?P<n>\.\d{1,9})?
    (?P<west>[+-]) (?P<east>\d{3}(?:\d{2}){0,2}) (?P<e>\.\d{1,9})? (?: [+-]\d{1,5}(?:\.\d{1,4})? )? (?: CRS\w{1,20} )? /
    """,
    re.VERBOSE,
)


def find(text: str) -> Iterator[tuple[int, int, Coordinates]]:
    """Pairs such as `463800N0323713E`, `4638N03237E` and `4638.003,N,03237.220,E`, each with where it stands."""
    for match in _SIGNED.finditer(text) if "/" in text else ():
        if place := _signed(match):
            yield match.start(), match.end(), place
    for match in _PAIR.finditer(text):
        latitude, longitude = _value(match, 1), _value(match, 6)
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            continue
        seconds = match[3] is not None
        if seconds != (match[8] is not None):
            continue
        decimals = min(len(match[4] or "."), len(match[9] or ".")) - 1
        precision = metres(10.0**-decimals / (3600 if seconds else 60))
        form = "dms" if seconds or decimals == 0 else "ddm"
        place = Coordinates(
            latitude=latitude, longitude=longitude, form=form, precision_m=precision, text=match.group()
        )
        yield match.start(), match.end(), place


def _signed(match: re.Match[str]) -> Coordinates | None:
    """ISO 6709, which ends in a slash: `+4851.5+00217.7/`, degrees with as many pairs of digits as follow them."""
    values, steps = [], []
    for sign, digits, fraction, first in (("south", "north", "n", 2), ("west", "east", "e", 3)):
        whole, rest = match[digits][:first], match[digits][first:]
        parts = [whole, *(rest[at : at + 2] for at in range(0, len(rest), 2))]
        numbers = [float(part) for part in parts]
        numbers[-1] += float(match[fraction] or 0)
        if any(number >= 60 for number in numbers[1:]):
            return None
        value = sum(number / 60**place for place, number in enumerate(numbers))
        values.append(round(-value if match[sign] == "-" else value, 9))
        steps.append(10.0 ** -len((match[fraction] or ".")[1:]) / 60 ** (len(parts) - 1))
    latitude, longitude = values
    if len(match["north"]) + 1 != len(match["east"]) or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    form = {2: "decimal", 4: "ddm" if match["n"] else "dms", 6: "dms"}[len(match["north"])]
    return Coordinates(
        latitude=latitude, longitude=longitude, form=form, precision_m=metres(max(steps)), text=match.group()
    )


def _value(match: re.Match[str], first: int) -> float | None:
    degrees, minutes = int(match[first]), float(match[first + 1])
    seconds = float(match[first + 2] or 0)
    if match[first + 2] is None:
        minutes += float(match[first + 3] or 0)
    else:
        seconds += float(match[first + 3] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return round(-value if match[first + 4] in "SW" else value, 9)
