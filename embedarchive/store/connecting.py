"""Opening and closing `archive.db`, transactions, and what to tell the user when the folder cannot be used."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from embedarchive.errors import ArchiveError, DamagedError, UnwritableError
from embedarchive.long_work import over, tell
from embedarchive.model.areas import distance_km
from embedarchive.model.names import public_name
from embedarchive.store import keeping
from embedarchive.store.filesystem import FileSystem
from embedarchive.store.migrations import STEPS, applied, make_newest, migrate
from embedarchive.store.projection import VERSION
from embedarchive.store.schema import APPLICATION_ID
from embedarchive.store.times import now, stamp

if TYPE_CHECKING:
    from sqlite_utils import Database as Database  # noqa: PLC0414 -- for who annotates with it

DATABASE = "archive.db"
COPIED = f"{DATABASE}.sha256"
"""The digest of a database that was copied and has not been written to since, as `sha256sum` writes it."""
LONGEST_PATH = 504
"""Bytes in the whole path of a database: SQLite's own limit is 512, with `-journal` behind it."""
PATIENCE_S = 30
"""How long a writer waits for another, in seconds."""
BREATH_S = 0.05
"""How long of that SQLite waits by itself, deaf to everything; after each the waiting may be called off."""
LOG_PAGES = 500
"""So many pages (2 MB) the log may have before they are moved into the database: half of SQLite's own measure, because
small disks hold archives, too."""
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_NOT_THERE = {None, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP}
_HINDERED = tuple(f"SQLITE_{what}" for what in "FULL IOERR CANTOPEN BUSY LOCKED PERM READONLY NOMEM PROTOCOL".split())  # noqa: SIM905 -- legible
_DAMAGED = {"SQLITE_IOERR_CORRUPTFS", "SQLITE_IOERR_SHORT_READ"}


class NotBegunError(ArchiveError):
    """Whoever was to make this archive was killed before its first table."""


def check_folder(folder: Path, *, create: bool, files: FileSystem | None = None) -> None:
    """Make sure that the folder can hold an archive, or make it: by name on the disk, so that no power cut loses it."""
    with told_plainly(folder):
        if folder.exists() and not folder.is_dir():
            raise ArchiveError(f"{folder} is a file; an archive is a folder.")
        if create:
            made = [each for each in folder.absolute().parents if not each.exists()]
            folder.mkdir(parents=True, exist_ok=True)
            for each in (folder.absolute(), *made):
                with contextlib.suppress(PermissionError):  # a folder of somebody else's, that we only pass through
                    (files or FileSystem()).fsync_folder(each.parent)
            return
        there = (folder / DATABASE).is_file()
    if not there:
        raise ArchiveError(f"There is no archive in {folder}; `embedarchive scan` makes one, --archive names another.")


def read_only_database(folder: Path) -> Database:
    """The tables as sqlite-utils knows them, over a connection of their own that writes nothing.

    Raises:
        ArchiveError: the database cannot be opened.
    """
    from sqlite_utils import Database

    return Database(connect(folder, read_only=True), execute_plugins=False)


def _public_name(source: object) -> str:
    """What an article is called where strangers read it: no path of this machine."""
    return public_name(str(source or ""))


