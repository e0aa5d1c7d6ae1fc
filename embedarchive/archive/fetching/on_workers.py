"""Requests that the workers of a Dask cluster make: those to one host are all made by one of them.

Which, when, and what becomes of it is the command's alone: its turnstile holds every host to its rate, whichever worker
asks, its archive holds what is due, and it alone writes. A worker has no memory but its connections. Of one that is
killed the requests under way are `interrupted`, which is no attempt; its hosts are asked by the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embedarchive import web
from embedarchive.archive.articles.article_pages import rates_of
from embedarchive.archive.articles.jobs import processors
from embedarchive.archive.concurrency.cluster import connected
from embedarchive.errors import UsageError
from embedarchive.model import Exchange, Reason, Request
from embedarchive.store import times
from embedarchive.web.bodies import Sink
from embedarchive.web.client import USER_AGENT, Network
from embedarchive.web.limits import DEFAULT
from embedarchive.web.rates import IN_FLIGHT, RATES, Turnstile

if TYPE_CHECKING:
    from distributed import Actor, Client

ALONE = "Workers of a cluster ask the network themselves: without recordings, cookies or a proxy."
PIECE = 4 << 20
"""Bytes of a file that a worker hands over at once."""
LATE_S = 60.0
"""Seconds beyond a request's own deadline after which a worker is given up."""
NOBODY_S = 30.0
"""Seconds that are waited for a worker when none is left."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How workers ask.

    Attributes:
        allow_private: also ask private addresses.
        user_agent: who they say they are; None for this program.
    """

    allow_private: bool = False
    user_agent: str | None = None


class _UnwrittenError(Exception):
    """What a worker handed over could not be written here."""


class Asker:
    """Lives in a worker: asks what it is told to, at once, and hands over what came in files, piece by piece."""

    def __init__(self, manner: Manner) -> None:
        from distributed import get_worker

        self._folder = tempfile.TemporaryDirectory(prefix="embedarchive-", dir=get_worker().local_directory)
        self._network = web.network(
            spool=self._folder.name, allow_private=manner.allow_private, user_agent=manner.user_agent or USER_AGENT
        )

    async def exchange(self, request: Request) -> Exchange:
        """Make a request."""
        return await self._network.exchange_at_once(request)

    def piece(self, path: str, start: int) -> bytes:
        """Bytes of an answer's file; nothing, and the file is removed, where it ends."""
        file = Path(self._folder.name, Path(path).name)
        with file.open("rb") as opened:
            opened.seek(start)
            data = opened.read(PIECE)
        if not data:
            file.unlink()
        return data

    async def close(self) -> None:
        """End its connections, and remove what lies beside."""
        await self._network.aclose()
        self._folder.cleanup()


@asynccontextmanager
async def opened(
    address: str, spool: Path, manner: Manner, own: Mapping[str, float], max_bytes: int | None
) -> AsyncIterator[Network]:
    """A network whose requests are made by workers.

    Raises:
        UsageError: there is no such cluster, or no worker in it.
    """
    with ExitStack() as stack:
        client = await asyncio.to_thread(stack.enter_context, connected(address, processors()))
        workers = Workers(client, manner, spool)
        try:
            if not await workers.begin():
                raise UsageError(f"{address}: the cluster has no worker.")
            turnstile = Turnstile(rates=(*rates_of(own), *RATES), in_flight=IN_FLIGHT * workers.count)
            private = manner.allow_private
            async with web.network(
                allow_private=private, max_bytes=max_bytes, turnstile=turnstile, elsewhere=workers.ask
            ) as network:
                yield network
        finally:
            await workers.close()
            await asyncio.to_thread(stack.close)


