"""The catalogue is made anew step by step: whoever stops it, wherever, it is sound, and the next one goes on."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import commands
import pytest
from sample_archive import fill, make_archive, make_embed, make_post, make_scan

from embedarchive import long_work
from embedarchive.store import Store, rebuilding, verify
from embedarchive.store.migrations import STEPS, applied, migrate
from embedarchive.store.projection import dump
from embedarchive.store.schema import PROJECTED

POSTS = 12
OLDER = "PRAGMA user_version = 0"
"""What makes the next one who opens an archive for writing make its catalogue anew."""


class _StoppedError(Exception):
    """Somebody was stopped."""


@contextmanager
def stopped_after(steps: int) -> Iterator[list[str]]:
    """Have whoever works be stopped before a step; the steps that were begun."""
    begun: list[str] = []

    def hear(what: str, done: int, of: int) -> None:
        if what and len(begun) == steps:
            raise _StoppedError
        begun.extend([f"{what} {done} of {of}"] if what else [])

    with long_work.told(hear):
        yield begun


@pytest.fixture
def filled(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An archive with some posts, of which each step makes one anew."""
    monkeypatch.setattr(rebuilding, "BATCH", 1)
    fill(store)
    for number in range(4, POSTS):
        store.add_article(str(number).encode(), make_scan(make_embed(number, known=True)), "", parser="1")
        store.add_post(f"twitter:90{number}", make_post(number, quotes=make_post(4).url), parser="1")
    at = store.now()
    store.annotate(
        [{"kind": "tag", "value": "ferry", "subject": "post", "key": "twitter:904", "operator": None, "at": at}]
    )
    return store


def test_who_is_stopped_after_any_step_goes_on_from_there(filled: Store) -> None:
    """Each step is made once, however often somebody is stopped, and what comes of it is what was there."""
    before = list(dump(filled.connection))
    with stopped_after(10_000) as all_at_once:
        filled.rebuild()
    assert len(all_at_once) > 3 * POSTS
    filled.connection.execute("UPDATE posts SET text = 'as an older version had it'")
    made: list[str] = []
    for _ in all_at_once[:-1]:
        with stopped_after(1) as begun, pytest.raises(_StoppedError):
            filled.rebuild()
        made += begun
    with stopped_after(1) as begun:
        filled.rebuild()
    assert [*made, *begun] == all_at_once
    assert list(dump(filled.connection)) == before
    assert filled.connection.execute("SELECT 1 FROM watched WHERE name = 'rebuild'").fetchone() is None


def test_what_is_added_while_it_is_stopped_is_there(filled: Store) -> None:
    """Between two steps others write as always."""
    with stopped_after(8), pytest.raises(_StoppedError):
        filled.rebuild()
    filled.add_post("twitter:999", make_post(9, id="999"), parser="1")
    before = list(dump(filled.connection))
    filled.rebuild()
    assert list(dump(filled.connection)) == before


def test_rules_that_changed_meanwhile_begin_anew(filled: Store) -> None:
    """What was made by other rules is no step on the way; neither is a note that cannot be read."""
    with stopped_after(8), pytest.raises(_StoppedError):
        filled.rebuild()
    filled.connection.execute("UPDATE watched SET value = replace(value, '\"version\": ', '\"version\": 9')")
    with stopped_after(1) as begun, pytest.raises(_StoppedError):
        filled.rebuild()
    assert begun[0].startswith("making the catalogue anew: media 0 of")
    filled.connection.execute("UPDATE watched SET value = '{'")
    with stopped_after(1) as begun, pytest.raises(_StoppedError):
        filled.rebuild()
    assert begun[0].startswith("making the catalogue anew: media 0 of")


def test_what_was_damaged_since_somebody_was_stopped_is_mended(filled: Store) -> None:
    """A step that was made long ago is made once more, so that `rebuild` mends what `verify` says it will."""
    before = list(dump(filled.connection))
    with stopped_after(3 * POSTS), pytest.raises(_StoppedError):
        filled.rebuild()
    filled.connection.execute("UPDATE posts SET text = 'somebody wrote this'")
    filled.connection.execute("UPDATE watched SET at = '2001-01-01T00:00:00.000000Z' WHERE name = 'rebuild'")
    filled.rebuild()
    assert list(dump(filled.connection)) == before


