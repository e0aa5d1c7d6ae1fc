"""Vine: six-second videos (the service closed in January 2017; its archive stayed)."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.sources import Source

NAME = "vine"
EXAMPLE = "https://vine.co/v/bjHh0zHdgZT"
HOSTS = ("vine.co",)
SOURCES = (Source(name="page", gives="text, author; closed since 2017", shape="made", checked="2026-11-23"),)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("v", code, *_) if re.fullmatch(r"[A-Za-z0-9]{8,14}", code):
            return Reference(platform=NAME, id=code, url=f"https://vine.co/v/{code}")
    return None
