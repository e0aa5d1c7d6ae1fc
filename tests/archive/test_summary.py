"""What a webhook is told of a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from embedarchive import Archive
from embedarchive.archive.summary import Summary
from embedarchive.cli import cli
from embedarchive.errors import UsageError
from tools.docs_site import json_shapes

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SECRET = "a-secret"  # noqa: S105 -- a made one


@pytest.fixture
def hook() -> Iterator[tuple[str, list[Any]]]:
    """The address of a server that takes what is sent to `/hook`, and what it was sent."""
    taken: list[Any] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204 if self.path.startswith("/hook") else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", taken
    server.shutdown()
    server.server_close()


def scan(folder: Path, webhook: str, *more: str) -> Result:
    """A scan of the example, and of a file that is not there, that tells somebody."""
    words = ["scan", str(EXAMPLES / "article.txt"), str(folder / "not-there.html"), "--archive", str(folder / "kept")]
    words += ["--from", str(EXAMPLES / "recorded-web.warc.gz"), "--quiet", "--webhook", webhook, *more]
    return CliRunner().invoke(cli, words, standalone_mode=False)


def test_a_webhook_is_told_what_was_found_and_what_became_of_it(tmp_path: Path, hook: tuple[str, list[Any]]) -> None:
    """Each post and image with its state, what could not be read and why, and a sentence; no folder of this machine."""
    address, taken = hook
    for news in ("new", "known"):
        done = scan(tmp_path, f"{address}/hook?{SECRET}", "--allow-private")
        assert done.return_value == 3  # not-there.html
        told = taken.pop()
        jsonschema.Draft202012Validator(json_shapes.shapes()["scan --webhook"]).validate(told)
        (article,) = told["articles"]
        assert (article["source"], article["news"]) == ("article.txt", news)
        assert [one["status"] for one in article["results"]] == [
            *("archived", "archived", "recovered", "unavailable"),
            "archived",
        ]
        assert told["counts"]["embeds"]["found"] == 4
        assert told["unreadable"][0]["sentence"].startswith("not-there.html: no such file")
        assert str(tmp_path) not in json.dumps(told)
        assert told["text"].startswith(f"1 article read, {int(news == 'new')} new or changed; 4 embeds: 2 archived, ")
    assert SECRET not in (tmp_path / "kept" / "archive.db").read_bytes().decode("latin-1")


def test_a_webhook_that_takes_nothing_is_told_of(tmp_path: Path, hook: tuple[str, list[Any]]) -> None:
    """By its host alone: its address is a secret. What was kept is kept; private addresses are asked for on purpose."""
    address, taken = hook
    for page, more, why in (("x", ["--allow-private"], "answered 500"), ("hook", [], "not a public address")):
        done = scan(tmp_path, f"{address}/{page}?{SECRET}", *more)
        assert done.return_value == 3
        assert why in done.stderr
        assert SECRET not in done.output
    assert len(taken) == 1


@pytest.mark.parametrize("more", [["--webhook", "ftp://x"], ["--dry-run", "--webhook", "https://hooks.example/"]])
def test_a_webhook_that_makes_no_sense_is_refused_before_the_run(tmp_path: Path, more: list[str]) -> None:
    """What is no address, and a dry run, which tells nobody."""
    words = ["scan", str(EXAMPLES / "article.txt"), "--archive", str(tmp_path / "kept"), *more]
    with pytest.raises(UsageError, match="--webhook"):
        CliRunner().invoke(cli, words, standalone_mode=False, catch_exceptions=False)
    assert not (tmp_path / "kept").exists()


def test_every_new_article_is_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also those of which no more is told."""
    monkeypatch.setattr("embedarchive.archive.summary.MOST", 1)
    texts = [tmp_path / f"{number}.txt" for number in range(3)]
    for text in texts:
        text.write_text(f"Lamp {text.stem} is lit.", encoding="utf-8")
    summary = Summary()
    with Archive(tmp_path / "kept") as archive:
        list(summary.heard(archive.events(texts)))
    told = summary.told()
    assert str(told["text"]).startswith("3 articles read, 3 new or changed")
    assert len(summary.articles) == 1
