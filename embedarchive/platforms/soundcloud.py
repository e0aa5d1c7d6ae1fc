"""SoundCloud: tracks and sets."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Missing, Post, Reason, Reference, Response
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape, elements

NAME = "soundcloud"
LABEL = "SoundCloud"
EXAMPLE = "https://soundcloud.com/janedoe/night-over-the-harbour"
WELL_KNOWN = "https://soundcloud.com/forss/flickermood"
HOSTS = ("soundcloud.com", "snd.sc")
_TRACK = "https://api.soundcloud.com/tracks/{}"
_PAGES = frozenset({"you", "search", "pages", "discover", "charts", "stream", "upload", "settings", "tags", "player"})
_LISTS = frozenset({"sets", "tracks", "albums", "likes", "followers", "following", "reposts", "popular-tracks"})

MARKUP = (
    *elements(_TRACK, "amp-soundcloud[data-trackid]", "bento-soundcloud[data-trackid]"),
    *elements(
        "https://api.soundcloud.com/playlists/{}",
        "amp-soundcloud[data-playlistid]",
        "bento-soundcloud[data-playlistid]",
    ),
    Shape(form="data-attr", attributes=(("data-soundcloud-id", _TRACK),)),
)


def _artwork(_identifier: str, served: str) -> tuple[str, ...]:
    """Artwork is served 500 pixels wide; `original` is as it was uploaded."""
    stem, found, ending = served.rpartition("-t500x500.")
    return (f"{stem}-original.{ending}",) if found else ()


OEMBED = OEmbed(
    endpoint="https://soundcloud.com/oembed",
    means=((403, Reason.PRIVATE),),  # private, or its owner does not let others show it
    profile="soundcloud.com/{}",
    pictures=_artwork,
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The track or set that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("w.soundcloud.com"):
        inner = address.parameter("url")
        return recognise(inner) if inner and not address.on(inner) and "w.soundcloud.com" not in inner else None
    if address.on("on.soundcloud.com"):
        link = f"https://on.soundcloud.com/{parts[0]}" if len(parts) == 1 and parts[0].isalnum() else ""
        return Reference(platform=NAME, id=parts[0], url=link, shared=True) if link else None
    if address.on("api.soundcloud.com"):
        return _numbered(parts)
    match parts:
        case (user, "sets", name, *_) if user not in _PAGES:
            return _named(user, f"sets/{name}")
        case (user, name, *_) if user not in _PAGES and name not in _LISTS:
            return _named(user, name)
    return None


def _numbered(parts: tuple[str, ...]) -> Reference | None:
    """`/tracks/123`, lately `/tracks/soundcloud:tracks:123`."""
    if len(parts) < 2 or parts[0] not in ("tracks", "playlists"):
        return None
    number = parts[1].rpartition(":")[2]
    if not re.fullmatch(r"\d{3,14}", number):
        return None
    path = f"{parts[0]}/{number}"
    return Reference(platform=NAME, id=path, url=f"https://api.soundcloud.com/{path}")


def _named(user: str, name: str) -> Reference | None:
    path = f"{user}/{name}"
    if not re.fullmatch(r"[\w-]{2,60}/(?:sets/)?[\w-]{1,200}", path):
        return None
    return Reference(platform=NAME, id=path, url=f"https://soundcloud.com/{path}", handle=user)


_BY = re.compile(r"(?:Stream )?(?P<title>.{1,300}) by (?P<name>.{1,200}?) \| (?:Listen|Free Listening)")


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A page in the common way; whose the track is stands in its title."""
    from dataclasses import replace

    from embedarchive.protocols.reading import page, values
    from embedarchive.protocols.reading.provenance import credited, filled

    found = page.page(values.decoded(response.body), response.url)
    own = recognise(found.canonical or "")
    post = page.read(found, reference) if own is not None and own.id == reference.id else None
    named = _BY.match(found.title)
    if post is None or named is None:
        return post
    author = credited(Post(platform=NAME, author=named["name"]), "page")
    return replace(filled(post, author), url=post.url)
