"""`merge`: two reporters' archives, as a user meets it; killed at any moment it costs nothing."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import commands
import pytest
from click.testing import CliRunner
from sample_archive import make_archive, make_embed, make_post, make_scan

from embedarchive.cli import cli
from embedarchive.errors import UsageError
from embedarchive.store import Store, erase, verify
from embedarchive.store.merged_logs import merged_logs

ROUNDS = int(os.environ.get("KILL_ROUNDS", "4"))  # `make soak`: 1,000


def run(*args: object) -> str:
    """What the command prints."""
    done = CliRunner().invoke(cli, [str(arg) for arg in args], standalone_mode=False)
    if isinstance(done.exception, Exception):
        raise done.exception
    return done.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of two archives that nobody touches; the second has an article of its own, and was stamped."""
    folder = tmp_path_factory.mktemp("made")
    make_archive(folder / "ours")
    with Store.open(make_archive(folder / "theirs")) as store:
        store.begin_run("scan")
        store.add_article(b"B", make_scan(make_embed(5, known=True)), "\ufffc", parser="1", path="/in/b.txt")
        store.add_post("twitter:905", make_post(5), parser="1")
        store.end_run(0)
    return folder


@pytest.fixture
def two(made: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Copies of them."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "ours", tmp_path / "theirs"


def test_what_came_is_told_and_shown(two: tuple[Path, Path]) -> None:
    """How much, what its log is called, and of each snapshot where it came from; in JSON, too."""
    ours, theirs = two
    told = run("merge", theirs, "--archive", ours, "--name", "Ben's", "--operator", "Ann")
    assert "theirs (Ben's), 1 article, 12 snapshots, 1 request and 1 file" in told
    assert "Nothing new" in run("merge", theirs, "--archive", ours)
    assert "came from Ben's" in run("show", "https://x.com/a/status/905", "--archive", ours)
    row = json.loads(run("show", "https://x.com/a/status/905", "--archive", ours, "--json"))
    assert {seen["came_from"] for seen in row["history"]} == {"Ben's"}
    assert {seen["existed_no_later_than"] for seen in row["history"]} == {None}
    mixed = json.loads(run("show", "1", "--archive", ours, "--json"))["history"]
    assert [seen["came_from"] for seen in mixed] == [None, None, "Ben's", "Ben's"]
    assert "The archive is whole." in run("verify", "--archive", ours)
    told = json.loads(run("merge", theirs, "--archive", ours, "--json"))
    assert (told["name"], told["added"]) == ("Ben's", {})


def test_erasures_are_told(two: tuple[Path, Path]) -> None:
    """How many stayed away, and which have to be decided."""
    ours, theirs = two
    with Store.open(ours) as store:
        erase(store, "twitter:901", reason="asked")
    with Store.open(theirs) as store:
        erase(store, "twitter:902", reason="asked")
    with pytest.raises(UsageError, match=r"erased 1 post that is kept here \(2\)"):
        run("merge", theirs, "--archive", ours)
    told = run("merge", theirs, "--archive", ours, "--erase-too")
    assert "Left out: 1 post, erased here." in told
    assert "Erased here too: 1 post" in told


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([], "Which archive"),
        (["{0}", "--erase-too", "--bring-back"], "contradict"),
        (["{0}", "{0}", "--name", "x"], "one archive"),
        (["nowhere"], "no archive in nowhere"),
    ],
)
def test_what_cannot_be_done_is_said(two: tuple[Path, Path], args: list[str], sentence: str) -> None:
    """In a sentence, and nothing is merged."""
    ours, theirs = two
    shutil.rmtree("nowhere", ignore_errors=True)
    with pytest.raises(Exception, match=sentence):
        run("merge", *(arg.format(theirs) for arg in args), "--archive", ours)
    with Store.open(ours) as store:
        assert merged_logs(store.connection) == []


def test_c1_killed_while_it_merges(two: tuple[Path, Path], tmp_path: Path) -> None:
    """After every kill the archive verifies, with all of the other log or nothing; the same command ends it."""
    ours, theirs = two
    with Store.open(theirs) as store:
        store.begin_run("scan")
        for number in range(6, 60):
            store.add_post(f"twitter:90{number}", make_post(number), parser="1")
            store.keep(bytes([number]) * 5000)
        store.end_run(0)
        head = store.head
    chance = random.Random(20261129)  # noqa: S311 -- moments to kill at, no secret
    shutil.copytree(ours, tmp_path / "calm")
    began = time.monotonic()
    assert commands.start("merge", str(theirs), "--archive", str(tmp_path / "calm")).wait() == 0
    takes = time.monotonic() - began
    for number in range(ROUNDS):
        folder = tmp_path / f"killed-{number}"
        shutil.copytree(ours, folder)
        process = commands.start("merge", str(theirs), "--archive", str(folder))
        try:
            process.wait(timeout=chance.uniform(0.3, 1.0) * takes)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert [problem for problem in verify(folder).problems if problem.damage] == []
        assert commands.start("merge", str(theirs), "--archive", str(folder)).wait() == 0
        assert verify(folder, head=head).problems == ()
        shutil.rmtree(folder)
