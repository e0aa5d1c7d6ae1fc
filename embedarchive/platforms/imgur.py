"""Imgur: images and albums."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.questions import MEDIA, stem
from embedarchive.protocols.declaring.shapes import Shape, elements
from embedarchive.protocols.declaring.sources import Source

NAME = "imgur"
EXAMPLE = "https://imgur.com/a/OdPrv"
WELL_KNOWN = "https://imgur.com/A61SaA1"
HOSTS = ("imgur.com", "imgur.io")
_ANY = "https://imgur.com/{}"
_PAGES = frozenset(
    {"upload", "signin", "register", "about", "gallery", "memegen", "privacy", "search", "user", "topic"}
)

MARKUP = (
    Shape(form="blockquote", tag="blockquote", cls="imgur-embed-pub", attributes=(("data-id", _ANY),), link="first"),
    *elements(_ANY, "amp-imgur[data-imgur-id]"),
)


def _picture(identifier: str, _served: str) -> tuple[str, ...]:
    """An image's file has its id for a name, in whatever format; an album has none."""
    return () if "/" in identifier else (f"https://i.imgur.com/{identifier}.jpg",)


OEMBED = OEmbed(endpoint="https://api.imgur.com/oembed.json", parameters=(), role="photo", pictures=_picture)
SOURCES = (
    OEMBED.source(gives="title, image", shape="recorded", checked="2026-11-29"),
    Source(name="page", gives="what it tells other sites", shape="recorded", checked="2026-11-30"),
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The image (`id`) or album (`a/id`) that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("a", code, *_):
            return _made(code.rpartition("-")[2], "a/")  # a title may stand before it
        case ("topic", _, code, *_):
            return _made(code.rpartition("-")[2], "gallery/")
        case (name,) if "-" in name and name not in _PAGES:
            return _made(name.rpartition("-")[2])
        case ("gallery", code, *_) | ("t" | "r", _, code, *_):
            return _made(code.rpartition("-")[2], "gallery/")
        case (code, *rest) if code not in _PAGES and rest in ([], ["embed"]):
            return _made(code.partition(".")[0])
    return None


def _made(code: str, kind: str = "") -> Reference | None:
    if not re.fullmatch(r"[A-Za-z0-9]{5,8}", code):
        return None
    return Reference(platform=NAME, id=f"{kind}{code}", url=f"https://imgur.com/{kind}{code}")


def same_question(address: urls.Address) -> str | None:
    """An image whose size is a letter behind its five or seven characters."""
    name = stem(address).strip("/")
    if address.host != "i.imgur.com" or not name.isalnum():
        return None
    return f"{MEDIA}{name[:-1] if len(name) in (6, 8) and name[-1] in 'sbtmlh' else name}"
