"""Gettr: posts."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference

NAME = "gettr"
LABEL = "GETTR"
EXAMPLE = "https://gettr.com/post/p2abc3d4e5f"
HOSTS = ("gettr.com",)


def recognise(url: str) -> Reference | None:
    """The post that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("post", code, *_) if re.fullmatch(r"p[a-z0-9]{6,14}", code):
            return Reference(platform=NAME, id=code, url=f"https://gettr.com/post/{code}")
    return None
