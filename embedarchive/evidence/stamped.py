"""What a stamp or a signature proves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


class UntrueError(Exception):
    """A stamp or signature that proves nothing; says why, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """What a stamp proves.

    Attributes:
        at: the head existed no later than that; None where nobody said so yet.
        by: who says it.
        certificates: what has to be trusted for it, as DER.
        pending: where to ask for more, later.
    """

    at: dt.datetime | None
    by: str
    certificates: tuple[bytes, ...] = ()
    pending: tuple[str, ...] = ()
