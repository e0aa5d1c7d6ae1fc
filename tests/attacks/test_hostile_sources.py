"""I8: packages that lead astray, given to us to read: nothing outside of them is read or written, and all of them end.

Each is read as a user reads it: what is in it as articles, or a sentence that says why not. What they cost is measured
by `ATTACKS=all`, in a process of its own for each.
"""

from __future__ import annotations

import time
from pathlib import Path

import attacking
import pytest
from growth import is_within
from hostile_sources import SECRET, SIDECARS, SOURCES, encoded

from embedarchive import media
from embedarchive.archive.articles.origins import LIMIT
from embedarchive.archive.dry_run import told_of
from embedarchive.exports.scan_json import scan_line
from embedarchive.media import Facts


def read(path: Path) -> list[str]:
    """Every article and every sentence that a dry run over a package tells."""
    return [str(each) for each in told_of([path], scan_line, limit=LIMIT)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a secret in it and in the folder above."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    for each in (folder, folder.parent):
        (each / "secret.html").write_text(f"<p>{SECRET}</p>", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", [*SOURCES])
def test_i8_a_package_leads_nowhere(name: str, place: Path, record_property: attacking.Record) -> None:
    """Articles or a sentence within seconds; no word of a file beside it, and no file written."""
    path = place / name
    SOURCES[name](path)
    before = {each: each.stat().st_mtime_ns for each in place.parent.parent.rglob("*")}
    began = time.process_time()
    told = read(path)
    seconds = time.process_time() - began
    record_property("attack", ("I8 packages that lead astray", 1, 0))
    assert told, "neither an article nor a sentence"
    assert not [each for each in told if SECRET in each or "root:" in each]
    assert not [each for each in told if "\x1b" in each]
    assert {each: each.stat().st_mtime_ns for each in place.parent.parent.rglob("*")} == before
    assert is_within(seconds, 20)


@pytest.mark.parametrize("name", [*SIDECARS])
def test_i8_a_sidecar_leads_nowhere(name: str, place: Path, record_property: attacking.Record) -> None:
    """What XMP says beside an image is read, or is nothing; no entity is expanded and no file is read for it."""
    sidecar = SIDECARS[name].replace("/SECRET", str(place / "secret.html"))
    for data in encoded(sidecar).values():
        began = time.process_time()
        facts = media.completed(Facts(), data)
        assert SECRET not in repr(facts)
        assert len(repr(facts)) < 200_000
        assert is_within(time.process_time() - began, 20)
    record_property("attack", ("I8 sidecars that lead astray", 3, 0))


def test_i8_a_package_that_is_honest_is_read(place: Path) -> None:
    """The attack can be told from what it attacks: the page of every package that can be read is found."""
    found = 0
    for name in ("three of a name.zip", "climbing.zip", "climbing.tar", "symlink.tar", "device.tar"):
        SOURCES[name](place / name)
        found += any("abcdefghijk" in each for each in read(place / name))
    assert found == 5
