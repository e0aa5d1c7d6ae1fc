"""Coordinates without separators, as pilots and instruments write them: NOTAMs (ICAO Annex 15) and NMEA 0183."""

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


def find(text: str) -> Iterator[tuple[int, int, Coordinates]]:
    """Pairs such as `463800N0323713E`, `4638N03237E` and `4638.003,N,03237.220,E`, each with where it stands."""
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
