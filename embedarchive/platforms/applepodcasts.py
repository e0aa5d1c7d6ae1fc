"""Apple Podcasts and Apple Music: episodes, shows, songs and albums."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.sources import Source

NAME = "applepodcasts"
LABEL = "Apple Podcasts"
EXAMPLE = "https://podcasts.apple.com/us/podcast/a-night-over-the-harbour/id1234567890"
HOSTS = ("podcasts.apple.com", "music.apple.com")

OEMBED = OEmbed(endpoint="https://podcasts.apple.com/api/oembed")
SOURCES = (
    OEMBED.source(gives="title, show, image", shape="made", checked="2026-11-23"),
    Source(name="page", gives="what it tells other sites", shape="made", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """What a URL or a player's frame names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case (_, "podcast" | "album" | "playlist" | "song", *_, last) if re.fullmatch(
            r"(?:id)?\d{5,14}|pl\.[\w-]{5,60}", last
        ):
            part = address.parameter("i")  # one episode of a show, one song of an album
            url = f"https://{address.host.removeprefix('embed.')}{address.path}" + (f"?i={part}" if part else "")
            return Reference(platform=NAME, id=part or last, url=url)
        case ("podcast" | "album" | "playlist" | "song", *_) | (_, "podcast" | "album", _) if re.fullmatch(
            r"\d{5,14}", address.parameter("i")
        ):  # without a country, or without the number of the whole
            part = address.parameter("i")
            return Reference(platform=NAME, id=part, url=f"https://{address.host}{address.path}?i={part}")
        case (kind, _, last) if kind in ("podcast", "album") and re.fullmatch(r"(?:id)?\d{5,14}", last):
            return Reference(platform=NAME, id=last, url=f"https://{address.host}{address.path}")
        case ("podcast", last) if re.fullmatch(r"id\d{5,14}", last):
            return Reference(platform=NAME, id=last, url=f"https://{address.host}{address.path}")
        case (_, "post", number) if re.fullmatch(r"\d{5,14}", number):
            return Reference(platform=NAME, id=f"post/{number}", url=f"https://{address.host}{address.path}")
    return None
