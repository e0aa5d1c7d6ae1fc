"""Pages of the made corpus: every post, once, with what its markup says, at its place; every picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

Result = dict[str, tuple[dict[str, Any], Any]]
LABELS = Path(__file__).resolve().parents[2] / "corpus" / "labels.jsonl"
PLATFORMS = sorted(
    {
        embed["platform"]
        for line in LABELS.read_text(encoding="utf-8").splitlines()
        for embed in json.loads(line)["embeds"]
    }
)


@pytest.fixture(scope="module")
def pages(result: Result) -> dict[str, Any]:
    """The figures of the pages."""
    return result["pages"][0]


def test_every_post_is_found_and_nothing_else(pages: dict[str, Any]) -> None:
    """Recall and precision 1.0, every page read, no post reported more often than it is shown."""
    assert pages["not scanned"] == pages["repeats"] == 0
    assert (pages["all"]["recall"], pages["all"]["precision"]) == (1.0, 1.0)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_of_every_platform(pages: dict[str, Any], platform: str) -> None:
    """In at least six posts: its own forms, and any site's."""
    figures = pages["platforms"][platform]
    assert figures["labelled"] >= 6
    assert (figures["recall"], figures["precision"]) == (1.0, 1.0)


@pytest.mark.parametrize("name", ["handle", "date", "text", "coordinates"])
def test_what_the_markup_says(pages: dict[str, Any], name: str) -> None:
    """Handle, day, words and place of every post whose markup holds them."""
    assert pages["fields"][name] == 1.0


def test_authors(result: Result) -> None:
    """Every name that the markup holds, in all languages that Instagram's byline speaks."""
    assert result["pages"][1].faults == []
    assert result["pages"][0]["fields"]["author"] == 1.0


def test_every_find_stands_where_its_markup_stands(pages: dict[str, Any]) -> None:
    """Start and end within the very markup, carriage returns counted."""
    assert pages["offsets hold"] == 1.0


def test_pages_without_a_post_give_none(corpus: Path, scans: list[dict[str, Any]]) -> None:
    """Share buttons, timelines, profiles, advertising, related stories and links to posts are no embeds."""
    negative = [
        row["file"]
        for row in map(json.loads, (corpus / "labels.jsonl").read_text(encoding="utf-8").splitlines())
        if row["hard_negative"]
    ]
    found = {scan["source"]: scan["embeds"] for scan in scans}
    assert negative
    assert all(found[file] == [] for file in negative)


def test_pictures(result: Result) -> None:
    """Every picture of an article in one of its sizes, once, at its place; no teaser, avatar, logo or pixel."""
    images = result["images"][0]
    assert (images["recall"], images["precision"], images["alt"], images["offsets hold"]) == (1.0, 1.0, 1.0, 1.0)


def test_captions_and_credits(result: Result) -> None:
    """Parted as the page parts them, a credit in `<cite>` too, whatever language its words are in."""
    images = result["images"][0]
    assert (images["caption"], images["credit"]) == (1.0, 1.0)
