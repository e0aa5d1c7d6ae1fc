"""The map itself: the chosen place stands alone, in the reader's language, on paper and without scripts."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import math
import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from embedarchive.model import Coordinates, Document, Embed, MediaRef, Post, Scan
from embedarchive.store import Store

SPOTS = {"weir": (51.8834722, 4.63975), "lock": (51.883, 4.6369167)}  # about 200 metres apart
READY = "#map[data-ready]"
Tab = Callable[..., AbstractContextManager[Any]]
"""Hands out a page of the browser."""


def picture(name: str) -> bytes:
    """A small picture, another one for each name."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (len(name), ord(name[0]), 90)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an archive with a post that shows three photos: two that say where they were made, one not."""
    folder = tmp_path_factory.mktemp("river")
    names = (*SPOTS, "fog")
    document = Document(text="\N{OBJECT REPLACEMENT CHARACTER}\nHigh water.", title="High water", source="river.html")
    embed = Embed(
        platform="twitter", form="blockquote", id="2026", author="River Watch", text="High water.", start=0, end=9
    )
    with Store.open(folder) as store:
        store.begin_run("test")
        key = store.add_article(b"x", Scan(document=document, embeds=(embed,)), "x", parser="test").embeds[0].key
        media = tuple(
            MediaRef(candidates=(f"https://media.example/{name}.jpg",), alt=name, index=at)
            for at, name in enumerate(names)
        )
        post = Post(platform="twitter", id="2026", author="River Watch", text="High water.", media=media)
        store.add_post(key, post, parser="test")
        for name in names:
            facts: dict[str, object] = {"width": 40, "height": 30, "exif": {}}
            if name in SPOTS:
                facts |= {"latitude": SPOTS[name][0], "longitude": SPOTS[name][1], "taken_at": "2026-09-11T08:00:00Z"}
            if name == "weir":
                facts |= {"precision_m": 0.31, "exif": {"GPSHPositioningError": 4.7}}
            blob = store.keep(picture(name), "image/jpeg")
            store.add_media(f"https://media.example/{name}.jpg", facts, blob=blob, parser="test")
        store.end_run(0, {})
    return folder / "archive.db"


