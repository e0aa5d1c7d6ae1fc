"""C1: the whole command, killed again and again, loses nothing that it had told and finishes in the end."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import attacking
import commands

from embedarchive.store import verify

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("KILL_ROUNDS", "15"))  # `make soak`: 1,000
SCAN = ["scan", "examples/article.txt", "--from", "examples/recorded-web.warc.gz", "--quiet", "--log-json", "--archive"]


def start(folder: Path, log: Path) -> commands.Command:
    """Our own command on the demo's article; what it tells goes to the log."""
    with log.open("wb") as told:
        return commands.start(*SCAN, str(folder), cwd=ROOT, stderr=told)


def told(log: Path) -> set[tuple[str, str, str]]:
    """Every post and image that the command said was settled, and how. A line cut in two was not told."""
    lines = log.read_text(encoding="utf-8").split("\n")[:-1]
    events = [json.loads(line) for line in lines]
    return {(event["kind"], event["key"], event["status"]) for event in events if event["event"] == "result"}


def held(folder: Path) -> set[tuple[str, str, str]]:
    """Every post and image in the archive, and what became of it."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        posts = connection.execute("SELECT 'embed', key, status FROM posts").fetchall()
        return set(posts + connection.execute("SELECT 'image', key, status FROM media").fetchall())


def test_c1_killed_at_any_moment(tmp_path: Path, record_property: attacking.Record) -> None:
    """After every kill no row lacks its bytes and nothing told is lost; the run left alone ends like a calm one."""
    chance = random.Random(20260912)  # noqa: S311 -- moments to kill at, no secret
    log = tmp_path / "told.jsonl"
    assert start(tmp_path / "first", log).wait() == 0  # it takes longer than all others
    began = time.monotonic()
    assert start(tmp_path / "calm", log).wait() == 0
    whole, takes = told(log), time.monotonic() - began
    folder, killed, finished = tmp_path / "archive-0", 0, 0
    while killed < ROUNDS:
        fresh, began = not folder.exists(), time.monotonic()
        process = start(folder, log)
        try:
            assert process.wait(timeout=chance.uniform(0.25, 0.9) * takes) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
        if fresh and process.returncode == 0:  # the machine is less busy than it was: else nothing would be killed
            takes = time.monotonic() - began
        if (folder / "archive.db").exists():
            assert [problem for problem in verify(folder).problems if problem.damage] == []
        if said := told(log):
            assert said <= held(folder)
        if process.returncode == 0:
            assert told(log) == whole
            finished += 1
            folder = tmp_path / f"archive-{finished}"
    assert start(folder, log).wait() == 0
    assert told(log) == whole
    assert verify(folder).problems == (), "nothing of the killed ones lies about"
    record_property("attack", ("C1 kills of the command", killed, 0))
