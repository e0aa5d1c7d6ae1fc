"""What crossed the wire is what is kept: heads, bodies, reasons; and no secret."""

from __future__ import annotations

import asyncio
import gzip
import io
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from embedarchive import web
from embedarchive.exports import warc_writer
from embedarchive.model import Exchange, Reason, Refusal, Request, Response
from embedarchive.web.client import USER_AGENT
from embedarchive.web.heads import redact_head
from embedarchive.web.rates import Turnstile

PACKED = gzip.compress(b"so it is, said the wind " * 40)
SHAPES = {
    "chunked, gzip, trailers": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\nTrailer: X-Sum\r\n\r\n",
        b"5;why=so\r\n%s\r\n%x\r\n%s\r\n0\r\nX-Sum: 7\r\n\r\n" % (PACKED[:5], len(PACKED) - 5, PACKED[5:]),
        PACKED,
    ),
    "folded headers": (b"HTTP/1.1 200 OK\r\nX-Long: one\r\n two\r\n\tthree\r\nContent-Length: 2\r\n\r\n", b"ok", b"ok"),
    "latin-1": (b"HTTP/1.1 200 D\xe9j\xe0 vu\r\nX-Cafe: \xe9\xc3\xa9\r\nContent-Length: 2\r\n\r\n", b"ok", b"ok"),
    "the same header twice": (
        b"HTTP/1.1 200 OK\r\nVary: a\r\nVARY:  b \r\nContent-Length: 2\r\n\r\n", b"ok", b"ok"),
    "interim answers": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"ok", b"ok"),
    "ended by closing": (b"HTTP/1.0 200 OK\r\nServer: old\r\n\r\n", b"all that comes", b"all that comes"),
    "no content": (b"HTTP/1.1 204 No Content\r\nX-Why: none\r\n\r\n", b"", b""),
}  # fmt: skip


async def one(source: Any, url: str, **more: Any) -> Exchange:
    """A single exchange."""
    exchange: Exchange = await source.exchange(Request(url=url, **more))
    return exchange


