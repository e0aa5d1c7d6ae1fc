"""Fetching by the workers of a cluster: limits hold, one host is one worker's, and of who is killed nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import io
import itertools
import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image as Picture

from embedarchive import web
from embedarchive.archive import Archive
from embedarchive.archive.fetching import on_workers
from embedarchive.archive.fetching.on_workers import Manner, Workers
from embedarchive.archive.results import Result
from embedarchive.errors import UsageError
from embedarchive.model import Document, Image, Reason, Request, Response, Scan
from embedarchive.store import Store, verify
from embedarchive.web.bodies import Sink

if find_spec("distributed") is None:
    pytest.skip("there is no Dask here", allow_module_level=True)
HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
IMAGES = 6
"""So many images lie on each host."""


def photo(number: int) -> bytes:
    """A picture of its own."""
    out = io.BytesIO()
    Picture.new("RGB", (640, 400), (number * 7 % 256, 40, 90)).save(out, "JPEG")
    return out.getvalue()


class Seen:
    """What the servers were asked; whom they answer with 429 once; whether more than the first is answered."""

    def __init__(self) -> None:
        self.asked = defaultdict[str, list[float]](list)
        self.inside = defaultdict[str, int](int)
        self.most = defaultdict[str, int](int)
        self.limited = set[str]()
        self.answers = threading.Event()
        self.answers.set()
        self.lock = threading.Lock()


@pytest.fixture
def servers() -> Iterator[tuple[Seen, int]]:
    """A server that answers for several hosts of this machine after a moment; who is in `limited` says 429 once."""
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            with seen.lock:
                seen.asked[host].append(time.monotonic())
                seen.inside[host] += 1
                seen.most[host] = max(seen.most[host], seen.inside[host])
                limited = self.path in seen.limited
                seen.limited.discard(self.path)
            number = int(self.path.strip("/").removesuffix(".jpg"))
            time.sleep(0.05)
            if number >= len(HOSTS):
                seen.answers.wait(300)
            with seen.lock:
                seen.inside[host] -= 1
            body = b"" if limited else photo(number)
            self.send_response(429 if limited else 200)
            if limited:
                self.send_header("Retry-After", "1")
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)  # noqa: S104 -- every address of the loopback
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield seen, server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A cluster of two workers that are threads of this process."""
    from distributed import LocalCluster

    quiet = {"processes": False, "protocol": "tcp://", "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(n_workers=2, threads_per_worker=1, **quiet) as there:
        yield str(there.scheduler_address)


@pytest.fixture
def due(tmp_path: Path, servers: tuple[Seen, int]) -> Path:
    """An archive of an article with images on three hosts, none of which was fetched."""
    _, port = servers
    urls = [f"http://{host}:{port}/{number * 3 + at}.jpg" for at, host in enumerate(HOSTS) for number in range(IMAGES)]
    folder = tmp_path / "archive"
    with Store.open(folder) as store:
        store.begin_run("test")
        images = tuple(Image(url=url, start=at, end=at + 1) for at, url in enumerate(urls))
        scan = Scan(document=Document(text="·" * len(urls), source="a.txt"), embeds=(), images=images)
        store.add_article(b"a", scan, "a", parser="test")
        store.end_run(0, {})
    return folder


def fetched(folder: Path, **options: Any) -> list[Result]:  # noqa: ANN401 -- of `Archive`
    """What became of what was due."""
    with Archive(folder, create=False, allow_private=True, **options) as archive:
        return [event for event in archive.due_events(everything=True) if isinstance(event, Result)]


def states(folder: Path) -> list[tuple[str, str, str | None]]:
    """Each image, its state, and the digest of what is kept of it."""
    with Store.open(folder, create=False) as store:
        return [(row.key, str(row.status), row.digest) for row in store.listed_media()]


def test_limits_hold_whoever_asks(tmp_path: Path, servers: tuple[Seen, int], cluster: str) -> None:
    """One turnstile for all workers: the rate of a host, how many it sees at once, and the wait that a 429 asks for."""
    seen, port = servers
    seen.limited.add("/1.jpg")

    async def main() -> list[int]:
        rates = dict.fromkeys(HOSTS[:2], 0.3)
        async with on_workers.opened(cluster, tmp_path / "tmp", Manner(allow_private=True), rates, None) as network:
            asked = [Request(url=f"http://{host}:{port}/{number}.jpg") for number in range(3) for host in HOSTS[:2]]
            answers = await asyncio.gather(*(web.answer(network, request) for request in asked))
            return [answer.status for answer in answers if isinstance(answer, Response)]

    assert asyncio.run(main()) == [200] * 6
    for host in HOSTS[:2]:
        distances = sorted(later - earlier for earlier, later in itertools.pairwise(seen.asked[host]))
        assert distances[1] >= 0.2, "one may be short: a busy machine lets a request wait on its way"
        assert seen.most[host] == 1
    limited = next(host for host in HOSTS[:2] if len(seen.asked[host]) == 4)
    assert max(later - earlier for earlier, later in itertools.pairwise(seen.asked[limited])) >= 0.8


def test_a_host_is_one_workers_and_all_is_kept_here(
    due: Path, servers: tuple[Seen, int], cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it came, piece by piece; hosts are shared out among the workers."""
    seen, _ = servers
    by_worker = defaultdict[str, set[str]](set)
    ask = Workers._call

    async def noted(self: Workers, address: str, name: str, *given: Any) -> Any:  # noqa: ANN401 -- as it is
        if name == "exchange":
            by_worker[given[0].url.split("/")[2]].add(address)
        return await ask(self, address, name, *given)

    monkeypatch.setattr(Workers, "_call", noted)
    monkeypatch.setattr(on_workers, "PIECE", 1000)
    results = fetched(due, dask=cluster)
    assert [str(result.status) for result in results] == ["archived"] * len(HOSTS) * IMAGES
    assert [len(addresses) for addresses in by_worker.values()] == [1, 1, 1]
    assert len(set().union(*by_worker.values())) == 2
    assert max(seen.most.values()) <= 6
    with Store.open(due, create=False) as store:
        for row in store.listed_media():
            path = store.path_of(str(row.digest))
            assert path is not None
            assert path.read_bytes() == photo(int(row.key.rpartition("/")[2].removesuffix(".jpg")))
        rows = store.connection.execute("select count(*), min(address) from fetches where status = 200").fetchone()
    assert rows == (len(HOSTS) * IMAGES, "127.0.0.1")
    assert verify(due).sound
    assert not list((due / "tmp").iterdir())


def test_what_a_killed_worker_was_asked_stays_due(due: Path, servers: tuple[Seen, int]) -> None:
    """The other worker asks its hosts from then on; run again, everything is there once."""
    from distributed import LocalCluster

    seen, killed = servers[0], list[int]()
    seen.answers.clear()
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as there:
        address = str(there.scheduler_address)
        with Archive(due, create=False, allow_private=True, dask=address, rates={"127.0.0.1": 0.3}) as archive:
            for event in archive.due_events(everything=True):
                if isinstance(event, Result) and not killed:
                    worker = there.workers[0].process
                    until = time.monotonic() + 120
                    while not all(seen.inside[host] for host in HOSTS) and time.monotonic() < until:
                        time.sleep(0.01)
                    os.kill(worker.pid, signal.SIGKILL)
                    killed.append(worker.pid)
                    time.sleep(1)
                    seen.answers.set()
        lost = {key for key, status, _ in states(due) if status == "pending"}
        assert lost
        assert {str(result.key) for result in fetched(due, dask=address)} == lost
    assert {status for _, status, _ in states(due)} == {"archived"}
    with Store.open(due, create=False) as store:
        again = store.connection.execute(
            "select url from fetches where status = 200 group by url having count(*) > 1"
        ).fetchall()
        attempts = store.connection.execute("select max(attempts) from media").fetchone()[0]
    assert again == []
    assert attempts <= 1
    assert verify(due).sound


def test_without_workers_everything_stays_due(tmp_path: Path, cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot be asked is lost, and when nobody is left, that is what the log says."""

    class Nobody:
        async def exchange(self, _: Request) -> None:
            raise OSError("gone")

    async def main() -> None:
        from distributed import Client

        with contextlib.ExitStack() as stack:
            client = stack.enter_context(Client(cluster, set_as_default=False))
            workers = Workers(client, Manner(), tmp_path)
            monkeypatch.setattr(Workers, "_begun", lambda _self, _known: {})
            workers._askers = {"there": Nobody()}
            for expected in ("The worker that asked was lost.", "The cluster has no worker any more."):
                exchange = await workers.ask(Request(url="https://a.example/"), "a.example")
                assert (exchange.reason, exchange.detail) == (Reason.INTERRUPTED, expected)

    asyncio.run(main())


def test_a_full_disk_here_costs_no_worker(
    tmp_path: Path, servers: tuple[Seen, int], cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be written is told, and the worker is asked again."""

    def full(_self: Sink, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def main() -> None:
        async with on_workers.opened(cluster, tmp_path / "tmp", Manner(allow_private=True), {}, None) as network:
            request = Request(url=f"http://{HOSTS[0]}:{servers[1]}/1.jpg", stream=True)
            with monkeypatch.context() as patch:
                patch.setattr(on_workers, "Sink", type("Full", (Sink,), {"write": full}))
                exchange = await network.exchange(request)
            assert (exchange.reason, exchange.detail) == (
                Reason.DISK,
                "The answer could not be written: No space left on device.",
            )
            assert isinstance(await web.answer(network, request), Response)

    asyncio.run(main())
    assert len(list((tmp_path / "tmp").iterdir())) == 1


class NoCluster:
    """A cluster without a worker, whose scheduler may be gone, too; how often somebody waited."""

    def __init__(self, *, gone: bool) -> None:
        self.gone, self.waits = gone, 0

    def as_current(self) -> contextlib.AbstractContextManager[None]:
        """Nothing to set."""
        return contextlib.nullcontext()

    def wait_for_workers(self, _: int, __: float) -> None:
        """In vain."""
        self.waits += 1
        raise TimeoutError

    def nthreads(self) -> dict[str, int]:
        """Of no worker."""
        if self.gone:
            raise OSError("ConnectionPool is closed")
        return {}


@pytest.mark.parametrize("gone", [False, True])
def test_a_cluster_that_vanished_is_waited_for_once(tmp_path: Path, gone: bool) -> None:
    """Every request is told that nobody can make it, as soon as one has waited, and none ends in an error."""

    async def main() -> None:
        client = NoCluster(gone=gone)
        workers = Workers(cast("Any", client), Manner(), tmp_path)
        asked = (workers.ask(Request(url=f"https://{name}.example/"), name) for name in "abc")
        for exchange in await asyncio.gather(*asked):
            assert (exchange.reason, exchange.detail) == (Reason.INTERRUPTED, "The cluster has no worker any more.")
        assert client.waits == 1

    asyncio.run(main())


def test_what_does_not_go_with_workers_is_a_sentence(due: Path, tmp_path: Path) -> None:
    """Cookies stay on this machine, and so do recordings and a proxy; a cluster has to be there."""
    jar = tmp_path / "cookies.txt"
    jar.write_text("# Netscape HTTP Cookie File\n")
    for option in ({"cookies": jar}, {"proxy": "socks5h://127.0.0.1:1"}):
        with pytest.raises(UsageError, match="without recordings, cookies or a proxy"):
            Archive(due, create=False, dask="local", **option)
    with pytest.raises(UsageError, match="no scheduler of Dask answers there"):
        fetched(due, dask="nowhere")
    assert {status for _, status, _ in states(due)} == {"pending"}


def test_a_worker_guards_as_the_command_does(cluster: str) -> None:
    """An address of a private network is refused where the request would be made, too."""

    async def main() -> None:
        from distributed import Client

        with Client(cluster, set_as_default=False) as client:
            workers = Workers(client, Manner(), Path())
            await workers.begin()
            exchange = await workers.ask(Request(url="http://127.0.0.1/"), "127.0.0.1")
            assert exchange.reason is Reason.BLOCKED_ADDRESS
            await workers.close()

    asyncio.run(main())
