"""Stopped in every way that users and machines have, and what is said when there was nothing to do."""

from __future__ import annotations

import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import click
import commands
import pytest

from embedarchive.cli import options
from embedarchive.store import verify

ROOT = Path(__file__).resolve().parents[2]
DEMO = ["examples/article.txt", "--from", "examples/recorded-web.warc.gz"]
SENTENCE = "embedarchive: Stopped. The archive is sound; the same command goes on from here.\n"
AWAY = """
import socket, sys, time, warnings
warnings.simplefilter("default")
def getaddrinfo(*_, **__):
    time.sleep({seconds})
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
socket.getaddrinfo = getaddrinfo
from embedarchive.cli import main
main(sys.argv[1:])
"""


def away(names_take_s: float = 0) -> str:
    """Our command on a machine whose name server knows nobody, and takes its time to say so."""
    return AWAY.format(seconds=names_take_s)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end, there."""
    return commands.run_text(*words, program=away(), cwd=ROOT)


# ----------------------------------------------------------------------------------------------------- being stopped


@pytest.mark.parametrize(
    ("sent", "times"), [(signal.SIGINT, 1), (signal.SIGINT, 4), (signal.SIGTERM, 4), (signal.SIGHUP, 1)]
)
def test_c10_stopped_again_and_again(tmp_path: Path, sent: signal.Signals, times: int) -> None:
    """Once or many times, to every process of the run as a terminal does it: one sentence, and the archive is sound."""
    words, pipe = ("scan", "examples/article.txt", "--archive", str(tmp_path)), subprocess.PIPE
    with commands.start(*words, program=away(30), cwd=ROOT, stdout=pipe, stderr=pipe, session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline()  # the article's heading: the run is under way
        started = time.monotonic()
        for _ in range(times):
            with suppress(ProcessLookupError):  # it has ended already
                os.killpg(process.pid, sent)
            time.sleep(0.05)
        _, errors = process.communicate(timeout=30)
    assert time.monotonic() - started < 15  # 5 where nothing else is going on
    assert (process.returncode, errors) == (128 + sent, SENTENCE)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        assert connection.execute("SELECT exit_code FROM run_ends").fetchall() == [(130,)]
    assert verify(tmp_path).sound


def test_c10_a_terminal_that_is_closed(tmp_path: Path) -> None:
    """The window is shut with the progress line in it: the run ends as one that was stopped."""
    terminal, end = pty.openpty()
    process = commands.start(
        "scan", "examples/article.txt", "--archive", str(tmp_path), program=away(30),
        cwd=ROOT, stdin=end, stdout=end, stderr=end, session=True, env=os.environ | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(end)
    shown = b""
    while b"0/5" not in shown:
        shown += os.read(terminal, 4096)
    os.close(terminal)
    process.send_signal(signal.SIGHUP)  # the kernel sends it to the session of the terminal's owner
    assert process.wait(timeout=30) == 129
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        assert connection.execute("SELECT exit_code FROM run_ends").fetchall() == [(130,)]
    assert verify(tmp_path).sound


STUCK = """
import sys
from embedarchive import long_work
from embedarchive.cli import main, stopping, waiting
from embedarchive.store import verified_rows
def check_database(connection):
    long_work.tell("checking the database")
    print("begun", flush=True)
    connection.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT max(i) FROM n").fetchone()
    yield
