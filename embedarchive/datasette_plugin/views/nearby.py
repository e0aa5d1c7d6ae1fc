"""Where a point lies, in words: how far from which city and on which side of it, or that it lies at sea.

From files that the map has, too: GeoNames' cities of 50,000 people and more, and Natural Earth's coast. Cities are a
help to the reader and no claim: no country is named, and no border is known.
"""

from __future__ import annotations

import bisect
import functools
import json
import math
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from embedarchive.datasette_plugin.locale.words import Words

_STATIC = Path(__file__).resolve().parents[1] / "static"
_KM_PER_DEGREE = 111.195
"""Of a great circle, on a sphere of the Earth's mean radius."""
_NEAR_KM = 5.0
"""So far from its middle reaches a city: nothing finer is said."""
_ALONG_THE_COAST_KM = 25.0
"""Within so many kilometres of a city nothing is said of the sea: its island may be too small for the map."""
_FAR_KM = 300.0
_COAST_M = 11_000.0
"""How exact the coast is: of a point that is less exact than half a cell nobody can say that it lies at sea."""
MEASURED = "exif-measured"
"""The form of a place of which the camera itself says how exact it is (`GPSHPositioningError`)."""
_STEPS_KM = {1: 20, 5: 100, 10: 500, 50: 2_000, 100: 5_000, 200: 10_000, 500: math.inf}
"""To how many kilometres a distance is rounded, up to how many."""
_SIDES = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


_Vector: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class City:
    """A city: its names, in English and in Dutch, and its middle in degrees."""

    latitude: float
    longitude: float
    name: str
    dutch: str

    def called(self, language: str) -> str:
        """Its name in that language."""
        return self.dutch if language == "nl" else self.name


@dataclass(frozen=True, slots=True)
class Nearest:
    """The city nearest to a point, how many kilometres away, and on which of its eight sides the point lies."""

    city: City
    km: float
    side: str


@dataclass(frozen=True, slots=True)
class _Branch:
    """A city in a k-d tree over the sphere: on each side of it, along one of three axes, lie those below and above."""

    city: City
    at: _Vector
    axis: int
    below: _Branch | None
    above: _Branch | None


def _vector(latitude: float, longitude: float) -> _Vector:
    up, right = math.radians(latitude), math.radians(longitude)
    return (math.cos(up) * math.cos(right), math.cos(up) * math.sin(right), math.sin(up))


def _tree(cities: list[tuple[_Vector, City]], axis: int = 0) -> _Branch | None:
    if not cities:
        return None
    cities.sort(key=lambda one: one[0][axis])
    middle, then = len(cities) // 2, (axis + 1) % 3
    at, city = cities[middle]
    return _Branch(city, at, axis, _tree(cities[:middle], then), _tree(cities[middle + 1 :], then))


@functools.cache
def _known() -> tuple[City, ...]:
    """The cities, the largest first."""
    rows = json.loads((_STATIC / "cities.json").read_text(encoding="utf-8"))
    return tuple(City(row[1], row[2], row[0], row[-1] if row[3:] else row[0]) for row in rows)


@functools.cache
def _cities() -> _Branch | None:
    return _tree([(_vector(city.latitude, city.longitude), city) for city in _known()])


@functools.cache
def _by_name() -> dict[str, City]:
    """The cities by their names in either language, folded; of several with one name the largest."""
    return {_folded(name): city for city in reversed(_known()) for name in (city.dutch, city.name)}


