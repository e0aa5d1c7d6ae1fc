"""Politeness, measured: on a clock of our own, and at the server."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import Any

import pytest

from embedarchive import web
from embedarchive.model import Exchange, Reason, Refusal, Request, Response
from embedarchive.web.cases import NOON
from embedarchive.web.rates import RATES, REMEMBERED, Limited, Rate, Slowness, Turnstile, rate_for


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept = 0.0

    def __call__(self) -> float:
        """Now, in seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        assert seconds >= 0
        until = self.now + seconds
        self.slept += seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


@pytest.mark.parametrize(
    ("host", "path", "kind", "at_once", "every_s"),
    [
        ("news.example", "/", "page", 2, 1.0),
        ("api.example", "/", "api", 2, 1.0),
        ("pbs.example", "/", "media", 6, 0.0),
        ("web.archive.org", "/cdx/search/cdx", "api", 1, 2.5),
        ("web.archive.org", "/web/2022id_/https://x.example/", "page", 2, 1.0),
    ],
)
def test_the_table(host: str, path: str, kind: str, at_once: int, every_s: float) -> None:
    """The rates that the documentation promises."""
    rate, _ = rate_for(RATES, host, path, kind)
    assert (rate.at_once, rate.every_s) == (at_once, every_s)


def test_hosts_of_one_company_share_a_queue_and_others_do_not() -> None:
    """www.reddit.com and old.reddit.com are one; two newspapers are two; pages and media are two."""
    given = (Rate(hosts=("reddit.com",), at_once=1, every_s=5.0, shared=True), *RATES)
    names = {
        (host, kind): rate_for(given, host, "/", kind)[1]
        for host in ("www.reddit.com", "old.reddit.com", "a.example", "b.example")
        for kind in ("page", "api", "media")
    }
    assert names["www.reddit.com", "page"] == names["old.reddit.com", "api"]
    assert names["a.example", "page"] == names["a.example", "api"] != names["b.example", "page"]
    assert names["a.example", "page"] != names["a.example", "media"]


def test_g5_requests_keep_their_distance() -> None:
    """One a second, however many want to; media have no rate but at most six at once."""
    clock = Clock()
    turnstile = Turnstile(clock=clock, sleep=clock.sleep)
    starts: list[float] = []
    inside = most = 0

    async def one(kind: str) -> None:
        nonlocal inside, most
        async with turnstile.turn(Request(url="https://a.example/", kind=kind), "a.example", "/"):
            starts.append(clock())
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    async def main(kind: str) -> None:
        await asyncio.gather(*(one(kind) for _ in range(12)))

    asyncio.run(main("page"))
    assert [round(later - earlier, 6) for earlier, later in itertools.pairwise(starts)] == [1.0] * 11
    starts.clear()
    most = 0
    turnstile = Turnstile(clock=clock, sleep=clock.sleep)
    asyncio.run(main("media"))
    assert len(set(starts)) == 1
    assert most == 6


def test_hosts_for_which_nobody_would_wait_are_forgotten() -> None:
    """However many there were; one that is closed, and one that was just asked, are not."""
    clock = Clock()
    turnstile = Turnstile(clock=clock, sleep=clock.sleep)

    async def ask(host: str) -> None:
        async with turnstile.turn(Request(url=f"https://{host}/"), host, "/"):
            pass

    async def main() -> None:
        turnstile.close_for("closed.example", 600)
        for number in range(5 * REMEMBERED):
            await ask(f"{number}.example")
            clock.now += 0.1
        assert len(turnstile._queues) <= 2 * REMEMBERED
        with pytest.raises(Limited):
            await ask("closed.example")
        before = clock()
        await ask(f"{number}.example")
        assert clock() == pytest.approx(before + 0.9)

    asyncio.run(main())


