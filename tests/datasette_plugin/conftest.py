"""An archive with one of everything, and the Datasette that serves it."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import datetime as dt
import hashlib
import io
import json
import signal
import socket
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import commands
import one_chromium
import pytest
from datasette.app import Datasette
from datasette.utils import parse_metadata

from embedarchive.datasette_plugin import config_path
from embedarchive.model import (
    Body,
    Coordinates,
    Document,
    Embed,
    Exchange,
    Ignored,
    Image,
    MediaRef,
    Missing,
    Post,
    Reason,
    Scan,
)
from embedarchive.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
HOSTILE = "<script>alert(1)</script>"
BREAKOUT = "\"'><img src=x onerror=alert(2)>"
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)

ATTACKS: dict[str, bytes] = {
    "html": b"<!doctype html><title>x</title><script>alert(3);fetch('http://127.0.0.1:9/leak')</script><img src=http://127.0.0.1:9/a>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(4)"><script>alert(5)</script></svg>',
    "xml": b"<?xml version='1.0'?><x xmlns:h='http://www.w3.org/1999/xhtml'><h:script>alert(6)</h:script></x>",
    "html-after-jpeg": b"\xff\xd8\xff\xe0<html><script>alert(7)</script></html>",
    "html-after-gif": b"GIF89a=0//<html><script>alert(8)</script>",
    "pdf": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(9))>>>>",
    "text": b"<b>not bold</b>\nplain words, <script>alert(10)</script>",
    "unknown": b"\x00\x01\x02\x03 nothing known",
    "json": b'{"html": "<script>alert(11)</script>"}',
    "utf-7": b"+ADw-script+AD4-alert(12)+ADw-/script+AD4-",
    "refresh": b'<html><head><meta http-equiv=refresh content="0;url=http://127.0.0.1:9/gone"></head></html>',
    "png": b"\x89PNG\r\n\x1a\n<script>alert(13)</script>",
}
"""Bytes that a hostile server could have sent for a photo."""


def picture(colour: str, size: tuple[int, int] = (640, 420), kind: str = "JPEG") -> bytes:
    """A real picture, so that browsers show it."""
    from PIL import Image as Canvas
    from PIL import ImageDraw

    canvas = Canvas.new("RGB", size, colour)
    pen = ImageDraw.Draw(canvas)
    for step in range(0, size[0], 40):
        pen.line([(step, 0), (size[0] - step, size[1])], fill="#ffffff", width=2)
    out = io.BytesIO()
    canvas.save(out, kind)
    return out.getvalue()


class Clock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        """A millisecond later at every look."""
        self.now += dt.timedelta(milliseconds=1)
        return self.now


def embeds() -> tuple[Embed, ...]:
    """What the article prints: five posts, the last one hostile."""
    day = dt.date(2026, 2, 27)
    return (
        Embed(
            platform="twitter",
            form="plain-text",
            author="Harbour Watch",
            handle="harbour_watch",
            date=day,
            text="The crane at quay 4 is down. Photo from the north pier.\n(51.2345, 2.9123)",
            language="en",
            links=("https://pic.twitter.com/AbCdEf1234",),
            coordinates=(
                Coordinates(
                    latitude=51.2345, longitude=2.9123, form="decimal", precision_m=11.0, text="51.2345, 2.9123"
                ),
            ),
            confidence=0.98,
            start=120,
            end=250,
        ),
        Embed(
            platform="twitter",
            form="plain-text",
            author="Mira Sol",
            handle="mira_sol",
            date=dt.date(2026, 2, 20),
            text="Nobody was hurt, says the port authority.",
            language="en",
            confidence=0.9,
            start=260,
            end=330,
        ),
        Embed(
            platform="twitter",
            form="blockquote",
            id="2027000000000000003",
            url="https://x.com/oleksandr_k/status/2027000000000000003",
            author="Олександр К.",
            handle="oleksandr_k",
            date=day,
            text="Кран упав о пів на шосту. Дивіться відео.",
            language="uk",
            start=340,
            end=500,
        ),
        Embed(
            platform="mastodon",
            form="iframe",
            id="social.example/1099",
            url="https://social.example/@lena/1099",
            author="لينا",
            handle="lena@social.example",
            text="الرافعة سقطت هذا الصباح. لا أحد مصاب، والحمد لله.",
            language="ar",
            date=day,
            start=510,
            end=600,
        ),
        Embed(
            platform="twitter",
            form="plain-text",
            author=HOSTILE,
            handle=BREAKOUT,
            date=day,
            text=f"{HOSTILE}\n{BREAKOUT}",
            language='" onmouseover=alert(1)',
            url="javascript:alert(1)",
            quotes="javascript:alert(2)",
            links=("javascript:alert(1)",),
            confidence=0.4,
            doubts=("start", "author"),
            start=610,
            end=700,
        ),
    )


ARTICLE = (
    f"{MARK}\nCrane falls in the harbour\n"
    f"A crane fell in the harbour on Friday morning. Witnesses put pictures of it online.\n{MARK}\n"
    f"The authority reacted an hour later.\n{MARK}\nMeanwhile others had filmed it.\n{MARK}\n{MARK}\n"
    f"And somebody tried this.\n{MARK}\n"
    "The investigation goes on.\n"
)


def scan(title: str = "Crane falls in the harbour", source: str = "article.txt", url: str | None = None) -> Scan:
    """The article's scan."""
    return Scan(
        document=Document(text=ARTICLE, title=title, language="en", source=source, base_url=url),
        embeds=embeds(),
        images=(
            Image(
                url="https://paper.example/crane.jpg",
                alt="A fallen crane",
                caption="The crane at quay 4",
                credit="Photo: P. Aper",
                start=0,
                end=60,
            ),
        ),
        ignored=(
            Ignored(text="You can change your choices at any time.", reason="consent-placeholder", start=251, end=259),
        ),
    )


