"""Spotify: tracks, episodes, albums, playlists and shows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "spotify"
EXAMPLE = "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk"
WELL_KNOWN = "https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT"
HOSTS = ("spotify.com", "spotify:", "spotify.link")
_KINDS = frozenset({"track", "episode", "album", "playlist", "show", "artist", "audiobook"})

MARKUP = (Shape(form="data-attr", attributes=(("data-spotify-id", "{}"), ("data-spotify-uri", "{}"))),)


def _cover(_identifier: str, served: str) -> tuple[str, ...]:
    """Covers are served 300 pixels wide; the same image has a name of its own for 640."""
    return (served.replace("/ab67616d00001e02", "/ab67616d0000b273"),) if "/ab67616d00001e02" in served else ()


OEMBED = OEmbed(endpoint="https://open.spotify.com/oembed", parameters=(), page=True, pictures=_cover)
SOURCES = (
    OEMBED.source(gives="title, image", shape="recorded", checked="2026-11-29"),
    Source(name="page", gives="artist, day, length", shape="recorded", checked="2026-11-29"),
    Source(
        name="embed",
        url="https://open.spotify.com/embed/{id}",
        who="Spotify's player",
        gives="title, artist, day, length, image",
        reads="page",
        shape="recorded",
        checked="2026-11-29",
    ),
)


def recognise(url: str) -> Reference | None:
    """What a URL or a `spotify:` address names; its id is `episode/4rOo…`."""
    address = urls.parse(url)
    if address is None:
        return None
    parts = address.segments
    if address.scheme == "spotify":
        parts = tuple(address.path.strip("/").split(":"))
    elif not address.on(*HOSTS):
        return None
    elif address.on("spotify.link"):
        link = f"https://spotify.link/{parts[0]}" if len(parts) == 1 else ""
        return Reference(platform=NAME, id=parts[0], url=link, shared=True) if link else None
    kinds = [index for index, part in enumerate(parts[:6]) if part in _KINDS]
    if not kinds or kinds[-1] + 1 >= len(parts):
        uri = address.parameter("uri")  # embed.spotify.com/?uri=spotify:track:…
        return recognise(uri) if uri.startswith("spotify:") else None
    kind, code = parts[kinds[-1]], parts[kinds[-1] + 1]
    if not re.fullmatch(r"[A-Za-z0-9]{22}", code):
        return None
    return Reference(platform=NAME, id=f"{kind}/{code}", url=f"https://open.spotify.com/{kind}/{code}")


def _played(data: Mapping[str, object], reference: Reference) -> Post | None:
    """What the player in a frame is drawn from. Of the newest episode, which a show's player plays, the show alone."""
    from embedarchive.protocols.declaring.id_times import day
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited

    told = values.mapping(data, "props", "pageProps", "state", "data", "entity")
    name = values.text(told.get("name")) or values.text(told.get("title"))
    artists = [values.text(values.mapping(one).get("name")) for one in values.items(told.get("artists"), 20)]
    author = values.text(told.get("subtitle")) or ", ".join(one for one in artists if one) or None
    own, above = (recognise(values.text(told.get(key)) or "") for key in ("uri", "relatedEntityUri"))
    covers = told.get("relatedEntityCoverArt")
    if own is None or own.id != reference.id:
        if above is None or above.id != reference.id:
            return None
        name, author, told = author, None, {}
    else:
        covers = values.mapping(told, "visualIdentity").get("image") or covers
    pictures = [values.mapping(one) for one in values.items(covers, 20)]
    pictures.sort(key=lambda one: -(values.number(one.get("maxHeight")) or 0))
    found = tuple(dict.fromkeys(link for one in pictures if (link := values.link(one.get("url")))))
    written = values.text(values.mapping(told, "releaseDate").get("isoString")) or ""
    exact = None if "T00:00:00" in written else values.moment(written)  # of music the day alone is known
    length = values.number(told.get("duration"))
    post = Post(
        platform=NAME,
        id=reference.id,
        url=reference.url,
        author=author,
        posted_at=exact or day(written),
        text=name,
        media=(MediaRef(candidates=found, role="poster", duration_s=length / 1000 if length else None),)
        if found
        else (),
    )
    return credited(post, "page", **({} if exact else {"posted_at": "day"})) if name else None


_LISTEN = re.compile(r"Listen to (?:this episode from (?P<show>.{1,200}?)|.{1,300}?) on Spotify\.\s{0,9}", re.DOTALL)
"""What Spotify itself says before a description."""
_BY = re.compile(r"(?P<title>.{1,300}) - (?:.{1,40} )?by (?P<name>.{1,200}?) \| Spotify", re.DOTALL)
_KIND_WORDS = frozenset(
    {"album", "single", "ep", "song", "playlist", "podcast", "episode", "artist", "audiobook", "compilation"}
)


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A page in the common way; whose the music is stands in its title, or first in its description."""
    from dataclasses import replace

    from embedarchive.protocols.reading import page as _page
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited, filled
    from embedarchive.protocols.reading.wording import joined

    page = _page.page(values.decoded(response.body), response.url)
    player = page.tree.find("script", id="__NEXT_DATA__")
    if player is not None:
        return _played(values.mapping(values.parsed(player.get_text())), reference)
    own = recognise(page.canonical or "")
    found = _page.read(page, reference) if own and own.id == reference.id else None
    if found is None:
        return None
    named, described = _BY.fullmatch(page.title), page.say("og:description") or ""
    own_words = _LISTEN.match(described)
    parts = [part.strip() for part in described.rstrip(".").split(" · ")]
    kinds = [part.lower() for part in parts[1:3]]
    listed = len(parts) > 1 and any(kind in _KIND_WORDS for kind in kinds) and parts[0].lower() not in _KIND_WORDS
    name = named["name"] if named else parts[0] if listed else own_words["show"] if own_words else None
    album = reference.id.startswith(("track/", "album/", "playlist/"))
    text = page.say("og:title") if album and len(parts) > 1 else found.text
    text = joined(page.say("og:title"), described[own_words.end() :]) if own_words else text
    found = replace(found, text=text)
    return filled(found, credited(Post(platform=NAME, author=name), "page")) if name else found
