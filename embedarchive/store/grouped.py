"""Writes of several threads in one transaction: those that wait for each other wait for the disk once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from embedarchive.errors import UnwritableError

T = TypeVar("T")


class _Write:
    """One write, and how it ended."""

    __slots__ = ("call", "ended", "error", "value")

    def __init__(self, call: Callable[[], object]) -> None:
        self.call, self.ended = call, False
        self.value: Any = None
        self.error: BaseException | None = None


class GroupedWrites:
    """Whoever gets the lock first does what all others wait to do; each learns how its own ended when all are kept."""

    def __init__(
        self, lock: AbstractContextManager[bool], transaction: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """See `Opened`. A transaction within another one is kept or undone by itself."""
        self._lock, self._transaction = lock, transaction
        self._waiting: deque[_Write] = deque()

    def do(self, call: Callable[[], T], *, nested: Callable[[], bool]) -> T:
        """Do a write, which is kept or not by itself; on return it is on the disk.

        Args:
            call: what writes.
            nested: whether who asks is within a transaction, with whose end alone it is kept; called under the lock.
        """
        mine = _Write(call)
        self._waiting.append(mine)
        with self._lock:
            if not mine.ended and nested():
                self._waiting.remove(mine)
                self._do([mine])
            elif not mine.ended:
                self._do([self._waiting.popleft() for _ in range(len(self._waiting))])
        if mine.error is not None:
            raise mine.error
        value: T = mine.value
        return value

    def _do(self, writes: list[_Write]) -> None:
        try:
            with self._transaction():
                if len(writes) == 1:  # is kept or not with the transaction
                    writes[0].value = writes[0].call()
                else:
                    for write in writes:
                        self._try(write)
        except BaseException as error:  # noqa: BLE001 -- raised by each whose write was undone
            for write in writes:
                write.error = write.error or error
        for write in writes:
            write.ended = True

    def _try(self, write: _Write) -> None:
        try:
            with self._transaction():
                write.value = write.call()
        except UnwritableError:
            raise
        except Exception as error:  # noqa: BLE001 -- raised by whoever asked for it
            write.error = error
