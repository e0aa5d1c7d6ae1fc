"""A map of the owner's own: PMTiles files that the format's own writer made, read tile by tile and drawn."""

from __future__ import annotations

import contextlib
import gzip
import io
import random
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from datasette.utils import StartupError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Canvas
from pmtiles.tile import Compression, TileType, tileid_to_zxy, zxy_to_tileid
from pmtiles.writer import Writer

from embedarchive.datasette_plugin.serving.basemap import Basemap, NoBasemapError, tile_number
from embedarchive.datasette_plugin.serving.settings import settings as checked

SEA = (18, 92, 160)
Ask = Callable[..., Any]
Tiles = Mapping[tuple[int, int, int], bytes]


def written(path: Path, tiles: Tiles, kind: TileType, packing: Compression = Compression.NONE, said: str = "") -> Path:
    """A PMTiles file of these tiles, as the makers of the format write it."""
    with path.open("wb") as file:
        writer = Writer(file)  # type: ignore[no-untyped-call]
        for at in sorted(tiles, key=lambda place: zxy_to_tileid(*place)):
            writer.write_tile(zxy_to_tileid(*at), tiles[at])  # type: ignore[no-untyped-call]
        zooms = [zoom for zoom, _, _ in tiles]
        world = {"min_lon_e7": -1800000000, "min_lat_e7": -850000000, "max_lon_e7": 1800000000, "max_lat_e7": 850000000}
        centre = {
            "center_zoom": 0,
            "center_lon_e7": 0,
            "center_lat_e7": 0,
            "min_zoom": min(zooms),
            "max_zoom": max(zooms),
        }
        header = {"tile_type": kind, "tile_compression": packing, **world, **centre}
        writer.finalize(header, {"attribution": said})  # type: ignore[no-untyped-call]
    return path


def everywhere(tile: bytes, deepest: int) -> Tiles:
    """The same tile in every place."""
    return {(z, x, y): tile for z in range(deepest + 1) for x in range(1 << z) for y in range(1 << z)}


def picture() -> bytes:
    """A tile of one colour."""
    out = io.BytesIO()
    Canvas.new("RGB", (256, 256), SEA).save(out, "PNG")
    return out.getvalue()


def field(number: int, value: bytes | int | Iterable[int]) -> bytes:
    """One field of a protocol buffer."""

    def varint(rest: int) -> bytes:
        return bytes([rest]) if rest < 128 else bytes([rest & 127 | 128]) + varint(rest >> 7)

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    body = value if isinstance(value, bytes) else b"".join(varint(each) for each in value)
    return varint(number << 3 | 2) + varint(len(body)) + body


def shapes() -> bytes:
    """A vector tile: land all over it, and a border across (https://github.com/mapbox/vector-tile-spec, 2.1)."""

    def zigzag(number: int) -> int:
        return (number << 1) ^ (number >> 31)

    square = [9, 0, 0, 26, zigzag(4096), 0, 0, zigzag(4096), zigzag(-4096), 0, 15]
    across = [9, 0, zigzag(2048), 10, zigzag(4096), 0]
    land = field(3, field(15, 2) + field(1, b"earth") + field(2, field(3, 3) + field(4, square)) + field(5, 4096))
    kind = field(3, b"kind_detail") + field(4, field(4, 2))
    border = field(2, field(2, [0, 0]) + field(3, 2) + field(4, across))
    return land + field(3, field(15, 2) + field(1, b"boundaries") + border + kind + field(5, 4096))


@given(st.integers(0, 26), st.data())
def test_a_tiles_number(zoom: int, data: st.DataObject) -> None:
    """The one that the makers of the format give it."""
    x, y = (data.draw(st.integers(0, (1 << zoom) - 1)) for _ in range(2))
    assert tile_number(zoom, x, y) == zxy_to_tileid(zoom, x, y)


