"""Rumble: videos. The id in a player's frame is another than the one in the page's address."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.platforms._shapes import Shape

NAME = "rumble"
EXAMPLE = "https://rumble.com/v4abcde-a-night-over-the-harbour.html"
HOSTS = ("rumble.com",)

MARKUP = (Shape(form="script", tag="script", call="Rumble", attributes=(("", "https://rumble.com/embed/{2}/"),)),)


def recognise(url: str) -> Reference | None:
    """The video that a URL names: `v4abcde` of a page, `embed/v4abcde` of a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("embed" | "embedJS", code, *_):
            code = code.rpartition(".")[2]  # a publisher's id may stand before it: `u2ab.v4abcde`
            if re.fullmatch(r"v[a-z0-9]{4,9}", code):
                return Reference(platform=NAME, id=f"embed/{code}", url=f"https://rumble.com/embed/{code}/")
        case (page, *_):
            found = re.match(r"(v[a-z0-9]{4,9})(?:-[^/]{1,300}\.html|\.html)\Z", page)
            if found:
                return Reference(platform=NAME, id=found.group(1), url=f"https://rumble.com/{page}")
    return None
