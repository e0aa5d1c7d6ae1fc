"""HTTP/2 where a server offers it: the same guard, the same limits, and a record that says what was spoken."""

from __future__ import annotations

import asyncio
import io
import time
from dataclasses import replace
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from http2_server import Line, Play, speaking

from embedarchive import web
from embedarchive.exports import warc_writer
from embedarchive.model import Exchange, Reason, Request
from embedarchive.web.bodies import body_of


async def greet(line: Line, stream: int, asked: dict[str, str]) -> None:
    """A small page."""
    await line.head(stream, "200", ("content-type", "text/html"), ("set-cookie", "a=secret"))
    await line.data(stream, f"so it is at {asked[':path']}".encode())


async def one(source: Any, url: str, **more: Any) -> Exchange:
    """A single exchange."""
    exchange: Exchange = await source.exchange(Request(url=url, **more))
    return exchange


def test_what_was_said_is_what_is_kept(world: Any) -> None:
    """Heads are written as HTTP/1.1 writes them, secrets taken out, and a flag says what was spoken."""

    async def main() -> None:
        async with speaking(world, greet) as (source, speaker):
            exchange = await one(source, speaker.url("/a?b=c"), headers=(("Cookie", "who=me"),))
            assert (exchange.reason, exchange.status, exchange.address) == (None, 200, world.PUBLIC)
            assert exchange.body is not None
            assert exchange.body.data == b"so it is at /a?b=c"
            assert speaker.asked[0]["cookie"] == "who=me"
            assert exchange.request_head.startswith(b"GET /a?b=c HTTP/1.1\r\nHost: site.example:")
            assert exchange.request_head.endswith(b"\r\n\r\n")
            assert exchange.response_head.startswith(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n")
            assert b"who=me" not in exchange.request_head
            assert b"secret" not in exchange.response_head
            assert "protocol=h2" in exchange.flags
            assert "length-unverified" not in exchange.flags  # the frames say where it ends

    asyncio.run(main())


def test_a_recording_says_that_it_was_http2(world: Any) -> None:
    """Other readers of WARC find head, body and protocol."""

    async def main() -> Exchange:
        async with speaking(world, greet) as (source, speaker):
            return await one(source, speaker.url())

    file = io.BytesIO()
    warc_writer.write_exchange(file, asyncio.run(main()))
    file.seek(0)
    records = list(ArchiveIterator(file))
    assert [record.headers["WARC-Protocol"] for record in records] == ["h2", "h2"]
    file.seek(0)
    first = next(iter(ArchiveIterator(file)))
    assert (first.http_headers.status_code, first.reader.read()) == (200, b"so it is at /")


def test_a_server_that_offers_no_http2_is_spoken_to_as_before(world: Any) -> None:
    """ALPN decides."""

    async def main() -> None:
        async with speaking(world, greet, protocols=("http/1.1",)) as (source, speaker):
            exchange = await one(source, speaker.url())
            assert exchange.body is not None
            assert exchange.body.data == b"old"
            assert "protocol=h2" not in exchange.flags

    asyncio.run(main())


def test_requests_share_a_connection_one_after_the_other(world: Any) -> None:
    """Never two at a time: whose bytes came would not be known. Others have connections of their own."""

    async def main() -> None:
        async with speaking(world, greet) as (source, speaker):
            for path in ("/1", "/2", "/3"):
                await one(source, speaker.url(path))
            assert (speaker.connections, len(speaker.asked)) == (1, 3)
            found = await asyncio.gather(*(one(source, speaker.url(f"/{n}")) for n in range(8)))
            assert [each.body and each.body.data for each in found] == [f"so it is at /{n}".encode() for n in range(8)]
            assert speaker.most == 1

    asyncio.run(main())


def test_h1_limits_hold_in_http2(world: Any) -> None:
    """An endless body ends at its budget, a silent or slow one at its deadline; the connection goes with them."""
    impatient = web.Limits(deadline_s=2, page_bytes=100_000)

    async def endless(line: Line, stream: int, _asked: dict[str, str]) -> None:
        await line.head(stream)
        while True:
            await line.data(stream, b"x" * 50_000, end=False)

    async def silent(_line: Line, _stream: int, _asked: dict[str, str]) -> None:
        await asyncio.sleep(30)

    async def dripping(line: Line, stream: int, _asked: dict[str, str]) -> None:
        await line.head(stream)
        for _ in range(100):
            await line.data(stream, b"x", end=False)
            await asyncio.sleep(0.1)

    async def main(play: Play, limits: web.Limits) -> tuple[Exchange, Exchange, int, float]:
        async with speaking(world, play, limits=limits) as (source, speaker):
            began = time.monotonic()
            exchange = await one(source, speaker.url())
            took = time.monotonic() - began
            speaker.play = greet
            after = await one(source, speaker.url("/after"))
            return exchange, after, speaker.connections, took

    for play, reason in ((endless, Reason.SIZE), (silent, Reason.DEADLINE), (dripping, Reason.DEADLINE)):
        limits = impatient if reason is Reason.DEADLINE else replace(impatient, deadline_s=60)
        exchange, after, connections, took = asyncio.run(main(play, limits))
        assert exchange.reason is reason
        assert took < 8  # what is asked after it is silent for 30, and drips for 10
        assert after.body is not None
        assert after.body.data == b"so it is at /after"  # and not what was left of the first
        assert connections == 2


def test_h1_frames_that_are_no_answer_end_too(world: Any) -> None:
    """A flood of frames beside any body, a stream that is reset, a server that leaves, noise instead of frames."""
    limits = web.Limits(deadline_s=60, page_bytes=10_000)

    async def flood(line: Line, _stream: int, _asked: dict[str, str]) -> None:
        for _ in range(20):
            for _ in range(1000):
                line.talk.ping(b"12345678")
            await line.flush()
        await asyncio.sleep(30)

    async def reset(line: Line, stream: int, _asked: dict[str, str]) -> None:
        line.talk.reset_stream(stream)
        await line.flush()

    async def leave(line: Line, _stream: int, _asked: dict[str, str]) -> None:
        line.talk.close_connection()
        await line.flush()
        line.writer.close()

    async def noise(line: Line, _stream: int, _asked: dict[str, str]) -> None:
        line.writer.write(b"\xff" * 100)
        await line.writer.drain()

    async def main(play: Play) -> Exchange:
        own = replace(limits, deadline_s=3) if play is noise else limits
        async with speaking(world, play, limits=own) as (source, speaker):
            return await one(source, speaker.url(), headers=(("Cookie", "who=me"),))

    wanted = {flood: {Reason.SIZE}, reset: {Reason.PROTOCOL, Reason.RESET}, leave: {Reason.PROTOCOL, Reason.RESET}}
    for play, reasons in {**wanted, noise: {Reason.PROTOCOL, Reason.DEADLINE}}.items():
        exchange = asyncio.run(main(play))
        assert exchange.reason in reasons, (play.__name__, exchange)
        assert exchange.status is None
        assert b"who=me" not in exchange.request_head


def test_h1_a_server_that_never_reads_its_replies_is_left(world: Any) -> None:
    """Each ping wants an answer: who sends millions and reads none would fill our memory within a large budget."""

    async def flood(line: Line, _stream: int, _asked: dict[str, str]) -> None:
        line.talk.ping(b"12345678")
        frames = line.talk.data_to_send() * 4000
        line.writer.transport.pause_reading()  # type: ignore[attr-defined]
        while True:
            line.writer.write(frames)
            await line.writer.drain()

    async def main() -> Exchange:
        async with speaking(world, flood, limits=web.Limits(media_deadline_s=60)) as (source, speaker):
            return await one(source, speaker.url(), kind="media")

    exchange = asyncio.run(main())
    assert (exchange.reason, exchange.detail) == (
        Reason.PROTOCOL,
        "The server asks for more replies than it reads.",
    )


@pytest.mark.parametrize("value", ["a\r\nX-Made: up", "a\nb", "a\0b"])
def test_no_field_brings_another_one_into_a_head(value: str) -> None:
    """What HTTP/2 could carry and HTTP/1.1 could not is written as a blank."""
    head = web.heads.written("HTTP/1.1 200 OK", [(b"x-a", value.encode())])
    assert head.count(b"\r\n") == 3
    assert body_of(head).size == len(head)
