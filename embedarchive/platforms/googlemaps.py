"""Google Maps in a frame: a place, a route, or a map that somebody drew."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Reason, Reference
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "googlemaps"
LABEL = "Google Maps"
EXAMPLE = "https://www.google.com/maps/d/viewer?mid=1AbCdEfGhIjKlMnOpQrStUvWxYz012345"
_ENDS = [
    "com",
    "de",
    "fr",
    "nl",
    "be",
    "at",
    "ch",
    "it",
    "es",
    "pt",
    "pl",
    "cz",
    "se",
    "dk",
    "no",
    "fi",
    "ru",
    "ca",
    "com.au",
    "co.uk",
    "co.in",
    "co.jp",
    "com.br",
    "com.mx",
    "com.ua",
]
HOSTS = tuple(f"google.{end}" for end in _ENDS)
SOURCES = (
    Source(name="id", url="", gives="the place", shape="made", checked="2026-11-23"),
    Source(
        name="page",
        ids=r"[A-Za-z0-9._-]{10,60}",
        gives="title of a map that somebody drew",
        shape="made",
        checked="2026-11-23",
    ),
)

MARKUP: tuple[Shape, ...] = ()


def recognise(url: str) -> Reference | None:
    """The framed map that a URL names; links to a map in prose are links, not posts."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    drawn = address.parameter("mid")
    if parts[:1] == ("maps",) and "d" in parts[1:4] and re.fullmatch(r"[A-Za-z0-9._-]{10,60}", drawn):
        return Reference(platform=NAME, id=drawn, url=f"https://www.google.com/maps/d/viewer?mid={drawn}")
    if parts[:2] == ("maps", "embed") or (parts[:1] == ("maps",) and address.parameter("output") == "embed"):
        return Reference(platform=NAME, id=_place(address), url=str(address))
    return None


def _place(address: urls.Address) -> str:
    """What is shown: the place asked for, else the point of the `pb` parameter (`!2d` longitude, `!3d` latitude)."""
    asked = address.parameter("q", "center", "ll", "daddr", "destination")
    if asked:
        return asked
    packed = address.parameter("pb")
    found = re.search(r"!2d(-?\d{1,3}\.\d{1,20})!3d(-?\d{1,2}\.\d{1,20})", packed[:2000])
    return f"{found.group(2)},{found.group(1)}" if found else packed[:200]


def capture(embed: Embed) -> Capture:
    """What the address of a map says; only a map that somebody drew is asked for, by its page.

    A pin (`!3d`, `!4d`) is exact. The point after `!1d` is the middle of what is shown, which need not be the place
    that is meant: it is as precise as half of what is shown is wide (`!1d`, in metres).
    """
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import maps

    address = urls.parse(embed.url or "")
    if address is None:
        missing = Missing(
            reason=Reason.UNIDENTIFIED, detail="The article does not give the map's address.", id=embed.id
        )
        return maps.learnt(missing)
    if address.parameter("mid"):
        return service.capture(Service(NAME, recognise), embed)
    asked = address.parameter("q", "center", "ll", "daddr", "destination")
    packed = address.parameter("pb")[:2000]
    point = re.search(r"!3d(-?\d{1,2}\.\d{1,20})!4d(-?\d{1,3}\.\d{1,20})", packed)  # a pin
    middle = re.search(r"!2d(-?\d{1,3}\.\d{1,20})!3d(-?\d{1,2}\.\d{1,20})", packed)
    written = point.groups() if point else (middle[2], middle[1]) if middle else tuple(asked.split(","))
    wide = re.search(r"!1d(\d{1,9}(?:\.\d{1,20})?)!2d", packed)
    within = round(float(wide[1]) / 2, 1) if wide and not point else 0.0
    name = _name(packed) if packed else None if maps.point(written) else asked
    return maps.learnt(maps.place(NAME, embed, written, name=name, within_m=within))


def _name(packed: str) -> str | None:
    """The name of the place in a `pb` parameter: `!2sKherson`, the longest of the texts that are no codes."""
    found = re.findall(r"!2s([^!]{1,300})", packed)
    names = [
        each.replace("+", " ") for each in found if not re.fullmatch(r"[a-z]{2}(?:-[A-Z]{2})?|0x[0-9a-f:x]{1,40}", each)
    ]
    return max(names, key=len, default=None)
