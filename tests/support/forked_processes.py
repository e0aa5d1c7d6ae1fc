"""The processes that read shards and articles, forked from one that has loaded all that they need.

A process of our own takes a third of a second to start. What those of the tests are given is so small that starting
would be all that they cost. That our own interpreter, and nothing else, is started is seen where the command is run.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from types import ModuleType, SimpleNamespace
from typing import BinaryIO

import commands
import pytest

LOADED = 512 << 20
"""Bytes of address space that a forked process has before it begins, or less."""


class Forked:
    """What of a `subprocess.Popen` of bytes the pools of such processes ask for."""

    def __init__(self, command: Sequence[str], **_: object) -> None:
        """Run the program that a command for an interpreter names, in a session of its own."""
        *_interpreter, program, modules = command
        pipe = subprocess.PIPE
        self._command = commands.start(modules, program=program, session=True, stdin=pipe, stdout=pipe)
        assert self._command.stdin is not None
        assert self._command.stdout is not None
        self.stdin: BinaryIO = self._command.stdin.buffer  # type: ignore[attr-defined]
        self.stdout: BinaryIO = self._command.stdout.buffer  # type: ignore[attr-defined]
        self.kill, self.wait, self.poll = self._command.kill, self._command.wait, self._command.poll

    @property
    def returncode(self) -> int | None:
        """As `subprocess` has it."""
        return self._command.returncode


def forked_by(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a module fork the processes that it starts."""
    names = ("PIPE", "DEVNULL", "TimeoutExpired")
    theirs = SimpleNamespace(Popen=Forked, **{name: getattr(subprocess, name) for name in names})
    monkeypatch.setattr(module, "subprocess", theirs)
