"""An erasure that somebody is in the way of: it waits, says who, is not called finished, and is finished later."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import commands
import pytest
from sample_archive import JPEG, make_embed, make_exchange, make_post, make_scan

from embedarchive.errors import ArchiveError
from embedarchive.store import Store, erase, erased_files, verify
from embedarchive.store.holders import Presence, readers, unaware
from embedarchive.store.migrations import STEPS, migrate

CANARY = "Zanzibarfluister"
WORDS = f"{CANARY} saw the crane fall over the quay"
LINUX = pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells who holds a lock")


def left(folder: Path) -> list[str]:
    """The files that still hold the word."""
    return [path.name for path in folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


def fill(store: Store, *, answered: bool = True) -> None:
    """A post, its answer, its photo."""
    store.begin_run("scan")
    store.add_article(WORDS.encode(), make_scan(make_embed(1, known=True)), "\ufffc", parser="1", path="/in/a.html")
    if answered:
        store.add_exchange(make_exchange("https://api.example/901", WORDS.encode()), key="twitter:901")
    for words in (f"{CANARY} wrote this first, and changed it", WORDS):
        store.add_post("twitter:901", make_post(1, text=words), parser="1")
    store.add_media("https://media.example/1.jpg", {}, blob=store.keep(JPEG, "image/jpeg"), parser="1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such an archive, closed, that nobody touches."""
    folder = tmp_path_factory.mktemp("made") / "snapshots"
    with Store.open(folder) as store:
        fill(store)
    return folder


@pytest.fixture
def filled(made: Path, folder: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, folder))


READ = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN")
connection.execute("SELECT count(*) FROM posts").fetchone()
print("ready", flush=True)
sys.stdin.read()
"""
WRITE = """
import sys
from embedarchive.store import Store
with Store.open(sys.argv[1]) as store:
    store.begin_run("scan")
    print("ready", flush=True)
    sys.stdin.read()
"""
UNCHANGING = """
import sqlite3, sys
connection = sqlite3.connect(f"file:{sys.argv[1]}?immutable=1", uri=True)
connection.execute("SELECT count(*) FROM posts").fetchone()
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def process(code: str, path: Path) -> Iterator[commands.Command]:
    """A process that has done what the code does up to its "ready", and ends when the block is left."""
    pipe = subprocess.PIPE
    with commands.start(str(path), program=code, stdin=pipe, stdout=pipe) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        try:
            yield started
        finally:
            started.kill()


class Clock:
    """A clock on which time passes only while somebody sleeps, whatever else this machine does."""

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        """The seconds slept."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let them pass at once."""
        self._now += seconds


