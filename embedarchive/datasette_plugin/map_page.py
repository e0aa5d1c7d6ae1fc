"""Places on a map, and as files for other programs: GeoJSON (RFC 7946) and KML 2.2 (OGC 07-147r2)."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.etree import ElementTree as ET

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin import headers
from embedarchive.datasette_plugin.feeds import child, document
from embedarchive.datasette_plugin.filters import Filters, commonest, rarest
from embedarchive.datasette_plugin.page import Links, render, words_for
from embedarchive.datasette_plugin.reading import Reader, Row
from embedarchive.model import Status

if TYPE_CHECKING:
    from datasette.app import Datasette

KML = "http://www.opengis.net/kml/2.2"
_POINTS = 2_000
_LISTED = 200
_FEW = 2_000
"""A filter that leaves at most so many posts is followed from the posts to their places."""
_LOOKED_AT = 5_000
"""Of a filter that leaves more, the newest this many places are held against it: however many there are, the map is
there at once. Days narrow the places themselves, so older ones are found by naming theirs."""


async def map_page(request: Request, datasette: Datasette) -> Response:
    """The map. Its land lies here; its points are `/-/places.geojson` with the same filters.

    Raises:
        Forbidden: the reader may not see the table `places`.
    """
    reader = Reader.of(datasette, request)
    filters = Filters.of(request)
    found = await _places(reader, filters, _LISTED)
    context = {
        "filters": filters,
        "places": found,
        "drawn": _POINTS if len(found) == _LISTED else None,
        "narrowed": bool(filters),
        "facets": await commonest(reader),
        "statuses": list(Status),
        "basemap": reader.archive.basemap,
    }
    return await render(reader, "map", context, here="map", tiles=reader.archive.settings.tiles_origin)


async def points(request: Request, datasette: Datasette) -> Response:
    """The places as GeoJSON (RFC 7946), at most 2,000 of them, the newest.

    Raises:
        Forbidden: the reader may not see the table `places`.
    """
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    given = [*(words.source(name) for name in _SOURCES), *_addresses(reader)]
    rows = await _places(reader, Filters.of(request), _POINTS, _FEATURE, given)
    body = f'{{"type": "FeatureCollection", "features": [{",".join(row["feature"] for row in rows)}]}}'
    return Response(body, content_type="application/geo+json; charset=utf-8", headers=headers.page())


def _addresses(reader: Reader) -> tuple[str, str]:
    """What stands before the number in the address of a post's page, and of an article's."""
    links = Links(reader.datasette, reader.archive.database)
    return links.post(0)[:-1], links.article(0)[:-1]


async def kml(request: Request, datasette: Datasette) -> Response:
    """The same places as KML, for Google Earth and other maps.

    Raises:
        Forbidden: the reader may not see the table `places`.
    """
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    posts, articles = (str(datasette.absolute_url(request, path)) for path in _addresses(reader))
    root = ET.Element("kml", {"xmlns": KML})
    folder = child(root, "Document")
    child(folder, "name", reader.archive.settings.title)
    for row in await _places(reader, Filters.of(request), _POINTS):
        place = child(folder, "Placemark")
        child(place, "name", row["author"] or row["handle"] or row["label"] or words("a post"))
        lines = [(row["text"] or row["label"] or "")[:200], words.source(row["source"])]
        if row["post_id"] or row["article_id"]:
            lines.append(f"{posts}{row['post_id']}" if row["post_id"] else f"{articles}{row['article_id']}")
        # Google Earth shows a description as HTML: other people's words are made plain text for it, too.
        child(place, "description", html.escape("\n".join(line for line in lines if line)))
        if row["day"]:
            child(child(place, "TimeStamp"), "when", row["day"])
        child(child(place, "Point"), "coordinates", f"{row['longitude']},{row['latitude']}")
    return Response(
        document(root),
        content_type="application/vnd.google-earth.kml+xml; charset=utf-8",
        headers=headers.page() | {"Content-Disposition": 'attachment; filename="places.kml"'},
    )


async def tile(request: Request, datasette: Datasette) -> Response:
    """A piece of the owner's own map; nothing, which is no error, where that map has none.

    Raises:
        Forbidden: the reader may not see the table `places`.
        NotFound: no such map is configured, or its file cannot be read any more.
    """
    reader = Reader.of(datasette, request)
    await reader.require("places")
    basemap = reader.archive.basemap
    if basemap is None:
        raise NotFound("There is no such page")
    sent = headers.STORED | {"Cache-Control": "private, max-age=3600", "Vary": "Accept-Encoding"}
    try:
        data = await asyncio.to_thread(basemap.tile, *(int(request.url_vars[name]) for name in "zxy"))
        if data is None:
            return Response("", status=204, headers=sent)
        if basemap.packed and "gzip" in request.headers.get("accept-encoding", ""):
            sent |= {"Content-Encoding": "gzip"}
        else:
            data = basemap.unpacked(data)
    except (OSError, ValueError) as error:
        raise NotFound("The file of the map cannot be read any more") from error
    return Response(data, content_type=basemap.media_type, headers=sent)


_COLUMNS = (
    "g.id, g.latitude, g.longitude, g.label, g.source, g.precision_m, g.raw, coalesce(g.day, p.day) as day, "
    "p.id as post_id, g.article_id, p.author, p.handle, p.status, substr(p.text, 1, 200) as text"
)
_SOURCES = ("text", "exif", "geotag")
_FEATURE = (  # SQLite writes the JSON, and while it does the server answers others
    "json_object('type', 'Feature', 'id', g.id, "
    "'geometry', json_object('type', 'Point', 'coordinates', json_array(g.longitude, g.latitude)), "
    "'properties', json_object('author', p.author, 'handle', p.handle, 'day', coalesce(g.day, p.day), "
    "'text', substr(coalesce(nullif(p.text, ''), g.label, ''), 1, 200), "
    "'source', case g.source when 'text' then ? when 'exif' then ? else ? end, "
    "'precision_m', g.precision_m, 'raw', g.raw, 'status', p.status, "
    "'href', coalesce(? || p.id, ? || g.article_id))) as feature"
)


async def _places(
    reader: Reader, filters: Filters, limit: int, columns: str = _COLUMNS, given: Sequence[str] = ()
) -> list[Row]:
    """Places, the newest day first. A photo's place leads to the post that shows the photo.

    A filter that leaves few posts is followed from the posts; otherwise the newest places are looked at one by one.
    `given` are the values that `columns` ask for.
    """
    narrowest = await rarest(reader, filters)
    few = bool(filters.q) or (narrowest.count is not None and narrowest.count <= _FEW)
    tables, sql, values = (_of_posts if few else _newest)(filters, narrowest.column, limit, columns, given)
    return await reader.rows(tables, f"{sql} order by g.day desc, g.id desc limit {int(limit)}", values)


_Query: TypeAlias = tuple[Sequence[str], str, list[Any]]
"""The tables that a query reads, its SQL, and its values."""


def _of_posts(filters: Filters, narrowest: str | None, _: int, columns: str, given: Sequence[str]) -> _Query:
    wanted, values = filters.where(rarest=narrowest)
    sql = (
        f"with chosen as (select p.id from posts p where {' and '.join(wanted)} limit {_FEW}), "
        "found as (select places.*, chosen.id as shown_by from chosen join places on places.post_id = chosen.id "
        "union all select places.*, chosen.id from chosen join post_media on post_media.post_id = chosen.id "
        "join places on places.media_id = post_media.media_id) "
        f"select {columns} from found g join posts p on p.id = g.shown_by group by g.id"
    )
    return ("places", "post_media", *filters.tables), sql, [*values, *given]


def _newest(filters: Filters, narrowest: str | None, limit: int, columns: str, given: Sequence[str]) -> _Query:
    days = [(name, value) for name, value in (("since", filters.since), ("until", filters.until)) if value]
    within = " and ".join(f"day {'>=' if name == 'since' else '<='} ?" for name, _ in days)
    wanted, values = replace(filters, since="", until="").where(rarest=narrowest)
    narrowed = f"where {' and '.join(wanted)}" if wanted else ""
    sql = (
        f"select {columns} from (select * from places {f'where {within}' if within else ''} "
        f"order by day desc, id desc limit {_LOOKED_AT if wanted else int(limit)}) g "
        "left join posts p on p.id = "
        "coalesce(g.post_id, (select post_id from post_media where media_id = g.media_id limit 1)) "
        f"{narrowed}"
    )
    between = [value if name == "since" else f"{value}~" for name, value in days]
    return ("places", "post_media", "posts"), sql, [*given, *between, *values]
