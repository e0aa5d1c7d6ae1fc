"""Who stops a run waits a moment for what has been asked, by the clock: no longer on a machine that is busy."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from growth import is_within

from embedarchive.archive.concurrency.worker_threads import Threads
from embedarchive.archive.fetching import run_context
from embedarchive.archive.fetching.run_context import RunContext
from embedarchive.store import Store
from embedarchive.store.times import now


def test_c10_leaving_takes_no_longer_where_every_step_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up that hangs, and sleeps that take ten times as long as they should: six seconds were measured of two."""
    sleep, slept = asyncio.sleep, []

    async def slow(seconds: float) -> None:
        slept.append(seconds)
        await sleep(max(0.1, 10 * seconds))

    monkeypatch.setattr(run_context.asyncio, "sleep", slow)  # type: ignore[attr-defined]
    monkeypatch.setattr(run_context, "GRACE_S", 0.5)
    meter: Any = SimpleNamespace(stopping=False, asking=1)
    with Store.open(tmp_path / "snapshots") as store:
        source: Any = SimpleNamespace(meter=meter)
        context = RunContext(store, source, Threads(), clock=now, emit=lambda _: None, remember=False)
        began = time.monotonic()
        asyncio.run(context.drain())
    assert meter.stopping
    assert len(slept) <= 6
    assert is_within(time.monotonic() - began, 30)
