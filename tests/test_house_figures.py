"""The tool that measures how the house is built."""

from __future__ import annotations

from pathlib import Path

from tools import house_figures


def test_an_import_upward_is_named() -> None:
    """A room that needs what stands above it, or beside it across the map."""
    edges = {
        "embedarchive": {"embedarchive.archive"},
        "embedarchive.finder.page": {"embedarchive.documents", "embedarchive.store.blobs"},
        "embedarchive.model": {"embedarchive.urls"},
        "embedarchive.store.blobs": {"embedarchive.store", "embedarchive.model"},
    }
    assert house_figures.upward(edges) == [
        "embedarchive.finder.page → embedarchive.store.blobs",
        "embedarchive.model → embedarchive.urls",
    ]


def test_any_and_noqa_are_counted_where_they_are_used(tmp_path: Path) -> None:
    """The import of `Any` is none, nor is a word in a sentence."""
    lines = ["from typing import Any", '"""Any noqa."""', "first: dict[str, Any] = {}  # noqa: X1", "second: Any = 1"]
    (tmp_path / "made.py").write_text("\n".join([*lines, ""]), encoding="utf-8")
    anything, silenced = house_figures.looseness(tmp_path)
    assert (anything, silenced) == (500, 250)


def test_statements_are_told_apart_without_their_values() -> None:
    """What is asked again for another id, or another text with a quotation mark in it, is the same question."""
    asked = {"select a from t1 where b = 'it''s' and c = 2", "select a from t1 where b = '' and c = 30"}
    assert len(set(map(house_figures.shape, asked))) == 1
    assert house_figures.shape("select t1") == "select t1"


def test_a_room_is_its_own_files_and_what_they_import(tmp_path: Path) -> None:
    """Imports inside a folder, out of it and into it; a room inside a room counts for itself."""
    for folder in ("archive", "finder", "finder/text"):
        (tmp_path / "embedarchive" / folder).mkdir(parents=True)
        (tmp_path / "embedarchive" / folder / "__init__.py").touch()
    edges = {
        "embedarchive.archive": {"embedarchive.finder"},
        "embedarchive.finder": {"embedarchive.finder.text.posts"},
        "embedarchive.finder.text": set[str](),
        "embedarchive.finder.text.posts": {"embedarchive.finder.text"},
    }
    assert house_figures.rooms(tmp_path / "embedarchive", edges).splitlines()[2:] == [
        "| archive | 1 | 0 | 1 | 1 | 0 |",
        "| finder | 1 | 0 | 1 | 1 | 1 |",
        "| finder.text | 2 | 1 | 0 | 0 | 1 |",
    ]
