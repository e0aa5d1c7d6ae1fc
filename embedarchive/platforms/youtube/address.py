"""YouTube: videos, shorts, live streams and playlists, in all the players that stand for them."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Embed, Reason, Reference
from embedarchive.protocols.declaring.buttons import COMMENT, LIKE, MORE, REPLY, SHARE
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.questions import MEDIA
from embedarchive.protocols.declaring.shapes import Shape, elements, substack
from embedarchive.protocols.declaring.sources import Source

NAME = "youtube"
IMAGE_HOSTS = ("ytimg.com", "youtube.com")
STILLS = ("ytimg.com/vi/{id}/", "ytimg.com/vi_webp/{id}/", "img.youtube.com/vi/{id}/")
LABEL = "YouTube"
ALIASES = ("yt",)
EXAMPLE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
WELL_KNOWN = "https://www.youtube.com/watch?v=jNQXAC9IVRw"
EMBED_PAGE = "https://www.youtube.com/embed/{id}"
_LIVEJOURNAL = ("lj-toys.com", "embed.livejournal.com")  # where its players of other sites stand
HOSTS = (
    "youtube.com",
    "youtube-nocookie.com",
    "youtu.be",
    "youtube.googleapis.com",
    "yewtu.be",
    "invidious.io",
    "inv.nadeko.net",
    "piped.video",
    *_LIVEJOURNAL,
)
RECORDED_AT = ("youtube.com", "youtube-nocookie.com", "youtu.be")  # no mirror's word is the platform's
WATCH = "https://www.youtube.com/watch?v={}"
_UPLOADS = re.compile(r"U[UL][A-Za-z0-9_-]{10}")  # whatever a channel has uploaded: no post, as a timeline is none
_FACADE_IDS = ("data-id", "data-embed", "data-video-id", "data-videoid", "data-video", "data-v", "data-src", "data-url")

COPIED = Copied(
    heads=("{name}\n@{handle}\n{age}", "@{handle}\n{age}"),
    handle=r"[\w.-]{3,30}",
    bare=("{name}\n{age}",),
    buttons=(*REPLY, *LIKE, "Mag ich", *COMMENT, *SHARE),
    own=MORE,
    pinned=(
        *("Pinned by ", "Angepinnt von ", "Vastgezet door ", "Épinglé par ", "Fijado por ", "Fixado por "),
        *("Messo in primo piano da ", "Przypięty przez ", "Sabitleyen: ", "Закреплено ", "Закріпив "),
    ),
    needed=1,
)
"""A comment, or a channel's post: the handle and how long ago, the words, and what answers it."""

MARKUP = (
    *elements(
        WATCH,
        "amp-youtube[data-videoid]",
        "bento-youtube[data-videoid]",
        "lite-youtube[videoid]",
        "youtube-video[src]",
        "youtube-video[video-id]",
        "youtube-embed[video-id]",
    ),
    Shape(form="element", tag="embetty-video", attributes=(("video-id", WATCH),)),  # its `type` names the platform
    *(
        Shape(form="data-attr", attributes=((name, WATCH),))
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
        Shape(form="facade", cls=cls, attributes=tuple((name, WATCH) for name in _FACADE_IDS))
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
    Shape(form="facade", tag="div", cls="youtube", attributes=(("id", WATCH),)),
    Shape(form="facade", tag="a", cls="lazy-load-youtube", attributes=(("href", "{}"),)),
    Shape(form="script", tag="script", call="YT.Player", attributes=(("videoId", WATCH),)),
    substack("Youtube2ToDOM", WATCH, "videoId"),
)


def stills(identifier: str, _served: str) -> tuple[str, ...]:
    """The poster in every size, the largest first; those that a video does not have answer 404."""
    if len(identifier) != 11:
        return ()
    sizes = ("maxresdefault", "sddefault", "hqdefault", "mqdefault")
    return tuple(f"https://i.ytimg.com/vi/{identifier}/{size}.jpg" for size in sizes)


OEMBED = OEmbed(
    endpoint="https://www.youtube.com/oembed",
    page=True,  # the day, the description and the length stand there only
    # 401: its owner does not let others show it, 403: private. What the page says of it weighs more.
    means=((401, Reason.LOGIN_WALL), (403, Reason.PRIVATE)),
    profile="youtube.com/@{}",
    pictures=stills,
)
SOURCES = (
    OEMBED.source(gives="title, channel, image", shape="documented", checked="2026-11-29"),
    Source(name="page", gives="description, hour, length, counts", shape="recorded", checked="2026-11-29"),
    Source(
        name="consented",
        ids="[A-Za-z0-9_-]{11}",
        reads="page",
        headers=(("Cookie", "SOCS=CAI"),),
        gives="the page behind the consent form",
        shape="recorded",
        checked="2026-11-29",
    ),
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The video or playlist that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on(*_LIVEJOURNAL):
        return _video(address.parameter("vid")) if address.parameter("source") == "youtube" else None
    if address.on("youtu.be") or (address.host == "redirect.invidious.io" and parts[:1] != ("watch",)):
        return _video(parts[0]) if parts else None
    match parts:
        case ("embed", "videoseries" | "live_stream", *_) | ("playlist", *_) | ("embed",):
            return _video(address.parameter("v")) or _playlist(address.parameter("list"))
        case ("embed" | "v" | "e" | "shorts" | "live" | "video", identifier, *_):
            return _video(identifier.partition("&")[0]) or _playlist(address.parameter("list"))
        case ("watch" | "watch_popup", *rest):
            return _video(address.parameter("v", "vi", "amp;v", "amp;amp;v") or (rest[0] if rest else ""))
        case ("clip", identifier, *_) if re.fullmatch(r"Ug[\w-]{10,60}", identifier, re.ASCII):
            return Reference(platform=NAME, id=identifier, url=f"https://www.youtube.com/clip/{identifier}")
        case ("attribution_link",):
            return recognise("https://www.youtube.com" + address.parameter("u"))
    return None


def _video(identifier: str) -> Reference | None:
    """Ids have 11 characters; addresses are pasted with stray ends (`…?rel=0`, `…&hl=en`)."""
    found = re.match(r"[A-Za-z0-9_-]{11}(?![A-Za-z0-9_-])", identifier)
    if found is None or found.group() in ("videoseries", "live_stream"):
        return None
    return Reference(platform=NAME, id=found.group(), url=WATCH.format(found.group()))


def _playlist(identifier: str) -> Reference | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{12,60}", identifier) or _UPLOADS.match(identifier):
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


def same_question(address: urls.Address) -> str | None:
    """The still of a video in each of its sizes; its frames 1 to 3 are other images."""
    match address.segments:
        case ("vi" | "vi_webp" | "an_webp", identifier, name) if address.on("ytimg.com", "img.youtube.com"):
            return f"{MEDIA}{identifier}" if name.partition(".")[0] in _STILLS else None
    return None


_STILLS = frozenset({"maxresdefault", "hq720", "sddefault", "hqdefault", "mqdefault", "default", "0"})
