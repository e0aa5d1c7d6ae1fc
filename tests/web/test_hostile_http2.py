"""Servers that do to HTTP/2 what it does not allow, or what it allows and nobody wants."""

from __future__ import annotations

import asyncio
import os
import resource
import struct
import time
from typing import Any

import pytest
from http2_server import Line, speaking
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import web
from embedarchive.model import Exchange, Reason, Request

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "12"))
LIMITS = web.Limits(deadline_s=2, page_bytes=3_000_000)
PATIENT = web.Limits(deadline_s=60, page_bytes=3_000_000)
"""Where something else than the deadline is to end it: on a slow machine, too."""
DATA, HEADERS, PRIORITY, RESET, SETTINGS, PUSH, PING, LEAVE, WINDOW, CONTINUATION, UNKNOWN = range(11)


def frame(kind: int, flags: int, stream: int, body: bytes = b"") -> bytes:
    """A frame as RFC 9113 writes it (4.1)."""
    return len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body


def field(name: bytes, value: bytes) -> bytes:
    """A field as HPACK writes it that is in no table (RFC 7541, 6.2.2)."""
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


OK = b"\x88"
HEAD = frame(HEADERS, 4, 1, OK)
SOME = frame(DATA, 0, 1, b"So it")
ONE, MANY = struct.pack(">HI", 3, 1), struct.pack(">HI", 3, 100)
BREACHES: dict[str, bytes] = {
    "a window beyond all bounds": frame(WINDOW, 0, 1, struct.pack(">I", 2**31 - 1)) * 2,
    "a window of nothing": frame(WINDOW, 0, 1, bytes(4)),
    "a promise": frame(PUSH, 4, 1, b"\0\0\0\2\x82\x86\x84"),
    "a head that goes on and on": frame(HEADERS, 0, 1, OK) + frame(CONTINUATION, 0, 1, field(b"a", b"b")) * 50_000,
    "a head that unfolds": frame(HEADERS, 5, 1, b"\x40\1a\x7f\xa1\x1e" + b"x" * 4000 + b"\xbe" * 12_000),
    "a field of no table": frame(HEADERS, 5, 1, b"\xff\xff\xff\xff\x0f"),
    "a table of gigabytes": frame(HEADERS, 5, 1, b"\x3f\xe1\xff\xff\xff\x0f" + OK),
    "data of nobody": frame(DATA, 0, 0, b"x"),
    "data of somebody else": frame(DATA, 0, 99, b"x"),
    "more padding than there is": frame(DATA, 8, 1, b"\xffx"),
    "a stream that depends on itself": frame(PRIORITY, 0, 1, b"\0\0\0\1\0"),
    "a setting that is none": frame(SETTINGS, 0, 0, struct.pack(">HI", 2, 7)),
    "a head after it left": frame(LEAVE, 0, 0, struct.pack(">II", 1, 0)) + frame(HEADERS, 5, 1, OK),
    "a head for a stream of its own": frame(HEADERS, 5, 3, OK),
    "a ping of one byte": frame(PING, 0, 0, b"1"),
    "resets": b"".join(frame(RESET, 0, stream, struct.pack(">I", 8)) for stream in range(1, 20_000, 2)),
    "two lengths": frame(HEADERS, 4, 1, OK + field(b"content-length", b"3") + field(b"content-length", b"4")),
}
"""What makes an end of the connection, as the first answer or in the middle of one."""
FLOODS: dict[str, bytes] = {
    "answers before the answer": frame(HEADERS, 4, 1, field(b":status", b"103")) * 30_000,
    "no streams at all": frame(SETTINGS, 0, 0, struct.pack(">HI", 3, 0)),
    "an answer to another question": frame(HEADERS, 5, 2, OK),
    "noise": HEAD + b"\xff" * 200,
    "empty data": HEAD + frame(DATA, 0, 1) * 200_000,
    "pings": HEAD + frame(PING, 0, 0, b"12345678") * 100_000,
    "settings to and fro": HEAD + (frame(SETTINGS, 0, 0, ONE) + frame(SETTINGS, 0, 0, MANY)) * 20_000,
    "priorities in a circle": HEAD
    + b"".join(frame(PRIORITY, 0, at, struct.pack(">IB", (at + 2) % 20_000 | 1, 7)) for at in range(3, 20_001, 2)),
    "what nobody knows": HEAD + frame(UNKNOWN + 60, 0, 1, b"x") * 200_000,
    "a frame of sixteen megabytes": HEAD + b"\xff\xff\xff\0\0\0\0\0\1" + b"x" * 1_000_000,
}
"""What ends at the deadline, or where more has come than may."""


