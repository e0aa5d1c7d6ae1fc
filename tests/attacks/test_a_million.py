"""L5: however much is asked for, of however many hosts, nothing of it stays behind in the process.

`ATTACKS=all` makes a million requests through the client and the engine's workers, and a hundred thousand through an
archive; otherwise some thousands and some hundreds.
"""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import attacking
import pytest
from many_answers import KINDS, answering

from embedarchive import Archive, web
from embedarchive.archive import folder as journeys
from embedarchive.archive.concurrency.engine import Engine
from embedarchive.archive.concurrency.tasks import workers
from embedarchive.archive.fetching.run_context import WORKERS
from embedarchive.model import Request, Response
from embedarchive.store import verify
from embedarchive.web.client import Network
from embedarchive.web.rates import Rate, Turnstile

REQUESTS = 1_000_000 if attacking.EVERYTHING else 2_000
PAGES = 1_000 if attacking.EVERYTHING else 3
IMAGES = 50
ADDRESS = "127.0.0.1"
FAST = (Rate(kinds=("page", "api", "media"), at_once=16, every_s=0),)


async def _resolve(host: str, _port: int) -> Sequence[str]:
    if host.startswith("no"):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return [ADDRESS]


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


def network(spool: Path) -> Network:
    """A network in which every host is this machine, asked as fast as it answers."""
    return web.client.network(
        spool=spool, resolver=_resolve, judge=lambda _: None, ports=None, turnstile=Turnstile(rates=FAST)
    )


def memory() -> int:
    """Bytes of memory that this process holds."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@dataclass
class Held:
    """What a process holds on to.

    Attributes:
        memory: bytes.
        descriptors: open files and connections.
        tasks: of its loop.
        names: entries in whatever is kept for each host.
    """

    memory: int
    descriptors: int
    tasks: int
    names: int


def held(source: Network) -> Held:
    """What is held right now."""
    turns, patience = source._turnstile, source._patience
    names = len(turns._queues) + len(turns._closed_until) + len(source._pools._pools) + len(source._outages._hosts)
    names += len(patience._wasted) + len(patience._sent)
    open_files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return Held(memory(), open_files, len(asyncio.all_tasks()), names)


@dataclass
class Asking:
    """Requests one after the other, most of them to a few hosts, every fifth to one of its own."""

    source: Network
    port: int
    spool: Path
    number: int = 0
    requests: int = 0
    became: Counter[str] = field(default_factory=Counter)

    async def ask(self, number: int) -> None:
        """One of them."""
        kind = KINDS[number % len(KINDS)]
        host = f"few{number % 50}" if number % 5 else f"{'no' if number % 95 == 0 else 'host'}{number}"
        url = f"http://{host}.example:{self.port}/{kind}/{number}"
        request = Request(url=url, kind="media" if kind == "file" else "page", stream=kind == "file")
        answer = await web.answer(self.source, request, sleep=_at_once, spool=self.spool)
        self.requests += len(answer.exchanges)
        self.became[f"{kind} {answer.status if isinstance(answer, Response) else answer.reason}"] += 1
        if isinstance(answer, Response) and answer.file is not None and answer.file.path:
            os.unlink(answer.file.path)  # noqa: PTH108 -- a file of a few bytes, on the way of a million

    async def until(self, requests: int) -> None:
        """Ask until so many requests were made, by as many workers as a run has."""
        async with workers(WORKERS) as work:
            while self.requests < requests:
                self.number += 1
                await work(partial(self.ask, self.number))


def test_l5_a_million_requests_leave_nothing_behind(tmp_path: Path, record_property: attacking.Record) -> None:
    """Memory, descriptors, tasks and what is kept for each host do not grow with the requests or the hosts."""
    engine = Engine()

    async def main(port: int) -> tuple[Held, Held, Asking]:
        async with network(tmp_path) as source:
            asking = Asking(source, port, tmp_path)
            await asking.until(REQUESTS // 4)
            first = held(source)
            await asking.until(REQUESTS)
            return first, held(source), asking

    if not Path("/proc/self/statm").exists():
        pytest.skip("no system here that tells")
    began = time.monotonic()
    with answering(ADDRESS) as port:
        first, last, asking = engine.call(main(port))
    engine.close()
    record_property("attack", ("L5 requests of one process", asking.requests, 0))
    pace = asking.requests / (time.monotonic() - began)
    print(f"{asking.requests:,} requests, {pace:.0f}/s\n{first}\n{last}\n{asking.became}")  # noqa: T201 -- the figures
    assert asking.requests >= REQUESTS
    assert asking.became.total() == asking.number
    assert asking.became["ok 200"] > asking.number / 4
    assert last.names <= 8_000
    assert last.tasks <= first.tasks
    assert last.descriptors <= first.descriptors + 70
    assert last.memory < first.memory + (16 << 20)
    assert [*tmp_path.iterdir()] == []


def test_l5_thousands_through_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: attacking.Record
) -> None:
    """Pages of images of as many hosts: memory stays flat meanwhile, and the log of all answers is sound."""
    monkeypatch.setattr(journeys, "open_source", lambda _recordings, spool, *_, **__: network(spool))
    sizes: list[int] = []
    with answering(ADDRESS) as port, Archive(tmp_path / "snapshots", allow_private=True) as archive:
        for page in range(PAGES):
            addresses = [f"http://host{page}-{n}.example:{port}/{KINDS[n % 10]}/{page}-{n}.gif" for n in range(IMAGES)]
            images = "".join(f'<figure><img src="{url}" width="640" height="480"></figure>' for url in addresses)
            (tmp_path / f"{page}.html").write_text(f"<article><p>Page {page}</p>{images}</article>", encoding="utf-8")
            for result in archive.add(tmp_path / f"{page}.html"):
                assert result.reason or result.status
            sizes.append(memory())
        (asked,) = archive.store.connection.execute("SELECT count(*) FROM fetches").fetchone()
    record_property("attack", ("L5 requests through an archive", asked, 0))
    print(f"{asked:,} requests, {[size >> 20 for size in sizes]} MB")  # noqa: T201 -- the figures
    assert asked >= PAGES * IMAGES
    assert sizes[-1] < sizes[0] + (96 << 20)  # SQLite keeps up to 64 MB of pages
    assert verify(tmp_path / "snapshots").problems == ()
