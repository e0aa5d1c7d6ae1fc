"""Copying out: how fast, with how much memory, and whether every row comes back; next to `cp -r` of the same archive.

python benchmarks/exports.py                # 2,000 and 10,000 posts, made for it: memory must not grow with them
POSTS=1000,20000 python benchmarks/exports.py
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import large
from timing import quiet, table

from embedarchive.model import Body, Exchange
from embedarchive.store import Store
from embedarchive.store.filesystem import FileSystem
from embedarchive.store.queries import exported
from embedarchive.store.queries.exported import Choice
from embedarchive.store.queries.exported_tables import TABLES, Table
from embedarchive.store.queries.filtered import PostFilter

FORMS = ("csv", "jsonl", "parquet")


MEASURE = """
import os, subprocess, sys, time
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - started, usage.ru_maxrss / 1024)
sys.exit(bool(status))
"""
"""In a process of its own, which is small: the system counts what the one before had to the memory of the new one."""


def measured(command: Sequence[str]) -> tuple[float, float]:
    """Seconds on the clock, and the most memory in MB, of a process."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE, *command], check=True, capture_output=True, text=True, env=quiet()
    )
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


def kept(store: Store, one: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as the archive has them, what is absent or empty left out."""
    names = [column.name for column in one.columns]
    for row in exported.rows(store.connection, one, Choice(PostFilter())):
        yield {name: value for name, value in zip(names, row, strict=True) if value not in {None, ""}}


def read_csv(path: Path, one: Table) -> Iterator[dict[str, Any]]:
    """The rows of a CSV file as the archive has them."""
    kinds: dict[str, Any] = {"integer": int, "number": float, "boolean": "true".__eq__}
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = {column.name: (row[column.name], kinds.get(column.kind)) for column in one.columns}
            yield {name: made(text) if made else text.removeprefix("'") for name, (text, made) in told.items() if text}


def read_jsonl(path: Path, one: Table) -> Iterator[dict[str, Any]]:
    """The rows of a file of JSON lines, what is JSON in the archive as it is there."""
    opened = [column.name for column in one.columns if column.kind == "json"]
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        told = {name: value for name, value in row.items() if value not in (None, "") or name in opened}
        yield told | {name: json.dumps(told[name], sort_keys=True) for name in opened if told.get(name) is not None}


def equal(folder: Path, target: Path) -> str:
    """How many rows of all tables come back the same from CSV and JSON lines."""
    right = count = 0
    with Store.open(folder, create=False, read_only=True) as store:
        for one in TABLES:
            opened = [column.name for column in one.columns if column.kind == "json"]
            told = zip(kept(store, one), read_csv(target / f"{one.name}.csv", one), strict=True)
            lines = read_jsonl(target / f"{one.name}.jsonl", one)
            for (row, first), second in zip(told, lines, strict=True):
                count += 2
                right += first == row
                same = row | {name: json.dumps(json.loads(row[name]), sort_keys=True) for name in opened if name in row}
                right += {name: value for name, value in second.items() if value is not None} == same
    return f"{right:,} of {count:,}"


def report(folder: Path, posts: int) -> list[list[str]]:
    """Rows of the report on one archive."""
    out = folder.parent
    program = [sys.executable, "-m", "embedarchive", "export"]
    rows = []
    data = [*program, "data", str(out / "data"), "--archive", str(folder)]
    commands = {
        "cp -r": ["cp", "-r", str(folder), str(out / "copy")],
        "data, csv jsonl parquet": [*data, *(part for form in FORMS for part in ("--format", form))],
        "check of the data": [*program, "check", str(out / "data")],
        "wacz": [*program, "wacz", str(out / "all.wacz"), "--archive", str(folder)],
        "copy": [*program, "copy", str(out / "kept"), "--archive", str(folder)],
        "copy, nothing new": [*program, "copy", str(out / "kept"), "--archive", str(folder)],
        "merge into an empty one": [*program[:-1], "merge", str(folder), "--archive", str(out / "empty")],
        "article --all": [*program, "article", "--all", str(out / "articles"), "--archive", str(folder)],
        "check of the articles": [*program, "check", str(out / "articles")],
    }
    for name, command in commands.items():
        seconds, memory = measured(command)
        rows.append([f"{posts:,}", name, f"{seconds:.2f}", f"{posts / seconds:,.0f}", f"{memory:.0f}"])
    rows.append([f"{posts:,}", "rows that come back", equal(folder, out / "data"), "", ""])
    return rows


class Hasty(FileSystem):
    """Files that do not wait for the disk: what is measured comes later."""

    def fsync(self, handle: int) -> None:
        """Trust the system."""

    def fsync_folder(self, folder: Path) -> None:
        """Likewise."""


def add_files(store: Store, posts: int) -> None:
    """Two answers for each post, no two of them alike: as many files of some thousand bytes."""
    chance = random.Random(2)  # noqa: S311 -- the same files every time
    for number in range(posts):
        made = large.post(number)
        with store.transaction():
            for kind in ("api", "page"):
                data = json.dumps({"id": made.id, "kind": kind, "text": made.text}).encode() + chance.randbytes(3000)
                exchange = Exchange(
                    url=f"https://{kind}.example/{made.id}",
                    status=200,
                    response_head=b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
                    body=Body(digest="", size=len(data), data=data),
                    at=large.START,
                )
                store.add_exchange(exchange, key=f"{made.platform}:{made.id}")


def main() -> None:
    """Measure archives of two sizes."""
    rows = []
    for posts in map(int, os.environ.get("POSTS", "2000,10000").split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "archive"
            large.fill(folder, posts)
            with Store.open(folder, files=Hasty()) as store:
                store.begin_run("files")
                add_files(store, posts)
            Store.open(folder.parent / "empty").close()
            rows += report(folder, posts)
            shutil.rmtree(folder)
    print(table(["posts", "what", "s", "posts/s", "MB at most"], rows))


if __name__ == "__main__":
    main()
