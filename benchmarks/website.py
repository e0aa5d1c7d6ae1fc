"""The website on an archive of many posts: each page over HTTP, warm; stock Datasette beside; stored bytes under load.

python benchmarks/website.py                    # 20,000 posts, made for it
POSTS=100000 python benchmarks/website.py       # takes ten minutes to fill and 1.6 GB of disk
python benchmarks/website.py FOLDER             # an archive that is there already
"""

from __future__ import annotations

import contextlib
import http.client
import math
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import large
from surroundings import ROOT
from timing import quiet, table

ROUNDS = 25
LIMIT_MS = {"home": 50}
STOCK = "/archive/"


def pages(database: Path) -> dict[str, str]:
    """What is measured: the name of each page and its address."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        read = connection.execute
        post, key = read(
            "select id, native_id from posts where media_count > 0 and captured_at is not null limit 1"
        ).fetchone()
        article = read("select max(id) from articles").fetchone()[0]
        handle = read("select value from facet_counts where facet = 'handle' order by count desc").fetchone()[0]

        digest = read("select digest from media where id = (select media_id from post_media limit 1)").fetchone()[0]
        alike = read("select phash from media where phash is not null limit 1").fetchone()[0]
        tag = read("select value from annotations where kind = 'tag' limit 1").fetchone()
        outlet = read("select outlet from article_texts where outlet is not null limit 1").fetchone()
        longest = read("select article_id from article_posts order by position desc limit 1").fetchone()[0]
        collection = read("select value from annotations where kind = 'collection' limit 1").fetchone()

    def timeline(**query: str) -> str:
        return f"/-/timeline?{urlencode(query)}"

    return {
        "home": "/",
        "articles": "/-/articles",
        "articles: a word": "/-/articles?q=ferry",
        "an article": f"/-/article/{article}",
        "an article, that with most posts": f"/-/article/{longest}",
        "a post": f"/-/post/{post}",
        "a post, to be framed": f"/-/card/{post}",
        "a file": f"/-/file/{digest}",
        "timeline": "/-/timeline",
        "figures": "/-/figures",
        "figures: a platform": "/-/figures?platform=twitter",
        "figures: a year": "/-/figures?since=2020&until=2020",
        "figures: a word in half of the posts": "/-/figures?q=ferry",
        "figures: what vanished": "/-/figures?gone=yes",
        "figures: an author": f"/-/figures?handle={handle}",
        "timeline: a word in 70 % of posts": timeline(q="the"),
        "timeline: the beginning of a word": timeline(q="fer"),
        "timeline: two words": timeline(q="ferry quay"),
        "timeline: an id, which opens its post": timeline(q=key),
        "timeline: a state and days": timeline(status="unavailable", since="2023-01-01"),
        "timeline: platform and language": timeline(platform="twitter", language="nl"),
        "timeline: one author": timeline(handle=handle),
        "timeline: what vanished": timeline(gone="yes"),
        "timeline: what vanished, one platform": timeline(gone="yes", platform="bluesky"),
        "timeline: those that disagree": timeline(differs="yes"),
        "timeline: two hours of a day": timeline(since="2023-05-01T10:00", until="2023-05-01T12:00"),
        "timeline: days in a time zone": timeline(since="2023-05-01", zone="Europe/Kyiv"),
        "timeline: within 5 km": timeline(near="46.5,32.5,5"),
        "timeline: within 60 km, an hour": timeline(near="46.5,32.5,60", since="2023-05-01T10:00", until="2023-05-02"),
        "timeline: with a photo": timeline(media="photo"),
        "timeline: an author's name": timeline(author="warden"),
        "timeline: an author's name that few have": timeline(author="warden 4711"),
        "timeline: what failed": timeline(status="failed"),
        "timeline: what was verified": timeline(verification="verified"),
        "timeline: in a box": timeline(box="30,45,35,48"),
        "timeline: sensitive": timeline(sensitive="yes"),
        **({"timeline: a tag": timeline(tag=tag[0]), "collections": "/-/collections"} if tag else {}),
        **({"timeline: a collection": timeline(collection=collection[0])} if collection else {}),
        **({"timeline: an outlet": timeline(outlet=outlet[0])} if outlet else {}),
        "timeline: nobody's verdict": timeline(verification="unverified", platform="twitter"),
        "timeline: an outlet's, with a photo": timeline(media="photo", outlet=outlet[0] if outlet else "x"),
        "timeline: a word, a platform, a year": timeline(q="ferry", platform="bluesky", since="2019", until="2019"),
        "timeline: of a language, without media": timeline(language="uk", media="no"),
        "a selection as CSV": "/-/posts.csv?near=46.5,32.5,2",
        "gallery": "/-/gallery",
        "gallery: within 5 km": "/-/gallery?near=46.5,32.5,5",
        "gallery: one platform": "/-/gallery?platform=telegram",
        "gallery: a word": "/-/gallery?q=ferry",
        "gallery: those that look alike": f"/-/gallery?like={alike}",
        "map": "/-/map",
        "map: its points": "/-/places.geojson",
        "map: one platform": "/-/map?platform=twitter",
        "map: a word": "/-/map?q=ferry",
        "map: its points in a box": "/-/places.geojson?box=30,45,35,48",
        "map: its points of days": "/-/places.geojson?since=2020-01-01&until=2020-03-31",
        "map: as KML": "/-/places.kml",
        "feed of snapshots": "/-/snapshots.atom",
        "feed of what vanished": "/-/vanished.atom",
        "a page that is not there": "/-/nowhere",
        "stock: the database": STOCK.rstrip("/"),
        "stock: posts": f"{STOCK}posts",
        "stock: posts with a state": f"{STOCK}posts?status=unavailable",
        "stock: a word in 70 % of posts": f"{STOCK}posts?_search=the",
        "stock: media": f"{STOCK}media",
        "stock: places": f"{STOCK}places",
    }


@contextlib.contextmanager
def serving(database: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Datasette as a user starts it; its port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "datasette", str(database), "-c", str(ROOT / "datasette.yml"), "-p", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=quiet())
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port, running
    finally:
        running.terminate()
        running.wait()


def busy_ms(process: subprocess.Popen[bytes]) -> float:
    """The processor time that a process has used, in ms; NaN where the system does not say."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return math.nan
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(port: int, process: subprocess.Popen[bytes], address: str) -> list[str]:
    """Status, the first answer, the quickest, the median and the processor's time of the warm ones in ms, and kB."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    taken = []
    before = math.nan
    for _ in range(ROUNDS):
        started = time.perf_counter()
        connection.request("GET", address)
        answer = connection.getresponse()
        body = answer.read()
        taken.append(1000 * (time.perf_counter() - started))
        before = busy_ms(process) if len(taken) == 1 else before
        if len(taken) > 1 and taken[-1] > 3000:
            break
    connection.close()
    warm = taken[1:] or taken
    used = (busy_ms(process) - before) / len(taken[1:]) if taken[1:] else math.nan
    figures = [f"{taken[0]:.0f}", f"{min(warm):.1f}", f"{statistics.median(warm):.1f}", f"{used:.0f}"]
    return [str(answer.status), *figures, f"{len(body) / 1000:.0f}"]


def load(port: int, address: str, connections: int = 16) -> str:
    """What `wrk` says of so many connections that ask for one address."""
    if not shutil.which("wrk"):
        return "not measured: wrk is not installed"
    command = ["wrk", "-t2", f"-c{connections}", "-d8s", "--latency", f"http://127.0.0.1:{port}{address}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    slowest = re.search(r"99%\s+(\S+)", said)
    wrong = re.search(r"(Non-2xx.*|Socket errors.*)", said)
    errors = wrong[0] if wrong else "no error"
    return f"{float(rate[1]) if rate else 0:.0f} requests/s, p99 {slowest[1] if slowest else '?'}, {errors}"


def first_paint(port: int, address: str) -> str:
    """When a real browser first shows something of a page, the median of five."""
    browser = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        browser = None
    if browser is None:
        return "not measured: no chromium, or no playwright"
    asked = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = running.new_page(viewport={"width": 1280, "height": 900})
        taken = []
        for _ in range(5):
            page.goto(f"http://127.0.0.1:{port}{address}")
            page.wait_for_timeout(300)
            taken.append(float(page.evaluate(asked)))
        running.close()
    return f"{statistics.median(taken):.0f} ms"


def memory(process: subprocess.Popen[bytes]) -> str:
    """The most memory that a process has held so far."""
    try:
        text = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    except OSError:
        return "not measured: this system does not say"
    peak = re.search(r"VmHWM:\s+(\d+)", text)
    return f"{int(peak[1]) // 1024} MiB" if peak else "?"


def report(folder: Path) -> None:
    """Measure an archive and print what was measured."""
    database = folder / "archive.db"
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        count = {
            name: connection.execute(f"select count(*) from {name}").fetchone()[0]  # noqa: S608 -- our own words
            for name in ("posts", "media", "places", "articles")
        }
        digest = connection.execute("select digest from blobs where media_type = 'image/jpeg' limit 1").fetchone()[0]
    print("\n## Website\n\n" + ", ".join(f"{number:,} {name}" for name, number in count.items()) + "\n")
    with serving(database) as (port, process):
        rows = []
        for name, address in pages(database).items():
            promised = "" if name.startswith("stock") else f"{LIMIT_MS.get(name, 100)} ms"
            rows.append([name, *measure(port, process, address), promised])
        heads = ["page", "status", "first, ms", "quickest warm", "median warm", "processor", "kB", "promised"]
        print(table(heads, rows) + "\n")
        print(f"- the map's points, 4 connections: {load(port, '/-/places.geojson', 4)}")
        print(f"- a stored picture, 16 connections: {load(port, f'/-/blob/{digest}')} (promised: 500, 250 ms, none)")
        print(f"- first paint of a page of 50 posts: {first_paint(port, '/-/timeline')} (promised: 300 ms)")
        print(f"- most memory of the server: {memory(process)} (promised: 256 MiB)")


def main() -> None:
    """Measure the archive that is named, or one made for it."""
    if len(sys.argv) > 1 and (Path(sys.argv[1]) / "archive.db").is_file():
        report(Path(sys.argv[1]))
        return
    posts = int(os.environ.get("POSTS", "20000"))
    with tempfile.TemporaryDirectory() as folder:
        large.fill(Path(folder), posts)
        report(Path(folder))


if __name__ == "__main__":
    main()
