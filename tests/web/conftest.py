"""A server that says byte for byte what a test tells it to, and a network that may reach it and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import pytest

from embedarchive.web import ip_addresses
from embedarchive.web.client import Network, network
from embedarchive.web.rates import Rate, Turnstile

PUBLIC = "127.0.0.9"
"""The one loopback address that these tests take for the public internet. 127.0.0.1 stays what it is."""
Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]
ANY_RATE = (Rate(kinds=("page", "api", "media"), at_once=64, every_s=0),)


@dataclass
class Server:
    """What a test's server is asked, and by how many at once."""

    play: Play | bytes
    address: str = PUBLIC
    tls: ssl.SSLContext | None = None
    port: int = 0
    asked: list[bytes] = field(default_factory=list)
    connections: int = 0
    open: set[asyncio.Task[None]] = field(default_factory=set)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self.open.add(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.asked.append(head)
                if isinstance(self.play, bytes):
                    writer.write(self.play)
                    await writer.drain()
                    return
                await self.play(reader, writer, head)
                if writer.is_closing():
                    return
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.open.discard(task)
            writer.close()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self.address, self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self.open):
            task.cancel()
        await asyncio.gather(*self.open, return_exceptions=True)
        await asyncio.sleep(0)

    def url(self, path: str = "/", host: str = "site.example", scheme: str = "http") -> str:
        """An address that leads here."""
        return f"{scheme}://{host}:{self.port}{path}"


@dataclass
class Names:
    """A resolver: every name is the public address unless the test says otherwise."""

    known: dict[str, Sequence[str] | Exception | float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """What the test says of a name: addresses, an error, or seconds of silence."""
        assert isinstance(host, str)
        assert isinstance(port, int)
        self.asked.append(host)
        found = self.known.get(host, [PUBLIC])
        if isinstance(found, Exception):
            raise found
        if isinstance(found, float):
            await asyncio.sleep(found)
            return []
        return found


def judge(address: str) -> str | None:
    """The real judge, but for the one address."""
    return None if address == PUBLIC else ip_addresses.judge(address)


def _network(names: Names | None = None, **options: Any) -> Network:
    """A network that may reach the test's servers."""
    options.setdefault("turnstile", Turnstile(rates=ANY_RATE))
    return network(resolver=names or Names(), judge=judge, ports=None, **options)


@contextlib.asynccontextmanager
async def _serving(
    play: Play | bytes, names: Names | None = None, **options: Any
) -> AsyncIterator[tuple[Network, Server]]:
    """A network and a server."""
    async with Server(play) as server, _network(names, **options) as source:
        yield source, server


class World:
    """What the tests of this room share."""

    PUBLIC = PUBLIC
    Server = Server
    Names = Names
    judge = staticmethod(judge)
    network = staticmethod(_network)
    serving = staticmethod(_serving)


@pytest.fixture(scope="session")
def world() -> type[World]:
    """Servers and networks for tests."""
    with socket.socket() as probe:
        try:
            probe.bind((PUBLIC, 0))
        except OSError:
            pytest.skip(f"{PUBLIC} is no address of this machine (`ifconfig lo0 alias {PUBLIC}` makes it one on macOS)")
    return World
