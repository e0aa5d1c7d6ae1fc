"""Archives that the tests of commands read, and copies of them to write to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sample_archive import make_archive


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of an article with three posts and two images; nobody writes to it."""
    return make_archive(tmp_path_factory.mktemp("kept") / "snapshots")


@pytest.fixture
def own(kept: Path, tmp_path: Path) -> Path:
    """A copy of it to write to."""
    return Path(shutil.copytree(kept, tmp_path / "snapshots"))
