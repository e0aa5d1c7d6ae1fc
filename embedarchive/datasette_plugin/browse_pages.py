"""Pictures in a gallery, places on a map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin import headers
from embedarchive.datasette_plugin.blobs import SHOWN
from embedarchive.datasette_plugin.cards import MEDIA_COLUMNS, media_card
from embedarchive.datasette_plugin.filters import Filters, commonest
from embedarchive.datasette_plugin.page import Links, number_argument, render, words_for
from embedarchive.datasette_plugin.reading import Reader, Row, marks
from embedarchive.model import Status

if TYPE_CHECKING:
    from datasette.app import Datasette

_PICTURES = 60
_POINTS = 5_000


async def gallery(request: Request, datasette: Datasette) -> Response:
    """Photos and videos, the newest first; pictures that look the same stand as one.

    Raises:
        Forbidden: the reader may not see the table `media`.
    """
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    before = number_argument(request, "before")
    start = 1 << 62 if before is None else before
    kinds = sorted(SHOWN)
    rows = await reader.rows(
        ("media",),
        f"select {MEDIA_COLUMNS}, m.phash from media m where m.digest is not null "
        "and m.kind not in ('avatar', 'poster') and m.id < ? "
        f"and m.media_type in ({marks(kinds)}) "
        f"order by m.id desc limit {_PICTURES + 1}",
        [start, *kinds],
    )
    page = rows[:_PICTURES]
    homes = await _homes(reader, [row["id"] for row in page])
    pictures: dict[str, dict[str, Any]] = {}
    for row in page:
        home = homes.get(row["id"], {})
        hide = reader.archive.settings.sensitive == "blur" and bool(home.get("sensitive"))
        same = row["phash"] or f"id {row['id']}"
        if same in pictures:
            pictures[same]["copies"] += 1
            continue
        pictures[same] = {**media_card(row, words, hide=hide), "home": home, "copies": 1}
    context = {"pictures": list(pictures.values()), "next": page[-1]["id"] if len(rows) > _PICTURES else None}
    return await render(reader, "gallery", context, here="gallery")


async def _homes(reader: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The post, or else the article, that each of these media belongs to."""
    articles = await reader.some(
        ("article_images", "article_texts"),
        "select i.media_id, i.article_id, i.caption, t.title from article_images i "
        f"left join article_texts t on t.id = i.article_id where i.media_id in ({marks(ids)})",
        ids,
    )
    posts = await reader.some(
        ("post_media", "posts"),
        "select l.media_id, p.id as post_id, p.author, p.handle, p.day, p.sensitive, substr(p.text, 1, 140) as text "
        f"from post_media l join posts p on p.id = l.post_id where l.media_id in ({marks(ids)})",
        ids,
    )
    return {row["media_id"]: row for row in [*articles, *posts]}


async def map_page(request: Request, datasette: Datasette) -> Response:
    """The map. Its land lies here; its points are `/-/places.geojson` with the same filters.

    Raises:
        Forbidden: the reader may not see the table `places`.
    """
    reader = Reader.of(datasette, request)
    filters = Filters.of(request)
    found = await _places(reader, filters, 200)
    context = {
        "filters": filters,
        "places": found,
        "narrowed": bool(filters),
        "facets": await commonest(reader),
        "statuses": list(Status),
    }
    return await render(reader, "map", context, here="map", tiles=reader.archive.settings.tiles_origin)


async def points(request: Request, datasette: Datasette) -> Response:
    """The places as GeoJSON (RFC 7946), at most 5,000 of them.

    Raises:
        Forbidden: the reader may not see the table `places`.
    """
    reader = Reader.of(datasette, request)
    links = Links(datasette, reader.archive.database)
    words = words_for(reader)
    features = []
    for row in await _places(reader, Filters.of(request), _POINTS):
        post, article = row["post_id"], row["article_id"]
        features.append(
            {
                "type": "Feature",
                "id": row["id"],
                "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
                "properties": {
                    "author": row["author"],
                    "handle": row["handle"],
                    "day": row["day"],
                    "text": (row["text"] or row["label"] or "")[:200],
                    "source": words.source(row["source"]),
                    "precision_m": row["precision_m"],
                    "raw": row["raw"],
                    "status": row["status"],
                    "href": links.post(post) if post else links.article(article) if article else None,
                },
            }
        )
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return Response(body, content_type="application/geo+json; charset=utf-8", headers=headers.page())


async def _places(reader: Reader, filters: Filters, limit: int) -> list[Row]:
    """Places, the newest day first. A photo's place leads to the post that shows the photo."""
    wanted, values = filters.where()
    narrowed = f"where {' and '.join(wanted)}" if wanted else ""
    return await reader.rows(
        ("places", "post_media", *filters.tables),
        "select g.id, g.latitude, g.longitude, g.label, g.source, g.precision_m, g.raw, coalesce(g.day, p.day) as day, "
        "p.id as post_id, g.article_id, p.author, p.handle, p.status, substr(p.text, 1, 200) as text from places g "
        "left join posts p on p.id = "
        "coalesce(g.post_id, (select post_id from post_media where media_id = g.media_id limit 1)) "
        f"{narrowed} order by g.day desc, g.id desc limit {int(limit)}",
        values,
    )
