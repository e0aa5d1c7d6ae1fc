"""Connections that carry one request at a time, whichever version of HTTP the server speaks.

HTTP/2 would let several requests share a connection. Then whoever reads it receives the bytes of all of them: the
budget of one answer would be spent by another, and nobody could say what crossed the wire for which. So a connection is
taken by one request until its answer is read, as in HTTP/1.1; an answer that was not read to its end takes the
connection with it, since the server goes on sending.

httpcore lets the errors of h2 through that frames raise after the head of an answer, and those of a status that is no
number; here they become what they are, a server that does not keep to HTTP.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpcore

try:
    from h2.exceptions import H2Error
except ModuleNotFoundError:  # then nobody speaks HTTP/2
    UNKEPT: tuple[type[Exception], ...] = (ValueError,)
else:
    UNKEPT = (ValueError, H2Error)


class Connection(httpcore.AsyncHTTPConnection):
    """A connection of a pool."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 -- what httpcore takes
        """See `httpcore.AsyncHTTPConnection`."""
        super().__init__(**options)
        self._taken = False
        self._wire: Any = None

    def is_available(self) -> bool:
        """Whether a request may use it now: not before the first one has shown what it speaks."""
        return not self._taken and self._wire is not None and super().is_available()

    def has_expired(self) -> bool:
        """Whether it is of no use any more; what came over it without being asked for spoils it."""
        idle = not self._taken and self._wire is not None
        return super().has_expired() or (idle and bool(self._wire.get_extra_info("is_readable")))

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request and wait for the head of the answer."""
        if self._taken:
            raise httpcore.ConnectionNotAvailable
        self._taken = True
        try:
            answer = await super().handle_async_request(request)
        except httpcore.ConnectionNotAvailable:
            self._taken = False
            raise
        except UNKEPT as error:
            await self.aclose()
            raise httpcore.RemoteProtocolError(error) from error
        except BaseException:
            await self.aclose()
            raise
        self._wire = answer.extensions.get("network_stream")
        answer.stream = _Answer(answer.stream, self)
        return answer

    def release(self) -> None:
        """Let the next request use it."""
        self._taken = False


class _Answer:
    """The body of an answer, which gives its connection back."""

    def __init__(self, stream: Any, connection: Connection) -> None:  # noqa: ANN401 -- as httpcore has it
        """Read `stream` and give `connection` back."""
        self._stream, self._connection, self._whole = stream, connection, False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces of the body."""
        try:
            async for piece in self._stream:
                yield piece
        except UNKEPT as error:
            raise httpcore.RemoteProtocolError(error) from error
        self._whole = True

    async def aclose(self) -> None:
        """End reading."""
        try:
            await self._stream.aclose()
        finally:
            if not self._whole:
                await self._connection.aclose()
            self._connection.release()


class Pool(httpcore.AsyncConnectionPool):
    """A pool of such connections."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 -- what httpcore takes
        """See `httpcore.AsyncConnectionPool`."""
        super().__init__(**options)
        shared = ("ssl_context", "keepalive_expiry", "http1", "http2", "network_backend")
        self._options = {name: options[name] for name in shared if name in options}

    def create_connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """A connection to a host."""
        return Connection(origin=origin, **self._options)
