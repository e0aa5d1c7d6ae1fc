"""Threads, Meta's text network: its codes are Instagram's."""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.protocols.declaring.buttons import FOLLOW, LIKE, REPLY, REPOST, SHARE, TRANSLATE
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.id_times import shortcode
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "threads"
EXAMPLE = "https://www.threads.net/@jane_doe/post/C2kSJdxu3Mr"
WELL_KNOWN = "https://www.threads.net/@zuck/post/CuP48CiS5sx"
EMBED_PAGE = "{url}/embed"
HOSTS = ("threads.net", "threads.com")
SOURCES = (
    Source(
        name="embed",
        url="https://www.threads.com/{path}/embed",
        also=("https://www.threads.net/{path}/embed",),
        who="The embed page",
        reads="page",
        gives="text, author, hour, images",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(
        name="page",
        url="https://www.threads.com/{path}",
        also=("https://www.threads.net/{path}",),
        gives="text, author, hour, images, what it answers",
        shape="documented",
        checked="2026-11-29",
    ),
)

MARKUP = (
    Shape(
        form="blockquote",
        tag="blockquote",
        cls="text-post-media",
        attributes=(("data-text-post-permalink", "{}"),),
        link="first",
    ),
    Shape(form="data-attr", attributes=(("data-text-post-permalink", "{}"),)),
)


COPIED = Copied(
    heads=("{handle}\n{date}", "{handle}\n{any}\n{date}", "{handle}\n›\n{any}\n{date}", "{handle}\n>\n{any}\n{date}"),
    handle=r"[a-z0-9_.]{2,30}",
    buttons=(*LIKE, *REPLY, *REPOST, *TRANSLATE, *SHARE),
    own=FOLLOW,
    needed=3,
)
"""A post on its page: the handle and how long ago, the words, and the row of buttons with their counts."""

FALLBACK = Fallback(
    bylines=("Post by @{handle}",),
    handle=r"[A-Za-z0-9_.]{2,30}",
    words="",
    closers=("View on Threads",),
    needs=True,
)


def recognise(url: str) -> Reference | None:
    """The post that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case (user, "post", code, *_) if user.startswith("@") and re.fullmatch(r"[A-Za-z0-9_-]{5,40}", code):
            return Reference(platform=NAME, id=code, url=f"https://www.threads.net/{user}/post/{code}", handle=user[1:])
        case ("t", code, *_) if re.fullmatch(r"[A-Za-z0-9_-]{5,40}", code):
            return Reference(platform=NAME, id=code, url=f"https://www.threads.net/t/{code}")
    return None


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post on both of the platform's hosts."""
    if not embed.id:
        return (embed.url,) if embed.url else ()
    paths = [f"@{embed.handle}/post/{embed.id}", f"@{embed.handle}/post/{embed.id}/embed"] if embed.handle else []
    return tuple(f"https://www.threads.{end}/{path}" for path in (*paths, f"t/{embed.id}") for end in ("net", "com"))


def posted_at(identifier: str) -> dt.datetime | None:
    """The code is a number in base 64 whose upper bits are milliseconds."""
    return shortcode(identifier)
