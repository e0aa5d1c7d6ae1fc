"""What a network is doing right now, how much has come, and how much may."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from embedarchive.model import Reason
from embedarchive.web.wire import Fault


@dataclass(slots=True)
class Meter:
    """Counts for those who watch a run, and the budget of all its answers together. May be read from any thread.

    Attributes:
        limit: bytes that may come in all, heads included, as they cross the wire; None: as many as come.
        received: bytes that have come.
        waiting: hosts whose turn is waited for, and by how many requests.
        asking: hosts that have been asked and not answered yet, and by how many requests.
        stopping: nobody is asked any more; what has been asked may still be answered.
    """

    limit: int | None = None
    received: int = 0
    waiting: Counter[str] = field(default_factory=Counter)
    asking: Counter[str] = field(default_factory=Counter)
    stopping: bool = False

    def receive(self, size: int) -> None:
        """Count what came.

        Raises:
            Fault: `interrupted`, when it is more than may come.
        """
        self.received += size
        self.check()

    def check(self) -> None:
        """Raise the fault `interrupted` when the budget is spent."""
        if self.limit is not None and self.received > self.limit:
            raise Fault(Reason.INTERRUPTED, f"The {self.limit:,} bytes that this run may fetch are spent.")

    @asynccontextmanager
    async def turn(self, host: str, turn: AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
        """Wait for a turn, then count the request as asked until the block ends."""
        self.check()
        counted = self.waiting
        counted[host] += 1
        try:
            async with turn:
                if self.stopping:
                    await asyncio.Event().wait()  # whoever stopped us cancels us, too
                self.check()
                self._end(counted, host)
                counted = self.asking
                counted[host] += 1
                yield
        finally:
            self._end(counted, host)

    @staticmethod
    def _end(counted: Counter[str], host: str) -> None:
        counted[host] -= 1
        if counted[host] <= 0:
            del counted[host]
