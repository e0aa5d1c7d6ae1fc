"""Gfycat: animations (the service closed in September 2023; web archives hold some)."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.shapes import Shape

NAME = "gfycat"
EXAMPLE = "https://gfycat.com/BraveSilentOtter"
HOSTS = ("gfycat.com",)

MARKUP = (Shape(form="data-attr", cls="gfyitem", attributes=(("data-id", "https://gfycat.com/ifr/{}"),)),)


def recognise(url: str) -> Reference | None:
    """The animation that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("ifr", name, *_) if re.fullmatch(r"[A-Za-z]{8,60}", name):
            return Reference(platform=NAME, id=name, url=f"https://gfycat.com/{name}")
        case (name,) if re.fullmatch(r"[A-Z][a-z]{2,20}[A-Z][a-z]{2,20}[A-Z][a-z]{2,20}", name):
            return Reference(platform=NAME, id=name, url=f"https://gfycat.com/{name}")
    return None
