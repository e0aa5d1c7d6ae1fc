"""Servers at their worst: every case ends in time, with its reason, and with little memory."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import brotli
import commands
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import web
from embedarchive.model import Reason, Refusal, Request, Response
from embedarchive.web import decoding, heads
from embedarchive.web.bodies import TooLarge

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "150"))
"""How many made-up answers are tried; `make soak` tries 5,000."""
DEADLINE = 1.0
LIMITS = web.Limits(
    deadline_s=DEADLINE, media_deadline_s=DEADLINE, connect_s=10, page_bytes=1_000_000, media_bytes=1_000_000
)
PATIENT = replace(LIMITS, deadline_s=10, media_deadline_s=10)
"""Where something else than the deadline is to end it: on a slow machine, too."""
Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]


def drip(front: bytes, piece: bytes, pause: float = 0.02) -> Play:
    """Say something, then the same thing for ever."""

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _head: bytes) -> None:
        writer.write(front)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return play


async def silence(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter, _head: bytes) -> None:
    """Say nothing."""
    await asyncio.sleep(60)


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = zlib.compressobj(wbits=31)
PACKED = GZIP.compress(b"so it is " * 500) + GZIP.flush()
CASES: dict[str, tuple[Play | bytes, Reason | None, str]] = {
    "nothing at all": (silence, Reason.DEADLINE, ""),
    "body drips": (drip(OK + b"Content-Length: 99999\r\n\r\n", b"x"), Reason.DEADLINE, "truncated=time"),
    "head drips": (drip(OK, b"X"), Reason.DEADLINE, ""),
    "head lines drip": (drip(OK, b"X-A: b\r\n"), Reason.DEADLINE, ""),
    "interim answers drip": (drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.1), Reason.DEADLINE, "interim="),
    "endless interim answers": (drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0), Reason.PROTOCOL, "interim="),
    "endless body": (drip(OK + b"\r\n", b"x" * 65536, 0), Reason.SIZE, "truncated=length"),
    "endless chunks": (
        drip(CHUNKED, b"8000\r\n" + b"x" * 32768 + b"\r\n", 0), Reason.SIZE, "truncated=length"),
    "a header of 5 MB": (OK + b"X-Big: " + b"a" * 5_000_000 + b"\r\n\r\n", Reason.PROTOCOL, ""),
    "200,000 headers": (OK + b"X-Many: a\r\n" * 200_000 + b"\r\n", Reason.PROTOCOL, ""),
    "less than it says": (OK + b"Content-Length: 10\r\n\r\nshort", Reason.RESET, "truncated=disconnect"),
    "a chunk cut": (CHUNKED + b"9\r\nshort", Reason.RESET, "truncated=disconnect"),
    "chunks without an end": (CHUNKED + b"2\r\nok\r\n", Reason.RESET, "truncated=disconnect"),
    "broken chunk sizes": (CHUNKED + b"zz\r\nok\r\n", Reason.PROTOCOL, ""),
    "cut gzip, right length": (
        OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % (len(PACKED) - 9) + PACKED[:-9],
        Reason.DECODE, ""),
    "gzip that is none": (OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", Reason.DECODE, ""),
    "unknown encoding": (OK + b"Content-Encoding: rot13\r\nContent-Length: 2\r\n\r\nbx", Reason.DECODE, ""),
    "stacked encodings": (OK + b"Content-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\nbx", Reason.DECODE, ""),
    "stacked in two headers": (
        OK + b"Content-Encoding: gzip\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nbx", Reason.DECODE, ""),
    "more than it says": (OK + b"Content-Length: 2\r\n\r\nok and more", None, "excess-bytes"),
    "length and chunks": (
        OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", None, "length-conflict"),
    "two lengths": (OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nok", Reason.PROTOCOL, ""),
    "ended by closing": (OK + b"\r\nok", None, "length-unverified"),
    "status 999": (b"HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nok", None, ""),
    "garbage": (b"\x16\x03\x01\x00\xa5garbage\r\n\r\n", Reason.PROTOCOL, ""),
    "HTTP/0.9": (b"<html>hello</html>", Reason.PROTOCOL, ""),
    "nothing, then closed": (b"", Reason.RESET, ""),
    "NUL in the head": (OK + b"X-A: a\x00b\r\n\r\n", Reason.PROTOCOL, ""),
    "negative length": (OK + b"Content-Length: -5\r\n\r\nok", Reason.PROTOCOL, ""),
    "another protocol": (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", Reason.PROTOCOL, ""),
    "a date long ago": (OK + b"Date: Mon, 06 Jan 2020 10:00:00 GMT\r\nContent-Length: 0\r\n\r\n", None, "clock-skew"),
    "redirect to itself": (b"HTTP/1.1 302 F\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", Reason.REDIRECTS, ""),
    "redirect to nowhere": (
        b"HTTP/1.1 302 F\r\nLocation: http://[::1/\r\nContent-Length: 0\r\n\r\n", None, ""),
}  # fmt: skip


async def no_wait(_seconds: float) -> None:
    """Attempts follow each other at once."""


@pytest.mark.parametrize("case", CASES)
def test_h1_every_bad_answer_ends_in_time_with_its_reason(world: Any, case: str) -> None:
    """Within three times the deadline; the reason is exact and the oddity is flagged."""
    play, reason, flag = CASES[case]
    limits = LIMITS if reason is Reason.DEADLINE else PATIENT

    async def main() -> tuple[Response | Refusal, float]:
        async with world.serving(play, limits=limits) as (source, server):
            began = time.monotonic()
            answer = await web.answer(source, Request(url=server.url()), limits=limits, sleep=no_wait)
            return answer, (time.monotonic() - began) / max(1, len(server.asked))

    for _ in range(3):  # a machine that does something else for a second is not what is looked for
        answer, seconds = asyncio.run(main())
        if seconds <= 3 * DEADLINE:
            break
    assert seconds <= (3 * DEADLINE if reason is Reason.DEADLINE else PATIENT.deadline_s)
    assert (answer.reason if isinstance(answer, Refusal) else None) is reason, answer
    assert any(found.startswith(flag) for found in answer.exchanges[-1].flags)
    if isinstance(answer, Refusal):
        assert answer.detail.endswith(".")
        if reason is Reason.DECODE:  # the bytes as they came are kept
            assert answer.exchanges[-1].body is not None
            assert answer.exchanges[-1].body.size


def test_tiny_chunks_hold_nobody_up(world: Any) -> None:
    """One byte a chunk costs time rather than bytes: it ends by the deadline, and others are served meanwhile."""
    tiny = drip(CHUNKED, b"1\r\nx\r\n" * 10_000, 0)

    async def main() -> None:
        async with world.serving(tiny, limits=LIMITS) as (source, server), world.Server(OK + b"\r\nok") as other:
            slow = asyncio.ensure_future(source.exchange(Request(url=server.url())))
            await asyncio.sleep(0.1)
            began = time.monotonic()
            quick = await source.exchange(Request(url=other.url(host="other.example")))
            assert quick.body is not None
            assert time.monotonic() - began < DEADLINE
            exchange = await slow
            assert exchange.reason in (Reason.SIZE, Reason.DEADLINE)
            assert exchange.elapsed_ms < 1000 * (DEADLINE + 1)

    asyncio.run(main())


def test_h1_frames_count_as_what_crosses_the_wire(world: Any) -> None:
    """A body of 2 KB in frames of 400 KB is larger than allowed: 10 KB, and 128 KB for heads and frames."""
    padded = CHUNKED + (b"1;" + b"p" * 200 + b"\r\nx\r\n") * 2_000 + b"0\r\n\r\n"
    limits = web.Limits(page_bytes=10_000)

    async def main() -> None:
        async with world.serving(padded, limits=limits) as (source, server):
            exchange = await source.exchange(Request(url=server.url()))
        assert exchange.reason is Reason.SIZE

    asyncio.run(main())


@pytest.mark.parametrize(("status", "asked"), [(302, [b"POST", b"GET"]), (303, [b"POST", b"GET"]),
                                               (307, [b"POST", b"POST"]), (308, [b"POST", b"POST"])])  # fmt: skip
def test_a_question_is_sent_on_only_where_the_server_says_so(world: Any, status: int, asked: list[bytes]) -> None:
    """RFC 9110, 15.4: the body goes along after 307 and 308, and after no other redirect."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        sent = await reader.readexactly(5) if b"Content-Length: 5" in head else b""
        bodies.append(sent)
        where = b"302 F\r\nLocation: /b" if head.split(b" ")[1] == b"/a" else b"200 OK"
        writer.write(b"HTTP/1.1 " + where.replace(b"302", b"%d" % status) + b"\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    bodies: list[bytes] = []

    async def main() -> None:
        async with world.serving(play) as (source, server):
            await web.answer(source, Request(url=server.url("/a"), method="POST", body=b"hello"))
            assert [head.split(b" ")[0] for head in server.asked] == asked
        assert bodies == [b"hello" if method == b"POST" else b"" for method in asked]

    asyncio.run(main())


def test_too_many_redirects_end(world: Any) -> None:
    """Eleven different addresses in a row are one too many."""

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        number = int(head.split(b" ")[1].strip(b"/") or b"0") + 1
        writer.write(b"HTTP/1.1 302 F\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n" % number)

    async def main() -> None:
        async with world.serving(play) as (source, server):
            answer = await web.answer(source, Request(url=server.url()))
            assert isinstance(answer, Refusal)
            assert answer.reason is Reason.REDIRECTS
            assert len(answer.exchanges) == len(server.asked) == 11

    asyncio.run(main())


_BOMB = """
import asyncio, resource, sys, zlib
from embedarchive import web
from embedarchive.model import Request
from embedarchive.web.decoding import zstd_library
def bomb(kind):
    block = bytes(1 << 24)
    if kind == "zstd":
        pack = zstd_library().ZstdCompressor(level=1)
        return b"".join(pack.compress(block) for _ in range(64)) + pack.flush()
    if kind == "br":
        import brotli
        pack = brotli.Compressor(quality=5)
        return b"".join(pack.process(block) for _ in range(64)) + pack.finish()
    pack = zlib.compressobj(1, wbits={"gzip": 31, "deflate": 15}[kind])
    first = pack.compress(block) + pack.flush(zlib.Z_FULL_FLUSH)
    again = pack.compress(block) + pack.flush(zlib.Z_FULL_FLUSH)
    return first + again * 63
async def main(packed):
    async def serve(reader, writer):
        asked = await reader.readuntil(b"\\r\\n\\r\\n")
        body = packed if b"/bomb" in asked else packed[:9]
        writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Encoding: %s\\r\\n" % sys.argv[1].encode())
        writer.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
        await writer.drain()
        writer.close()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, web.network(allow_private=True, rates=[web.Rate(every_s=0)]) as source:
        await web.answer(source, Request(url=f"{url}/warm"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = await web.answer(source, Request(url=f"{url}/bomb"))
        print(answer.reason, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, len(packed))
asyncio.run(main(bomb(sys.argv[1])))
"""


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd"])
def test_h2_bombs_are_noticed_at_the_budgets_end(kind: str) -> None:
    """1 GiB of zeros from a server: reason `size`, at most 64 MiB of memory, what came packed included."""
    done = commands.run_text(kind, program=_BOMB)
    reason, grown, packed = done.stdout.split()
    assert reason == "size"
    assert int(packed) < 32 << 20  # it is the unpacking that is refused, not the answer
    assert int(grown) <= 64 * 1024


def _packed(kind: str, data: bytes, **more: int) -> bytes:
    """Packed as tightly as that goes."""
    if kind == "br":
        return bytes(brotli.compress(data, quality=9))
    if kind == "zstd":
        library = decoding.zstd_library()
        how = {library.CompressionParameter.compression_level: 9}
        how |= {getattr(library.CompressionParameter, name): value for name, value in more.items()}
        pack = library.ZstdCompressor(options=how)
        return bytes(pack.compress(data) + pack.flush())
    pack = zlib.compressobj(9, wbits={"gzip": 31, "deflate": 15}[kind])
    return pack.compress(data) + pack.flush()


@pytest.mark.parametrize(
    ("kind", "most"), [("gzip", 1 << 16), ("deflate", 1 << 16), ("br", 1 << 18), ("zstd", 64 << 17)]
)
def test_h2_what_is_unpacked_comes_in_pieces(kind: str, most: int) -> None:
    """However much a few bytes unfold into, the budget has a say after each piece; zstd's blocks come 64 at a time."""
    undo = decoding.decoder(kind)
    assert undo is not None
    sizes = [len(piece) for piece in undo([_packed(kind, bytes(16 << 20))])]
    assert sum(sizes) == 16 << 20
    assert max(sizes) <= most


@pytest.mark.parametrize("size", [1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 1 << 17, (1 << 20) - 1, 1 << 20])
@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd"])
def test_whatever_is_whole_is_unpacked_whole(kind: str, size: int) -> None:
    """Also when it fills the pieces to the last byte, and in whatever portions it comes."""
    packed, undo = _packed(kind, bytes(size)), decoding.decoder(kind)
    assert undo is not None
    for portion in (1, len(packed)):
        portions = [packed[start : start + portion] for start in range(0, len(packed), portion)]
        assert b"".join(undo(portions)) == bytes(size)


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd"])
def test_h1_what_ends_in_the_middle_is_no_answer(kind: str) -> None:
    """The length may be right all the same: the packing itself says that something is missing."""
    packed, undo = _packed(kind, b"so and so and so"), decoding.decoder(kind)
    assert undo is not None
    assert b"".join(undo([packed])) == b"so and so and so"
    for end in (len(packed) - 1, len(packed) // 2):
        with pytest.raises(decoding.DecodeError):
            list(undo([packed[:end]]))


def test_h2_codings_on_top_of_each_other_are_undone_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last one first; no more than four, and what lies between two of them has a budget, too."""
    text = b"so and so " * 30
    for inner in ("gzip", "deflate", "br", "zstd"):
        for outer in ("gzip", "deflate", "br", "zstd"):
            undo = decoding.decoder(f"{inner}, {outer}")
            assert undo is not None
            assert b"".join(undo([_packed(outer, _packed(inner, text))])) == text
    with pytest.raises(decoding.DecodeError, match="5 times"):
        decoding.decoder("gzip, gzip, gzip, gzip, gzip")
    monkeypatch.setattr(decoding, "INNER_LIMIT", 1 << 20)
    bomb = _packed("gzip", _packed("gzip", b"") + bytes(2 << 20))  # zeros after the end are padding
    undo = decoding.decoder("gzip, gzip")
    assert undo is not None
    with pytest.raises(TooLarge):
        list(undo([bomb]))


@pytest.mark.parametrize(
    "label", ["UTF-8", "iso-8859-1", "text/html; charset=utf-8", "binary", '"none"', "amz-1.0", ""]
)
def test_a_label_that_names_no_coding_is_none(label: str) -> None:
    """Servers write charsets and media types there; browsers show such pages, too."""
    assert decoding.decoder(label) is None
    with pytest.raises(decoding.DecodeError, match="not known"):
        decoding.decoder("compress")


def test_h1_a_body_ends_at_its_budget(world: Any) -> None:
    """To the byte: the 128 KB beyond it are for heads and frames, not for more body."""

    async def main() -> None:
        for size, reason in ((10_000, None), (10_001, Reason.SIZE)):
            body = OK + b"Content-Length: %d\r\n\r\n" % size + bytes(size)
            async with world.serving(body, limits=web.Limits(page_bytes=10_000)) as (source, server):
                exchange = await source.exchange(Request(url=server.url()))
            assert exchange.reason is reason

    asyncio.run(main())


def test_h2_a_frame_may_not_ask_for_any_memory() -> None:
    """RFC 9659: a zstd window of more than 8 MiB is none of the web's."""
    undo = decoding.decoder("zstd")
    assert undo is not None
    assert b"".join(undo([_packed("zstd", b"so", window_log=23)])) == b"so"
    with pytest.raises(decoding.DecodeError):
        list(undo([_packed("zstd", b"so", window_log=25)]))


_LARGE = """
import asyncio, resource, tempfile
from embedarchive import web
from embedarchive.model import Request
async def serve(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % (20 << 20))
    for _ in range(320):
        writer.write(bytes(1 << 16))
        await writer.drain()
    writer.close()
async def main(folder):
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    rates = [web.Rate(kinds=("media",), at_once=16, every_s=0)]
    async with server, web.network(allow_private=True, spool=folder, rates=rates) as source:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        asked = [Request(url=f"http://127.0.0.1:{port}/{n}", kind="media", stream=True) for n in range(16)]
        answers = await asyncio.gather(*(web.answer(source, request) for request in asked))
        assert all(answer.file.size == 20 << 20 for answer in answers), answers
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(folder))
"""


def test_h3_large_bodies_do_not_live_in_memory() -> None:
    """Sixteen bodies of 20 MiB at once, streamed: at most 100 MiB."""
    done = commands.run_text(program=_LARGE)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= 100 * 1024


NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        (" 7 ", 7),
        ("-5", None),
        ("1000000000", 3600),
        ("1e9", None),
        ("9" * 20, 3600),
        ("0" * 30 + "5", 5),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60),
        ("Sun, 22 Nov 2099 12:01:00 GMT", 3600),
        ("Sun, 22 Nov 99999 12:01:00 GMT", None),
        ("soon", None),
        ("١٢٠", None),
        ("", None),
        (None, None),
        ("Sun, " * 50_000, None),
    ],
)
def test_h4_retry_after_is_read_safely(text: str | None, seconds: float | None) -> None:
    """Never negative, never more than an hour, never an error."""
    assert heads.retry_after(text, NOW) == seconds


