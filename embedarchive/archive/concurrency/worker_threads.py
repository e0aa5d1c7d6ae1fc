"""Threads for what would hold the event loop up: the disk, another command that writes, a pipe nobody writes to.

They are daemons: a thread that waits for ever, as one that reads a terminal does, keeps nobody from leaving.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
COUNT = 8
"""A disk is best kept busy by a few: each waits for its own sync."""

_Work = tuple[Callable[[], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class Threads:
    """A few threads, started when they are first needed."""

    def __init__(self, count: int = COUNT) -> None:
        self._count, self._started = count, 0
        self._jobs: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function in a thread. Who is cancelled meanwhile goes at once; what the function returns is lost."""
        return await self._start(partial(function, *args, **kwargs))

    async def finish(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function in a thread, and wait for its end also when cancelled: what was begun is written whole."""
        started = self._start(partial(function, *args, **kwargs))
        try:
            return await asyncio.shield(started)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):  # whoever is cancelled does not ask how it ended
                await started
            raise

    def close(self) -> None:
        """Let idle threads end. One that is still busy ends when it can."""
        for _ in range(self._started):
            self._jobs.put(None)

    def _start(self, call: Callable[[], T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._jobs.put((call, loop, answer))
        if self._started < self._count:
            self._started += 1
            threading.Thread(target=self._work, name=f"embedarchive disk {self._started}", daemon=True).start()
        return answer

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            call, loop, answer = job
            if answer.cancelled():
                continue
            try:
                settle = partial(_succeed, answer, call())
            except BaseException as error:  # noqa: BLE001 -- raised again where it is awaited
                settle = partial(_fail, answer, error)
            with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody waits
                loop.call_soon_threadsafe(settle)
            del job, call, answer, settle  # what it held is not to live until the next job


def _succeed(answer: asyncio.Future[Any], value: object) -> None:
    if not answer.done():
        answer.set_result(value)


def _fail(answer: asyncio.Future[Any], error: BaseException) -> None:
    if not answer.done():
        answer.set_exception(error)
