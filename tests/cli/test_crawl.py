"""`crawl`: exit codes, and what it prints, as JSON, CSV and tables."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from embedarchive.cli import cli
from embedarchive.exports.warc_writer import write_record
from embedarchive.store import Store

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
PAGE = b"""<html><body><article><p>Words.</p><blockquote class="twitter-tweet"><p>So it is.</p>&mdash; Ann (@ann_ph)
<a href="https://twitter.com/ann_ph/status/1591167663165898754">November 11, 2022</a></blockquote></article>"""


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["crawl", *arguments], standalone_mode=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A recording of a page with a post, and a file that is none."""
    at = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    with (tmp_path / "a.warc.gz").open("wb") as file:
        write_record(file, "response", at=at, url="https://www.a.example/1", head=HEAD, body=PAGE)
    (tmp_path / "broken.warc.gz").write_bytes(b"no recording")
    return tmp_path


def test_find_stats_and_merge(folder: Path) -> None:
    """One recording that cannot be read is exit 3; all of them 2; the questions, in three forms; the way on."""
    out, archive = str(folder / "out"), str(folder / "archive")
    found = run("find", str(folder / "*.gz"), "--out", out, "--jobs", "2")
    assert (found.return_value, found.stderr) == (
        3, f"embedarchive: {folder}/broken.warc.gz: this is no WARC, ARC, WACZ or HAR file.\n",
    )  # fmt: skip
    assert found.stdout.splitlines() == [
        f"{folder}/a.warc.gz: 1 row from 1 of 1 page",
        f"1 row of 1 page in 1 recording: {out}",
    ]
    assert run("find", str(folder / "broken.warc.gz"), "--out", out).return_value == 2
    again = run("find", str(folder / "a.warc.gz"), "--out", out, "--json")
    assert (json.loads(again.stdout)["known"], again.return_value) == (True, 0)
    asked = json.loads(run("stats", out, "--json").stdout)
    assert (asked["id"], asked["sites"], asked["state"]) == ("1591167663165898754", 1, None)
    assert run("stats", out, "platforms", "--csv").stdout.splitlines()[1] == "2026-09,twitter,1,1,1"
    assert run("stats", out, "sites").stdout.split() == ["site", "pages", "posts", "platforms", "a.example", *"111"]
    merged = run("merge", out, "--archive", archive)
    assert merged.stdout.startswith("1 post that 1 page show 1 times; 1 page new here. To capture them:")
    assert json.loads(run("stats", out, "states", "--archive", archive, "--json").stdout)["state"] == "pending"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("stats", "{}", "posts"), "no table of a crawl lies there"),
        (("stats", "{}", "colours"), "none of the questions"),
        (("stats", "{}", "states"), "--archive names it"),
        (("find", "{}/none", "--out", "{}/out"), "no such file"),
        (("merge", "{}"), "no table of a crawl lies there"),
    ],
)
def test_bad_input_is_a_sentence(tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    """It is raised as the error that the command says on standard error, with exit code 2."""
    done = run(*(each.format(tmp_path) for each in arguments))
    assert why in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_fetching_by_a_cluster_that_is_not_there(tmp_path: Path) -> None:
    """Is told in a sentence before anything is asked; the archive has no run of it."""
    pytest.importorskip("distributed")
    with Store.open(tmp_path / "archive"):
        pass
    words = ["fetch", "--archive", str(tmp_path / "archive"), "--dask", "nowhere"]
    done = CliRunner().invoke(cli, words, standalone_mode=False)
    assert "nowhere: no scheduler of Dask answers there" in str(done.exception)
    with Store.open(tmp_path / "archive", create=False) as store:
        assert store.connection.execute("select count(*) from runs").fetchone() == (0,)
