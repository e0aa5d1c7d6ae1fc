"""Getty Images: photographs in its own frame."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "getty"
LABEL = "Getty Images"
EXAMPLE = "https://embed.gettyimages.com/embed/1234567890"
HOSTS = ("embed.gettyimages.com", "embed-cdn.gettyimages.com")
SOURCES = (Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),)

MARKUP = (
    Shape(
        form="link",
        tag="a",
        cls="gie-single",
        attributes=(("id", "https://embed.gettyimages.com/embed/{}"), ("href", "{}")),
    ),
)


def recognise(url: str) -> Reference | None:
    """The photograph that a frame's URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("embed", number, *_) if re.fullmatch(r"\d{5,14}", number):
            return Reference(platform=NAME, id=number, url=f"https://embed.gettyimages.com/embed/{number}")
    return None
