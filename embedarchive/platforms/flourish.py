"""Flourish: charts and stories made of charts."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "flourish"
EXAMPLE = "https://public.flourish.studio/visualisation/12345678/"
HOSTS = ("flourish.studio", "flo.uri.sh")
_PUBLIC = "https://public.flourish.studio/{}"

MARKUP = (Shape(form="div", cls="flourish-embed", attributes=(("data-src", _PUBLIC), ("data-url", "{}"))),)


def _drawing(identifier: str, _served: str) -> tuple[str, ...]:
    """The image that its embed code shows where scripts are off."""
    return (f"{_PUBLIC.format(identifier)}/thumbnail",)


OEMBED = OEmbed(endpoint="https://app.flourish.studio/api/v1/oembed", parameters=(), role="photo", pictures=_drawing)
SOURCES = (
    OEMBED.source(gives="title, drawing", shape="made", checked="2026-11-23"),
    Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:
    """The chart or story that a URL names; its id is `visualisation/12345678`."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("visualisation" | "story" as kind, number, *_) if re.fullmatch(r"\d{3,12}", number):
            path = f"{kind}/{number}"
            return Reference(platform=NAME, id=path, url=f"{_PUBLIC.format(path)}/")
    return None
