"""Accounts that a post names: a page gives each a line of its own, which is one with those around it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from embedarchive.patterns import regex

_MENTION = regex(r"@\w{1,20}")
_JOINED = frozenset(".,;:!?'’)…")


def is_alone(line: str) -> bool:
    """Is a line nothing but the handle of an account?"""
    return _MENTION.fullmatch(line.strip()) is not None


def begins(line: str) -> bool:
    """Does a line below a handle begin something new?"""
    return bool(line.strip()) and not line[0].isspace() and line[0] not in _JOINED


def joined(rows: Sequence[str]) -> str:
    """Lines as they stand on a page, as those that their author wrote."""
    parted = (_between(above, below) + below.strip() for above, below in itertools.pairwise(rows))
    return "".join([*(row.strip() for row in rows[:1]), *parted]).strip()


def _between(above: str, below: str) -> str:
    """What parts two lines: a blank at the edge of one says that they are one with the handle beside it."""
    if is_alone(below) and above.strip() and above[-1].isspace():
        return " "
    if is_alone(above) and below.strip() and not begins(below):
        return " " if below[0].isspace() else ""
    return "\n"