def test_what_is_right_is_not_written_again(filled: Store) -> None:
    """So an archive does not grow, and a copy of it made in between has little to copy."""
    for table in ("posts", "media", "post_media", "post_links", "places", "article_texts", "article_posts"):
        for event in ("INSERT", "UPDATE", "DELETE"):
            refuse = "BEGIN SELECT RAISE(ABORT, 'written'); END"
            filled.connection.execute(f"CREATE TEMP TRIGGER {table}_{event} BEFORE {event} ON main.{table} {refuse}")
    filled.rebuild()


@pytest.mark.parametrize("table", PROJECTED)
def test_rows_that_are_wrong_missing_or_nobodys_are_mended(filled: Store, table: str) -> None:
    """Whatever somebody did to the catalogue: it is again what the log says."""
    before = list(dump(filled.connection))
    columns = [(str(row[1]), row[2], row[5]) for row in filled.connection.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(name for name, _, _ in columns)
    other = ", ".join(_other(name, kind, primary) for name, kind, primary in columns)
    run = filled.connection.execute
    run("PRAGMA foreign_keys = OFF")
    run("PRAGMA ignore_check_constraints = ON")
    for change in (
        f"DELETE FROM {table}",
        f"INSERT INTO {table} ({names}) SELECT {other} FROM {table}",
        *(f"UPDATE OR IGNORE {table} SET {name} = {_other(name, kind, 1)}" for name, kind, _ in columns),
    ):
        run(change)
        filled.rebuild()
        assert list(dump(filled.connection)) == before, change


def _other(name: str, kind: str, primary: int) -> str:
    """Another value than a column has, where it has to be another."""
    if name == "key" or (primary and kind == "TEXT"):
        return f"{name} || 'x'"
    return f"{name} + 100001" if primary and kind in ("INTEGER", "REAL") else name


PROGRAM = """
import sys
from embedarchive.store import Store, rebuilding
rebuilding.BATCH = 1
print("ready", flush=True)
Store.open(sys.argv[1], create=False).close()
print("done", flush=True)
"""


def test_c1_killed_while_the_catalogue_is_made_anew(filled: Store) -> None:
    """Again and again, at any moment: each time the archive is whole but for rows not made yet; in the end all is."""
    chance = random.Random(5)  # noqa: S311 -- the same moments every time
    folder, before = filled.folder, list(dump(filled.connection))
    filled.end_run(0)
    filled.connection.execute("UPDATE posts SET text = 'as an older version had it'")
    filled.connection.execute(OLDER)
    filled.close()
    for round_ in range(60):
        with commands.start(str(folder), program=PROGRAM, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            if round_ < 3:
                time.sleep(chance.uniform(0, 0.05))
                process.kill()
            if process.stdout.readline() == "done\n":
                break
        report = verify(folder)
        assert [problem for problem in report.problems if problem.damage] == []
    with Store.open(folder, read_only=True) as again:
        assert list(dump(again.connection)) == before


def test_the_schema_is_brought_up_to_date_step_by_step(tmp_path: Path) -> None:
    """Who is stopped between two steps goes on with the next; a reader meanwhile is told what is to be done."""
    folder = make_archive(tmp_path)
    (folder / "archive.db").unlink()
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as connection:
        migrate(connection, but=STEPS[3:])
        connection.execute("PRAGMA user_version = 1")
    with stopped_after(2) as begun, pytest.raises(_StoppedError):
        Store.open(folder)
    assert begun == [f"bringing the archive up to date: step {number} of {len(STEPS)} 0 of 0" for number in (4, 5)]
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        assert applied(connection) == STEPS[:5]
    Store.open(folder).close()
    assert [problem for problem in verify(folder).problems if problem.damage] == []
