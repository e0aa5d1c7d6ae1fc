"""Reading a recording: pages per second and peak memory, next to warcio and FastWARC, which read only.

`RECORDING_PAGES=25000` makes a recording of about 1 GB; the usual one is small. One page in ten holds an embed.
Then the same of the corpora's real pages, of which one in ten is as it is and the others are without their embeds, next
to BeautifulSoup, too, which looks for the same (`REAL_EVERY=1` takes all of them; the usual are a twelfth).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from surroundings import CORPUS, SHARED, pages
from timing import quiet, table

PAGES = int(os.environ.get("RECORDING_PAGES", "1500"))
ROUNDS = 3
REAL_EVERY = int(os.environ.get("REAL_EVERY", "12"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
EMBED = """<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Open again {n}.</p>&mdash; Ann (@ann_ph)
<a href="https://twitter.com/ann_ph/status/15910000000{n:08}">November 11, 2022</a></blockquote>"""
CONTESTANTS = (
    "warcio, reading only",
    "FastWARC, reading only",
    "our index",
    "our dry run, one process",
    "our dry run, all processors",
)
OF_REAL = (
    "FastWARC, reading only",
    "our dry run, one process",
    "our dry run with images, one process",
    "warcio and BeautifulSoup, the same",
)


def main() -> None:
    """Print pages per second, memory, and the ratios to FastWARC."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.warc.gz"
        make(path, PAGES)
        size = path.stat().st_size / 1e6
        print(f"\n## Reading a recording ({PAGES:,} pages, {size:,.0f} MB, medians of {ROUNDS} interleaved rounds)\n")
        compare(CONTESTANTS, path, PAGES)
        if corpus := pages(REAL_EVERY, (CORPUS, SHARED / "corpus2")):
            path = Path(folder) / "real.warc.gz"
            count = make_real(path, corpus)
            size = path.stat().st_size / 1e6
            print(
                f"\n## Reading real pages ({count:,} pages, {size:,.0f} MB, medians of {ROUNDS} interleaved rounds)\n"
            )
            taken = compare(OF_REAL, path, count)
            _, ours, images, soup = (taken.get(name, 0.0) for name in OF_REAL)
            if soup:
                print(f"\nBeautifulSoup takes {soup / ours:.1f} times as long; {soup / images:.1f} times with images")
            print("promised: of FastWARC at least 0.5; BeautifulSoup at least 25, with images 5")


def compare(contestants: tuple[str, ...], path: Path, count: int) -> dict[str, float]:
    """Print what each contestant takes for a recording of so many pages; seconds of the processor, by its name."""
    told: dict[str, list[Measured]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, rounds in told.items():
            if (measured := _measured(name, path, count)) is not None:
                rounds.append(measured)
    fastest = told["FastWARC, reading only"]
    rows = []
    for name, rounds in told.items():
        if not rounds:
            print(f"{name}: not installed (pip install -e '.[bench]')")
            continue
        row = [name, f"{max(one.memory for one in rounds) / 1024:,.0f}"]
        for what in ("processor", "clock"):
            seconds = _median(rounds, what)
            row += [f"{count / seconds:,.0f}", f"{_median(fastest, what) / seconds:.2f}" if fastest else ""]
        rows.append(tuple(row))
    print(table(("reader", "peak MB", "pages/s of processor", "of FastWARC", "pages/s of clock", "of FastWARC"), rows))
    return {name: _median(rounds, "processor") for name, rounds in told.items() if rounds}


class Measured(NamedTuple):
    """Seconds of one processor, seconds by the clock, peak memory of the process itself in KiB."""

    processor: float
    clock: float
    memory: int


def _median(rounds: list[Measured], what: str) -> float:
    return float(sorted(getattr(one, what) for one in rounds)[len(rounds) // 2])


def _measured(name: str, path: Path, count: int) -> Measured | None:
    """What a reader takes in a process of its own."""
    command = [sys.executable, __file__, name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=quiet())
    if done.returncode:
        return None
    seconds, clock, memory, found = json.loads(done.stdout)
    if found != count:
        raise SystemExit(f"{name} read {found} pages of {count}")
    return Measured(float(seconds), float(clock), int(memory))


def make(path: Path, pages: int, seed: int = 7) -> None:
    """Write a recording of made pages of about 50 KB, no two alike."""
    from embedarchive.exports.warc_writer import write_record

    chance = random.Random(seed)  # noqa: S311 -- made words
    words = [f"w{chance.getrandbits(28):x}" for _ in range(4000)]
    with path.open("wb") as file:
        for number in range(pages):
            text = "".join(f"<p>{' '.join(chance.choices(words, k=120))}.</p>" for _ in range(40))
            embed = EMBED.format(n=number) if number % 10 == 0 else ""
            body = f'<html lang="en"><title>Page {number}</title><body><article>{text}{embed}</article></body></html>'
            at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number)
            write_record(
                file, "response", at=at, url=f"https://news-{seed}.example/{number}", head=HEAD, body=body.encode()
            )


def make_real(path: Path, corpus: list[Path]) -> int:
    """Write a recording of real pages, nine without their embeds for each as it is; how many pages."""
    from embedarchive import documents, finder
    from embedarchive.exports.warc_writer import write_record

    at, number = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), 0
    with path.open("wb") as file:
        for page in corpus:
            document = documents.read(page.read_bytes(), source=page.name, media_type="text/html")[0]
            without = document.text
            for embed in sorted(finder.scan(document, images=False).embeds, key=lambda embed: -embed.start):
                without = without[: embed.start] + without[embed.end :]
            for text in (document.text, *[without] * 9):
                url, body = f"https://news-{number}.example/{number}", text.encode("utf-8", "replace")
                write_record(file, "response", at=at, url=url, head=HEAD, body=body)
                number += 1
    return number


def read(name: str, path: Path) -> int:
    """What one contestant does; how many pages it read."""
    count = 0
    if name.startswith("warcio"):
        from warcio.archiveiterator import ArchiveIterator

        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                data = record.content_stream().read()
                count += 1
                if name.endswith("the same"):
                    import soup

                    soup.same(data)
    elif name.startswith("FastWARC"):
        from fastwarc.warc import ArchiveIterator as Fast

        with path.open("rb") as file:
            for record in Fast(file):
                record.reader.read()
                count += 1
    elif name == "our index":
        from embedarchive import web

        recording = web.recording([path])
        count = sum(1 for _ in recording.pages())
    else:
        from embedarchive.archive.articles.jobs import processors
        from embedarchive.archive.articles.origins import LIMIT
        from embedarchive.archive.dry_run import told_of
        from embedarchive.exports.scan_json import scan_line

        jobs = processors() if name.endswith("all processors") else 1
        images = "with images" in name
        count = sum(1 for _ in told_of([path], scan_line, limit=LIMIT, images=images, jobs=jobs))
    return count


if __name__ == "__main__":
    began, started = time.monotonic(), sum(os.times()[:4])
    found = read(sys.argv[1], Path(sys.argv[2]))
    used = [sum(os.times()[:4]) - started, time.monotonic() - began]
    print(json.dumps([*used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, found]))
