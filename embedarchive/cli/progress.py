"""A line at the foot of a terminal: how far a run is, how much has come, and who is being waited for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from embedarchive.archive.results import Found, Result

if TYPE_CHECKING:
    from embedarchive.web.meter import Meter

Advance = Callable[[object], None]
NAMED = 3
"""So many hosts are named; the others are counted."""


@contextmanager
def progress(meter: Callable[[], Meter | None], *, show: bool) -> Iterator[Advance]:
    """The line, on a terminal; nothing anywhere else. Yields a function that takes each event.

    `meter` says what the network is doing, if there is one.
    """
    if not (show and sys.stderr.isatty()):
        yield lambda _event: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, SpinnerColumn, TimeElapsedColumn
    from rich.text import Text

    class Doing(ProgressColumn):
        """What the network is doing."""

        def render(self, task: Any) -> Text:  # noqa: ANN401, ARG002 -- as rich has it
            return Text(doing(meter()), overflow="ellipsis", no_wrap=True)

    columns = (SpinnerColumn(), BarColumn(bar_width=20), MofNCompleteColumn(), TimeElapsedColumn(), Doing())
    # Lines meant for a file stay in the file: rich may only take standard output over when that is the terminal, too.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty()) as bar:
        task = bar.add_task("", total=None)

        def advance(event: object) -> None:
            if isinstance(event, Found):
                bar.update(task, total=(bar.tasks[0].total or 0) + event.expected)
            elif isinstance(event, Result):
                bar.advance(task)

        yield advance


def doing(meter: Meter | None) -> str:
    """How much has come, whose answer is awaited, and whose turn."""
    if meter is None:
        return ""
    asked, waiting = list(dict(meter.asking)), list(dict(meter.waiting))
    hosts = [*asked, *(f"{host} (its turn)" for host in waiting if host not in asked)]
    more = f" and {len(hosts) - NAMED} more" if len(hosts) > NAMED else ""
    return sized(meter.received) + (f" · waiting for {', '.join(hosts[:NAMED])}{more}" if hosts else "")


def sized(size: int) -> str:
    """A number of bytes for people."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"
