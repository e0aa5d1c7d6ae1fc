"""Places: from a point of the map to the picture it belongs to, and from the picture to its point."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import datetime as dt
import hashlib
import html
import io
import json
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from datasette.app import Datasette
from datasette.utils import parse_metadata
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.datasette_plugin import config_path
from embedarchive.datasette_plugin.reader.database import Reader, stamp_of
from embedarchive.datasette_plugin.serving.settings import Remembered
from embedarchive.datasette_plugin.views.places import file_name
from embedarchive.model import Coordinates, Document, Embed, Image, MediaRef, Post, Scan
from embedarchive.store import Store
from embedarchive.store.queries.query import Query

MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
Asked = Callable[..., list[Any]]
KML = "{http://www.opengis.net/kml/2.2}"
BOAT, BRIDGE, NAMELESS, DROPPED, TAKEN, COVERED = (
    "https://paper.example/boat.jpg",
    "https://paper.example/bridge.jpg",
    "https://paper.example/photos/Mill%20street.jpg?width=800",
    "https://paper.example/dropped.jpg",
    "https://media.example/taken.jpg",
    "https://media.example/covered.jpg",
)
UNDATED = TAKEN
SPOTS = {
    BOAT: (51.0371, 3.7311),
    BRIDGE: (51.0371, 3.7311),
    NAMELESS: (48.1, 30.2),
    DROPPED: (51.9, 4.2),
    TAKEN: (51.2349, 2.9131),
    COVERED: (50.85, 4.35),
}
COLOURS = dict(zip(SPOTS, ("#336699", "#996633", "#339966", "#663399", "#993366", "#669933"), strict=True))
GEOTAG = (23.4, 8.1)


def picture(address: str) -> bytes:
    """A real picture, another one for each address."""
    from PIL import Image as Canvas

    out = io.BytesIO()
    Canvas.new("RGB", (320, 200), COLOURS[address]).save(out, "JPEG")
    return out.getvalue()


def digest(address: str) -> str:
    """The digest of that picture."""
    return hashlib.sha256(picture(address)).hexdigest()


def keep(store: Store, address: str) -> None:
    """Keep a picture that says where it was made."""
    latitude, longitude = SPOTS[address]
    facts = {"width": 320, "height": 200, "phash": digest(address)[:16], "exif": {}}
    if address != UNDATED:
        facts["taken_at"] = "2026-02-21T05:39:12Z"
    blob = store.keep(picture(address), "image/jpeg")
    store.add_media(address, {**facts, "latitude": latitude, "longitude": longitude}, blob=blob, parser="test")


def add_article(store: Store, images: tuple[Image, ...], embeds: tuple[Embed, ...] = ()) -> list[str]:
    """An article with these images; the keys of its posts."""
    text = "The river came over its banks\n" + f"{MARK}\nWords between them.\n" * (len(images) + len(embeds))
    document = Document(
        text=text,
        title="The river came over its banks",
        language="en",
        source="flood.html",
        base_url="https://paper.example/flood",
    )
    scan = Scan(document=document, images=images, embeds=embeds)
    url = "https://paper.example/flood"
    return [record.key for record in store.add_article(text.encode(), scan, text, parser="test", url=url).embeds]


def illustrations() -> tuple[Image, ...]:
    """Three pictures: with a caption and an alt text, with an alt text, with neither."""
    return (
        Image(url=BOAT, alt="A boat", caption="A boat in the <b>high street</b>", start=0, end=50),
        Image(url=BRIDGE, alt="The bridge", start=100, end=150),
        Image(url=NAMELESS, start=200, end=250),
    )


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an archive: an article with photos, one of them in its first version only; posts with photos."""
    folder = tmp_path_factory.mktemp("flood")
    day = dt.date(2026, 2, 21)
    embeds = tuple(
        Embed(
            platform="twitter",
            form="plain-text",
            author=author,
            handle=handle,
            date=day,
            text=text,
            start=at,
            end=at + 40,
        )
        for author, handle, text, at in (
            ("Quay Watch", "quay_watch", "From the north pier.", 300),
            ("Night Desk", "night_desk", "Not for everyone.", 400),
        )
    )
    with Store.open(folder) as store:
        store.begin_run("test")
        add_article(store, (Image(url=DROPPED, alt="Taken out later", start=0, end=50),))
        keys = add_article(store, illustrations(), embeds)
        for key, embed, photo, number in zip(keys, embeds, (TAKEN, COVERED), (1, 2), strict=True):
            post = Post(
                platform="twitter",
                id=f"202700000000000000{number}",
                author=embed.author,
                handle=embed.handle,
                posted_at=dt.datetime(2026, 2, 21, 6, tzinfo=dt.UTC),
                text=embed.text,
                media=(MediaRef(candidates=(photo,), alt="What it shows", index=0),),
                coordinates=(
                    Coordinates(
                        latitude=GEOTAG[0], longitude=GEOTAG[1], form="geotag", precision_m=90_000.0, text="here"
                    ),
                )
                * (number == 1),
                sensitive=number == 2,
            )
            store.add_post(key, post, parser="test")
        for address in SPOTS:
            keep(store, address)
        store.end_run(0, {})
    return folder / "archive.db"


