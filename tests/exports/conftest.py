"""An archive to copy out of: the demo's articles, read from the demo's recording."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from object_store import endpoint, objects  # noqa: F401 -- fixtures

from embedarchive import Archive
from embedarchive.store import Store, erase

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ERASED = "twitter:2098713812961177799"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive of the three examples. Nobody writes to it."""
    folder = tmp_path_factory.mktemp("demo") / "snapshots"
    with Archive(folder, recordings=[EXAMPLES / "recorded-web.warc.gz"]) as archive:
        for name in ("article.txt", "article.html", "article.md"):
            list(archive.add(EXAMPLES / name))
    return folder


@pytest.fixture
def store(demo: Path) -> Iterator[Store]:
    """That archive, open."""
    with Store.open(demo, create=False, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def erased_demo(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a copy of it from which the post with the video was erased."""
    folder = tmp_path_factory.mktemp("erased") / "snapshots"
    shutil.copytree(demo, folder)
    with Store.open(folder) as opened:
        opened.begin_run("erase")
        erase(opened, ERASED, reason="The author asked for it")
        opened.end_run(0, {})
    return folder
