"""What strangers are asked for when they report something: forms that work, commands that exist."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
PAGES = [*FORMS, ROOT / "SECURITY.md", ROOT / "corpus" / "README.md"]
KINDS = {"markdown", "textarea", "input"}
_COMMAND = re.compile(r"embedarchive ((?:scan|show|fetch|list|verify|export|erase|serve)\b[^`\n>|&]{0,100})")


def form(path: Path) -> dict[str, Any]:
    """A form, as GitHub reads it."""
    read: dict[str, Any] = importlib.import_module("yaml").safe_load(path.read_text(encoding="utf-8"))
    return read


def test_there_is_a_form_for_each_of_the_two() -> None:
    """An embed that was not found; a platform that answers otherwise."""
    assert [path.stem for path in FORMS] == ["embed-not-found", "platform-answers-otherwise"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one(path: Path) -> None:
    """It has a name and a description, every field a kind and a label, ids once; some fields are required."""
    read = form(path)
    assert read["name"]
    assert read["description"]
    fields = [field for field in read["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in read["body"]} <= KINDS
    assert all(field["attributes"]["label"] for field in fields)
    names = [field["id"] for field in fields]
    assert len(names) == len(set(names))
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_a_missing_embed_is_reported_with_the_smallest_input_and_what_is_found() -> None:
    """Both are required, and the command is named."""
    text = FORMS[0].read_text(encoding="utf-8")
    required = {field["id"] for field in form(FORMS[0])["body"] if field.get("validations", {}).get("required", False)}
    assert {"input", "found", "right"} <= required
    assert "embedarchive scan --dry-run --json" in text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_commands_that_are_asked_for_exist(path: Path) -> None:
    """With the options that are named."""
    command = Path(sys.executable).parent / "embedarchive"
    for line in _COMMAND.findall(path.read_text(encoding="utf-8")):
        name, *rest = line.split()
        done = subprocess.run([str(command), name, "--help"], capture_output=True, text=True, check=True)
        options = [word for word in rest if word.startswith("--")]
        assert all(option in done.stdout for option in options), line


def test_reports_of_vulnerabilities_stay_private() -> None:
    """The page names the repository's own way, nobody's address, and where the promises stand."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "private vulnerability reporting" in text
    assert not re.search(r"[\w.]{1,64}@[\w-]{1,64}\.\w{2,10}", text)
    assert "(docs/testing.md)" in text
