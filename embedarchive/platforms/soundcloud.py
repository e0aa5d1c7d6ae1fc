"""SoundCloud: tracks and sets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape, elements
from embedarchive.protocols.declaring.sources import Source

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
SOURCES = (
    OEMBED.source(gives="title, author, image, description", shape="recorded", checked="2026-11-29"),
    Source(name="page", gives="hour, length", shape="recorded", checked="2026-11-29"),
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
    if own is None or own.id != reference.id:
        return None
    post, named = page.read(found, reference), _BY.match(found.title)
    sound = _sound(values.decoded(response.body), reference)
    if sound is not None:
        return filled(sound, post) if post else sound
    if post is None or named is None:
        return post
    name = named["name"].partition(" | ")[0]  # the account's name of today may stand behind it
    author = credited(Post(platform=NAME, author=name), "page")
    return replace(filled(post, author), url=post.url)


def _sound(markup: str, reference: Reference) -> Post | None:
    """The track or set that a page is drawn from (`__sc_hydration`)."""
    from embedarchive.protocols.reading import page_json

    listed = page_json.value_after(markup, "__sc_hydration =")
    told = next(page_json.objects(listed, lambda node: node.get("kind") in _KINDS and "title" in node), None)
    return _told(told, reference) if told is not None else None


_KINDS = ("track", "playlist")


def read(response: Response) -> Post | Missing | None:
    """What an answer says, live or archived: of oEmbed, of the site's own interface (`/resolve`, `/tracks`), a page."""
    from embedarchive.protocols.asking import outcomes, service
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values

    told = outcomes.answered(response)
    if told.get("kind") in _KINDS:
        named = recognise(values.link(told.get("permalink_url")) or "")
        return _told(told, named) if named is not None else None
    return service.read(Service(NAME, recognise, oembed=OEMBED, page=read_page), response)


def _told(told: Mapping[str, object], reference: Reference) -> Post | None:
    """A track or a set as the site's own interface gives it; None when it is another than that."""
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.counts import counts
    from embedarchive.protocols.reading.provenance import credited
    from embedarchive.protocols.reading.wording import joined

    named = recognise(values.link(told.get("permalink_url")) or "")
    if named is None or named.id != reference.id:
        return None
    user = values.mapping(told, "user")
    artwork = values.link(told.get("artwork_url")) or ""
    stem, large, ending = artwork.rpartition("-large.")
    pictures = tuple(f"{stem}-{size}.{ending}" for size in ("original", "t500x500")) if large else ()
    length = values.number(told.get("full_duration")) or values.number(told.get("duration"))
    seconds = length / 1000 if length else None
    profile = values.link(user.get("permalink_url"))
    return credited(
        Post(
            platform=NAME,
            id=reference.id,
            url=named.url,
            author=values.text(user.get("username")),
            handle=values.text(user.get("permalink")) or named.handle,
            author_url=profile,
            posted_at=values.moment(told.get("created_at")),
            text=joined(values.text(told.get("title")), values.text(told.get("description"))),
            media=(MediaRef(candidates=pictures, role="poster", duration_s=seconds),) if pictures else (),
            counts=counts(
                views=told.get("playback_count"),
                likes=told.get("likes_count"),
                replies=told.get("comment_count"),
                reposts=told.get("reposts_count"),
            ),
        ),
        "page",
    )
