"""Odysee (LBRY): videos."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.sources import Source

NAME = "odysee"
EXAMPLE = "https://odysee.com/@janedoe:4/night-over-the-harbour:a"
WELL_KNOWN = "https://odysee.com/@gardeningincanada:b/plants-i-will-never-grow-again.-the:e"
HOSTS = ("odysee.com",)

OEMBED = OEmbed(endpoint="https://odysee.com/$/oembed", page=True)
SOURCES = (
    OEMBED.source(gives="title, author, image", shape="made", checked="2026-11-23"),
    Source(name="page", gives="description, day", shape="made", checked="2026-11-23"),
)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("$", "embed", *_, channel, claim) if re.fullmatch(r"[^/?#]{1,200}:[0-9a-f]{1,40}", claim):
            return Reference(platform=NAME, id=claim, url=f"https://odysee.com/{channel}/{claim}")
        case ("$", "embed", *_, claim) if re.fullmatch(r"[^/?#]{1,250}", claim):
            return Reference(platform=NAME, id=claim, url=f"https://odysee.com/$/embed/{claim}")
        case (channel, claim) if re.fullmatch(
            r"@[^/?#:]{1,100}:[0-9a-f]{1,40}/[^/?#]{1,200}:[0-9a-f]{1,40}", f"{channel}/{claim}"
        ):
            return Reference(
                platform=NAME,
                id=claim,
                url=f"https://odysee.com/{channel}/{claim}",
                handle=channel[1:].partition(":")[0],
            )
    return None
