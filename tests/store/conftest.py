"""An empty archive whose clock stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_archive import Clock

from embedarchive.store import Store


@pytest.fixture
def clock() -> Clock:
    """The archive's clock, at noon of 5 January 2026."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the archive lies."""
    return tmp_path / "snapshots"


@pytest.fixture
def store(folder: Path, clock: Clock) -> Iterator[Store]:
    """An empty archive, open for writing, with a run under way."""
    with Store.open(folder, clock=clock) as opened:
        opened.begin_run("scan ferry.txt")
        yield opened
