"""An object store on this machine, for tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of an object store on this machine."""
    pytest.importorskip("obstore")
    server_of = pytest.importorskip("moto.server")
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def objects(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """That address, and an environment that says how the store is reached, as a user's would."""
    told = {"ENDPOINT": endpoint, "ACCESS_KEY_ID": "tests", "SECRET_ACCESS_KEY": "tests", "REGION": "us-east-1"}
    for name, value in {**told, "ALLOW_HTTP": "true"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    return endpoint


def bucket(objects: str, name: str) -> str:
    """A new bucket."""
    with urlopen(Request(f"{objects}/{name}", method="PUT")):  # noqa: S310 -- of the tests' own server
        return f"s3://{name}/desk"


@contextmanager
def failing_half_of_the_time(endpoint: str) -> Iterator[str]:
    """The address of a server that hands every other request on to a store, and fails with the rest."""
    there, number = urlsplit(endpoint), count()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            turn = next(number)
            connection = HTTPConnection(str(there.hostname), int(there.port or 80), timeout=30)
            connection.request(self.command, self.path, headers=dict(self.headers))
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            if turn % 4 == 0:
                self.send_error(503)
                return
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"transfer-encoding", "connection", "server", "date", "content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", answer.getheader("Content-Length") or str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if turn % 4 == 2 else body)
            self.close_connection = turn % 4 == 2

        do_HEAD = do_GET  # noqa: N815 -- the same

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _served(Handler) as address:
        yield address


@contextmanager
def parts_of(file: Path) -> Iterator[str]:
    """The address of a server that gives the bytes of a file that are asked for, and never all of it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            start, end = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
            data = file.read_bytes()
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
            self.send_header("Content-Length", str(end + 1 - start))
            self.end_headers()
            self.wfile.write(data[start : end + 1])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _served(Handler) as address:
        yield address


@contextmanager
def _served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
