"""One connection as bytes: what crosses it is counted and copied below everything that could reshape it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import httpcore

from embedarchive.model import Reason
from embedarchive.web import heads

HIGH_WATER = 1 << 18
MOST_INTERIM = 10
HEAD_ALLOWANCE = 1 << 17
"""Bytes that heads and frames may take beyond the body's budget (h11 itself stops at 100 KiB of head)."""


class Fault(Exception):  # noqa: N818 -- a condition, turned into a reason at this room's border
    """Why an exchange ended without an answer.

    Attributes:
        outage: whether it could be our own network that is away.
    """

    def __init__(self, reason: Reason, detail: str, *, outage: bool = False) -> None:
        super().__init__(detail)
        self.reason, self.detail, self.outage = reason, detail, outage


class Tape:
    """What one exchange sent and received.

    Attributes:
        sent: the request as it left.
        head: the final answer's head up to and with its blank line; what has come of it when it is not complete.
        body_bytes: how many bytes came after the head, frames included.
        interim: how many 1xx answers came before.
        eof: whether the server closed the connection.
        framed: whether the connection speaks HTTP/2: its bytes are frames, and heads are told by who reads them.
        address: the IP address that was connected to.
    """

    def __init__(self, limit: int, count: Callable[[int], None] = lambda _: None) -> None:
        """Count against a budget of `limit` bytes of body; `count` hears of all that comes, and may raise."""
        self._left, self._count = limit + HEAD_ALLOWANCE, count
        self.sent, self.head = bytearray(), bytearray()
        self.complete = self.eof = self.framed = False
        self.body_bytes = self.interim = 0
        self.address: str | None = None

    def receive(self, data: bytes) -> None:
        """Note what came."""
        self.eof = self.eof or not data
        self._left -= len(data)
        if self.framed:
            pass  # counted against the budget; where a head ends only the frames say
        elif self.complete:
            self.body_bytes += len(data)
        else:
            start = max(0, len(self.head) - 3)
            self.head += data
            self._split(start)
        self._count(len(data))
        if self._left < 0:
            raise Fault(Reason.SIZE, "The answer is larger than allowed.")

    def tell(self, sent: bytes, head: bytes) -> None:
        """Note the heads of an exchange in HTTP/2, written as HTTP/1.1 writes them."""
        self.sent[:], self.head[:], self.complete = sent, head, bool(head)

    def _split(self, start: int) -> None:
        while found := heads.END.search(self.head, start):
            start = 0
            known = heads.parse(bytes(self.head[: found.end()]))
            if known is None or not 100 <= known.status < 200 or known.status == 101:
                self.complete = True
                self.body_bytes = len(self.head) - found.end()
                del self.head[found.end() :]
                return
            self.interim += 1
            del self.head[: found.end()]
            if self.interim > MOST_INTERIM:
                raise Fault(Reason.PROTOCOL, f"More than {MOST_INTERIM} interim answers came before the answer.")


TAPE: ContextVar[Tape] = ContextVar("tape")
"""The exchange on whose behalf a connection is used right now; connections outlive exchanges."""