class Maker:
    """Writes an archive the way the program does, with answers of its own making."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.store = Store.open(folder, clock=self.clock)
        self.store.begin_run("scan article.txt")

    def media(self, address: str, data: bytes, **facts: Any) -> str:  # noqa: ANN401 -- facts of many kinds
        """Keep a picture under its address."""
        blob = self.store.keep(data, "image/jpeg")
        self.store.add_media(address, facts, parser="test", blob=blob)
        return blob.digest

    def exchange(self, key: str, url: str, body: bytes, status: int = 200) -> None:
        """Keep one request and its answer."""
        self.store.add_exchange(
            Exchange(
                url=url,
                status=status,
                at=self.clock(),
                request_head=f"GET {url} HTTP/1.1\r\n\r\n".encode(),
                response_head=f"HTTP/1.1 {status} OK\r\n\r\n".encode(),
                body=Body(digest=hashlib.sha256(body).hexdigest(), size=len(body), data=body),
            ),
            key=key,
        )


def make_archive(folder: Path) -> None:
    """An article with archived, vanished, recovered, pending and hostile posts; pictures, a video, attacks."""
    maker = Maker(folder)
    store = maker.store
    found = store.add_article(ARTICLE.encode(), scan(), ARTICLE, parser="test")
    keys = [record.key for record in found.embeds]
    crane = picture("#38506b", (1200, 700))
    seen = {"width": 1200, "height": 700, "phash": "a" * 16, "latitude": 51.2351, "longitude": 2.9147, "exif": {}}
    maker.media("https://paper.example/crane.jpg", crane, **seen)
    photo, other, video = (f"https://media.example/{name}" for name in ("one.jpg", "two.jpg", "clip.mp4"))
    _first(maker, keys[0], photo, other)
    _second(maker, keys[1])
    _third(maker, keys[2], video)
    store.add_post(keys[3], Missing(reason=Reason.DNS, detail="social.example has no address"), parser="test")
    _attacks(maker, keys[4])
    store.end_run(3, {})
    store.close()


def _first(maker: Maker, key: str, photo: str, other: str) -> None:
    """Captured, edited, then deleted on the platform; with two photos, one of them with a place of its own."""
    post = Post(
        platform="twitter",
        id="2027000000000000001",
        url="https://x.com/harbour_watch/status/2027000000000000001",
        author="Harbour Watch",
        handle="harbour_watch",
        posted_at=dt.datetime(2026, 2, 27, 5, 41, tzinfo=dt.UTC),
        text="The crane at quay 4 is down. Photo from the north pier.\n(51.2345, 2.9123)",
        language="en",
        media=(
            MediaRef(candidates=(photo,), alt="A crane lies across the quay", index=0, width=640, height=420),
            MediaRef(candidates=(other,), alt="", index=1, width=420, height=640),
        ),
        coordinates=(
            Coordinates(latitude=51.2345, longitude=2.9123, form="decimal", precision_m=11.0, text="51.2345, 2.9123"),
        ),
        counts=(("likes", 1204), ("replies", 31), ("reposts", 88)),
        sources=(("text", "syndication"), ("author", "syndication"), ("posted_at", "id")),
    )
    maker.exchange(key, "https://cdn.syndication.example/tweet-result?id=2027000000000000001", b'{"text": "The crane"}')
    maker.store.add_post(key, post, parser="test")
    maker.media(
        photo,
        picture("#7a3b2e"),
        width=640,
        height=420,
        phash="a" * 16,
        latitude=51.2349,
        longitude=2.9131,
        taken_at="2026-02-27T05:39:12Z",
        exif={},
    )
    maker.media(other, picture("#2e6b4f", (420, 640)), width=420, height=640, phash="b" * 16)
    from dataclasses import replace

    maker.clock.now += dt.timedelta(days=2)
    maker.store.add_post(
        "twitter:2027000000000000001",
        replace(post, text="The crane at quay 5 is down. Photo from the north pier.\n(51.2345, 2.9123)"),
        parser="test",
    )
    maker.clock.now += dt.timedelta(days=5)
    maker.store.add_post(
        "twitter:2027000000000000001",
        Missing(reason=Reason.DELETED, detail="This Post was deleted by the Post author."),
        parser="test",
    )


def _second(maker: Maker, key: str) -> None:
    """Deleted before it could be captured, recovered from a web archive; the article has another day."""
    maker.store.add_post(
        key, Missing(reason=Reason.DELETED, id="2026000000000000002", detail="This Post is gone."), parser="test"
    )
    maker.store.add_post(
        "twitter:2026000000000000002",
        Post(
            platform="twitter",
            id="2026000000000000002",
            url="https://x.com/mira_sol/status/2026000000000000002",
            author="Mira Sol",
            handle="mira_sol",
            posted_at=dt.datetime(2026, 2, 27, 7, 2, tzinfo=dt.UTC),
            text="Nobody was hurt, says the port authority.",
            language="en",
            observed_at=dt.datetime(2026, 2, 28, tzinfo=dt.UTC),
            sources=(("text", "wayback"),),
        ),
        parser="test",
        source="web-archive",
        reason=Reason.DELETED,
    )


def _third(maker: Maker, key: str, video: str) -> None:
    """Captured, with a video, a poll and a preview, quoting the first; the platform calls it sensitive."""
    maker.store.add_post(
        key,
        Post(
            platform="twitter",
            id="2027000000000000003",
            url="https://x.com/oleksandr_k/status/2027000000000000003",
            author="Олександр К.",
            handle="oleksandr_k",
            posted_at=dt.datetime(2026, 2, 27, 6, 0, tzinfo=dt.UTC),
            text="Кран упав о пів на шосту. Дивіться відео.",
            language="uk",
            media=(
                MediaRef(
                    candidates=(video,), role="video", alt="Відео з набережної", width=320, height=180, duration_s=2.0
                ),
                MediaRef(candidates=("https://media.example/still.jpg",), role="poster", index=1),
            ),
            quotes="https://x.com/harbour_watch/status/2027000000000000001",
            poll=(("Так", 30), ("Ні", 10)),
            card=(("url", "https://paper.example/story"), ("title", "The story"), ("description", "What is known")),
            sensitive=True,
        ),
        parser="test",
    )
    clip = ROOT / "examples" / "media"
    maker.media(
        "https://media.example/still.jpg", picture("#222222", (320, 180)), width=320, height=180, phash="c" * 16
    )
    films = sorted(clip.glob("*.mp4")) + sorted(clip.glob("*.webm"))
    maker.media(video, films[0].read_bytes() if films else b"\x1aE\xdf\xa3" + bytes(4000), width=320, height=180)


def _attacks(maker: Maker, key: str) -> None:
    """A post whose every field is an attack, and whose photos are what `ATTACKS` lists."""
    addresses = {name: f"https://evil.example/{name}.jpg" for name in ATTACKS}
    maker.store.add_post(
        key,
        Post(
            platform="twitter",
            id="2027000000000000666",
            url="javascript:alert(3)",
            author=HOSTILE,
            handle=BREAKOUT,
            posted_at=dt.datetime(2026, 2, 26, tzinfo=dt.UTC),
            text=f"{HOSTILE}\n{BREAKOUT}\n\u202egnp.exe",
            language=BREAKOUT,
            place=BREAKOUT,
            coordinates=(Coordinates(latitude=10.0, longitude=20.0, form="geotag", precision_m=5000.0, text=HOSTILE),),
            media=tuple(
                MediaRef(candidates=(address,), alt=BREAKOUT, index=n) for n, address in enumerate(addresses.values())
            ),
            quotes="javascript:alert(4)",
            replies_to="data:text/html,<script>alert(5)</script>",
            links=("javascript:alert(6)",),
            poll=((HOSTILE, 1),),
            card=(("url", "javascript:alert(7)"), ("title", HOSTILE), ("description", BREAKOUT)),
            author_url="javascript:alert(8)",
        ),
        parser="test",
    )
    maker.exchange(key, f"https://evil.example/?{HOSTILE}", ATTACKS["html"])
    for name, address in addresses.items():
        maker.media(address, ATTACKS[name])


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive with one of everything. Nobody writes to it."""
    folder = tmp_path_factory.mktemp("served") / "snapshots"
    make_archive(folder)
    return folder


