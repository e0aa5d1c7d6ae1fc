"""Infogram: charts and infographics."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape

NAME = "infogram"
EXAMPLE = "https://infogram.com/a-chart-1h7k230abcde2xz"
HOSTS = ("infogram.com",)

MARKUP = (Shape(form="div", cls="infogram-embed", attributes=(("data-id", "https://infogram.com/{}"),)),)

OEMBED = OEmbed(endpoint="https://infogram.com/oembed")


def recognise(url: str) -> Reference | None:
    """The chart that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case (*_, name) if re.fullmatch(r"[\w.-]{6,200}", name):
            return Reference(platform=NAME, id=name, url=f"https://infogram.com/{name}")
    return None
