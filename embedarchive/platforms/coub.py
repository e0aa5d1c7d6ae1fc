"""Coub: looped videos."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference

NAME = "coub"
EXAMPLE = "https://coub.com/view/2pc24rpb"
HOSTS = ("coub.com",)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("view" | "embed", code, *_) if re.fullmatch(r"[a-z0-9]{4,12}", code):
            return Reference(platform=NAME, id=code, url=f"https://coub.com/view/{code}")
    return None