def configured(*hidden: str, **settings: str) -> dict[str, Any]:
    """The project's own datasette.yml, with some tables hidden and some settings changed."""
    config: dict[str, Any] = parse_metadata(config_path().read_text(encoding="utf-8"))
    for table in hidden:
        config["databases"]["archive"]["tables"].setdefault(table, {})["allow"] = False
    config["plugins"]["embedarchive"].update(settings)
    return config


@pytest.fixture(scope="module")
def asked(flood: Path) -> Iterator[Asked]:
    """The answers to some paths; one Datasette for each configuration, since starting one takes half a second."""
    started: dict[str, Datasette] = {}
    with asyncio.Runner() as runner:

        def answers(*paths: str, config: dict[str, Any] | None = None) -> list[Any]:
            name = json.dumps(config, sort_keys=True)
            if name not in started:
                # In a context of its own: Datasette's plugin for pytest closes what a test makes when the test ends.
                started[name] = contextvars.Context().run(Datasette, [str(flood)], config=config or configured())
                runner.run(started[name].invoke_startup())
            return [runner.run(started[name].client.get(path)) for path in paths]

        yield answers
        for datasette in started.values():
            datasette.close()


def points(answer: Any) -> dict[tuple[float, float, str], dict[str, Any]]:  # noqa: ANN401 -- httpx's
    """What a GeoJSON says of each point, by its latitude, longitude and name."""
    made = {}
    for feature in json.loads(answer.text)["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        made[latitude, longitude, str(feature["properties"]["name"])] = {**feature["properties"], "id": feature["id"]}
    return made


def figure(page: str, anchor: str) -> str:
    """What stands between a figure with that id and the next."""
    assert page.count(f'id="{anchor}"') == 1
    return page.partition(f'id="{anchor}"')[2].partition('<figure class="illustration"')[0]


def test_every_point_leads_to_its_picture(asked: Asked) -> None:
    """To the picture in the article, or the post that shows it; under its caption, alt text or the name of its file."""
    found = points(asked("/-/places.geojson")[0])
    names = {
        (*SPOTS[BOAT], "A boat in the <b>high street</b>"): BOAT,
        (*SPOTS[BRIDGE], "The bridge"): BRIDGE,
        (*SPOTS[NAMELESS], "Mill street.jpg"): NAMELESS,
        (*SPOTS[DROPPED], "Taken out later"): DROPPED,
        (*SPOTS[TAKEN], "Quay Watch"): TAKEN,
        (*SPOTS[COVERED], "Night Desk"): COVERED,
        (*GEOTAG, "Quay Watch"): None,
    }
    assert set(found) == set(names)
    pages = dict(zip(found, asked(*(told["href"] for told in found.values())), strict=True))
    small = dict(zip(found, asked(*(told["thumbnail"] or "/" for told in found.values())), strict=True))
    for key, address in names.items():
        told, page = found[key], pages[key]
        assert page.status_code == 200, told
        if address in {TAKEN, COVERED, None}:
            assert told["href"].startswith("/-/post/")
            assert address is None or digest(address) in page.text
            continue
        assert digest(address) in figure(page.text, told["href"].partition("#")[2])
        assert told["thumbnail"] == f"/-/thumb/{digest(address)}"
        assert small[key].content == picture(address)
        assert told["article"] == "The river came over its banks"
    assert found[*SPOTS[BOAT], "A boat in the <b>high street</b>"]["alt"] == "A boat"
    assert found[*SPOTS[TAKEN], "Quay Watch"]["thumbnail"] == f"/-/thumb/{digest(TAKEN)}"
    assert "?scan=" in found[*SPOTS[DROPPED], "Taken out later"]["href"]


def test_the_list_says_what_the_points_say(asked: Asked) -> None:
    """Without scripts: link, name, thumbnail and source of each, the newest first; other people's words stay words."""
    geojson, page = asked("/-/places.geojson", "/-/map")
    listed = re.findall(
        r"<li>(.*?)</li>", page.text.partition('class="plain places"')[2].partition("</ul>")[0], re.DOTALL
    )
    features = json.loads(geojson.text)["features"]
    assert len(listed) == len(features) == 7
    for line, feature in zip(listed, features, strict=True):
        told = feature["properties"]
        plain = html.unescape(line)
        assert f'<a href="{told["href"]}"><bdi>{told["name"]}</bdi></a>' in plain
        assert (told["thumbnail"] or "<img ") in plain or not told["thumbnail"]
        assert f"place={feature['id']}" in line
        assert told["source"] in plain
    assert "<b>high street" not in page.text


def test_kml_leads_to_the_pictures_too(asked: Asked) -> None:
    """With whole addresses, since it is read elsewhere."""
    geojson, answer = asked("/-/places.geojson", "/-/places.kml")
    root = ET.fromstring(answer.content)  # noqa: S314 -- our own
    marks = list(root.iter(f"{KML}Placemark"))
    features = json.loads(geojson.text)["features"]
    assert len(marks) == len(features)
    for mark, feature in zip(marks, features, strict=True):
        told, said = feature["properties"], mark.findtext(f"{KML}description") or ""
        assert mark.findtext(f"{KML}name") == told["name"]
        assert f'<a href="http://localhost{told["href"]}">' in html.unescape(said)
        assert not told["thumbnail"] or f'<img src="http://localhost{told["thumbnail"]}"' in said


def test_a_sensitive_picture_stays_covered(asked: Asked) -> None:
    """On the map as elsewhere; and is shown where the owner says so."""
    for setting, shown in (("blur", None), ("show", f"/-/thumb/{digest(COVERED)}")):
        found = points(asked("/-/places.geojson", config=configured(sensitive=setting))[0])
        assert found[*SPOTS[COVERED], "Night Desk"]["thumbnail"] == shown


def test_an_article_says_where_its_pictures_were_made(asked: Asked) -> None:
    """Under the picture, with the source, and a link to a map that has that point; not to who may not see places."""
    number = points(asked("/-/places.geojson")[0])[*SPOTS[NAMELESS], "Mill street.jpg"]["id"]
    page, hidden = asked("/-/article/1")[0], asked("/-/article/1", config=configured("places"))[0]
    said = figure(page.text, "picture-2")
    assert "48.1, 30.2" in said
    assert "the photo&#39;s own data (EXIF)" in said
    assert f'<a href="/-/map?place={number}">See it on the map</a>' in said
    assert hidden.status_code == 200
    assert "48.1" not in hidden.text


def test_a_place_that_is_asked_for_is_always_there(asked: Asked) -> None:
    """Though the filters leave it out: first in the list and marked there, and among the points; never twice."""
    number = points(asked("/-/places.geojson")[0])[*SPOTS[NAMELESS], "Mill street.jpg"]["id"]
    for query, count in (("", 7), ("&handle=quay_watch", 3), ("&until=2001", 1)):
        page, geojson = asked(f"/-/map?place={number}{query}", f"/-/places.geojson?place={number}{query}")
        listed = page.text.partition('class="plain places"')[2].partition("</ul>")[0]
        assert re.findall(r'<li aria-current="true">.*?<bdi>(.*?)</bdi>', listed, re.DOTALL) == ["Mill street.jpg"]
        assert listed.index("aria-current") < listed.index("Mill street")
        assert len(re.findall("<li", listed)) == len(points(geojson)) == count
        points_at = re.search(r'data-points="([^"]+)"', page.text)
        assert points_at
        assert parse_qs(urlsplit(html.unescape(points_at[1])).query)["place"] == [str(number)]
    assert 'aria-current="true"' not in asked("/-/map?place=99999999")[0].text.partition("<main")[2]


def test_a_picture_in_the_gallery_has_a_mark_that_leads_to_its_place(asked: Asked) -> None:
    """With a name for those who do not see it; the picture itself leads to its place in the article."""
    page = asked("/-/gallery")[0].text
    tiles = {found[1]: tile for tile in page.split("<li ") if (found := re.search(r"/-/thumb/([0-9a-f]{64})", tile))}
    tile = tiles[digest(NAMELESS)]
    assert 'aria-label="48.1, 30.2: see it on the map"' in tile
    assert re.search(r'<a class="place" href="/-/map\?place=\d+"', tile)
    assert '<a href="/-/article/1?at=picture-2#picture-2">' in tile
    assert all('class="place"' in one for one in tiles.values())
    assert 'class="place"' not in asked("/-/gallery", config=configured("places"))[0].text


@pytest.mark.parametrize(
    ("hidden", "gone"),
    [
        ("media", ("thumbnail", "alt", "article")),
        ("blobs", ("thumbnail", "alt", "article")),
        ("images", ("article", "href")),
        ("article_texts", ("article", "href")),
        ("article_scans", ("article", "href")),
        ("articles", ("article", "href")),
    ],
)
def test_a_hidden_table_takes_away_what_it_tells(asked: Asked, hidden: str, gone: tuple[str, ...]) -> None:
    """And leaves the point."""
    answer, page, kml = asked("/-/places.geojson", "/-/map", "/-/places.kml", config=configured(hidden))
    assert page.status_code == kml.status_code == 200
    found = {key[:2]: told for key, told in points(answer).items()}
    assert len(found) == 6  # two photos were made at one spot
    assert {name for name in gone if found[SPOTS[NAMELESS]][name] is not None} == set()


def test_filters_go_from_the_timeline_to_the_map_and_back(asked: Asked) -> None:
    """Words, state, platform, author, language and days; the points, the files and each place keep them, too."""
    wanted = {
        "q": ["pier"],
        "status": ["archived"],
        "platform": ["twitter"],
        "handle": ["quay_watch"],
        "language": ["en"],
        "since": ["2026-01-01"],
        "until": ["2026-12-31"],
    }
    query = "&".join(f"{name}={value}" for name, (value,) in wanted.items() if name != "language")
    del wanted["language"]
    timeline, page = asked(f"/-/timeline?{query}", f"/-/map?{query}")
    assert "From the north" in timeline.text
    for text, paths in (
        (timeline.text, ("/-/map",)),
        (page.text, ("/-/timeline", "/-/places.geojson", "/-/places.kml")),
    ):
        addresses = [html.unescape(address) for address in re.findall(r'(?:href|data-points)="([^"]+)"', text)]
        for path in paths:
            kept = [parse_qs(urlsplit(one).query) for one in addresses if urlsplit(one).path == path]
            assert wanted in kept, (path, kept)
    places = re.findall(r'class="where" href="/-/map\?([^"]+)"', page.text)
    assert len(places) == 2
    assert all(wanted.items() <= parse_qs(html.unescape(one)).items() for one in places)


def test_a_photo_without_a_day_has_that_of_its_post(asked: Asked) -> None:
    """Days leave it on the map where they leave the post on the timeline, with and without other filters."""
    for query, shown in (
        ("since=2026-02-21", True),
        ("until=2026-02", True),
        ("since=2026-02-21&until=2026-02-21", True),
        ("since=2026-02-21&platform=twitter", True),
        ("since=2026-02-22", False),
        ("until=2026-01", False),
    ):
        timeline, geojson = asked(f"/-/timeline?{query}", f"/-/places.geojson?{query}")
        assert ("From the north pier" in timeline.text) is shown, query
        assert ((*SPOTS[UNDATED], "Quay Watch") in points(geojson)) is shown, query
        assert ((*SPOTS[BRIDGE], "The bridge") in points(geojson)) is (shown and "platform" not in query), query


def test_an_answer_is_kept_until_somebody_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nobody is asked; a place that is added is there at once, and a hidden table is hidden."""
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        add_article(store, illustrations())
        keep(store, BOAT)
        store.end_run(0, {})
    questions: list[str] = []
    honest = Reader.rows

    async def watched(self: Reader, query: Query[Any]) -> list[Any]:
        questions.append(query.sql)
        return await honest(self, query)

    monkeypatch.setattr(Reader, "rows", watched)

    def let_time_pass() -> None:
        for file in tmp_path.glob("archive.db*"):
            os.utime(file, (time.time() - 60, time.time() - 60))

    async def story() -> list[int]:
        datasette = Datasette([str(tmp_path / "archive.db")])
        seen = []
        try:
            await datasette.invoke_startup()

            async def look() -> None:
                seen.append(len((await datasette.client.get("/-/places.geojson")).json()["features"]))

            await look()
            let_time_pass()
            await look()
            asked_so_far = len(questions)
            await look()
            assert len(questions) == asked_so_far
            with Store.open(tmp_path) as store:
                store.begin_run("test")
                keep(store, NAMELESS)
                store.end_run(0, {})
            await look()
        finally:
            datasette.close()
        return seen

    assert asyncio.run(story()) == [1, 1, 1, 2]


def test_a_file_that_just_changed_has_no_stamp(tmp_path: Path) -> None:
    """Two changes in one step of its clock would look like one; afterwards every change makes another stamp."""
    path = tmp_path / "archive.db"
    path.write_bytes(b"one")
    changed = path.stat().st_mtime
    assert stamp_of(str(path), changed + 0.5) is None
    stamp = stamp_of(str(path), changed + 2)
    assert stamp is not None
    (tmp_path / "archive.db-wal").write_bytes(b"more")
    assert stamp_of(str(path), changed + 60) != stamp
    assert stamp_of(None, changed) is None
    assert stamp_of(str(tmp_path / "nowhere"), changed) is None


def test_what_is_kept_has_bounds() -> None:
    """Few things, for a minute, and of one state of the archive."""
    now = [0.0]
    remembered = Remembered(lambda: now[0])
    stamp, later = (1,), (2,)
    assert remembered.made(("sql", 0), stamp) is None
    for number in range(20):
        remembered.note_made(("sql", number), stamp, str(number))
    kept = [number for number in range(20) if remembered.made(("sql", number), stamp)]
    assert kept == list(range(12, 20))
    now[0] = 61.0
    assert remembered.made(("sql", 19), stamp) is None
    remembered.note_made(("sql", 1), stamp, "again")
    assert remembered.made(("sql", 1), later) is None
    remembered.note_made(("sql", 1), stamp, "made before the change")
    assert remembered.made(("sql", 1), later) is None
    assert remembered.made(("sql", 1), stamp) is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://p.example/a/Mill%20street.jpg?w=8#x", "Mill street.jpg"),
        ("https://p.example/a/b/", "b"),
        ("https://p.example/", None),
        ("pictures/one.jpg", "one.jpg"),
        ("data:image/png;base64,AAAA/BBBB", None),
        ("https://[broken/x.jpg", None),
        ("", None),
        (None, None),
        (b"https://p.example/a.jpg", None),
    ],
)
def test_the_name_of_a_file(address: object, name: str | None) -> None:
    """The last part of its address, as people write it."""
    assert file_name(address) == name


@given(st.text())
def test_any_address_has_a_short_name_or_none(address: str) -> None:
    """However odd."""
    name = file_name(address)
    assert name is None or (0 < len(name) <= 100 and name.isprintable())


READY = "#map[data-ready]"


@pytest.fixture
def atlas(
    browser: Any,  # noqa: ANN401 -- playwright's browser
    flood: Path,
    serve: Callable[..., AbstractContextManager[str]],
) -> Iterator[Callable[[int, str], Any]]:
    """Opens a page of the archive in a browser of some width; nothing may have gone wrong on it."""
    wrong: list[str] = []
    with serve(flood) as site:
        contexts = []

        def opened(width: int, path: str) -> Any:  # noqa: ANN401 -- playwright's page
            context = browser.new_context(viewport={"width": width, "height": 900})
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
            page.goto(site + path)
            return page

        yield opened
        for context in contexts:
            context.close()
    assert wrong == []


def number_of(flood: Path, spot: tuple[float, float]) -> int:
    """The number of the newest place there; read past the website, since a browser keeps an event loop running."""
    with contextlib.closing(sqlite3.connect(flood)) as connection:
        found = connection.execute("select max(id) from places where latitude = ? and longitude = ?", spot)
        return int(found.fetchone()[0])


@pytest.mark.browser
def test_from_a_picture_to_its_point_and_back(atlas: Callable[[int, str], Any]) -> None:
    """The map opens at the point with its picture, and leads back to where the article shows it."""
    page = atlas(1280, "/-/article/1")
    with page.expect_navigation():
        page.locator("#picture-2 .place a").click()
    page.wait_for_selector(READY)
    page.wait_for_function("document.querySelector('.leaflet-popup-content img').naturalWidth === 320")
    assert "Mill street.jpg" in page.inner_text(".leaflet-popup-content")
    assert "48.1, 30.2" in page.inner_text(".leaflet-popup-content")
    with page.expect_navigation():
        page.locator(".leaflet-popup-content a").click()
    assert page.url.endswith("/-/article/1?at=picture-2#picture-2")
    page.wait_for_function(
        "() => { const at = document.querySelector(':target').getBoundingClientRect();"
        " return at.bottom > 0 && at.top < innerHeight; }"
    )


@pytest.mark.browser
def test_what_cannot_be_parted_is_listed(flood: Path, atlas: Callable[[int, str], Any]) -> None:
    """Two pictures of one spot, by keyboard; a dot whose points lie apart goes nearer instead."""
    page = atlas(390, f"/-/map?place={number_of(flood, SPOTS[BOAT])}")
    page.wait_for_selector(READY)
    page.locator(".map .cluster.wanted").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup-content hr")
    told = page.inner_text(".leaflet-popup-content")
    assert "A boat in the <b>high street</b>" in told
    assert "The bridge" in told
    assert page.evaluate("document.activeElement.closest('.leaflet-popup') !== null")
    page = atlas(1280, "/-/map?since=2026-01-01")
    page.wait_for_selector(READY)
    names = page.locator(".map .cluster").evaluate_all("dots => dots.map(dot => dot.title)")
    assert all(names)
    before = sum(1 for name in names if "places" not in name)
    page.locator(".map .cluster:has(span)").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "before => [...document.querySelectorAll('.map .cluster:not(:has(span))')].length > before", arg=before
    )


@pytest.mark.browser
def test_a_place_far_from_everything_is_no_blank_sheet(flood: Path, atlas: Callable[[int, str], Any]) -> None:
    """The circle that says how exact it is lies in view; the zoom has an end, and there arrows lead to cities."""
    for width in (1280, 390):
        page = atlas(width, f"/-/map?place={number_of(flood, GEOTAG)}")
        page.wait_for_selector(READY)
        page.wait_for_function("""() => {
            const [map, circle] = ["#map", "#map path"].map(one => document.querySelector(one).getBoundingClientRect());
            return circle.width > 100 && circle.left >= map.left && circle.right <= map.right
                && circle.top >= map.top && circle.bottom <= map.bottom; }""")
        page.wait_for_function("""() => {
            const nearer = document.querySelector(".leaflet-control-zoom-in");
            if (nearer.classList.contains("leaflet-disabled")) return true;
            nearer.click(); }""")
        page.wait_for_function("/^[1-5] km$/.test(document.querySelector('.leaflet-control-scale-line').textContent)")
        page.wait_for_function("document.querySelectorAll('.map .city.beyond').length >= 2")
        names = page.locator(".map .city.beyond").evaluate_all("""names => names.map(name => {
            const [map, at] = [document.querySelector("#map"), name].map(one => one.getBoundingClientRect());
            return [name.textContent, at.left >= map.left && at.right <= map.right]; })""")
        for text, inside in names:
            assert re.fullmatch(r"[→↘↓↙←↖↑↗] .+ [0-9,]+ km", text)
            assert inside, text
