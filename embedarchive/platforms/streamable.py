"""Streamable: short videos."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference

NAME = "streamable"
EXAMPLE = "https://streamable.com/ab3cd"
HOSTS = ("streamable.com",)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("e" | "o" | "s" | "t", code, *_) if re.fullmatch(r"[a-z0-9]{4,8}", code):
            return Reference(platform=NAME, id=code, url=f"https://streamable.com/{code}")
        case (code,) if re.fullmatch(r"(?=[a-z]{0,7}[0-9])[a-z0-9]{4,8}", code):
            return Reference(platform=NAME, id=code, url=f"https://streamable.com/{code}")
    return None
