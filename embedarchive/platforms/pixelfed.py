"""Pixelfed: images, on any host."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.sources import fediverse

NAME = "pixelfed"
EXAMPLE = "https://pixelfed.example/p/janedoe/602345678901234567"
HOSTS: tuple[str, ...] = ()
MARKS = ("/p/",)
SOURCES = fediverse(shape="documented", page="documented", checked="2026-11-29")


def recognise(url: str) -> Reference | None:
    """The post that a URL names; its id is `host/number`."""
    address = urls.parse(url)
    if address is None or not address.web:
        return None
    match address.segments:
        case ("p", user, number, *rest) if rest in ([], ["embed"]) and re.fullmatch(r"\d{15,19}", number):
            if re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", user):
                url = f"https://{address.host}/p/{user}/{number}"
                return Reference(platform=NAME, id=f"{address.host}/{number}", url=url, handle=f"{user}@{address.host}")
    return None


def capture(embed: Embed) -> Capture:
    """Fetch one post; see `fediverse`, which is loaded when something is fetched."""
    from embedarchive.protocols.asking import fediverse as asking

    return asking.capture(embed, SOURCES, recognise)


def read(response: Response) -> Post | Missing | None:
    """What one answer says of a post, live or archived."""
    from embedarchive.protocols.asking import fediverse as asking

    return asking.read(response, recognise)
