"""TikTok: videos and photo posts."""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.platforms._fallback import Fallback
from embedarchive.platforms._shapes import Shape, elements, substack
from embedarchive.platforms._times import moment

NAME = "tiktok"
EXAMPLE = "https://www.tiktok.com/@jane.doe/video/6718335390845095173"
HOSTS = ("tiktok.com", "tiktokv.com", "vxtiktok.com", "tnktok.com", "tfxktok.com")
_VIDEO = "https://www.tiktok.com/embed/v2/{}"

MARKUP = (
    Shape(
        form="blockquote",
        tag="blockquote",
        cls="tiktok-embed",
        attributes=(("cite", "{}"), ("data-video-id", _VIDEO)),
        words="captioned",
    ),
    *elements(_VIDEO, "amp-tiktok[data-src]", "bento-tiktok[data-src]"),
    substack("TikTokToDOM", "{}", "url", ("text", "title"), ("author", "author"), ("posted_at", "date")),
)

FALLBACK = Fallback(bylines=("@{handle}",), handle=r"[A-Za-z0-9_.]{2,24}", words="below", closers=("♬",), needs=True)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The video or photo post that a URL names, also a player's frame and a short link."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("vm.tiktok.com", "vt.tiktok.com"):
        return _short(parts[0]) if len(parts) == 1 else None
    match parts:
        case (user, "video" | "photo" as kind, number, *_) if user.startswith("@"):
            return _post(number, kind, user[1:])
        case ("embed", "v2" | "v3", number, *_) | ("player", "v1", number, *_) | ("share", "video", number, *_):
            return _post(number)
        case ("embed", number, *_) | ("v", number, *_):
            return _post(number.removesuffix(".html"))
        case ("t", code, *_):
            return _short(code)
    return None


def _post(number: str, kind: str = "video", user: str | None = None) -> Reference | None:
    if not re.fullmatch(r"\d{15,21}", number):
        return None
    return Reference(
        platform=NAME, id=number, url=f"https://www.tiktok.com/@{user or ''}/{kind}/{number}", handle=user or None
    )


def _short(code: str) -> Reference | None:
    if not re.fullmatch(r"[A-Za-z0-9]{6,14}", code):
        return None
    return Reference(platform=NAME, id=code, url=f"https://vm.tiktok.com/{code}/")


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post and its players."""
    own = (embed.url,) if embed.url else ()
    if not embed.id or not embed.id.isdigit():
        return own
    return (*own, f"https://www.tiktok.com/embed/v2/{embed.id}", f"https://m.tiktok.com/v/{embed.id}.html")


def posted_at(identifier: str) -> dt.datetime | None:
    """The upper 32 bits of an id are seconds since 1970."""
    return moment((int(identifier) >> 32) * 1000) if re.fullmatch(r"\d{15,21}", identifier) else None
