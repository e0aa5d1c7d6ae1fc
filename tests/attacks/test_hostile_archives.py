"""I7: an archive that comes from somebody else may be sealed and hold whatever its maker liked.

Nothing in it is run, nothing of it can keep a command from ending, and what we would not have written is refused in a
sentence; our archive stays sound. The makers here have all that we have: they seal what they changed.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import attacking
import commands
import pytest
from sample_archive import make_archive

from embedarchive.store import schema, verify
from embedarchive.store.chain import GENESIS, commit, seal

NEVER_ENDING = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
CHANGES: dict[str, tuple[str, ...]] = {
    "paths": ("UPDATE blobs SET ending = '/../../../../../../PWNED'",),
    "digests": ("UPDATE blobs SET digest = '../../../../PWNED' || id",),
    "deep JSON": ("UPDATE snapshots SET body = replace(hex(zeroblob(1500)), '0', '[') || printf('%.3000c', ']')",),
    "no JSON": ("UPDATE snapshots SET body = replace(hex(zeroblob(100000)), '0', '[')",),
    "another shape": ("UPDATE snapshots SET body = '[1]'",),
    "other types": ("""UPDATE snapshots SET body = '{"text": {"a": 1}, "author": [7], "media": 7}'""",),
    "times": ("UPDATE events SET at = '9999-12-31T23:59:59.999Z'", "UPDATE snapshots SET captured_at = '9'"),
    "keys": ("UPDATE snapshots SET key = 'twitter:' || char(10) || char(27) || '[2J'",),
    "NUL": ("UPDATE embeds SET author = 'a' || char(0) || 'b'",),
    "articles": ("UPDATE articles SET key = 'path:/etc/passwd', source = '../../../../PWNED'",),
}
"""What is changed and sealed."""
ADDED: dict[str, tuple[str, ...]] = {
    "a trigger that never ends": (
        "CREATE TABLE pit (x)",
        f"CREATE TRIGGER pit_1 AFTER DELETE ON posts BEGIN INSERT INTO pit {NEVER_ENDING}; END",
        f"CREATE TRIGGER pit_2 AFTER INSERT ON posts BEGIN INSERT INTO pit {NEVER_ENDING}; END",
        "PRAGMA user_version = 1",
    ),
    "a trigger that removes": (
        "CREATE TRIGGER gone AFTER INSERT ON posts BEGIN DELETE FROM snapshots; END",
        "PRAGMA user_version = 1",
    ),
    "a view that never ends": (
        "PRAGMA legacy_alter_table = ON",
        "ALTER TABLE events RENAME TO events_2",
        f"CREATE VIEW EVENTS (id, at, table_name, row_id, hash) AS SELECT x, x, x, x, x FROM ({NEVER_ENDING})",  # noqa: S608
    ),
}
"""What is added without being sealed."""
PARTS = ("blobs", "a file of blobs", "archive.db", "archive.db-wal")
KINDS = ("link", "pipe", "folder", "hole")


def changed(folder: Path, *statements: str) -> None:
    """Change an archive as its maker can, its guards put back and its log sealed anew."""
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement)
        connection.row_factory = sqlite3.Row
        before = GENESIS
        for event in connection.execute("SELECT id, at, table_name, row_id FROM events ORDER BY id").fetchall():
            table, number = str(event["table_name"]), event["row_id"]
            row = dict(connection.execute(f"SELECT * FROM {table} WHERE id = ?", (number,)).fetchone())  # noqa: S608
            if schema.PERSONAL[table] and row["salt"]:
                row["commitment"] = commit(row["salt"], table, row)
                sql = f"UPDATE {table} SET commitment = ? WHERE id = ?"  # noqa: S608 -- a table of ours
                connection.execute(sql, (row["commitment"], number))
            before = seal(before, event["at"], table, number, row)
            connection.execute("UPDATE events SET hash = ? WHERE id = ?", (before, event["id"]))
        for _, sql in guards:
            connection.execute(sql)


def is_told(run: subprocess.CompletedProcess[str]) -> bool:
    """Whether a command did what it was asked, or said in a sentence why not."""
    return run.returncode in {0, 2, 3, 5} and not re.search("is a bug|Traceback", run.stderr)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive of our own and of somebody else's, with the same posts, that nobody touches."""
    folder = tmp_path_factory.mktemp("made")
    make_archive(folder / "ours")
    make_archive(folder / "theirs")
    return folder


@pytest.fixture
def ours(made: Path, folder: Path) -> Path:
    """An archive of our own."""
    return Path(shutil.copytree(made / "ours", folder))


@pytest.fixture
def theirs(made: Path, tmp_path: Path) -> Path:
    """Somebody else's, with the same posts."""
    return Path(shutil.copytree(made / "theirs", tmp_path / "theirs"))


@pytest.mark.parametrize("what", attacking.sample([*CHANGES], 4))
def test_i7_what_others_sealed_harms_nothing(
    ours: Path, theirs: Path, tmp_path: Path, what: str, record_property: attacking.Record
) -> None:
    """It is merged and can be looked at and copied, or refused; either way our archive is sound."""
    changed(theirs, *CHANGES[what])
    done = commands.run_text("merge", str(theirs), "--archive", str(ours))
    assert is_told(done), done.stderr
    assert verify(ours).problems == ()
    for words in (["list"], ["show", "1"], ["export", "data", str(tmp_path / "data")], ["rebuild"]):
        done = commands.run_text(*words, "--archive", str(ours))
        assert is_told(done), done.stderr
        assert "\x1b" not in done.stdout + done.stderr
    assert not [*tmp_path.parent.rglob("PWNED*")]
    record_property("attack", ("I7 archives of hostile makers", 1, 0))


@pytest.mark.parametrize("what", [*ADDED])
def test_i7_nothing_in_another_archive_is_run(ours: Path, theirs: Path, what: str) -> None:
    """Merged or verified, in seconds."""
    with closing(sqlite3.connect(theirs / "archive.db", isolation_level=None)) as connection:
        for statement in ADDED[what]:
            connection.execute(statement)
    for words in (["merge", str(theirs), "--archive", str(ours)], ["verify", "--archive", str(theirs)]):
        done = commands.run_text(*words)
        assert is_told(done), done.stderr
    assert verify(ours).problems == ()


@pytest.mark.parametrize(("part", "kind"), attacking.sample([*itertools.product(PARTS, KINDS)], 5))
def test_i7_files_of_other_kinds(ours: Path, theirs: Path, tmp_path: Path, part: str, kind: str) -> None:
    """A link, a named pipe, a folder or a terabyte of nothing in the place of each: nobody waits for it."""
    path = next(theirs.glob("blobs/*/*")) if part == "a file of blobs" else theirs / part
    if path.is_dir():
        shutil.rmtree(path)
    elif kind != "hole":
        path.unlink(missing_ok=True)
    (tmp_path / "secret").write_text("a secret")
    if kind == "link":
        path.symlink_to(tmp_path / "secret")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.touch()
        path.chmod(0o600)
        os.truncate(path, 1 << 40)
    for words in (["merge", str(theirs), "--archive", str(ours)], ["verify", "--archive", str(theirs)]):
        done = commands.run_text(*words)
        assert is_told(done), done.stderr
    assert verify(ours).problems == ()
    assert not [each for each in ours.glob("blobs/*/*") if each.read_bytes() == b"a secret"]