def test_every_tile_is_found(tmp_path: Path) -> None:
    """Through leaf directories, over runs of one and the same tile and over gaps."""
    dice = random.Random(5)  # noqa: S311 -- lengths that a directory cannot pack away
    tiles = {
        tileid_to_zxy(number): b"same" if number % 7 < 3 else b"%d" % number * dice.randint(1, 99)
        for number in range(20_000)
    }
    gone = [place for place in tiles if zxy_to_tileid(*place) % 1013 == 5]
    for place in gone:
        del tiles[place]
    basemap = Basemap(written(tmp_path / "map.pmtiles", tiles, TileType.PNG, said='<a href="x">Makers</a> & co'))
    assert basemap._leaves.length > 0
    assert [basemap.tile(*place) for place in tiles] == list(tiles.values())
    assert {basemap.tile(*place) for place in [*gone, (9, 511, 511), (3, 8, 0), (26, 0, 0), (99, 0, 0)]} == {None}
    assert basemap.attribution == "Makers & co"
    assert (basemap.vector, basemap.media_type, basemap.zooms) == (False, "image/png", (0, 7))


def test_a_file_that_is_no_map_is_told_at_the_start(tmp_path: Path) -> None:
    """With a sentence; and one address of a map, not two."""
    path = tmp_path / "map.pmtiles"
    for wrong in (b"", b"PMTiles", b"PMTiles\x02" + bytes(200), b"PMTiles\x03" + bytes(119), b"GIF89a" + bytes(200)):
        path.write_bytes(wrong)
        with pytest.raises(NoBasemapError, match=r"PMTiles|cannot be read|of a kind"):
            Basemap(path)
    with pytest.raises(NoBasemapError):
        Basemap(tmp_path / "nowhere.pmtiles")
    with pytest.raises(StartupError, match="either tiles or basemap"):
        checked({"tiles": "https://tile.example/{z}/{x}/{y}.png", "basemap": "map.pmtiles"})


