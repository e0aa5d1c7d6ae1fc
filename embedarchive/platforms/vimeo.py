"""Vimeo: videos and events."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.platforms._shapes import Shape, elements, substack

NAME = "vimeo"
EXAMPLE = "https://vimeo.com/706604197"
HOSTS = ("vimeo.com",)
_PLAYER = "https://player.vimeo.com/video/{}"

MARKUP = (
    *elements(
        _PLAYER,
        "amp-vimeo[data-videoid]",
        "bento-vimeo[data-videoid]",
        "lite-vimeo[videoid]",
        "vimeo-video[src]",
        "lite-vimeo[video-id]",
    ),
    *(
        Shape(form="data-attr", attributes=((name, _PLAYER),))
        for name in ("data-vimeo-id", "data-vimeoid", "data-vimeo-url")
    ),
    Shape(form="element", tag="embetty-video", attributes=(("video-id", _PLAYER),)),
    substack("VimeoToDOM", _PLAYER, "videoId"),
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The video or event that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("video" | "videos", number, *_):
            return _video(number, address.parameter("h"))
        case ("event", number, *_) if re.fullmatch(r"\d{4,12}", number):
            return Reference(platform=NAME, id=f"event/{number}", url=f"https://vimeo.com/event/{number}")
        case ("channels" | "ondemand" | "album" | "showcase", _, "video", number, *_):
            return _video(number)
        case ("channels", _, number, *_) | ("groups", _, "videos", number, *_):
            return _video(number)
        case ("moogaloop.swf",):
            return _video(address.parameter("clip_id"))
        case (number, *rest):
            return _video(number, rest[0] if rest else "")
    return None


def _video(number: str, key: str = "") -> Reference | None:
    """A number, and for unlisted videos the key that opens them."""
    number = re.split(r"[&?]", number, maxsplit=1)[0]
    if not re.fullmatch(r"\d{4,12}", number):
        return None
    unlisted = f"/{key}" if re.fullmatch(r"[0-9a-f]{8,12}", key) else ""
    return Reference(platform=NAME, id=number, url=f"https://vimeo.com/{number}{unlisted}")


def addresses(embed: Embed) -> tuple[str, ...]:
    """The video's page and its player."""
    if not embed.id or not embed.id.isdigit():
        return (embed.url,) if embed.url else ()
    return (embed.url or f"https://vimeo.com/{embed.id}", f"https://player.vimeo.com/video/{embed.id}")
