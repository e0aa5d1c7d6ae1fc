"""A line on a terminal says what is done with a large archive; where nobody looks, nothing does."""

from __future__ import annotations

import io
import sys

import click
import pytest

from embedarchive import long_work
from embedarchive.cli import waiting
from embedarchive.cli.manner import Manner


class _Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def _work() -> None:
    for done in (0, 40, 100):
        long_work.tell("making the catalogue anew: posts", done, 100)
    long_work.over()


def test_work_that_takes_long_is_told_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is, how far, and how long it will take; gone when it is over, and there again for the next."""
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    monkeypatch.setattr(waiting, "LONG_S", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with waiting.waiting():
        _work()
        shown = terminal.getvalue()
        assert "Making the catalogue anew: posts" in shown
        assert "100%" in shown
        assert shown.endswith("\x1b[2K")  # the line is taken away
        _work()
        assert terminal.getvalue().count("100%") > shown.count("100%")


def test_of_work_of_unknown_size_no_share_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was told of the work before it."""
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    monkeypatch.setattr(waiting, "LONG_S", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with waiting.waiting():
        long_work.tell("making the catalogue anew: posts", 100, 100)
        before = len(terminal.getvalue())
        long_work.tell("making the catalogue anew: links")
        long_work.over()
    shown = terminal.getvalue()[before:]
    assert "Making the catalogue anew: links" in shown
    assert "%" not in shown.partition("links")[2]


@pytest.mark.parametrize("chosen", [Manner(quiet=True), Manner(log_json=True)], ids=["-q", "--log-json"])
def test_nothing_is_told_to_who_does_not_want_it(monkeypatch: pytest.MonkeyPatch, chosen: Manner) -> None:
    """Standard error is for errors then, or for objects."""
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    monkeypatch.setattr(waiting, "LONG_S", 0.0)
    with click.Context(click.Command("rebuild"), obj=chosen), waiting.waiting():
        _work()
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(("stream", "long_s"), [(_Terminal, 60.0), (io.StringIO, 0.0)], ids=["short", "a pipe"])
def test_nothing_is_told_of_what_is_short_or_into_a_pipe(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], long_s: float
) -> None:
    """Most commands are over before anybody would read it."""
    monkeypatch.setattr(sys, "stderr", heard := stream())
    monkeypatch.setattr(waiting, "LONG_S", long_s)
    with waiting.waiting():
        _work()
    assert heard.getvalue() == ""