@pytest.fixture
def site(river: Path, serve: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """The address of that archive."""
    with serve(river) as address:
        yield address


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an archive with 160 places: most of them around one town, the others all over Europe."""
    folder, chance = tmp_path_factory.mktemp("crowd"), random.Random(7)  # noqa: S311 -- the same places always
    spots = [(50.5 + chance.gauss(0, 1.2), 4.5 + chance.gauss(0, 1.6)) for _ in range(110)]
    spots += [(chance.uniform(35, 60), chance.uniform(-9, 40)) for _ in range(50)]
    embeds = tuple(
        Embed(
            platform="twitter",
            form="plain-text",
            author=f"Watcher {at}",
            handle=f"watcher_{at}",
            text=f"Seen from place {at}.",
            coordinates=(Coordinates(latitude=north, longitude=east, form="decimal", precision_m=11.0, text="here"),),
            start=at * 10,
            end=at * 10 + 9,
        )
        for at, (north, east) in enumerate(spots)
    )
    text = "\N{OBJECT REPLACEMENT CHARACTER}\n" * len(embeds)
    with Store.open(folder) as store:
        store.begin_run("test")
        document = Document(text=text, title="Seen", source="seen.html")
        store.add_article(b"x", Scan(document=document, embeds=embeds), text, parser="test")
        store.end_run(0, {})
    return folder / "archive.db"


def number_of(river: Path, spot: str) -> int:
    """The number of the place of that name."""
    with contextlib.closing(sqlite3.connect(river)) as connection:
        return int(connection.execute("select id from places where latitude = ?", (SPOTS[spot][0],)).fetchone()[0])


@contextlib.contextmanager
def opened(tab: Tab, address: str, **options: Any) -> Iterator[Any]:  # noqa: ANN401 -- playwright's
    """A page at an address, in a browser with some settings; nothing may have gone wrong on it."""
    wrong: list[str] = []
    on = {
        "pageerror": lambda error: wrong.append(str(error)),
        "console": lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None,
    }
    with tab(on=on, **options) as page:
        page.goto(address)
        yield page
    assert wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_chosen_place_stands_alone(tab: Tab, river: Path, site: str, width: int) -> None:
    """Though its neighbour is 200 metres away: a dot clear of it, its popup open and marked, under no control."""
    address = f"{site}/-/map?place={number_of(river, 'weir')}"
    with opened(tab, address, viewport={"width": width, "height": 900}) as page:
        page.wait_for_selector(READY)
        page.wait_for_function("document.querySelectorAll('.map .cluster').length === 2")
        page.wait_for_function("""() => {
            const dots = [...document.querySelectorAll(".map .cluster")];
            const [one, other] = dots.map(dot => dot.getBoundingClientRect());
            return Math.hypot(one.x - other.x, one.y - other.y) >= 20; }""")
        assert page.locator(".map .cluster.wanted").get_attribute("title").startswith("The chosen place: River Watch")
        told = page.inner_text(".leaflet-popup-content")
        assert "The chosen place" in told
        assert "about 7 km south-east of Capelle aan den IJssel" in told
        assert "exact to about 5 m, says the camera" in told
        # Its last line is the link to the post: nobody looks for what must be scrolled for.
        page.wait_for_function("""() => {
            const popup = document.querySelector(".leaflet-popup-content");
            return popup.scrollHeight <= popup.clientHeight; }""")
        assert page.evaluate("""() => {
            const [popup, ...bars] = [".leaflet-popup", ".leaflet-control-zoom", ".leaflet-control-scale"]
                .map(one => document.querySelector(one).getBoundingClientRect());
            return bars.every(bar => bar.top >= popup.bottom || bar.left >= popup.right); }""")


DOTS = """() => [...document.querySelectorAll(".map .cluster")].map(dot => {
    const { left, top, width } = dot.getBoundingClientRect(), ring = dot.classList.contains("wanted") ? 5 : 0;
    const radius = width / 2 + ring;
    return { x: left + width / 2, y: top + width / 2, radius, count: Number(dot.textContent || 1) }; })"""
STILL = "() => !document.querySelector('.leaflet-zoom-anim')"


def crossed(dots: list[dict[str, float]]) -> list[tuple[dict[str, float], dict[str, float]]]:
    """The pairs of dots of which one lies upon the other."""
    return [
        (one, other)
        for one, other in itertools.combinations(dots, 2)
        if math.hypot(one["x"] - other["x"], one["y"] - other["y"]) < one["radius"] + other["radius"]
    ]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 800, 390])
@pytest.mark.parametrize("chosen", ["", "?place=1"])
def test_no_dot_hides_the_number_of_another(
    tab: Tab,
    crowd: Path,
    serve: Callable[..., AbstractContextManager[str]],
    width: int,
    chosen: str,
) -> None:
    """From the nearest zoom to the whole Earth, every place is counted in just one of the dots, and none overlap."""
    with (
        serve(crowd) as site,
        opened(tab, f"{site}/-/map{chosen}", viewport={"width": width, "height": 900}) as page,
    ):
        page.wait_for_selector(READY)
        zooms = 0
        while True:
            page.wait_for_function(STILL)
            dots = page.evaluate(DOTS)
            assert sum(dot["count"] for dot in dots) == 160
            assert crossed(dots) == []
            if page.locator(".leaflet-control-zoom-out.leaflet-disabled").count():
                break
            before = page.evaluate(DOTS)
            page.locator(".leaflet-control-zoom-out").click()
            page.wait_for_function(f"before => JSON.stringify(({DOTS})()) !== before", arg=json.dumps(before))
            page.wait_for_timeout(300)
            zooms += 1
        assert zooms >= 2
        assert len(dots) < 40


@pytest.mark.browser
def test_a_click_on_many_goes_nearer(
    tab: Tab,
    crowd: Path,
    serve: Callable[..., AbstractContextManager[str]],
) -> None:
    """Also where they lie so far apart that all of them would fit the map as it is."""
    with serve(crowd) as site, opened(tab, f"{site}/-/map", viewport={"width": 390, "height": 900}) as page:
        page.wait_for_selector(READY)
        numbers = f"({DOTS})().map(dot => dot.count)"
        for _ in range(3):
            count = page.evaluate(f"() => Math.max(...{numbers})")
            page.locator(".map .cluster", has_text=re.compile(f"^{count}$")).first.click()
            page.wait_for_function(f"count => Math.max(...{numbers}) < count", arg=count)
            page.wait_for_timeout(500)


SHEETS = ((642, 971), (794, 1123), (1047, 718), (1123, 794))
"""A4 in CSS pixels: upright and not, with wide margins and with none."""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 800, 390])
def test_all_of_the_map_is_printed(
    tab: Tab,
    crowd: Path,
    serve: Callable[..., AbstractContextManager[str]],
    width: int,
) -> None:
    """On A4 with wide, narrow and no margins, upright and not: as the screen had it, made smaller."""
    inside = """() => {
        const frame = document.getElementById("map").getBoundingClientRect();
        return [...document.querySelectorAll(".map .cluster")].filter(one => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
        }).map(one => `${one.title} ${one.textContent}`); }"""
    with serve(crowd) as site, opened(tab, f"{site}/-/map", viewport={"width": width, "height": 900}) as page:
        page.wait_for_selector(READY)
        seen = page.evaluate(inside)
        assert len(seen) > 10
        # A browser that prints gives scripts no time to lay anything out anew: to them the map keeps its size.
        page.evaluate("""() => {
            const map = document.getElementById("map");
            for (const side of ["clientWidth", "clientHeight"]) Object.defineProperty(map, side, { value: map[side] });
        }""")
        page.emulate_media(media="print")
        for across, down in SHEETS:
            page.set_viewport_size({"width": across, "height": down})
            page.wait_for_timeout(300)
            frame = page.locator("#map").bounding_box()
            assert frame["x"] >= 0
            assert frame["x"] + frame["width"] <= across
            assert frame["height"] <= down
            assert frame["width"] > 250
            assert page.evaluate(inside) == seen


@pytest.mark.browser
def test_the_map_speaks_the_readers_language(tab: Tab, river: Path, site: str) -> None:
    """Days, cities and precision in Dutch; no digit that is not known; dark controls on a dark map, none on paper."""
    address = f"{site}/-/map?place={number_of(river, 'lock')}"
    dutch = {"locale": "nl-NL", "color_scheme": "dark", "viewport": {"width": 390, "height": 900}}
    with opened(tab, address, **dutch) as page:
        page.wait_for_selector(READY)
        told = page.inner_text(".leaflet-popup-content")
        assert "De gekozen plaats" in told
        assert "11 september 2026" in told
        assert "ongeveer 7 km ten zuidoosten van Capelle aan den IJssel" in told
        assert "nauwkeurigheid niet vermeld" in told
        page.wait_for_function("""() => [".leaflet-control-zoom-in", ".leaflet-control-scale-line"].every(one =>
            getComputedStyle(document.querySelector(one)).backgroundColor.match(/[0-9]+/g).every(part => part < 90))""")
        page.emulate_media(media="print")
        page.wait_for_function("!document.querySelector('.leaflet-control-zoom').checkVisibility()")
    with opened(tab, f"{site}/-/map", **dutch) as page:
        page.wait_for_selector(READY)
        page.wait_for_function(
            """() => {
            const names = [...document.querySelectorAll(".map .city")].map(one => one.textContent);
            if (names.includes("Brussel") || names.includes("Londen")) return true;
            document.querySelector(".leaflet-control-zoom-out").click(); }""",
            polling=500,
        )


@pytest.mark.browser
def test_without_scripts_the_list_says_the_same(tab: Tab, site: str) -> None:
    """A line instead of an empty box, and the places below it with all that the map would say."""
    with opened(tab, f"{site}/-/map", java_script_enabled=False) as page:
        assert "The map needs JavaScript" in page.inner_text("#map")
        assert page.locator("#map").bounding_box()["height"] < 200
        assert page.inner_text(".places").count("about 7 km south-east of Capelle aan den IJssel") == 2


@pytest.mark.browser
def test_a_post_says_of_each_photo_where_it_was_made(tab: Tab, river: Path, site: str) -> None:
    """In words and with its precision; of a photo without a place that it names none."""
    with contextlib.closing(sqlite3.connect(river)) as connection:
        number = connection.execute("select id from posts").fetchone()[0]
    with opened(tab, f"{site}/-/post/{number}") as page:
        told = page.inner_text(".post-page")
        for words in (
            "51.88347, 4.63975, about 7 km south-east of Capelle aan den IJssel",
            "exact to about 5 m, says the camera",
            "precision not stated",
            "This file carries no location.",
        ):
            assert words in told
        answer = page.request.get(f"{site}/-/places.geojson").text()
        kml = page.request.get(f"{site}/-/places.kml").text()
    told_of = [feature["properties"] for feature in json.loads(answer)["features"]]
    assert {one["where"] for one in told_of} == {"about 7 km south-east of Capelle aan den IJssel"}
    assert {one["exactness"] for one in told_of} == {"exact to about 5 m, says the camera", "precision not stated"}
    assert kml.count("about 7 km south-east of Capelle aan den IJssel") == 2
