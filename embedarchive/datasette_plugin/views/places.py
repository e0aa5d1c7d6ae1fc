"""Places as features of GeoJSON (RFC 7946): what the map's list, its popups, GeoJSON and KML all say of a point.

SQLite writes the JSON, and while it does the server answers others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from embedarchive.datasette_plugin.reader.database import Made, Reader
from embedarchive.datasette_plugin.reader.filters import Filters, rarest
from embedarchive.datasette_plugin.reader.frame import Links, words_for
from embedarchive.datasette_plugin.serving.blobs import SHOWN
from embedarchive.datasette_plugin.views.article_parts import Spot
from embedarchive.datasette_plugin.views.cards import MediaCard
from embedarchive.model.rows import PlaceRow
from embedarchive.store.queries import places
from embedarchive.store.queries.places import Said, Shown

_PICTURES = frozenset(kind for kind in SHOWN if kind.startswith("image/"))
Feature: TypeAlias = dict[str, Any]
"""A feature as JSON has it, which is what other programs get."""


def file_name(address: object) -> str | None:
    """The last part of an address, as a name for an image that has no other; None where it has none."""
    if not isinstance(address, str) or address[:5].lower() in {"data:", "blob:"}:
        return None
    try:
        name = unquote(urlsplit(address[:2_000]).path.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None
    return "".join(letter for letter in name[:100] if letter.isprintable()) or None


async def features(
    reader: Reader, filters: Filters, limit: int, make: Callable[[str], Made], place: int | None = None
) -> Made:
    """What `make` makes of the newest places: it is given them as features with commas between them.

    The one with the number `place` is always among them.

    A photo's place leads to the post that shows the photo, or else to the image in the newest article that does.

    Raises:
        Forbidden: the reader may not see the tables `places`, `posts` and `post_media`.
    """
    narrowest = await rarest(reader, filters)
    elsewhere = replace(filters, near="", box="").few  # an area is held against the places themselves
    few = elsewhere or (narrowest.count is not None and narrowest.count <= places.FEW)
    photos = await reader.may(*places.MEDIA)
    shown = Shown(
        pictures=_PICTURES if photos else None,
        articles=photos and await reader.may(*places.ARTICLE),
        covered=reader.archive.settings.sensitive == "blur",
    )
    query = places.features(filters, _said(reader), shown, few=few, narrowest=narrowest.column, most=limit, place=place)
    return await reader.made(query, make)


def _said(reader: Reader) -> Said:
    words, links = words_for(reader), Links(reader.datasette, reader.archive.database)
    return Said(
        written=words.source("text"),
        photo=words.source("exif"),
        geotag=words.source("geotag"),
        nobody=words("a post"),
        language=words.language,
        posts=links.post(0)[:-1],
        articles=links.article(0)[:-1],
        pictures=Spot("image", 0).anchor[:-1],
        thumbnails=links.thumbnail(""),
    )


def parsed(text: str) -> list[Feature]:
    """Those features as values."""
    made: list[Feature] = json.loads(f"[{text}]")
    return made


async def photo_places(reader: Reader, media: Sequence[int]) -> dict[int | None, PlaceRow]:
    """Where these photos say that they were made, by the id of the medium; nothing for those that do not say."""
    return {row.media_id: row for row in await reader.some(places.of_media(media))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A kept photo or video that names no place. `opened`: whether its file could be read."""

    digest: str | None
    alt: str
    opened: bool


def unplaced(media: Sequence[MediaCard], found: Sequence[PlaceRow]) -> list[Unplaced]:
    """The kept photos and videos of a post that name no place."""
    placed = {place.media_id for place in found}
    return [
        Unplaced(digest=one.digest, alt=one.alt, opened=bool(one.width or one.exif))
        for one in media
        if one.show in {"image", "video"} and one.id not in placed
    ]