@pytest.fixture(scope="session")
def erased_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such an archive from which one post was erased."""
    from embedarchive.store import erase

    folder = tmp_path_factory.mktemp("erased") / "snapshots"
    make_archive(folder)
    with Store.open(folder) as store:
        store.begin_run("erase")
        erase(store, "twitter:2027000000000000001", reason="The author asked for it")
        store.end_run(0, {})
    return folder


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive that holds nothing yet."""
    folder = tmp_path_factory.mktemp("empty") / "snapshots"
    Store.open(folder).close()
    return folder


@contextlib.contextmanager
def asking(archive: Path, *, public: bool = False) -> Iterator[Callable[..., Any]]:
    """Ask an archive for a path; `config` changes datasette.yml, `method` and `headers` the request.

    `public` opens it unchangeable, as `serve --public` and an exported site do.

    One Datasette for each configuration: starting one takes half a second.
    """
    started: dict[str, Datasette] = {}
    with asyncio.Runner() as runner:

        def asked(path: str, *, method: str = "GET", config: dict[str, Any] | None = None, **headers: str) -> Any:  # noqa: ANN401 -- httpx2's
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            name = json.dumps(config, sort_keys=True)
            if name not in started:
                settled = {**parse_metadata(config_path().read_text(encoding="utf-8")), **(config or {})}
                # In a context of its own: Datasette's plugin for pytest closes what a test makes when the test ends.
                opened = {"immutables" if public else "files": [str(archive / "archive.db")]}
                made = contextvars.Context().run(partial(Datasette, **{"files": [], **opened}, config=settled))
                started[name] = made
                runner.run(made.invoke_startup())
                app = made.app()  # once, as a server does: its client would put it together for every request
                made.app = lambda: app
            return runner.run(started[name].client.request(method, path, headers=sent))

        yield asked
        for datasette in started.values():
            datasette.close()


