"""How long files that hardly come may hold a run: by answer, by host, and in all.

Images and videos may be large, so their deadline is long; who sends a byte now and then would use all of it, sixty
times over. So a file has to come at a pace; what does not is `deadline`, and its time is counted against the host that
wasted it. A host that has wasted its share is asked for no more files in this run, and when all hosts together have
wasted theirs, none is that has not lately sent a file. What is not asked for then stays pending.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from embedarchive.model import Reason, Request
from embedarchive.web.limits import Limits
from embedarchive.web.wire import Fault

REMEMBERED = 4096
"""Hosts of which it is remembered that they sent a file, the last ones."""


class Pace:
    """A block that is ended by `TimeoutError` when fewer bytes come than the limits ask for. Use it in `async with`."""

    def __init__(self, limits: Limits, request: Request, patience: float) -> None:
        """Ask it of files only; through a proxy for `patience` times as long."""
        self._bytes, self._seconds = limits.pace_bytes, limits.pace_s * patience
        self._came = 0
        self._timeout = asyncio.timeout(self._seconds if request.kind == "media" else None)

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._timeout.__aexit__(kind, error, trace)

    def receive(self, size: int) -> None:
        """So many bytes came."""
        self._came += size
        until = self._timeout.when()
        if until is None or self._came < self._bytes:
            return
        now = asyncio.get_running_loop().time()
        if (
            until - now < self._seconds / 2
        ):  # a file that comes fast moves its end twice in a window, not with each piece
            self._timeout.reschedule(now + self._seconds)
            self._came = 0

    @property
    def lost(self) -> str | None:
        """The sentence that says so, once the bytes came too slowly."""
        if not self._timeout.expired():
            return None
        return f"The file came too slowly: fewer than {self._bytes:,} bytes in {self._seconds:g} s."


@dataclass(slots=True)
class Patience:
    """The seconds that hosts have wasted in this run with files that did not come."""

    limits: Limits
    _wasted: dict[str, float] = field(default_factory=dict)
    _sent: dict[str, None] = field(default_factory=dict)

    def check(self, request: Request, host: str) -> None:
        """Raise the fault `deadline` for a file of a host that is waited for no more."""
        if request.kind != "media":
            return
        wasted, by_all = self._wasted.get(host, 0.0), sum(self._wasted.values())
        if wasted >= self.limits.slow_host_s:
            raise Fault(Reason.DEADLINE, f"{host} kept this run waiting for {wasted:.0f} s in vain.")
        if host not in self._sent and by_all >= self.limits.slow_run_s:
            raise Fault(Reason.DEADLINE, f"Slow hosts kept this run waiting for {by_all:.0f} s in vain.")

    def note(self, request: Request, host: str, seconds: float, fault: Fault | None) -> None:
        """How an answer ended, and how long it took."""
        if request.kind != "media":
            return
        if fault is None:
            self._note_sent(host)
        elif fault.reason is Reason.DEADLINE:
            self._wasted[host] = self._wasted.get(host, 0.0) + seconds

    def _note_sent(self, host: str) -> None:
        self._sent.pop(host, None)
        self._sent[host] = None
        if len(self._sent) > REMEMBERED:
            self._sent = dict.fromkeys([*self._sent][REMEMBERED // 2 :])
