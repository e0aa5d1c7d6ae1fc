"""The whole journey of many articles: find, ask, keep with every sync, look into every picture.

200 made articles of 5 posts and 5 pictures each, no two alike, answered by a recording; items a second on the clock,
and the most memory that the process and its decoder took. Beside it `wget -p` fetches the same bodies from a server on
this machine: it neither finds posts nor syncs, hashes, looks into pictures or writes a database, so it is a measure of
the floor, not of the same work.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import io
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from timing import quiet, table

ARTICLES, POSTS, PICTURES = 200, 5, 5
FIRST_ID = 2098313091371589249
_TEXT = "the mill turned again on saturday and nobody slept for the wind was loud over the canal"
_WORDS = tuple(_TEXT.split())


@dataclass(frozen=True, slots=True)
class Made:
    """What was made.

    Attributes:
        articles: the folder of the articles.
        recording: the WARC file that answers.
        site: the same bodies as files, each article's page asking for its own: what wget fetches.
    """

    articles: Path
    recording: Path
    site: Path


def make(folder: Path, articles: int = ARTICLES) -> Made:
    """Articles, their recorded web, and the same as a site."""
    import datetime as dt

    from embedarchive.exports.warc_writer import write_record
    from embedarchive.platforms.twitter import syndication

    at, chance = dt.datetime(2026, 9, 14, tzinfo=dt.UTC), random.Random(1)  # noqa: S311 -- the same every time
    made = Made(folder / "articles", folder / "web.warc", folder / "site")
    made.articles.mkdir()
    made.site.mkdir()
    with made.recording.open("wb") as file:

        def answer(url: str, media_type: str, body: bytes, name: str) -> None:
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
            write_record(file, "response", at=at, head=head.encode(), body=body, url=url)
            (made.site / name).write_bytes(body)

        for number in range(articles):
            shown, needed = [], []
            for index in range(POSTS):
                post = FIRST_ID + (number * POSTS + index) * 4096
                text = " ".join(chance.choices(_WORDS, k=20))
                name = f"post-{post}.json"
                answer(syndication.request(str(post)).url, "application/json", _post(post, text), name)
                shown.append(_embed(post, text))
                needed.append(f'<script src="{name}"></script>')
            for index in range(PICTURES):
                name = f"picture-{number}-{index}.jpg"
                answer(f"https://pictures.example/{name}", "image/jpeg", _picture(chance), name)
                shown.append(f'<figure><img src="https://pictures.example/{name}" alt="A mill" width="640"></figure>')
                needed.append(f'<img src="{name}">')
            chance.shuffle(shown)
            prose = [f"<p>{' '.join(chance.choices(_WORDS, k=60))}.</p>" for _ in shown]
            parts = "\n".join(f"{words}\n{part}" for words, part in zip(prose, shown, strict=True))
            page = f"<!doctype html><title>Mill {number}</title><article><h1>Mill {number}</h1>{parts}</article>"
            (made.articles / f"{number:04}.html").write_text(page, encoding="utf-8")
            (made.site / f"{number:04}.html").write_text(f"<!doctype html>{''.join(needed)}", encoding="utf-8")
    return made


def _post(post: int, text: str) -> bytes:
    """An answer of the syndication endpoint."""
    user = {"id_str": "1", "name": "Mila Brand", "screen_name": "mila_brand", "profile_image_url_https": ""}
    told = {"__typename": "Tweet", "id_str": str(post), "lang": "en", "text": text, "user": user, "entities": {}}
    return json.dumps(told | {"created_at": "2026-09-12T09:15:00.000Z", "display_text_range": [0, len(text)]}).encode()


def _embed(post: int, text: str) -> str:
    link = f'<a href="https://twitter.com/mila_brand/status/{post}">September 12, 2026</a>'
    return f'<blockquote class="twitter-tweet"><p lang="en">{text}</p>&mdash; Mila (@mila_brand) {link}</blockquote>'


def _picture(chance: random.Random) -> bytes:
    """A JPEG of about 40 KB."""
    from PIL import Image

    noise = Image.frombytes("RGB", (80, 60), chance.randbytes(80 * 60 * 3)).resize((640, 480))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=80)
    return out.getvalue()


def ours(made: Made, folder: Path) -> dict[str, float]:
    """One run of our own in this process: seconds, items, and the most memory in MB."""
    from embedarchive import Archive

    clock, processor = time.perf_counter(), time.process_time()
    with Archive(folder, recordings=[made.recording]) as archive:
        statuses = [str(result.status) for result in archive.add(made.articles)]
    if set(statuses) != {"archived"}:
        raise RuntimeError(f"not everything was archived: {set(statuses)}")
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": time.perf_counter() - clock,
        "processor": time.process_time() - processor,
        "items": len(statuses),
        "memory": peaks[0],
        "decoder": peaks[1],
    }


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else wget waits 40 ms for the end of every head

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[int]:
    """The port of a server of that folder."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def wget(made: Made, folder: Path) -> float | None:
    """Seconds that `wget -p` takes for all pages and what they need; None without wget."""
    program = shutil.which("wget")
    if program is None:
        return None
    with served(made.site) as port:
        pages = "\n".join(f"http://127.0.0.1:{port}/{page.name}" for page in sorted(made.site.glob("*.html")))
        started = time.perf_counter()
        command = [program, "--quiet", "--page-requisites", "--directory-prefix", str(folder), "--input-file", "-"]
        subprocess.run(command, input=pages, text=True, check=True, env=quiet())
        return time.perf_counter() - started


def main() -> None:
    """Print what a journey takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make(folder)
        items = ARTICLES * (POSTS + PICTURES)
        command = [sys.executable, str(Path(__file__)), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=quiet())
        told = json.loads(done.stdout)
        peer = wget(made, folder / "wget")
        size = sum(file.stat().st_size for file in made.site.iterdir())
    print(f"\n## The whole journey ({ARTICLES} articles, {items} posts and pictures, {size / 1e6:.0f} MB)\n")
    rows = [
        ("embedarchive", f"{told['items'] / told['seconds']:.0f}", f"{told['memory']:.0f} + {told['decoder']:.0f}"),
        *([("wget -p", f"{items / peer:.0f}", "")] if peer else []),
    ]
    print(table(("what", "items a second", "most memory, MB (+ decoder)"), rows))
    print(f"\nProcessor time of ours: {1000 * told['processor'] / told['items']:.1f} ms an item, its decoder's aside.")
    if not peer:
        print("wget is not installed here.")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        base = Path(sys.argv[1])
        print(json.dumps(ours(Made(base / "articles", base / "web.warc", base / "site"), base / "archive")))
    else:
        main()
