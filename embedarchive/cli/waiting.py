"""A line on a terminal while a large archive is worked on: what is done, how far it is, and how long it will take."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from embedarchive.cli.manner import manner
from embedarchive.long_work import told

if TYPE_CHECKING:
    from rich.progress import Progress

LONG_S = 1.0
"""So long, in seconds, the work may take before anything is said of it."""


@contextmanager
def waiting() -> Iterator[None]:
    """Show the line for as long as the block lasts, on a terminal alone."""
    if not sys.stderr.isatty():
        yield
        return
    with ExitStack() as stack, told(_Line(stack)):
        yield


class _Line:
    """The line, once there has been work for a while."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._bar: Progress | None = None
        self._began = 0.0
        self._what = ""

    def __call__(self, what: str, done: int, of: int) -> None:
        """Show what is being done; nothing any more, when nothing is."""
        self._began = self._began or time.monotonic()
        if not what:
            self._stack.close()
            self._bar, self._began, self._what = None, 0.0, ""
        elif self._bar is not None or (time.monotonic() - self._began >= LONG_S and _is_wanted()):
            self._bar = self._bar or self._stack.enter_context(_bar())
            if what != self._what:
                _begin(self._bar, what)
            self._bar.update(self._bar.task_ids[0], completed=done, total=of or None)
            self._what = what


def _begin(bar: Progress, what: str) -> None:
    """Show a piece of work in the place of the one before: of how much there is, that one says nothing."""
    for task in bar.task_ids:
        bar.remove_task(task)
    bar.add_task(what[:1].upper() + what[1:], total=None)


def _is_wanted() -> bool:
    """Not by `-q`, nor by who has objects on standard error."""
    chosen = manner()
    return not (chosen.quiet or chosen.log_json)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(20), TaskProgressColumn(), TimeElapsedColumn())
    left = (TextColumn("to go:"), TimeRemainingColumn())
    console = Console(stderr=True, highlight=False)
    # rich may not take standard output over: lines meant for a file have to stay in the file.
    return Progress(*columns, *left, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