def test_a_directory_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    """A small file may hold a large lie."""
    path = written(tmp_path / "map.pmtiles", everywhere(b"x", 0), TileType.PNG)
    data = bytearray(path.read_bytes())
    bomb = gzip.compress(bytes(1 << 27))
    struct.pack_into("<2Q", data, 8, len(data), len(bomb))
    path.write_bytes(bytes(data) + bomb)
    with pytest.raises(NoBasemapError, match="damaged"):
        Basemap(path)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_breaks_nothing(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever bytes changed: a tile, no tile, or an error that says that it is damaged."""
    path = tmp_path_factory.mktemp("map", numbered=True) / "map.pmtiles"
    good = bytearray(written(path, everywhere(b"tile", 4), TileType.PNG).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(8, len(good) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(good[: data.draw(st.integers(100, len(good)))])
    with contextlib.suppress(NoBasemapError, ValueError, OSError):
        Basemap(path).tile(4, 9, 9)


def test_another_file_in_its_place_is_not_read_with_the_old_directories(tmp_path: Path) -> None:
    """It says so instead of showing some other place."""
    basemap = Basemap(written(tmp_path / "map.pmtiles", everywhere(b"one", 1), TileType.PNG))
    written(tmp_path / "map.pmtiles", everywhere(b"another", 3), TileType.PNG)
    with pytest.raises(ValueError, match="changed"):
        basemap.tile(1, 0, 0)


# ------------------------------------------------------------------------------------------------------ on the website


def configured(path: Path, **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- configuration of any shape
    """A datasette.yml that names the map."""
    return {"plugins": {"embedarchive": {"basemap": str(path)}}, **more}


def test_tiles_are_served_without_rights(ask: Ask, tmp_path: Path) -> None:
    """As what they are; where there is none, nothing, and no error; to those who may see places."""
    path = written(tmp_path / "map.pmtiles", {(0, 0, 0): picture()}, TileType.PNG)
    answer = ask("/-/tile/0/0/0", config=configured(path))
    assert (answer.status_code, answer.content) == (200, picture())
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ask("/-/tile/1/0/0", config=configured(path)).status_code == 204
    assert ask("/-/tile/99/99999999/0", config=configured(path)).status_code == 204
    hidden = {"databases": {"archive": {"tables": {"places": {"allow": False}}}}}
    assert ask("/-/tile/0/0/0", config=configured(path, **hidden)).status_code == 403
    path.unlink()
    assert ask("/-/tile/0/0/0", config=configured(path)).status_code == 404
    assert ask("/-/tile/0/0/0").status_code == 404


def test_packed_tiles_are_for_everybody(ask: Ask, tmp_path: Path) -> None:
    """As they lie for those who unpack, unpacked for the others."""
    tiles = {(0, 0, 0): gzip.compress(shapes())}
    config = configured(written(tmp_path / "map.pmtiles", tiles, TileType.MVT, Compression.GZIP))
    packed = ask("/-/tile/0/0/0", config=config, Accept_Encoding="gzip")
    assert (packed.headers["content-encoding"], packed.content) == ("gzip", shapes())
    plain = ask("/-/tile/0/0/0", config=config, Accept_Encoding="identity")
    assert "content-encoding" not in plain.headers
    assert plain.content == shapes()


def seen(browser: Any, site: str, wanted: str) -> Iterator[Any]:  # noqa: ANN401 -- playwright's
    """The map in a browser, when what is wanted stands on it; nothing came from elsewhere, and nothing went wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    foreign: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: None if request.url.startswith((site, "data:")) else foreign.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    answer = page.goto(f"{site}/-/map")
    assert answer.headers["content-security-policy"].startswith("default-src 'self'; object-src 'none'")
    page.wait_for_selector("#map[data-ready]")
    page.wait_for_selector(wanted)
    page.wait_for_timeout(600)
    yield page
    context.close()
    assert (foreign, errors) == ([], [])


@pytest.mark.browser
def test_a_map_of_pictures_appears(
    browser: Any,  # noqa: ANN401 -- playwright's browser
    archive: Path,
    serve: Callable[..., AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    """From the file, on our own origin, under the same policy as ever; who made it is said, as plain text."""
    said = '<a href="https://maps.example/" onclick="alert(1)">The surveyors</a>'
    path = written(tmp_path / "map.pmtiles", everywhere(picture(), 4), TileType.PNG, said=said)
    with serve(archive / "archive.db", "-s", "plugins.embedarchive.basemap", str(path)) as site:
        for page in seen(browser, site, "img.leaflet-tile-loaded"):
            widths = page.locator("img.leaflet-tile-loaded").evaluate_all("tiles => tiles.map(t => t.naturalWidth)")
            assert set(widths) == {256}
            assert page.inner_text(".leaflet-control-attribution").endswith("The surveyors")
            assert page.locator(".leaflet-control-attribution a[onclick]").count() == 0
            shot = Canvas.open(io.BytesIO(page.locator("#map").screenshot())).convert("RGB")
            assert most_common(shot) == SEA
            assert page.locator(".map .city").count() == 0


@pytest.mark.browser
def test_a_map_of_shapes_appears(
    browser: Any,  # noqa: ANN401 -- playwright's browser
    archive: Path,
    serve: Callable[..., AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    """Land is drawn; borders, which the file has too, are not."""
    path = written(tmp_path / "map.pmtiles", everywhere(gzip.compress(shapes()), 5), TileType.MVT, Compression.GZIP)
    with serve(archive / "archive.db", "-s", "plugins.embedarchive.basemap", str(path)) as site:
        for page in seen(browser, site, "canvas.leaflet-tile-loaded"):
            colours = page.locator("canvas.leaflet-tile-loaded").first.evaluate(
                """canvas => {
                const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                const found = new Set();
                for (let at = 0; at < data.length; at += 4) found.add(data.slice(at, at + 4).join());
                return [...found]; }"""
            )
            assert colours == ["226,223,218,255"]  # the land of Protomaps' light flavour, and nothing upon it


def most_common(picture: Any) -> Any:  # noqa: ANN401 -- Pillow's
    """The colour that most of a picture has."""
    return max(picture.getcolors(1 << 24))[1]
