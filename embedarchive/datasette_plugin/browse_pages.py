"""Posts by day, pictures in a gallery, places on a map: three ways through the same archive, with the same filters."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette.utils import escape_fts
from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin import headers
from embedarchive.datasette_plugin.article_page import listed
from embedarchive.datasette_plugin.blobs import SHOWN
from embedarchive.datasette_plugin.cards import MEDIA_COLUMNS, POST_COLUMNS, cards, media_card
from embedarchive.datasette_plugin.page import Links, argument, number_argument, render, words_for
from embedarchive.datasette_plugin.reading import Reader, Row, marks
from embedarchive.model import Status

if TYPE_CHECKING:
    from datasette.app import Datasette

_PAGE = 50
_PICTURES = 60
_HITS = 2_000
"""Of a search, the newest this many are looked at: a word that most posts have is answered as fast as a rare one."""
_POINTS = 5_000
_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_PLACE = re.compile(r"(?P<when>[0-9TZ:.+-]{0,40})~(?P<id>[0-9]{1,18})")
_WHEN = "coalesce(posted_at, day, '')"
_FILTERS = ("status", "platform", "handle", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a reader asks to see."""

    q: str = ""
    status: str = ""
    platform: str = ""
    handle: str = ""
    language: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, request: Request) -> Filters:
        """The filters in the address; a day that is none is no filter."""
        given = {name: argument(request, name) for name in ("q", *_FILTERS, "since", "until")}
        for name in ("since", "until"):
            if not _DAY.fullmatch(given[name]):
                given[name] = ""
        return cls(**given)

    def query(self, **changes: object) -> dict[str, object]:
        """The filters as a query, with some changed."""
        return {name: getattr(self, name) for name in self.__slots__} | changes

    def where(self) -> tuple[list[str], list[Any]]:
        """The conditions on `posts p`, and their values."""
        wanted, values = list[str](), list[Any]()
        for name in _FILTERS:
            if value := getattr(self, name):
                wanted.append(f"p.{name} = ?")
                values.append(value)
        if self.since:
            wanted.append("p.day >= ?")
            values.append(self.since)
        if self.until:
            wanted.append("p.day <= ? || '~'")
            values.append(self.until)
        if self.q:
            wanted.append(
                f"p.id in (select rowid from posts_fts where posts_fts match ? order by rowid desc limit {_HITS})"
            )
            values.append(escape_fts(self.q))
        return wanted, values

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the conditions read."""
        return ("posts", "posts_fts") if self.q else ("posts",)


async def timeline(request: Request, datasette: Datasette) -> Response:
    """Posts by day, the newest first, 50 to a page; with `q`, those that have all its words, and articles that do.

    Raises:
        Forbidden: the reader may not see the table `posts`.
    """
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    filters = Filters.of(request)
    wanted, values = filters.where()
    place = _PLACE.fullmatch(argument(request, "before", 80))
    if place:
        wanted.append(f"({_WHEN}, p.id) < (?, ?)")
        values += [place["when"], int(place["id"])]
    columns = ", ".join(f"p.{name}" for name in POST_COLUMNS.split(", "))
    rows = await reader.rows(
        filters.tables,
        f"select {columns}, {_WHEN} as at from posts p where {' and '.join(wanted) or '1'} "
        f"order by {_WHEN} desc, p.id desc limit {_PAGE + 1}",
        values,
    )
    shown = await cards(reader, rows[:_PAGE], words)
    if filters.q:
        await _highlight(reader, shown, filters.q)
    last = rows[_PAGE - 1] if len(rows) > _PAGE else None
    context = {
        "filters": filters,
        "days": [(day, list(group)) for day, group in groupby(shown, key=lambda card: card["day"])],
        "next": filters.query(before=f"{last['at']}~{last['id']}") if last else None,
        "articles": await listed(reader, limit=5, search=filters.q) if filters.q and not place else [],
        "facets": await _facets(reader),
        "statuses": list(Status),
        "narrowed": bool(wanted),
    }
    return await render(reader, "timeline", context, here="timeline")


async def _highlight(reader: Reader, shown: Sequence[dict[str, Any]], search: str) -> None:
    """Mark the words that were searched for, as the index folds them: accents and case do not matter."""
    ids = [card["id"] for card in shown]
    rows = await reader.some(
        ("posts", "posts_fts"),
        "select rowid as id, highlight(posts_fts, 0, char(2), char(3)) as marked from posts_fts "
        f"where posts_fts match ? and rowid in ({marks(ids)})",
        [escape_fts(search), *ids],
    )
    marked = {row["id"]: row["marked"] for row in rows}
    for card in shown:
        if text := marked.get(card["id"]):
            card["pieces"] = [
                (number % 2 == 1, piece) for number, piece in enumerate(re.split("[\x02\x03]", text)) if piece
            ]


async def _facets(reader: Reader) -> dict[str, list[Row]]:
    """The commonest values of each filter, from the counts that the writer keeps."""
    made: dict[str, list[Row]] = {}
    for name in _FILTERS:
        made[name] = await reader.some(
            ("posts", "facet_counts"),
            "select value, count from facet_counts where facet = ? order by count desc, value limit 12",
            [name],
        )
    return made


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
        f"select {MEDIA_COLUMNS}, m.phash from media m where m.digest is not null and m.kind not in ('avatar', 'poster') and m.id < ? "
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
    context = {"filters": filters, "places": found, "facets": await _facets(reader), "statuses": list(Status)}
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
