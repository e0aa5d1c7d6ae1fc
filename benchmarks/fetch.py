"""How fast the network is asked through guard, tee and limits, next to clients that have none of them.

A server in a process of its own under 16 host names (a resolver given to the guard), 20 ms for an answer of 80 KB, 64
requests in flight, plain HTTP. Each contestant has a process of its own too, so that nobody inherits a heap. Processor
time is that of the client's process alone. Ours is measured layer by layer, each with those before it: first the bare
layer (a pool per host, our connections, httpcore, h11), at the end the whole of it, an answer unpacked.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import importlib.util
import json
import multiprocessing
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from timing import quiet, table

BODY = random.Random(1).randbytes(80 * 1024)  # noqa: S311 -- the same every time; a picture cannot be packed either
PACKED = gzip.compress(BODY, mtime=0)
HOSTS, IN_FLIGHT, DELAY_S = 16, 64, 0.02
REQUESTS, ROUNDS = 1600, 7
Ask = Callable[[str], Awaitable[int]]
"""Asks for an address and returns how many bytes came."""


def _answer(body: bytes, more: bytes = b"") -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n%sContent-Length: %d\r\n\r\n" % (more, len(body))
    return head + body


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    plain, packed = _answer(BODY), _answer(PACKED, b"Content-Encoding: gzip\r\n")
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while True:
            asked = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(DELAY_S)
            writer.write(packed if asked.startswith(b"GET /packed/") else plain)
            await writer.drain()


def _server(ports: Queue[int]) -> None:
    async def serve() -> None:
        server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=500)
        ports.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextlib.contextmanager
def served() -> Iterator[int]:
    """The port of the server."""
    ports: Queue[int] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_server, args=(ports,), daemon=True)
    process.start()
    try:
        yield ports.get(timeout=30)
    finally:
        process.terminate()
        process.join()


async def _here(_host: str, _port: int) -> list[str]:
    """The resolver: every name is this machine."""
    return ["127.0.0.1"]


@contextlib.asynccontextmanager
async def layers(*, guarded: bool, taped: bool) -> Any:  # noqa: ANN401 -- an async context manager
    """Our pools and connections, with the guard before them or not, and with the tape running along or not."""
    import httpcore
    import httpx

    from embedarchive.web import ip_addresses
    from embedarchive.web.guard import Guard
    from embedarchive.web.pools import Pools
    from embedarchive.web.wire import Stream, Tape, Wire, recorded

    class Untaped(Stream):
        """Bytes go by and nobody looks."""

        async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109 -- as httpcore has it
            return await self._wire.read(max_bytes)

        async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 -- as httpcore has it
            self._wire.write(buffer)

    class Connections(Guard):
        """What opens connections."""

        async def connect_tcp(self, host: str, port: int, *more: Any, **options: Any) -> httpcore.AsyncNetworkStream:  # noqa: ANN401 -- as httpcore has it
            if guarded:
                stream = await super().connect_tcp(host, port, *more, **options)
                return stream if taped else Untaped(stream._wire, None, 0)  # type: ignore[attr-defined]  # noqa: SLF001 -- a layer is taken off
            _, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", port)
            return Untaped(wire, None, 0)

    pools = Pools(Connections(judge=ip_addresses.judge_private, resolver=_here, connect_s=4), None)

    async def ask(url: str) -> int:
        parsed = httpx.URL(url)
        where = httpcore.URL(scheme=b"http", host=parsed.raw_host, port=parsed.port, target=parsed.raw_path)
        with recorded(Tape(len(BODY))):
            async with pools.use(parsed) as pool:
                asked = httpcore.Request("GET", where, headers=[(b"Host", parsed.netloc)])
                answer = await pool.handle_async_request(asked)
                try:
                    return len(b"".join([piece async for piece in answer.aiter_stream()]))
                finally:
                    await answer.aclose()

    yield ask
    await pools.aclose()


@contextlib.asynccontextmanager
async def ours(*, packed: bool = False) -> Any:  # noqa: ANN401 -- an async context manager
    """The network as it is; with the answer unpacked, too."""
    from embedarchive import web
    from embedarchive.model import Refusal, Request
    from embedarchive.web.rates import Rate, Turnstile

    turnstile = Turnstile(rates=(Rate(kinds=("page",), at_once=6, every_s=0),), in_flight=IN_FLIGHT)
    async with web.network(resolver=_here, allow_private=True, turnstile=turnstile) as source:

        async def ask(url: str) -> int:
            answer = await web.answer(source, Request(url=_packed(url) if packed else url, kind="page"))
            if isinstance(answer, Refusal):
                raise RuntimeError(answer.detail)  # noqa: TRY004 -- no error of a type
            return len(answer.body)

        yield ask


def _packed(url: str) -> str:
    """The same, asked for packed."""
    base, _, number = url.rpartition("/")
    return f"{base}/packed/{number}"


@contextlib.asynccontextmanager
async def one_httpx_pool() -> Any:  # noqa: ANN401 -- an async context manager
    """One httpx client for all, as most programs have it; names lead to this machine by its transport's local map."""
    import httpx

    limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
    async with httpx.AsyncClient(limits=limits) as client:

        async def ask(url: str) -> int:
            host, _, path = url.removeprefix("http://").partition("/")
            port = host.partition(":")[2]
            return len((await client.get(f"http://127.0.0.1:{port}/{path}", headers={"Host": host})).content)

        yield ask


