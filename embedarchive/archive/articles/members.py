"""An article that lies in a file with others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from embedarchive import platforms
from embedarchive.documents import formats

END_OF_ZIP = b"PK\x05\x06"
"""Where the list of a ZIP's files ends."""
FRONT = 8192
"""What a file is is told by so many of its first bytes."""
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
        export: the platform whose export of an account it is.
    """

    label: str
    read: Callable[[int], bytes]
    beside: Beside | None = None
    export: str | None = None


def exported_by(front: bytes) -> str | None:
    """The platform whose export of an account a file with this beginning is; None of any other file."""
    if not formats.may_be_program(front):
        return None
    found = platforms.exporting(front)
    return found.name if found else None
