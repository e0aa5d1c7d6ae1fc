"""The scorer itself: it sees what is lost, invented, repeated, misread and misplaced."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Scans = list[dict[str, Any]]
PAGE, TEXT = "pages/news/en-0.html", "text/split/nl-0.txt"


def spoilt(scans: Scans, file: str, change: Callable[[dict[str, Any]], object]) -> Scans:
    """The scans with one of them changed."""
    changed = [scan if scan["source"] != file else copy.deepcopy(scan) for scan in scans]
    (one,) = [scan for scan in changed if scan["source"] == file]
    change(one)
    return changed


def of_pages(change: Callable[[list[dict[str, Any]]], object]) -> Callable[[dict[str, Any]], object]:
    """A change of a scan's embeds."""
    return lambda scan: change(scan["embeds"])


CHANGES: dict[str, tuple[Callable[[list[dict[str, Any]]], object], Callable[[dict[str, Any]], object]]] = {
    "a post is lost": (lambda embeds: embeds.pop(), lambda pages: pages["all"]["recall"] < 1),
    "a post is invented": (
        lambda embeds: embeds.append({**embeds[0], "id": "1"}),
        lambda pages: pages["all"]["precision"] < 1,
    ),
    "a post is repeated": (lambda embeds: embeds.append(embeds[0]), lambda pages: pages["repeats"] == 1),
    "another platform": (lambda embeds: embeds[0].update(platform="gab"), lambda pages: pages["all"]["recall"] < 1),
    "a handle is misread": (lambda embeds: embeds[0].update(handle="x"), lambda pages: pages["fields"]["handle"] < 1),
    "a day is misread": (
        lambda embeds: embeds[0].update(date="2001-01-01"),
        lambda pages: pages["fields"]["date"] < 1,
    ),
    "words are lost": (lambda embeds: embeds[0].update(text="x"), lambda pages: pages["fields"]["text"] < 1),
    "a place is wrong": (lambda embeds: embeds[0].update(start=0), lambda pages: pages["offsets hold"] < 1),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_on_a_page_costs(score: ModuleType, corpus: Path, scans: Scans, name: str) -> None:
    """Each kind moves the figure that is for it."""
    change, shows = CHANGES[name]
    figures, _ = score.score_pages(corpus, score.by_file(corpus, spoilt(scans, PAGE, of_pages(change))))
    assert shows(figures)


IN_TEXTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "recall": lambda scan: scan["embeds"].pop(),
    "precision": lambda scan: scan["embeds"].append({**scan["embeds"][0], "handle": "nobody", "text": "x"}),
    "date": lambda scan: scan["embeds"][0].update(date=None),
    "author": lambda scan: scan["embeds"][0].update(author=None),
    "exact text": lambda scan: [embed.update(text="x") for embed in scan["embeds"]],
}


@pytest.mark.parametrize("figure", IN_TEXTS)
def test_a_fault_in_a_text_costs(
    score: ModuleType, corpus: Path, scans: Scans, result: dict[str, Any], figure: str
) -> None:
    """Each kind moves the figure that is for it."""
    after, _ = score.score_text(corpus, score.by_file(corpus, spoilt(scans, TEXT, IN_TEXTS[figure])))
    assert after["split"][figure] < result["text"][0]["split"][figure]


def test_a_page_that_was_not_scanned_is_missing(score: ModuleType, corpus: Path, scans: Scans) -> None:
    """Its posts are missed, and it is counted."""
    left = [scan for scan in scans if scan["source"] != PAGE]
    figures, _ = score.score_pages(corpus, score.by_file(corpus, left))
    assert figures["not scanned"] == 1
    assert figures["all"]["recall"] < 1


def test_a_picture_that_is_lost_or_invented_costs(score: ModuleType, corpus: Path, scans: Scans) -> None:
    """As with posts."""
    lost = spoilt(scans, PAGE, lambda scan: scan["images"].pop())
    more = spoilt(scans, PAGE, lambda scan: scan["images"].append({**scan["images"][0], "url": "https://x.example/"}))
    assert score.score_images(corpus, score.by_file(corpus, lost))[0]["recall"] < 1
    assert score.score_images(corpus, score.by_file(corpus, more))[0]["precision"] < 1


def test_what_is_believed_is_counted(score: ModuleType) -> None:
    """The Brier score, and how often what was sure was right."""
    figures = score.calibration([(1.0, True), (0.9, False), (0.5, True)])
    assert figures == {"n": 3, "sure": 2, "brier": round((0.81 + 0.25) / 3, 4), "right where >= .9": 0.5}
