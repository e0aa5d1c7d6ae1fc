"""Measure things against each other: rounds interleaved, medians, ratios. Below 1.3 a ratio is noise."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence


def interleaved(contestants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of what each contestant returns, all of them run once in every round."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        # Whoever always comes after the same neighbour inherits its caches: turn the order round.
        names = list(contestants) if number % 2 == 0 else list(contestants)[::-1]
        for name in names:
            taken[name].append(contestants[name]())
    return {name: statistics.median(times) for name, times in taken.items()}


def process(command: Sequence[str]) -> Callable[[], float]:
    """Seconds on the clock that a process needs from its start to its end, its bytecode being there already."""
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=quiet())

    def once() -> float:
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=quiet())
        return time.perf_counter() - started

    return once


def processor(work: Callable[[], object]) -> Callable[[], float]:
    """Seconds of the processor that a piece of work needs in this process."""

    def once() -> float:
        gc.collect()  # what others left is not this one's to clear
        started = time.process_time()
        work()
        return time.process_time() - started

    return once


def quiet() -> dict[str, str]:
    """The environment without what would change how Python starts, or keep it from caching bytecode."""
    changing = {"PYTHONPATH", "PYTHONSTARTUP", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
    return {name: value for name, value in os.environ.items() if name not in changing}


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table whose columns are as wide as their widest cell."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