verified_rows.check_database = check_database
stopping.GRACE_S, waiting.LONG_S = 0.5, 0
main(sys.argv[1:])
"""
"""Our command, in whose archive SQLite checks something for ever, in one step."""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_c10_stopped_in_one_long_step_of_sqlite(tmp_path: Path, sent: signal.Signals) -> None:
    """Of a large archive it takes minutes, in which Python hears of no signal: the process ends all the same."""
    run("scan", *DEMO, "--archive", str(tmp_path))
    words, pipe = ("verify", "--archive", str(tmp_path)), subprocess.PIPE
    with commands.start(*words, program=STUCK, cwd=ROOT, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(sent)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (128 + sent, SENTENCE)
    assert verify(tmp_path).sound


def test_c10_a_terminal_that_is_closed_in_one_long_step_of_sqlite(tmp_path: Path) -> None:
    """What is said reaches nobody, and the process ends all the same."""
    run("scan", *DEMO, "--archive", str(tmp_path))
    terminal, end = pty.openpty()
    with commands.start(
        "verify", "--archive", str(tmp_path), program=STUCK, cwd=ROOT, stdout=subprocess.PIPE, stderr=end
    ) as process:
        os.close(end)
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        os.close(terminal)
        process.send_signal(signal.SIGHUP)
        assert process.wait(timeout=60) == 128 + signal.SIGHUP


def test_c10_asked_again_in_one_long_step_of_sqlite(tmp_path: Path) -> None:
    """Who leaves may come to such a step: the first signal was heard, and none behind it is."""
    program = STUCK.replace("    connection.execute", "    try: time.sleep(60)\n    finally: connection.execute")
    run("scan", *DEMO, "--archive", str(tmp_path))
    words = ("verify", "--archive", str(tmp_path))
    with commands.start(*words, program=f"import time\n{program}", cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        time.sleep(2)  # longer than half a second, after which who asks again means it
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    assert verify(tmp_path).sound


def test_c10_the_cursor_is_back_after_a_long_step_of_sqlite(tmp_path: Path) -> None:
    """The line that tells how far it is hides the cursor of the terminal; it is taken away."""
    run("scan", *DEMO, "--archive", str(tmp_path))
    terminal, end = pty.openpty()
    with commands.start(
        "verify", "--archive", str(tmp_path), program=STUCK,
        cwd=ROOT, stdin=end, stdout=end, stderr=end, env=os.environ | {"TERM": "xterm"},
    ) as process:  # fmt: skip
        os.close(end)
        shown = b""
        while b"begun" not in shown:
            shown += os.read(terminal, 4096)
        process.send_signal(signal.SIGINT)
        with suppress(OSError):  # so a terminal says on Linux that nobody is there any more
            while more := os.read(terminal, 4096):
                shown += more
        assert process.wait(timeout=60) == 130
    os.close(terminal)
    assert shown.rindex(b"\x1b[?25h") > shown.rindex(b"\x1b[?25l")
    assert b"Stopped." in shown.rpartition(b"\x1b[K")[2]


def test_hanging_up_is_nothing_to_who_was_told_to_ignore_it(tmp_path: Path) -> None:
    """`nohup` keeps its promise."""
    words = " ".join(["scan", *DEMO, "--quiet", "--archive", str(tmp_path)])
    script = f"trap '' HUP; {sys.executable} -m embedarchive {words} & sleep 0.4; kill -HUP $!; wait $!"
    done = subprocess.run(["sh", "-c", script], cwd=ROOT, check=False, timeout=60)  # noqa: S607 -- the shell
    assert done.returncode == 0


def test_nobody_reads_the_lines_any_more(tmp_path: Path) -> None:
    """`| head -1`: the run stops, says nothing, and does not claim to be done."""
    words, pipe = ("scan", *DEMO, "--archive", str(tmp_path)), subprocess.PIPE
    with commands.start(*words, cwd=ROOT, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=30) == 141
    assert verify(tmp_path).sound


def on_a_terminal(words: list[str], **how: Any) -> tuple[int, bytes]:  # noqa: ANN401 -- of Popen
    """Run it with standard error at a terminal; its code and what the terminal was sent."""
    terminal, end = pty.openpty()
    process = commands.start(*words, cwd=ROOT, stderr=end, env=os.environ | {"TERM": "xterm"}, **how)
    os.close(end)
    shown = b""
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError:  # the terminal's other end is closed
        pass
    os.close(terminal)
    return process.wait(timeout=30), shown


def test_a_pipe_may_lead_to_the_same_terminal(tmp_path: Path) -> None:
    """`| tee log` writes where the progress line stands: then there is none, and nothing is glued to a line."""
    words = ["scan", *DEMO, "--archive", str(tmp_path)]
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as reader:  # noqa: S607 -- any reader
        assert on_a_terminal(words, stdout=reader.stdin) == (0, b"")
        assert reader.stdin is not None
        reader.stdin.close()


# --------------------------------------------------------------------------------------------------- nothing to do


def test_recheck_without_a_network_says_that_nothing_could_be_looked_at(tmp_path: Path) -> None:
    """Exit 3; a cron job gets an object for each post with its reason."""
    archive = ["--archive", str(tmp_path)]
    assert commands.run("scan", *DEMO, "--quiet", *archive, cwd=ROOT).returncode == 0
    for more in ([], ["--older-than", "0d"]):
        done = run("fetch", "--recheck", *more, *archive)
        assert done.returncode == 3
        assert "Nothing could be looked at: 4 posts told nothing (" in done.stdout
        assert "the network seems to be away" in done.stdout
        assert "Nothing is due" not in done.stdout
    done = run("fetch", "--recheck", "--json", *archive)
    assert done.returncode == 3
    assert [json.loads(line)["reason"] for line in done.stdout.splitlines()] == ["dns"] * 4
    done = run("fetch", "--recheck", "--older-than", "99999999999999999999d", *archive)
    assert (done.returncode, done.stdout) == (0, "Nothing was looked at: no post was captured that long ago.\n")
    done = run("fetch", "--older-than", "7d", *archive)
    assert (done.returncode, done.stderr) == (2, "embedarchive: --older-than goes with --recheck.\n")


def test_recheck_of_what_was_never_captured(tmp_path: Path) -> None:
    """There is nothing to compare with, which is not the same as no change."""
    archive = ["--archive", str(tmp_path)]
    assert run("scan", "examples/article.txt", "--quiet", *archive).returncode == 3
    done = run("fetch", "--recheck", *archive)
    assert done.returncode == 3
    assert done.stdout == "Nothing could be looked at: none of 4 is archived yet; fetch tries again.\n"
    done = run("fetch", "--recheck", "--json", *archive)
    assert (done.returncode, json.loads(done.stdout)["unsettled"]) == (3, 4)


def test_a_source_that_cannot_be_read_is_all_that_is_said(tmp_path: Path) -> None:
    """Nothing was due, too, but nobody had asked."""
    done = run("scan", "missing.txt", "--archive", str(tmp_path))
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


# ------------------------------------------------------------------------------------------------- what is asked for


@pytest.mark.parametrize(
    ("text", "size"), [("1", 1), ("800000", 800_000), ("500M", 500_000_000), ("2GB", 2 * 10**9), ("5 k", 5000)]
)
def test_sizes_have_units(text: str, size: int) -> None:
    """Bytes, or a number with a unit."""
    assert options.size(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "1e3", "a lot", "٣", "k", "9" * 5000 + "x"])
def test_what_is_no_size_is_said(text: str) -> None:
    """In one sentence."""
    with pytest.raises(click.BadParameter, match="is no size"):
        options.size(text)


def test_what_is_not_asked_for_is_counted(tmp_path: Path) -> None:
    """`--only` and `--no-images` leave nothing out silently: what was found and what is told add up."""
    done = run("scan", *DEMO, "--only", "Bluesky", "--no-images", "--archive", str(tmp_path))
    assert done.returncode == 0
    assert "5 embeds and images left out, as --only or --no-images says" in done.stdout
