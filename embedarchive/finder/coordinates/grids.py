"""Grid references: MGRS, UTM and full Plus codes.

The arithmetic is left to the libraries that everybody trusts for it, loaded when the first reference is met. Short
Plus codes (`JJMC+94 Kherson`) need a gazetteer and are not read; geohashes look like any word and are not read
either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from embedarchive.finder.coordinates.angles import metres
from embedarchive.model import Coordinates
from embedarchive.patterns import regex

_MGRS = regex(
    r"""
    (?<![\w.,/=-])
    (?P<zone>[0-6]?\d) [ ]? (?P<band>[C-HJ-NP-X]) [ ]? (?P<square>[A-HJ-NP-Z][A-HJ-NP-V]) [ ]?
    (?: (?P<run>\d{6}|\d{8}|\d{10}) | (?P<east>\d{3,5}) [ ] (?P<north>\d{3,5}) )
    (?![\w%€$]) (?![.,]\d)
    """,
    re.VERBOSE,
)
_UTM = regex(
    r"""
    (?<![\w.,/-])
    (?P<zone>[0-6]?\d) [ ]? (?P<band>[C-HJ-NP-X]) [ ,]{1,3} (?:[Ee][ :=]{0,2})?
    (?P<east>0?\d{6}(?:\.\d{1,4})?) [ ]? (?:m[ ]?E|mE|E|m)? [ ,;/]{1,3} (?:[Nn][ :=]{0,2})?
    (?P<north>\d{6,8}(?:\.\d{1,4})?) (?: [ ]? (?:m[ ]?N|mN|N|m) )? (?![\w]) (?!\.\d)
    """,
    re.VERBOSE,
)
_PLUS = regex(
    r"(?<![\w+%/=-])([2-9C][23456789CFGHJMPQRV][23456789CFGHJMPQRVWX]{6}\+[23456789CFGHJMPQRVWX]{2,5})(?![\w+])"
)

_HALF_A_METRE = 5e-6
"""Degrees: on the edge of a band a northing in whole metres may lie in the next one."""


def find(text: str) -> Iterator[tuple[int, int, Coordinates]]:
    """The grid references in a text, each with where it stands."""
    if "+" in text:
        yield from _plus_codes(text)
    for match in _MGRS.finditer(text):
        if place := _mgrs(match):
            yield match.start(), match.end(), place
    for match in _UTM.finditer(text):
        if place := _utm(match):
            yield match.start(), match.end(), place


def _mgrs(match: re.Match[str]) -> Coordinates | None:
    east, north = match["east"] or "", match["north"] or ""
    digits = match["run"] or east + north
    if len(east) != len(north) or not 1 <= int(match["zone"]) <= 60:
        return None
    import mgrs

    try:
        latitude, longitude = mgrs.MGRS().toLatLon(f"{match['zone']}{match['band']}{match['square']}{digits}")
    except (mgrs.core.MGRSError, ValueError):
        return None
    size = 10.0 ** (5 - len(digits) // 2)
    return _place(latitude, longitude, "mgrs", size, match.group())


def _utm(match: re.Match[str]) -> Coordinates | None:
    import utm

    zone, band = int(match["zone"]), match["band"]
    east, north = float(match["east"]), float(match["north"])
    letter: str | None = band
    northern: bool | None = None
    if band == "N" and north > 900_000:  # the band N ends at 8° north: here the letter is the hemisphere
        letter, northern = None, True
    elif band == "S" and not 3_400_000 <= north <= 4_500_000:  # the band S lies between 32° and 40° north
        letter, northern = None, False
    try:
        if letter is None:
            latitude, longitude = utm.to_latlon(east, north, zone, northern=northern)
        else:
            latitude, longitude = utm.to_latlon(east, north, zone, letter)
            edges = (latitude - _HALF_A_METRE, latitude + _HALF_A_METRE)
            if letter not in map(utm.latitude_to_zone_letter, edges):
                return None  # the northing does not lie in the band: some other numbers
    except (utm.OutOfRangeError, ValueError):
        return None
    decimals = max(len(match[name].partition(".")[2]) for name in ("east", "north"))
    return _place(float(latitude), float(longitude), "utm", 10.0**-decimals, match.group())


def _plus_codes(text: str) -> Iterator[tuple[int, int, Coordinates]]:
    for match in _PLUS.finditer(text):
        code = match.group(1)
        if code.replace("+", "").isdigit():
            continue  # a telephone or an order number; codes without a letter are rarer than those
        from openlocationcode import openlocationcode

        if openlocationcode.isFull(code):
            area = openlocationcode.decode(code)
            size = metres(area.latitudeHi - area.latitudeLo)
            yield *match.span(), _place(area.latitudeCenter, area.longitudeCenter, "plus-code", size, code)


def _place(latitude: float, longitude: float, form: str, size: float, written: str) -> Coordinates:
    return Coordinates(
        latitude=round(latitude, 7), longitude=round(longitude, 7), form=form, precision_m=size, text=written
    )
