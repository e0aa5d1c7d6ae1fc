"""C1: the whole command, killed again and again, loses nothing that it had told and finishes in the end."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from embedarchive.store import verify

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("KILL_ROUNDS", "10"))
SCAN = ["scan", "examples/article.txt", "--from", "examples/recorded-web.warc.gz", "--json", "--archive"]


def command(folder: Path, *words: str) -> list[str]:
    """Our own command on the demo's article."""
    return [sys.executable, "-m", "embedarchive", *(words or SCAN), str(folder)]


def outcome(printed: str) -> set[tuple[str, str, str]]:
    """What a finished scan told of every post and image."""
    results = json.loads(printed)["results"]
    return {(result["kind"], result["key"], result["status"]) for result in results}


def test_c1_killed_at_any_moment(tmp_path: Path) -> None:
    """After every kill the archive is sound; the run that is left alone ends like one that was never killed."""
    chance = random.Random(20260912)  # noqa: S311 -- moments to kill at, no secret
    done = subprocess.run(command(tmp_path / "calm"), cwd=ROOT, capture_output=True, text=True, check=True)
    folder = tmp_path / "killed"
    for _ in range(ROUNDS):
        process = subprocess.Popen(command(folder), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=chance.uniform(0.2, 2.2))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if (folder / "archive.db").exists():
            problems = [problem for problem in verify(folder).problems if problem.damage]
            assert problems == []
    last = subprocess.run(command(folder), cwd=ROOT, capture_output=True, text=True, check=True)
    assert outcome(last.stdout) == outcome(done.stdout)
    assert verify(folder).sound
