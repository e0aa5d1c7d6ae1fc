"""A server that speaks HTTP/2 frame by frame, for tests of what servers may do."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import trustme

Play = Callable[["Line", int, dict[str, str]], Any]


@dataclass
class Speaker:
    """A server that speaks HTTP/2 frame by frame, as a test wants it.

    Attributes:
        play: what is done with a request.
        asked: the headers of each request.
        connections: how many there were.
        protocols: what is offered by ALPN.
        most: the largest number of streams of one connection that were open at a time.
    """

    play: Play
    address: str
    protocols: tuple[str, ...] = ("h2", "http/1.1")
    asked: list[dict[str, str]] = field(default_factory=list)
    connections: int = 0
    most: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        shown = writer.get_extra_info("ssl_object")
        if shown.selected_alpn_protocol() != "h2":
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold")
            return
        talk = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8", validate_outbound_headers=False)
        )
        talk.initiate_connection()
        writer.write(talk.data_to_send())
        open_: set[int] = set()
        try:
            while data := await reader.read(65536):
                for event in talk.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        open_.add(event.stream_id)
                        self.most = max(self.most, len(open_))
                        self.asked.append({str(name): str(value) for name, value in event.headers})
                        await self.play(Line(talk, reader, writer), event.stream_id, self.asked[-1])
                        open_.discard(event.stream_id)
                writer.write(talk.data_to_send())
                await writer.drain()
        except (OSError, h2.exceptions.ProtocolError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def url(self, path: str = "/") -> str:
        """An address that leads here."""
        return f"https://site.example:{self.port}{path}"


@dataclass
class Line:
    """What a play writes to."""

    talk: h2.connection.H2Connection
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def head(self, stream: int, status: str = "200", *headers: tuple[str, str], end: bool = False) -> None:
        """The head of an answer."""
        self.talk.send_headers(stream, [(":status", status), *headers], end_stream=end)
        await self.flush()

    async def data(self, stream: int, body: bytes, *, end: bool = True) -> None:
        """A body, as fast as the other side lets it come."""
        while body:
            room = min(self.talk.local_flow_control_window(stream), self.talk.max_outbound_frame_size, len(body))
            if room:
                self.talk.send_data(stream, body[:room])
                body = body[room:]
                await self.flush()
            else:
                more = await self.reader.read(65536)
                if not more:
                    raise ConnectionResetError
                self.talk.receive_data(more)
        if end:
            self.talk.end_stream(stream)
        await self.flush()

    async def flush(self) -> None:
        """Send what is ready."""
        self.writer.write(self.talk.data_to_send())
        await self.writer.drain()


@contextlib.asynccontextmanager
async def speaking(world: Any, play: Play, **options: Any) -> AsyncIterator[tuple[Any, Speaker]]:  # noqa: ANN401 -- a fixture no test can import the type of
    """A network and a server that offers HTTP/2 with a certificate that is trusted."""
    authority, shown = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("site.example").configure_cert(shown)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    speaker = Speaker(play, world.PUBLIC, protocols=options.pop("protocols", ("h2", "http/1.1")))
    shown.set_alpn_protocols(list(speaker.protocols))
    listening = socket.create_server((world.PUBLIC, 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    server = await asyncio.start_server(speaker.serve, sock=listening, ssl=shown)
    speaker.port = listening.getsockname()[1]
    try:
        async with world.network(tls=trusted, **options) as source:
            yield source, speaker
    finally:
        server.close()
        for task in speaker.tasks:
            task.cancel()
        await asyncio.gather(*speaker.tasks, return_exceptions=True)
