"""Another archive, to be read as it is at one moment: a copy of its database, in this version's form.

The other archive is never written to: it may lie on a disk that cannot be written, be in use, or have been written by
an older version. Its files are read where they lie.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from embedarchive.errors import ArchiveError, DamagedError
from embedarchive.store import connecting
from embedarchive.store.comparing import none_chosen
from embedarchive.store.logs import LOGS
from embedarchive.store.merged_logs import check_logs
from embedarchive.store.problems import UNREADABLE, Tally
from embedarchive.store.store import Store
from embedarchive.store.verified_projection import check_projection
from embedarchive.store.verified_rows import check_chain, check_database, check_schema, drop_strangers


@contextlib.contextmanager
def other_archive(folder: Path, into: Store) -> Iterator[Store]:
    """Another archive as it is now, to read from.

    Args:
        folder: where it lies.
        into: the archive whose `tmp/` holds the copy of its database until the block is left.

    Raises:
        ArchiveError: there is no archive, or a newer version wrote it.
        DamagedError: its log, or one that was merged into it, does not verify.
    """
    connecting.check_folder(folder, create=False)
    made = into.folder / "tmp" / f"merge-{secrets.token_hex(8)}"
    try:
        made.mkdir(parents=True)
        with connecting.told_plainly(folder):
            source = connecting.connect(folder, read_only=True)
            with closing(source):
                connecting.copy(source, made / connecting.DATABASE)
            with closing(sqlite3.connect(made / connecting.DATABASE, isolation_level=None)) as copied:
                drop_strangers(copied)
        with _named(folder, made), Store.open(made, named=into.named):
            pass  # an older version's tables become ours
        with Store.open(made, create=False, read_only=True, named=into.named) as other:
            other.folder = folder  # where its files lie
            _refuse_damaged(other)
            try:
                yield other
            except UNREADABLE as error:
                if not isinstance(error, ArchiveError | OSError):
                    _refuse_unreadable(other, error)
                raise
    except OSError as error:
        raise ArchiveError(f"{error.filename or folder} could not be used ({error.strerror}).") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextlib.contextmanager
def _named(folder: Path, made: Path) -> Iterator[None]:
    """What is wrong with the copy is wrong with the archive that it was made of."""
    try:
        yield
    except DamagedError as error:
        raise DamagedError(str(error).replace(str(made), str(folder))) from error


def _refuse_unreadable(other: Store, error: Exception) -> None:
    """Refuse an archive that is sealed and yet cannot be read: others can seal what we would not write.

    That is looked for when something went wrong, and not before: it takes as long as making all pages anew.
    """
    try:
        found = next(check_projection(other.connection, none_chosen), None)
    except UNREADABLE as unreadable:
        raise DamagedError(_damaged(other, f"{unreadable}")) from error
    if found is not None:
        raise DamagedError(_damaged(other, f"{found.where}: {found.sentence.rstrip('.')}")) from error


def _refuse_damaged(other: Store) -> None:
    """Refuse what does not verify, and what could not have been written by us: it comes from somebody else."""
    connection, tally = other.connection, Tally()
    checks = (
        check_database(connection),
        check_schema(connection),
        *(check_chain(connection, tally, log) for log in LOGS),
        *(check_logs(connection, log) for log in LOGS),
    )
    try:
        found = next((problem for check in checks for problem in check if problem.damage), None)
    except UNREADABLE as error:
        raise DamagedError(_damaged(other, f"{error}")) from error
    if found is not None:
        raise DamagedError(_damaged(other, f"{found.where}: {found.sentence.rstrip('.')}"))


def _damaged(other: Store, what: str) -> str:
    return (
        f"The log of {other.folder} is damaged ({what}), and nothing was merged;"
        f" `embedarchive verify --archive {other.folder}` says what else is wrong."
    )
