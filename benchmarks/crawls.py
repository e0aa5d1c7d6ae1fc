"""Crawls: one process, the pool, and a Dask cluster on the same recordings; what kills cost; memory of each process.

The usual one is small: `CRAWL_PAGES` of made pages, one in ten with an embed. `CRAWL_REAL=24` takes so many recordings
of 450 real pages each (see `recordings`), each two to three seconds of the processor: work of a minute.
With `KILLS=1`: 50 recordings, five processes (of a cluster: workers) killed at random, one recording that kills
whichever process reads it.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from recordings import REAL_EVERY, make, make_real
from surroundings import CORPUS, SHARED
from surroundings import pages as pages_of
from timing import table

PAGES = int(os.environ.get("CRAWL_PAGES", "1200"))
REAL = int(os.environ.get("CRAWL_REAL", "0"))
SHARDS = 12
READER = "shard_process"
"""What stands in the command line of a process that reads a shard."""


def main() -> None:
    """Print what each engine takes, or what is left after kills."""
    with tempfile.TemporaryDirectory() as folder:
        if os.environ.get("KILLS"):
            killed(Path(folder))
        else:
            measured(Path(folder))


def measured(folder: Path) -> None:
    """Pages per second of each engine, by the clock and by the processor, and the memory of its largest process."""
    crawl, count = of_real_pages(folder) if REAL else (recordings(folder, SHARDS, PAGES // SHARDS), PAGES)
    size = sum(file.stat().st_size for file in crawl.iterdir()) / 1e6
    print(f"\n## Crawls ({count:,} pages in {REAL or SHARDS} recordings, {size:,.0f} MB)\n")
    rows = []
    one = 0.0
    for name, jobs, cluster in (("one process", 1, None), ("two processes", 2, None), ("Dask, 2 workers", 2, "local")):
        began = time.monotonic()
        with watched() as seen:
            found = Counter(map(kind, run(crawl, folder / name, jobs, cluster)))
        clock, busy = time.monotonic() - began, sum(seen.seconds.values())
        one = one or clock
        largest = f"{max(seen.peaks.values(), default=0) / 1024:,.0f}"
        rows.append(
            [
                name,
                dict(found),
                f"{count / clock:,.0f}",
                f"{count / busy:,.0f}",
                f"{one / clock:.2f}",
                largest,
            ]
        )
    heads = [
        "engine",
        "became",
        "pages/s of clock",
        "pages/s of processor",
        "of one process",
        "MB of the largest reader",
    ]
    print(table(heads, rows))
    print("\npromised: Dask with two workers at least 1.7 of one process on work of a minute, none above 600 MB")


def killed(folder: Path) -> None:
    """What is told and kept of 50 recordings when five readers are killed and one recording kills each of its own."""
    crawl = recordings(folder, 50, 60)
    whole = folder / "whole"
    list(run(crawl, whole, 2, None))
    for name, cluster in (("two processes", None), ("Dask, 2 workers", "local")):
        out = folder / name
        with killing(crawl / "poison-25.warc.gz", "dask" if cluster else READER) as deaths:
            found = []
            for each in run(crawl, out, 2, cluster):
                found.append(each)
                deaths["told"] += 1
        told = Counter(map(kind, found))
        same = sum(same_rows(whole, out))
        print(f"{name}: {dict(told)}; {same} parts with the rows they should have; killed {dict(deaths)}")
        print("\n".join(f"  {each.sentence}" for each in found if kind(each) == "Failed"))  # type: ignore[attr-defined]


def run(crawl: Path, out: Path, jobs: int, cluster: str | None) -> Iterator[object]:
    """What becomes of each recording."""
    from embedarchive.archive.crawls.finding import find

    yield from find([str(crawl)], out, jobs=jobs, cluster=cluster)


def kind(found: object) -> str:
    """Part or Failed."""
    return type(found).__name__


def same_rows(first: Path, second: Path) -> Iterator[bool]:
    """Of each part of the second table whether the first has the same rows."""
    import pyarrow.parquet as pq

    from embedarchive.archive.crawls import parts

    known = {part.digest: part for part in parts.parts(first)}
    for part in parts.parts(second):
        tables = [
            [pq.ParquetFile(file).read() for file in parts.files(folder, each)]
            for folder, each in ((first, known[part.digest]), (second, part))
        ]
        yield tables[0] == tables[1]


def recordings(folder: Path, count: int, pages: int) -> Path:
    """A folder of so many recordings of so many pages."""
    crawl = folder / "crawl"
    crawl.mkdir()
    for number in range(count):
        make(crawl / f"{'poison' if number == 25 else 'shard'}-{number:02}.warc.gz", pages, seed=number)
    return crawl


def of_real_pages(folder: Path) -> tuple[Path, int]:
    """A folder of recordings that hold the same real pages, and one of their own each; how many pages in all."""
    crawl = folder / "crawl"
    crawl.mkdir()
    count = make_real(folder / "real.warc.gz", pages_of(REAL_EVERY, (CORPUS, SHARED / "corpus2")))
    for number in range(REAL):
        with (crawl / f"real-{number:02}.warc.gz").open("wb") as file, (folder / "real.warc.gz").open("rb") as real:
            make(folder / "own.warc.gz", 1, seed=number)
            file.write((folder / "own.warc.gz").read_bytes())
            shutil.copyfileobj(real, file)
    return crawl, (count + 1) * REAL


def below(words: str) -> Iterator[int]:
    """Processes with these words in their command line, begun below this one."""
    for each in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if words.encode() in (each / "cmdline").read_bytes() and is_ours(int(each.name)):
                yield int(each.name)


def is_ours(process: int) -> bool:
    """Whether a process has this one among those above it."""
    while process > 1 and process != os.getpid():
        process = int(Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])
    return process == os.getpid()


@dataclass
class Watched:
    """The most memory in KiB of each process that reads a shard, and the seconds of the processor of each of ours."""

    peaks: dict[int, int] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)

    def look(self) -> None:
        """See how far each has come; what it does after the last look is not counted."""
        for process in below(""):
            with contextlib.suppress(OSError):
                told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
                self.seconds[process] = sum(map(int, told[11:13])) / os.sysconf("SC_CLK_TCK")
                if READER.encode() in Path(f"/proc/{process}/cmdline").read_bytes():
                    text = Path(f"/proc/{process}/status").read_text(encoding="ascii")
                    if (peak := text.partition("VmHWM:")[2].split()) and peak[0].isdigit():  # none of one that ends
                        self.peaks[process] = max(self.peaks.get(process, 0), int(peak[0]))


@contextlib.contextmanager
def watched() -> Iterator[Watched]:
    """What processes take while the block runs: this one, and those below it."""
    seen, before = Watched(), time.process_time()
    with repeated(seen.look, 0.5):
        yield seen
    seen.seconds[os.getpid()] = time.process_time() - before


@contextlib.contextmanager
def killing(poison: Path, victims: str) -> Iterator[Counter[str]]:
    """Kill five processes, one for every eight recordings told, and every one that has a certain file open."""
    deaths: Counter[str] = Counter()
    chance = random.Random(5)  # noqa: S311 -- whom it hits

    def look() -> None:
        for process in below(READER):
            with contextlib.suppress(OSError):
                opened = {str(file.readlink()) for file in Path(f"/proc/{process}/fd").iterdir()}
                if str(poison) in opened:
                    os.kill(process, signal.SIGKILL)
                    deaths["by the poison"] += 1
        found = list(below("from multiprocessing.spawn" if victims == "dask" else READER))
        if deaths["at random"] < 5 and found and deaths["told"] > 8 * deaths["at random"]:
            with contextlib.suppress(OSError):
                os.kill(chance.choice(found), signal.SIGKILL)
                deaths["at random"] += 1

    with repeated(look, 0.01):
        yield deaths


@contextlib.contextmanager
def repeated(look: object, every_s: float) -> Iterator[None]:
    """Call a function again and again in a thread while the block runs."""
    ended = threading.Event()

    def again() -> None:
        while not ended.wait(every_s):
            look()  # type: ignore[operator] # a function

    thread = threading.Thread(target=again, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


if __name__ == "__main__":
    main()
