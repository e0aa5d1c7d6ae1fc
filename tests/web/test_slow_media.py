"""Hosts that send a byte now and then hold a run for no longer than is stated."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from embedarchive import web
from embedarchive.model import Exchange, Reason, Request
from embedarchive.web.rates import Turnstile

Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]
LIMITS = web.Limits(media_deadline_s=60, pace_bytes=1000, pace_s=1, slow_host_s=2.5, slow_run_s=15)
FILE = b"x" * 3000


def sending(pause_s: float, piece: int = 1) -> Play:
    """A file in pieces with pauses; from a host whose name says so at once."""

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(FILE))
        quick = b"Host: quick" in head
        for at in range(0, len(FILE), len(FILE) if quick else piece):
            writer.write(FILE[at : at + (len(FILE) if quick else piece)])
            await writer.drain()
            if not quick:
                await asyncio.sleep(pause_s)

    return play


async def ask(source: Any, url: str, kind: Any = "media") -> Exchange:
    """One file's exchange."""
    found: Exchange = await source.exchange(Request(url=url, kind=kind, stream=kind == "media"))
    return found


def test_sixty_files_of_a_host_that_drips(world: Any) -> None:
    """They cost its share of time and not sixty deadlines; another host is served meanwhile."""

    async def main() -> tuple[list[Exchange], Exchange, int, float]:
        async with world.serving(sending(0.05), limits=LIMITS, turnstile=Turnstile()) as (source, server):
            began = time.monotonic()
            slow = asyncio.gather(*(ask(source, server.url(f"/{each}", host="slow.example")) for each in range(60)))
            quick = await ask(source, server.url(host="quick.example"))
            assert not slow.done()
            return await slow, quick, len(server.asked), time.monotonic() - began

    slow, quick, asked, seconds = asyncio.run(main())
    assert {each.reason for each in slow} == {Reason.DEADLINE}
    assert asked <= 1 + 6 + 6  # the quick one; then as many as are asked at once, until the share is used up
    assert seconds < 40  # sixty deadlines would be an hour
    assert quick.status == 200
    assert any("too slowly" in each.detail for each in slow)
    assert any("in vain" in each.detail for each in slow)


def test_a_thousand_files_of_as_many_hosts_that_drip(world: Any) -> None:
    """They cost the run's share; whoever has sent a file before is asked for more."""
    limits = replace(LIMITS, slow_run_s=40)

    async def main() -> tuple[list[Exchange], list[Exchange], int, float]:
        async with world.serving(sending(0.05), limits=limits, turnstile=Turnstile()) as (source, server):
            before = await ask(source, server.url(host="quick.example"))
            began = time.monotonic()
            hosts = [server.url(host=f"slow{each}.example") for each in range(1000)]
            slow = await asyncio.gather(*(ask(source, url) for url in hosts))
            seconds = time.monotonic() - began
            after = await ask(source, server.url("/more", host="quick.example"))
            return slow, [before, after], len(server.asked), seconds

    slow, quick, asked, seconds = asyncio.run(main())
    assert {each.reason for each in slow} == {Reason.DEADLINE}
    assert asked < 150
    assert seconds < 60  # a thousand deadlines would be a day
    assert [each.status for each in quick] == [200, 200]


@pytest.mark.parametrize("kind", ["media", "page"])
def test_what_keeps_the_pace_is_kept(world: Any, kind: str) -> None:
    """A file that comes slowly but steadily is whole; pages have a deadline and no pace."""
    pause, piece = (0.3, 500) if kind == "media" else (0.0, 1000)

    async def main() -> Exchange:
        limits = replace(LIMITS, deadline_s=60, pace_bytes=100)
        async with world.serving(sending(pause, piece), limits=limits, turnstile=Turnstile()) as (source, server):
            return await ask(source, server.url(), kind)

    exchange = asyncio.run(main())
    assert exchange.status == 200
    assert exchange.reason is None
    assert exchange.body is not None
    assert exchange.body.size == len(FILE)