class Wire(asyncio.Protocol):
    """What has come over a connection and was not read yet."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.eof = False
        self.error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self.transport = transport  # type: ignore[assignment] # a stream's transport is an asyncio.Transport

    def data_received(self, data: bytes) -> None:
        """Keep what came; slow the sender down when it is not read."""
        self.buffer += data
        if len(self.buffer) > HIGH_WATER and not self._paused and self.transport is not None:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """The other side says that it has sent everything."""
        self.eof = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self.eof, self.error = True, self.error or exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def read(self, size: int) -> bytes:
        """At least one byte, or none at the end.

        Raises:
            OSError: the connection broke.
        """
        while not self.buffer and not self.eof:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if not self.buffer:
            if self.error is not None:
                raise self.error
            return b""
        if len(self.buffer) <= size:  # as a rule; then it is copied once
            data = bytes(self.buffer)
            self.buffer.clear()
        else:
            data = bytes(memoryview(self.buffer)[:size])
            del self.buffer[:size]
        if self._paused and len(self.buffer) < HIGH_WATER and self.transport is not None and not self.eof:
            self._paused = False
            self.transport.resume_reading()
        return data

    async def read_exactly(self, size: int) -> bytes:
        """So many bytes.

        Raises:
            OSError: the connection broke or ended before.
        """
        data = b""
        while len(data) < size:
            piece = await self.read(size - len(data))
            if not piece:
                raise ConnectionResetError
            data += piece
        return data

    @property
    def unsent(self) -> int:
        """How many bytes wait to be sent."""
        return 0 if self.transport is None else self.transport.get_write_buffer_size()

    def write(self, data: bytes) -> None:
        """Send; requests are small, so nobody waits for the buffer."""
        if self.transport is not None:
            self.transport.write(data)

    def close(self) -> None:
        """End the connection now."""
        if self.transport is not None:
            self.transport.abort()


class Stream(httpcore.AsyncNetworkStream):
    """A connection as httpcore wants it, with the tape running."""

    def __init__(self, wire: Wire, address: str | None, handshake_until: float) -> None:
        """See the connection `wire` to `address`; TLS has to stand at `handshake_until` on the loop's clock."""
        self._wire, self._address, self._until = wire, address, handshake_until
        self.spoiled = self._framed = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109 -- one deadline for all
        """What came next, noted on the tape."""
        tape = TAPE.get()
        tape.address, tape.framed = self._address, self._framed
        try:
            data = await self._wire.read(max_bytes)
            await asyncio.sleep(0)  # a server that sends faster than we read keeps neither deadlines nor others waiting
        except OSError as error:
            tape.eof = True
            raise Fault(Reason.RESET, "The server broke the connection off.") from error
        tape.receive(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 -- see read
        """Send, noted on the tape."""
        tape = TAPE.get()
        tape.address, tape.framed = self._address, self._framed
        if not self._framed:
            tape.sent += buffer
        elif self._wire.unsent > HIGH_WATER:  # replies to frames that a server sends and whose replies it never reads
            raise Fault(Reason.PROTOCOL, "The server asks for more replies than it reads.")
        self._wire.write(buffer)

    async def aclose(self) -> None:
        """End the connection."""
        self._wire.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 -- see read
    ) -> httpcore.AsyncNetworkStream:
        """Encrypt. The certificate has to be the name's, whatever address was connected to."""
        loop = asyncio.get_running_loop()
        transport = self._wire.transport
        if transport is None:
            raise Fault(Reason.TLS, "The connection was gone before it was encrypted.")
        try:
            async with asyncio.timeout_at(self._until):
                encrypted = await loop.start_tls(transport, self._wire, ssl_context, server_hostname=server_hostname)
        except ssl.SSLCertVerificationError as error:
            self._wire.close()
            raise Fault(
                Reason.TLS, f"The server's certificate is not to be trusted: {error.verify_message}."
            ) from error
        except TimeoutError as error:
            self._wire.close()
            raise Fault(Reason.TLS, "The server did not encrypt the connection in time.") from error
        except (ssl.SSLError, OSError) as error:
            self._wire.close()
            raise Fault(Reason.TLS, "The connection could not be encrypted.") from error
        self._wire.transport = encrypted
        shown = encrypted.get_extra_info("ssl_object") if encrypted is not None else None
        self._framed = shown is not None and shown.selected_alpn_protocol() == "h2"
        return self

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 -- as httpcore has it
        """What httpcore asks before it uses a connection again."""
        if info == "is_readable":  # bytes nobody asked for would become the next answer's beginning
            return self.spoiled or self._wire.eof or bool(self._wire.buffer)
        transport = self._wire.transport
        return None if transport is None else transport.get_extra_info({"server_addr": "peername"}.get(info, info))


@contextlib.contextmanager
def recorded(tape: Tape) -> Any:  # noqa: ANN401 -- a context manager without a value
    """Let what this task sends and receives run onto the tape."""
    token = TAPE.set(tape)
    try:
        yield
    finally:
        TAPE.reset(token)
