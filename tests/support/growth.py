"""How time grows with what is read, in this thread's processor time: others, and a busy machine, say little of it.

Not nothing: a processor that is shared, hot or starved of memory takes several times as long for the same steps.
So a deadline is one for the machine that it was set on, and what came too late is measured against a yardstick.
"""

from __future__ import annotations

import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call, in the thread that makes it."""
    started = time.thread_time()
    work()
    return time.thread_time() - started


YARDSTICK = 0.05
"""Seconds that `_measured` takes on the machine that the deadlines were set on."""


def _measured() -> list[tuple[str, int]]:
    """A little of what a finder does all the time: strings made, searched, counted and sorted."""
    text = " ".join(f"<a{number * 7919 % 10007}>" for number in range(60_000))
    return sorted(Counter(match[1] for match in re.finditer("<(a[0-9]+)>", text)).items())


def is_within(spent: float, deadline: float) -> bool:
    """Whether something was done before its deadline, which is later where the yardstick takes longer just now.

    Args:
        spent: seconds that it took.
        deadline: seconds that it may take on the machine that deadlines were set on.
    """
    return spent < deadline or spent < deadline * max(seconds(_measured) for _ in range(3)) / YARDSTICK


FEW = 5
"""So many tries say what happens in most."""


def is_linear(
    work: Callable[[Given], object],
    once: Given,
    twice: Given,
    *,
    most: float = 2.6,
    floor: float = 0.02,
    tries: int = 12,
    deadline: float = float("inf"),
) -> bool:
    """Whether twice as much takes about twice as long; the best times of a few tries, as few as say so.

    Or what it took in most tries, each with the other right behind it: on a machine that is busy by turns one of the
    two can have all the luck.

    Args:
        work: what is measured.
        once: what it is given.
        twice: the like, twice as large.
        most: how many times as long it may take; what grows with the square takes four times.
        floor: seconds that are noise.
        tries: how often a busy machine may disturb.
        deadline: seconds that the larger may take.
    """
    short = long = float("inf")
    ratios = []
    for _ in range(tries):
        later = seconds(lambda: work(twice))
        long = min(long, later)
        if long > floor:  # what is no more than noise is compared with nothing
            sooner = seconds(lambda: work(once))
            short = min(short, sooner)
            ratios.append((later - floor) / sooner)
        grown = long > most * short + floor and (len(ratios) < FEW or statistics.median(ratios) > most)
        if not grown and is_within(long, deadline):
            return True
    return False


def ends(work: Callable[[Given], object], made: Callable[[int], Given], size: int, deadline: float) -> bool:
    """Whether work on so much ends before its deadline.

    A quarter tells it where that takes a sixteenth: even what grows with the square of its size would end in time.
    So it does where a quarter takes a tenth, and no more than 2.6 times what an eighth takes: whatever grows in part
    with its size and in part with the square of it, and that little from one to the other, takes less than ten times
    as long for all of it. Otherwise all of it is worked on, once more where a machine was busy.

    Args:
        work: what is measured.
        made: what it is given, of the size that it is asked for.
        size: the size that is promised.
        deadline: seconds of processor time.
    """
    eighth, quarter = made(size // 8), made(size // 4)
    spent = seconds(lambda: work(quarter))
    if spent < deadline / 16 or (spent < deadline / 10 and spent < 2.6 * seconds(lambda: work(eighth))):
        return True
    whole = made(size)
    return any(is_within(seconds(lambda: work(whole)), deadline) for _ in range(2))
