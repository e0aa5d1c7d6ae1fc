"""I1: any one byte of an archive's files that changes is noticed, or is proven to be one that says nothing.

A byte that changes and is not noticed has no meaning if everything that can be asked of the database has the same
answer: all tables, all indexes, the numbers in its head. That holds for the unused parts of pages, and for fields of
the head that SQLite does not read. `ATTACKS=all` changes every byte; that takes an hour.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import attacking
import pytest
from sample_archive import JPEG, fill

from embedarchive.store import Problem, Store, verify
from embedarchive.store.problems import Tally
from embedarchive.store.verified_files import check_blob

UNUSED = re.compile(rb"\0{32,}")
"""Where a page may hold nothing: such stretches are changed as a whole first."""
HEAD = ("application_id", "user_version", "encoding", "page_size", "auto_vacuum")


class _NoticedError(Exception):
    """The first problem is enough."""


@pytest.fixture
def archive(folder: Path) -> Path:
    """A small archive, closed."""
    with Store.open(folder) as store:
        store.begin_run("scan ferry.txt", operator="Ann")
        fill(store)
        store.add_stamp(store.head, "ssh", "key", at=None, by="Ann", answer=JPEG)
        store.end_run(3, {"found": 4})
    return folder


def is_noticed(folder: Path) -> bool:
    """Whether `verify` tells of anything; what is no damage is told, too."""

    def stop(_: Problem) -> None:
        raise _NoticedError

    with suppress(_NoticedError):
        return bool(verify(folder, tell=stop).problems)
    return True


def content(folder: Path) -> list[object]:
    """All that the database says: its rows by table and by index, and the numbers in its head."""
    with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        said: list[object] = [connection.execute(f"PRAGMA {name}").fetchone() for name in HEAD]
        said += connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        for table in (name.decode() for (name,) in tables.fetchall()):
            columns = "migration_set, name" if table == "_sqlite_migrations" else "*"  # its times: nobody reads them
            said += connection.execute(f'SELECT {columns} FROM "{table}"').fetchall()  # noqa: S608 -- names of our own
        said += connection.execute("PRAGMA integrity_check").fetchall()
    return said


class Damage:
    """Changes bytes of a file, and puts them back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "archive.db"
        self.whole, self.content = self.path.read_bytes(), content(folder)

    def found(self, start: int, data: bytes) -> tuple[bool, bool]:
        """With other bytes there: whether that is noticed; and whether, if not, they say nothing."""
        with self.path.open("r+b", buffering=0) as file:
            os.pwrite(file.fileno(), data, start)
            try:
                noticed = is_noticed(self.folder)
                return noticed, not noticed and content(self.folder) == self.content
            finally:
                os.pwrite(file.fileno(), self.whole[start : start + len(data)], start)


def changed(data: bytes, chance: random.Random) -> bytes:
    """Each byte another one."""
    return bytes(byte ^ chance.randrange(1, 256) for byte in data)


def test_i1_every_byte_of_the_database_counts(archive: Path, record_property: attacking.Record) -> None:
    """Noticed, or without meaning; the unused stretches one by one, all else byte by byte."""
    damage, chance = Damage(archive), random.Random(attacking.SEED)  # noqa: S311 -- dice
    stretches = [match.span() for match in UNUSED.finditer(damage.whole)]
    left = set(range(len(damage.whole))).difference(*(range(*span) for span in stretches))
    for start, end in attacking.sample(stretches, 5):
        if damage.found(start, changed(damage.whole[start:end], chance)) != (False, True):  # somebody reads it
            left.update(range(start, end))
    bytes_left = attacking.sample(sorted(left), 80)
    missed = [at for at in bytes_left if not any(damage.found(at, changed(damage.whole[at : at + 1], chance)))]
    record_property("attack", ("I1 bytes of the database", len(bytes_left), len(missed)))
    assert missed == []
    assert damage.path.read_bytes() == damage.whole


def test_i1_every_byte_of_every_kept_file_counts(archive: Path, record_property: attacking.Record) -> None:
    """Each one is noticed, and the file is named."""
    chance, missed, bytes_changed = random.Random(attacking.SEED), [], 0  # noqa: S311 -- dice
    for path in sorted(archive.glob("blobs/*/*")):
        path.chmod(0o600)
        whole, name = path.read_bytes(), f"blobs/{path.parent.name}/{path.name}"
        for at in attacking.sample(range(len(whole)), 40):
            path.write_bytes(whole[:at] + changed(whole[at : at + 1], chance) + whole[at + 1 :])
            found = [problem.where for problem in check_blob(path, name, path.name[:64], len(whole), Tally())]
            missed += [(name, at)] * (found != [name])
            bytes_changed += 1
        path.write_bytes(whole)
    record_property("attack", ("I1 bytes of kept files", bytes_changed, len(missed)))
    assert missed == []
    assert verify(archive).problems == ()
