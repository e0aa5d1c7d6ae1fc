"""Prove an archive: every hash of the chain, every commitment, every byte of every blob, and what the pages show.

Nothing is ever written or repaired, and nothing that a damaged disk may hold makes this fail: whatever cannot be read
is a problem that is named. What only keeps us from looking (a full disk, a missing permission) is no damage: it is
said that this could not be checked.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import stat
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedarchive.errors import ArchiveError, DamagedError
from embedarchive.store import connecting, finishing, leftovers, schema
from embedarchive.store.chain import GENESIS, commit, seal
from embedarchive.store.comparing import none_chosen
from embedarchive.store.projection import VERSION, Projection, dump, rows

CHUNK = 1 << 20
COPY_KIB = 65_536
"""Memory for the copy with which the projection is compared, in KiB; what is larger goes into a temporary file."""
UNFINISHED = (
    "It is not finished: bytes of the words may still lie in this folder. The next command that writes goes on."
)
NAME = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,5})?")
FOLDER = re.compile(r"[0-9a-f]{2}")
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
        head_known: whether the log holds the hash that was asked about; None when none was.
    """

    problems: tuple[Problem, ...]
    rows: int
    blobs: int
    size: int
    head: str | None
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


class _Tally:
    """What was counted on the way."""

    def __init__(self) -> None:
        self.rows = self.blobs = self.size = 0
        self.head: str | None = None
        self.head_known: bool | None = None
        self.heads: set[str] = set()


