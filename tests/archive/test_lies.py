"""What a server says of its bytes, and what it should not have been told, seen from the archive."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest

from embedarchive import Archive
from embedarchive.cli.manner import Manner
from embedarchive.cli.printers import Log
from embedarchive.signatures import INLINE
from embedarchive.store import verify

CANARY = "hunter2canary"


def picture() -> bytes:
    """A small GIF."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("P", (64, 48)).save(out, "GIF")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><script>alert(1)</script></svg>'
LIES = {
    "page.jpg": ("image/jpeg", b"<!doctype html><script>alert(1)</script>", "text/html", "failed"),
    "drawing.png": ("image/png", SVG, "image/svg+xml", "archived"),
    "both.gif": ("text/javascript", picture() + b"/*<script>alert(1)</script>*/", "image/gif", "archived"),
    "bytes.jpg": ("image/jpeg", bytes(range(64)), None, "failed"),
}
"""What is declared, what it is, and what becomes of it as a picture of an article."""


def article(site: Any, folder: Path) -> Path:  # noqa: ANN401 -- a fixture's type
    """Shows every picture of the site."""
    path = folder / "article.md"
    path.write_text("# Mill\n\n" + "".join(f"![Mill]({site.url(name)})\n\n" for name in site.pages), encoding="utf-8")
    return path


def test_h7_bytes_are_taken_for_what_they_are(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """Both types are kept side by side; no file is named after the lie, and what could run is never shown inline."""
    site.pages |= {name: (200, declared, data) for name, (declared, data, _, _) in LIES.items()}
    with Archive(tmp_path / "archive") as archive:
        statuses = {
            str(result.url).rpartition("/")[2]: result.status for result in archive.add(article(site, tmp_path))
        }
    assert statuses == {name: status for name, (_, _, _, status) in LIES.items()}
    sql = """SELECT fetches.url, media_type, declared_type, ending
        FROM fetches JOIN blobs ON blobs.digest = fetches.body
        WHERE fetches.url LIKE 'http://pictures.example%'"""
    with closing(sqlite3.connect(tmp_path / "archive" / "archive.db")) as connection:
        kept = {url.rpartition("/")[2]: known for url, *known in connection.execute(sql)}
    for name, (declared, _, really, _) in LIES.items():
        assert kept[name][:2] == [really, declared]
        assert kept[name][2] in {None, "", ".html", ".svg", ".gif"}
        assert (really in INLINE) == (really == "image/gif")


def test_h10_no_secret_is_anywhere_in_the_archive(
    site: Any,  # noqa: ANN401 -- a fixture's type
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Cookies sent and set, keys in redirects: not in the database, not in a file, not in the log of events."""
    jar = tmp_path / "cookies.txt"
    jar.write_text(f"# Netscape HTTP Cookie File\n.pictures.example\tTRUE\t/\tFALSE\t0\tid\t{CANARY}\n")
    signed = f"{site.url('real.gif')}?X-Amz-Signature={CANARY}&size=2"
    site.pages["moved.gif"] = (302, f"text/plain\r\nLocation: {signed}\r\nSet-Cookie: s={CANARY}; Path=/", b"")
    given = article(site, tmp_path)
    site.pages[f"real.gif?X-Amz-Signature={CANARY}&size=2"] = (200, f"image/gif\r\nSet-Cookie: t={CANARY}", picture())
    log = Log(show=True)
    command = click.Context(click.Command("scan"), obj=Manner(log_json=True))
    with command, Archive(tmp_path / "archive", cookies=jar) as archive:
        for event in archive.events([given]):
            log.event(event)
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [event["status"] for event in told if event["event"] == "fetched"] == [302, 200]
    assert [event["status"] for event in told if event["event"] == "result"] == ["archived"]
    assert f"real.gif?X-Amz-Signature={CANARY}&size=2" in site.asked
    assert CANARY not in json.dumps(told)
    files = [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]
    assert len(files) > 5
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    assert verify(tmp_path / "archive").sound
