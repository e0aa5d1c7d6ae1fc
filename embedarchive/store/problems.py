"""What verifying an archive finds, and what it counts on the way."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from embedarchive.errors import ArchiveError
from embedarchive.store.chain import GENESIS
from embedarchive.store.logs import ANNOTATIONS, EVIDENCE, Log

UNFINISHED = (
    "It is not finished: bytes of the words may still lie in this folder. The next command that writes goes on."
)
UNREADABLE = (
    sqlite3.Error,
    ArchiveError,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    RecursionError,
    ArithmeticError,
    MemoryError,
)
"""What reading a damaged database may raise: none of it is a bug of the reader."""
UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as it was written.

    Attributes:
        kind: database, schema, chain, commitment, erasure, blob, orphan, thumbnail, projection or head; unchecked where
            something that says nothing of the archive kept us from looking.
        where: a table and row (`snapshots 12`) or a file below the archive's folder.
        sentence: what is wrong, for people.
        damage: whether something is lost or altered; otherwise it is only worth knowing.
    """

    kind: str
    where: str
    sentence: str
    damage: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was examined and what was found.

    Attributes:
        rows: how many rows of the truth were checked against the chain.
        blobs: how many files were read; `size` is their bytes.
        head: the newest hash of the chain. Written down elsewhere and given to a later `verify`, it proves that nothing
            written before was cut off or replaced since.
        annotations_head: that of the chain of what people say of it; None when nobody says anything.
        head_known: whether the log holds the hash that was asked about; None when none was.
    """

    problems: tuple[Problem, ...]
    rows: int
    blobs: int
    size: int
    head: str | None
    annotations_head: str | None = None
    head_known: bool | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing is lost or altered."""
        return not any(problem.damage for problem in self.problems)

    @property
    def complete(self) -> bool:
        """Whether everything could be examined."""
        return not any(problem.kind == UNCHECKED for problem in self.problems)

    @property
    def erased(self) -> bool:
        """Whether all erasures are finished, as far as the archive knows."""
        return not any(problem.kind == "erasure" and problem.sentence == UNFINISHED for problem in self.problems)


class Tally:
    """What was counted on the way."""

    def __init__(self) -> None:
        self.rows = self.blobs = self.size = 0
        self.ends: dict[Log, str] = {}
        self.head_known: bool | None = None

    @property
    def head(self) -> str | None:
        """The end of the chain of what was captured, as far as it was followed."""
        return self.ends.get(EVIDENCE)

    @property
    def annotations_head(self) -> str | None:
        """The end of the chain of what people say, where they say anything."""
        end = self.ends.get(ANNOTATIONS)
        return None if end == GENESIS else end


def unchecked(where: str, reason: str) -> Problem:
    """Something that nobody could look at, and why: no damage."""
    return Problem(kind=UNCHECKED, where=where, sentence=f"This could not be checked: {reason}.", damage=False)
