"""The network as a source: polite, guarded, bounded, and recorded as it crossed the wire.

httpx reads addresses and brings the trust store; beneath it httpcore's pools speak HTTP/1.1 with h11, and HTTP/2 with
h2 where the server offers that. httpx's client itself is left out on purpose: its cookie jar, redirects, environment
proxies, `.netrc` and unbounded decoders are what an archive of evidence must not have. Each host has one small pool: a
large one costs time that grows with its square.
"""

from __future__ import annotations

import datetime as dt
import shutil
import ssl
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from embedarchive.model import Body, Exchange, Reason, Request
from embedarchive.version import __version__
from embedarchive.web import heads, ip_addresses
from embedarchive.web.bodies import Sink, TooLarge
from embedarchive.web.limits import DEFAULT, Limits
from embedarchive.web.rates import RATES, UNSAID_S, Limited, Rate, Turnstile

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    import httpcore
    import httpx

    from embedarchive.web.guard import Resolver
    from embedarchive.web.wire import Fault, Tape

USER_AGENT = f"embedarchive/{__version__} (+https://github.com/embedarchive/embedarchive)"
PORTS = frozenset({80, 443})
PROXY_PATIENCE = 5
"""Through a proxy, Tor above all, a connection may take so many times longer."""
_ROBOTS = "robots=not-consulted"
Elsewhere: TypeAlias = Callable[[Request, str], Awaitable[Exchange]]
"""Has a request to a host made at another place, at once, and brings what became of it."""