def test_all_hosts_together_have_a_bound() -> None:
    """Thirty-two in flight, not more."""
    turnstile = Turnstile()
    inside = most = 0

    async def one(number: int) -> None:
        nonlocal inside, most
        async with turnstile.turn(Request(url="https://x/", kind="media"), f"host{number}.example", "/"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    async def main() -> None:
        await asyncio.gather(*(one(number) for number in range(100)))

    asyncio.run(main())
    assert most == 32


def _status(status: int, *more: bytes) -> bytes:
    lines = [b"HTTP/1.1 %d X" % status, *more, b"Content-Length: 0"]
    return b"\r\n".join(lines) + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("reply", "attempts", "waited"),
    [
        (_status(429, b"Retry-After: 3"), 4, 9),
        (_status(503, b"Retry-After: 5"), 4, 15),
        (_status(429), 4, 30),
        (_status(429, b"Retry-After: 120"), 1, 0),
        (_status(429, b"Retry-After: 99999999999999999999999"), 1, 0),
        (_status(429, b"Retry-After: 0"), 4, 0.6),  # each limit doubles the distance: none, 0.2, 0.4
        (_status(429, b"Retry-After: -5"), 4, 30),
        (_status(404), 1, 0),
        (_status(410), 1, 0),
        (_status(403), 1, 0),
        (_status(501), 1, 0),
    ],
)
def test_h4_attempts_and_waits(world: Any, reply: bytes, attempts: int, waited: float) -> None:
    """A limit of up to 30 s is waited for, four attempts in all; a longer one is handed on; a 404 is final."""
    clock = Clock()
    rates = (Rate(kinds=("page",), every_s=0),)

    async def main() -> None:
        turnstile = Turnstile(rates=rates, clock=clock, sleep=clock.sleep)
        async with world.serving(reply, turnstile=turnstile) as (source, server):
            answer = await web.answer(source, Request(url=server.url()), sleep=clock.sleep)
            assert isinstance(answer, Response)
            assert len(server.asked) == len(answer.exchanges) == attempts

    asyncio.run(main())
    assert clock.slept == pytest.approx(waited)


def test_server_errors_are_tried_three_times(world: Any) -> None:
    """With backoff; the last answer is given, with its status."""
    clock = Clock()

    async def main() -> None:
        async with world.serving(_status(502)) as (source, server):
            answer = await web.answer(source, Request(url=server.url()), sleep=clock.sleep)
            assert isinstance(answer, Response)
            assert answer.status == 502
            assert len(server.asked) == 3

    asyncio.run(main())
    assert 0.75 <= clock.slept <= 2.25


def test_a_closed_host_is_asked_for_nothing_more(world: Any) -> None:
    """After `Retry-After: 600` the others are told so at once, without a request."""

    async def main() -> None:
        async with world.serving(_status(429, b"Retry-After: 600")) as (source, server):
            await web.answer(source, Request(url=server.url()))
            answer = await web.answer(source, Request(url=server.url("/other")))
            assert isinstance(answer, Refusal)
            assert answer.reason is Reason.RATE_LIMITED
            assert answer.retry_after is not None
            assert 590 < answer.retry_after <= 600
            assert len(server.asked) == 1

    asyncio.run(main())


def test_h5_a_limited_or_slow_host_delays_no_other(world: Any) -> None:
    """While one host's many requests wait or hang, another host's are served at once."""

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        if b"Host: slow" in head:
            await asyncio.sleep(30)
        writer.write(_status(429, b"Retry-After: 20") if b"Host: limited" in head else _status(200))

    async def main() -> float:
        async with world.Server(play) as server, world.network(turnstile=Turnstile()) as source:
            waiting = [
                asyncio.ensure_future(web.answer(source, Request(url=server.url(f"/{number}", host=host))))
                for number in range(50)
                for host in ("limited.example", "slow.example")
            ]
            await asyncio.sleep(0.2)
            began = time.monotonic()
            answer = await web.answer(source, Request(url=server.url(host="quick.example")))
            assert isinstance(answer, Response)
            assert answer.status == 200
            seconds = time.monotonic() - began
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            return seconds

    assert asyncio.run(main()) < 10


def test_g5_at_the_server(world: Any) -> None:
    """What the server sees: never more than the rate at once, never closer than the distance."""
    starts: list[float] = []
    inside = most = 0

    def distances() -> list[float]:
        return sorted(later - earlier for earlier, later in itertools.pairwise(starts))

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _head: bytes) -> None:
        nonlocal inside, most
        starts.append(time.monotonic())
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.25)
        inside -= 1
        writer.write(_status(200))

    async def main() -> list[Exchange]:
        turnstile = Turnstile(rates=(Rate(at_once=2, every_s=0.1),))
        async with world.serving(play, turnstile=turnstile) as (source, server):
            requests = [Request(url=server.url(f"/{number}")) for number in range(8)]
            return list(await asyncio.gather(*(source.exchange(request) for request in requests)))

    for _ in range(4):  # a busy machine lets requests wait on their way, and come together
        starts.clear()
        assert all(exchange.status == 200 for exchange in asyncio.run(main()))
        assert most == 2
        if distances()[1] >= 0.08:  # one may be short all the same
            break
    assert distances()[1] >= 0.08