def _folded(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def city_named(name: str) -> tuple[float, float] | None:
    """Where the largest city with this name lies, in degrees; accents and capitals do not matter."""
    city = _by_name().get(_folded(name))
    return (city.latitude, city.longitude) if city else None


@functools.cache
def _seas() -> tuple[int, tuple[tuple[int, ...], ...]]:
    told = json.loads((_STATIC / "seas.json").read_text(encoding="utf-8"))
    return told["cells"], tuple(tuple(row) for row in told["rows"])


def at_sea(latitude: float, longitude: float) -> bool:
    """Whether no land lies there or beside it, as far as a map of the world shows land; a small island it does not."""
    cells, rows = _seas()
    row = rows[min(len(rows) - 1, max(0, int((90 - latitude) * cells)))]
    return bisect.bisect_right(row, int((longitude + 180) % 360 * cells)) % 2 == 0


def nearest(latitude: float, longitude: float) -> Nearest:
    """The nearest city. The number of cities that it is compared with grows with their logarithm."""
    x, y, z = here = _vector(latitude, longitude)
    best, least = None, math.inf  # the square of a chord through the Earth, in its radii
    open_branches = [(_cities(), 0.0)]
    while open_branches:
        branch, gap = open_branches.pop()
        if branch is None or gap >= least:
            continue
        right, ahead, up = branch.at
        square = (x - right) ** 2 + (y - ahead) ** 2 + (z - up) ** 2
        if square < least:
            best, least = branch.city, square
        aside = here[branch.axis] - branch.at[branch.axis]
        near, far = (branch.below, branch.above) if aside < 0 else (branch.above, branch.below)
        open_branches.append((far, aside * aside))
        open_branches.append((near, 0.0))
    assert best is not None  # noqa: S101 -- the file has thousands
    km = math.degrees(2 * math.asin(min(1.0, math.sqrt(least) / 2))) * _KM_PER_DEGREE
    return Nearest(best, km, _side(best, latitude, longitude))


def _side(city: City, latitude: float, longitude: float) -> str:
    """On which side of a city a point lies: where a great circle from the city to it begins."""
    here, there = math.radians(city.latitude), math.radians(latitude)
    east = math.radians(longitude - city.longitude)
    right = math.sin(east) * math.cos(there)
    ahead = math.cos(here) * math.sin(there) - math.sin(here) * math.cos(there) * math.cos(east)
    return _SIDES[round(math.degrees(math.atan2(right, ahead)) / 45) % 8]


def whereabouts(words: Words, latitude: float, longitude: float, precision_m: float | None = None) -> str:
    """Where a point lies, as people say it, and no more exactly than the point is given: “near Gouda”.

    Its coordinates are degrees; `precision_m` is how exact they are in metres, None where nobody says.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return ""
    return _said(words.language, latitude, longitude, precision_m or 0.0)


def exactness(words: Words, precision_m: float | None, source: str, form: str) -> str:
    """How exact a place is, and by whose word; in words, too, where nobody says."""
    if not precision_m:
        return words("precision not stated")
    if form == MEASURED:
        said = "exact to about {metres} m, says the camera"
    else:
        said = "to about {metres} m" if source == "geotag" else "written to about {metres} m"
    return words(said, metres=words.metres(precision_m))


def whereabouts_in(latitude: float, longitude: float, precision_m: float | None, language: str) -> str:
    """`whereabouts` for SQL."""
    return whereabouts(Words(language), latitude, longitude, precision_m)


def exactness_in(precision_m: float | None, source: str, form: str, language: str) -> str:
    """`exactness` for SQL."""
    return exactness(Words(language), precision_m, source, form)


@functools.lru_cache(maxsize=10_000)
def _said(language: str, latitude: float, longitude: float, precision_m: float) -> str:
    words, found = Words(language), nearest(latitude, longitude)
    where = _from(words, found, precision_m / 1000)
    if found.km > _ALONG_THE_COAST_KM and precision_m <= _COAST_M and at_sea(latitude, longitude):
        return words("at sea or on a small island, {where}", where=where)
    if found.km > _FAR_KM:
        return words("far from any larger city, {where}", where=where)
    return where


def _from(words: Words, found: Nearest, exact_km: float) -> str:
    """Distance and side, each as far as the point's own exactness lets them be told."""
    city = found.city.called(words.language)
    if exact_km >= 20 and exact_km >= found.km / 2:
        return words("somewhere around {city}", city=city)
    if found.km <= max(_NEAR_KM, exact_km):
        return words("near {city}", city=city)
    step = next((step for step, most in _STEPS_KM.items() if found.km < most and step >= exact_km), max(_STEPS_KM))
    km = words.number(max(step, step * round(found.km / step)))
    if exact_km > found.km / 3:
        return words("about {km} km from {city}", km=km, city=city)
    return words(f"about {{km}} km {found.side} of {{city}}", km=km, city=city)
