"""Reading a recording: pages per second and peak memory, next to warcio and FastWARC, which read only.

`RECORDING_PAGES=25000` makes a recording of about 1 GB; the usual one is small. One page in ten holds an embed.
Then what `crawl find` does with the corpora's real pages that hold an embed: each stands there once as it is, and nine
times without its embeds and with all else (scripts, buttons, links), next to BeautifulSoup, too, which looks for the
same (`REAL_EVERY=1` takes all of them; the usual are a quarter). A page's copies are alike: whatever of it is looked at
once for all pages of a site costs nothing the second time, as on a site's own pages, and not on the first of each.
One of the contestants parses only the pages that hold an embed, since it is told which those are, for nothing: no
filter of pages can be better.
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
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from surroundings import CORPUS, SHARED, pages
from timing import quiet, table

PAGES = int(os.environ.get("RECORDING_PAGES", "1500"))
ROUNDS = 3
BARED = 6
"""So many times embeds are taken out of a page: another one may have been hidden by the first."""
REAL_EVERY = int(os.environ.get("REAL_EVERY", "4"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
EACH = 10
"""One page in so many holds an embed."""
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
    "our index",
    "our crawl",
    "our crawl, told which pages hold an embed",
    "our dry run, one process",
    "our crawl with images",
    "warcio and BeautifulSoup, embeds",
    "warcio and BeautifulSoup, embeds and images",
)
PROMISES = (
    ("our crawl", "FastWARC, reading only", 0.5),
    ("our crawl", "warcio and BeautifulSoup, embeds", 25),
    ("our crawl with images", "warcio and BeautifulSoup, embeds and images", 5),
)
"""Who has which share of whose pages a second, at least."""


def main() -> None:
    """Print pages per second, memory, and the ratios to FastWARC."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.warc.gz"
        make(path, PAGES)
        size = path.stat().st_size / 1e6
        print(f"\n## Reading a recording ({PAGES:,} pages, {size:,.0f} MB, medians of {ROUNDS} interleaved rounds)\n")
        compare(CONTESTANTS, path, PAGES)
        real(Path(folder) / "real.warc.gz")


def real(path: Path) -> None:
    """Print the same of real pages, and which of them pass the filter."""
    count = make_real(path, pages(REAL_EVERY, (CORPUS, SHARED / "corpus2")))
    if not count:
        return
    size = path.stat().st_size / 1e6
    print(f"\n## Reading real pages ({count:,} pages, {size:,.0f} MB, medians of {ROUNDS} interleaved rounds)\n")
    taken = compare(OF_REAL, path, count)
    for ours, theirs, promised in PROMISES:
        if theirs in taken:
            print(f"{ours}: {taken[theirs] / taken[ours]:.2f} of {theirs} (promised: {promised:g})")
    print(passed(path))


def passed(path: Path) -> str:
    """How many pages of a recording pass the filter."""
    from fastwarc.warc import ArchiveIterator

    from embedarchive.finder.prefilter import Prefilter

    signs = Prefilter()
    with path.open("rb") as file:
        held = [(record.headers["WARC-Target-URI"], record.reader.read()) for record in ArchiveIterator(file)]
    told = sum(signs.may_hold(data, url) for url, data in held)
    return f"of {len(held):,} pages, {len(held) // EACH:,} with an embed, {told:,} are parsed"


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
            embed = EMBED.format(n=number) if number % EACH == 0 else ""
            body = f'<html lang="en"><title>Page {number}</title><body><article>{text}{embed}</article></body></html>'
            at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number)
            write_record(
                file, "response", at=at, url=f"https://news-{seed}.example/{number}", head=HEAD, body=body.encode()
            )


def make_real(path: Path, corpus: list[Path]) -> int:
    """Write a recording of the pages that hold an embed, and nine without them behind each as it is; how many pages."""
    from embedarchive.exports.warc_writer import write_record

    at, number = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), 0
    with path.open("wb") as file:
        for data in filter(is_page, (page.read_bytes() for page in corpus)):
            whole, without = bared(data)
            for text in (whole, *[without] * (EACH - 1)) if without != whole else ():
                url, body = f"https://news-{number}.example/{number}", text.encode("utf-8", "replace")
                write_record(file, "response", at=at, url=url, head=HEAD, body=body)
                number += 1
    return number


def is_page(data: bytes) -> bool:
    """Whether a crawl would hold these bytes as a page; the corpora have Markdown, too."""
    from embedarchive import documents

    return documents.page_source(data, media_type="text/html") is not None


def bared(data: bytes) -> tuple[str, str]:
    """A page as it is, and without its embeds; twice as it is where some come again and again."""
    from embedarchive import documents, finder

    (document,) = documents.read(data, media_type="text/html", base_url="https://news-1.example/1")[:1]
    whole = without = document.text
    for _ in range(BARED):
        embeds = finder.scan(replace(document, text=without, tree=None), images=False).embeds
        if not embeds:
            return whole, without
        for embed in sorted(embeds, key=lambda embed: -embed.start):
            without = without[: embed.start] + without[embed.end :]
    return whole, whole


def know() -> None:
    """Have this process know, without looking, which pages hold an embed: by the number at the end of the address."""
    from embedarchive.archive.articles.recorded_pages import RecordedPages

    def is_empty(_pages: object, url: str, _declared: str, _data: bytes) -> bool:
        return int(url.rpartition("/")[2]) % EACH > 0

    RecordedPages._is_empty = is_empty  # type: ignore[assignment, method-assign]  # noqa: SLF001 -- it has no other door


def read(name: str, path: Path) -> int:
    """What one contestant does; how many pages it read."""
    count = 0
    if name.startswith("warcio"):
        from warcio.archiveiterator import ArchiveIterator

        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                data = record.content_stream().read()
                count += 1
                if "BeautifulSoup" in name:
                    import soup

                    (soup.same if name.endswith("images") else soup.embeds)(data)
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
    elif name.startswith("our crawl"):
        from embedarchive.archive.articles.origins import LIMIT
        from embedarchive.archive.crawls.occurrences import rows_of
        from embedarchive.archive.dry_run import told_of

        if name.endswith("which pages hold an embed"):
            know()
        images = name.endswith("images")
        told = partial(rows_of, images=images)
        count = sum(1 for _ in told_of([path], told, limit=LIMIT, images=images))
    else:
        from embedarchive.archive.articles.jobs import processors
        from embedarchive.archive.articles.origins import LIMIT
        from embedarchive.archive.dry_run import told_of
        from embedarchive.exports.scan_json import scan_line

        jobs = processors() if name.endswith("all processors") else 1
        count = sum(1 for _ in told_of([path], scan_line, limit=LIMIT, images=False, jobs=jobs))
    return count


if __name__ == "__main__":
    began, started = time.monotonic(), sum(os.times()[:4])
    found = read(sys.argv[1], Path(sys.argv[2]))
    used = [sum(os.times()[:4]) - started, time.monotonic() - began]
    print(json.dumps([*used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, found]))
