"""Dailymotion: videos."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.platforms._shapes import Shape, elements

NAME = "dailymotion"
EXAMPLE = "https://www.dailymotion.com/video/x7o6g1x"
HOSTS = ("dailymotion.com", "dai.ly")
_VIDEO = "https://www.dailymotion.com/video/{}"

MARKUP = (
    *elements(
        _VIDEO, "amp-dailymotion[data-videoid]", "bento-dailymotion[data-videoid]", "dailymotion-video[video-id]"
    ),
    *(
        Shape(form="data-attr", attributes=((name, _VIDEO),))
        for name in ("data-dailymotion-id", "data-video-dailymotion")
    ),
    Shape(form="script", tag="script", attributes=(("data-video", _VIDEO),)),
)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("dai.ly"):
        return _video(parts[0]) if parts else None
    if parts and (parts[0] in ("player", "player.html") or address.on("geo.dailymotion.com")):
        return _video(address.parameter("video"))
    match parts:
        case ("embed", "video", identifier, *_) | ("swf", "video", identifier, *_) | ("video" | "swf", identifier, *_):
            return _video(identifier)
    return None


def _video(identifier: str) -> Reference | None:
    identifier = identifier.partition("_")[0]  # `x7o6g1x_a-title`
    if not re.fullmatch(r"[xk][a-zA-Z0-9]{4,20}", identifier):
        return None
    return Reference(platform=NAME, id=identifier, url=_VIDEO.format(identifier))


def addresses(embed: Embed) -> tuple[str, ...]:
    """The video's page, its short link and its player."""
    if not embed.id:
        return (embed.url,) if embed.url else ()
    return (
        f"https://www.dailymotion.com/video/{embed.id}",
        f"https://dai.ly/{embed.id}",
        f"https://www.dailymotion.com/embed/video/{embed.id}",
    )
