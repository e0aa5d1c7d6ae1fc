"""Many articles are read on all processors: each in one of a few processes, their results in the order of the articles.

What takes less time than a process needs to start is read where we are, and so is everything until one has started,
and what is smaller than the handing over is worth.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from embedarchive.archive.articles import confined

P = ParamSpec("P")
T = TypeVar("T")
PATIENCE_S = 0.2
"""Seconds of reading here before others are asked to help: about what a process takes to start."""
SMALL = 512
"""Bytes of an article that is read here in less time than it takes to hand it to a process."""
AHEAD = 4
"""So many articles for each process are read ahead of the one whose turn it is."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Jobs:
    """Reads articles in `count` processes; with one, all is read here but for what is large."""

    def __init__(self, count: int) -> None:
        self.ahead = AHEAD * count if count > 1 else 1
        self._count, self._here_s = count, 0.0
        self._processes = confined.Processes()
        self._threads = ThreadPoolExecutor(count, "embedarchive reader") if count > 1 else None
        self._starting: list[Future[None]] = []

    def close(self) -> None:
        """Give up what is under way."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
        self._processes.close()

    def start(self, name: str, size: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call a function; the result may be there at once, or later. The arguments are those of `confined`."""
        if self._threads is not None and self._others_help():
            return self._threads.submit(lambda: self._processes.call(name, function, *args, **kwargs))
        return self.here(name, size, function, *args, **kwargs)

    def here(self, name: str, size: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As `start`, but where we are, unless it is large: for what is `SMALL`."""
        done: Future[T] = Future()
        began = time.monotonic()
        try:
            done.set_result(confined.confined(name, size, function, *args, **kwargs))
        except Exception as error:  # noqa: BLE001 -- raised again where it is awaited
            done.set_exception(error)
        self._here_s += time.monotonic() - began
        return done

    def _others_help(self) -> bool:
        """Whether a process has started; asks for them when there was enough to do.

        Where none can be started, all is read here.
        """
        if not self._starting and self._threads is not None and self._here_s > PATIENCE_S:
            self._starting = [self._threads.submit(self._processes.warm) for _ in range(self._count)]
        return any(each.done() and not each.cancelled() and each.exception() is None for each in self._starting)


def in_order(steps: Iterable[Callable[[], Iterator[T]]], ahead: int) -> Iterator[T]:
    """What each step gives, in their order. So many steps are taken out of `steps` before the first of them is asked.

    To take a step may begin its work, to call it awaits that.
    """
    waiting: deque[Callable[[], Iterator[T]]] = deque()
    for step in steps:
        waiting.append(step)
        if len(waiting) >= ahead:
            yield from waiting.popleft()()
    while waiting:
        yield from waiting.popleft()()
