"""`erase` as a user meets it: what is said before, what is left after, and what a second time says."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import commands
import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDING = ["--from", "examples/recorded-web.warc.gz"]
HANDLE, WORDS = "bregje_ottens", "10.58 uur"


def run(*arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command; `answer` is what somebody types."""
    return commands.run_text(*arguments, answer=answer, cwd=ROOT, env=os.environ | {"COLUMNS": "120"})


@pytest.fixture
def archive(tmp_path: Path) -> str:
    """The demo's archive, in which post 3 is Bregje's."""
    folder = str(tmp_path / "archive")
    assert run("scan", "examples/article.txt", *RECORDING, "--archive", folder, "--quiet").returncode == 0
    return folder


def left(folder: str, *traces: str) -> list[str]:
    """The files that still hold one of these."""
    kept = [path for path in Path(folder).rglob("*") if path.is_file()]
    wanted = [trace.lower().encode() for trace in traces]
    return [path.name for path in kept if any(trace in path.read_bytes().lower() for trace in wanted)]


def test_who_does_not_say_yes_has_not_agreed(archive: str) -> None:
    """An end of input and a no erase nothing; both are said in a sentence."""
    for answer in ("", "n\n"):
        done = run("erase", "3", "--reason", "asked", "--archive", archive, answer=answer)
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].endswith(
            ("nothing was erased; --yes says it beforehand.", "Nothing was erased.")
        )
        assert "Traceback" not in done.stderr
        assert "examples/article.txt" in done.stderr, "the copies that go are named"
        assert "your own file of the article" in done.stderr
    assert "erased" not in run("list", "--archive", archive).stdout


def test_no_byte_of_the_words_or_the_handle_is_left(archive: str) -> None:
    """Not in a key, a log line, a free page or a file; also after the article was scanned again."""
    assert left(archive, HANDLE, WORDS)
    done = run("erase", "3", "--reason", "asked", "--archive", archive, answer="y\n")
    assert done.returncode == 0, done.stderr
    assert left(archive, HANDLE, WORDS) == []
    again = run("scan", "examples/article.txt", *RECORDING, "--archive", archive)
    assert "[erased here]" in again.stdout
    assert left(archive, HANDLE, WORDS) == []
    assert run("verify", "--archive", archive).returncode == 0


def test_a_post_given_by_its_address_leaves_no_handle_either(tmp_path: Path) -> None:
    """Its address names the author, and the log says what was asked for."""
    folder = str(tmp_path / "archive")
    address = "https://x.com/tlindq_reports/status/2098704339802694131"
    assert run("scan", address, *RECORDING, "--archive", folder).returncode == 0
    assert run("erase", "1", "--reason", "asked", "--yes", "--archive", folder).returncode == 0
    assert left(folder, "tlindq") == []
    assert run("scan", address, *RECORDING, "--archive", folder).returncode == 0
    assert left(folder, "tlindq") == []


def test_list_and_show_say_erased_and_a_second_time_says_so(archive: str) -> None:
    """An erased post is in no other state for who lists it; erasing it again is one sentence."""
    erase = ["erase", "3", "--reason", "asked", "--yes", "--archive", archive]
    assert run(*erase).stdout.startswith("Erased: ")
    for options in ([], ["--media"], ["--status", "erased"]):
        assert "erased on 20" in run("list", *options, "--archive", archive).stdout
    assert "erased" not in run("list", "--status", "recovered", "--archive", archive).stdout
    assert "erased on 20" in run("show", "3", "--archive", archive).stdout
    second = run(*erase)
    assert (second.returncode, len(second.stdout.splitlines()), second.stderr) == (0, 1, "")
    assert "already" in second.stdout


def test_a_reader_in_the_way_is_told_with_code_3_and_the_next_command_finishes(archive: str) -> None:
    """Old pages keep the words while somebody reads: nothing says "Erased", `verify` says so, a scan goes on."""
    with closing(sqlite3.connect(Path(archive) / "archive.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM posts").fetchone() == (4,)
        done = run("erase", "3", "--reason", "asked", "--yes", "--wait", "1", "--archive", archive)
        assert done.returncode == 3
        assert "Erased" not in done.stdout
        waiting, unfinished = done.stderr.splitlines()
        assert waiting.startswith("embedarchive: Waiting up to 1 s: ")
        assert "the erasure is not finished" in unfinished
        if Path("/proc/locks").exists():
            assert f"process {os.getpid()} " in unfinished
        assert left(archive, HANDLE, WORDS)
        told = run("verify", "--archive", archive)
        assert told.returncode == 3
        assert told.stdout.splitlines()[-1] == "The archive is whole. An erasure is not finished."
        assert '"erased": false' in run("verify", "--json", "--archive", archive).stdout
    assert run("scan", "examples/article.txt", *RECORDING, "--archive", archive).returncode == 0
    assert left(archive, HANDLE, WORDS) == []
    assert run("verify", "--archive", archive).returncode == 0


def test_a_full_disk_is_not_told_as_nothing_done(tmp_path: Path) -> None:
    """There is room for the tombstone and none to write the database anew."""
    small = tmp_path / "small"
    small.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(small)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        archive = str(small / "archive")
        assert run("scan", "examples/article.txt", *RECORDING, "--archive", archive, "--quiet").returncode == 0
        taken = 0
        for taken in range(200):  # a block after the other: what is left is too little at first, then enough
            try:
                (small / f"filler-{taken}").write_bytes(bytes(150_000))
            except OSError:
                break
        seen = set()
        for filler in range(taken, -1, -1):
            done = run("erase", "3", "--reason", "asked", "--yes", "--wait", "0", "--archive", archive)
            seen.add(done.returncode)
            assert "Traceback" not in done.stderr
            if done.returncode == 2:
                assert left(archive, HANDLE, WORDS)
                assert "Erased" not in done.stdout
                assert "disk" in done.stderr
                assert run("list", "--status", "erased", "--archive", archive).stdout.count("erased on") == 0
            elif done.returncode == 3:
                assert "the erasure is not finished: the disk is full" in done.stderr
                assert run("verify", "--archive", archive).returncode != 0
            else:
                break
            (small / f"filler-{filler}").unlink(missing_ok=True)
        assert seen >= {0, 2}
        assert left(archive, HANDLE, WORDS) == []
        assert run("verify", "--archive", archive).returncode == 0
    finally:
        subprocess.run(["umount", str(small)], check=True)  # noqa: S607 -- see above
