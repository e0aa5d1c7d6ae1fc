"""H11: no file and no answer costs more than 400 MB of memory and 20 s of processor time, whatever it holds.

Each is read by the command, or by a platform's module, in a process of its own that tells what it took. `ATTACKS=all`
makes each of two megabytes; otherwise a few are made of a quarter of one.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import attacking
import pytest
from hostile_inputs import ANSWERS, ARCHIVES, ARTICLES

from embedarchive import platforms

SIZE = 2_000_000 if attacking.EVERYTHING else 250_000
MEMORY, SECONDS = 400, 20.0
INPUTS = ARTICLES | ARCHIVES

PEAK = """
import json, pathlib, resource, sys
def peak(whose):  # what Linux says of a process itself: what it began as is not counted
    status = pathlib.Path("/proc/self/status")
    if whose == resource.RUSAGE_SELF and status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(whose).ru_maxrss // 1024
"""
SCAN = f"""{PEAK}
from embedarchive.cli import main
sys.stdout = open("/dev/null", "w")
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code or 0
ours, its = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
seconds = sum(each.ru_utime + each.ru_stime for each in (ours, its))
memory = peak(resource.RUSAGE_SELF) + peak(resource.RUSAGE_CHILDREN)
print(json.dumps([code, memory, seconds]), file=sys.__stdout__)
"""

ANSWER = f"""{PEAK}
import asyncio, time
from embedarchive import platforms
from embedarchive.archive.fetching.captures import drive
from embedarchive.model import Body, Embed, Exchange
from embedarchive.web.cases import NOON
name, kind = sys.argv[1:]
data = sys.stdin.buffer.read()
class Hostile:
    async def exchange(self, request):
        headers = (("content-type", kind),)
        body = Body(digest="", size=len(data), data=data)
        return Exchange(url=request.url, at=NOON, status=200, headers=headers, body=body)
platform = platforms.get(name)
found = platforms.recognise(platform.example)
embed = Embed(platform=name, form="link", id=found.id, url=platform.example)
began = time.process_time()
shown = asyncio.run(drive(platform.capture(embed), Hostile()))
print(json.dumps([type(shown).__name__, peak(resource.RUSAGE_SELF), time.process_time() - began]))
"""


def cost(program: str, *arguments: str, given: bytes = b"") -> tuple[object, int, float]:
    """What a program says of its end, how many megabytes it took, and how many seconds."""
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments], input=given, capture_output=True, check=False, timeout=600
    )
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    assert b"bug" not in run.stderr
    how, memory, seconds = json.loads(run.stdout)
    return how, memory, seconds


def scan(name: str, tmp_path: Path) -> tuple[object, int, float]:
    """What reading one of the files costs."""
    ending, made = INPUTS[name]
    file = tmp_path / f"hostile.{ending}"
    file.write_bytes(made(SIZE))
    return cost(SCAN, "scan", "--dry-run", "--json", str(file))


@pytest.mark.parametrize("name", attacking.sample([*INPUTS], 6))
def test_h11_a_file_costs_no_more_than_its_share(name: str, tmp_path: Path, record_property: attacking.Record) -> None:
    """Articles, mails, feeds, saved pages, ZIPs and recordings: read, or refused in a sentence."""
    code, memory, seconds = scan(name, tmp_path)
    record_property("attack", ("H11 hostile files", 1, int(memory > MEMORY or seconds > SECONDS)))
    record_property("cost", [name, memory, seconds])
    assert code in {0, 1, 2, 3}
    assert memory <= MEMORY
    assert seconds <= SECONDS


PAIRS = [*itertools.product(sorted(platforms.catalogue()), ANSWERS)]


@pytest.mark.parametrize(("platform", "answer"), attacking.sample(PAIRS, 5))
def test_h11_an_answer_costs_no_more_than_its_share(
    platform: str, answer: str, record_property: attacking.Record
) -> None:
    """Whatever a platform's servers answer, it is some outcome."""
    kind, made = ANSWERS[answer]
    how, memory, seconds = cost(ANSWER, platform, kind, given=made(SIZE))
    record_property("attack", ("H11 hostile answers", 1, int(memory > MEMORY or seconds > SECONDS)))
    record_property("cost", [f"{platform}: {answer}", memory, seconds])
    assert how in {"Post", "Missing"}
    assert memory <= MEMORY
    assert seconds <= SECONDS
