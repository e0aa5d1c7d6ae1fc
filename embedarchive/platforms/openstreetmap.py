"""OpenStreetMap in a frame."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Reason, Reference
from embedarchive.protocols.declaring.sources import Source

NAME = "openstreetmap"
LABEL = "OpenStreetMap"
EXAMPLE = "https://www.openstreetmap.org/export/embed.html?bbox=32.5,46.5,32.7,46.7&layer=mapnik"
HOSTS = ("openstreetmap.org",)
SOURCES = (Source(name="id", url="", gives="the place", shape="made", checked="2026-11-23"),)


def recognise(url: str) -> Reference | None:
    """The map that a frame's URL names; its id is the marker (latitude,longitude), else the bounding box."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS) or address.segments[:2] != ("export", "embed.html"):
        return None
    shown = address.parameter("marker", "bbox")
    if not re.fullmatch(r"-?[\d.]{1,24}(?:,-?[\d.]{1,24}){1,3}", shown):
        return None
    return Reference(platform=NAME, id=shown, url=str(address))


def capture(embed: Embed) -> Capture:
    """What the address of a map says: its marker, else the middle of what it shows. Nothing is fetched."""
    from embedarchive.protocols.reading import maps

    address = urls.parse(embed.url or "")
    if address is None:
        missing = Missing(
            reason=Reason.UNIDENTIFIED, detail="The article does not give the map's address.", id=embed.id
        )
        return maps.learnt(missing)
    marker, box = address.parameter("marker"), tuple(address.parameter("bbox").split(","))
    return maps.learnt(maps.place(NAME, embed, tuple(marker.split(",")) if marker else (), box=box))
