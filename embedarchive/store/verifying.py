"""Prove an archive: every hash of the chain, every commitment, every byte of every blob, and what the pages show.

Nothing is ever written or repaired, and nothing that a damaged disk may hold makes this fail: whatever cannot be read
is a problem that is named. What only keeps us from looking (a full disk, a missing permission) is no damage: it is
said that this could not be checked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from embedarchive import long_work
from embedarchive.errors import ArchiveError, DamagedError
from embedarchive.store import connecting, erased_files, merged_logs, verified_files, verified_projection, verified_rows
from embedarchive.store.comparing import none_chosen
from embedarchive.store.logs import ANNOTATIONS, LOGS
from embedarchive.store.problems import UNCHECKED, UNREADABLE, Problem, Report, Tally, unchecked

WHAT = {
    "database": connecting.DATABASE,
    "chain": "the chain",
    "erasure": "what was erased",
    "blob": "blobs",
    "orphan": "blobs",
    "thumbnail": "small pictures",
    "projection": "what the pages show",
}
"""What a check looks at, in words."""


def verify(
    folder: str | Path,
    *,
    head: str | None = None,
    since: str | None = None,
    tell: Callable[[Problem], None] | None = None,
    hints: Callable[[str], bool] = none_chosen,
) -> Report:
    """Examine an archive.

    Args:
        folder: the archive's folder.
        head: a hash of the chain that was written down earlier, in whole or its first 12 or more digits.
        since: a head that an earlier check printed: only what was written after it is looked at, rows and files.
        tell: called with each problem as it is found.
        hints: of which platforms the times of posts are chosen by their authors, as when the archive was written.

    Raises:
        ArchiveError: there is no archive to examine, or a newer version wrote it.
    """
    folder = Path(folder)
    connecting.check_folder(folder, create=False)
    tally, problems = Tally(), []
    found = _examine(folder, head, tally, hints) if since is None else _examine_since(folder, since, tally)
    for problem in found:
        problems.append(problem)
        if tell:
            tell(problem)
    long_work.over()
    return Report(
        problems=tuple(problems),
        rows=tally.rows,
        blobs=tally.blobs,
        size=tally.size,
        head=tally.head,
        annotations_head=tally.annotations_head,
        head_known=None if head is None else bool(tally.head_known),
    )


def damage_behind(folder: Path, error: Exception, hints: Callable[[str], bool] = none_chosen) -> ArchiveError | None:
    """What the archive has to do with an error that nobody had foreseen; None when it is sound, and that is a bug.

    Damage need not be where SQLite sees it: JSON in a column that was overwritten is text like any other. So the
    database is examined, its files are not.
    """
    if getattr(error, "sqlite_errorname", None) not in {None, "SQLITE_ERROR"}:
        with suppress(sqlite3.Error):  # a mistake of ours, unless the archive is damaged
            try:
                with connecting.told_plainly(folder):
                    raise error
            except ArchiveError as told:
                return told
    try:
        found = next((each for each in _examine(folder, None, Tally(), hints, files=False) if each.damage), None)
    except ArchiveError:
        return None
    if found is None:
        return None
    where = f"{found.where}: {found.sentence}".rstrip(".")
    return DamagedError(f"The archive in {folder} is damaged ({where}); `embedarchive verify` says where else.")


def _examine_since(folder: Path, head: str, tally: Tally) -> Iterator[Problem]:
    """What was written after a head that is known to be sound."""
    try:
        connection = connecting.connect(folder, read_only=True)
    except ArchiveError:
        yield from _examine(folder, None, tally, none_chosen)  # it says in which way the database is damaged
        return
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    with closing(connection):
        yield from _guarded(verified_rows.check_schema(connection), "database")
        since = verified_rows.event_of(connection, head)
        if since is None:
            yield _unknown(head)
            return
        erased: set[str] = set()
        yield from _guarded(verified_rows.check_chain(connection, tally, since=since), "chain")
        yield from _guarded(verified_rows.check_unsealed_since(connection, since[0]), "chain")
        yield from _guarded(verified_rows.check_chain(connection, tally, ANNOTATIONS), "chain")
        yield from _guarded(verified_rows.check_unsealed(connection, ANNOTATIONS), "chain")
        with suppress(sqlite3.Error):
            erased |= erased_files.erased_digests(connection)
        files = verified_files.check_blobs(connection, folder, erased, tally, since=since[0])
        yield from _guarded(files, "blob")


def _unknown(head: str) -> Problem:
    sentence = f"The chain never had the hash {head}: its end was cut off or rewritten."
    return Problem(kind="head", where="events", sentence=sentence)


def _examine(
    folder: Path, head: str | None, tally: Tally, hints: Callable[[str], bool], *, files: bool = True
) -> Iterator[Problem]:
    try:
        connection = connecting.connect(folder, read_only=True)
    except connecting.NotBegunError as error:
        lost = any((folder / "blobs").glob("*/*"))
        yield Problem(kind="database", where=connecting.DATABASE, sentence=str(error), damage=lost)
        return
    except ArchiveError as error:
        if "newer version" in str(error):
            raise
        hindered = connecting.hindrance(error) is not None
        kind = UNCHECKED if hindered else "database"
        yield Problem(kind=kind, where=connecting.DATABASE, sentence=str(error), damage=not hindered)
        return
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    with closing(connection):
        yield from _guarded(verified_files.check_copied(folder), "database")
        long_work.tell("checking the database")
        for check in (verified_rows.check_database, verified_rows.check_schema):
            yield from _guarded(check(connection), "database")
        if verified_rows.has_views_for_tables(connection):
            return
        for log in LOGS:
            yield from _guarded(verified_rows.check_chain(connection, tally, log), "chain")
            yield from _guarded(verified_rows.check_unsealed(connection, log), "chain")
        for log in LOGS:
            yield from _guarded(merged_logs.check_logs(connection, log), "chain")
        if head is not None:
            yield from _guarded(_check_head(connection, head, tally), "chain")
        erased: set[str] = set()
        yield from _guarded(verified_rows.check_erasures(connection, erased), "erasure")
        if files:
            yield from _guarded(verified_files.check_blobs(connection, folder, erased, tally), "blob")
            yield from _guarded(verified_files.check_files(connection, folder), "orphan")
            yield from _guarded(verified_files.check_thumbnails(connection, folder), "thumbnail")
        yield from _guarded(verified_projection.check_projection(connection, hints), "projection")


def _check_head(connection: sqlite3.Connection, head: str, tally: Tally) -> Iterator[Problem]:
    """Whether a hash that was written down stands in the log."""
    tally.head_known = merged_logs.has_head(connection, head)
    if not tally.head_known:
        yield _unknown(head)


def _guarded(problems: Iterator[Problem], kind: str) -> Iterator[Problem]:
    """A check that stumbles over damage has found damage; one that is kept from looking has found nothing."""
    try:
        yield from problems
    except UNREADABLE as error:
        if (reason := connecting.hindrance(error)) is not None:
            yield unchecked(WHAT[kind], reason)
            return
        yield Problem(
            kind=kind, where=connecting.DATABASE, sentence=f"The database cannot be read to the end: {error}."
        )
