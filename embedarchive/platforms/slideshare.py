"""SlideShare: decks of slides. One deck has three ids: a key in players, a number in both, its owner and its name."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Reason, Reference
from embedarchive.protocols.declaring.oembed import OEmbed, Service
from embedarchive.protocols.declaring.sources import Source

NAME = "slideshare"
LABEL = "SlideShare"
EXAMPLE = "https://www.slideshare.net/janedoe/a-night-over-the-harbour"
WELL_KNOWN = "https://www.slideshare.net/reed2001/culture-1798664"
HOSTS = ("slideshare.net", "slidesharecdn.com")
_PLAYER = "https://www.slideshare.net/slideshow/embed_code/{}"
_FILE = "doc/"
_PAGES = frozenset(
    {
        "about",
        "api",
        "category",
        "developers",
        "explore",
        "featured",
        "login",
        "mobile",
        "search",
        "secret",
        "signup",
        "tag",
        "tags",
    }
)
_LISTS = frozenset(
    {"clipboards", "documents", "followers", "following", "likes", "presentations", "slideshows", "videos"}
)


def _first_slide(_identifier: str, served: str) -> tuple[str, ...]:
    """The first slide, 1024 pixels wide, of the deck whose thumbnail is served."""
    named = re.fullmatch(
        r"https://cdn\.slidesharecdn\.com/ss_thumbnails/([\w-]{1,200})-thumbnail\.jpg(?:\?.*)?", served
    )
    return (f"https://image.slidesharecdn.com/{named[1]}/95/slide-1-1024.jpg",) if named else ()


OEMBED = OEmbed(
    endpoint="https://www.slideshare.net/api/oembed/2",
    profile="slideshare.net/{}",
    role="photo",
    pictures=_first_slide,
)
SOURCES = (
    OEMBED.source(gives="title, author, first slide", shape="recorded", checked="2026-11-30"),
    Source(name="page", gives="hardly anything: programs meet a wall", shape="documented", checked="2026-11-30"),
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The deck that a URL names: `key/…` or a number of a player's frame, else its owner and its name.

    A page with a number in its address is asked about by its player's: oEmbed answers 404 to that of the page.
    """
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("swf", _) if name := address.parameter("doc"):
            return _named(address.parameter("userName"), address.parameter("stripped_title")) or _file(name)
        case ("slideshow", "embed_code", "key", key, *_) if re.fullmatch(r"[A-Za-z0-9]{6,30}", key):
            return Reference(platform=NAME, id=f"key/{key}", url=_PLAYER.format(f"key/{key}"))
        case ("slideshow", _, number, *_) | ("embed_code", number, *_) if re.fullmatch(r"\d{3,12}", number):
            return Reference(platform=NAME, id=number, url=_PLAYER.format(number))
        case ("secret", key, *_) if re.fullmatch(r"[A-Za-z0-9]{6,30}", key):  # shown to those who have its link
            return Reference(platform=NAME, id=f"secret/{key}", url=f"https://www.slideshare.net/secret/{key}")
        case (user, name, *_) if user != "slideshow" and name not in _LISTS:
            return _named(user, name)
    return None


def _named(user: str, name: str) -> Reference | None:
    path = f"{user}/{name}"
    if user.lower() in _PAGES or not re.fullmatch(r"[\w.-]{2,60}/[\w%-]{2,250}", path):
        return None
    return Reference(platform=NAME, id=path, url=f"https://www.slideshare.net/{path}", handle=user)


def _file(name: str) -> Reference | None:
    """A Flash player that was told nothing but the file's name."""
    if not re.fullmatch(r"[\w-]{3,200}", name):
        return None
    player = f"https://static.slidesharecdn.com/swf/ssplayer2.swf?doc={name}"
    return Reference(platform=NAME, id=f"{_FILE}{name}", url=player)


def capture(embed: Embed) -> Capture:
    """Ask by oEmbed, then the page. Nobody answers for the name of a file alone, as the first players had it."""
    from embedarchive.protocols.asking import service

    if (embed.id or "").startswith(_FILE):
        detail = "The article gives the name of the deck's file, which leads to no page."
        return Missing(reason=Reason.UNIDENTIFIED, detail=detail, id=embed.id, url=embed.url)
    return (yield from service.capture(Service(NAME, recognise, oembed=OEMBED), embed))
