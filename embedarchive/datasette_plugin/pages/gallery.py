"""Images in a gallery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.filters import Filters, leaves_many
from embedarchive.datasette_plugin.reader.frame import render, words_for
from embedarchive.datasette_plugin.reader.query import argument, number_argument
from embedarchive.datasette_plugin.serving.blobs import SHOWN
from embedarchive.datasette_plugin.views.cards import MediaCard, media_card
from embedarchive.datasette_plugin.views.lookalikes import MANY, alike, counts
from embedarchive.datasette_plugin.views.places import photo_places
from embedarchive.datasette_plugin.views.selecting import selecting
from embedarchive.model.rows import MediaRow, PlaceRow, widened
from embedarchive.store.queries import media, places
from embedarchive.store.queries.media import Home

if TYPE_CHECKING:
    from datasette.app import Datasette

_PICTURES = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture(MediaCard):
    """A medium in the gallery: what it belongs to, and how many look like it."""

    home: Home
    copies: int


async def gallery(request: Request, datasette: Datasette) -> Response:
    """Photos and videos, the newest first.

    Images that look alike stand as one, the newest of them, whatever page the others would be on; `?like=` and
    its perceptual hash shows them all. With filters, those of the posts that are like that, each for itself.

    Raises:
        Forbidden: the reader may not see the table `media`.
    """
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    before = number_argument(request, "before")
    like = argument(request, "like", 64)
    hashes = sorted((await alike(reader, [like]))[like]) if like else []
    filters = await Filters.asked(reader)
    many = await leaves_many(reader, filters)
    rows = await reader.rows(media.gallery(SHOWN, before, hashes, _PICTURES + 1, filters or None, many=many))
    page = rows[:_PICTURES]
    groups = {} if like or filters else await alike(reader, [row.phash for row in page if row.phash])
    pictures = await tiles(reader, page, await counts(reader, groups), words)
    context = {
        **await selecting(reader, filters),
        "pictures": pictures,
        "next": page[-1].id if len(rows) > _PICTURES else None,
        "like": like,
        "many": MANY,
    }
    return await render(reader, "gallery", context, here="gallery")


async def tiles(reader: Reader, rows: Sequence[MediaRow], copies: Mapping[str, int], words: Words) -> list[Picture]:
    """Media as a gallery shows them; `copies` is how many look like those with a hash."""
    ids = [row.id for row in rows]
    homes = await _homes(reader, ids)
    spots = await _places(reader, homes, ids)
    videos = [row.id for row in rows if (row.media_type or "").startswith("video/")]
    posters = {row.video: row.digest for row in await reader.some(media.posters(videos))}
    blur = reader.archive.settings.sensitive == "blur"
    made = []
    for row in rows:
        home = homes.get(row.id, Home(media_id=row.id))
        card = media_card(row, words, hide=blur and bool(home.sensitive))
        picture = widened(Picture, card, home=home, copies=copies.get(row.phash or "", 1))
        made.append(replace(picture, poster=posters.get(row.id), place=spots.get(row.id)))
    return made


async def _homes(reader: Reader, ids: Sequence[int]) -> dict[int, Home]:
    """The post, or else the article, that each of these media belongs to."""
    articles, posts = await reader.some(media.in_articles(ids)), await reader.some(media.in_posts(ids))
    return {row.media_id: row for row in [*articles, *posts]}


async def _places(reader: Reader, homes: dict[int, Home], ids: Sequence[int]) -> dict[int | None, PlaceRow]:
    """Where each of these media was made: as its own data say, or else as the post that it belongs to says."""
    posts = sorted({home.post_id for home in homes.values() if home.post_id})
    told = {row.post_id: row for row in await reader.some(places.of_posts(posts))}
    by_post: dict[int | None, PlaceRow] = {
        medium: told[home.post_id] for medium, home in homes.items() if home.post_id in told
    }
    return by_post | await photo_places(reader, ids)
