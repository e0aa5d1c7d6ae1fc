"""PeerTube: videos on any host, by their UUID or its short form."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference

NAME = "peertube"
LABEL = "PeerTube"
EXAMPLE = "https://tube.example/videos/watch/9db9f3f1-9b54-44ed-9e91-461d262d2205"
HOSTS: tuple[str, ...] = ()
MARKS = ("/videos/embed/", "/videos/watch/", "/w/")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_SHORT = r"[1-9A-HJ-NP-Za-km-z]{22}"


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a player's frame; its id is `host/uuid`."""
    address = urls.parse(url)
    if address is None or not address.web:
        return None
    match address.segments:
        case ("videos", "embed" | "watch", code) | ("w", code) if re.fullmatch(f"{_UUID}|{_SHORT}", code):
            return Reference(
                platform=NAME, id=f"{address.host}/{code}", url=f"https://{address.host}/videos/watch/{code}"
            )
    return None