PIECES = [
    b"HTTP/1.1 ",
    b"200 OK",
    b"\r\n",
    b"\n",
    b"\r\n\r\n",
    b"Content-Length: ",
    b"5",
    b"-1",
    b"99999999999999999999",
    b":",
]
PIECES += [
    b"Transfer-Encoding: chunked\r\n",
    b"0\r\n\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Location: //[",
    b" ",
    b"\x00",
    b"\xff",
]
PIECES += [b"HTTP/1.1 103 x\r\n\r\n", b"Retry-After: 9\r\n", PACKED]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=12))
def test_h8_random_bytes_are_values_never_errors(world: Any, pieces: list[bytes]) -> None:
    """Anything as an answer, headlong or after a proper head: an answer or a reason comes back."""

    async def main() -> None:
        for front in (b"", OK):
            async with world.serving(front + b"".join(pieces), limits=LIMITS) as (source, server):
                answer = await web.answer(source, Request(url=server.url()), limits=LIMITS, sleep=no_wait)
                assert isinstance(answer, Response | Refusal)

    asyncio.run(main())


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=400))
def test_h8_heads_and_redaction_are_total(raw: bytes) -> None:
    """Parsing and redacting a head never fails, and redacting twice changes nothing more."""
    heads.parse(b"HTTP/1.1 200 OK\r\n" + raw)
    once = heads.redact_head(raw)
    assert heads.redact_head(once) == once


