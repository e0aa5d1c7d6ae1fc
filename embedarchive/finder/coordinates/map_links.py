"""Places inside addresses: `geo:` URIs (RFC 5870) and the links of map services.

Services differ in the order: Google, OpenStreetMap, Apple and Bing say latitude first; Yandex, 2GIS and NASA's FIRMS
longitude first. A dropped pin (`!3d…!4d…`, `mlat`/`mlon`) outranks the centre of the view (`@…`, `#map=…`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from embedarchive.finder.coordinates import angles
from embedarchive.model import Coordinates
from embedarchive.patterns import regex

_GEO = regex(
    r"\bgeo:(-?\d{1,2}(?:\.\d{1,15})?),(-?\d{1,3}(?:\.\d{1,15})?)(?:,-?\d{1,6}(?:\.\d{1,6})?)?((?:;[\w=.%-]{1,40}){0,6})"
    r"(?:\?q=(-?\d{1,2}(?:\.\d{1,15})?),(-?\d{1,3}(?:\.\d{1,15})?))?",
    re.IGNORECASE,
)
_URL = regex(
    r"(?:(?<![A-Za-z])https?://|(?<![\w.@/:-])(?=[a-z0-9])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}(?=[/?#]))[^\s<>\"“”]{1,2000}",
    re.IGNORECASE,
)
_MARK = regex(r"[/?#]")
"""What stands in every address, and before its first blank."""

_NUMBER = r"-?\d{1,3}(?:\.\d{1,16})?"
_PIN = regex(rf"!3d({_NUMBER})!4d({_NUMBER})")
_PIN_REVERSED = regex(rf"!2d({_NUMBER})!3d({_NUMBER})")
_AT = regex(rf"@({_NUMBER}),({_NUMBER})(?=[,/;&]|$)")
_PAIR = regex(
    rf"(?:loc:|point\.|color:[\w]{{1,20}}\||label:[\w]{{1,20}}\|)?"
    rf"[ +]{{0,2}}({_NUMBER})[ +]{{0,2}}[,~_;][ +]{{0,2}}({_NUMBER})(?![\d.])"
)
_SLASHED = regex(rf"(?:map=)?\d{{1,2}}(?:\.\d{{1,4}})?/({_NUMBER})/({_NUMBER})(?=[/&?]|$)")
_FRAGMENT_PAIR = regex(rf"(?:[^@]{{0,300}}@|(?:view|map)=|/)?({_NUMBER}),({_NUMBER})(?=,|$|/)")
_GEOHACK = regex(
    r"(\d{1,2})_(\d{1,2})_(\d{1,2}(?:\.\d{1,6})?)_([NS])_(\d{1,3})_(\d{1,2})_(\d{1,2}(?:\.\d{1,6})?)_([EW])"
)

_LATITUDE_NAMES = ("mlat", "marker_lat", "lat", "latitude", "map_lat")
_LONGITUDE_NAMES = ("mlon", "marker_lon", "lon", "lng", "long", "longitude", "map_lng")
_QUERY = {  # by the label of the host that names the service: parameters, and whether the longitude comes first
    "google": (
        (
            "q",
            "query",
            "ll",
            "center",
            "destination",
            "daddr",
            "saddr",
            "sll",
            "cbll",
            "viewpoint",
            "markers",
            "origin",
        ),
        False,
    ),
    "apple": (("coordinate", "ll", "q", "daddr", "sll", "center", "near"), False),
    "bing": (("sp", "cp", "rtp"), False),
    "waze": (("ll", "latlng"), False),
    "here": (("map",), False),
    "liveuamap": (("ll",), False),
    "yandex": (("whatshere[point]", "pt", "poi[point]", "ll"), True),
    "2gis": (("m",), True),
    "geohack": (("params",), False),
    "toolforge": (("params",), False),
}
_FIRMS = "firms"
_TELLING = regex(r"[.]\d|[%°_]")
"""What every address has that names a place: decimals, a degree sign, or something escaped; most have none of it."""


def find(text: str) -> Iterator[tuple[int, int, Coordinates | None]]:
    """Where addresses stand in a text, and the place each names; None for an address that names none."""
    if "geo:" in text or "GEO:" in text or "Geo:" in text:
        for match in _GEO.finditer(text):
            yield match.start(), match.end(), _geo(match)
    if "/" not in text:
        return
    mark = _MARK.search(text)
    for match in _URL.finditer(text, text.rfind(" ", 0, mark.start()) + 1 if mark else 0):
        url = match.group().rstrip(".,;:!?'’»")
        while url.endswith(")") and url.count("(") < url.count(")"):
            url = url[:-1]
        yield match.start(), match.start() + len(url), place(url) if _TELLING.search(url) else None


def place(url: str) -> Coordinates | None:
    """The place that the address of a map names, or None."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").removeprefix("www.")
        query = dict(reversed(parse_qsl(parts.query[:4000], max_num_fields=60)))
    except ValueError:
        return None
    pairs = _pairs(set(host.split(".")), unquote(parts.path), query, unquote(parts.fragment))
    for latitude, longitude in pairs:
        if found := _coordinates(latitude, longitude, "map-link", url):
            return found
    if parts.path.startswith("/maps/") and "°" in unquote(parts.path):
        written = unquote(parts.path).replace("+", " ")
        return next((_as_link(found, url) for _, _, found in angles.find(written, "en")), None)
    return None


