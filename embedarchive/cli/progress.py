"""A line at the foot of a terminal: how far a run is, how much has come, and who is being waited for."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedarchive.archive.results import Found, Result
from embedarchive.cli.lines import complain, harmless, say, wrapped

if TYPE_CHECKING:
    from embedarchive.web.meter import Meter

NAMED = 3
"""So many hosts are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Foot:
    """The foot of the page that a run prints.

    Attributes:
        advance: takes each event.
        echo: prints a line above the foot, on standard output.
        complain: prints a sentence above it, on standard error.
    """

    advance: Callable[[object], None] = lambda _event: None
    echo: Callable[[str], None] = say
    complain: Callable[[str], None] = complain


@contextmanager
def progress(meter: Callable[[], Meter | None], *, show: bool) -> Iterator[Foot]:
    """The line, on a terminal; nothing anywhere else. `meter` says what the network is doing, if there is one."""
    if not (show and sys.stderr.isatty() and _has_room()):
        yield Foot()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, SpinnerColumn, TimeElapsedColumn
    from rich.text import Text

    class Doing(ProgressColumn):
        """What the network is doing."""

        def render(self, task: object) -> Text:  # noqa: ARG002 -- as rich has it
            return Text(doing(meter()), overflow="ellipsis", no_wrap=True)

    columns = (SpinnerColumn(), BarColumn(bar_width=20), MofNCompleteColumn(), TimeElapsedColumn(), Doing())
    console = Console(stderr=True, highlight=False)
    console.width -= 4  # the terminal writes ^C behind the line; at its edge that would begin another one
    # rich may not take standard output over: lines meant for a file have to stay in the file.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
        task = bar.add_task("", total=None)

        def advance(event: object) -> None:
            if isinstance(event, Found):
                bar.update(task, total=(bar.tasks[0].total or 0) + event.expected)
            elif isinstance(event, Result):
                bar.advance(task)

        def echo(line: str) -> None:
            console.print(Text.from_ansi(harmless(line)), soft_wrap=True)

        yield Foot(
            advance,
            echo if sys.stdout.isatty() else say,
            lambda sentence: echo(wrapped(f"embedarchive: {sentence}", stream=sys.stderr)),
        )


def _has_room() -> bool:
    """Whether nobody but us writes to the terminal: what a pipe leads to, as in `| tee log`, writes into the foot."""
    try:
        return sys.stdout.isatty() or not stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):  # no file at all
        return True


def doing(meter: Meter | None) -> str:
    """How much has come, whose answer is awaited, and whose turn."""
    if meter is None:
        return ""
    asked, waiting = list(dict(meter.asking)), list(dict(meter.waiting))
    hosts = [*asked, *(f"{host} (its turn)" for host in waiting if host not in asked)]
    more = f" and {len(hosts) - NAMED} more" if len(hosts) > NAMED else ""
    return in_units(meter.received) + (f" · waiting for {', '.join(hosts[:NAMED])}{more}" if hosts else "")


def in_units(size: int) -> str:
    """A number of bytes for people."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"
