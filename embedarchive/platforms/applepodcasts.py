"""Apple Podcasts and Apple Music: episodes, shows, songs and albums."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed

NAME = "applepodcasts"
LABEL = "Apple Podcasts"
EXAMPLE = "https://podcasts.apple.com/us/podcast/a-night-over-the-harbour/id1234567890"
HOSTS = ("podcasts.apple.com", "music.apple.com")

OEMBED = OEmbed(endpoint="https://podcasts.apple.com/api/oembed")


def recognise(url: str) -> Reference | None:
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
    return None
