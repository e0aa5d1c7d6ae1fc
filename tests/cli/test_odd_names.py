"""Names that no file can have, and names that are no text: each is used, or refused in a sentence."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import commands
import pytest
from sample_archive import make_archive

from embedarchive import cli
from embedarchive.archive.articles.origins import origins
from embedarchive.errors import ArchiveError, SourceError
from embedarchive.store import Store

PARAGRAPH = "So it is that somebody pastes a paragraph where the name of a file belongs. " * 5
LONG = "a" * 300
ARTICLE = "The ferry has sailed.\n\n— Ann (@ann_example) November 11, 2022\n"


def _run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = cli._run(words)
    said = capsys.readouterr()
    assert "is a bug" not in said.err + said.out
    return code, said.err


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--dry-run", "--json")])
def test_a_paragraph_is_not_the_name_of_a_file(
    tmp_path: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told for what it is; nothing is begun."""
    code, said = _run("scan", PARAGRAPH, *options, "--archive", str(tmp_path / "new"), capsys=capsys)
    assert code == 2
    assert "is the text of an article; a source is the name of its file, or an address." in said
    assert len(said) < 300
    assert not (tmp_path / "new").exists()


def test_a_name_that_is_too_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One word of 300 letters, with and without an ending, and beside a source that can be read."""
    (tmp_path / "a.txt").write_text(ARTICLE)
    for name in (LONG, f"{LONG}.html"):
        code, said = _run("scan", name, "--dry-run", capsys=capsys)
        assert code == 2
        assert "is longer than the name of a file can be" in said
    assert _run("scan", LONG, str(tmp_path / "a.txt"), "--dry-run", capsys=capsys)[0] == 3


def test_what_no_path_can_hold() -> None:
    """A program can give what no shell can."""
    with pytest.raises(SourceError):
        list(origins("a\0b"))


@pytest.mark.parametrize(
    "command",
    [
        *("list", "show 1", "serve", "verify", "rebuild", "reparse", "fetch", "erase 1 --reason x --yes"),
        *("export site out", "scan a.txt"),
    ],
)
def test_an_archive_with_a_name_that_is_too_long(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command, by its option and by the environment."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(ARTICLE)
    code, said = _run(*command.split(), "--archive", LONG, capsys=capsys)
    assert (code, "No folder can have the name" in said) == (2, True)
    monkeypatch.setenv("EMBEDARCHIVE_ARCHIVE", LONG)
    assert _run(*command.split(), capsys=capsys)[0] == 2


def test_an_export_to_a_name_that_is_too_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the system says, in a sentence."""
    Store.open(tmp_path / "archive").close()
    code, said = _run("export", "site", LONG, "--archive", str(tmp_path / "archive"), capsys=capsys)
    assert code == 2
    assert "name too long" in said


def test_a_path_that_is_too_long_for_the_database(tmp_path: Path) -> None:
    """SQLite takes no more than half a thousand bytes; it is not said that the folder is somebody else's."""
    folder = tmp_path / ("b" * 200) / ("c" * 200) / ("d" * 200)
    with pytest.raises(ArchiveError, match="too long"):
        Store.open(folder)


@pytest.fixture
def odd(tmp_path: Path) -> bytes:
    """A folder whose name is not UTF-8, with an article of such a name in it."""
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    try:
        os.mkdir(folder)  # noqa: PTH102 -- a name in bytes
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    with open(folder + b"/caf\xe9.txt", "w", encoding="utf-8") as file:  # noqa: PTH123 -- a name in bytes
        file.write(ARTICLE)
    return folder


def _command(*words: str | bytes, encoding: str = "utf-8:strict") -> subprocess.CompletedProcess[bytes]:
    run = commands.run(*words, env=os.environ | {"PYTHONIOENCODING": encoding}, timeout=120)
    assert b"is a bug" not in run.stderr, run.stderr
    assert b"Traceback" not in run.stderr
    run.stdout.decode(encoding.partition(":")[0])
    return run


