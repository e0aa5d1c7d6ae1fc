"""The doctor: every source of a platform is asked in its order, and judged by what it does."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from embedarchive import platforms, web
from embedarchive.archive.doctor import examined
from embedarchive.cli.doctor import doctor
from embedarchive.model import Exchange, Request, Source
from embedarchive.platforms import Finding

JACK = {"__typename": "Tweet", "id_str": "20", "text": "x", "created_at": "2006-03-21T20:50:14.000Z"}
TWEET = json.dumps({**JACK, "user": {"name": "jack", "screen_name": "jack"}, "entities": {}})


class Loopback:
    """Every host of the world on one server at 127.0.0.1: its path begins with the host's name."""

    def __init__(self, inner: Source, port: int) -> None:
        self.inner, self.port = inner, port

    async def exchange(self, request: Request) -> Exchange:
        """Ask the server."""
        parts = urlsplit(request.url)
        url = f"http://127.0.0.1:{self.port}/{parts.hostname}{parts.path}?{parts.query}"
        return replace(await self.inner.exchange(replace(request, url=url)), url=request.url)


@contextmanager
def world(answers: dict[str, tuple[int, str]]) -> Iterator[int]:
    """A server whose answers are found by host and path; anything else is 404."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.get(urlsplit(self.path).path.lstrip("/"), (404, "no"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def verdicts(name: str, answers: dict[str, tuple[int, str]]) -> dict[str, str]:
    """What the sources of a platform do, by host and path, in the order in which they are asked."""

    async def run(port: int) -> list[Finding]:
        async with web.network(allow_private=True, rates=[web.Rate(every_s=0)]) as network:
            return await examined(Loopback(network, port), [name])

    with world(answers) as port:
        return {finding.source: finding.verdict for finding in asyncio.run(run(port))}


def test_every_source_is_asked_and_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that answers does not keep the next from being asked."""
    for module in ("client", "rates"):  # what a 429 without Retry-After asks for is not waited for here
        monkeypatch.setattr(f"embedarchive.web.{module}.UNSAID_S", 0.01)
    found = verdicts(
        "twitter",
        {
            "cdn.syndication.twimg.com/tweet-result": (200, TWEET),
            "publish.twitter.com/oembed": (429, "slow down"),
            "x.com/jack/status/20": (403, "<html><title>Just a moment...</title></html>"),
        },
    )
    assert found == {
        "cdn.syndication.twimg.com/tweet-result": "answers",
        "publish.twitter.com/oembed": "limited",
        "x.com/jack/status/20": "wall",
    }


def test_a_new_shape_is_no_answer() -> None:
    """What is not understood is said to have changed, and another post is no answer either."""
    found = verdicts("twitter", {"cdn.syndication.twimg.com/tweet-result": (200, '{"data": {"post": {}}}')})
    assert found["cdn.syndication.twimg.com/tweet-result"] == "changed"
    other = verdicts("twitter", {"cdn.syndication.twimg.com/tweet-result": (200, TWEET.replace('"20"', '"21"'))})
    assert other["cdn.syndication.twimg.com/tweet-result"] == "changed"


@pytest.mark.parametrize("name", [name for name, each in platforms.catalogue().items() if each.well_known])
def test_a_well_known_post_is_one_of_the_platform(name: str) -> None:
    """And it is asked for somewhere; nothing is asked twice."""
    platform = platforms.get(name)
    assert platform.recognise(platform.well_known)
    assert len(verdicts(name, {})) >= 1


def test_offline_it_says_so() -> None:
    """Nobody was reached, and that is what it says; as JSON there are the findings, too."""
    done = CliRunner().invoke(doctor, ["--platform", "twitter"], standalone_mode=False)
    assert done.output.startswith("Nobody could be reached: none of 3 sources of 1 platform")
    assert done.return_value == 3
    told = CliRunner().invoke(doctor, ["--platform", "twitter", "--json"], standalone_mode=False)
    findings = [json.loads(line) for line in told.stdout.splitlines()]
    assert [finding["verdict"] for finding in findings] == ["unreached"] * 3


def test_a_platform_without_a_post_is_a_wrong_question() -> None:
    """With a sentence that names those there are."""
    done = CliRunner().invoke(doctor, ["--platform", "orkut"], standalone_mode=False)
    assert "orkut" in str(done.exception)
