"""C14: the power is cut after any write, whatever of the unsynced reached the disk: nothing told is lost, none returns.

Every write, sync, rename and removal of an archive's life is recorded, SQLite's own included; a cut leaves what was
synced, and of the rest all, nothing or any part (`recorded_disk`). `ATTACKS=all` replays every one of them.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
from pathlib import Path

import attacking
import pytest
from recorded_disk import Disk, Way, recording
from sample_archive import JPEG, fill, make_exchange, make_post

from embedarchive.errors import ArchiveError
from embedarchive.store import Store, erase, verify

WAYS: tuple[Way, ...] = ("all", "synced", "some")
WORD = "ferry number 2"


def live(folder: Path, disk: Disk) -> None:
    """What happens to an archive: it is made, filled, rebuilt, a post is erased, and another command goes on."""
    with Store.open(folder) as store:
        store.begin_run("scan")
        fill(store)
        disk.tell("post twitter:902")
        store.end_run(0)
    with Store.open(folder) as store:
        store.begin_run("fetch")
        for number in (4, 5):
            store.add_exchange(make_exchange(f"https://api.example/90{number}"), key=f"twitter:90{number}")
            store.add_post(f"twitter:90{number}", make_post(number), parser="1")
            disk.tell(f"post twitter:90{number}")
        blob = store.adopt(_streamed(folder / "tmp" / "streamed", JPEG + b"another"))
        store.add_media("https://media.example/4.jpg", {}, blob=blob, parser="1")
        disk.tell(f"blob {blob.digest}")
        store.add_post("twitter:902", make_post(2), parser="1")
        store.rebuild()
        store.end_run(0)
    with Store.open(folder) as store:
        disk.tell("gone post twitter:902")
        assert erase(store, "twitter:902", reason="asked").unfinished is None
        disk.tell(f"erased {WORD}")
        store.begin_run("scan")
        store.add_post("twitter:904", make_post(4, text="Another text"), parser="1")
        store.end_run(0)


def _streamed(path: Path, data: bytes) -> Path:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    os.write(handle, data)
    os.close(handle)
    return path


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk on which an archive has lived."""
    (tmp_path / "disk").mkdir()
    with recording(tmp_path / "disk", monkeypatch) as disk:
        live(tmp_path / "disk" / "new" / "snapshots", disk)
    return disk


def check(folder: Path, told: list[str]) -> list[str]:
    """What was told and is not so, and what `verify` calls damage; nothing if the cut did no harm."""
    try:
        wrong = [f"{each.where}: {each.sentence}" for each in verify(folder).problems if each.damage]
    except ArchiveError as error:  # there is no archive yet
        wrong = [f"{error} Told: {told}"] if told else []
    with Store.open(folder) as store:
        store.begin_run("after the cut")
        posts = {str(key) for (key,) in store.connection.execute("SELECT key FROM posts WHERE status <> 'erased'")}
        wanted: set[str] = set()
        for fact in told:
            kind, _, what = fact.partition(" ")
            wanted = wanted - {what} if kind == "gone" else wanted | {fact} if kind != "erased" else wanted
        for kind, _, what in (fact.partition(" ") for fact in wanted):
            if not (what in posts if kind == "post" else (path := store.path_of(what)) and path.is_file()):
                wrong.append(f"{kind} {what} is lost")
    if f"erased {WORD}" in told:
        files = [path for path in folder.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes()]
        wrong += [f"{path.name} holds what was erased" for path in files]
    return wrong + [f"afterwards, {each.where}: {each.sentence}" for each in verify(folder).problems]


def test_c14_the_power_is_cut_after_any_write(disk: Disk, tmp_path: Path, record_property: attacking.Record) -> None:
    """Sound, what was told is there, what was told as erased is nowhere, and the next command leaves nothing about."""
    harm: dict[tuple[int, Way], list[str]] = {}
    cuts = attacking.sample([*itertools.product(range(len(disk.steps) + 1), WAYS)], 16)
    gone = next(at for at, step in enumerate(disk.steps) if step.kind == "unlink" and "/blobs/" in step.path)
    for count, way in [*cuts, (len(disk.steps), "synced"), (gone, "all")]:
        told = disk.after(count, way, tmp_path / "cut", random.Random(attacking.SEED + count))  # noqa: S311 -- dice
        if wrong := check(tmp_path / "cut" / "new" / "snapshots", told):
            harm[count, way] = wrong
        shutil.rmtree(tmp_path / "cut")
    record_property("attack", ("C14 power cuts", len(cuts), len(harm)))
    assert harm == {}


@pytest.mark.parametrize("path", ["archive.db", "archive.db-wal", "blobs/"])
def test_a_disk_without_syncs_loses_what_was_told(disk: Disk, tmp_path: Path, path: str) -> None:
    """The attack can succeed: with the syncs of one file left out, some cut does harm."""
    disk.steps = [step for step in disk.steps if not (step.kind.startswith("sync") and path in f"{step.path}/")]
    for count in range(len(disk.steps), 0, -45):
        told = disk.after(count, "synced", tmp_path / "cut", random.Random(1))  # noqa: S311 -- dice
        if check(tmp_path / "cut" / "new" / "snapshots", told):
            return
        shutil.rmtree(tmp_path / "cut")
    pytest.fail("nothing was lost")
