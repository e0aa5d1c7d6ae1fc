"""What people need who see little, use no mouse or print: axe-core on every page, light and dark; keys; paper."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.datasette_plugin.test_article_parts import write

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/-/articles",
    "/-/articles?q=crane",
    "/-/article/1",
    "/-/article/1?q=crane",
    "/-/post/1",
    "/-/post/2",
    "/-/post/3",
    "/-/post/4",
    "/-/post/5",
    "/-/timeline",
    "/-/timeline?q=crane",
    "/-/timeline?status=failed",
    "/-/file/{photo}",
    "/-/file/{video}",
    "/-/file/{answer}",
    "/-/file/{article}",
    "/-/file/{attack}",
    "/-/gallery",
    "/-/map",
    "/-/map?status=failed",
    "/-/figures",
    "/-/timeline?q=nothinglikethis",
    "/-/articles?q=nothinglikethis",
    "/-/gallery?like=0000000000000000",
    "/-/post/99",
    "/nowhere",
)
DARK = (
    *("/", "/-/article/1?q=crane", "/-/post/1", "/-/post/3", "/-/post/4", "/-/timeline", "/-/gallery", "/-/map"),
    "/-/figures",
    *("/-/file/{photo}", "/-/file/{answer}"),
)
"""In the dark only the colours are others: one page of each kind."""
EMPTY = ("/", "/-/articles", "/-/timeline", "/-/gallery", "/-/map", "/-/figures", "/-/collections")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"light": TAGS, "dark": {"type": "rule", "values": ["color-contrast"]}}


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's source, as the package carries it."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Any, axe: str, scheme: str = "light") -> list[str]:  # noqa: ANN401 -- playwright's page
    """What axe-core finds on the page that is open, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES[scheme])
    assert found["passes"], "axe-core looked at nothing"
    return [
        f"{fault['impact']} {fault['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def test_axe_finds_nothing(browser: Any, site: str, files: dict[str, str], axe: str) -> None:  # noqa: ANN401 -- playwright's
    """On any page of ours, at a desk, and when it becomes dark there."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(site + path.format(**files))
        if path == "/-/map":
            page.wait_for_selector("#map[data-ready]")
        page.evaluate("() => { for (const folded of document.querySelectorAll('main details')) folded.open = true; }")
        for scheme in ("light", "dark") if path in DARK else ("light",):
            page.emulate_media(color_scheme=scheme)
            if lines := faults(page, axe, scheme):
                found[path, scheme] = lines
    context.close()
    assert set(DARK) <= set(PAGES)
    assert found == {}


def test_axe_finds_nothing_in_an_empty_archive(browser: Any, empty_site: str, axe: str) -> None:  # noqa: ANN401 -- playwright's
    """Nor on the pages that say what to do."""
    context = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path in EMPTY:
        page.goto(empty_site + path)
        assert faults(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_axe_finds_nothing_around_a_part_of_a_long_article(
    browser: Any,  # noqa: ANN401 -- playwright's
    serve: Callable[[Path], AbstractContextManager[str]],
    tmp_path: Path,
    axe: str,
) -> None:
    """Nor in the links between its parts, light and dark; most cards, which are as elsewhere, are taken out."""
    archive = write(tmp_path / "snapshots", 210)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    with serve(archive / "archive.db") as address:
        page.goto(f"{address}/-/article/1?part=2&q=berth")
    page.evaluate("() => { for (const embed of [...document.querySelectorAll('.embed')].slice(3)) embed.remove(); }")
    assert page.locator(".parts mark").count() == 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert faults(page, axe, scheme) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_axe_would_find_something(browser: Any, site: str, axe: str) -> None:  # noqa: ANN401 -- playwright's
    """The check can fail: a picture without words, and grey on grey."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(site + "/-/articles")
    page.evaluate(
        "() => { const i = document.createElement('img'); i.src = '/x'; document.querySelector('main').append(i);"
        " document.querySelector('h1').style.color = '#eee'; }"
    )
    found = " ".join(faults(page, axe))
    assert "image-alt" in found
    assert "color-contrast" in found
    context.close()


def reached(page: Any, wanted: str, presses: int) -> bool:  # noqa: ANN401 -- playwright's page
    """Press Tab until something that a selector means has the focus; whether it ever had, and could be seen."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{wanted} does not show that it has the focus"
            return True
    return False


def test_the_whole_way_without_a_mouse(browser: Any, site: str) -> None:  # noqa: ANN401 -- playwright's
    """From the first page past the frame to a post, its sensitive video, its history, the map and a place there."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site + "/")
    assert reached(page, ".skip", 1)
    page.keyboard.press("Enter")
    assert reached(page, "main a[href='/-/timeline']", 20)
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/timeline")
    for _ in range(9):
        page.keyboard.press("n")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/-/post/3":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/post/3")
    assert reached(page, ".covered summary", 20)
    assert not page.locator("video").is_visible()
    page.keyboard.press("Enter")
    assert page.locator("video").is_visible()
    assert reached(page, ".history summary", 60)
    page.keyboard.press("Enter")
    assert page.locator(".history .details").first.is_visible()
    page.goto(site + "/-/map")
    page.wait_for_selector("#map[data-ready]")
    assert reached(page, ".leaflet-marker-icon", 40)
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup, .leaflet-zoom-anim, .leaflet-marker-icon")
    context.close()


def test_on_paper(browser: Any, site: str) -> None:  # noqa: ANN401 -- playwright's
    """Black on white, the frame's knobs left out, whole texts, nothing cut off at the side."""
    context = browser.new_context(viewport={"width": 720, "height": 1000}, color_scheme="dark")
    page = context.new_page()
    page.emulate_media(media="print", color_scheme="dark")
    for path in ("/", "/-/article/1", "/-/post/1", "/-/timeline"):
        page.goto(site + path)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        for gone in ("nav", ".search", ".filters", ".skip", "button"):
            assert not any(one.is_visible() for one in page.locator(gone).all()), (path, gone)
        assert page.evaluate("document.documentElement.scrollWidth") <= 720
    page.goto(site + "/-/post/1")
    lead = page.evaluate("getComputedStyle(document.querySelector('.lead')).overflowY")
    assert lead == "visible"
    assert page.locator(".card .address, .lead .address").first.is_visible()
    # The list of fingerprints scrolls on a screen; on paper nobody can see what was cut off.
    assert page.evaluate("getComputedStyle(document.querySelector('.check pre')).maxHeight") == "none"
    # Pale green is for a dark screen; who reads at night prints on white, too.
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--archived')") == "#1f5f3a"
    page.goto(site + "/-/post/3")
    page.evaluate("document.querySelector('.covered details').open = true")
    video = page.locator("video").first
    with_knobs = video.screenshot()
    page.evaluate("document.querySelector('video').controls = false")
    assert video.screenshot() == with_knobs, "a browser prints the knobs as a white sheet over the still"
    context.close()
