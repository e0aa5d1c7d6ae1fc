"""Writes that wait for each other are kept in one transaction, and each by itself."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from sample_archive import make_embed, make_exchange, make_scan

from embedarchive.errors import UnwritableError
from embedarchive.store import Store, verify
from embedarchive.store.rows import fetch_row

COUNT = 6


@contextmanager
def _statements(store: Store) -> Iterator[list[str]]:
    """What SQLite is asked meanwhile."""
    told: list[str] = []
    store.connection.set_trace_callback(told.append)
    yield told
    store.connection.set_trace_callback(None)


def _at_once(store: Store, *writes: Callable[[], int]) -> list[Future[int]]:
    """Let each of the writes wait in a thread until all do."""
    grouped = store._grouped
    with ThreadPoolExecutor(len(writes)) as threads:
        with store.transaction():
            asked = [threads.submit(write) for write in writes]
            until = time.monotonic() + 60
            while len(grouped._waiting) < len(writes) and time.monotonic() < until:
                time.sleep(0.005)
        return asked


def _answer(store: Store, number: int) -> int:
    """Write a row of the log together with others."""
    row = fetch_row(make_exchange(f"https://api.example/{number}"), None) | {"run_id": 1, "recorded_at": store.now()}
    return store.together(lambda: store.append("fetches", [row])[0])


def test_what_waits_is_kept_at_once(store: Store, folder: Path) -> None:
    """Six answers that come while somebody else writes wait for the disk once, and each has its row in the log."""
    with _statements(store) as told:
        asked = _at_once(store, *(partial(_answer, store, number) for number in range(COUNT)))
        assert sorted(each.result() for each in asked) == [*range(1, COUNT + 1)]
    assert told.count("COMMIT") == 2  # of who wrote first, and of the six
    urls = {url for (url,) in store.connection.execute("SELECT url FROM fetches")}
    assert urls == {f"https://api.example/{number}" for number in range(COUNT)}
    store.end_run(0)
    store.close()
    assert verify(folder).sound


def test_one_that_breaks_undoes_itself_alone(store: Store, folder: Path) -> None:
    """Whoever asked for it hears of it; the others are kept, and the log has no gap."""

    def begun() -> int:
        _answer(store, 7)
        raise sqlite3.IntegrityError("two of a kind")

    first, broken, last = _at_once(
        store, partial(_answer, store, 1), partial(store.together, begun), partial(_answer, store, 2)
    )
    with pytest.raises(sqlite3.IntegrityError, match="two of a kind"):
        broken.result()
    assert {first.result(), last.result()} == {1, 2}
    assert store.connection.execute("SELECT count(*) FROM fetches").fetchone() == (2,)
    store.end_run(0)
    store.close()
    assert verify(folder).sound


def test_a_full_disk_is_told_to_each(store: Store) -> None:
    """Where the archive takes nothing more nobody is told that a write is kept, and none of them is."""

    def full() -> int:
        raise UnwritableError("The disk is full.")

    asked = _at_once(store, partial(_answer, store, 1), partial(store.together, full), partial(_answer, store, 2))
    for each in asked:
        with pytest.raises(UnwritableError, match="full"):
            each.result()
    assert not store.connection.execute("SELECT 1 FROM fetches").fetchone()


def test_within_a_transaction_it_is_a_part_of_it(store: Store) -> None:
    """What is undone later was never kept, and others that wait are not drawn into it."""

    def inside() -> None:
        with store.transaction():
            store.add_exchange(make_exchange("https://api.example/1"))
            raise LookupError

    with pytest.raises(LookupError):
        inside()
    assert not store.connection.execute("SELECT 1 FROM fetches").fetchone()


def _asked_for(folder: Path, posts: int) -> int:
    """How many statements it takes to keep an article with so many posts."""
    scan = make_scan(*(make_embed(number, known=True) for number in range(posts)))
    with Store.open(folder) as store:
        store.begin_run("scan ferry.txt")
        with _statements(store) as told:
            store.add_article(b"ferry", scan, "text", parser="1")
        return len(told)


def test_an_article_of_twice_the_posts_takes_twice_the_statements(tmp_path: Path) -> None:
    """A live blog of 400 posts is kept by as many statements a post as one of 200."""
    few, many = _asked_for(tmp_path / "few", 200), _asked_for(tmp_path / "many", 400)
    assert many <= 2.2 * few
