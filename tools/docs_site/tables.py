"""The tables of an archive and of a data package, as a new archive and the code have them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from embedarchive.store import Store
from embedarchive.store.connecting import read_only_database
from embedarchive.store.queries.exported_tables import TABLES
from embedarchive.store.schema import PERSONAL, PROJECTED

MAP = Path(__file__).parents[2] / "docs" / "architecture.md"
"""Tells of each table what its columns are: the words are kept there."""
_ROW = re.compile(r"^\| `([a-z_]{1,40})` \| (.{1,4000}) \|$", re.MULTILINE)


def archive_tables() -> str:
    """A section for each table of `archive.db`: what the map says of it, and its columns as SQLite has them."""
    told = dict(_ROW.findall(MAP.read_text(encoding="utf-8")))
    lines: list[str] = []
    for name, columns in _columns(told).items():
        kind = "made anew by `embedarchive rebuild`" if name in PROJECTED else "append-only, sealed by the chain"
        lines += ["", f"### `{name}`", "", f"{kind.capitalize()}.", "", told[name], "", *_table(name, columns)]
    return "\n".join(lines)


def package_tables() -> str:
    """A section for each table of a data package."""
    lines: list[str] = []
    for table in TABLES:
        lines += ["", f"### `{table.name}.csv`", "", table.about, "", "| column | is | means |", "|---|---|---|"]
        lines += [f"| `{one.name}` | {one.kind} | {one.about} |" for one in table.columns]
    return "\n".join(lines)


def _columns(told: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """The columns of each of these tables that there is in a new archive, with their types."""
    with tempfile.TemporaryDirectory() as folder:
        Store.open(Path(folder, "made")).close()
        database = read_only_database(Path(folder, "made"))
        try:
            there = [name for name in told if name in database.table_names()]
            return {name: [(one.name, one.type) for one in database[name].columns] for name in there}
        finally:
            database.close()


def _table(name: str, columns: list[tuple[str, str]]) -> Iterator[str]:
    yield from ("| column | is | erased with a person's words |", "|---|---|---|")
    for column, kind in columns:
        yield f"| `{column}` | {kind.lower()} | {'yes' if column in PERSONAL.get(name, ()) else ''} |"
