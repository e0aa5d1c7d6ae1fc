"""L4: who reads a website steadily while a command writes gets whole pages, and its memory stays flat.

`ATTACKS=all` asks 20,000 times instead of 52.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import threading
from pathlib import Path
from typing import Self

import attacking
import pytest
from datasette.app import Datasette
from sample_archive import make_archive, make_embed, make_post, make_scan

from embedarchive.store import Store, verify

REQUESTS = 20_000 if attacking.EVERYTHING else 52
AT_ONCE = 4
PATIENT = {"sql_time_limit_ms": 30_000}
"""A busy machine is no fault of a page's."""
PATHS: tuple[str, ...] = (
    "/",
    "/-/timeline",
    "/-/post/1",
    "/-/articles",
    "/-/article/1",
    "/-/gallery",
    "/-/map",
    "/-/places.geojson",
)
PATHS += (
    "/-/snapshots.atom",
    "/archive/posts.json?_shape=objects",
    "/archive/posts.csv",
    "/-/timeline?q=ferry",
    "/-/post/999",
)


class Writing:
    """A command that writes article after article until it is told to stop."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.written = folder, 0
        self.errors: list[Exception] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        try:
            with Store.open(self.folder) as store:
                store.begin_run("scan")
                for number in itertools.count(10):
                    if self._stop.wait(0.02):
                        break
                    scan = make_scan(make_embed(number, known=True))
                    store.add_article(
                        f"Article {number}".encode(), scan, "Text \ufffc", parser="1", path=f"/in/{number}"
                    )
                    store.add_post(f"twitter:90{number}", make_post(number), parser="1")
                    self.written += 1
                store.end_run(0)
        except Exception as error:  # noqa: BLE001 -- any error is what the test looks for
            self.errors.append(error)


def memory() -> int:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def asked(datasette: Datasette, count: int) -> list[tuple[str, int]]:
    """The answers that were neither a page nor said that there is none."""
    wrong: list[tuple[str, int]] = []
    wanted = iter(range(count))

    async def ask() -> None:
        for number in wanted:
            path = PATHS[number % len(PATHS)]
            answer = await datasette.client.get(path)
            if answer.status_code != (404 if path.endswith("/999") else 200) or not answer.text:
                wrong.append((path, answer.status_code))

    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return wrong


def test_l4_read_steadily_during_a_long_write(tmp_path: Path, record_property: attacking.Record) -> None:
    """No error, no half page, on either side; afterwards the archive is sound."""
    folder = make_archive(tmp_path / "snapshots")

    async def work() -> tuple[list[tuple[str, int]], int, list[Exception], int]:
        datasette = Datasette([str(folder / "archive.db")], settings=PATIENT)
        await datasette.invoke_startup()
        with Writing(folder) as writing:
            wrong = await asked(datasette, REQUESTS // 2)
            gc.collect()
            before = memory()
            wrong += await asked(datasette, REQUESTS // 2)
        gc.collect()
        grown = memory() - before
        datasette.close()
        return wrong, writing.written, writing.errors, grown

    wrong, written, errors, grown = asyncio.run(work())
    record_property("attack", ("L4 pages read while a command writes", REQUESTS, len(wrong) + len(errors)))
    assert (wrong, errors) == ([], [])
    assert written > 10
    assert verify(folder).problems == ()
    if attacking.EVERYTHING:
        assert grown < 64 << 20


def test_l4_memory_stays_flat(tmp_path: Path, record_property: attacking.Record) -> None:
    """The same pages over and over from an archive that stays as it is: after a while nothing is added."""
    if not Path("/proc/self/statm").exists():
        pytest.skip("no system here that tells")
    folder = make_archive(tmp_path / "snapshots")

    async def work() -> int:
        datasette = Datasette([str(folder / "archive.db")], settings=PATIENT)
        await datasette.invoke_startup()
        assert await asked(datasette, REQUESTS // 2) == []
        gc.collect()
        before = memory()
        assert await asked(datasette, REQUESTS) == []
        gc.collect()
        grown = memory() - before
        datasette.close()
        return grown

    grown = asyncio.run(work())
    record_property("attack", ("L4 pages read again and again", REQUESTS, int(grown >= 24 << 20)))
    assert grown < 24 << 20
