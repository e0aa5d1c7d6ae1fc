"""YouTube: videos, shorts, live streams and playlists, in all the players that stand for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from embedarchive import urls
from embedarchive.model import Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape, elements, substack

NAME = "youtube"
IMAGE_HOSTS = ("ytimg.com", "youtube.com")
LABEL = "YouTube"
ALIASES = ("yt",)
EXAMPLE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
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
    Shape(form="facade", tag="div", cls="youtube", attributes=(("id", _WATCH),)),
    Shape(form="facade", tag="a", cls="lazy-load-youtube", attributes=(("href", "{}"),)),
    Shape(form="script", tag="script", call="YT.Player", attributes=(("videoId", _WATCH),)),
    substack("Youtube2ToDOM", _WATCH, "videoId"),
)


def _pictures(identifier: str, _served: str) -> tuple[str, ...]:
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
    pictures=_pictures,
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The video or playlist that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on(*_LIVEJOURNAL):
        return _video(address.parameter("vid")) if address.parameter("source") == "youtube" else None
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


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A watch page by what it tells its player (`ytInitialPlayerResponse`); null when that is not there.

    Whether a video is gone, private or withheld stands there, and a page about a video that is gone is a 200 like any
    other. Reasons are in the words of a language; only English ones are understood, others are a login wall.
    """
    from embedarchive.protocols.reading import values

    markup = values.decoded(response.body)
    told = values.embedded(markup, "ytInitialPlayerResponse =") or values.embedded(markup, "ytInitialPlayerResponse")
    video = values.mapping(told, "videoDetails")
    if values.text(video.get("title")) and (not reference.id or video.get("videoId") == reference.id):
        return _shown(told, reference)
    status = values.text(values.mapping(told, "playabilityStatus").get("status"))
    return _unplayable(told, status) if status and status != "OK" else None


def _shown(told: Mapping[str, Any], reference: Reference) -> Post:
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.oembed_answer import handle_of
    from embedarchive.protocols.reading.provenance import credited

    video = values.mapping(told, "videoDetails")
    more = values.mapping(told, "microformat", "playerMicroformatRenderer")
    identifier = values.text(video.get("videoId")) or reference.id
    profile = values.link(more.get("ownerProfileUrl"))
    seconds = values.number(video.get("lengthSeconds"))
    views = values.number(video.get("viewCount"))
    parts = (values.text(video.get("title")), values.text(video.get("shortDescription")))
    pictures = _pictures(identifier, "")
    return credited(
        Post(
            platform=NAME,
            id=identifier,
            url=_WATCH.format(identifier),
            author=values.text(video.get("author")),
            handle=handle_of(profile, "youtube.com/@{}"),
            author_url=profile,
            posted_at=values.moment(more.get("publishDate")) or values.moment(more.get("uploadDate")),
            text="\n\n".join(part.strip() for part in parts if part),
            media=(MediaRef(candidates=pictures, role="poster", duration_s=seconds or None),) if pictures else (),
            counts=(("views", views),) if views is not None else (),
        ),
        "page",
    )


def _unplayable(told: Mapping[str, Any], status: str) -> Missing:
    """Why the player shows nothing, in YouTube's words."""
    from embedarchive.protocols.reading import values

    said = values.mapping(told, "playabilityStatus")
    screen = values.mapping(said, "errorScreen", "playerErrorMessageRenderer", "subreason")
    runs = [values.mapping(run).get("text") for run in values.items(screen.get("runs"), 20)]
    given = (said.get("reason"), *values.items(said.get("messages"), 3), screen.get("simpleText"), *runs)
    detail = ". ".join(dict.fromkeys(text.strip(" .") for each in given if (text := values.text(each))))
    words = detail.lower()
    if "private" in words:
        reason = Reason.PRIVATE
    elif "terminated" in words or "account has been" in words:
        reason = Reason.SUSPENDED
    elif "country" in words or "copyright" in words:
        reason = Reason.WITHHELD
    elif status == "ERROR":
        reason = Reason.DELETED
    else:  # an age that must be proved, a robot that must be denied, members only
        reason = Reason.LOGIN_WALL
    return Missing(reason=reason, detail=detail or f"YouTube's player says {status}")
