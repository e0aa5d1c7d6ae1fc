"""Our WACZ files in other people's replay: pywb serves their answers, ReplayWeb.page shows their pages.

Both are large and want other versions of libraries than we do: `python -m tools.replayers` brings them to this machine.
Where they are not there, these tests are skipped.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import os
import socket
import subprocess
import threading
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embedarchive.exports.wacz import export_wacz
from embedarchive.store import Store
from embedarchive.store.outgoing import Scope
from tools.replayers import FOLDER

PYWB, REPLAYWEB = FOLDER / "pywb" / "bin", FOLDER / "replaywebpage"
BRINGS = "is not here; `python -m tools.replayers` brings it"
PAGE = """<!doctype html><title>Replay</title>
<style>html, body, replay-web-page { height: 100%; margin: 0; display: block }</style>
<script src="ui.js"></script><replay-web-page source="case.wacz" url="URL" embed="replayonly" replayBase="./replay/">
</replay-web-page>"""


@pytest.fixture(scope="module")
def wacz(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's archive as a WACZ."""
    import datetime as dt

    file = tmp_path_factory.mktemp("replay") / "case.wacz"
    export_wacz(demo, file, Scope(), at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    return file


def pages(wacz: Path, name: str) -> list[dict[str, Any]]:
    """The pages that it lists."""
    with zipfile.ZipFile(wacz) as members:
        lines = members.read(f"pages/{name}.jsonl").decode().splitlines()
    return [json.loads(line) for line in lines[1:]]


def free_port() -> int:
    """A port that nobody listens on."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def wayback(wacz: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where pywb serves it."""
    if not (PYWB / "wayback").exists():
        pytest.skip(f"pywb {BRINGS}")
    folder, port = tmp_path_factory.mktemp("pywb"), free_port()
    for words in (["init", "case"], ["add", "case", str(wacz), "--unpack-wacz"]):
        done = subprocess.run([PYWB / "wb-manager", *words], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    log = (folder / "log").open("wb")
    command: list[str | Path] = [PYWB / "wayback", "--port", str(port), "--bind", "127.0.0.1"]
    server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/case/"
    finally:
        server.kill()
        server.wait()
        log.close()


def replayed(wayback: str, url: str) -> bytes:
    """What pywb answers for an address, as it was recorded."""
    with urllib.request.urlopen(f"{wayback}20261101000000id_/{url}", timeout=30) as answer:  # noqa: S310 -- http
        return bytes(answer.read())


def test_pywb_replays_every_answer(wayback: str, demo: Path) -> None:
    """The newest answer of each address, byte for byte as the archive holds it."""
    newest: dict[str, tuple[str, str]] = {}
    with Store.open(demo, create=False, read_only=True) as store:
        sql = "SELECT url, body, flags FROM fetches WHERE status = 200 AND method = 'GET' ORDER BY at, id"
        for url, body, flags in store.connection.execute(sql):
            newest[url] = (body, flags)
        assert len(newest) > 20
        compared = 0
        for url, (digest, _) in newest.items():
            path = store.path_of(digest)
            assert path is not None
            kept = path.read_bytes()
            got = replayed(wayback, url)
            if not kept.startswith(b"\x1f\x8b"):
                assert got == kept, url
                compared += 1
    assert compared > 15


def test_pywb_replays_articles_and_posts(wayback: str, wacz: Path) -> None:
    """The pages that the file lists: words of the article, and of each post."""
    listed = [*pages(wacz, "pages"), *pages(wacz, "extraPages")]
    assert len(listed) > 5
    for page in listed:
        told = replayed(wayback, page["url"]).decode()
        longest = max(page["text"].split(), key=len)
        assert longest[:12] in told, page["url"]


@pytest.fixture(scope="module")
def loopback(wacz: Path) -> Iterator[tuple[str, Path]]:
    """A server on this machine with ReplayWeb.page and the file."""
    if not (REPLAYWEB / "ui.js").exists():
        pytest.skip(f"ReplayWeb.page {BRINGS}")
    folder = wacz.parent
    (folder / "replay").mkdir()
    (folder / "ui.js").write_bytes((REPLAYWEB / "ui.js").read_bytes())
    (folder / "replay" / "sw.js").write_bytes((REPLAYWEB / "sw.js").read_bytes())
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", folder
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def online(chromium: str) -> Iterator[Any]:
    """A real chromium that reaches this machine and nobody else."""
    from playwright.sync_api import sync_playwright

    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", rules])
        yield running
        running.close()


def shown(online: Any, address: str, words: str) -> str:  # noqa: ANN401 -- Playwright's
    """The text of the innermost frame that holds these words, or of all frames when none does."""
    page = online.new_page()
    try:
        page.goto(address)
        until = time.monotonic() + 120
        texts: list[str] = []
        while time.monotonic() < until:
            texts = []
            for frame in page.frames:
                with contextlib.suppress(Exception):
                    texts.append(str(frame.evaluate("document.body.innerText")))
            if found := [text for text in texts if words in text]:
                if picture := os.environ.get("REPLAY_PICTURE"):
                    page.screenshot(path=f"{picture}-{len(words)}.png")
                return found[-1]
            page.wait_for_timeout(250)
        return "\n".join(texts)
    finally:
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["pages", "extraPages"])
def test_replayweb_page_shows_an_article_and_a_post(
    loopback: tuple[str, Path],
    wacz: Path,
    online: Any,  # noqa: ANN401 -- Playwright's
    kind: str,
) -> None:
    """In a real browser, from this machine alone: its words stand on the page."""
    address, folder = loopback
    page = pages(wacz, kind)[0]
    (folder / f"{kind}.html").write_text(PAGE.replace("URL", page["url"]), encoding="utf-8")
    line = max((line.strip() for line in page["text"].splitlines()), key=len) if kind == "pages" else page["title"]
    assert line[:40] in shown(online, f"{address}{kind}.html", line[:40])
