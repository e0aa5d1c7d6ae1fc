"""Tables are data files beside the modules that read them, and come with the package."""

from __future__ import annotations

import ast
import importlib
import zipfile
from pathlib import Path

import pytest

import embedarchive
from embedarchive import package_data

PACKAGE = Path(embedarchive.__file__).parent
ROOT = PACKAGE.parent
DATA = {".txt", ".json", ".po", ".sql"}
TABLES = {path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*") if path.suffix in DATA}
LONGEST = 120
"""As long as the longest list of words that is one platform's own, in its module."""

DEFINITIONS = {"store/schema.py"}
"""Tables of a database, which are said in code."""


def test_the_wheel_has_every_data_file() -> None:
    """Whoever installs the package without its source reads the same tables."""
    from hatchling.builders.wheel import WheelBuilder

    builder = WheelBuilder(str(ROOT))
    with builder.config.set_build_data({"force_include": {}, "force_include_editable": {}, "artifacts": []}):
        inside = {each.distribution_path for each in builder.recurse_included_files()}
    assert "embedarchive/finder/language/words.txt" in TABLES
    assert inside >= TABLES
    assert not [path for path in inside if path.endswith(".pyc")]


def test_a_table_is_read_out_of_a_zip_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an application that is packed into one file has it; whatever line ends the file has."""
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as packed:
        packed.writestr("made_tables/__init__.py", "")
        packed.writestr("made_tables/words.txt", "# whose words\r\nein\r\n\r\nañil\r\n".encode())
    monkeypatch.syspath_prepend(tmp_path / "made.zip")
    importlib.import_module("made_tables")
    assert package_data.lines("made_tables", "words.txt") == ["ein", "añil"]


def test_no_module_holds_a_long_table() -> None:
    """What a tool writes, and what is only looked up, is a data file: no module is edited for it."""
    sources = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    long = {
        f"{name}:{node.lineno}"
        for name, source in sources.items()
        if name not in DEFINITIONS and source.count("\n") > LONGEST
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign | ast.AnnAssign) and (node.end_lineno or 0) - node.lineno >= LONGEST
    }
    assert long == set()
