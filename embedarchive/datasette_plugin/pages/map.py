"""Places on a map, and as files for other programs: GeoJSON (RFC 7946) and KML 2.2 (OGC 07-147r2)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.pages.feeds import legible
from embedarchive.datasette_plugin.reader import headers
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.filters import Filters
from embedarchive.datasette_plugin.reader.frame import render, words_for
from embedarchive.datasette_plugin.reader.query import insist, note, number_argument
from embedarchive.datasette_plugin.views.places import Feature, features, parsed
from embedarchive.datasette_plugin.views.selecting import selecting
from embedarchive.store.queries import places

if TYPE_CHECKING:
    from datasette.app import Datasette

KML = "http://www.opengis.net/kml/2.2"
_POINTS = 2_000
_LISTED = 200


async def map_page(request: Request, datasette: Datasette) -> Response:
    """The map. Its land lies here; its points are `/-/places.geojson` with the same filters.

    Raises:
        Forbidden: the reader may not see the table `places`.
    """
    reader = Reader.of(datasette, request)
    filters, chosen = await Filters.asked(reader), await _chosen(reader)
    found = await features(reader, filters, _LISTED, parsed, chosen)
    context = {
        **await selecting(reader, filters),
        "places": sorted(found, key=lambda place: place["id"] != chosen),
        "chosen": next((place["id"] for place in found if place["id"] == chosen), None),
        "drawn": _POINTS if len(found) >= _LISTED else None,
        "basemap": reader.archive.basemap,
    }
    return await render(reader, "map", context, here="map", tiles=reader.archive.settings.tiles_origin)


async def _chosen(reader: Reader) -> int | None:
    """The place that is asked for by its number; None when there is none."""
    number = number_argument(reader.request, "place")
    if number is None or await reader.some(places.by_number(number)):
        return number
    note(reader.request, "There is no place with the number {value}.", value=number)
    return None


async def points(request: Request, datasette: Datasette) -> Response:
    """The places as GeoJSON (RFC 7946), at most 2,000 of them, the newest.

    Raises:
        BadRequest: a filter was not understood.
        Forbidden: the reader may not see the table `places`.
    """
    reader = Reader.of(datasette, request)
    filters, chosen = await Filters.asked(reader), await _chosen(reader)
    insist(request, words_for(reader))
    body = await features(reader, filters, _POINTS, _collection, chosen)
    return Response(body, content_type="application/geo+json; charset=utf-8", headers=headers.page())


def _collection(found: str) -> bytes:
    return f'{{"type": "FeatureCollection", "features": [{found}]}}'.encode()


async def kml(request: Request, datasette: Datasette) -> Response:
    """The same places as KML, for Google Earth and other maps.

    Raises:
        BadRequest: a filter was not understood.
        Forbidden: the reader may not see the table `places`.
    """
    reader = Reader.of(datasette, request)
    here = str(datasette.absolute_url(request, "/")).rstrip("/")
    filters = await Filters.asked(reader)
    insist(request, words_for(reader))
    body = await features(reader, filters, _POINTS, _Folder(reader.archive.settings.title, here))
    return Response(
        body,
        content_type="application/vnd.google-earth.kml+xml; charset=utf-8",
        headers=headers.page() | {"Content-Disposition": 'attachment; filename="places.kml"'},
    )


@dataclass(frozen=True, slots=True)
class _Folder:
    """Makes a KML document of features. `here` goes before our own addresses."""

    title: str
    here: str

    def __call__(self, found: str) -> bytes:
        """The document."""
        inside = f"<name>{escape(self.title)}</name>{''.join(self._placemark(one) for one in parsed(found))}"
        text = f'<?xml version="1.0" encoding="utf-8"?>\n<kml xmlns="{KML}"><Document>{inside}</Document></kml>'
        return legible(text).encode()

    def _placemark(self, feature: Feature) -> str:
        """A point. Google Earth shows its description as HTML: words are made plain text for it, and then for XML."""
        told, (longitude, latitude) = feature["properties"], feature["geometry"]["coordinates"]
        lines = [escape(line).replace("\n", "<br>") for line in _lines(told) if line]
        if told["thumbnail"]:
            lines.insert(0, f'<img src="{escape(self.here + told["thumbnail"])}" alt="{escape(told["alt"] or "")}">')
        if told["href"]:
            address = escape(self.here + told["href"])
            lines.append(f'<a href="{address}">{address}</a>')
        when = f"<TimeStamp><when>{escape(told['day'])}</when></TimeStamp>" if told["day"] else ""
        return (
            f"<Placemark><name>{escape(told['name'] or told['source'])}</name>"
            f"<description>{escape('<br>'.join(lines))}</description>{when}"
            f"<Point><coordinates>{longitude},{latitude}</coordinates></Point></Placemark>"
        )


def _lines(told: Feature) -> tuple[str | None, ...]:
    """What the description of a point says."""
    return (told["text"], told["article"], told["where"], f"{told['source']}, {told['exactness']}")


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
