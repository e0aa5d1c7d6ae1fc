"""Scribd: documents."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.sources import Source

NAME = "scribd"
EXAMPLE = "https://www.scribd.com/document/123456789/A-Report"
WELL_KNOWN = "https://www.scribd.com/document/110799637/Synthesis-of-Knowledge"
HOSTS = ("scribd.com",)

OEMBED = OEmbed(endpoint="https://www.scribd.com/services/oembed", role="photo")
SOURCES = (
    OEMBED.source(gives="title, author, image", shape="recorded", checked="2026-11-29"),
    Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:
    """The document that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("embeds" | "document" | "doc" | "presentation", number, *_) if re.fullmatch(r"\d{4,12}", number):
            return Reference(platform=NAME, id=number, url=f"https://www.scribd.com/document/{number}")
    return None
