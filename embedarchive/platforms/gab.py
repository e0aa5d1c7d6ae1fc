"""Gab: posts."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Missing, Post, Reference, Response
from embedarchive.protocols.declaring.sources import Source

NAME = "gab"
EXAMPLE = "https://gab.com/janedoe/posts/109326124857432101"
WELL_KNOWN = "https://gab.com/SomeBitchIKnow/posts/107163961867310434"
HOSTS = ("gab.com",)
SOURCES = (
    Source(name="page", gives="text, author", shape="made", checked="2026-11-29"),
    Source(
        name="api",
        url="https://gab.com/api/v1/statuses/{id}",
        who="Gab's API",
        kind="api",
        gives="everything",
        shape="documented",
        checked="2026-11-29",
    ),
)


def recognise(url: str) -> Reference | None:
    """The post that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case (user, "posts", number, *_) if re.fullmatch(r"\d{5,20}", number):
            return Reference(platform=NAME, id=number, url=f"https://gab.com/{user}/posts/{number}", handle=user)
    return None


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: of the interface, which is Mastodon's, or a page."""
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.asking.outcomes import answered
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import mastodon_status

    status = answered(response)
    return (
        mastodon_status.post(status, "", NAME, recognise)
        if "account" in status
        else service.read(Service(NAME, recognise), response)
    )