def connect(folder: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection with our settings, to a database with our schema.

    `synchronous` is full: what a command says it kept survives a power cut, too.
    """
    path = folder / DATABASE
    if len(os.fsencode(path.absolute())) > LONGEST_PATH:
        raise ArchiveError(
            f"The path of {folder} is too long: SQLite takes {LONGEST_PATH} bytes with all folders above it."
        )
    with told_plainly(folder):
        connection = sqlite3.connect(
            f"file:{quote(os.fsencode(path.absolute()))}?{_mode(path, read_only=read_only)}",
            uri=True,
            timeout=PATIENCE_S,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.create_function("public_name", 1, _public_name, deterministic=True)
            connection.create_function("distance_km", 4, distance_km, deterministic=True)
            _check(connection, folder, read_only=read_only)
            connection.execute("PRAGMA cache_size = -65536")  # after the check: SQLite reads the head for it
            if not read_only:
                connection.execute("PRAGMA secure_delete = FAST")  # what is overwritten leaves nothing behind
                connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
                _prepare(connection)
                connection.execute(f"PRAGMA busy_timeout = {1000 * BREATH_S:.0f}")
        except BaseException as error:
            connection.close()
            # What is half done there has a journal only until the log (WAL) is switched on, before the first table.
            if getattr(error, "sqlite_errorname", "") == "SQLITE_READONLY_ROLLBACK":
                raise NotBegunError(_not_begun(folder)) from error
            if getattr(error, "sqlite_errorname", "") == "SQLITE_ERROR":  # our words are right: the head is damaged
                raise plainly(folder, error) from error  # type: ignore[arg-type]
            raise
    return connection


def attach(into: sqlite3.Connection, connection: sqlite3.Connection, name: str) -> None:
    """Have a database read under a name over another connection, which knows addresses (`uri`), too."""
    path = Path(os.fsdecode(connection.execute("PRAGMA database_list").fetchone()[2]))
    address = f"file:{quote(os.fsencode(path))}?{_mode(path, read_only=True)}"
    into.execute(f"ATTACH ? AS {name}", (address,))


def _mode(path: Path, *, read_only: bool) -> str:
    """How to open it. On a medium that cannot be written (a DVD) SQLite must be told that nobody else writes."""
    if not read_only:
        return "mode=rwc"
    log = path.with_name(f"{path.name}-wal")
    quiet = not (log.exists() and log.stat().st_size)
    return "mode=ro&immutable=1" if quiet and not os.access(path.parent, os.W_OK) else "mode=ro"


def _check(connection: sqlite3.Connection, folder: Path, *, read_only: bool) -> None:
    """Is it ours, and not from the future? Read at one moment: another may just be making it."""
    connection.execute("BEGIN")
    try:
        _judge(connection, folder, read_only=read_only)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", None) != "SQLITE_ERROR":
            raise
        raise plainly(
            folder, error
        ) from error  # our words are no mistake: a field of the head or a definition is damaged
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _judge(connection: sqlite3.Connection, folder: Path, *, read_only: bool) -> None:
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    steps = applied(connection)
    if read_only and not tables and owner in (0, APPLICATION_ID):
        raise NotBegunError(_not_begun(folder))
    if (tables or read_only) and (owner != APPLICATION_ID or not steps) and not _half_made(connection, owner):
        raise ArchiveError(
            f"{folder / DATABASE} is not an embedarchive database; choose another folder with --archive."
        )
    if set(STEPS) - set(steps) and set(steps) - set(STEPS) and not read_only:
        raise DamagedError(
            f"The archive in {folder} is damaged: it does not name the steps that made it;"
            " `embedarchive verify` says where else."
        )
    if set(STEPS) < set(steps):
        raise ArchiveError(
            f"The archive in {folder} was written by a newer version of embedarchive; update to open it."
        )


def _not_begun(folder: Path) -> str:
    return f"The archive in {folder} was begun and holds nothing yet; `embedarchive scan` goes on."


def _half_made(connection: sqlite3.Connection, owner: int) -> bool:
    """Whether somebody else is about to make this archive: the mark comes first, the tables follow."""
    return (
        owner == APPLICATION_ID
        and not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'posts'").fetchone()
    )


def _prepare(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _begin(connection, "PRAGMA journal_mode = WAL", lambda: True)
    connection.execute("PRAGMA synchronous = FULL")
    try:
        _take_steps(connection)
    finally:
        over()


def _take_steps(connection: sqlite3.Connection) -> None:
    while set(STEPS) - set(applied(connection)):
        with transaction(connection, 0):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                _take_step(connection)
            else:
                make_newest(connection)
                connection.execute(f"PRAGMA user_version = {VERSION}")  # nothing is projected, so nothing is old
                keeping.looked(connection, stamp(now()))


def _take_step(connection: sqlite3.Connection) -> None:
    """Bring the schema one step further: who is killed goes on from there. Another process may have done all of it."""
    steps = applied(connection)
    missing = [step for step in STEPS if step not in steps]
    tell(f"bringing the archive up to date: step {len(steps) + 1} of {len(STEPS)}")
    if missing:
        migrate(connection, but=missing[1:])


@contextlib.contextmanager
def transaction(
    connection: sqlite3.Connection, depth: int, may_wait: Callable[[], bool] = lambda: True
) -> Iterator[None]:
    """All or nothing. The lock for writing is taken at once: to read first and write later fails under contention.

    `may_wait`: whether another writer is to be waited for; asked again and again.
    """
    begin, end, undo = "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"
    if depth:
        begin, end, undo = f"SAVEPOINT nested_{depth}", f"RELEASE nested_{depth}", f"ROLLBACK TO nested_{depth}"
    _begin(connection, begin, may_wait)
    try:
        yield
        connection.execute(end)
    except BaseException:
        if (
            connection.in_transaction
        ):  # after a full disk SQLite has rolled back itself, and says so instead of the cause
            with contextlib.suppress(sqlite3.Error):
                connection.execute(undo)
        raise


def _begin(connection: sqlite3.Connection, begin: str, may_wait: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.execute(begin)
        except sqlite3.OperationalError as error:
            busy = getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
            if not busy or time.monotonic() >= until or not may_wait():
                raise
            time.sleep(BREATH_S / 10)  # some locks SQLite does not wait for by itself
        else:
            return


def copy(connection: sqlite3.Connection, path: Path) -> None:
    """Write a database into a new file as it is at this moment, whoever writes meanwhile."""
    with contextlib.closing(sqlite3.connect(path)) as copied:
        connection.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing in a log beside it


def close(connection: sqlite3.Connection, *, read_only: bool) -> None:
    """Move what the log holds into the database itself, so that copying one file copies everything; then close."""
    with contextlib.suppress(sqlite3.Error):
        if not read_only:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextlib.contextmanager
def told_plainly(folder: Path) -> Iterator[None]:
    """Errors of the disk and of SQLite as one sentence each; programming errors stay what they are."""
    try:
        yield
    except OSError as error:
        if error.errno in READ_ONLY:
            raise ArchiveError(f"The archive in {folder} cannot be written: {error.strerror}.") from error
        raise ArchiveError(f"The archive in {folder} could not be used: {error.strerror or error}.") from error
    except (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", None) == "SQLITE_ERROR":  # a mistake in SQL, or tables that are not ours
            raise
        raise plainly(folder, error) from error
    except UnicodeDecodeError as error:  # what sqlite3 raises when the damage stands in its own message
        raise plainly(folder, sqlite3.DatabaseError("unreadable text")) from error


def hindrance(error: BaseException | None) -> str | None:
    """What kept us from reading when that says nothing of the archive itself: a full disk, a missing permission.

    None for what a damaged or incomplete archive causes.
    """
    while error is not None:
        code = getattr(error, "sqlite_errorname", None) or ""
        if code.startswith(_HINDERED) and code not in _DAMAGED:
            return str(error)
        if isinstance(error, MemoryError):
            return "there is not enough memory"
        if isinstance(error, OSError) and error.errno not in _NOT_THERE:
            return error.strerror or str(error)
        error = error.__cause__
    return None


def plainly(folder: Path, error: sqlite3.DatabaseError) -> UnwritableError:
    """What SQLite says, in a sentence for the user."""
    code = getattr(error, "sqlite_errorname", "") or ""
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return UnwritableError(f"Another command keeps {folder} to itself; try again when it has ended.")
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return UnwritableError(
            f"The archive in {folder} cannot be written; it is read-only, or belongs to somebody else."
        )
    if code.startswith("SQLITE_FULL"):
        return UnwritableError(f"The disk that holds {folder} is full; nothing was half written.")
    if code.startswith("SQLITE_NOTADB") and not (folder / "blobs").is_dir():
        return UnwritableError(f"{folder / DATABASE} is not a database; choose another folder with --archive.")
    if code.startswith("SQLITE_IOERR") and code not in _DAMAGED:
        return UnwritableError(f"The disk that holds {folder} failed: {error}.")
    return DamagedError(
        f"The database of the archive in {folder} is damaged ({error}); `embedarchive verify` says where."
    )
