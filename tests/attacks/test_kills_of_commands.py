"""C1: every command is killed at any moment: nothing of the log is lost, and the same command again ends as it would.

`COMMAND_KILLS` is how often each is killed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attacking
import commands
import pytest
from every_command import EVERY, beside, words
from sample_archive import make_archive

from embedarchive.store import Store, verify

KILLS = int(os.environ.get("COMMAND_KILLS", "1"))
BESIDE = ("snapshots", "watch.toml", "key", "key.pub", "articles", "table")
"""What lies in the folder before a command; it may add one thing, which is what it was asked to write."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two archives."""
    folder = tmp_path_factory.mktemp("home")
    make_archive(folder / "other")
    make_archive(folder / "whole")
    return folder


class Tries:
    """One command, again and again on fresh copies of the same archive.

    Attributes:
        codes: the exit codes that it has when it is left alone, the first time and again.
        takes: how many seconds that takes.
        head: of the log before any of it.
    """

    def __init__(self, name: str, home: Path) -> None:
        self.name, self._home = name, home
        with Store.open(home / "whole") as store:
            self.head = store.head
        beside(home, name)
        with self._copied("calm") as archive:
            began = time.monotonic()
            first = self._start(archive).wait(120)
            self.takes = time.monotonic() - began
            self.codes = {first, self._start(archive).wait(120)}

    def killed(self, after_s: float) -> bool:
        """Whether it was killed after so many seconds, before its end; whatever came of it is checked."""
        with self._copied("killed") as archive:
            process = self._start(archive)
            try:
                code = process.wait(timeout=after_s)
            except subprocess.TimeoutExpired:
                process.kill()
                code = process.wait()
            assert [each for each in verify(archive, head=self.head).problems if each.damage] == []
            self._check_again(archive)
        return code < 0

    def _check_again(self, archive: Path) -> None:
        said = self._home / "said.txt"
        with said.open("wb") as err:
            code = commands.start(*self._words(archive), cwd=archive.parent, stderr=err).wait(120)
        told = said.read_text(encoding="utf-8", errors="replace")
        assert code in self.codes, (self.name, code, self.codes, told)
        assert "is a bug" not in told, told
        assert verify(archive, head=self.head).problems == (), self.name
        left = [each.name for each in archive.parent.iterdir() if each.name not in BESIDE]
        assert len(left) <= 1, f"{self.name} leaves {left} about"

    def _words(self, archive: Path) -> list[str]:
        return words(self.name, archive, self._home / "other")

    def _start(self, archive: Path) -> commands.Command:
        return commands.start(*self._words(archive), cwd=archive.parent)

    @contextmanager
    def _copied(self, to: str) -> Iterator[Path]:
        folder = self._home / to
        folder.mkdir()
        shutil.copytree(self._home / "whole", folder / "snapshots")
        for each in BESIDE:
            if (self._home / each).exists() and each != "snapshots":
                (folder / each).symlink_to(self._home / each)
        try:
            yield folder / "snapshots"
        finally:
            shutil.rmtree(folder)


@pytest.mark.parametrize("name", attacking.sample([*EVERY], 5))
def test_c1_any_command_killed_at_any_moment(name: str, home: Path, record_property: attacking.Record) -> None:
    """After each kill the archive verifies with the log that it had, and the same command ends as it would have."""
    tries = Tries(name, home)
    chance = random.Random(attacking.SEED)  # noqa: S311 -- moments to kill at
    killed = sum(tries.killed(chance.uniform(0.05, 1.0) * tries.takes) for _ in range(KILLS))
    record_property("attack", ("C1 kills of other commands", killed, 0))
