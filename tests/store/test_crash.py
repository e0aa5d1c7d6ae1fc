"""Whatever is killed, full or busy: what was acknowledged is there, and no row names bytes that are not."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import attacking
import commands
from sample_archive import make_post

from embedarchive.store import Store, verify

ROUNDS = int(os.environ.get("KILL_ROUNDS", "15"))  # `make soak`: 1,000

WRITER = """
import os, sys
sys.path.insert(0, sys.argv[2])
from sample_archive import make_post, make_exchange
from embedarchive.store import Store
with Store.open(sys.argv[1]) as store:
    store.begin_run("scan")
    print("ready", flush=True)
    for number in range(100_000):
        data = os.urandom(60_000)
        blob = store.keep(data)
        store.add_media(f"https://a.example/{os.getpid()}/{number}", {}, blob=blob, parser="1")
        os.write(1, f"{blob.digest}\\n".encode())
        store.add_post(f"twitter:{os.getpid()}{number}", make_post(number), parser="1")
        os.write(1, f"twitter:{os.getpid()}{number}\\n".encode())
"""


def _start(code: str, folder: Path, *more: str) -> commands.Command:
    here = str(Path(__file__).parent)
    return commands.start(str(folder), here, *more, program=code, stdout=subprocess.PIPE)


def _check_acknowledged(folder: Path, acknowledged: list[str]) -> int:
    """How many acknowledged rows are lost, or name bytes that are not whole."""
    with Store.open(folder, read_only=True) as store:
        keys = {key for (key,) in store.connection.execute("SELECT key FROM posts")}
        digests = {digest for (digest,) in store.connection.execute("SELECT digest FROM media")}
    return sum(word not in keys and word not in digests for word in acknowledged)


def test_c1_killed_at_any_moment(folder: Path, record_property: attacking.Record) -> None:
    """Killed with -9 again and again: no row without its whole blob, nothing acknowledged is lost."""
    chance = random.Random(1)  # noqa: S311 -- the same moments every time
    acknowledged: list[str] = []
    for _ in range(ROUNDS):
        process = _start(WRITER, folder)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        acknowledged += [process.stdout.readline().strip() for _ in range(chance.randrange(6))]
        time.sleep(chance.uniform(0, 0.02))
        process.kill()
        acknowledged += process.stdout.read().split("\n")[:-1]  # a line cut in two was not acknowledged
        process.wait()
        process.stdout.close()
        with Store.open(folder, read_only=True) as store:
            for (path,) in store.connection.execute(
                "SELECT substr(digest, 1, 2) || '/' || digest || ending FROM blobs"
            ):
                assert (folder / "blobs" / path).is_file()
    report = verify(folder)
    assert [problem for problem in report.problems if problem.damage] == []
    assert _check_acknowledged(folder, acknowledged) == 0
    assert len(acknowledged) > ROUNDS
    with Store.open(folder) as store:
        store.begin_run("again")
    assert verify(folder).problems == ()
    record_property("attack", ("C1 kills of a writer", ROUNDS, 0))


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, 5_000_000))
sys.path.insert(0, sys.argv[2])
from sample_archive import make_post
from embedarchive.errors import ArchiveError
from embedarchive.store import Store
kept = refused = 0
store = Store.open(sys.argv[1])
store.begin_run("scan")
for number in range(1000):
    try:
        if number % 50 == 49:
            store.keep(b"x" * 6_000_000)
        store.add_post(f"twitter:{number}", make_post(number, text="words " * 1000), parser="1")
        kept += 1
    except ArchiveError as error:
        refused += 1
        reason = str(error)
print(kept, refused, reason)
store.close()
"""


def test_c4_files_may_not_grow(folder: Path) -> None:
    """Blobs and database hit the limit: each error is said in a sentence, what was kept is whole."""
    done = commands.run_text(str(folder), str(Path(__file__).parent), program=LIMITED)
    assert done.returncode == 0, done.stderr
    kept, refused, reason = done.stdout.split(" ", 2)
    assert int(kept) > 50
    assert int(refused) > 10
    assert str(folder) in reason
    assert [problem for problem in verify(folder).problems if problem.damage] == []
    with Store.open(folder) as store:
        assert store.connection.execute("SELECT count(*) FROM posts").fetchone()[0] == int(kept)
        assert list((folder / "tmp").iterdir()) == []


