"""Places for maps: GeoJSON (RFC 7946) and KML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def geojson(rows: Iterable[Row]) -> Iterator[str]:
    """A FeatureCollection, a feature a line."""
    yield '{"type": "FeatureCollection", "features": ['
    for number, row in enumerate(rows):
        told = {name: value for name, value in row.items() if name not in {"latitude", "longitude"}}
        point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
        feature = {"type": "Feature", "id": row["id"], "geometry": point, "properties": told}
        yield (",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False)
    yield "\n]}\n"


def kml(rows: Iterable[Row]) -> Iterator[str]:
    """A document of placemarks; programs show their descriptions as HTML, so words are made plain text for it."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
    for row in rows:
        lines = [row["post_url"], row["raw"], f"{row['source']}, {row['form']}"]
        told = escape("<br>".join(escape(line) for line in lines if line))
        when = f"<TimeStamp><when>{escape(row['day'])}</when></TimeStamp>" if row["day"] else ""
        name = escape(row["label"] or row["source"])
        point = f"<Point><coordinates>{row['longitude']},{row['latitude']}</coordinates></Point>"
        mark = f'<Placemark id="place-{row["id"]}"><name>{name}</name><description>{told}</description>{when}{point}'
        yield _UNPRINTABLE.sub("", f"{mark}</Placemark>\n")
    yield "</Document></kml>\n"
