"""Vimeo: videos and events."""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Embed, Reason, Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.questions import MEDIA, stem
from embedarchive.protocols.declaring.shapes import Shape, elements, substack
from embedarchive.protocols.declaring.sources import Source

NAME = "vimeo"
IMAGE_HOSTS = ("vimeocdn.com",)
EXAMPLE = "https://vimeo.com/706604197"
WELL_KNOWN = "https://vimeo.com/76979871"
EMBED_PAGE = "https://player.vimeo.com/video/{id}"
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
    Shape(form="script", tag="script", call="Vimeo.Player", attributes=(("id", _PLAYER),)),
    Shape(form="element", tag="embetty-video", attributes=(("video-id", _PLAYER),)),
    substack("VimeoToDOM", _PLAYER, "videoId"),
)


def _uploaded(written: str) -> dt.datetime | None:
    """`upload_date` is New York time without saying so.

    Measured: vimeo.com/76979871 has `2013-10-15 14:08:29` there and `2013-10-15T18:08:29+00:00` on its page. The hour
    that a clock shows twice in November is taken for the first of the two.
    """
    try:
        local = dt.datetime.strptime(f"{written}+0000", "%Y-%m-%d %H:%M:%S%z")
    except ValueError:
        return None
    year, new = local.year, local.year >= 2007
    begins = _sunday(year, 3, 8) if new else _sunday(year, 4, 1)
    ends = _sunday(year, 11, 1) if new else _sunday(year, 10, 25)
    return local + dt.timedelta(hours=4 if begins <= local < ends else 5)


def _sunday(year: int, month: int, day: int) -> dt.datetime:
    """Two o'clock on the first Sunday from that day on."""
    start = dt.datetime(year, month, day, 2, tzinfo=dt.UTC)
    return start + dt.timedelta(days=6 - start.weekday())


def _sizes(_identifier: str, served: str) -> tuple[str, ...]:
    """Without a size in its name (`452_640.jpg`, `452-d_295x166`) an image is as large as there is."""
    whole = re.sub(r"_\d{2,4}(?:x\d{2,4})?(?=\.\w{3,4}\Z|\Z)", "", served.partition("?")[0])
    return (whole,) if whole != served.partition("?")[0] else ()


OEMBED = OEmbed(
    endpoint="https://vimeo.com/api/oembed.json",
    parameters=(),
    means=((401, Reason.PRIVATE), (403, Reason.PRIVATE)),
    bare=Reason.PRIVATE,  # shown on its owner's own sites only: the answer has the player's address and no more
    profile="vimeo.com/{}",
    pictures=_sizes,
    uploaded=_uploaded,
)
SOURCES = (
    OEMBED.source(gives="title, author, hour, image, description", shape="recorded", checked="2026-11-29"),
    Source(name="page", gives="hour", shape="recorded", checked="2026-11-29"),
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The video or event that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("video" | "videos", number, *_):
            return _video(number, address.parameter("h"))
        case ("channels" | "ondemand" | "album" | "showcase" | "event" | "groups", _, "video" | "videos", number, *_):
            return _video(number, address.parameter("h"))
        case ("event", number, *rest) if re.fullmatch(r"\d{4,12}", number):
            key = next((f"/{part}" for part in rest[:2] if re.fullmatch(r"[0-9a-f]{10}", part)), "")
            return Reference(platform=NAME, id=f"event/{number}", url=f"https://vimeo.com/event/{number}{key}")
        case ("channels" | "ondemand", _, number, *_):
            return _video(number)
        case (_, "review", number, key, *_) | ("reviews", _, "videos", number, key, *_):
            return _video(number, key)
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


def same_question(address: urls.Address) -> str | None:
    """The still of a video in each of its sizes."""
    if address.on(*IMAGE_HOSTS) and address.path.startswith("/video/"):
        return f"{MEDIA}{_SIZE.sub('', stem(address))}"
    return None


_SIZE = re.compile(r"(?:-d)?(?:_\d{2,4}(?:x\d{2,4})?)?\Z")
