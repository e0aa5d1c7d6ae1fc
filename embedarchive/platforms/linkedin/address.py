"""LinkedIn: posts (shares, activities, user-generated content)."""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.protocols.declaring.buttons import COMMENT, FOLLOW, LIKE, MORE, REPOST, SEND
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.id_times import snowflake
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "linkedin"
LABEL = "LinkedIn"
EXAMPLE = "https://www.linkedin.com/feed/update/urn:li:activity:7304286962587242496"
WELL_KNOWN = "https://www.linkedin.com/feed/update/urn:li:activity:7151241570371948544"
HOSTS = ("linkedin.com",)
SOURCES = (
    Source(
        name="frame",
        url="https://www.linkedin.com/embed/{path}",
        also=("https://www.linkedin.com/embed/{path}?compact=1",),
        who="The frame",
        reads="page",
        gives="text, author, images",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(name="page", gives="text, author, day, counts", shape="documented", checked="2026-11-29"),
)

COPIED = Copied(
    heads=(
        *("{name}\n•{any}\n{any}\n{age} •{any}", "{name}\n•{any}\n{any}\n{age} •"),
        *("{name}\n{any}\n{age} •{any}", "{name}\n{any}\n{age} •"),
    ),
    buttons=(*LIKE, *COMMENT, *REPOST, *SEND),
    own=(*FOLLOW, *MORE),
)
"""A post in a feed: who and what that is, how long ago, the words, and the row of buttons."""

MARKUP = (Shape(form="data-attr", attributes=(("data-linkedin-urn", "https://www.linkedin.com/feed/update/{}"),)),)


def recognise(url: str) -> Reference | None:
    """The post that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("embed", "feed", "update", urn, *_) | ("feed", "update", urn, *_):
            found = re.fullmatch(r"urn:li:(share|ugcPost|activity):(\d{15,20})", urn)
        case ("posts", slug, *_):
            found = re.search(r"-(share|ugcPost|activity)-(\d{15,20})(?:-[\w-]{1,8})?\Z", slug[-60:])
        case _:
            return None
    if found is None:
        return None
    kind, number = found.groups()
    return Reference(platform=NAME, id=number, url=f"https://www.linkedin.com/feed/update/urn:li:{kind}:{number}")


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post's page and its frame."""
    if not embed.url:
        return ()
    return (embed.url, embed.url.replace(".com/feed/", ".com/embed/feed/"))


def posted_at(identifier: str) -> dt.datetime | None:
    """Ids hold milliseconds since 1970 above 22 other bits."""
    return snowflake(identifier, 22)
