"""I1: any one byte of an archive's files that changes is noticed, or is proven to be one that says nothing.

A byte that changes and is not noticed has no meaning if everything that can be asked of the database has the same
answer: all tables, all indexes, the numbers in its head, all words and beginnings of words in the search indexes. That
holds for the unused parts of pages, for fields of the head that SQLite does not read, and for what a search index says
of rows that it says something newer of. `ATTACKS=all` changes every byte, in parts that pytest's workers share; that
takes ten minutes of a processor.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import attacking
import pytest
from sample_archive import JPEG, fill

from embedarchive.model.writing_systems import BEGINNING
from embedarchive.store import Problem, Store, verify
from embedarchive.store.problems import Tally
from embedarchive.store.schema import SEARCHED
from embedarchive.store.verified_files import check_blob

UNUSED = re.compile(rb"\0{32,}")
"""Where a page may hold nothing: such stretches are changed as a whole first."""
PARTS = 16 if attacking.EVERYTHING else 1
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


def content(folder: Path, *, pages: bool = True) -> list[object]:
    """All that the database says: its rows by table and by index, and the numbers in its head.

    Without `pages` what the search indexes find, instead of the pages that they write it on.
    """
    with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        said: list[object] = [connection.execute(f"PRAGMA {name}").fetchone() for name in HEAD]
        said += connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        for table in (name.decode() for (name,) in tables.fetchall()):
            columns = "migration_set, name" if table == "_sqlite_migrations" else "*"  # its times: nobody reads them
            which = "WHERE id = 1" if table.endswith("_fts_data") and not pages else ""  # the averages that rank
            said += connection.execute(f'SELECT {columns} FROM "{table}" {which}').fetchall()  # noqa: S608 -- our names
        said += [] if pages else [row for index in SEARCHED.values() for row in words(connection, index)]
        said += connection.execute("PRAGMA integrity_check").fetchall()
    return said


def words(connection: sqlite3.Connection, index: str) -> list[object]:
    """Where each word stands, and what each beginning finds. What is no UTF-8 is no word: nobody can ask for it."""
    connection.execute(f"CREATE VIRTUAL TABLE temp.{index}_words USING fts5vocab('main', '{index}', 'instance')")
    told = connection.execute(f"SELECT * FROM temp.{index}_words").fetchall()  # noqa: S608 -- our names
    found: list[object] = [row for row in told if row[0].decode("utf-8", "ignore").encode() == row[0]]
    terms = connection.execute(f"SELECT DISTINCT substr(term, 1, {BEGINNING}) FROM temp.{index}_words").fetchall()  # noqa: S608
    for (term,) in terms:
        wanted = '"' + term.decode("utf-8", "replace").replace('"', '""') + '"*'
        sql = f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid"  # noqa: S608 -- our names
        found.append((term, connection.execute(sql, (wanted,)).fetchall()))
    return found


class Damage:
    """Changes bytes of a file, and puts them back."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.path, self.chance = folder, folder / "archive.db", chance
        self.whole, self.content = self.path.read_bytes(), content(folder)
        self.found = content(folder, pages=False)

    def means_something(self, start: int, end: int) -> bool:
        """With other bytes from here to there: whether the database says anything else, or cannot be read."""
        with self._changed(start, end):
            return not self._is_as_it_was()

    def is_missed(self, at: int) -> bool:
        """With another byte there: whether the database says something else and nobody notices."""
        with self._changed(at, at + 1):
            return not (self._is_as_it_was() or is_noticed(self.folder) or self._finds_what_it_did())

    def unread(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a stretch that say nothing: all of it, or what is left of its halves."""
        if not self.means_something(start, end):
            yield start, end
        elif end - start > 1:
            middle = (start + end) // 2
            yield from self.unread(start, middle)
            yield from self.unread(middle, end)

    @contextmanager
    def _changed(self, start: int, end: int) -> Iterator[None]:
        data = changed(self.whole[start:end], self.chance)
        with self.path.open("r+b", buffering=0) as file:
            os.pwrite(file.fileno(), data, start)
            try:
                yield
            finally:
                os.pwrite(file.fileno(), self.whole[start:end], start)

    def _is_as_it_was(self) -> bool:
        with suppress(sqlite3.Error, UnicodeError):
            return content(self.folder) == self.content
        return False

    def _finds_what_it_did(self) -> bool:
        with suppress(sqlite3.Error, UnicodeError):
            return content(self.folder, pages=False) == self.found
        return False


def changed(data: bytes, chance: random.Random) -> bytes:
    """Each byte another one."""
    return bytes(byte ^ chance.randrange(1, 256) for byte in data)


@pytest.mark.parametrize("part", range(PARTS))
def test_i1_every_byte_of_the_database_counts(archive: Path, part: int, record_property: attacking.Record) -> None:
    """Noticed, or without meaning; the unused stretches one by one, all else byte by byte."""
    damage = Damage(archive, random.Random(attacking.SEED))  # noqa: S311 -- dice
    stretches = [match.span() for match in UNUSED.finditer(damage.whole)]
    used = set(range(part, len(damage.whole), PARTS)).difference(*(range(*span) for span in stretches))
    unread = 0
    for stretch in attacking.sample(stretches[part::PARTS], 5):
        parts = [*damage.unread(*stretch)]
        used.update({*range(*stretch)}.difference(*(range(*each) for each in parts)))
        unread += sum(end - start for start, end in parts)
    bytes_changed = attacking.sample(sorted(used), 80)
    missed = [at for at in bytes_changed if damage.is_missed(at)]
    record_property("attack", ("I1 bytes of the database", unread + len(bytes_changed), len(missed)))
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
