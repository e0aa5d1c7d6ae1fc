"""An object store on this machine, for tests."""

from __future__ import annotations

from collections.abc import Iterator
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