class Network:
    """A `Source` that asks the world. Use it in `async with`, or call `aclose`.

    Attributes:
        meter: what it is doing right now.
    """

    def __init__(
        self,
        *,
        limits: Limits,
        spool: Path | str | None,
        resolver: Resolver | None,
        judge: ip_addresses.Judge,
        ports: frozenset[int] | None,
        proxy: str | None,
        user_agent: str,
        cookies: CookieJar | None,
        turnstile: Turnstile,
        tls: ssl.SSLContext | None,
        max_bytes: int | None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """See `network`."""
        from embedarchive.web.guard import Guard
        from embedarchive.web.meter import Meter
        from embedarchive.web.outages import Outages
        from embedarchive.web.pace import Patience
        from embedarchive.web.pools import Pools
        from embedarchive.web.proxies import proxy_of

        self.limits, self.meter = limits, Meter(limit=max_bytes)
        self._spool = None if spool is None else Path(spool)
        self._own: Path | None = None
        self._ports, self._user_agent, self._cookies = ports, user_agent, cookies
        self._proxy = None if proxy is None else proxy_of(proxy)
        self._factor = 1 if proxy is None else PROXY_PATIENCE
        connect_s = limits.connect_s * self._factor
        self._guard = Guard(judge=judge, resolver=resolver, connect_s=connect_s, proxy=self._proxy)
        self._turnstile, self._elsewhere = turnstile, elsewhere
        self._outages, self._patience = Outages(), Patience(limits)
        self._pools = Pools(self._guard, tls)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End every connection and remove what was written beside."""
        await self._pools.aclose()
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)
            self._own = None

    async def exchange(self, request: Request) -> Exchange:
        """Ask once, when it is this request's turn. What a server or network does is a reason, never an error."""
        from embedarchive.web.wire import Fault

        at = dt.datetime.now(dt.UTC)
        try:
            url = self._address(request.url)
            host = url.raw_host.decode("ascii")
            turn = self._turnstile.turn(request, host, url.path, lambda: self._check(request, host))
            async with self.meter.turn(host, turn):
                at = dt.datetime.now(dt.UTC)
                made = self._fetch(request, url, at) if self._elsewhere is None else self._afar(request, host, at)
                exchange = await made
        except Limited as limited:
            detail = f"The server asked to be left alone for {limited.seconds:.0f} s more."
            return self._refused(request, at, Reason.RATE_LIMITED, detail, retry_after=limited.seconds)
        except Fault as fault:
            return self._refused(request, at, fault.reason, fault.detail)
        self._turnstile.note(request, host, url.path, exchange)
        if exchange.status == 429 or (exchange.status == 503 and exchange.retry_after is not None):
            self._turnstile.close_for(host, UNSAID_S if exchange.retry_after is None else exchange.retry_after)
        return exchange

    async def exchange_at_once(self, request: Request) -> Exchange:
        """Ask once, now: it is the caller who holds hosts to their rates."""
        from embedarchive.web.wire import Fault

        at = dt.datetime.now(dt.UTC)
        try:
            return await self._fetch(request, self._address(request.url), at)
        except Fault as fault:
            return self._refused(request, at, fault.reason, fault.detail)

    @property
    def in_flight(self) -> int:
        """How many requests may be under way."""
        return self._turnstile.in_flight

    def _check(self, request: Request, host: str) -> None:
        """Raise what makes asking this host pointless."""
        self._outages.check(host)
        self._patience.check(request, host)

    def _refused(self, request: Request, at: dt.datetime, reason: Reason, detail: str, **more: Any) -> Exchange:  # noqa: ANN401 -- fields of Exchange
        return Exchange(
            url=heads.redact_url(request.url), at=at, reason=reason, detail=detail, flags=self._flags(), **more
        )

    def _flags(self) -> tuple[str, ...]:
        return (_ROBOTS,) if self._proxy is None else (_ROBOTS, f"proxy={self._proxy.scheme}")

    def _address(self, text: str) -> httpx.URL:
        """The address, if it is one that may be asked at all."""
        import httpx

        from embedarchive.web.wire import Fault

        try:
            url = httpx.URL(text)
            host = url.raw_host.decode("ascii")
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise Fault(Reason.UNSUPPORTED, f"This is no web address ({error}).") from error
        if url.scheme not in ("http", "https") or not host:
            raise Fault(Reason.BLOCKED_ADDRESS, "Only http and https addresses are fetched.")
        if url.userinfo:
            raise Fault(Reason.BLOCKED_ADDRESS, "Addresses that carry a user name are not fetched.")
        port = url.port or (443 if url.scheme == "https" else 80)
        if self._ports is not None and port not in self._ports:
            raise Fault(Reason.BLOCKED_ADDRESS, f"Port {port} is not one of the web's.")
        self._guard.refuse_literal(host)
        return url

    # ---------------------------------------------------------------------------------------------------------- fetch

    async def _fetch(self, request: Request, url: httpx.URL, at: dt.datetime) -> Exchange:
        """One exchange within its deadline."""
        from embedarchive.web.oddities import truncation
        from embedarchive.web.wire import Tape

        tape, began = Tape(self.limits.bytes(request), self.meter.receive), time.monotonic()
        sink: Sink | None = None
        body: Body | None = None
        fault: Fault | None = None
        try:
            sink = Sink(self.limits.bytes(request), self._folder() if request.stream else None)
            fault = await self._receive(request, url, tape, sink)
            body = sink.finish() if fault is None else sink.rescue()
        except OSError as error:
            fault = _fault(Reason.DISK, f"The answer could not be written: {error.strerror}.")
        except BaseException:
            if sink is not None:
                sink.discard()
            raise
        if fault is not None and sink is not None and body is None:
            sink.discard()
        exchange = self._told(request, url, tape, at)
        flags = (*exchange.flags, *truncation(fault, body))
        seconds = time.monotonic() - began
        self._note(request, url.raw_host.decode("ascii"), seconds, fault)
        reason, detail = (None, "") if fault is None else (fault.reason, fault.detail)
        return replace(exchange, reason=reason, detail=detail, body=body, flags=flags, elapsed_ms=round(1000 * seconds))

    async def _afar(self, request: Request, host: str, at: dt.datetime) -> Exchange:
        """One exchange that another place has on our behalf: by our clock, and counted here."""
        from embedarchive.web.wire import Fault

        assert self._elsewhere is not None  # noqa: S101 -- who calls this has looked
        exchange = await self._elsewhere(request, host)
        self.meter.received += len(exchange.response_head) + (exchange.body.size if exchange.body else 0)
        fault = None if exchange.reason is None else Fault(exchange.reason, exchange.detail)
        self._note(request, host, exchange.elapsed_ms / 1000, fault)
        return replace(exchange, at=at)

    def _note(self, request: Request, host: str, seconds: float, fault: Fault | None) -> None:
        """What became of a question to a host, for those that come after it."""
        if fault is None:
            self._outages.answered = True
        else:
            self._outages.note(host, fault)
        self._patience.note(request, host, seconds, fault)

    async def _receive(self, request: Request, url: httpx.URL, tape: Tape, sink: Sink) -> Fault | None:
        """Send the request and let the body run into the sink; what stopped it, if something did."""
        import asyncio

        import httpcore

        from embedarchive.web.oddities import refuse_odd, settle
        from embedarchive.web.pace import Pace
        from embedarchive.web.wire import Fault, recorded

        pace = Pace(self.limits, request, self._factor)
        try:
            with recorded(tape):
                async with asyncio.timeout(self.limits.seconds(request)), self._pools.use(url) as pool, pace:
                    headers = self._headers(request, url)
                    asked = httpcore.Request(
                        request.method,
                        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                        headers=headers,
                        content=request.body or None,
                    )
                    answer = await pool.handle_async_request(asked)
                    if tape.framed:
                        tape.tell(*_written(request, url, headers, answer))
                    try:
                        refuse_odd(answer.status)
                        pieces = 0
                        async for piece in answer.aiter_stream():
                            sink.write(piece)
                            pace.receive(len(piece))
                            pieces += 1
                            if not pieces % 256:  # tiny chunks cost time without ever waiting
                                await asyncio.sleep(0)
                        settle(answer, tape, sink)
                    finally:
                        await answer.aclose()
        except (Fault, TimeoutError, TooLarge, httpcore.ProtocolError) as error:
            return self._blamed(error, request, tape, pace.lost)
        return None

    def _blamed(self, error: Exception, request: Request, tape: Tape, slow: str | None) -> Fault:
        """Why there is no answer, in the words of the closed list."""
        from embedarchive.web.oddities import breach
        from embedarchive.web.wire import Fault

        if isinstance(error, Fault):
            return error
        if isinstance(error, TimeoutError):
            return Fault(Reason.DEADLINE, slow or f"The answer was not there after {self.limits.seconds(request):g} s.")
        if isinstance(error, TooLarge):
            return Fault(Reason.SIZE, f"The answer has more than {self.limits.bytes(request):,} bytes.")
        return breach(error, tape)

    def _headers(self, request: Request, url: httpx.URL) -> list[tuple[bytes, bytes]]:
        """Ours first, unless the request brings its own of that name."""
        own = {name.lower() for name, _ in request.headers}
        ours = [("Host", url.netloc.decode("ascii")), ("User-Agent", self._user_agent)]
        ours += [("Accept", heads.accepted(request)), ("Accept-Encoding", "gzip, identity")]
        ours += [("Accept-Language", "en-US,en;q=0.9")] if request.kind == "page" and not request.stream else []
        if self._cookies is not None:
            from embedarchive.web.cookies import cookie_header

            cookie = cookie_header(self._cookies, str(url))
            ours += [("Cookie", cookie)] if cookie else []
        ours += [("Content-Length", str(len(request.body)))] if request.body else []
        chosen = [(name, value) for name, value in ours if name.lower() not in own]
        return [
            (name.encode("latin-1", "replace"), value.encode("utf-8"))
            for name, value in (*chosen, *request.headers)
            if value
        ]

    def _told(self, request: Request, url: httpx.URL, tape: Tape, at: dt.datetime) -> Exchange:
        """What the tape says of the exchange."""
        from embedarchive.web.oddities import oddities

        raw = bytes(tape.head)
        head = heads.parse(raw) if tape.complete else None
        host = url.raw_host.decode("ascii")
        sent, blank, _ = bytes(tape.sent).partition(b"\r\n\r\n")
        told = Exchange(
            url=heads.redact_url(request.url),
            method=request.method,
            request_head=heads.redact_head(sent + blank, host),
            response_head=heads.redact_head(raw),
            at=at,
            address=tape.address,
            flags=(
                *self._flags(),
                *((f"interim={tape.interim}",) if tape.interim else ()),
                *(("protocol=h2",) if tape.framed else ()),
            ),
        )
        if head is None:
            return told
        return replace(
            told,
            status=head.status,
            headers=heads.visible(head.headers),
            retry_after=heads.retry_after(heads.value(head.headers, "retry-after"), at),
            flags=(*told.flags, *oddities(head, tape, at)),
        )

    def _folder(self) -> Path:
        if self._spool is not None:
            self._spool.mkdir(parents=True, exist_ok=True)
            return self._spool
        if self._own is None:
            self._own = Path(tempfile.mkdtemp(prefix="embedarchive-"))
        return self._own


def network(
    *,
    limits: Limits = DEFAULT,
    spool: Path | str | None = None,
    resolver: Resolver | None = None,
    judge: ip_addresses.Judge | None = None,
    ports: frozenset[int] | None = PORTS,
    allow_private: bool = False,
    proxy: str | None = None,
    user_agent: str = USER_AGENT,
    cookies: CookieJar | Path | str | None = None,
    rates: Iterable[Rate] = (),
    turnstile: Turnstile | None = None,
    tls: ssl.SSLContext | None = None,
    max_bytes: int | None = None,
    elsewhere: Elsewhere | None = None,
) -> Network:
    """A source that asks the network.

    Only http and https, without user names, on ports 80 and 443, at public addresses: every address of a name is judged
    and a judged one is connected to, on every hop. Nothing is read from the environment. Heads are kept as they crossed
    the wire, but for secrets. How often whom: see `web/rates.py`.

    Args:
        limits: time and bytes.
        spool: the folder for bodies of streamed requests; whoever receives one owns it. Without it, a temporary folder
            that ends with the source.
        resolver: looks names up; the system does without it.
        judge: says which addresses are refused.
        ports: those that may be asked; None for any.
        allow_private: also ask addresses and ports of one's own intranet.
        proxy: `socks5h://…` or `http://…`; it also looks the names up.
        user_agent: who we say we are.
        cookies: a jar, or a file in Netscape's format; each cookie goes to its own domain only and is never kept.
        rates: considered before the usual ones.
        turnstile: what holds requests to their rates; tests bring one with their own clock.
        tls: whom to trust; certifi's list without it.
        max_bytes: what all answers together may have on the wire; what is not fetched then is `interrupted`.
        elsewhere: makes each request, when its turn has come; without it they are made here.

    Raises:
        UsageError: the proxy's address or the cookie file cannot be read.
    """
    if isinstance(cookies, (str, Path)):
        from embedarchive.web.cookies import jar_of

        cookies = jar_of(Path(cookies))
    return Network(
        limits=limits,
        spool=spool,
        resolver=resolver,
        judge=judge or (ip_addresses.judge_private if allow_private else ip_addresses.judge),
        ports=None if allow_private else ports,
        proxy=proxy,
        user_agent=user_agent,
        cookies=cookies,
        turnstile=turnstile or Turnstile(rates=(*rates, *RATES)),
        tls=tls,
        max_bytes=max_bytes,
        elsewhere=elsewhere,
    )


def _written(
    request: Request, url: httpx.URL, headers: list[tuple[bytes, bytes]], answer: httpcore.Response
) -> tuple[bytes, bytes]:
    """The heads of an exchange in HTTP/2, as HTTP/1.1 would have written them."""
    target = url.raw_path.decode("ascii", "replace")
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = ""
    sent = heads.written(f"{request.method} {target} HTTP/1.1", headers)
    return sent, heads.written(f"HTTP/1.1 {answer.status} {phrase}", answer.headers)


def _fault(reason: Reason, detail: str) -> Fault:
    from embedarchive.web.wire import Fault

    return Fault(reason, detail)
