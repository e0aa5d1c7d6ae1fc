"""Lemmy: posts and comments of communities.

Its addresses (`/post/123`) are those of any site, so a server is known by its name or by being one of the large ones.
"""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.sources import fediverse

NAME = "lemmy"
EXAMPLE = "https://lemmy.example/post/1234567"
HOSTS: tuple[str, ...] = ()
MARKS = ("/post/", "/comment/")
SOURCES = fediverse(shape="recorded", page="made", checked="2026-11-29")
_LARGE = (
    *("beehaw.org", "sh.itjust.works", "feddit.org", "feddit.nl", "feddit.uk", "feddit.it", "feddit.dk", "feddit.de"),
    *(
        "programming.dev",
        "infosec.pub",
        "hexbear.net",
        "slrpnk.net",
        "sopuli.xyz",
        "lemdro.id",
        "lemm.ee",
        "aussie.zone",
    ),
    *("jlai.lu", "szmer.info", "midwest.social", "ttrpg.network", "literature.cafe", "mander.xyz", "reddthat.com"),
)
"""Servers of more than a thousand people whose name does not say what they run (https://lemmyverse.net, 2026)."""


def recognise(url: str) -> Reference | None:
    """The post or comment that a URL names; its id is `host/post/123`."""
    address = urls.parse(url)
    if address is None or not address.web:
        return None
    named = any(label.startswith("lemmy") for label in address.host.split("."))
    if not named and not address.on(*_LARGE):
        return None
    match address.segments:
        case ("post" | "comment" as kind, number, *rest) if re.fullmatch(r"\d{1,12}", number) and len(rest) < 2:
            # `/post/12/345`: a comment below a post
            known = ("comment", rest[0]) if rest and rest[0].isdigit() else (kind, number)
            path = "/".join(known)
            return Reference(platform=NAME, id=f"{address.host}/{path}", url=f"https://{address.host}/{path}")
    return None


def capture(embed: Embed) -> Capture:
    """Fetch one post; see `fediverse`, which is loaded when something is fetched."""
    from embedarchive.protocols.asking import fediverse as asking

    return asking.capture(embed, SOURCES, recognise)


def read(response: Response) -> Post | Missing | None:
    """What one answer says of a post, live or archived."""
    from embedarchive.protocols.asking import fediverse as asking

    return asking.read(response, recognise)