def _pairs(labels: set[str], path: str, query: dict[str, str], fragment: str) -> Iterator[tuple[str, str]]:
    """Candidates for (latitude, longitude) as written, the most telling first."""
    if "google" in labels or "goo" in labels:
        if match := _PIN.search(path):
            yield match[1], match[2]
        if match := _PIN_REVERSED.search(path) or _PIN_REVERSED.search(query.get("pb", "")):
            yield match[2], match[1]
    folded = {name.lower(): value for name, value in query.items()}
    named = dict(parse_qsl(fragment, max_num_fields=60)) if "lat=" in fragment and fragment.count("&") < 60 else {}
    for source in (folded, named):
        latitude = next((source[name] for name in _LATITUDE_NAMES if name in source), "")
        longitude = next((source[name] for name in _LONGITUDE_NAMES if name in source), "")
        if "." in latitude and "." in longitude:
            yield latitude, longitude
    for label in labels & _QUERY.keys():
        names, reverse = _QUERY[label]
        for name in names:
            if match := _GEOHACK.match(query.get(name, "")):
                yield _decimal(match, 1), _decimal(match, 5)
            elif match := _PAIR.match(query.get(name, "")):
                yield (match[2], match[1]) if reverse else (match[1], match[2])
    yield from _viewed(labels, path, fragment)


def _viewed(labels: set[str], path: str, fragment: str) -> Iterator[tuple[str, str]]:
    """What the path and the fragment show: the middle of the map."""
    if match := _SLASHED.match(fragment):
        yield match[1], match[2]
    if _FIRMS in labels and (match := _AT.search(fragment.replace("z", ",", 1)) or _FRAGMENT_PAIR.match(fragment)):
        yield match[2], match[1]
    elif labels & {"zoom", "satellites", "suncalc", "windy", "f4map"} and (match := _FRAGMENT_PAIR.match(fragment)):
        yield match[1], match[2]
    if labels & {"google", "goo"} and path.startswith(("/maps", "/web/", "/local")):
        for part in path.split("/")[2:8]:
            if match := _AT.match(part) or _PAIR.fullmatch(part):
                yield match[1], match[2]
    elif "google" in labels and "earth" in labels and (match := _AT.search(path)):
        yield match[1], match[2]
    if "2gis" in labels and (match := re.search(rf"/geo/(?:\d{{1,20}}/)?({_NUMBER}),({_NUMBER})", path)):
        yield match[2], match[1]
    if labels & {"here", "wego"} and (match := re.match(rf"/l/({_NUMBER}),({_NUMBER})", path)):
        yield match[1], match[2]


def _decimal(match: re.Match[str], first: int) -> str:
    degrees, minutes, seconds = (float(match[first + index]) for index in range(3))
    value = degrees + minutes / 60 + seconds / 3600
    return f"{-value if match[first + 3] in 'SW' else value:.6f}"


def _geo(match: re.Match[str]) -> Coordinates | None:
    if "crs=" in match[3].lower() and "crs=wgs84" not in match[3].lower():
        return None
    if match[4] and float(match[1]) == 0 == float(match[2]):  # Android's geo:0,0?q=…
        return _coordinates(match[4], match[5], "geo-uri", match.group())
    return _coordinates(match[1], match[2], "geo-uri", match.group().partition("?")[0])


def _coordinates(latitude: str, longitude: str, form: str, written: str) -> Coordinates | None:
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    decimals = max(len(value.strip().partition(".")[2]) for value in (latitude, longitude))
    if (
        not (abs(north) <= 90 and abs(east) <= 180)
        or (north == 0 and east == 0)
        or (form == "map-link" and decimals < 2)
    ):
        return None
    return Coordinates(
        latitude=north, longitude=east, form=form, precision_m=angles.metres(10.0**-decimals), text=written
    )


def _as_link(found: Coordinates, url: str) -> Coordinates:
    return Coordinates(
        latitude=found.latitude, longitude=found.longitude, form="map-link", precision_m=found.precision_m, text=url
    )