def verify(
    folder: str | Path,
    *,
    head: str | None = None,
    tell: Callable[[Problem], None] | None = None,
    hints: Callable[[str], bool] = none_chosen,
) -> Report:
    """Examine an archive.

    Args:
        folder: the archive's folder.
        head: a hash of the chain that was written down earlier, in whole or its first 12 or more digits.
        tell: called with each problem as it is found.
        hints: of which platforms the times of posts are chosen by their authors, as when the archive was written.

    Raises:
        ArchiveError: there is no archive to examine, or a newer version wrote it.
    """
    folder = Path(folder)
    connecting.check_folder(folder, create=False)
    tally, problems = _Tally(), []
    for problem in _examine(folder, head, tally, hints):
        problems.append(problem)
        if tell:
            tell(problem)
    return Report(
        problems=tuple(problems),
        rows=tally.rows,
        blobs=tally.blobs,
        size=tally.size,
        head=tally.head,
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
        found = next((each for each in _examine(folder, None, _Tally(), hints, files=False) if each.damage), None)
    except ArchiveError:
        return None
    if found is None:
        return None
    where = f"{found.where}: {found.sentence}".rstrip(".")
    return DamagedError(f"The archive in {folder} is damaged ({where}); `embedarchive verify` says where else.")


def _examine(
    folder: Path, head: str | None, tally: _Tally, hints: Callable[[str], bool], *, files: bool = True
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
        for check in (_check_database, _check_schema):
            yield from _guarded(check(connection), "database")
        yield from _guarded(_check_chain(connection, tally), "chain")
        yield from _guarded(_check_unsealed(connection), "chain")
        tally.head_known = head is not None and any(known.startswith(head.lower()) for known in tally.heads)
        if head is not None and not tally.head_known:
            yield Problem(
                kind="head",
                where="events",
                sentence=f"The chain never had the hash {head}: its end was cut off or rewritten.",
            )
        erased: set[str] = set()
        yield from _guarded(_check_erasures(connection, erased), "erasure")
        if files:
            known: set[str] = set()
            yield from _guarded(_check_blobs(connection, folder, erased, known, tally), "blob")
            yield from _guarded(_check_files(connection, folder, known), "orphan")
            yield from _guarded(_check_thumbnails(connection, folder), "thumbnail")
        yield from _guarded(_check_projection(connection, hints), "projection")


def _guarded(problems: Iterator[Problem], kind: str) -> Iterator[Problem]:
    """A check that stumbles over damage has found damage; one that is kept from looking has found nothing."""
    try:
        yield from problems
    except UNREADABLE as error:
        if (reason := connecting.hindrance(error)) is not None:
            yield _unchecked(WHAT[kind], reason)
            return
        yield Problem(
            kind=kind, where=connecting.DATABASE, sentence=f"The database cannot be read to the end: {error}."
        )


def _unchecked(where: str, reason: str) -> Problem:
    return Problem(kind=UNCHECKED, where=where, sentence=f"This could not be checked: {reason}.", damage=False)


def _check_database(connection: sqlite3.Connection) -> Iterator[Problem]:
    """SQLite's own checks of its pages, indexes and references."""
    for (said,) in connection.execute("PRAGMA integrity_check(100)"):
        if said != "ok":
            yield Problem(kind="database", where=connecting.DATABASE, sentence=f"SQLite says: {said}.")
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Problem(
            kind="database", where=f"{table} {row}", sentence=f"It names a row of {parent} that is not there."
        )


def _check_schema(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Whether tables, indexes and triggers are as we make them; what others add does not matter.

    An archive that was last written by an older version is held against what that one made.
    """
    sql = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    steps = schema.applied(connection)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        schema.migrate(fresh, but=set(schema.STEPS) - set(steps))
        expected = dict(fresh.execute(sql).fetchall())
        if steps != schema.STEPS:
            schema.migrate(fresh)
        later = dict(fresh.execute(sql).fetchall()).keys() - expected.keys()
    found = dict(connection.execute(sql).fetchall())
    if steps != schema.STEPS[: len(steps)] or later & found.keys():
        yield Problem(
            kind="schema",
            where="_sqlite_migrations",
            sentence="It does not name the steps that made this database, each once and in order.",
        )
    for name, text in expected.items():
        if found.get(name) != text:
            yield Problem(kind="schema", where=name, sentence="It is missing or was changed.")


def _check_chain(connection: sqlite3.Connection, tally: _Tally) -> Iterator[Problem]:
    """Each row against its hash. After a wrong one the chain goes on with what is written: each is named once."""
    previous, expected = GENESIS, 1
    for event, at, table, row_id, stored in connection.execute(
        "SELECT id, at, table_name, row_id, hash FROM events ORDER BY id"
    ):
        where = f"{table} {row_id}"
        if event != expected:
            yield Problem(kind="chain", where=f"events {expected}", sentence=f"It is missing; the next one is {event}.")
        expected = (event if isinstance(event, int) else expected) + 1
        tally.rows += 1
        try:
            yield from _check_row(connection, previous, (at, table, row_id, stored))
        except UNREADABLE as error:
            if connecting.hindrance(error) is not None:
                raise
            yield Problem(kind="chain", where=where, sentence=f"It cannot be read: {error}.")
        previous = stored if isinstance(stored, str) else GENESIS
        tally.heads.add(previous)
    tally.head = previous


def _check_row(connection: sqlite3.Connection, previous: str, event: tuple[Any, Any, Any, Any]) -> Iterator[Problem]:
    at, table, row_id, stored = event
    where = f"{table} {row_id}"
    if table not in schema.PERSONAL:
        yield Problem(kind="chain", where=where, sentence="The chain names a table that does not exist.")
        return
    found = rows(connection, f"SELECT * FROM {table} WHERE id = ?", (row_id,))
    if not found:
        yield Problem(kind="chain", where=where, sentence="The row is gone.")
        return
    row = found[0]
    if seal(previous, at, table, row_id, row) != stored:
        yield Problem(
            kind="chain", where=where, sentence="The row, or what was written before it, is not what was sealed."
        )
    personal = schema.PERSONAL[table]
    if not personal:
        return
    if row["salt"] is None:
        if any(row.get(column) is not None for column in personal):
            yield Problem(kind="commitment", where=where, sentence="Its salt is gone, so its words cannot be checked.")
    elif commit(row["salt"], table, row) != row["commitment"]:
        yield Problem(kind="commitment", where=where, sentence="Its words are not those that were sealed.")


def _check_unsealed(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rows that nobody sealed were not written by us."""
    for table in schema.PERSONAL.keys() - _missing(connection):
        sql = f"SELECT id FROM {table} EXCEPT SELECT row_id FROM events WHERE table_name = ?"
        for (row_id,) in connection.execute(sql, (table,)).fetchall():
            yield Problem(kind="chain", where=f"{table} {row_id}", sentence="The row was added without being sealed.")


def _missing(connection: sqlite3.Connection) -> set[str]:
    """The tables that an older version, which wrote this archive, did not have yet."""
    there = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {*schema.PERSONAL, "unfinished_erasures"} - there if schema.applied(connection) != schema.STEPS else set()


def _check_erasures(connection: sqlite3.Connection, erased: set[str]) -> Iterator[Problem]:
    """Words may be missing only where a tombstone says so. Collects the digests of erased bytes."""
    tombs: dict[str, set[int]] = {table: set() for table in schema.PERSONAL}
    erased.update(finishing.erased_digests(connection))
    for row in rows(connection, "SELECT erased FROM erasures"):
        for table, ids in json.loads(row["erased"]).items():
            tombs.setdefault(table, set()).update(ids)
    for table, personal in schema.PERSONAL.items():
        if personal:
            for (row_id,) in connection.execute(f"SELECT id FROM {table} WHERE salt IS NULL").fetchall():
                if row_id not in tombs[table]:
                    yield Problem(
                        kind="erasure",
                        where=f"{table} {row_id}",
                        sentence="Its words were removed, and no tombstone says why.",
                    )
    if "unfinished_erasures" not in _missing(connection):
        for row_id in finishing.open_erasures(connection):
            yield Problem(kind="erasure", where=f"erasures {row_id}", sentence=UNFINISHED, damage=False)


def _check_blobs(
    connection: sqlite3.Connection, folder: Path, erased: set[str], known: set[str], tally: _Tally
) -> Iterator[Problem]:
    """Every blob that a row names: there, a plain file, as long as it was, and with its bytes."""
    for digest, size, ending in connection.execute("SELECT digest, size, ending FROM blobs ORDER BY digest").fetchall():
        if not NAME.fullmatch(f"{digest}{ending}"):
            yield Problem(kind="blob", where=f"blobs {digest!r}", sentence="Its name is not one that we give.")
            continue
        path = f"blobs/{digest[:2]}/{digest}{ending}"
        known.add(path)
        try:
            if digest not in erased:
                tally.blobs += 1
                yield from _check_blob(folder / path, path, digest, size, tally)
            elif (folder / path).exists():
                yield Problem(kind="erasure", where=path, sentence="Its bytes were to be erased and are still there.")
        except FileNotFoundError:
            yield Problem(kind="blob", where=path, sentence="The file is missing.")
        except OSError as error:
            if (reason := connecting.hindrance(error)) is not None:
                yield _unchecked(path, reason)
            else:
                yield Problem(kind="blob", where=path, sentence=f"The file cannot be read: {error.strerror}.")
    missing = """SELECT id, content_digest FROM snapshots WHERE subject = 'media' AND outcome = 'captured'
        AND content_digest IS NOT NULL AND content_digest NOT IN (SELECT digest FROM blobs)"""
    for row_id, digest in connection.execute(missing).fetchall():
        yield Problem(
            kind="blob",
            where=f"snapshots {row_id}",
            sentence=f"It names bytes that the archive does not know: {digest}.",
        )


def _check_blob(file: Path, path: str, digest: str, size: int, tally: _Tally) -> Iterator[Problem]:
    found = file.lstat()
    if not stat.S_ISREG(found.st_mode) or file.parent.is_symlink():
        yield Problem(kind="blob", where=path, sentence="It is a link or something else that is no plain file.")
        return
    actual = hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        while chunk := stream.read(CHUNK):
            actual.update(chunk)
            tally.size += len(chunk)
    if found.st_size != size:
        yield Problem(kind="blob", where=path, sentence=f"It has {found.st_size} bytes instead of {size}.")
    elif actual.hexdigest() != digest:
        yield Problem(kind="blob", where=path, sentence="Its bytes are not those that were kept.")


def _check_files(connection: sqlite3.Connection, folder: Path, known: set[str]) -> Iterator[Problem]:
    """Files that no row names: what a crash left just before the row was written, or what somebody put there."""
    for inner in sorted((folder / "blobs").iterdir()):
        if not FOLDER.fullmatch(inner.name) or inner.is_symlink() or not inner.is_dir():
            yield Problem(kind="orphan", where=f"blobs/{inner.name}", sentence="It does not belong here.", damage=False)
            continue
        for file in sorted(inner.iterdir()):
            path = f"blobs/{inner.name}/{file.name}"
            if path not in known:
                yield Problem(
                    kind="orphan", where=path, sentence="No row names this file; nothing is lost.", damage=False
                )
    for file in leftovers.strays(connection, folder):
        if file.relative_to(folder).parts[0] == "thumbs":
            path, sentence = file.relative_to(folder).as_posix(), "It is a small picture of nothing that is kept."
            yield Problem(kind="orphan", where=path, sentence=sentence, damage=False)
    for file in leftovers.unfinished(folder):
        sentence = "It is being written, or was left by a command that was killed; the next one that writes removes it."
        yield Problem(kind="orphan", where=f"tmp/{file.name}", sentence=sentence, damage=False)


def _check_thumbnails(connection: sqlite3.Connection, folder: Path) -> Iterator[Problem]:
    """Whether each small picture is one that was made of its file. One that is missing is shown in full instead."""
    made: dict[str, set[str]] = defaultdict(set)
    sql = """SELECT content_digest, body ->> 'thumbnail_digest' FROM snapshots
        WHERE subject = 'media' AND body ->> 'thumbnail_digest' IS NOT NULL"""
    for digest, small in connection.execute(sql):
        made[str(digest)].add(str(small))
    for digest, known in sorted(made.items()):
        path = f"thumbs/{digest[:2]}/{digest}.jpg"
        if not FOLDER.fullmatch(digest[:2]) or not os.path.lexists(folder / path):
            continue
        if (folder / path).is_symlink() or not (folder / path).is_file() or _sha256(folder / path) not in known:
            sentence = "It is not the small picture that was made; delete it, and the picture itself is shown."
            yield Problem(kind="thumbnail", where=path, sentence=sentence)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_projection(connection: sqlite3.Connection, hints: Callable[[str], bool]) -> Iterator[Problem]:
    """Whether what the pages show is what the truth says: the projection is made anew in a copy and compared.

    The copy is a temporary database of SQLite's: in memory as long as it is small, then in a nameless file.
    """
    if Projection(connection).version != VERSION:
        sentence = "It was made by other rules than this version's; the next command that writes makes it anew."
        yield Problem(kind="projection", where=connecting.DATABASE, sentence=sentence, damage=False)
        return
    with closing(sqlite3.connect("", isolation_level=None)) as copy:
        copy.execute(f"PRAGMA cache_size = -{COPY_KIB}")
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        shown = set(dump(copy))
        for index in schema.SEARCHED.values():
            try:
                copy.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                if connecting.hindrance(error) is not None:
                    raise
                yield Problem(
                    kind="projection",
                    where=index,
                    sentence="The search index is out of step; `embedarchive rebuild` mends it.",
                )
        with suppress(sqlite3.DatabaseError):
            copy.execute("BEGIN")
        Projection(copy, hints).rebuild()
        true = set(dump(copy))
        for table, row in sorted(shown ^ true, key=repr):
            if (table, row) in shown:
                where = f"{table} {row[0]}"
                yield Problem(
                    kind="projection",
                    where=where,
                    sentence="It does not say what the truth says; `embedarchive rebuild` mends it.",
                )
        for table in {table for table, _ in true - shown} - {table for table, _ in shown - true}:
            yield Problem(kind="projection", where=table, sentence="A row is missing; `embedarchive rebuild` mends it.")