async def asked(world: Any, *pieces: bytes, limits: web.Limits = LIMITS, body: bytes = b"") -> Exchange:
    """What becomes of a question whose server sends these, with a moment between them."""

    async def play(line: Line, _stream: int, _asked: dict[str, str]) -> None:
        for piece in pieces:
            line.writer.write(piece)
            await line.writer.drain()
            await asyncio.sleep(0.02)
        await asyncio.sleep(300)

    async with speaking(world, play, limits=limits) as (source, speaker):
        request = Request(url=speaker.url(), method="POST" if body else "GET", body=body)
        exchange: Exchange = await source.exchange(request)
        return exchange


@pytest.mark.parametrize("within", [False, True])
def test_h1_what_http2_does_not_allow_ends_with_its_reason(world: Any, within: bool) -> None:
    """Before a head or within a body: what came of it is kept, and the reason says that HTTP/2 was not kept to."""
    pieces = (HEAD + SOME,) if within else ()

    async def main() -> list[Exchange]:
        return await asyncio.gather(*(asked(world, *pieces, breach, limits=PATIENT) for breach in BREACHES.values()))

    for name, exchange in zip(BREACHES, asyncio.run(main()), strict=True):
        assert exchange.reason is Reason.PROTOCOL, (name, exchange)
        assert exchange.detail.startswith("HTTP/2 was not kept to: "), (name, exchange.detail)
        assert (exchange.status, exchange.body is not None) == ((200, True) if within else (None, False)), name


@pytest.mark.parametrize("status", [b"abc", b"", b"-1", b"2_0", b"9" * 60, "٢٠٠".encode(), b"101"])
def test_h1_a_status_that_is_none_is_no_answer(world: Any, status: bytes) -> None:
    """HTTP/2 carries it as any text."""
    exchange = asyncio.run(asked(world, frame(HEADERS, 5, 1, field(b":status", status)), limits=PATIENT))
    assert (exchange.reason, exchange.status) == (Reason.PROTOCOL, None)


def test_h1_floods_of_frames_cost_little(world: Any) -> None:
    """They end at the deadline, take some seconds of a processor at most, all together, and no memory to speak of."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()

    async def main() -> list[Exchange]:
        return await asyncio.gather(*(asked(world, flood) for flood in FLOODS.values()))

    exchanges = asyncio.run(main())
    assert {exchange.reason for exchange in exchanges} <= {Reason.DEADLINE, Reason.SIZE}
    assert time.process_time() - began < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 128 << 10


def test_h1_who_takes_no_question_is_left(world: Any) -> None:
    """A window of nothing, and one that shrinks below it while a question is sent."""
    window = frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 0))
    for more in (b"", frame(WINDOW, 0, 0, struct.pack(">I", 1))):
        exchange = asyncio.run(asked(world, window + more, body=b"x" * 300_000))
        assert exchange.reason in {Reason.DEADLINE, Reason.PROTOCOL}
        assert exchange.status is None


FRAMES = st.builds(
    frame,
    st.integers(0, 10),
    st.integers(0, 255),
    st.sampled_from([0, 1, 1, 1, 2, 3, 2**31 - 1]),
    st.binary(max_size=30),
)


@settings(max_examples=EXAMPLES)
@given(before=st.sampled_from([b"", HEAD, HEAD + SOME]), frames=st.lists(FRAMES | st.binary(max_size=20), max_size=6))
def test_h8_random_frames_are_values_never_errors(world: Any, before: bytes, frames: list[bytes]) -> None:
    """Whatever they hold, an exchange comes back: an answer, or why there is none."""
    limits = web.Limits(deadline_s=0.1)
    exchange = asyncio.run(asked(world, before, b"".join(frames), limits=limits))
    assert exchange.status is not None or exchange.reason is not None
