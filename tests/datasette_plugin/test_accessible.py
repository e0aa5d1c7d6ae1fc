"""What people need who see little, use no mouse or print: axe-core on every page, light and dark; keys; paper."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

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
    "/-/gallery",
    "/-/map",
    "/-/map?status=failed",
    "/-/post/99",
)
EMPTY = ("/", "/-/articles", "/-/timeline", "/-/gallery", "/-/map")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"light": TAGS, "dark": {"type": "rule", "values": ["color-contrast"]}}
"""In the dark only the colours are others."""


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's source, as the package carries it."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Any, axe: str, scheme: str = "light") -> list[str]:  # noqa: ANN401 -- playwright's page
    """What axe-core finds on the page that is open, one line each."""
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES[scheme])
    assert found["passes"], "axe-core looked at nothing"
    return [
        f"{fault['impact']} {fault['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, site: str, axe: str, scheme: str) -> None:  # noqa: ANN401 -- playwright's
    """On any page of ours, at a desk and in the dark."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(site + path)
        if path == "/-/map":
            page.wait_for_selector("#map[data-ready]")
        page.evaluate("() => { for (const folded of document.querySelectorAll('main details')) folded.open = true; }")
        if lines := faults(page, axe, scheme):
            found[path] = lines
    context.close()
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
