"""OpenStreetMap in a frame."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference

NAME = "openstreetmap"
EXAMPLE = "https://www.openstreetmap.org/export/embed.html?bbox=32.5,46.5,32.7,46.7&layer=mapnik"
HOSTS = ("openstreetmap.org",)


def recognise(url: str) -> Reference | None:
    """The map that a frame's URL names; its id is the marker (latitude,longitude), else the bounding box."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS) or address.segments[:2] != ("export", "embed.html"):
        return None
    shown = address.parameter("marker", "bbox")
    if not re.fullmatch(r"-?[\d.]{1,24}(?:,-?[\d.]{1,24}){1,3}", shown):
        return None
    return Reference(platform=NAME, id=shown, url=str(address))
