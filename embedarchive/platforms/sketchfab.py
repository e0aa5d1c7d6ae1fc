"""Sketchfab: models in three dimensions."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.sources import Source

NAME = "sketchfab"
EXAMPLE = "https://sketchfab.com/models/0281766fa2d04bb788eaf19e65135184"
HOSTS = ("sketchfab.com",)

OEMBED = OEmbed(endpoint="https://sketchfab.com/oembed", parameters=(), profile="sketchfab.com/{}", role="photo")
SOURCES = (
    OEMBED.source(gives="title, author, image", shape="made", checked="2026-11-23"),
    Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:
    """The model that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("models" | "3d-models", name, *_):
            code = name.rpartition("-")[2]
            if re.fullmatch(r"[0-9a-f]{32}", code):
                return Reference(platform=NAME, id=code, url=f"https://sketchfab.com/models/{code}")
    return None
