"""Doing many things at once, and ending them together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")
Job = Callable[[], Coroutine[object, None, None]]
Work = Callable[[Job], Awaitable[None]]
"""Hands a job to the next worker that is free; waits while all are busy and as many jobs wait already."""


@asynccontextmanager
async def workers(count: int) -> AsyncIterator[Work]:
    """A fixed number of workers and the function that gives them work; leaving waits until all is done.

    When the block is left by an error or by cancellation, what is under way is cancelled and has ended on leaving.
    """
    jobs: asyncio.Queue[Job] = asyncio.Queue(maxsize=count)

    async def take() -> None:
        while True:
            job = await jobs.get()
            try:
                await job()
            finally:
                jobs.task_done()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(take()) for _ in range(count)]
            try:
                yield jobs.put
                await jobs.join()
            finally:
                for task in tasks:
                    task.cancel()
    except BaseExceptionGroup as errors:
        raise first(errors) from None


async def in_lanes(lanes: Mapping[str, Iterable[Job]], count: int, most: int) -> None:
    """Do the jobs of many lanes, `count` of them at once and `most` of one lane: a slow one keeps no other waiting.

    Lanes take turns, and the jobs of each are begun in their order. Errors and cancellation end all of it.
    """
    left = {lane: deque(jobs) for lane, jobs in lanes.items()}
    turns: asyncio.Queue[str] = asyncio.Queue()
    for lane in (lane for turn in range(most) for lane, jobs in left.items() if len(jobs) > turn):
        turns.put_nowait(lane)

    async def take() -> None:
        while not turns.empty():
            lane = turns.get_nowait()
            await left[lane].popleft()()
            if left[lane]:
                turns.put_nowait(lane)

    await together(take() for _ in range(count))


async def together(coroutines: Iterable[Coroutine[object, None, T]]) -> list[T]:
    """What the coroutines return, in order; when one breaks, the others are cancelled and its error is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(coroutine) for coroutine in coroutines]
    except BaseExceptionGroup as errors:
        raise first(errors) from None
    return [task.result() for task in tasks]


def first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group: the caller knows one error, not a group of them."""
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
