"""The guard: a name is looked up once, every address it has is judged, and a judged address is connected to.

It sits where httpcore opens connections, so nothing above it (a redirect, a second lookup, an odd spelling of an
address) gets around it. TLS, the certificate and the Host header stay with the name.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeAlias

import httpcore

from embedarchive.model import Reason
from embedarchive.web import ip_addresses
from embedarchive.web.proxies import Proxy
from embedarchive.web.wire import TAPE, Fault, Stream, Wire

Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""The IP addresses of a name; `socket.gaierror` when there are none."""
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ETIMEDOUT})
MOST_TRIED = 4


class Guard(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore, to judged addresses only."""

    def __init__(
        self,
        *,
        judge: ip_addresses.Judge = ip_addresses.judge,
        resolver: Resolver | None = None,
        connect_s: float,
        proxy: Proxy | None = None,
    ) -> None:
        """Allow name, connection and TLS `connect_s` seconds together. A proxy looks names up itself."""
        self._judge, self._resolve, self._connect_s, self._proxy = judge, resolver or resolve, connect_s, proxy

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 -- one deadline for all
        local_address: str | None = None,  # noqa: ARG002 -- as httpcore has it
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 -- as httpcore has it
    ) -> httpcore.AsyncNetworkStream:
        """A connection to `host`, whose bytes run over the tape."""
        until = asyncio.get_running_loop().time() + self._connect_s
        if self._proxy is not None:
            self.refuse_literal(host)
            return Stream(await self._through(self._proxy, host, port, until), None, until)
        judged = await self._judged(host, port, until)
        wire, address = await self._connect(judged, port, until)
        TAPE.get().address = address
        return Stream(wire, address, until)

    def refuse_literal(self, host: str) -> str | None:
        """The IP address that a host is, if it is one; refused when it may not be connected to."""
        try:
            address = ip_addresses.literal(host)
        except ValueError:
            raise Fault(Reason.BLOCKED_ADDRESS, f"{host} is neither a name nor an address.") from None
        if address is not None and (why := self._judge(address)):
            raise Fault(Reason.BLOCKED_ADDRESS, f"{address} is not on the public internet ({why}).")
        return address

    async def _judged(self, host: str, port: int, until: float) -> list[str]:
        """Every address of the host; refused when one of them is not public."""
        address = self.refuse_literal(host)
        if address is not None:
            return [address]
        try:
            async with asyncio.timeout_at(until):
                found = list(dict.fromkeys(await self._resolve(host, port)))
        except TimeoutError:
            raise Fault(Reason.DNS, f"The name {host} was not found in time.", outage=True) from None
        except (OSError, UnicodeError) as error:
            away = getattr(error, "errno", None) in (socket.EAI_AGAIN, socket.EAI_FAIL)
            told = (
                f"No network: {host} could not be looked up."
                if away
                else f"{host} could not be found: no network, or no such host."
            )
            raise Fault(Reason.DNS, told, outage=away) from error
        if not found:
            raise Fault(Reason.DNS, f"The name {host} has no address.")
        for address in found:
            if why := self._judge(address):
                raise Fault(Reason.BLOCKED_ADDRESS, f"{host} is {address}, not on the public internet ({why}).")
        return found

    async def _connect(self, judged: Sequence[str], port: int, until: float) -> tuple[Wire, str]:
        """The first address that answers. Each has its share of the time, so that a broken IPv6 does not eat it all."""
        loop = asyncio.get_running_loop()
        error: OSError | None = None
        tried = list(judged[:MOST_TRIED])
        for left, address in zip(range(len(tried), 0, -1), tried, strict=True):
            try:
                async with asyncio.timeout_at(loop.time() + (until - loop.time()) / left):
                    _, wire = await loop.create_connection(Wire, address, port)
            except OSError as found:  # TimeoutError is one
                error = found
            else:
                return wire, address
        if isinstance(error, TimeoutError):
            raise Fault(Reason.CONNECT, "The server did not answer in time.", outage=True) from error
        away = getattr(error, "errno", None) in _UNREACHABLE
        raise Fault(Reason.CONNECT, "The server cannot be reached." if away else "The server refuses connections.",
                    outage=away) from error  # fmt: skip

    async def _through(self, proxy: Proxy, host: str, port: int, until: float) -> Wire:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(until):
                _, wire = await loop.create_connection(Wire, proxy.host, proxy.port)
        except OSError as error:
            raise Fault(Reason.CONNECT, f"The proxy {proxy} cannot be reached.", outage=True) from error
        try:
            async with asyncio.timeout_at(until):
                await proxy.ask(wire, host, port)
        except BaseException as error:
            wire.close()
            if isinstance(error, OSError):
                raise Fault(Reason.CONNECT, f"The proxy {proxy} broke the connection off.") from error
            raise
        return wire

    async def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:  # noqa: ANN401, ARG002, ASYNC109 -- as httpcore has it
        """Never."""
        raise Fault(Reason.BLOCKED_ADDRESS, "Unix sockets are not the web.")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that the system knows for a name, in its order.

    The lookup has a daemon thread of its own: one that hangs keeps neither a pool's thread nor the program's end
    waiting.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def settle(found: Sequence[str] | None, error: Exception | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found or ())

    def look_up() -> None:
        found, error = None, None
        try:
            found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as raised:
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    return await answer
