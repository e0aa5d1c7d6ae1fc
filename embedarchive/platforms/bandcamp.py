"""Bandcamp: albums and tracks, in the player."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference

NAME = "bandcamp"
EXAMPLE = "https://bandcamp.com/EmbeddedPlayer/album=1234567890/size=large/"
HOSTS = ("bandcamp.com",)


def recognise(url: str) -> Reference | None:
    """The album or track that a player's frame or a page names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if parts[:1] in (("EmbeddedPlayer",), ("EmbeddedPlayer.html",)):
        found = sorted(part for part in parts if re.fullmatch(r"(?:track|album)=\d{3,14}", part))
        if found:  # a track, when the player shows one of an album
            return Reference(
                platform=NAME, id=found[-1].replace("=", "/"), url=f"https://bandcamp.com/EmbeddedPlayer/{found[-1]}/"
            )
    elif len(parts) == 2 and parts[0] in ("album", "track"):
        artist, path = address.host.partition(".")[0], "/".join(parts)
        return Reference(platform=NAME, id=f"{artist}/{path}", url=f"https://{address.host}/{path}", handle=artist)
    return None
