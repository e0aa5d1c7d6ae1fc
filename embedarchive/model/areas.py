"""Parts of the Earth as people ask for them: so many kilometres around a point, or a box on the map.

51.2345,2.9123        51.2345,2.9123,5       Dordrecht,5        a circle: latitude, longitude, kilometres
2.8,51.2,3.0,51.3                                               a box: west, south, east, north (RFC 7946)
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

USUAL_KM = 10.0
"""The radius of a circle for which none is named."""
_HALF_WAY_KM = 20_038.0
_SMALL_KM, _SMALL_DEGREES = 12.0, 0.25
_RADIUS_KM = 6371.0088
"""Of a sphere as large as the Earth."""
_NUMBER = r"[+-]?[0-9]{1,6}(?:\.[0-9]{0,15})?"
_RADIUS = re.compile(rf"(?P<rest>.{{1,200}}?)[,;\s]\s*(?P<km>{_NUMBER})\s*(?:km)?", re.IGNORECASE | re.DOTALL)
_POINT = re.compile(rf"\(?\s*(?P<latitude>{_NUMBER})\s*[,;\s]\s*(?P<longitude>{_NUMBER})\s*\)?")
_BETWEEN = re.compile(r"\s*[,;\s]\s*")


@dataclass(frozen=True, slots=True)
class Frame:
    """A box that does not cross 180°, in degrees."""

    south: float
    north: float
    west: float
    east: float

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """South, north, west, east."""
        return self.south, self.north, self.west, self.east


@dataclass(frozen=True, slots=True)
class Circle:
    """What lies within so many kilometres of a point in degrees."""

    latitude: float
    longitude: float
    km: float

    def __str__(self) -> str:
        return f"{self.latitude:.10g},{self.longitude:.10g},{self.km:.6g}"

    @property
    def small(self) -> bool:
        """Whether few places of an archive lie in it, unless it is of one town."""
        return self.km <= _SMALL_KM

    @property
    def inner(self) -> Frame:
        """A box of which all lies in it; a point where none surely does."""
        high = math.degrees(self.km / _RADIUS_KM) * 0.7
        south, north = self.latitude - high, self.latitude + high
        wide = high / max(math.cos(math.radians(min(abs(south), abs(north)))), 0.01)
        if self.km > 1_000 or max(abs(south), abs(north)) > 80 or abs(self.longitude) + wide > 180:
            return Frame(self.latitude, self.latitude, self.longitude, self.longitude)
        return Frame(south, north, self.longitude - wide, self.longitude + wide)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Boxes that hold all of it."""
        high = math.degrees(self.km / _RADIUS_KM) * 1.001
        south, north = self.latitude - high, self.latitude + high
        if south <= -90 or north >= 90:  # a pole lies in it, and every longitude
            return (Frame(max(south, -90.0), min(north, 90.0), -180.0, 180.0),)
        ratio = math.sin(min(math.pi / 2, self.km / _RADIUS_KM)) / math.cos(math.radians(self.latitude))
        wide = math.degrees(math.asin(ratio)) * 1.001 if ratio < 1 else 180.0
        if wide >= 179:
            return (Frame(south, north, -180.0, 180.0),)
        return _parted(south, north, self.longitude - wide, self.longitude + wide)


@dataclass(frozen=True, slots=True)
class Box:
    """What lies between two parallels and two meridians, in degrees; with `west` as the larger one it crosses 180°."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return ",".join(f"{value:.10g}" for value in (self.west, self.south, self.east, self.north))

    @property
    def small(self) -> bool:
        """Whether few places of an archive lie in it, unless it is of one town."""
        return all(one.north - one.south < _SMALL_DEGREES for one in self.frames)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """It as boxes of which none crosses 180°."""
        return _parted(self.south, self.north, self.west, self.east + (360 if self.west > self.east else 0))


def _parted(south: float, north: float, west: float, east: float) -> tuple[Frame, ...]:
    if west < -180:
        return (Frame(south, north, west + 360, 180.0), Frame(south, north, -180.0, east))
    if east > 180:
        return (Frame(south, north, west, 180.0), Frame(south, north, -180.0, east - 360))
    return (Frame(south, north, west, east),)


def circle(text: str, named: Callable[[str], tuple[float, float] | None] | None = None) -> Circle | None:
    """The circle that a text names; None where it names none.

    Args:
        text: a point as `latitude,longitude`, or a name; then, if it is wanted, a comma and how many kilometres.
        named: where a place of that name lies, in degrees.
    """
    given = text.strip()
    if found := _POINT.fullmatch(given):
        return _around(float(found["latitude"]), float(found["longitude"]), USUAL_KM)
    radius = _RADIUS.fullmatch(given)
    if radius and (found := _POINT.fullmatch(radius["rest"])):
        return _around(float(found["latitude"]), float(found["longitude"]), float(radius["km"]))
    if named is None:
        return None
    if radius and (at := named(radius["rest"].strip())):
        return _around(*at, float(radius["km"]))
    at = named(given)
    return _around(*at, USUAL_KM) if at else None


def _around(latitude: float, longitude: float, km: float) -> Circle | None:
    there = -90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 < km <= _HALF_WAY_KM
    return Circle(latitude, longitude, km) if there else None


def box(text: str) -> Box | None:
    """The box that a text names as `west,south,east,north`; None where it names none."""
    parts = _BETWEEN.split(text.strip())
    if len(parts) != 4 or not all(re.fullmatch(_NUMBER, part) for part in parts):
        return None
    west, south, east, north = map(float, parts)
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        return None
    return Box(west, south, east, north)


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float | None:
    """Kilometres between two points in degrees, on a sphere of the Earth's mean radius; None for what is no number."""
    try:
        here, there = math.radians(float(latitude)), math.radians(float(other_latitude))
        east = math.radians(float(other_longitude) - float(longitude))
    except (TypeError, ValueError):
        return None
    chord = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(east / 2) ** 2
    return 2 * _RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
