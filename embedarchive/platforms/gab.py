"""Gab: posts."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference

NAME = "gab"
EXAMPLE = "https://gab.com/janedoe/posts/109326124857432101"
WELL_KNOWN = "https://gab.com/SomeBitchIKnow/posts/107163961867310434"
HOSTS = ("gab.com",)


def recognise(url: str) -> Reference | None:
    """The post that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case (user, "posts", number, *_) if re.fullmatch(r"\d{5,20}", number):
            return Reference(platform=NAME, id=number, url=f"https://gab.com/{user}/posts/{number}", handle=user)
    return None
