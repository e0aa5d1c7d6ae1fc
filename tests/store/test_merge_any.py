"""Whatever two archives hold: the union is what one archive of both would be, and a kill at any step costs nothing."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sample_archive import DELETED, JPEG, Clock, make_embed, make_exchange, make_image, make_post, make_scan
from shown_rows import shown

from embedarchive.errors import ArchiveError
from embedarchive.model import Missing, Reason
from embedarchive.store import Store, erase, merge, verify
from embedarchive.store.filesystem import FileSystem

SEEDS = range(int(os.environ.get("MERGE_ROUNDS", "3")))  # `make soak`: 300
STEPS = 14
POSTS = range(1, 7)


def step(store: Store, chance: random.Random, marks: str) -> None:
    """Something that a run may do: read an article, ask for a post, keep a file."""
    number = chance.choice(POSTS)
    key = f"twitter:90{number}"
    kind = chance.choice(["article", "article", "post", "post", "gone", "error", "media", "exchange", "resolved"])
    if kind == "article":
        embeds = tuple(make_embed(each, known=chance.random() < 0.7) for each in chance.sample(POSTS, 3))
        name = chance.choice("abc")
        data = f"Article {name}, version {chance.choice('12')}.".encode()
        scan = make_scan(*embeds, images=(make_image(number),), title=f"Article {name}", source=f"{name}.txt")
        store.add_article(data, scan, "\ufffc and so on", parser=chance.choice("12"), path=f"/in/{name}.txt")
    elif kind == "resolved":
        embed = make_embed(number)
        found = store.add_article(f"Post {number}.".encode(), make_scan(embed), "\ufffc", parser="1")
        store.add_post(found.embeds[0].key, make_post(number, text=f"{marks} {number}"), parser="1")
    elif kind == "post":
        related = (make_post(chance.choice(POSTS), media=()),) if chance.random() < 0.3 else ()
        store.add_post(key, make_post(number, text=f"{marks} {number}", related=related), parser="1")
    elif kind == "gone":
        store.add_post(key, DELETED, parser="1")
    elif kind == "error":
        store.add_post(key, Missing(reason=chance.choice([Reason.DNS, Reason.RATE_LIMITED])), parser="1")
    elif kind == "media":  # a file is asked for when its post is known
        store.add_post(key, make_post(number, text=f"{marks} {number}"), parser="1")
        blob = store.keep(JPEG + bytes([chance.choice(POSTS)]), "image/jpeg")
        store.add_media(f"https://media.example/{number}.jpg", {"width": number}, blob=blob, parser="1")
    else:
        answer = f'{{"text": "{marks} {number}"}}'.encode()
        store.add_exchange(make_exchange(f"https://api.example/90{number}", answer), key=key)


def filled(folder: Path, clock: Clock, *told: tuple[int, str]) -> None:
    """An archive of runs, each of a seed and with a word of its own."""
    for seed, marks in told:
        chance = random.Random(seed)  # noqa: S311 -- made archives, no secret
        with Store.open(folder, clock=clock) as store:
            store.begin_run("scan", operator=marks)
            for _ in range(STEPS):
                step(store, chance, marks)
                clock.forward(minutes=5)
            store.end_run(0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_union_of_any_two(tmp_path: Path, seed: int) -> None:
    """Equal to an archive in which both runs were made; merged in either order the same posts are archived."""
    runs = ((2 * seed, "wordsofann"), (2 * seed + 1, "wordsofben"))
    clock = Clock()
    for name, told in zip(("ours", "theirs"), runs, strict=True):
        filled(tmp_path / name, clock, told)
    filled(tmp_path / "both", Clock(), *runs)
    shutil.copytree(tmp_path / "theirs", tmp_path / "other way")
    with Store.open(tmp_path / "ours") as store:
        merge(store, tmp_path / "theirs")
    with Store.open(tmp_path / "other way") as store:
        merge(store, tmp_path / "ours")
    assert shown(tmp_path / "ours") == shown(tmp_path / "both")
    for name in ("ours", "other way"):
        assert verify(tmp_path / name).problems == ()
    assert _states(tmp_path / "other way") == _states(tmp_path / "both")


def _states(folder: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return set(connection.execute("SELECT key, status FROM posts"))


@pytest.mark.parametrize("seed", SEEDS)
def test_erasures_of_any_two(tmp_path: Path, seed: int) -> None:
    """What either of them erased is nowhere afterwards: no byte of it, in no file, free page or log."""
    clock = Clock()
    for name, told in (("ours", (seed, "wordsofann")), ("theirs", (seed + 100, "wordsofben"))):
        filled(tmp_path / name, clock, told)
        with Store.open(tmp_path / name) as store:
            keys = [row.key for row in store.listed_posts() if row.key.startswith("twitter:")]
            erase(store, keys[seed % len(keys)], reason="asked")
    with Store.open(tmp_path / "theirs") as store:
        gone = set(store.erased_posts())
    with Store.open(tmp_path / "ours") as store:
        gone |= set(store.erased_posts())
        merge(store, tmp_path / "theirs", erase_too=True)
        for key in gone:
            assert store.is_erased(key)
    assert verify(tmp_path / "ours").problems == ()
    for key in gone:
        number = key.removeprefix("twitter:90")
        for words in (f"wordsofann {number}", f"wordsofben {number}"):
            assert [path for path in (tmp_path / "ours").rglob("*") if _holds(path, words)] == []


def _holds(path: Path, words: str) -> bool:
    return path.is_file() and words.encode() in path.read_bytes()


class Killed(BaseException):
    """The process ends here."""


class Mortal(FileSystem):
    """Files whose n-th call of any kind is never made."""

    def __init__(self, calls: int) -> None:
        self.left = calls

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed

    def rename(self, source: Path, target: Path) -> None:
        """Count the call, then make it."""
        self._count()
        super().rename(source, target)

    def fsync(self, handle: int) -> None:
        """Likewise."""
        self._count()
        super().fsync(handle)


def _killed_at_a_file(ours: Path, theirs: Path, at: int) -> bool:
    with Store.open(ours, files=Mortal(at)) as store:
        merge(store, theirs)
    return False


def _killed_at_a_statement(ours: Path, theirs: Path, at: int) -> bool:
    with Store.open(ours) as store:
        left = [at * 40]

        def count() -> int:
            left[0] -= 1
            return int(left[0] < 0)

        store.connection.set_progress_handler(count, 100)
        try:
            merge(store, theirs)
        finally:
            store.connection.set_progress_handler(None, 0)
    return False


@pytest.mark.parametrize("kill", [_killed_at_a_file, _killed_at_a_statement])
def test_cut_off_at_any_step(tmp_path: Path, kill: Callable[[Path, Path, int], bool]) -> None:
    """What is there verifies, holds no half of the other log, and the same command goes on to the same end."""
    for name, told in (("ours", (3, "wordsofann")), ("theirs", (4, "wordsofben"))):
        filled(tmp_path / name, Clock(), told)
    shutil.copytree(tmp_path / "ours", tmp_path / "calm")
    with Store.open(tmp_path / "calm") as store:
        merge(store, tmp_path / "theirs")
    cut = 0
    for at in (0, 1, 3, 8, 20):
        folder = tmp_path / f"cut-{at}"
        shutil.copytree(tmp_path / "ours", folder)
        try:
            kill(folder, tmp_path / "theirs", at)
        except (Killed, ArchiveError, sqlite3.OperationalError):
            cut += 1
        assert [problem for problem in verify(folder).problems if problem.damage] == []
        with Store.open(folder) as store:
            merge(store, tmp_path / "theirs")
        assert shown(folder) == shown(tmp_path / "calm")
    assert verify(folder).problems == ()
    assert cut >= 3
