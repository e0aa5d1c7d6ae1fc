"""Erasure is for good: whoever reads, is killed or runs out of disk between, no byte of the folder keeps a word.

`ERASE_ROUNDS` is how many archives are made and emptied (2 here; hundreds for a night), `ATTACK_SEED` where the dice
begin.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import attacking
import commands
import pytest
from canary_world import Person, Web, articles, people

from embedarchive import Archive
from embedarchive.archive import folder as journeys
from embedarchive.archive.articles.origins import named
from embedarchive.store import Store, erase, erased_files, verify
from embedarchive.store.filesystem import FileSystem
from embedarchive.store.rows import Row

ROUNDS = int(os.environ.get("ERASE_ROUNDS", "2"))
HERE = str(Path(__file__).parents[1] / "support")

FETCH = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from canary_world import Web
from embedarchive import Archive
from embedarchive.archive import folder as journeys
from embedarchive.store.filesystem import FileSystem
journeys.open_source = lambda *_, **__: Web(Path(sys.argv[2]))
left = int(sys.argv[4])
def counted(name):
    call = getattr(FileSystem, name)
    def killing(*arguments):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)
        return call(*arguments)
    setattr(FileSystem, name, killing)
for name in ("create", "rename", "fsync_folder"):
    counted(name)
with Archive(sys.argv[1]) as archive:
    list(archive.due_events(everything=True))
"""

ERASE = """
import os, sys
from embedarchive.archive.articles.origins import named
from embedarchive.store import Store, erase, erased_files
with Store.open(sys.argv[1], named=named) as store:  # it goes on with erasures that are not finished
    setattr(erased_files, sys.argv[3], lambda *_: os.kill(os.getpid(), 9))
    erase(store, sys.argv[2], reason="asked")
"""


class World:
    """An archive of posts whose words can be told apart, and all that happens to it."""

    def __init__(self, folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chance, self.monkeypatch = random.Random(seed), monkeypatch  # noqa: S311 -- dice
        self.archive, self.web = folder / "snapshots", folder / "web"
        self.people = people(self.web, self.chance, 10)
        self.articles = list(articles(self.people, self.chance))
        self.erased: list[Person] = []
        monkeypatch.setattr(journeys, "open_source", lambda *_, **__: Web(self.web))

    def scan(self) -> None:
        """Keep the articles, once more if they are there."""
        with Store.open(self.archive, named=named) as store:
            store.begin_run("scan")
            for number, (data, found, text) in enumerate(self.articles):
                store.add_article(data, found, text, parser=str(len(self.erased)), path=f"/in/{number}.html")

    def annotate(self) -> None:
        """Say things of everybody, and repeat the words of each in a note about another one."""
        with Store.open(self.archive, named=named) as store:
            known = [each for each in self.people if each not in self.erased]
            rows: list[Row] = []
            for each, other in zip(known, [*known[1:], *known[:1]], strict=True):
                said: Row = {"subject": "post", "key": each.key, "operator": "Ann"}
                rows += [said | {"kind": "note", "words": f"{each.mark} on the quay"}]
                rows += [said | {"kind": kind, "value": each.mark} for kind in ("tag", "collect", "untag")]
                rows += [said | {"kind": "verification", "value": "disputed", "words": each.mark}]
                rows += [said | {"key": other.key, "kind": "note", "words": f"Compare: {each.post.text}"}]
            store.annotate(rows)

    def fetch(self) -> None:
        """Capture what is pending, and look again at what is there."""
        with Archive(self.archive) as archive:
            list(archive.due_events(everything=True))
            if self.chance.random() < 0.5:
                list(archive.recheck_events())

    def fetch_and_die(self) -> None:
        """Be killed in the middle of it."""
        count = str(self.chance.randrange(3, 150))
        words = (str(self.archive), str(self.web), HERE, count)
        assert commands.run(*words, program=FETCH).returncode in {0, -signal.SIGKILL}

    def erase(self, person: Person) -> None:
        """Erase one, in whatever circumstances."""
        how = self.chance.choice(
            [self._calmly, self._calmly, self._before_a_reader, self._killed, self._on_a_full_disk]
        )
        how(person.key)
        self.erased.append(person)

    def _calmly(self, key: str) -> None:
        with Store.open(self.archive, named=named) as store:
            assert erase(store, key, reason="asked").unfinished is None

    def _before_a_reader(self, key: str) -> None:
        with closing(sqlite3.connect(self.archive / "archive.db", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM posts").fetchone()
            with Store.open(self.archive, named=named) as store:
                assert erase(store, key, reason="asked", patience_s=0).unfinished
            assert not verify(self.archive).erased

    def _killed(self, key: str) -> None:
        step = self.chance.choice(["remove_files", "_tidy", "_empty_log"])
        assert commands.run(str(self.archive), key, step, program=ERASE).returncode == -signal.SIGKILL
        assert not verify(self.archive).erased

    def _on_a_full_disk(self, key: str) -> None:
        met: list[object] = []

        def full(*given: object) -> None:
            if isinstance(given[-1], Path) and not given[-1].exists():
                return  # what is not there is removed on any disk
            met.append(given)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with self.monkeypatch.context() as patched:
            patched.setattr(*self.chance.choice([(FileSystem, "remove"), (erased_files, "_empty_log")]), full)
            with Store.open(self.archive, named=named) as store:
                unfinished = erase(store, key, reason="asked", patience_s=0).unfinished
            assert bool(unfinished) == bool(met)
        assert verify(self.archive).erased != bool(met)

    def left(self, whose: Iterable[Person]) -> list[tuple[str, str, str]]:
        """What is left of whom, and in which file."""
        kept = {path: path.read_bytes() for path in self.archive.rglob("*") if path.is_file()}
        return [
            (each.key, path.name, data[max(0, at - 60) : at + 20].decode("utf-8", "replace"))
            for each in whose
            for path, data in kept.items()
            if (at := data.find(each.mark.encode())) >= 0
        ]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_g1_no_byte_is_left_of_who_was_erased(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: attacking.Record
) -> None:
    """All platforms, every field, in random order, amid kills, readers and full disks; the others lose nothing."""
    world = World(tmp_path, attacking.SEED + number, monkeypatch)
    world.scan()
    for _ in range(world.chance.randrange(3)):
        world.fetch_and_die()
    world.fetch()
    assert {mark for mark, *_ in world.left(world.people)} == {each.key for each in world.people}
    world.annotate()
    going = world.chance.sample(world.people, len(world.people))
    while going:
        world.erase(going.pop())
        if world.chance.random() < 0.4:
            world.chance.choice([world.fetch, world.scan, world.fetch_and_die])()
            continue
        Store.open(world.archive, named=named).close()
        assert world.left(world.erased) == []
    world.scan()
    world.fetch()
    assert world.left(world.people) == []
    report = verify(world.archive)
    assert (report.problems, report.erased) == ((), True)
    record_property("attack", ("G1 erasures amid kills, readers and full disks", len(world.people), 0))


def test_the_world_is_a_large_one(tmp_path: Path) -> None:
    """Enough platforms, and posts within posts, for the dice to choose from."""
    made = people(tmp_path, random.Random(1), 10_000)  # noqa: S311 -- dice
    platforms = Counter(each.post.platform for each in made)
    assert len(platforms) > 30
    assert sum(each.around is not None for each in made) > 3
