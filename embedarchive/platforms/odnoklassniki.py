"""Odnoklassniki (OK): videos and topics."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.sources import Source

NAME = "odnoklassniki"
EXAMPLE = "https://ok.ru/video/1234567890123"
WELL_KNOWN = "https://ok.ru/video/20079905452"
HOSTS = ("ok.ru", "odnoklassniki.ru")
SOURCES = (Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),)


def recognise(url: str) -> Reference | None:
    """The video or topic that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("web-api", "video", "moviePlayer", number) if re.fullmatch(r"\d{6,16}", number):
            return Reference(platform=NAME, id=number, url=f"https://ok.ru/video/{number}")
        case ("videoembed" | "video" | "live", number, *_) if re.fullmatch(r"\d{6,16}(?:-\d)?", number):
            return Reference(platform=NAME, id=number, url=f"https://ok.ru/video/{number}")
        case (*_, "topic" | "statuses", number) if re.fullmatch(r"\d{6,18}", number):
            return Reference(platform=NAME, id=f"topic/{number}", url=str(address))
    return None
