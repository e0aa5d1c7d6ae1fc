"""Work on an archive that takes minutes where that is large: who asks for it can be told how far it is.

Any command may find that an older version wrote the archive, and bring it up to date when it opens it. So who wants to
know says so once, and not in every call on the way there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Hear = Callable[[str, int, int], None]
"""Is told what is being done, in words, and none when all is done; how much of it is done, and of how much: 0 of 0
where nobody can say."""


def _nobody(_what: str, _done: int, _of: int) -> None:
    """Nobody wants to know."""


_hears: ContextVar[Hear] = ContextVar("hears", default=_nobody)


def tell(what: str, done: int = 0, of: int = 0) -> None:
    """Say what is being done, and how far it is."""
    _hears.get()(what, done, of)


def over() -> None:
    """Say that it is done."""
    tell("")


@contextmanager
def told(hear: Hear) -> Iterator[None]:
    """Have somebody told, from this thread, for as long as the block lasts."""
    token = _hears.set(hear)
    try:
        yield
    finally:
        _hears.reset(token)
