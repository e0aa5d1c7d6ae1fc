"""Loom: screen recordings."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.sources import Source

NAME = "loom"
EXAMPLE = "https://www.loom.com/share/0281766fa2d04bb788eaf19e65135184"
WELL_KNOWN = "https://www.loom.com/share/43d05f362f734614a2e81b4694a3a523"
HOSTS = ("loom.com",)

OEMBED = OEmbed(endpoint="https://www.loom.com/v1/oembed")
SOURCES = (
    OEMBED.source(gives="title, image", shape="made", checked="2026-11-23"),
    Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:
    """The recording that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("share" | "embed", code, *_) if re.fullmatch(r"[0-9a-f]{32}", code):
            return Reference(platform=NAME, id=code, url=f"https://www.loom.com/share/{code}")
    return None
