"""One event loop on a thread of its own, and two ways to follow a job that runs there.

A caller in plain code blocks only itself, a caller in a coroutine blocks nobody, and both may stop early: the job is
then cancelled and has ended, cleaning up included, before control comes back.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from typing import Generic, TypeVar

from embedarchive.errors import ArchiveError

T = TypeVar("T")
Emit = Callable[[T], None]
"""What a job calls with each item as it is ready."""
Job = Callable[[Emit[T]], Awaitable[None]]


async def at_once() -> None:
    """Leave without ado."""


class _End:
    """Says that no further item comes."""


class _Running(Generic[T]):
    """A coroutine on the engine's loop, its items handed over one by one."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        job: Job[T],
        put: Callable[[T | _End], None],
        leave: Callable[[], Awaitable[None]],
    ) -> None:
        self._loop, self._job, self._put, self._leave = loop, job, put, leave
        self._ended = threading.Event()
        self._error: BaseException | None = None
        self._task: asyncio.Task[None] | None = None
        try:
            loop.call_soon_threadsafe(self._start)
        except RuntimeError:
            raise ArchiveError("The archive is closed; open it again to go on.") from None

    def _start(self) -> None:
        self._task = self._loop.create_task(self._run())

    async def _run(self) -> None:
        try:
            await self._job(self._put)
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 -- handed to the caller's thread by `check`
            self._error = error
        finally:
            self._ended.set()
            self._put(_End())

    def stop(self) -> None:
        """Cancel the job unless it has ended, and wait until it has."""
        if not self._ended.is_set():
            asyncio.run_coroutine_threadsafe(self._cancel(), self._loop)
            self._ended.wait()

    async def _cancel(self) -> None:
        try:
            await self._leave()
        finally:
            if self._task is not None:
                self._task.cancel()

    def check(self) -> None:
        """Raise what the job raised, if it did."""
        if self._error is not None:
            raise self._error


class Engine:
    """The thread and its loop. `close` ends both."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="embedarchive", daemon=True)
        self._thread.start()

    def call(self, coroutine: Coroutine[object, None, T]) -> T:
        """Run a coroutine to its end and return what it returns."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def follow(self, job: Job[T], leave: Callable[[], Awaitable[None]] = at_once) -> Generator[T, None, None]:
        """Run a job and yield its items as they come; blocks the calling thread only.

        `leave` runs before a job that is left early is cancelled.
        """
        items: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
        running = _Running(self._loop, job, items.put, leave)
        try:
            while not isinstance(item := items.get(), _End):
                yield item
            running.check()
        finally:
            running.stop()

    async def follow_async(
        self, job: Job[T], leave: Callable[[], Awaitable[None]] = at_once
    ) -> AsyncGenerator[T, None]:
        """Run a job and yield its items as they come; the caller's loop goes on with its other tasks."""
        here = asyncio.get_running_loop()
        items: asyncio.Queue[T | _End] = asyncio.Queue()
        running = _Running(self._loop, job, lambda item: _hand_over(here, items, item), leave)
        try:
            while not isinstance(item := await items.get(), _End):
                yield item
            running.check()
        finally:
            await asyncio.shield(here.run_in_executor(None, running.stop))

    def close(self) -> None:
        """End the loop and the thread. Jobs still running are cancelled first."""
        if self._thread.is_alive():
            self.call(self._end_tasks())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _end_tasks(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._loop.shutdown_default_executor()


def _hand_over(loop: asyncio.AbstractEventLoop, items: asyncio.Queue[T | _End], item: T | _End) -> None:
    """Put an item into a queue of another thread's loop; a loop that has closed wants none."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(items.put_nowait, item)
