"""Friendica: posts, by their GUID, on any host."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.sources import fediverse

NAME = "friendica"
EXAMPLE = "https://friendica.example/display/4edd2508-4361-edb8-c4d8-b45181083984"
HOSTS: tuple[str, ...] = ()
MARKS = ("/display/",)
SOURCES = fediverse(shape="recorded", page="made", checked="2026-11-29")
_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{8}-[0-9a-f]{8,20}-[0-9a-f]{8}"


def recognise(url: str) -> Reference | None:
    """The post that a URL names; its id is `host/guid`."""
    address = urls.parse(url)
    if address is None or not address.web:
        return None
    match address.segments:
        case ("display", guid) if re.fullmatch(_GUID, guid):
            return Reference(platform=NAME, id=f"{address.host}/{guid}", url=f"https://{address.host}/display/{guid}")
    return None


def capture(embed: Embed) -> Capture:
    """Fetch one post; see `fediverse`, which is loaded when something is fetched."""
    from embedarchive.protocols.asking import fediverse as asking

    return asking.capture(embed, SOURCES, recognise)


def read(response: Response) -> Post | Missing | None:
    """What one answer says of a post, live or archived."""
    from embedarchive.protocols.asking import fediverse as asking

    return asking.read(response, recognise)