def test_a_case_folder_answers(tmp_path: Path) -> None:
    """Files, text, JSON, statuses, redirects and faults; what is not listed is not there."""
    (tmp_path / "post.bin").write_bytes(b"\x00\x01")
    (tmp_path / "answers.json").write_text(
        """{"shape": "made", "from": "made for this test", "answers": [
        {"url": "https://a.example/1?a=1&b=2", "headers": {"Content-Type": "image/x"}, "file": "post.bin"},
        {"url": "https://a.example/2", "json": {"é": 1}, "at": "2022-11-11T20:00:00Z"},
        {"url": "https://a.example/3", "status": 302, "headers": {"location": "/2"}},
        {"url": "https://a.example/4", "reason": "deadline"},
        {"url": "https://a.example/5", "status": 429, "headers": {"retry-after": "60"}, "text": "slow"}]}"""
    )
    source = web.case(tmp_path)

    async def main() -> list[Response | Refusal]:
        paths = ("1?b=2&a=1", "2", "3", "4", "5", "6")
        return [await web.answer(source, Request(url=f"https://a.example/{path}")) for path in paths]

    first, second, third, fourth, fifth, sixth = asyncio.run(main())
    assert isinstance(first, Response)
    assert (first.body, first.header("content-type")) == (b"\x00\x01", "image/x")
    assert isinstance(second, Response)
    assert second.body == '{"é": 1}'.encode()
    assert second.at == dt.datetime(2022, 11, 11, 20, tzinfo=dt.UTC)
    assert isinstance(third, Response)
    assert third.url == "https://a.example/2"
    assert isinstance(fourth, Refusal)
    assert fourth.reason is Reason.DEADLINE
    assert isinstance(fifth, Response)
    assert (fifth.status, fifth.exchanges[0].retry_after) == (429, 60)
    assert isinstance(sixth, Refusal)
    assert sixth.reason is Reason.NOT_IN_RECORDING