@pytest.mark.parametrize("encoding", ["utf-8:strict", "iso8859-1:strict"])
def test_names_that_are_not_utf_8(odd: bytes, tmp_path: Path, encoding: str) -> None:
    """Source, archive and target; a terminal that knows no other letters is shown their numbers."""
    empty = tmp_path / "empty.warc"
    empty.write_bytes(
        b"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        b"WARC-Date: 2024-01-01T00:00:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    )
    archive, answers = odd + b"/archive", ("--from", str(empty))
    assert _command("scan", odd, "--dry-run", encoding=encoding).returncode == 0
    found = _command("scan", odd, "--dry-run", "--json", encoding=encoding)
    assert json.loads(found.stdout)["embeds"]
    assert _command("scan", odd, *answers, "--archive", archive, encoding=encoding).returncode == 3
    assert _command("scan", odd + b"/nothing", "--archive", archive, encoding=encoding).returncode == 2
    for words in (["list"], ["list", "--json"], ["show", "1"], ["verify"], ["rebuild"], ["reparse"]):
        assert _command(*words, "--archive", archive, encoding=encoding).returncode == 0
    assert _command("fetch", "--all", *answers, "--archive", archive, encoding=encoding).returncode == 3
    assert _command("export", "site", odd + b"/site", "--archive", archive, encoding=encoding).returncode == 0
    assert _command("verify", "--archive", odd + b"/site", encoding=encoding).returncode == 0
    for kind in ("copy", "data", "wacz", "article --all"):
        target = odd + b"/made \xe9 " + kind[:4].encode() + (b".wacz" if kind == "wacz" else b"")
        made = _command("export", *kind.split(), target, "--archive", archive, encoding=encoding)
        assert made.returncode == 0, kind
    assert _command("merge", odd + b"/made \xe9 copy", "--archive", archive, encoding=encoding).returncode == 0
    with open(odd + b"/watch.toml", "wb") as file:  # noqa: PTH123 -- a name in bytes
        file.write(b'[sources]\n"." = "1h"\n')
    watched = ("watch", odd + b"/watch.toml", "--once", *answers, "--archive", archive)
    assert _command(*watched, encoding=encoding).returncode == 3
    assert _command("erase", "1", "--reason", "asked", "--yes", "--archive", archive).returncode == 0
    assert _command("list", "--archive", odd + b"/none", encoding=encoding).returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ("scan", "a.txt", "--operator"),
        ("fetch", "--all", "--operator"),
        ("erase", "1", "--yes", "--reason", "asked", "--operator"),
        ("correct", "1", "--start"),
        ("list", "--search"),
        ("list", "--handle"),
        ("verify", "--head"),
    ],
)
def test_words_that_are_not_utf_8(tmp_path: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Names of files may be, words that are kept or looked for may not: a sentence, and nothing is written."""
    make_archive(tmp_path / "snapshots")
    before = (tmp_path / "snapshots" / "archive.db").read_bytes()
    (tmp_path / "a.txt").write_text(ARTICLE)
    given = [str(tmp_path / word) if word == "a.txt" else word for word in words]
    code, said = _run(*given, "caf\udce9\x1b[2J", "--archive", str(tmp_path / "snapshots"), capsys=capsys)
    assert code == 2
    assert "caf" in said or "digits" in said
    assert "\x1b" not in said
    assert (tmp_path / "snapshots" / "archive.db").read_bytes() == before


@pytest.mark.parametrize("name", ["what?is#this%20", "a b&c=d", "é\u202e", "-x"])
def test_names_that_mean_something_in_an_address(tmp_path: Path, name: str) -> None:
    """SQLite is given the path as a URI."""
    with Store.open(tmp_path / name) as store:
        store.begin_run("x")
        store.end_run(0)
    assert (tmp_path / name / "archive.db").is_file()
    with sqlite3.connect(tmp_path / name / "archive.db") as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_what_the_system_refuses_is_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error of the system that nobody had foreseen is told as what it is."""
    Store.open(tmp_path / "archive").close()

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied", "/somewhere")

    monkeypatch.setattr("embedarchive.exports.site.export_site", refuse)
    code, said = _run("export", "site", "out", "--archive", str(tmp_path / "archive"), capsys=capsys)
    assert (code, said) == (2, "embedarchive: /somewhere: Permission denied.\n")
