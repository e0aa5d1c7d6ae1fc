"""Lanes: what is due, by host."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial

import pytest

from embedarchive.archive.concurrency.tasks import in_lanes


def test_a_slow_lane_keeps_no_other_waiting() -> None:
    """A few of its jobs wait; all of the others are done meanwhile, in their order, and never more than may be."""
    inside, most, done = Counter[str](), Counter[str](), list[tuple[str, int]]()
    gate = asyncio.Event()

    async def job(lane: str, number: int) -> None:
        inside[lane] += 1
        most[lane] = max(most[lane], inside[lane])
        await (gate.wait() if lane == "slow" else asyncio.sleep(0))
        inside[lane] -= 1
        done.append((lane, number))
        if len(done) == 50:
            gate.set()

    async def main() -> None:
        lanes = {lane: [partial(job, lane, number) for number in range(50)] for lane in ("slow", "quick")}
        await asyncio.wait_for(in_lanes(lanes, 8, 3), 20)

    asyncio.run(main())
    assert done[:50] == [("quick", number) for number in range(50)]
    assert sorted(done[50:]) == [("slow", number) for number in range(50)]
    assert most == {"slow": 3, "quick": 3}


def test_an_error_ends_all_lanes() -> None:
    """It is raised, and what was under way has ended."""
    ended = []

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(1)

    async def fail() -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 -- nothing else raises one
        asyncio.run(in_lanes({"first": [wait, wait], "second": [fail]}, 4, 2))
    assert ended == [1, 1]
