"""BitChute: videos."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference

NAME = "bitchute"
LABEL = "BitChute"
EXAMPLE = "https://www.bitchute.com/video/AbCdEfGhIjKl/"
HOSTS = ("bitchute.com",)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("video" | "embed", code, *_) if re.fullmatch(r"[A-Za-z0-9_-]{8,16}", code):
            return Reference(platform=NAME, id=code, url=f"https://www.bitchute.com/video/{code}/")
    return None
