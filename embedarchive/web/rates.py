"""Politeness: who is asked how often, when a question is repeated, and how long we wait.

| host | kind | at once | every |
|---|---|---|---|
| the Wayback Machine's index (`web.archive.org/cdx/…`) | any | 1 | 2.5 s |
| the Wayback Machine, asked to save a page (`web.archive.org/save/…`) | any | 1 | 5 s |
| those for which a platform says so (`RATES` in its module) | page, API | 1 | what it says |
| any other | page, API | 2 | 1 s |
| any other | media, parts of a page in a browser | 6 | no rate |

At most 32 requests are in flight in all. A `Retry-After` of up to 30 s is waited for, together by all that want the
host; a longer one is handed on at once, and until it is over the host is asked for nothing more in this run.

Repeated, with backoff and jitter, are a broken connection and the statuses 500, 502, 503, 504 (three times in all) and
429 (four times in all). Never repeated in the same run: 404, 410 and every other status, a name that does not resolve,
a host that does not answer, a deadline that passed. Without a network a run therefore ends within seconds.
A host that says it is asked too often (429), or takes longer and longer to answer, is asked less often than its rate
says, up to sixteen times; when it answers well again, more often by and by, and never more often than the rate says.
robots.txt is made for crawlers; we fetch single addresses that a person names, so it is neither asked for nor obeyed.

The loops here are a few lines each; a retry library would hide which faults are repeated and does not know hosts.
"""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from embedarchive.model import Exchange, Reason, Request

if TYPE_CHECKING:
    import asyncio

PATIENCE_S = 30.0
"""The longest Retry-After that is waited for within a run."""
UNSAID_S = 10.0
"""What a 429 without Retry-After is taken to ask for."""
SLOWEST = 16.0
"""So many times less often than its rate says is a host asked at the most."""
SHORTEST_S = 0.1
"""Seconds between two requests to a host that has no rate, once it is too often."""
NOTICED_S = 1.0
"""An answer that takes less is not slow, whatever is usual."""
IN_FLIGHT = 32
REMEMBERED = 1024
"""Hosts whose turns are remembered although nobody wants one; there are more only where that makes somebody wait."""
SERVER_ERRORS = frozenset({500, 502, 503, 504})
Sleep = Callable[[float], Awaitable[None]]


def retry_delay(exchange: Exchange, attempt: int) -> float | None:
    """The seconds to wait before asking the same again; None when asking again is not worth it.

    Args:
        exchange: what became of the last attempt.
        attempt: how many times it was asked, from 1.
    """
    if exchange.source != "network":
        return None
    if exchange.status == 429 or (exchange.status == 503 and exchange.retry_after is not None):
        asked = UNSAID_S if exchange.retry_after is None else exchange.retry_after
        return 0.0 if attempt < 4 and asked <= PATIENCE_S else None  # the host's gate does the waiting
    if exchange.status in SERVER_ERRORS or exchange.reason is Reason.RESET:
        return 0.5 * 2 ** (attempt - 1) * random.uniform(0.5, 1.5) if attempt < 3 else None  # noqa: S311 -- jitter
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often some hosts are asked.

    Attributes:
        hosts: each of them and every host below it; empty: any.
        path: what the path begins with.
        kinds: kinds of request: page, api, media, part.
        at_once: connections.
        every_s: seconds from one request's start to the next one's.
        shared: whether all those hosts are counted as one.
    """

    hosts: tuple[str, ...] = ()
    path: str = "/"
    kinds: tuple[str, ...] = ("page", "api")
    at_once: int = 2
    every_s: float = 1.0
    shared: bool = False


RATES = (
    Rate(hosts=("web.archive.org",), path="/cdx/", kinds=("page", "api", "media"), at_once=1, every_s=2.5),
    Rate(hosts=("web.archive.org",), path="/save/", kinds=("page", "api", "media"), at_once=1, every_s=5.0),
    Rate(kinds=("media",), at_once=6, every_s=0.0),
    Rate(kinds=("part",), at_once=6, every_s=0.0),
    Rate(),
)


def rate_for(rates: Iterable[Rate], host: str, path: str, kind: str) -> tuple[Rate, str]:
    """The first rate that fits, and the name of the queue it is counted in."""
    for rate in rates:
        home = next((name for name in rate.hosts if host == name or host.endswith("." + name)), None)
        if kind in rate.kinds and path.startswith(rate.path) and (home or not rate.hosts):
            return rate, f"{home if rate.shared and home else host} {rate.path} {' '.join(rate.kinds)}"
    return Rate(), host


class Limited(Exception):  # noqa: N818 -- a condition, caught within this room
    """The host asked to be left alone for longer than we wait.

    Attributes:
        seconds: how much of that is left.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(slots=True)