@pytest.fixture(scope="session")
def ask(archive: Path) -> Iterator[Callable[..., Any]]:
    """Ask the archive of most tests."""
    with asking(archive) as asked:
        yield asked


@pytest.fixture(scope="session")
def ask_of() -> Callable[[Path], contextlib.AbstractContextManager[Callable[..., Any]]]:
    """Ask an archive of one's own."""
    return asking


def digest_of(name: str) -> str:
    """The digest of one of the attacks."""
    return hashlib.sha256(ATTACKS[name]).hexdigest()


@contextlib.contextmanager
def serving(database: Path, *extra: str) -> Iterator[str]:
    """Datasette as a user starts it, on a free port of this machine; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [str(database), "-c", str(ROOT / "datasette.yml"), "-p", str(port), *extra]
    told = tempfile.TemporaryFile("w+")  # noqa: SIM115 -- closed below, with the server
    process = commands.start(*words, module="datasette", stderr=told)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(6000):
            with contextlib.suppress(OSError):
                urlopen(f"{address}/-/versions.json", timeout=1).close()  # noqa: S310 -- this machine
                break
            if process.poll() is not None:
                told.seek(0)
                pytest.fail(f"datasette ended: {told.read()}")
            time.sleep(0.02)
        else:
            pytest.fail("datasette did not answer within two minutes")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        told.close()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[..., contextlib.AbstractContextManager[str]]]:
    """Serves a database with further options of Datasette's: one server for each, which the module's tests share."""
    with contextlib.ExitStack() as running:
        started: dict[tuple[object, ...], str] = {}

        def served(database: Path, *extra: str) -> contextlib.AbstractContextManager[str]:
            asked = (database, *extra)
            if asked not in started:
                started[asked] = running.enter_context(serving(database, *extra))
            return contextlib.nullcontext(started[asked])

        yield served


@pytest.fixture(scope="session")
def site(archive: Path) -> Iterator[str]:
    """The address of a Datasette that serves the archive."""
    with serving(archive / "archive.db") as address:
        yield address


@pytest.fixture(scope="session")
def empty_site(empty_archive: Path) -> Iterator[str]:
    """The address of a Datasette that serves an archive with nothing in it."""
    with serving(empty_archive / "archive.db") as address:
        yield address


@pytest.fixture
def tiles() -> Iterator[tuple[str, list[str]]]:
    """A tile server on another port of this machine; yields its origin and the paths that it was asked for."""
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    asked: list[str] = []
    tile = picture("#88aacc", (256, 256), "PNG")

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(tile)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser(devtools: str) -> Iterator[Any]:
    """A real chromium. Without one the tests are skipped, but not in CI."""
    with one_chromium.connected(devtools) as browser:
        yield browser


@pytest.fixture(scope="module")
def tab(browser: Any) -> Callable[..., contextlib.AbstractContextManager[Any]]:  # noqa: ANN401 -- playwright's
    """Hands out a page of that browser, with options of a context, and `on`: what listens to which event.

    Pages are used again by who asks for the same options: a new one costs the browser three times what opening an
    address does. Given back, it is empty, on a screen, without cookies, and nobody listens. Who routes takes a context.
    """
    pages: dict[str, Any] = {}

    @contextlib.contextmanager
    def handed_out(on: dict[str, Callable[..., None]] | None = None, **options: Any) -> Iterator[Any]:  # noqa: ANN401 -- playwright's
        name = json.dumps(options, sort_keys=True)
        page = pages[name] = pages.get(name) or browser.new_context(**options).new_page()
        listening = on or {}
        for event, listener in listening.items():
            page.on(event, listener)
        try:
            yield page
        finally:
            for event, listener in listening.items():
                page.remove_listener(event, listener)
            page.goto("about:blank")
            page.context.clear_cookies()
            page.emulate_media(media="null")
            if "viewport" in options:
                page.set_viewport_size(options["viewport"])

    return handed_out


@pytest.fixture(scope="session")
def files(archive: Path) -> dict[str, str]:
    """The digests of one file of each kind, by the names that addresses have for them in braces."""
    with contextlib.closing(sqlite3.connect(archive / "archive.db")) as connection:
        media = dict(connection.execute("select key, digest from media where digest is not null"))
        ((answer,),) = connection.execute("select body from fetches where url like '%tweet-result%'")
        ((article,),) = connection.execute("select document from article_scans")
    named = {"photo": "media.example/one.jpg", "video": "media.example/clip.mp4", "attack": "evil.example/html.jpg"}
    return {name: media[f"https://{key}"] for name, key in named.items()} | {"answer": answer, "article": article}


@pytest.fixture
def attack() -> Callable[[str], str]:
    """The digest of an attack, by its name."""
    return digest_of


@pytest.fixture(scope="session")
def attacks() -> dict[str, bytes]:
    """All attacks by name."""
    return ATTACKS
