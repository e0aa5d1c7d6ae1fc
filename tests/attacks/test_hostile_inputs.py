"""H11: no file and no answer costs more than 400 MB of memory and 20 s of processor time, whatever it holds.

Each is read by the command, or by a platform's module, in a process of its own that tells what it took. `ATTACKS=all`
makes each of two megabytes; otherwise a few are made of a quarter of one.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import attacking
import commands
import pytest
from growth import is_within
from hostile_inputs import ANSWERS, ARCHIVES, ARTICLES

from embedarchive import platforms

SIZE = 2_000_000 if attacking.EVERYTHING else 250_000
ANSWER_SIZE = int(os.environ.get("ANSWER_SIZE", SIZE))
MEMORY, SECONDS = 400, 20.0
SUPPORT = Path(__file__).parents[1] / "support"
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
from embedarchive.archive.articles import confined
from embedarchive.cli import main
sys.stdout = open("/dev/null", "w")
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code or 0
confined._OURS.close()  # what a process took that read a large article is known when it has ended
ours, its = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
seconds = sum(each.ru_utime + each.ru_stime for each in (ours, its))
memory = peak(resource.RUSAGE_SELF) + peak(resource.RUSAGE_CHILDREN)
print(json.dumps([code, memory, seconds]), file=sys.__stdout__)
"""

ANSWERED = f"""{PEAK}
import asyncio, os, time
sys.path[:0] = [sys.argv[1]]
from hostile_inputs import ANSWERS
from embedarchive import platforms
from embedarchive.archive.fetching.captures import drive
from embedarchive.model import Body, Embed, Exchange
from embedarchive.protocols.reading import soup
from embedarchive.web.cases import NOON
import bs4, json
name, size, kinds = sys.argv[2], int(sys.argv[3]), sys.argv[4:]
platform = platforms.get(name)
found = platforms.recognise(platform.example)
embed = Embed(platform=name, form="link", id=found.id, url=platform.example)
def answered(kind):
    media_type, made = ANSWERS[kind]
    data = made(size)
    class Hostile:
        async def exchange(self, request):
            body = Body(digest="", size=len(data), data=data)
            headers = (("content-type", media_type),)
            return Exchange(url=request.url, at=NOON, status=200, headers=headers, body=body)
    began = time.process_time()
    shown = asyncio.run(drive(platform.capture(embed), Hostile()))
    return [kind, type(shown).__name__, peak(resource.RUSAGE_SELF), time.process_time() - began]
for kind in kinds:  # each by a process of its own: what one has taken is not told of the next
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        print(json.dumps(answered(kind)), flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, kind
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
    soon = is_within(seconds, SECONDS)
    record_property("attack", ("H11 hostile files", 1, int(memory > MEMORY or not soon)))
    record_property("cost", [name, memory, seconds])
    assert code in {0, 1, 2, 3}
    assert memory <= MEMORY
    assert soon


PAIRS = [*itertools.product(sorted(platforms.catalogue()), ANSWERS)]
ASKED: dict[str, list[str]] = {}
for _platform, _answer in attacking.sample(PAIRS, 8):
    ASKED.setdefault(_platform, []).append(_answer)


@pytest.mark.parametrize("platform", ASKED)
def test_h11_an_answer_costs_no_more_than_its_share(platform: str, record_property: attacking.Record) -> None:
    """Whatever a platform's servers answer, it is some outcome."""
    words = (str(SUPPORT), platform, str(ANSWER_SIZE), *ASKED[platform])
    run = commands.run(*words, program=ANSWERED, timeout=3600)
    assert run.returncode == 0, run.stderr[-2000:]
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert [answer for answer, *_ in told] == ASKED[platform]
    costly = [each for each in told if each[2] > MEMORY or not is_within(each[3], SECONDS)]
    record_property("attack", ("H11 hostile answers", len(told), len(costly)))
    for answer, _, memory, seconds in told:
        record_property("cost", [f"{platform}: {answer}", memory, seconds])
    assert {how for _, how, *_ in told} <= {"Post", "Missing"}
    assert costly == []
