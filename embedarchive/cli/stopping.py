"""Being asked to stop: by Ctrl-C, by SIGTERM, or because the terminal was closed."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

GRACE_S = 5.0
"""So long, in seconds, a stop takes at most; who asks again after that gets it at once."""


class Stopped(BaseException):
    """A signal came that asks us to stop."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


@contextlib.contextmanager
def stoppable(say: Callable[[int], object]) -> Iterator[None]:
    """Raise `Stopped` at the first of the signals that stop, once: what it interrupts is not interrupted again.

    Of a large archive SQLite looks at all pages, or makes an index, in one step of minutes, in which Python hears of no
    signal. Then the process ends as if it had been killed, which an archive bears.

    Args:
        say: is told the exit code when the process ends in such a step.

    Raises:
        Stopped: from whatever the block is doing.
    """
    wanted = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    listened = {each: signal.getsignal(each) for each in wanted if signal.getsignal(each) is not signal.SIG_IGN}
    stop = _Stop()
    for each in listened:
        signal.signal(each, stop)
    try:
        with _watched(stop, say):
            yield
    except KeyboardInterrupt:
        if stop.number is not None:  # whoever was interrupted did not know by what
            raise Stopped(stop.number) from None
        raise
    finally:
        for each, before in listened.items():
            signal.signal(each, before if stop.number is None else signal.SIG_IGN)  # who was stopped ends now


class _Stop:
    """Hears the signals; `number` is the first that came."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._at = 0.0
        self._terminals = [number for number in (0, 1, 2) if os.isatty(number)]

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        if self.number is not None:
            if self._is_late():
                os._exit(128 + number)
            return
        self.number, self._at = number, time.monotonic()
        if number not in (signal.SIGINT, signal.SIGTERM):  # hung up: whoever writes there fails
            nowhere = os.open(os.devnull, os.O_RDWR)
            for each in self._terminals:
                os.dup2(nowhere, each)
        raise Stopped(number)

    def is_due(self, number: int) -> bool:
        """Whether this signal, which came, has not been heard: the first, or one that asks again after a while."""
        return (self.number is None or self._is_late()) and signal.getsignal(number) is self

    def _is_late(self) -> bool:
        return time.monotonic() - self._at > GRACE_S


@contextlib.contextmanager
def _watched(stop: _Stop, say: Callable[[int], object]) -> Iterator[None]:
    """Have a thread end the process where a signal is not heard in time: Python writes its number here at once."""
    if not hasattr(os, "set_blocking"):  # Windows, before Python 3.12
        yield
        return
    numbers, here = os.pipe()
    os.set_blocking(here, False)
    before = signal.set_wakeup_fd(here, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(numbers, stop, say), daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(here)


def _watch(numbers: int, stop: _Stop, say: Callable[[int], object]) -> None:
    try:
        while sent := os.read(numbers, 1):
            asked = time.monotonic()
            while stop.is_due(sent[0]):
                if time.monotonic() - asked > GRACE_S:
                    try:
                        say(128 + sent[0])
                    finally:  # whether anybody reads it or not
                        os._exit(128 + sent[0])
                time.sleep(GRACE_S / 50)
    finally:
        os.close(numbers)
