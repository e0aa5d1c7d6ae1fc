"""`docs/reliability.md` names a figure and tests for every attack, and each of those tests exists."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (TESTS.parent / "docs" / "reliability.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| attack ")
]
DEFINED = {
    name for file in TESTS.rglob("test_*.py") for name in re.findall(r"def (test_\w{1,200})\(", file.read_text("utf-8"))
}


def test_every_attack_has_a_figure_and_tests_that_exist() -> None:
    """Renamed ones, too, are noticed."""
    assert len(ROWS) > 15
    for attack, figure, tests in ROWS:
        named = re.findall(r"`(test_\w{1,200})`", tests)
        assert attack, tests
        assert figure, attack
        assert named, attack
        assert set(named) <= DEFINED, attack


def test_every_attack_is_on_the_page() -> None:
    """Each test of the folder of attacks that tells of its promise by a number."""
    told = " ".join(tests for *_, tests in ROWS)
    for file in (TESTS / "attacks").glob("test_*.py"):
        for name in re.findall(r"def (test_[a-z]\d{1,2}_\w{1,200})\(", file.read_text("utf-8")):
            assert f"`{name}`" in told, name
