"""What needs an extra, on this machine's own sockets: `--render` and its refusals."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import commands
import pytest

TWEET = "2098313091371589249"
STORY = """<!doctype html><html lang="en"><title>The mill</title><body><h1>The mill turns again</h1>
<p>After nine years the mill of Oud-Kelder turned on Saturday, to the joy of many.</p><div id="post"></div>
<script src="/story.js"></script></body></html>"""
SCRIPT = f"""document.getElementById('post').innerHTML = `<blockquote class="twitter-tweet"><p lang="en">They move!</p>
&mdash; Mila Brand (@mila_brand) <a href="https://twitter.com/mila_brand/status/{TWEET}">September 12, 2026</a>
</blockquote>`"""


def run(
    *arguments: str, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return commands.run_text(*arguments, cwd=cwd, env=env)


class Site:
    """A server on this machine: what it answers, by path, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                kind, body = site.pages.get(self.path, ("", b""))
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        """An address of this site."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on this machine."""
    made = Site()
    yield made
    made.close()


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_render_finds_what_a_script_inserts(site: Site) -> None:
    """Only with --render, only with --allow-private; and it is said."""
    site.pages = {"/": ("text/html", STORY.encode()), "/story.js": ("text/javascript", SCRIPT.encode())}
    refused = run("scan", site.url("/"), "--dry-run", "--render")
    assert refused.returncode == 2
    assert "blocked-address" in refused.stderr
    assert site.asked == []
    allowed = ("--dry-run", "--json", "--allow-private")
    plain = json.loads(run("scan", site.url("/"), *allowed).stdout)
    assert (plain["embeds"], "rendered" in plain) == ([], False)
    rendered = json.loads(run("scan", site.url("/"), *allowed, "--render").stdout)
    assert [embed["id"] for embed in rendered["embeds"]] == [TWEET]
    assert rendered["rendered"] is True
    assert rendered["base_url"] == site.url("/")


@pytest.mark.parametrize("option", ["--render", "--screenshot", "--cards"])
def test_without_a_browser_there_is_one_sentence(option: str, tmp_path: Path) -> None:
    """Before anything is asked or an archive is begun."""
    folder = tmp_path / "archive"
    alone = {**os.environ, "PATH": str(tmp_path)}
    done = run("scan", "http://127.0.0.1:9/", option, "--archive", str(folder), env=alone)
    assert done.returncode == 2
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("embedarchive: This needs Chromium")
    assert not folder.exists()
