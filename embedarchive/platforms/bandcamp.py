"""Bandcamp: albums and tracks, in the player."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.sources import Source

NAME = "bandcamp"
EXAMPLE = "https://bandcamp.com/EmbeddedPlayer/album=1234567890/size=large/"
WELL_KNOWN = "https://benprunty.bandcamp.com/track/lanius-battle"
HOSTS = ("bandcamp.com",)
SOURCES = (Source(name="page", gives="title, artist, day, image, description", shape="recorded", checked="2026-11-23"),)


def recognise(url: str) -> Reference | None:
    """The album or track that a player's frame or a page names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if parts[:1] in (("EmbeddedPlayer",), ("EmbeddedPlayer.html",)):
        found = sorted(part for part in parts if re.fullmatch(r"(?:track|album)=\d{3,14}", part))
        if found:  # a track, when the player shows one of an album
            return Reference(
                platform=NAME, id=found[-1].replace("=", "/"), url=f"https://bandcamp.com/EmbeddedPlayer/{found[-1]}/"
            )
    elif parts[:1] == ("radio",) and re.fullmatch(r"\d{1,6}", address.parameter("show")):
        show = address.parameter("show")
        return Reference(platform=NAME, id=f"radio/{show}", url=f"https://bandcamp.com/radio?show={show}")
    elif len(parts) == 2 and parts[0] in ("album", "track"):
        artist, path = address.host.partition(".")[0], "/".join(parts)
        return Reference(platform=NAME, id=f"{artist}/{path}", url=f"https://{address.host}/{path}", handle=artist)
    return None


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A player's frame by the data it is drawn from (`data-player-data`); None for pages, which are read as any."""
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited
    from embedarchive.protocols.reading.soup import attribute, first, soup

    if b"data-player-data" not in response.body:
        return None
    tree = soup(values.decoded(response.body))
    data = values.mapping(values.parsed(attribute(first(tree, "[data-player-data]"), "data-player-data") or ""))
    tracks = [values.mapping(each) for each in values.items(data.get("tracks"), 200)]
    titles = [values.text(data.get("album_title")), *(values.text(track.get("title")) for track in tracks)]
    if not any(titles):
        return None
    linked = values.link(data.get("linkback"))
    artist = urls.parse(linked or "")
    cover = values.link(data.get("album_art_lg")) or values.link(data.get("album_art"))
    post = Post(
        platform=NAME,
        id=reference.id,
        url=linked or reference.url,
        author=values.text(data.get("artist")),
        handle=artist.host.partition(".")[0] if artist else None,
        author_url=f"https://{artist.host}/" if artist else None,
        posted_at=values.moment(data.get("publish_date")),
        text="\n".join(dict.fromkeys(title for title in titles if title)),
        media=(MediaRef(candidates=(cover,), role="poster"),) if cover else (),
    )
    return credited(post, "page")
