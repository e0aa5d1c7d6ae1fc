"""How much a command says: -q, -v and --log-json, before its name and behind it."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from embedarchive.cli import COMMANDS, _run, cli
from embedarchive.cli.manner import ANSWERING

EXAMPLE = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An archive of the example."""
    folder = str(tmp_path_factory.mktemp("manner") / "kept")
    recording = str(EXAMPLE / "recorded-web.warc.gz")
    assert _run(["-q", "scan", str(EXAMPLE / "article.txt"), "--from", recording, "--archive", folder]) == 0
    return folder


def commands(name: str, command: click.Command) -> list[click.Command]:
    """A command, or those below it."""
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return [one for _, each in below for one in commands(name, each)] or [command]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ANSWERING])
def test_every_command_that_does_something_has_the_three(name: str) -> None:
    """Once each, also the commands below another."""
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    for one in commands(name, found):
        names = [option for parameter in one.params for option in parameter.opts]
        for wanted in ("-q", "--quiet", "-v", "--verbose", "--log-json"):
            assert names.count(wanted) == 1, (one.name, wanted)


@pytest.mark.parametrize("words", [["-q", "verify"], ["verify", "-q"]])
def test_quiet_says_nothing_before_the_name_and_behind_it(
    kept: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code says it."""
    assert _run([*words, "--archive", kept]) == 0
    assert capsys.readouterr() == ("", "")


def test_quiet_still_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, in a sentence."""
    assert _run(["-q", "verify", "--archive", str(tmp_path / "none")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("embedarchive: ")


def test_quiet_leaves_out_no_answer(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What was asked for is told: a list, a post, JSON."""
    for words in (["list"], ["show", "1"], ["verify", "--json"]):
        assert _run(["-q", *words, "--archive", kept]) == 0
        assert capsys.readouterr().out


def test_verbose_ends_with_how_it_went(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    """How long it took, the code, the archive; on standard error, so that pipes stay as they are."""
    assert _run(["verify", "-v", "--archive", kept]) == 0
    out, err = capsys.readouterr()
    assert "The archive is whole." in out
    assert err.startswith("embedarchive: verify took ")
    assert err.endswith(f"ends with code 0; archive {kept}.\n")


def test_a_log_is_objects_alone(kept: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever command it is, and also when it fails: every line of standard error is one."""
    told = []
    for words in (["verify"], ["export", "site", str(tmp_path / "site")], ["verify", "--head", "zz"], ["verify", "-x"]):
        code = _run(["--log-json", *words, "--archive", kept])
        events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        assert events[-1]["event"] == "end"
        assert events[-1]["exit_code"] == code
        told.append([event["event"] for event in events])
    assert told == [["end"], ["end"], ["complaint", "end"], ["complaint", "end"]]


def test_quiet_and_verbose_exclude_each_other(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither goes before the other."""
    assert _run(["-q", "verify", "-v", "--archive", kept]) == 2
    assert "choose one of them" in capsys.readouterr().err
