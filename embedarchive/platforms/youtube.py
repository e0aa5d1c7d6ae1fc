"""YouTube: videos, shorts, live streams and playlists, in all the players that stand for them."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.platforms._shapes import Shape, elements, substack

NAME = "youtube"
EXAMPLE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
HOSTS = (
    "youtube.com",
    "youtube-nocookie.com",
    "youtu.be",
    "youtube.googleapis.com",
    "yewtu.be",
    "invidious.io",
    "inv.nadeko.net",
    "piped.video",
)
_WATCH = "https://www.youtube.com/watch?v={}"
_FACADE_IDS = ("data-id", "data-embed", "data-video-id", "data-videoid", "data-video", "data-v", "data-src", "data-url")

MARKUP = (
    *elements(
        _WATCH,
        "amp-youtube[data-videoid]",
        "bento-youtube[data-videoid]",
        "lite-youtube[videoid]",
        "youtube-video[src]",
        "youtube-video[video-id]",
        "youtube-embed[video-id]",
    ),
    Shape(form="element", tag="embetty-video", attributes=(("video-id", _WATCH),)),  # its `type` names the platform
    *(
        Shape(form="data-attr", attributes=((name, _WATCH),))
        for name in (
            "data-youtube-id",
            "data-youtubeid",
            "data-yt-id",
            "data-ytid",
            "data-youtube",
            "data-plyr-embed-id",
        )
    ),
    *(
        Shape(form="facade", cls=cls, attributes=tuple((name, _WATCH) for name in _FACADE_IDS))
        for cls in (
            "rll-youtube-player",
            "lazy-load-youtube",
            "youtube-player",
            "youtube-video",
            "youtube-embed",
            "youtube-lazy",
            "video-youtube",
            "embed-youtube",
            "lyte-wrapper",
            "js-youtube",
            "youtube",
        )
    ),
    substack("Youtube2ToDOM", _WATCH, "videoId"),
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The video or playlist that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("youtu.be"):
        return _video(parts[0]) if parts else None
    match parts:
        case ("embed", "videoseries" | "live_stream", *_) | ("playlist", *_) | ("embed",):
            return _video(address.parameter("v")) or _playlist(address.parameter("list"))
        case ("embed" | "v" | "e" | "shorts" | "live" | "video", identifier, *_):
            return _video(identifier.partition("&")[0]) or _playlist(address.parameter("list"))
        case ("watch", *rest):
            return _video(address.parameter("v", "vi") or (rest[0] if rest else ""))
        case ("clip", identifier, *_) if re.fullmatch(r"Ugkx[\w-]{10,60}", identifier, re.ASCII):
            return Reference(platform=NAME, id=identifier, url=f"https://www.youtube.com/clip/{identifier}")
        case ("attribution_link",):
            return recognise("https://www.youtube.com" + address.parameter("u"))
    return None


def _video(identifier: str) -> Reference | None:
    """Ids have 11 characters; addresses are pasted with stray ends (`…?rel=0`, `…&hl=en`)."""
    found = re.match(r"[A-Za-z0-9_-]{11}(?![A-Za-z0-9_-])", identifier)
    if found is None or found.group() in ("videoseries", "live_stream"):
        return None
    return Reference(platform=NAME, id=found.group(), url=_WATCH.format(found.group()))


def _playlist(identifier: str) -> Reference | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{12,60}", identifier):
        return None
    return Reference(platform=NAME, id=identifier, url=f"https://www.youtube.com/playlist?list={identifier}")


def addresses(embed: Embed) -> tuple[str, ...]:
    """The watch page in its spellings, and the player."""
    if not embed.id or len(embed.id) != 11:
        return (embed.url,) if embed.url else ()
    return tuple(
        f"https://{rest}{embed.id}"
        for rest in ("www.youtube.com/watch?v=", "youtu.be/", "www.youtube.com/embed/", "www.youtube.com/shorts/")
    )
