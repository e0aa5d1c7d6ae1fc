"""Prove an archive with its stamps: what the store's own check finds, and whether every stamp and signature holds.

Needs no network: what a stamp was checked with when it was made is kept beside it, and sealed like it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from embedarchive.archive.stamps import owner_key
from embedarchive.errors import ArchiveError, UsageError
from embedarchive.evidence import opentimestamps, rfc3161
from embedarchive.evidence.stamped import UntrueError
from embedarchive.store import Problem, Report, Store, verify
from embedarchive.store.comparing import none_chosen
from embedarchive.store.problems import UNREADABLE
from embedarchive.store.stamps import Stamp

MILLISECOND = dt.timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A stamp that holds.

    Attributes:
        event: the last event of the chain that it covers.
        at: what is covered existed no later than that; None for a promise and for a signature.
        signer: for a signature, the fingerprint of the key.
        snapshots: how many snapshots are covered.
    """

    kind: str
    head: str
    event: int
    by: str
    authority: str
    at: dt.datetime | None = None
    signer: str | None = None
    snapshots: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was found: the store's report with the stamps' problems, and the stamps that hold, oldest first."""

    report: Report
    stamps: tuple[Proven, ...]


def prove(
    folder: Path,
    *,
    head: str | None = None,
    since: str | None = None,
    hints: Callable[[str], bool] = none_chosen,
    signer: bytes | None = None,
    least_work: int = opentimestamps.LEAST_WORK,
) -> Proof:
    """Examine an archive and its stamps.

    Args:
        folder: the archive's folder.
        head: a head that was written down earlier; see `store.verify`.
        since: see `store.verify`.
        hints: see `store.verify`.
        signer: a public key that must have signed a head.
        least_work: hashes that a block must have cost.

    Raises:
        ArchiveError: there is no archive to examine, or a newer version wrote it.
        UsageError: a library or program is missing that the check of a signer needs.
    """
    report = verify(folder, head=head, since=since, hints=hints)
    try:
        with Store.open(folder, create=False, read_only=True) as store:
            stamps = store.stamps()
    except ArchiveError:  # the report says why
        stamps = []
    except UNREADABLE as error:
        stamps, told = [], Problem(kind="stamp", where="stamps", sentence=f"They cannot be read: {error}.")
        report = replace(report, problems=(*report.problems, told))
    proven, problems = _all(stamps, signer, least_work)
    if signer is not None and not any(each.signer for each in proven):
        sentence = "No head of the chain carries a signature by this key."
        problems.append(Problem(kind="stamp", where="stamps", sentence=sentence))
    return Proof(report=replace(report, problems=(*report.problems, *problems)), stamps=tuple(proven))


def _all(stamps: Sequence[Stamp], signer: bytes | None, least_work: int) -> tuple[list[Proven], list[Problem]]:
    proven: list[Proven] = []
    problems: list[Problem] = []
    for stamp in stamps:
        where = f"stamps {stamp.id}"
        try:
            proven.append(_one(stamp, signer if stamp.kind == "ssh" else None, least_work))
        except UntrueError as error:
            problems.append(Problem(kind="stamp", where=where, sentence=str(error)))
        except UsageError as error:
            if signer is not None:
                raise
            sentence = f"This could not be checked: {str(error).rstrip('.')}."
            problems.append(Problem(kind="unchecked", where=where, sentence=sentence, damage=False))
    return proven, problems


def _one(stamp: Stamp, signer: bytes | None, least_work: int) -> Proven:
    """A stamp, checked.

    Raises:
        UntrueError: it does not hold.
        UsageError: what checks it is not installed.
    """
    if stamp.event is None:
        raise UntrueError("It is of a head that the chain never had.")
    if stamp.answer is None:
        raise UntrueError("Its file is missing.")
    known = {name: getattr(stamp, name) for name in ("kind", "head", "event", "authority", "snapshots")}
    if stamp.kind == "ssh":
        try:
            fingerprint = owner_key.check(stamp.head, stamp.answer, signer or stamp.beside or b"")
        except UntrueError:
            if signer is None:
                raise
            return Proven(**known, by=stamp.by)
        return Proven(**known, by=stamp.by, signer=fingerprint)
    if stamp.kind == "rfc3161":
        roots = rfc3161.certificates(stamp.beside or b"")
        said = rfc3161.judged(stamp.request or b"", stamp.answer, stamp.head, roots)
    else:
        said = opentimestamps.judged(stamp.answer, stamp.head, stamp.beside, least_work=least_work)
    if (said.at is None) != (stamp.at is None) or (said.at and stamp.at and abs(said.at - stamp.at) >= MILLISECOND):
        raise UntrueError("It tells another time than its row.")
    return Proven(**known, by=said.by, at=said.at)
