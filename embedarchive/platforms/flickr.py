"""Flickr: photographs and albums."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.questions import MEDIA
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "flickr"
EXAMPLE = "https://www.flickr.com/photos/janedoe/53412345678/"
WELL_KNOWN = "https://www.flickr.com/photos/bees/2362225867/"
HOSTS = ("flickr.com", "flic.kr")
_ALPHABET = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"

MARKUP = (Shape(form="link", tag="a", attributes=(("data-flickr-embed", ""), ("href", "{}"))),)


def _sizes(_identifier: str, served: str) -> tuple[str, ...]:
    """The same secret opens the sizes up to `_b` (1,024 pixels)."""
    stem, dot, ending = served.rpartition(".")
    base, underscore, size = stem.rpartition("_")
    return (f"{base}_b.{ending}",) if dot and underscore and size in set("sqtmnwzc") else ()


OEMBED = OEmbed(
    endpoint="https://www.flickr.com/services/oembed/",
    page=True,
    profile="flickr.com/photos/{}",
    role="photo",
    pictures=_sizes,
)
SOURCES = (
    OEMBED.source(gives="title, author, image", shape="recorded", checked="2026-11-23"),
    Source(name="page", gives="description, day", shape="recorded", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:
    """The photograph or album that a URL names, also as a player's frame or short link."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("flic.kr"):
        return _short(parts[1]) if len(parts) == 2 and parts[0] == "p" else None
    match parts:
        case ("photos", user, "albums" | "sets" as kind, number, *_) if number.isdigit():
            return Reference(
                platform=NAME,
                id=f"albums/{number}",
                url=f"https://www.flickr.com/photos/{user}/{kind}/{number}",
                handle=user,
            )
        case ("photos", user, number, *_) if re.fullmatch(r"\d{5,14}", number):
            return Reference(
                platform=NAME, id=number, url=f"https://www.flickr.com/photos/{user}/{number}/", handle=user
            )
    return None


def _short(code: str) -> Reference | None:
    """`flic.kr/p/` counts photographs in base 58."""
    if not 4 <= len(code) <= 9 or any(char not in _ALPHABET for char in code):
        return None
    number = 0
    for char in code:
        number = number * 58 + _ALPHABET.index(char)
    return Reference(platform=NAME, id=str(number), url=f"https://flic.kr/p/{code}")


def same_question(address: urls.Address) -> str | None:
    """A photo by its number, whatever its size: `/65535/52345678901_ab12cd34ef_b.jpg`."""
    number = address.path.rpartition("/")[2].partition("_")[0]
    return f"{MEDIA}{number}" if address.on("staticflickr.com") and len(number) > 4 and number.isdigit() else None
