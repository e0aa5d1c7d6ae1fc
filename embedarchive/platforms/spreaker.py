"""Spreaker: podcast episodes."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.sources import Source

NAME = "spreaker"
EXAMPLE = "https://www.spreaker.com/episode/12345678"
WELL_KNOWN = "https://www.spreaker.com/episode/12534508"
HOSTS = ("spreaker.com",)

OEMBED = OEmbed(endpoint="https://api.spreaker.com/oembed")
SOURCES = (
    OEMBED.source(gives="title, author, image", shape="made", checked="2026-11-23"),
    Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:
    """The episode or show that a player's frame or a page names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("episode" | "show" as kind, name, *_):
            number = name.rpartition("--")[2]
        case ("v2", "episodes", number, *_):  # its interface
            kind = "episode"
        case ("download", "episode" as kind, number, *_):
            pass
        case ("player",):
            kind = "episode" if address.parameter("episode_id") else "show"
            number = address.parameter("episode_id", "show_id")
        case _:
            return None
    if not re.fullmatch(r"\d{4,12}", number):
        return None
    return Reference(platform=NAME, id=f"{kind}/{number}", url=f"https://www.spreaker.com/{kind}/{number}")