BUSY = """
import sys, time
sys.path.insert(0, sys.argv[2])
from sample_archive import make_post
from embedarchive.store import Store
slowest = 0.0
with Store.open(sys.argv[1]) as store:
    store.begin_run("scan")
    for number in range(300):
        began = time.monotonic()
        store.add_post(f"twitter:{sys.argv[3]}{number}", make_post(number), parser="1")
        slowest = max(slowest, time.monotonic() - began)
print(slowest)
"""


def test_c8_four_writers(folder: Path) -> None:
    """300 posts each at the same time, into an archive that none has made yet: 1,200 rows, nobody is locked out."""
    writers = [_start(BUSY, folder, str(number)) for number in range(1, 5)]
    slowest = [writer.communicate(timeout=120)[0].strip() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4
    assert max(map(float, slowest)) < 25  # 0.3 where nothing else is going on; at 30 they give up
    with Store.open(folder, read_only=True) as store:
        assert store.connection.execute("SELECT count(*) FROM posts").fetchone()[0] == 1200
    assert verify(folder).problems == ()


def test_c9_readers_during_writes(store: Store) -> None:
    """A website reads while 1,000 posts are written: no error, and never half a post."""
    errors: list[Exception] = []
    reads = 0
    stop = threading.Event()

    def read() -> None:
        nonlocal reads
        try:
            while not stop.wait(0.01):
                with Store.open(store.folder, read_only=True) as reader:
                    for _ in range(20):
                        sql = """SELECT count(*), count(media.id) FROM posts
                            LEFT JOIN post_media ON post_id = posts.id LEFT JOIN media ON media.id = media_id"""
                        posts, media = reader.connection.execute(sql).fetchone()
                        assert posts == media
                        reads += 1
        except Exception as error:  # noqa: BLE001 -- any error is what the test looks for
            errors.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for number in range(1000):
            store.add_post(f"twitter:{number}", make_post(number), parser="1")
    finally:
        stop.set()
        thread.join()
    assert errors == []
    assert reads > 10


def test_threads_share_a_store(store: Store) -> None:
    """Blobs are written side by side, rows one after the other."""

    def write(start: int) -> None:
        for number in range(start, start + 25):
            blob = store.keep(hashlib.sha256(str(number).encode()).digest() * 100)
            store.add_media(f"https://a.example/{number}", {}, blob=blob, parser="1")

    threads = [threading.Thread(target=write, args=(start,)) for start in range(0, 200, 25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.connection.execute("SELECT count(*) FROM media WHERE status = 'archived'").fetchone()[0] == 200
    store.close()
    assert verify(store.folder).problems == ()


def test_a_store_closed_twice_is_no_error(store: Store) -> None:
    """Leaving early and leaving again."""
    store.close()
    store.close()


def test_killed_before_the_first_table(folder: Path) -> None:
    """An empty database is no damage unless files lie beside it, and opening it for writing goes on."""
    folder.mkdir(exist_ok=True)
    (folder / "archive.db").touch()
    (problem,) = verify(folder).problems
    assert not problem.damage
    (folder / "blobs" / "4b").mkdir(parents=True)
    (folder / "blobs" / "4b" / "file").touch()
    assert not verify(folder).sound
    (folder / "blobs" / "4b" / "file").unlink()
    with Store.open(folder) as store:
        store.begin_run("scan")
    assert verify(folder).sound


def test_c1_killed_while_the_log_is_switched_on(folder: Path) -> None:
    """The first page is written and its journal still lies there: no damage, and opening it for writing goes on."""
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        connection.execute("VACUUM")  # one page, no table
    magic, numbers = bytes.fromhex("d9d505f920a163d7"), (0, 7, 0, 512, 4096)  # https://sqlite.org/fileformat2.html, 3
    header = magic + b"".join(number.to_bytes(4, "big") for number in numbers)
    (folder / "archive.db-journal").write_bytes(header.ljust(512, b"\0"))
    (problem,) = verify(folder).problems
    assert not problem.damage
    assert "scan" in problem.sentence
    with Store.open(folder) as store:
        store.begin_run("scan")
    assert verify(folder).sound
