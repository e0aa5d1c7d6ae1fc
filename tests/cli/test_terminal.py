"""A terminal of 80 columns: no line is longer, so that none is broken in the middle of a word."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import termios
from pathlib import Path

import commands
import pytest

from embedarchive.cli import lines
from embedarchive.cli.lines import cells, complain, fitted, say

ROOT = Path(__file__).resolve().parents[2]
RECORDING = str(ROOT / "examples" / "recorded-web.warc.gz")
WIDTH = 80


def drawn(*arguments: str, cwd: Path, width: int = WIDTH) -> str:
    """What the command sends to a terminal."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    process = commands.start(*arguments, cwd=cwd, stdout=follower, stderr=follower, env=environment | {"TERM": "xterm"})
    os.close(follower)
    whole = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # Linux says so when nobody writes any more
            piece = b""
        if not piece:
            break
        whole += piece
    process.wait(timeout=60)
    os.close(leader)
    return whole.decode()


def printed(*arguments: str, cwd: Path, width: int = WIDTH) -> list[str]:
    """What a terminal shows then, without its colours."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn(*arguments, cwd=cwd, width=width))
    return [line.rpartition("\r")[2] for line in text.replace("\r\n", "\n").split("\n")]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's archive in it."""
    folder = tmp_path_factory.mktemp("terminal")
    scan = ["scan", str(ROOT / "examples" / "article.txt"), "--from", RECORDING, "--quiet"]
    assert commands.run(*scan, cwd=folder).returncode == 0
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("list", "--media"),
        ("show", "2"),
        ("show", "4"),
        ("scan", str(ROOT / "examples" / "article.txt"), "--from", RECORDING),
        ("scan", str(ROOT / "examples" / "article.txt"), "--dry-run"),
        ("scan", "www.paper.example/mill/that-turned-again-on-saturday-to-the-surprise-of-many"),
        ("show", "99"),
        ("erase", "4", "--reason", "asked"),
        ("list", "--archive", "elsewhere"),
    ],
    ids=" ".join,
)
def test_no_line_is_longer_than_the_terminal(archive: Path, arguments: tuple[str, ...]) -> None:
    """But for an address, which nobody may break."""
    lines = printed(*arguments, cwd=archive)
    assert any(line.strip() for line in lines)
    too_long = [line for line in lines if cells(line) > WIDTH]
    assert [line for line in too_long if not re.search(r"\S{60,}", line)] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("scan", "--help"),
        ("list",),
        ("list", "--media"),
        ("show", "1"),
        ("verify",),
        ("scan", str(ROOT / "examples" / "article.txt"), "--dry-run"),
        ("completion", "tcsh"),
        ("erase", "4", "--preview"),
    ],
    ids=" ".join,
)
def test_nor_is_it_in_forty_columns(archive: Path, arguments: tuple[str, ...]) -> None:
    """But for what nobody may break: addresses, digests, a command to copy."""
    lines = printed(*arguments, cwd=archive, width=40)
    assert [line for line in lines if cells(line) > 40 and " " in line.strip()] == []


def test_a_narrow_terminal_lists_below_each_other(archive: Path) -> None:
    """In 40 columns a table would lose the number that `show` asks for: each row has lines of its own."""
    first, below, *_ = printed("list", cwd=archive, width=40)
    assert first[:5].strip().isdigit()
    assert below.startswith("     ")


def test_colours_are_left_out_where_no_color_is_set(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is set to: https://no-color.org."""
    scan = ("scan", str(ROOT / "examples" / "article.txt"), "--from", RECORDING)
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = drawn(*scan, cwd=archive)
    monkeypatch.setenv("NO_COLOR", "1")
    assert ["\x1b[32m" in text for text in (coloured, drawn(*scan, cwd=archive))] == [True, False]


def test_a_table_keeps_all_its_columns(archive: Path) -> None:
    """Narrow as the terminal is: the number that `show` asks for is there."""
    for options in ((), ("--media",)):
        heading, first, *_ = printed("list", *options, cwd=archive)
        assert heading.startswith("ID "), heading
        assert first[:4].strip().isdigit()


def test_nothing_that_is_printed_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Titles, colours, cursors, bells and marks of direction in anybody's words, also in what goes wrong with them."""
    hostile = "a\x1b]0;title\x07\x1b[2J\x9b2J\x1b[8mhidden\x08\r\u202egnp\u2066\u2028"
    say(f"\x1b[31mdamage\x1b[0m {hostile}\nnext\xa0line")
    complain(hostile)
    said = capsys.readouterr()
    for text in (said.out, said.err):
        assert not re.search(r"[\x07\x08\r\x9b\u202e\u2066\u2028]|\x1b(?!\[(?:0|1|2|[39][0-7])m)", text)
    assert said.out.count("\n") == 2
    assert "next\xa0line" in said.out


def test_what_people_read_is_said_in_one_way() -> None:
    """`click.echo` prints what programs read, JSON and bytes; all else goes through `say`, which lets nothing by."""
    for path in Path(lines.__file__).parent.glob("*.py"):
        echoed = re.findall(r"click\.echo\((.{0,12})", path.read_text(encoding="utf-8"))
        assert all(re.match(r"json\.dumps|_json|data|harmless", each) for each in echoed), path.name


def test_wide_characters_count_two_and_joined_ones_none() -> None:
    """As a terminal draws them."""
    assert [cells(text) for text in ("mill", "мост", "橋", "e\u0301", "🥾")] == [4, 4, 2, 1, 2]
    assert fitted("橋橋橋橋", 6) == "橋橋…"