def test_g6_every_fetch_says_what_was_done_about_robots(world: Any) -> None:
    """An answer, a refusal and a redirect alike: robots.txt was not consulted, and nobody asked for it."""

    async def main() -> None:
        redirect = b"HTTP/1.1 302 Go\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"
        for play in (_status(200), _status(404), redirect, b"garbage"):
            async with world.serving(play) as (source, server):
                answer = await web.answer(source, Request(url=server.url("/post")))
            assert answer.exchanges
            assert all("robots=not-consulted" in hop.flags for hop in answer.exchanges)
            assert not any(b"robots.txt" in head for head in server.asked)

    asyncio.run(main())


def test_a_host_that_is_asked_too_often_is_asked_less_often(world: Any) -> None:
    """After each 429 the distance is twice as long; it comes back with good answers, and never below the rate."""
    clock = Clock()
    starts: list[float] = []

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _head: bytes) -> None:
        starts.append(clock())
        writer.write(_status(429, b"Retry-After: 0") if len(starts) <= 3 else _status(200))

    async def main() -> None:
        turnstile = Turnstile(rates=(Rate(every_s=1.0),), clock=clock, sleep=clock.sleep)
        async with world.serving(play, turnstile=turnstile) as (source, server):
            for _ in range(30):
                await source.exchange(Request(url=server.url()))

    asyncio.run(main())
    distances = [round(later - earlier, 3) for earlier, later in itertools.pairwise(starts)]
    assert distances[:4] == [1.0, 2.0, 4.0, 8.0]
    assert distances[4:] == sorted(distances[4:], reverse=True)
    assert (distances[-1], min(distances)) == (1.0, 1.0)


def test_a_host_that_gets_slower_is_asked_less_often() -> None:
    """An answer that takes three times as long as usual counts, and one that is quick never does."""
    slowness = Slowness()
    for seconds in (0.2, 0.2, 0.9, 0.2):
        slowness.note(limited=False, seconds=seconds)
    assert slowness.distance(1.0) == 1.0
    for _ in range(20):
        slowness.note(limited=False, seconds=5.0)
    assert (slowness.distance(1.0), slowness.distance(0.0)) == (16.0, 1.6)
    for _ in range(40):
        slowness.note(limited=False, seconds=0.2)
    assert (slowness.distance(1.0), slowness.distance(0.0)) == (1.0, 0.0)


@pytest.mark.parametrize("declared", [0.0, 1.0, 2.5])
def test_rising_latency_slows_requests_down_and_none_is_faster_than_declared(declared: float) -> None:
    """Whatever a host does, two requests never begin closer to each other than its rate says."""
    clock = Clock()
    rates = (Rate(kinds=("page",), every_s=declared, at_once=6),)
    turnstile = Turnstile(rates=rates, clock=clock, sleep=clock.sleep)
    request, starts = Request(url="https://a.example/"), list[float]()

    async def ask(milliseconds: int, status: int = 200) -> None:
        async with turnstile.turn(request, "a.example", "/"):
            starts.append(clock())
        answer = Exchange(url=request.url, at=NOON, status=status, elapsed_ms=milliseconds)
        turnstile.note(request, "a.example", "/", answer)

    async def main() -> list[float]:
        found = []
        for answers in ([(200, 200)] * 3, [(9000, 200)] * 12, [(200, 429)] * 2, [(200, 200)] * 60):
            for milliseconds, status in answers:
                await ask(milliseconds, status)
            found.append(starts[-1] - starts[-2])
        return found

    usual, slow, limited, again = asyncio.run(main())
    assert [usual, again] == pytest.approx([declared, declared])
    assert slow > 8 * max(declared, 0.1)
    assert limited == pytest.approx(16 * max(declared, 0.1))
    distances = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert min(distances) >= declared - 1e-9


def test_limited_says_how_long() -> None:
    """The turnstile's refusal carries the seconds that are left."""
    clock = Clock()
    turnstile = Turnstile(clock=clock, sleep=clock.sleep)
    turnstile.close_for("a.example", 100)

    async def main() -> None:
        async with turnstile.turn(Request(url="https://a.example/"), "a.example", "/"):
            pytest.fail("the host is closed")

    with pytest.raises(Limited) as limited:
        asyncio.run(main())
    assert limited.value.seconds == 100
