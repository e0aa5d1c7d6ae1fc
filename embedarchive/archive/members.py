"""An article that is packed into a file with others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

END_OF_ZIP = b"PK\x05\x06"
"""Where the list of a ZIP's files ends."""
TAIL = 66_000
"""It stands in so many of the last bytes: 22, and a comment of 65,535."""
Beside = Callable[[str, int], bytes | None]
"""Reads the file of that name beside another, unless it has more bytes than that; None when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article inside a file.

    Attributes:
        label: what it is called there.
        read: its bytes, as many as are asked for and one more; raises `SourceError`.
        beside: reads what lies beside it in the same file.
    """

    label: str
    read: Callable[[int], bytes]
    beside: Beside | None = None