@pytest.mark.parametrize("shape", SHAPES)
def test_e1_heads_and_bodies_are_what_the_server_sent(world: Any, shape: str) -> None:
    """Seven shapes, byte for byte; and the request is what the server saw."""
    head, wire, body = SHAPES[shape]
    before = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3 if shape.startswith("interim") else b""

    async def main() -> None:
        async with world.serving(before + head + wire) as (source, server):
            exchange = await one(source, server.url("/a?b=c"))
            assert exchange.reason is None, exchange
            assert exchange.response_head == head
            assert exchange.body is not None
            assert exchange.body.data == body
            assert exchange.request_head == server.asked[0]
            assert exchange.address == world.PUBLIC
            assert ("interim=3" in exchange.flags) == bool(before)
            assert ("length-unverified" in exchange.flags) == (shape == "ended by closing")
            file = io.BytesIO()
            warc_writer.write_exchange(file, exchange, compress=False)
            assert (
                head + (wire if not wire.startswith(b"5;") else b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
                in file.getvalue()
            )

    asyncio.run(main())


def test_the_request_says_who_asks(world: Any) -> None:
    """A truthful User-Agent with the project's address, gzip at most, and the request's own headers."""

    async def main() -> None:
        async with world.serving(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (source, server):
            await one(source, server.url("/x"), headers=(("Accept", "application/json"),))
            lines = server.asked[0].decode().split("\r\n")
            assert lines[0] == "GET /x HTTP/1.1"
            assert f"User-Agent: {USER_AGENT}" in lines
            assert "Accept-Encoding: gzip, identity" in lines
            assert f"Host: site.example:{server.port}" in lines
            assert [line for line in lines if line.startswith("Accept:")] == ["Accept: application/json"]

    asyncio.run(main())


async def _reset(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _head: bytes) -> None:
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    writer.transport.abort()


def test_c12_each_fault_has_its_own_reason(world: Any) -> None:
    """No such name, nobody there, reset, cut in the body, out of time: each says exactly that, and is pending."""
    names = world.Names({"nowhere.example": socket.gaierror(socket.EAI_NONAME, "unknown"), "empty.example": []})

    async def main() -> dict[str, Exchange]:
        async with world.serving(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nonly this", names) as (source, server):
            found = {
                "dns": await one(source, server.url(host="nowhere.example")),
                "empty": await one(source, server.url(host="empty.example")),
                "cut": await one(source, server.url()),
            }
            async with world.Server(_reset) as other:
                found["reset"] = await one(source, other.url(host="reset.example"))
            found["connect"] = await one(source, other.url(host="closed.example"))
            return found

    found = asyncio.run(main())
    assert {name: exchange.reason for name, exchange in found.items()} == {
        "dns": Reason.DNS,
        "empty": Reason.DNS,
        "connect": Reason.CONNECT,
        "reset": Reason.RESET,
        "cut": Reason.RESET,
    }
    assert all(
        exchange.detail.endswith(".") and exchange.reason.status == "pending"
        for exchange in found.values()
        if exchange.reason
    )
    cut = found["cut"]
    assert cut.status == 200
    assert "truncated=disconnect" in cut.flags
    assert cut.body is not None
    assert cut.body.data == b"only this"


def test_a_reset_is_tried_three_times_and_every_attempt_is_kept(world: Any) -> None:
    """Backoff with jitter, then the reason; a 404 is never asked for again."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def main() -> None:
        async with world.serving(_reset) as (source, server):
            answer = await web.answer(source, Request(url=server.url()), sleep=sleep)
            assert isinstance(answer, Refusal)
            assert answer.reason is Reason.RESET
            assert len(answer.exchanges) == len(server.asked) == 3
        async with world.serving(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n") as (source, server):
            answer = await web.answer(source, Request(url=server.url()), sleep=sleep)
            assert isinstance(answer, Response)
            assert answer.status == 404
            assert len(server.asked) == 1

    asyncio.run(main())
    assert 0.25 <= waits[0] <= 0.75
    assert 0.5 <= waits[1] <= 1.5


def test_bytes_after_the_end_never_become_the_next_answer(world: Any) -> None:
    """A server that appends a second answer to the first does not get it into another address's record."""
    stray = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray"
    replies = {
        b"/length": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + stray,
        b"/chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n" + stray,
        b"/next": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext",
    }

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.write(replies[head.split(b" ")[1]])
        await writer.drain()

    async def main() -> None:
        async with world.serving(play) as (source, server):
            for path in ("/length", "/chunks"):
                first = await one(source, server.url(path))
                assert first.body is not None
                assert first.body.data == b"ok"
                assert ("excess-bytes" in first.flags) == (path == "/length")
                following = await one(source, server.url("/next"))
                assert following.body is not None
                assert following.body.data == b"next"
                assert following.response_head.endswith(b"4\r\n\r\n")
            used = server.connections
            await one(source, server.url("/next"))
            assert server.connections == used  # a clean connection is used again

    asyncio.run(main())


CANARY = "hunter2canary"


def test_h10_secrets_stay_with_their_host_and_out_of_what_is_kept(world: Any, tmp_path: Path) -> None:
    """Credentials go to the host they were meant for, to no other after a redirect, and into no exchange."""
    jar = tmp_path / "cookies.txt"
    jar.write_text(f"# Netscape HTTP Cookie File\n.site.example\tTRUE\t/\tFALSE\t0\tid\t{CANARY}\n")

    async def main() -> None:
        async with world.Server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as other:
            there = other.url("/b", host="other.example")
            back = f"HTTP/1.1 302 Go\r\nLocation: {there}\r\nSet-Cookie: s={CANARY}\r\n b\r\nContent-Length: 0\r\n\r\n"
            async with world.serving(back.encode(), cookies=jar, spool=tmp_path / "spool") as (source, server):
                headers = tuple((name, CANARY) for name in ("Authorization", "X-Api-Key", "X-Guest-Token"))
                url = server.url(f"/a?token={CANARY}&b=1&api%5Fkey={CANARY}")
                answer = await web.answer(source, Request(url=url, headers=(*headers, ("Accept", "text/html"))))
            assert server.asked[0].count(CANARY.encode()) == 6
            assert CANARY.encode() not in other.asked[0]
            assert b"Accept: text/html" in other.asked[0]
            assert CANARY not in repr(answer.exchanges)
            assert b"b=1" in answer.exchanges[0].request_head
            file = io.BytesIO()
            warc_writer.write_exchange(file, answer.exchanges[0], compress=False)
            assert CANARY.encode() not in file.getvalue()

    asyncio.run(main())


def test_h10_the_folded_rest_of_a_secret_is_one() -> None:
    """RFC 9112, 5.2: a line that begins with a blank goes on with the header before."""
    raw = f"HTTP/1.1 200 OK\r\nSet-Cookie: s=1;\r\n {CANARY}\r\n\t{CANARY}\r\nX-A: b\r\n c\r\n\r\n".encode()
    kept = redact_head(raw)
    assert CANARY.encode() not in kept
    assert kept.endswith(b"X-A: b\r\n c\r\n\r\n")


def test_h10_addresses_that_are_refused_or_lead_on_keep_no_secret(world: Any) -> None:
    """A refused address, a `Location` and the sentence about redirects without an end."""

    async def main() -> None:
        loop = f"HTTP/1.1 302 Go\r\nLocation: /?token={CANARY}\r\nContent-Length: 0\r\n\r\n"
        async with world.serving(loop.encode()) as (source, server):
            refused = await source.exchange(Request(url=f"ftp://site.example/?token={CANARY}"))
            answer = await web.answer(source, Request(url=server.url(f"/?token={CANARY}")))
        assert refused.reason is Reason.BLOCKED_ADDRESS
        assert CANARY not in repr(refused)
        assert isinstance(answer, Refusal)
        assert answer.reason is Reason.REDIRECTS
        assert CANARY not in answer.detail
        assert CANARY.encode() not in answer.exchanges[0].response_head

    asyncio.run(main())


def test_h10_a_cookie_of_https_goes_to_no_http(world: Any, tmp_path: Path) -> None:
    """Netscape's fourth column says that a cookie is for encrypted connections only."""
    jar = tmp_path / "cookies.txt"
    jar.write_text(f"# Netscape HTTP Cookie File\n.site.example\tTRUE\t/\tTRUE\t0\tid\t{CANARY}\n")

    async def main() -> None:
        async with world.serving(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", cookies=jar) as (source, server):
            await source.exchange(Request(url=server.url()))
            assert CANARY.encode() not in server.asked[0]

    asyncio.run(main())


@pytest.mark.parametrize(
    ("url", "hidden"),
    [
        ("https://a.example/?token=abc", True),
        ("https://a.example/?x=1&SIG=abc#part", True),
        ("https://a.example/?api_key=abc", True),
        ("https://a.example/?monkey=abc&keyboard=abc&tokens=abc", False),
        ("https://a.example/token=abc", False),
        ("https://cdn.syndication.twimg.com/tweet-result?id=1&token=abc", False),
        ("https://evil.example/cdn.syndication.twimg.com/?token=abc", True),
        ("https://evil.example//cdn.syndication.twimg.com/?token=abc", True),
    ],
)
def test_g7_query_secrets_are_redacted(url: str, hidden: bool) -> None:
    """By the parameter's name; different secrets stay different addresses; X's computed token is none."""
    shown = web.redact_url(url)
    assert ("abc" not in shown) == hidden
    assert web.redact_url(shown) == shown
    if hidden:
        assert shown != web.redact_url(url.replace("abc", "xyz"))


def test_streamed_bodies_go_to_the_spool(world: Any, tmp_path: Path) -> None:
    """A file, hashed on the way; a cut one leaves nothing behind."""
    data = bytes(range(256)) * 1000
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(data) + data

    async def main(sent: bytes) -> Exchange:
        async with world.serving(sent, spool=tmp_path) as (source, server):
            return await one(source, server.url("/v.mp4"), kind="media", stream=True)

    exchange = asyncio.run(main(whole))
    assert exchange.body is not None
    assert Path(str(exchange.body.path)).read_bytes() == data
    Path(str(exchange.body.path)).unlink()
    exchange = asyncio.run(main(whole[:-1]))
    assert exchange.reason is Reason.RESET
    assert exchange.body is None
    assert not list(tmp_path.iterdir())


def test_a_run_without_a_network_ends_at_once(world: Any) -> None:
    """When names hang and nobody ever answered, the first two hosts wait and all others are told at once."""
    names = world.Names({f"host{number}.example": 30.0 for number in range(40)})

    async def main() -> float:
        async with world.network(names, limits=web.Limits(connect_s=1.0)) as source:
            began = time.monotonic()
            for start in range(10):
                urls = [f"http://host{number}.example/{path}" for number in range(start, 40, 10) for path in range(3)]
                found = await asyncio.gather(*(one(source, url) for url in urls))
                assert {exchange.reason for exchange in found} == {Reason.DNS}
            return time.monotonic() - began

    assert asyncio.run(main()) < 9.9  # a second for each of the ten lots would be more


def test_connections_of_many_hosts_do_not_pile_up(world: Any) -> None:
    """After a hundred hosts the oldest idle connections are ended; the newest are used again."""

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _head: bytes) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    async def main() -> None:
        async with world.serving(play) as (source, server):
            for number in range(100):
                await one(source, server.url(host=f"host{number}.example"))
            async with asyncio.timeout(60):
                while len(server.open) > 64:  # noqa: ASYNC110 -- the server hears of an end when it hears of it
                    await asyncio.sleep(0.01)
            await one(source, server.url(host="host99.example"))
            assert server.connections == 100

    asyncio.run(main())


def test_nobody_queues_for_a_host_that_is_not_there(world: Any) -> None:
    """Sixty requests at one a second do not take a minute when the first of them finds no host."""
    names = world.Names({"away.example": 30.0})

    async def main() -> float:
        async with world.network(names, limits=web.Limits(connect_s=0.3), turnstile=Turnstile()) as source:
            began = time.monotonic()
            found = await asyncio.gather(*(one(source, f"http://away.example/{number}") for number in range(60)))
            assert {exchange.reason for exchange in found} == {Reason.DNS}
            return time.monotonic() - began

    assert asyncio.run(main()) < 15


def test_a_full_disk_is_a_reason(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written is said, not raised."""
    from embedarchive.web import bodies

    def full(_self: bodies.Sink, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bodies.Sink, "write", full)

    async def main() -> Exchange:
        async with world.serving(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", spool=tmp_path) as (source, server):
            return await one(source, server.url(), stream=True)

    assert asyncio.run(main()).reason is Reason.DISK
    assert not list(tmp_path.iterdir())
