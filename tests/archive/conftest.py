"""A small made web in a WARC file, and an article that asks it for what it shows."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import io
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from forked_processes import forked_by
from object_store import endpoint, objects  # noqa: F401 -- fixtures

from embedarchive.archive.crawls import engines, shard_process
from embedarchive.exports.warc_writer import write_record
from embedarchive.platforms.twitter import syndication

AT = dt.datetime(2026, 9, 14, 8, 30, tzinfo=dt.UTC)
LIVE, GONE = "2098313091371589249", "2098313091371589250"

ARTICLE = f"""<!doctype html><html lang="en"><head><title>The mill turns again</title></head><body><article>
<h1>The mill turns again</h1><p>After nine years the mill of Oud-Kelder turned on Saturday.</p>
<blockquote class="twitter-tweet"><p lang="en" dir="ltr">The sails are moving!</p>&mdash; Mila Brand (@mila_brand)
<a href="https://twitter.com/mila_brand/status/{LIVE}">September 12, 2026</a></blockquote>
<p>Not everybody was glad of the noise.</p>
<blockquote class="twitter-tweet"><p lang="en" dir="ltr">It squeaks all night.</p>&mdash; Joris (@joris_oudkelder)
<a href="https://twitter.com/joris_oudkelder/status/{GONE}">September 12, 2026</a></blockquote>
<figure><img src="https://pictures.example/mill.png" alt="The mill" width="640" height="480"></figure>
</article></body></html>"""

Answers = Mapping[str, tuple[int, str, bytes]]
"""What an address answers: status, media type, body."""


def png(colour: tuple[int, int, int] = (90, 120, 80)) -> bytes:
    """A small picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()


def tweet_result(tweet_id: str, handle: str, text: str, **more: Any) -> bytes:  # noqa: ANN401 -- fields of the answer
    """An answer of the syndication endpoint, in the shape its clients document."""
    answer = {
        "__typename": "Tweet",
        "id_str": tweet_id,
        "lang": "en",
        "text": text,
        "created_at": "2026-09-12T09:15:00.000Z",
        "display_text_range": [0, len(text)],
        "entities": {"hashtags": [], "urls": [], "user_mentions": [], "symbols": []},
        "user": {"id_str": "1", "name": handle.title(), "screen_name": handle, "profile_image_url_https": ""},
        "favorite_count": 12,
        "conversation_count": 1,
    }
    return json.dumps(answer | more).encode()


@pytest.fixture
def answers() -> dict[str, tuple[int, str, bytes]]:
    """One tweet is there, one is deleted and in no web archive, the picture is there."""
    deleted = {
        "__typename": "TweetTombstone",
        "tombstone": {"text": {"text": "This Post was deleted by the Post author."}},
    }
    return {
        syndication.request(LIVE).url: (
            200,
            "application/json",
            tweet_result(LIVE, "mila_brand", "The sails are moving!"),
        ),
        syndication.request(GONE).url: (200, "application/json", json.dumps(deleted).encode()),
        "https://pictures.example/mill.png": (200, "image/png", png()),
    }


@pytest.fixture
def tweet() -> Callable[..., bytes]:
    """Makes an answer of the syndication endpoint."""
    return tweet_result


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """An article with two tweets and a picture."""
    path = tmp_path / "article.html"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    """Writes answers into a WARC file and returns its path."""

    def write(answers: Answers, name: str = "web.warc.gz", at: dt.datetime = AT) -> Path:
        path = tmp_path / name
        with path.open("wb") as file:
            for url, (status, media_type, body) in answers.items():
                head = f"HTTP/1.1 {status} Made\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
                write_record(file, "response", at=at, head=head.encode(), body=body, url=url)
        return path

    return write


class Site:
    """Hosts on this machine: every name leads here, answers wait a moment, and everything asked is counted.

    Attributes:
        pages: what a path answers: status, media type, body.
        asked: the paths of all answers that were given whole.
        delay_s: how long each answer takes.
    """

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str, bytes]] = {}
        self.asked: list[str] = []
        self.delay_s = 0.02
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.port = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def url(self, path: str, host: str = "pictures.example") -> str:
        """An address of this site."""
        return f"http://{host}:{self.port}/{path}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                path = head.split(" ", 2)[1].lstrip("/")
                await asyncio.sleep(self.delay_s)
                status, media_type, body = self.pages.get(path, (404, "text/plain", b"not here"))
                encoding = "Content-Encoding: gzip\r\n" if body[:2] == b"\x1f\x8b" else ""
                writer.write(
                    f"HTTP/1.1 {status} Made\r\nContent-Type: {media_type}\r\n{encoding}"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
                self.asked.append(path)
        with contextlib.suppress(OSError):
            writer.close()

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Every host name leads to a server on this machine, through the network as it is; nobody is asked slowly."""
    from embedarchive import web
    from embedarchive.archive import folder
    from embedarchive.web.rates import Rate, Turnstile

    async def resolver(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    def open_source(recordings: Sequence[Path], spool: Path | None = None, **options: Any) -> Any:  # noqa: ANN401 -- as the original
        assert not recordings
        fast = Turnstile(rates=(Rate(kinds=("page", "api", "media"), at_once=6, every_s=0),))
        asked = {"max_bytes": options["max_bytes"], "cookies": options["cookies"]}
        return web.network(spool=spool, resolver=resolver, judge=lambda _: None, ports=None, turnstile=fast, **asked)

    monkeypatch.setattr(folder, "open_source", open_source)
    made = Site()
    yield made
    made.close()


@pytest.fixture
def forked_shards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The processes that read shards are forked and not started anew, and end with the test."""
    forked_by(shard_process, monkeypatch)
    with contextlib.closing(shard_process.Processes()) as processes:
        monkeypatch.setattr(engines, "_OURS", processes)
        yield
