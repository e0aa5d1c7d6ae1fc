"""Truth Social: Mastodon's addresses and ids on a host of its own."""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.protocols.declaring.id_times import snowflake
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "truthsocial"
LABEL = "Truth Social"
EXAMPLE = "https://truthsocial.com/@janedoe/posts/109326124857432101"
WELL_KNOWN = "https://truthsocial.com/@realDonaldTrump/posts/108779000807761862"
HOSTS = ("truthsocial.com",)
SOURCES = (
    Source(
        name="api",
        url="https://truthsocial.com/api/v1/statuses/{id}",
        who="The API",
        certain=True,
        kind="api",
        gives="everything",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(name="page", gives="text, author, one image", shape="made", checked="2026-11-23"),
)

MARKUP = (Shape(form="iframe", tag="iframe", cls="truthsocial-embed", attributes=(("src", "{}"),)),)


def recognise(url: str) -> Reference | None:
    """The post that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case (user, "posts", identifier, *_) if user.startswith("@"):
            return _post(user[1:], identifier)
        case ("users", user, "statuses", identifier, *_):
            return _post(user, identifier)
        case (user, identifier, *_) if user.startswith("@"):
            return _post(user[1:], identifier)
    return None


def _post(user: str, identifier: str) -> Reference | None:
    if not re.fullmatch(r"\d{15,20}", identifier):
        return None
    return Reference(
        platform=NAME, id=identifier, url=f"https://truthsocial.com/@{user}/posts/{identifier}", handle=user
    )


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post under each of its addresses, and the API's answer about it, which crawlers keep, too."""
    own = (embed.url,) if embed.url else ()
    if not embed.id:
        return own
    user = f"https://truthsocial.com/@{embed.handle}" if embed.handle else ""
    pages = (f"{user}/posts/{embed.id}", f"{user}/{embed.id}", f"{user}/{embed.id}/embed") if user else ()
    return tuple(dict.fromkeys([*own, *pages, f"https://truthsocial.com/api/v1/statuses/{embed.id}"]))


def posted_at(identifier: str) -> dt.datetime | None:
    """Ids hold milliseconds since 1970 above 16 other bits, as Mastodon's do."""
    return snowflake(identifier, 16) if len(identifier) >= 17 else None