@contextlib.asynccontextmanager
async def aiohttp_client() -> Any:  # noqa: ANN401 -- an async context manager
    """One aiohttp session for all."""
    import aiohttp

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=IN_FLIGHT)) as session:

        async def ask(url: str) -> int:
            host, _, path = url.removeprefix("http://").partition("/")
            port = host.partition(":")[2]
            async with session.get(f"http://127.0.0.1:{port}/{path}", headers={"Host": host}) as answer:
                return len(await answer.read())

        yield ask


BARE, WHOLE, ONE_POOL, AIOHTTP = (
    "the bare layer",
    "+ hashes, turns, limits, the record",
    "httpx, one pool",
    "aiohttp + uvloop",
)
LAYERS: dict[str, Callable[[], Any]] = {
    BARE: lambda: layers(guarded=False, taped=False),
    "+ guard": lambda: layers(guarded=True, taped=False),
    "+ tee": lambda: layers(guarded=True, taped=True),
    WHOLE: ours,
    "+ undoing gzip": lambda: ours(packed=True),
}
"""Each with all those before it."""
CONTESTANTS = {**LAYERS, ONE_POOL: one_httpx_pool, AIOHTTP: aiohttp_client}


async def _run(name: str, port: int, count: int) -> dict[str, float]:
    async with CONTESTANTS[name]() as ask:
        numbers = iter(range(count))

        async def worker() -> None:
            for number in numbers:
                if await ask(f"http://h{number % HOSTS}.example:{port}/{number}") != len(BODY):
                    raise RuntimeError("not the whole body")

        await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))  # connections and code are warm
        numbers = iter(range(count))
        clock, processor = time.perf_counter(), time.process_time()
        await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
        return {
            "rate": count / (time.perf_counter() - clock),
            "cpu_ms": 1000 * (time.process_time() - processor) / count,
        }


def _child(name: str, port: int, count: int) -> None:
    if name == AIOHTTP:
        import uvloop

        print(json.dumps(uvloop.run(_run(name, port, count))))
    else:
        print(json.dumps(asyncio.run(_run(name, port, count))))


def measured(name: str, port: int) -> dict[str, float]:
    """One contestant in a process of its own."""
    count = REQUESTS if name != ONE_POOL else REQUESTS // 5
    command = [sys.executable, str(Path(__file__)), name, str(port), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=quiet())
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    """Print requests a second and processor time a request, what each layer adds, and the ratios that we promise."""
    peer = all(map(importlib.util.find_spec, ("aiohttp", "uvloop")))
    names = [name for name in CONTESTANTS if name != AIOHTTP or peer]
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    with served() as port:
        for number in range(ROUNDS):
            for name in names if number % 2 == 0 else names[::-1]:
                found[name].append(measured(name, port))
    rate = {name: statistics.median(each["rate"] for each in rounds) for name, rounds in found.items()}
    # Neighbours on the machine only ever add to processor time, and more than a layer does: the least of it counts.
    cpu = {name: min(each["cpu_ms"] for each in rounds) for name, rounds in found.items()}
    print(f"\n## Fetching (16 hosts, 20 ms, 80 KB, {IN_FLIGHT} in flight; {ROUNDS} interleaved rounds)\n")
    before = dict(zip(list(LAYERS)[1:], LAYERS, strict=False))
    rows = [
        (
            name,
            f"{rate[name]:.0f}",
            f"{cpu[name]:.2f}",
            f"{cpu[name] - cpu[before[name]]:+.2f}" if name in before else "",
        )
        for name in names
    ]
    print(
        table(("client", "requests a second (median)", "processor ms a request (least)", "of which this layer"), rows)
    )
    ratios = [("requests a second, all of ours to httpx with one pool", rate[WHOLE] / rate[ONE_POOL], "5")]
    if peer:
        ratios.append((f"processor time, the bare layer to {AIOHTTP}", cpu[BARE] / cpu[AIOHTTP], "at most 3"))
        ratios.append((f"processor time, all of ours to {AIOHTTP}", cpu[WHOLE] / cpu[AIOHTTP], ""))
    print()
    print(table(("ratio", "measured", "promised"), [(what, f"{ratio:.1f}", limit) for what, ratio, limit in ratios]))
    if not peer:
        print(f"{AIOHTTP} is not installed here.")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _child(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