@dataclass(slots=True)
class Workers:
    """The workers, and which of them asks which host."""

    client: Client
    manner: Manner
    spool: Path
    _askers: dict[str, Actor] = field(default_factory=dict)
    _of_host: dict[str, str] = field(default_factory=dict)
    _hosts: Counter[str] = field(default_factory=Counter)
    _beginning: asyncio.Lock = field(default_factory=asyncio.Lock)
    _lost: bool = False
    _patient: bool = True

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._askers)

    async def begin(self) -> bool:
        """Begin to ask on every worker that is there and does not yet; whether any does then.

        Where there is none, one is waited for; but once only, until there is one again.
        """
        async with self._beginning:
            with contextlib.suppress(Exception):  # whatever Dask raises where the scheduler is gone
                self._askers |= await asyncio.to_thread(self._begun, tuple(self._askers))
            self._patient = bool(self._askers)
        return self._patient

    def _begun(self, known: tuple[str, ...]) -> dict[str, Actor]:
        if not known and self._patient:
            with contextlib.suppress(TimeoutError):
                self.client.wait_for_workers(1, NOBODY_S)
        begun = {}
        with self.client.as_current():
            for address in set(self.client.nthreads()) - set(known):
                given = {"workers": [address], "allow_other_workers": False, "pure": False, "actor": True}
                with contextlib.suppress(Exception):  # it was lost in this moment
                    begun[address] = self.client.submit(Asker, self.manner, **given).result(NOBODY_S)
        return begun

    async def ask(self, request: Request, host: str) -> Exchange:
        """What becomes of a request that the host's worker makes."""
        address = await self._worker_of(host)
        if address is None:
            return self._none(request, Reason.INTERRUPTED, "The cluster has no worker any more.")
        try:
            async with asyncio.timeout(DEFAULT.seconds(request) + LATE_S):
                exchange: Exchange = await self._call(address, "exchange", request)
                return await self._brought(address, request, exchange)
        except _UnwrittenError as error:
            return self._none(request, Reason.DISK, f"The answer could not be written: {error}.")
        except Exception:  # noqa: BLE001 -- whatever Dask raises; a worker that cannot be asked is no worker
            self._lose(address)
            return self._none(request, Reason.INTERRUPTED, "The worker that asked was lost.")

    async def _brought(self, address: str, request: Request, exchange: Exchange) -> Exchange:
        """The exchange with its body here, if that is in a file of the worker's."""
        if exchange.body is None or exchange.body.path is None:
            return exchange
        with _written():
            self.spool.mkdir(parents=True, exist_ok=True)
            sink = Sink(DEFAULT.bytes(request), self.spool)
        try:
            while data := await self._call(address, "piece", exchange.body.path, sink.size):
                with _written():
                    sink.write(data)
            with _written():
                return replace(exchange, body=sink.finish())
        except BaseException:
            sink.discard()
            raise

    async def _worker_of(self, host: str) -> str | None:
        """The worker that asks a host: always the same one while it lives, else the one with the fewest hosts."""
        address = self._of_host.get(host)
        if address is not None and address in self._askers:
            return address
        if self._lost or not self._askers:
            self._lost = False
            await self.begin()
        if not self._askers:
            return None
        address = min(self._askers, key=lambda each: self._hosts[each])
        self._of_host[host] = address
        self._hosts[address] += 1
        return address

    def _lose(self, address: str) -> None:
        self._askers.pop(address, None)
        self._lost = True

    async def _call(self, address: str, name: str, *given: object) -> Any:  # noqa: ANN401 -- as the method says
        """Call a method of what lives in a worker."""
        with self.client.as_current():
            called = getattr(self._askers[address], name)(*given)

        async def answer() -> object:
            return await called

        loop = self.client.loop.asyncio_loop
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(answer(), loop))

    async def close(self) -> None:
        """Let go of the workers."""
        with contextlib.suppress(Exception):  # those that are lost need no farewell
            async with asyncio.timeout(5):
                await asyncio.gather(*(self._call(each, "close") for each in self._askers), return_exceptions=True)
        self._askers.clear()

    @staticmethod
    def _none(request: Request, reason: Reason, detail: str) -> Exchange:
        """An exchange that did not come about."""
        return Exchange(url=web.redact_url(request.url), at=times.now(), reason=reason, detail=detail)


@contextlib.contextmanager
def _written() -> Iterator[None]:
    """What fails here is the disk of this machine: what Dask raises may be an `OSError`, too."""
    try:
        yield
    except OSError as error:
        raise _UnwrittenError(error.strerror) from error
