"""Giphy: animations."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "giphy"
LABEL = "GIPHY"
EXAMPLE = "https://giphy.com/gifs/cat-roof-3oEjI6SIIHBdRxXI40"
HOSTS = ("giphy.com", "gph.is")

MARKUP = (Shape(form="data-attr", attributes=(("data-giphy-id", "https://giphy.com/embed/{}"),)),)

OEMBED = OEmbed(endpoint="https://giphy.com/services/oembed", parameters=(), profile="giphy.com/{}", role="photo")
SOURCES = (
    OEMBED.source(gives="title, author, image", shape="documented", checked="2026-11-23"),
    Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:
    """The animation that a URL names, also as a frame or as the file itself."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("embed" | "stickers" | "gifs" | "clips", slug, *_):
            return _made(slug.rpartition("-")[2])
        case ("media", *rest) if len(rest) >= 2:  # /media/[v1.token/]id/giphy.gif
            return _made(rest[-2])
    return None


def _made(code: str) -> Reference | None:
    if not re.fullmatch(r"[A-Za-z0-9]{8,40}", code):
        return None
    return Reference(platform=NAME, id=code, url=f"https://giphy.com/gifs/{code}")