@pytest.mark.parametrize("code", [READ, WRITE])
def test_it_is_not_finished_while_others_are_there(filled: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader keeps old pages, a writer may have the words in hand: told as unfinished, by `verify` too, then done."""
    told: list[str] = []
    monkeypatch.setattr(erased_files, "time", Clock())
    target = filled / "archive.db" if code == READ else filled
    with process(code, target) as other:
        with Store.open(filled) as store:
            erased = erase(store, "twitter:901", reason="asked", patience_s=0.4, tell=told.append)
        assert erased.rows
        assert erased.unfinished is not None
        assert told
        assert erased.unfinished in told[0]
        if Path("/proc/locks").exists():
            assert f"process {other.pid} (python" in erased.unfinished
        report = verify(filled)
        assert report.sound
        assert not report.erased
        assert [problem.where for problem in report.problems] == ["erasures 1"]
    with Store.open(filled):
        assert left(filled) == []
    assert left(filled) == []
    report = verify(filled)
    assert (report.problems, report.erased) == ((), True)


def test_it_waits_for_who_ends_in_time(filled: Path) -> None:
    """A reader that lets go within the time is no trouble."""
    with process(READ, filled / "archive.db") as other, Store.open(filled) as store:
        erased = erase(store, "twitter:901", reason="asked", patience_s=60, tell=lambda _: other.kill())
    assert erased.unfinished is None
    assert left(filled) == []


def test_a_writer_finishes_it_when_it_ends(filled: Path) -> None:
    """Who was in the way goes last, and leaves nothing behind."""
    with Store.open(filled) as other:
        other.begin_run("scan")
        with Store.open(filled) as store:
            assert erase(store, "twitter:901", reason="asked", patience_s=0).unfinished
        assert not verify(filled).erased
    assert left(filled) == []
    assert verify(filled).erased


def test_a_full_disk(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no room to write the database anew: the rows are empty, and it is not said that nothing was done."""

    def full(_place: object) -> str | None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(erased_files, "_empty_log", full)
        with Store.open(filled) as store:
            erased = erase(store, "twitter:901", reason="asked", patience_s=0)
    assert erased.unfinished is not None
    assert "disk is full" in erased.unfinished
    assert not verify(filled).erased
    Store.open(filled).close()
    assert left(filled) == []


@pytest.mark.parametrize("step", ["remove_files", "_tidy", "_empty_log"])
def test_killed_at_each_step(filled: Path, step: str) -> None:
    """With -9 after the tombstone is written: the next command that writes goes on."""
    code = f"""
import os, sys
from embedarchive.store import Store, erase, erased_files
erased_files.{step} = lambda *_: os.kill(os.getpid(), 9)
with Store.open(sys.argv[1]) as store:
    erase(store, "twitter:901", reason="asked")
"""
    killed = commands.run(str(filled), program=code)
    assert killed.returncode == -signal.SIGKILL
    assert not verify(filled).erased
    with Store.open(filled) as store:
        assert store.is_erased("twitter:901")
    assert left(filled) == []
    assert verify(filled).problems == ()


def test_what_a_killed_command_left_is_gone_with_the_next(folder: Path) -> None:
    """A whole answer that no row names, half of one, a small picture: fresh as they are, nobody else is there."""
    code = """
import os, sys
from pathlib import Path
from embedarchive.store import Store
store = Store.open(sys.argv[1])
store.begin_run("scan")
blob = store.keep(sys.argv[2].encode())
small = store.folder / "thumbs" / blob.digest[:2] / f"{blob.digest}.jpg"
small.parent.mkdir(parents=True)
small.write_text(sys.argv[2])
(store.folder / "tmp" / "stream-x").write_text(sys.argv[2])
(store.folder / "tmp" / "video-x").mkdir()
(store.folder / "tmp" / "video-x" / "half").write_text(sys.argv[2])
os.kill(os.getpid(), 9)
"""
    commands.run(str(folder), WORDS, program=code)
    assert len(left(folder)) == 4
    found = verify(folder)
    assert found.sound
    assert {problem.where.partition("/")[0] for problem in found.problems} == {"blobs", "thumbs", "tmp"}
    Store.open(folder).close()
    assert left(folder) == []
    assert verify(folder).problems == ()


def test_what_a_living_command_is_writing_stays(folder: Path) -> None:
    """Another command opens the archive, and even erases, while an answer of a running one is not named yet."""
    with Store.open(folder) as writing:
        fill(writing)
        blob = writing.keep(b"an answer in hand")
        half = folder / "tmp" / "stream-x"
        half.write_bytes(b"half of one")
        with Store.open(folder) as other:
            other.begin_run("fetch")
            assert erase(other, "twitter:901", reason="asked", patience_s=0).unfinished
        assert half.exists()
        writing.add_media("https://media.example/9.jpg", {}, blob=blob, parser="1")
        half.unlink()
    assert verify(folder).problems == ()
    assert left(folder) == []


def test_a_stranger_among_the_files_is_left_alone(folder: Path) -> None:
    """What an archive did not put there may be somebody's: it is named, and stays."""
    Store.open(folder).close()
    for name in ("blobs/ab/notes.txt", f"blobs/ab/{'c' * 64}.jpg", "blobs/notes", "thumbs/readme.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    Store.open(folder).close()
    assert all(path.read_text() == "mine" for path in folder.glob("blobs/ab/*"))
    assert (folder / "thumbs" / "readme.txt").exists()


def test_bytes_that_came_back_for_somebody_else_stay(filled: Path) -> None:
    """The photo of an erased post is shown by another one later on: no erasure takes that away, and all is sound."""
    with Store.open(filled) as store:
        store.begin_run("scan")
        erase(store, "twitter:901", reason="asked")
        store.add_post("twitter:902", make_post(2), parser="1")
        blob = store.keep(JPEG, "image/jpeg")
        store.add_media("https://media.example/2.jpg", {}, blob=blob, parser="1")
        store.add_post("twitter:903", make_post(3), parser="1")
        erase(store, "twitter:903", reason="asked")
        assert (filled / blob.path).is_file()
    assert verify(filled).problems == ()


@LINUX
def test_who_is_told_that_it_never_changes(filled: Path) -> None:
    """A server for strangers holds no lock and may have old pages in memory: it is named."""
    with process(UNCHANGING, filled / "archive.db") as other, Store.open(filled) as store:
        erased = erase(store, "twitter:901", reason="asked")
        assert erased.unfinished is None
        assert erased.serving is not None
        assert f"process {other.pid} " in erased.serving
    assert unaware(filled / "archive.db") is None


@LINUX
def test_who_reads_is_told_from_who_has_it_open(filled: Path) -> None:
    """An idle connection is in nobody's way."""
    idle = READ.replace('connection.execute("BEGIN")\n', "")
    with Store.open(filled), process(idle, filled / "archive.db"):
        assert readers(filled / "archive.db") is None
        with process(READ, filled / "archive.db") as other:
            found = readers(filled / "archive.db")
            assert found is not None
            assert str(other.pid) in found


def test_where_no_lock_tells_who_is_there(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows, some network drives: what is an hour old is taken for left behind, and erasing still ends."""
    monkeypatch.setattr(Presence, "_lock", lambda *_: False)
    fresh, old = filled / "tmp" / "fresh", filled / "tmp" / "old"
    for path in (fresh, old):
        path.write_bytes(b"x")
    os.utime(old, (1, 1))
    with Store.open(filled) as store:
        assert erase(store, "twitter:901", reason="asked", patience_s=0).unfinished is None
    assert (fresh.exists(), old.exists()) == (True, False)
    assert left(filled) == []


def test_what_other_commands_overwrite_leaves_nothing_behind(filled: Path) -> None:
    """Words that change are overwritten as they are replaced, not only when somebody erases."""
    with Store.open(filled) as store:
        store.connection.execute("CREATE TABLE scratch (words TEXT)")
        store.connection.execute("INSERT INTO scratch VALUES ('something else'), ('Overwritten')")
        store.connection.execute("UPDATE scratch SET words = NULL WHERE words = 'Overwritten'")
    assert b"something else" in (filled / "archive.db").read_bytes()
    assert b"Overwritten" not in (filled / "archive.db").read_bytes()


def test_an_archive_that_an_older_version_erased_from(folder: Path, downgrade: Callable[[Path], None]) -> None:
    """It never looked whether the old pages went: they go when the archive is opened, and `verify` reads it before."""
    with Store.open(folder) as store:
        fill(store, answered=False)
        erase(store, "twitter:901", reason="asked")
    downgrade(folder)
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE scratch (words TEXT)")
        connection.execute("INSERT INTO scratch VALUES (?)", (f"{WORDS}!" * 300,))
        connection.execute("DROP TABLE scratch")
    assert left(folder) == ["archive.db"]
    assert verify(folder).sound
    Store.open(folder).close()
    assert left(folder) == []
    assert verify(folder).problems == ()


@pytest.fixture
def downgrade() -> Callable[[Path], None]:
    """Takes an archive back to what it was before it recorded whose words an answer carries."""
    later = STEPS[STEPS.index("m008_whose_words_an_answer_carries") :]

    def done(folder: Path) -> None:
        with (
            closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as connection,
            closing(sqlite3.connect(":memory:", isolation_level=None)) as before,
        ):
            migrate(before, but=later)
            sql = "SELECT name, sql, type FROM sqlite_master WHERE sql IS NOT NULL"
            made = {name: text for name, text, _ in before.execute(sql)}
            connection.execute("PRAGMA foreign_keys = OFF")
            for name, _, kind in connection.execute(sql).fetchall():
                if name not in made:
                    connection.execute(f"DROP {kind} IF EXISTS {name}")
            for name, text, kind in connection.execute(sql).fetchall():
                if made[name] != text and kind == "index":
                    connection.execute(f"DROP INDEX {name}")
                    connection.execute(made[name])
                elif made[name] != text:  # another constraint, or a column more
                    connection.execute("PRAGMA writable_schema = ON")
                    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (made[name], name))
                    connection.execute("PRAGMA writable_schema = RESET")
            connection.execute("DELETE FROM facet_counts WHERE facet IN ('month', 'gone_month')")
            connection.execute("PRAGMA user_version = 3")
            connection.executemany("DELETE FROM _sqlite_migrations WHERE name = ?", [(step,) for step in later])

    return done


def test_what_this_very_store_has_in_hand_stays(filled: Path) -> None:
    """Somebody erases between keeping bytes and writing the row that names them; a stream is under way."""
    with Store.open(filled) as store:
        store.begin_run("scan")
        blob, stream = store.keep(b"in hand"), filled / "tmp" / "stream-x"
        stream.write_bytes(b"half")
        assert erase(store, "twitter:901", reason="asked").unfinished is None
        store.add_media("https://media.example/9.jpg", {}, blob=blob, parser="1")
        assert stream.exists()
        stream.unlink()
    assert verify(filled).problems == ()


def test_bytes_that_are_erased_while_another_keeps_them(filled: Path) -> None:
    """No row ever names a file that is gone: the other one is told, and tries again."""
    with Store.open(filled) as other:
        other.begin_run("scan")
        blob = other.keep(JPEG, "image/jpeg")
        with Store.open(filled) as store:
            assert erase(store, "twitter:901", reason="asked", patience_s=0).unfinished
        with pytest.raises(ArchiveError, match="try again"):
            other.add_media("https://media.example/2.jpg", {}, blob=blob, parser="1")
        other.add_media("https://media.example/2.jpg", {}, blob=other.keep(JPEG, "image/jpeg"), parser="1")
    assert verify(filled).problems == ()


def test_a_picture_of_somebody_else_that_says_the_words_stays(filled: Path) -> None:
    """Its description is made anew without them; its file is no word of the erased post's."""
    with Store.open(filled) as store:
        store.begin_run("scan")
        store.add_post("twitter:902", make_post(2), parser="1")
        blob = store.keep(JPEG + b"another", "image/jpeg")
        store.add_media("https://media.example/2.jpg", {"exif": {"title": WORDS}}, blob=blob, parser="1")
        erase(store, "twitter:901", reason="asked")
        assert (filled / blob.path).is_file()
        row = store.media("https://media.example/2.jpg")
        assert row is not None
        assert row.exif == {"title": "[erased]"}
    assert left(filled) == []
    assert verify(filled).problems == ()
