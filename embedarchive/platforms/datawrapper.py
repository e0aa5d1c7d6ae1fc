"""Datawrapper: charts, maps and tables."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "datawrapper"
EXAMPLE = "https://datawrapper.dwcdn.net/aB3dE/2/"
HOSTS = ("dwcdn.net", "datawrapper.de")
_CHART = "https://datawrapper.dwcdn.net/{}/"

MARKUP = (Shape(form="data-attr", attributes=(("data-datawrapper-id", _CHART), ("data-chart-id", _CHART))),)


def _drawing(identifier: str, _served: str) -> tuple[str, ...]:
    """The image that its embed code shows where scripts are off."""
    return (f"https://datawrapper.dwcdn.net/{identifier}/full.png",)


OEMBED = OEmbed(endpoint="https://api.datawrapper.de/v3/oembed", titles=True, role="photo", pictures=_drawing)
SOURCES = (
    OEMBED.source(gives="title, drawing", shape="documented", checked="2026-11-23"),
    Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:
    """The chart that a URL names, also as a script or as the image of it."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if parts[:1] in (("_",), ("chart",)):
        parts = parts[1:]
    if not parts or not re.fullmatch(r"[A-Za-z0-9]{5}", parts[0]):
        return None
    if address.on("datawrapper.de") and not address.on(
        "app.datawrapper.de", "charts.datawrapper.de", "datawrapper.dwcdn.net"
    ):
        return None
    return Reference(platform=NAME, id=parts[0], url=_CHART.format(parts[0]))
