"""A server in a process of its own that answers as fast as it can, well and badly, for tests of very many requests.

`python tests/support/many_answers.py ADDRESS` prints its port and answers until its standard input ends. What it does
is in the path: `/ok/…` a page, `/file/…` an image, `/gone/…` a 404 in gzip, `/busy/…` a 503, `/moved/…` a redirect to
`/ok/…`, `/packed/…` a page in gzip, `/cut/…` half an answer and the end of the connection.
"""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
PAGE = b"<p>So it is.</p>" * 20
KINDS = ("ok", "ok", "file", "ok", "gone", "packed", "moved", "file", "busy", "cut")
"""What is asked for in turn."""


def answer(path: str) -> bytes:
    """A whole answer, or half of one."""
    kind, _, rest = path.lstrip("/").partition("/")
    status, more, body = "200 OK", "Content-Type: text/html", PAGE
    if kind == "file":
        more, body = "Content-Type: image/gif", GIF
    elif kind == "packed":
        more, body = "Content-Type: text/html\r\nContent-Encoding: gzip", gzip.compress(PAGE, 1)
    elif kind == "moved":
        status, more, body = "302 Found", f"Location: /ok/{rest}", b""
    elif kind == "gone":
        status, more, body = "404 Not Found", "Content-Encoding: gzip", gzip.compress(b"no", 1)
    elif kind == "busy":
        status, body = "503 Busy", b"later"
    length = len(body) * (2 if kind == "cut" else 1)
    return f"HTTP/1.1 {status}\r\n{more}\r\nContent-Length: {length}\r\n\r\n".encode() + body


class Answering(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody asks."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # a server's is one

    def data_received(self, data: bytes) -> None:
        """Answer every request that has come whole."""
        self._came += data
        while b"\r\n\r\n" in self._came:
            head, _, self._came = self._came.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            self._transport.write(answer(path))
            if path.startswith("/cut/"):
                self._transport.close()


async def serve(address: str) -> None:
    """Answer until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Answering, address, 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 -- what who started it reads
    await loop.run_in_executor(None, sys.stdin.buffer.read)
    server.close()


@contextmanager
def answering(address: str) -> Iterator[int]:
    """Such a server; its port."""
    command = [sys.executable, __file__, address]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
