"""`embedarchive docs` opens what came with the package, and says what to do where nothing did."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from click.testing import CliRunner

from embedarchive.cli import cli, manual
from embedarchive.errors import UsageError


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the documentation."""
    (tmp_path / "a b").mkdir()
    monkeypatch.setattr(manual, "PAGES", tmp_path / "a b")
    return tmp_path / "a b"


def test_it_is_opened_from_the_disk(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked for it; where there is no browser, its address is all the same."""
    (pages / "index.html").touch()
    opened: list[str] = []
    for found in (True, False):

        def browser(page: str, found: bool = found) -> bool:
            opened.append(page)
            return found

        monkeypatch.setattr(webbrowser, "open", browser)
        done = CliRunner().invoke(cli, ["docs"])
        assert done.exit_code == 0
        assert done.stdout == f"It is at {(pages / 'index.html').as_uri()}\n"
        assert ("no browser" in done.stderr) is not found
    assert opened == [(pages / "index.html").as_uri()] * 2
    assert "a%20b" in opened[0]


def test_its_place_can_be_asked_for(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For scripts, and for machines without a browser."""
    (pages / "index.html").touch()
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("opened"))
    assert CliRunner().invoke(cli, ["docs", "--path"]).stdout == f"{pages / 'index.html'}\n"


def test_where_it_was_not_built_the_way_to_it_is_told(pages: Path) -> None:
    """From the source, for whoever has installed it as it lies there."""
    done = CliRunner().invoke(cli, ["docs"])
    assert isinstance(done.exception, UsageError)
    assert "make docs" in str(done.exception)
    assert not [*pages.iterdir()]
