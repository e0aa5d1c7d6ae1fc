"""What the commands cost on an archive that is there: seconds, the processor's, and the most memory, each in a process.

    python benchmarks/command_costs.py FOLDER            # what reads
    python benchmarks/command_costs.py FOLDER --write    # what writes, and asks nobody

The folder is the one of `large.py`, or any other. With `--cold` the database's pages are dropped from memory first.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

from timing import quiet, table

ARTICLE = """<html><head><title>The new quay</title></head><body><p>The ferry is back, says its warden.</p>
<blockquote class="twitter-tweet"><p>The ferry is back at the quay</p>&mdash; Warden (@warden_9)
<a href="https://twitter.com/warden_9/status/1591000000000000001">November 11, 2022</a></blockquote></body></html>"""
EMPTY = '{"log": {"version": "1.2", "creator": {"name": "none", "version": "1"}, "entries": []}}'
"""A recording that answers nothing: who fetches by it asks nobody else."""


def measured(command: list[str], limit_s: float) -> tuple[float, float, int, str]:
    """Seconds on the clock and of the processor, the most memory in MiB, and the last line of what was said."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=quiet())
        ended, used = 0, resource.getrusage(resource.RUSAGE_SELF)
        while not ended and time.perf_counter() - started < limit_s:
            ended, _, used = os.wait4(process.pid, os.WNOHANG)
            time.sleep(0.002)
        if not ended:
            process.terminate()
            _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
        taken = time.perf_counter() - started
        out.seek(0)
        said = deque((line.strip() for line in out if line.strip()), maxlen=1) or [""]
    return (
        taken,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss // 1024,
        said[0] if ended else f"ended after {limit_s} s",
    )


def dropped(database: Path) -> None:
    """Have the system forget the database's pages."""
    with database.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def reading(database: Path) -> dict[str, list[str]]:
    """The commands that only read."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        sql = "SELECT id, native_id, handle FROM posts WHERE status = 'archived' AND platform = 'twitter' LIMIT 1"
        post, native, handle = connection.execute(sql).fetchone()
    return {
        "list --most 50": ["list", "--most", "50"],
        "list --most 50 --status deleted": ["list", "--most", "50", "--status", "deleted"],
        "list --media --most 50": ["list", "--media", "--most", "50"],
        "list --json, all of it": ["list", "--json"],
        "show NUMBER": ["show", str(post)],
        "show URL": ["show", f"https://x.com/{handle}/status/{native}"],
        "show @HANDLE": ["show", f"@{handle}"],
        "search WORD": ["search", "ferry"],
        "search WORD --handle": ["search", "ferry", "--handle", str(handle)],
        "export card NUMBER": ["export", "card", str(post), os.devnull],
    }


def writing(folder: Path, made: Path) -> dict[str, list[str]]:
    """The commands that write, and ask nobody."""
    article, nothing, small = made / "article.html", made / "empty.har", made / "small"
    article.write_text(ARTICLE, encoding="utf-8")
    nothing.write_text(EMPTY, encoding="utf-8")
    subprocess.run(
        _command(small, "scan", str(article), "--from", str(nothing)),
        env=quiet(),
        check=False,
        stdout=subprocess.DEVNULL,
    )
    with contextlib.closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as connection:
        head = connection.execute("SELECT hash FROM events WHERE id = (SELECT max(id) FROM events)").fetchone()[0]
    return {
        "scan of one article": ["scan", str(article), "--from", str(nothing)],
        "merge of a small archive": ["merge", str(small)],
        "verify --since the last head": ["verify", "--since", str(head)],
        "fetch --recheck, nothing that old": ["fetch", "--recheck", "--older-than", "9000d", "--from", str(nothing)],
    }


def _command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "embedarchive", *words, "--archive", str(folder)]


def main() -> None:
    """Measure the archive that is named."""
    asked = argparse.ArgumentParser(description=main.__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--cold", action="store_true")
    asked.add_argument("--limit", type=float, default=60)
    given = asked.parse_args()
    database = given.folder / "archive.db"
    with tempfile.TemporaryDirectory() as made:
        commands = writing(given.folder, Path(made)) if given.write else reading(database)
        rows = [_measured(given, name, words) for name, words in commands.items()]
    print(table(["command", "seconds", "processor, s", "MiB", "said"], rows))


def _measured(given: argparse.Namespace, name: str, words: list[str]) -> list[str]:
    if given.cold:
        dropped(given.folder / "archive.db")
    taken, used, memory, said = measured(_command(given.folder, *words), given.limit)
    return [name, f"{taken:.2f}", f"{used:.2f}", str(memory), said[:60]]


if __name__ == "__main__":
    main()
