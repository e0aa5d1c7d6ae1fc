"""A job on the engine's thread, followed from plain code and from a coroutine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from embedarchive.archive.concurrency.engine import Emit, Engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    """An engine that is closed afterwards."""
    engine = Engine()
    yield engine
    engine.close()


async def count_to_three(emit: Emit[int]) -> None:
    """A job with three items."""
    for number in (1, 2, 3):
        await asyncio.sleep(0)
        emit(number)


async def break_after_one(emit: Emit[int]) -> None:
    """A job that breaks."""
    emit(1)
    raise ValueError("broken")


def test_items_come_in_order(engine: Engine) -> None:
    """Plain code gets every item and then the end."""
    assert list(engine.follow(count_to_three)) == [1, 2, 3]


def test_a_broken_job_raises_after_its_items(engine: Engine) -> None:
    """What the job raised reaches the caller, after what it had given."""
    items: list[int] = []
    with pytest.raises(ValueError, match="broken"):
        items.extend(engine.follow(break_after_one))
    assert items == [1]


@pytest.mark.parametrize("way", ["plain", "coroutine"])
def test_stopping_early_ends_the_job_before_control_returns(engine: Engine, way: str) -> None:
    """C7: the job's own cleaning up has run when the loop that was left early goes on."""
    ended: list[str] = []

    async def forever(emit: Emit[int]) -> None:
        try:
            while True:
                emit(0)
                await asyncio.sleep(0.001)
        finally:
            await asyncio.sleep(0.01)
            ended.append("ended")

    async def follow() -> None:
        stream = engine.follow_async(forever)
        async for _ in stream:
            break
        await stream.aclose()

    if way == "plain":
        stream = engine.follow(forever)
        next(stream)
        stream.close()
    else:
        asyncio.run(follow())
    assert ended == ["ended"]


def test_the_callers_loop_goes_on(engine: Engine) -> None:
    """While a coroutine waits for items, other tasks of its loop run."""
    ticked = threading.Event()

    async def slow(emit: Emit[int]) -> None:
        emit(int(await asyncio.to_thread(ticked.wait, 60)))

    async def main() -> list[int]:
        async def tick() -> None:
            for _ in range(3):
                await asyncio.sleep(0.01)
            ticked.set()

        task = asyncio.create_task(tick())
        items = [item async for item in engine.follow_async(slow)]
        await task
        return items

    assert asyncio.run(main()) == [1]