class Slowness:
    """How much slower than its rate a host is asked, because it says so or takes longer and longer to answer.

    A limit doubles the distance between two requests, an answer that takes three times as long as usual makes it half
    as long again; each other answer takes a tenth of that back. It is never shorter than the rate says.
    """

    times: float = 1.0
    usual_s: float | None = None

    def distance(self, every_s: float) -> float:
        """Seconds from one request to the next, where the rate says `every_s`."""
        return every_s if self.times == 1 else max(every_s, SHORTEST_S) * self.times

    def note(self, *, limited: bool, seconds: float) -> None:
        """An answer came after so many seconds, or none because the host is asked too often."""
        usual = self.usual_s
        if limited:
            self.times = min(2 * self.times, SLOWEST)
        elif usual is not None and seconds > max(3 * usual, NOTICED_S):
            self.times = min(1.5 * self.times, SLOWEST)
        else:
            self.times = max(1.0, 0.9 * self.times)
            self.usual_s = seconds if usual is None else 0.9 * usual + 0.1 * seconds


@dataclass(slots=True)
class _Queue:
    """Those who wait for one host, or are asking it: so many `users`."""

    slots: asyncio.Semaphore
    next_start: float = 0.0
    users: int = 0
    slowness: Slowness = field(default_factory=Slowness)


@dataclass(slots=True)
class Turnstile:
    """Lets requests through at the rates above. One per network; `clock` and `sleep` are the tests' to replace."""

    rates: tuple[Rate, ...] = RATES
    in_flight: int = IN_FLIGHT
    clock: Callable[[], float] = time.monotonic
    sleep: Sleep | None = None
    _queues: dict[str, _Queue] = field(default_factory=dict)
    _closed_until: dict[str, float] = field(default_factory=dict)
    _all: asyncio.Semaphore | None = None
    _room: int = REMEMBERED

    @asynccontextmanager
    async def turn(
        self, request: Request, host: str, path: str, check: Callable[[], None] = lambda: None
    ) -> AsyncIterator[None]:
        """Wait for this request's turn, and count it as in flight until the block ends.

        Waiting for a slow or closed host holds nothing that another host needs.

        Args:
            request: what will be asked.
            host: whom it goes to.
            path: the address's path.
            check: raises when waiting has become pointless; called before every wait.

        Raises:
            Limited: the host is closed for longer than we wait.
        """
        import asyncio

        self._all = self._all or asyncio.Semaphore(self.in_flight)
        rate, name = rate_for(self.rates, host, path, request.kind)
        queue = self._queues.get(name)
        if queue is None:
            self._forget()
            queue = self._queues[name] = _Queue(asyncio.Semaphore(rate.at_once))
        queue.users += 1
        try:
            async with queue.slots:
                await self._wait(queue, rate, host, check)
                async with self._all:
                    check()
                    yield
        finally:
            queue.users -= 1

    def _forget(self) -> None:
        """Let go of the hosts for which nobody would have to wait: a crawl meets a new one with every page."""
        if len(self._queues) < self._room:
            return
        now = self.clock()
        self._queues = {
            name: queue
            for name, queue in self._queues.items()
            if queue.users or queue.next_start > now or queue.slowness.times > 1
        }
        self._closed_until = {host: until for host, until in self._closed_until.items() if until > now}
        self._room = max(REMEMBERED, 2 * len(self._queues))

    async def _wait(self, queue: _Queue, rate: Rate, host: str, check: Callable[[], None]) -> None:
        import asyncio

        sleep = self.sleep or asyncio.sleep
        while True:  # whoever wakes first goes; the others look again
            check()
            now = self.clock()
            closed_until = self._closed_until.get(host, 0.0)
            if closed_until - now > PATIENCE_S:
                raise Limited(closed_until - now)
            start = max(queue.next_start, closed_until)
            if start <= now:
                queue.next_start = now + queue.slowness.distance(rate.every_s)
                return
            await sleep(start - now)

    def note(self, request: Request, host: str, path: str, exchange: Exchange) -> None:
        """How a host answered: it is asked less often when that was slow, or that it is asked too often."""
        _, name = rate_for(self.rates, host, path, request.kind)
        queue = self._queues.get(name)
        if queue is not None and exchange.status is not None:
            seconds = 0.0 if request.stream else (exchange.elapsed_ms or 0) / 1000  # a large file takes long by itself
            queue.slowness.note(limited=exchange.status == 429, seconds=seconds)

    def close_for(self, host: str, seconds: float) -> None:
        """A host asked to be left alone so long (seconds)."""
        self._closed_until[host] = max(self._closed_until.get(host, 0.0), self.clock() + seconds)
