"""C15: processes that read articles are killed from outside, hang or are poisoned: each article is told in its turn."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from typing import Self

import attacking
import pytest

from embedarchive.archive.articles import confined, reading
from embedarchive.archive.articles.jobs import Jobs
from embedarchive.archive.articles.origins import LIMIT
from embedarchive.archive.dry_run import told_of
from embedarchive.errors import SourceError
from embedarchive.model import Scan

ARTICLES = 400 if attacking.EVERYTHING else 40
POST = "Lamp {0} is lit. — Jane Doe (@jane_doe{0}) November 11, 2022\n\nWords of an article, of no further interest.\n"


def told(scan: Scan) -> str:
    """What is found in an article, made in the process that read it; a poisoned one takes more than it may."""
    if "poison" in scan.document.text:
        "x".zfill(1 << 40)  # more memory than there is
    if "hang" in scan.document.text:
        time.sleep(600)
    return f"{Path(scan.document.source).stem}: {', '.join(str(embed.handle) for embed in scan.embeds)}"


@pytest.fixture
def articles(tmp_path: Path) -> list[Path]:
    """Texts of one post each."""
    paths = [tmp_path / f"{number:03}.txt" for number in range(ARTICLES)]
    for number, path in enumerate(paths):
        path.write_text(POST.format(number), encoding="utf-8")
    return paths


pytestmark = pytest.mark.usefixtures("forked_readers")


class Killer:
    """Kills one of the processes that have read something, again and again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.running: list[confined._Process] = []
        self.killed, self._ended = 0, threading.Event()
        ours = self

        class Watched(confined._Process):
            def __init__(self) -> None:
                super().__init__()
                ours.running.append(self)

        monkeypatch.setattr(confined, "_Process", Watched)
        monkeypatch.setattr(Jobs, "_others_help", lambda _: True)
        monkeypatch.setattr(reading, "SMALL", 0)
        self._thread = threading.Thread(target=self._kill)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _kill(self) -> None:
        chance = random.Random(attacking.SEED)  # noqa: S311 -- moments to kill at
        while not self._ended.wait(chance.uniform(0.0, 0.4) if self.killed else 0.001):  # the run may be a quick one
            alive = [each for each in self.running if each.jobs and each._process.poll() is None]
            if alive:
                chance.choice(alive)._process.kill()
                self.killed += 1


def test_c15_readers_that_are_killed(
    articles: list[Path], monkeypatch: pytest.MonkeyPatch, record_property: attacking.Record
) -> None:
    """Idle or at work: each article is found in its turn, by another process, and nobody waits for the dead."""
    with Killer(monkeypatch) as killer:
        lines = list(told_of(articles, told, limit=LIMIT, jobs=2))
    record_property("attack", ("C15 processes that read articles killed", killer.killed, 0))
    assert killer.killed
    assert lines == [f"{number:03}: jane_doe{number}" for number in range(ARTICLES)]


def test_c15_readers_that_are_poisoned_or_hang(articles: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of each: those are told, in their turn, and no other."""
    monkeypatch.setattr(confined, "WALL_S", 5.0)
    monkeypatch.setattr(Jobs, "_others_help", lambda _: True)
    monkeypatch.setattr(reading, "SMALL", 0)
    for number, word in ((3, "poison"), (4, "hang"), (7, "poison"), (8, "hang")):
        articles[number].write_text(f"{POST.format(number)}\n{word}\n", encoding="utf-8")
    lines = list(told_of(articles[:12], told, limit=LIMIT, jobs=2))
    assert [number for number, line in enumerate(lines) if isinstance(line, SourceError)] == [3, 4, 7, 8]
    assert all("takes more than" in str(lines[number]) for number in (3, 4, 7, 8))
