"""What is installed is what was tested: no check depends on what a package index serves today."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from datasette.utils import parse_metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
CONSTRAINTS = {
    canonicalize_name(name): version
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    for name, equals, version in [line.partition("==")]
    if equals
}

REQUIREMENTS = [
    Requirement(line)
    for line in (*PROJECT["dependencies"], *(one for extra in EXTRAS.values() for one in extra))
    if not line.startswith("embedarchive[")  # an extra of ours, whose own requirements stand here, too
]
CALENDAR = {"yt-dlp"}
"""Numbered by the day: no number of theirs says that something broke, and old ones stop working."""

OUTSIDE = {"atheris"}
"""Built for few machines, asked for by `make fuzz` alone."""


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_a_requirement_has_a_tested_version_and_an_upper_bound(requirement: Requirement) -> None:
    """The next major version is tried before users get it."""
    name = canonicalize_name(requirement.name)
    if name not in OUTSIDE:
        assert requirement.specifier.contains(CONSTRAINTS[name]), "run make update"
    if name not in CALENDAR | OUTSIDE:
        assert any(one.operator == "<" for one in requirement.specifier), "no upper bound"


def test_every_installation_of_ours_keeps_to_the_constraints() -> None:
    """`make demo`, `make test`, `make wheel` and CI, which calls them; only `make update` looks for what is new."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = dict(re.findall(r"^([\w./-]+):.*\n((?:\t.*\n)+)", makefile, re.MULTILINE))
    installing = {name for name, recipe in rules.items() if re.search(r"\bpip .*\binstall ", recipe)}
    assert installing == {"update", "dist", "wheel"}
    lines = [line for name in ("dist", "wheel") for line in rules[name].splitlines() if " install " in line]
    assert len(lines) == 2
    assert all("--constraint constraints.txt" in line for line in lines)
    assert re.search(r"^INSTALL := .*pip install .*--constraint constraints\.txt", makefile, re.MULTILINE)
    assert {name for name, recipe in rules.items() if "$(INSTALL)" in recipe} >= {
        ".venv/installed",
        ".venv/installed-test",
    }
    assert "pip " not in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_version_has_the_digests_of_its_files() -> None:
    """What is installed with `--require-hashes` is what constraints.txt names."""
    text = (ROOT / "constraints-hashes.txt").read_text(encoding="utf-8")
    blocks = re.findall(
        r"^([A-Za-z0-9._-]+)==([^\s;]+)(?: ;[^\\\n]*)? \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+)",
        text,
        re.MULTILINE,
    )
    assert {canonicalize_name(name): version for name, version, _ in blocks} == CONSTRAINTS, "run make update"


def test_what_outsiders_run_is_what_we_run() -> None:
    """The workflow's commands are those of `.ci/run`, on each system and Python that pyproject.toml names."""
    workflow = parse_metadata((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    job = workflow["jobs"]["test"]
    made = [step["run"] for step in job["steps"] if step.get("run", "").startswith("make ")]
    assert made == re.findall(r"^make .*$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    pythons = job["strategy"]["matrix"]["python"]
    assert PROJECT["requires-python"] == f">={pythons[0]}"
    assert pythons == [f"3.{number}" for number in range(int(pythons[0][2:]), int(pythons[-1][2:]) + 1)]
    systems = {name.rpartition(" :: ")[2] for name in PROJECT["classifiers"] if name.startswith("Operating System")}
    named = {"ubuntu-latest": "Linux", "macos-latest": "MacOS"}
    assert {named[system] for system in job["strategy"]["matrix"]["os"]} == systems
