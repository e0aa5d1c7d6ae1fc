"""`docs/testing.md` names every promise that tests are named after, and every one of those tests."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
PAGE = (TESTS.parent / "docs" / "testing.md").read_text(encoding="utf-8")
_NAMED = re.compile(r"^ {0,4}(?:async )?def (test_[a-z0-9_]{1,200})\(", re.MULTILINE)
_IDS = re.compile(r"test_((?:[a-z]\d{1,2}_){1,4})")
_ENTRY = re.compile(r"^\*\*([A-Z]\d{1,2})\*\* (.{1,5000})$", re.MULTILINE)
_TOLD = re.compile(r"`(test_[a-z0-9_]{1,200})`")
UNTESTED = {"C13", "E3", "E4", "E5", "E6", "L1", "L2", "L3", "G4"}
"""No test is named after these yet; the page says what stands in their place. Every other promise has its test."""
ENTRIES = dict(_ENTRY.findall(PAGE))


def every_test() -> set[str]:
    """The names of all test functions."""
    files = TESTS.rglob("test_*.py")
    return {name for file in files for name in _NAMED.findall(file.read_text(encoding="utf-8"))}


def by_promise() -> dict[str, set[str]]:
    """Each number that tests are named after, with those tests."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for name in every_test():
        if found := _IDS.match(name):
            for number in found[1].strip("_").split("_"):
                numbers[number.upper()].add(name)
    return numbers


PROMISES = by_promise()


@pytest.mark.parametrize("number", sorted(PROMISES))
def test_a_number_stands_on_the_page_with_all_of_its_tests(number: str) -> None:
    """A test that is named after a promise is found under it."""
    assert number in ENTRIES, f"no **{number}** in docs/testing.md"
    missing = PROMISES[number] - set(_TOLD.findall(ENTRIES[number]))
    assert not missing, f"python tools/make_readme.py writes under **{number}**: {', '.join(sorted(missing))}"


def test_every_test_that_the_page_names_exists() -> None:
    """Nothing is promised by a test that was renamed or is gone."""
    assert set(_TOLD.findall(PAGE)) <= every_test(), set(_TOLD.findall(PAGE)) - every_test()


def test_each_promise_has_its_tests() -> None:
    """All but those that are known to have none, which say what stands in their place; each stands there once."""
    assert len(ENTRIES) == len(_ENTRY.findall(PAGE)), "a number stands twice"
    assert ENTRIES.keys() - PROMISES.keys() == UNTESTED
    for number, entry in ENTRIES.items():
        demand, _, held = entry.partition(". Tests: ")
        assert demand.strip()
        assert held or re.search(r"(?:No test of this number|Not made|Measured)", entry), number


def test_every_test_that_needs_real_pages_has_a_made_twin() -> None:
    """Each test that asks for what stands beside the project is in the page's table, with what holds the same."""
    asking = re.compile(r"def (test_[a-z0-9_]{1,200})\([^)]{0,300}\b(?:shared|article): Path\b")
    needing = set()
    for file in TESTS.rglob("test_*.py"):
        text = file.read_text(encoding="utf-8")
        if re.search(r"\bshared: Path\b", text):
            needing |= set(asking.findall(text))
    rows = [line for line in PAGE.splitlines() if line.startswith("| `test_")]
    twins = {_TOLD.findall(left)[0]: _TOLD.findall(right) for _, left, right, _ in (row.split("|") for row in rows)}
    assert needing == twins.keys()
    assert all(twins.values())
