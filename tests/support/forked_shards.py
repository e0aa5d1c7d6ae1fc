"""The processes that read the shards of a crawl, forked from one that has loaded all that they need.

A shard takes minutes and its process a third of a second to start; those of the tests are so small that starting would
be all that they cost. That our own interpreter, and nothing else, is started is seen where the command is run.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import BinaryIO

import commands


class Forked:
    """What of a `subprocess.Popen` of bytes the pool of such processes asks for."""

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
