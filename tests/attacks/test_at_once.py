"""C8: any two commands at once on one archive: each does its work or says why not, and nothing is lost."""

from __future__ import annotations

import itertools
import subprocess
from pathlib import Path

import attacking
import commands
import pytest
from every_command import COMMANDS, beside, words
from sample_archive import make_archive

from embedarchive.store import verify


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive to merge."""
    folder = tmp_path_factory.mktemp("other")
    make_archive(folder / "snapshots")
    return folder / "snapshots"


def started(name: str, at: int, archive: Path, other: Path) -> tuple[commands.Command, Path]:
    """A command under way, and where what it complains of goes."""
    home = archive.parent
    beside(home, name)
    said = home / f"said-{at}.txt"
    with said.open("wb") as err:
        return commands.start(*words(name, archive, other, at), cwd=home, stderr=err), said


PAIRS = [*itertools.combinations_with_replacement(sorted(COMMANDS), 2)]


@pytest.mark.parametrize(("one", "two"), attacking.sample(PAIRS, 8))
def test_c8_any_two_commands_at_once(
    folder: Path, other: Path, one: str, two: str, record_property: attacking.Record
) -> None:
    """Both end, neither stumbles over the other, and the archive is sound."""
    make_archive(folder)
    running = [started(name, at, folder, other) for at, name in enumerate((one, two))]
    for process, said in running:
        try:
            code = process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        told = said.read_text(encoding="utf-8", errors="replace")
        assert code in {0, 2, 3, 4}, (one, two, code, told)
        assert "is a bug" not in told, told
        assert "Traceback" not in told, told
    assert [each for each in verify(folder).problems if each.damage] == []
    assert commands.run("list", "--archive", str(folder)).returncode == 0
    record_property("attack", ("C8 pairs of commands at once", 1, 0))
