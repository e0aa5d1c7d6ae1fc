"""The states and the reasons, as the code has them."""

from __future__ import annotations

from embedarchive.model import Reason


def reasons() -> str:
    """A row for each reason: its code, its words, and the state that a first failure for it leads to."""
    rows = [f"| `{reason}` | {reason.words} | {reason.status} |" for reason in Reason]
    return "\n".join(["| reason | in words | state |", "|---|---|---|", *rows])
