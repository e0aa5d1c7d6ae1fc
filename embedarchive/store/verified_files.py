"""Checks of an archive's files: every byte of every blob, and what no row names."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from embedarchive.long_work import tell
from embedarchive.store import connecting, leftovers
from embedarchive.store.blobs import digest_of
from embedarchive.store.erased_files import open_erasures
from embedarchive.store.problems import Problem, Tally, unchecked
from embedarchive.store.verified_rows import missing_tables

CHUNK = 1 << 20
TOLD = 1000
"""After so many files it is told how far the check is."""
NAME = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,5})?")
FOLDER = re.compile(r"[0-9a-f]{2}")


def check_blobs(
    connection: sqlite3.Connection, folder: Path, erased: set[str], tally: Tally, *, since: int = 0
) -> Iterator[Problem]:
    """Every blob that a row names: there, a plain file, as long as it was, and with its bytes.

    With `since` only those that the log names after that event.
    """
    last = int(connection.execute("SELECT coalesce(max(id), 0) FROM blobs").fetchone()[0])
    named = "SELECT digest, size, ending FROM blobs WHERE id > ? ORDER BY digest"
    rows = connection.execute(named, (_last_blob(connection, since),))
    for number, (digest, size, ending) in enumerate(rows):
        if number % TOLD == 0:
            tell("checking the files", number, last)
        if not NAME.fullmatch(f"{digest}{ending}"):
            yield Problem(kind="blob", where=f"blobs {digest!r}", sentence="Its name is not one that we give.")
            continue
        path = f"blobs/{digest[:2]}/{digest}{ending}"
        try:
            if digest not in erased:
                tally.blobs += 1
                yield from check_blob(folder / path, path, digest, size, tally)
            elif (folder / path).exists():
                sentence = "Its bytes were to be erased and are still there."
                yield Problem(kind="erasure", where=path, sentence=sentence, damage=not _is_erasing(connection))
        except FileNotFoundError:
            yield Problem(kind="blob", where=path, sentence="The file is missing.")
        except OSError as error:
            if (reason := connecting.hindrance(error)) is not None:
                yield unchecked(path, reason)
            else:
                yield Problem(kind="blob", where=path, sentence=f"The file cannot be read: {error.strerror}.")
    if not since:
        yield from _unknown_bytes(connection)


def _unknown_bytes(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Captures whose bytes no row of `blobs` names."""
    missing = """SELECT id, content_digest FROM snapshots WHERE subject = 'media' AND outcome = 'captured'
        AND content_digest IS NOT NULL AND content_digest NOT IN (SELECT digest FROM blobs)"""
    for row_id, digest in connection.execute(missing):
        yield Problem(
            kind="blob",
            where=f"snapshots {row_id}",
            sentence=f"It names bytes that the archive does not know: {digest}.",
        )


def _last_blob(connection: sqlite3.Connection, event: int) -> int:
    """The last blob that the log names up to an event."""
    sql = "SELECT coalesce(max(row_id), 0) FROM events WHERE table_name = 'blobs' AND id <= ?"
    return int(connection.execute(sql, (event,)).fetchone()[0]) if event else 0


def _is_erasing(connection: sqlite3.Connection) -> bool:
    """Whether an erasure is under way, or was cut short: the next command that writes finishes it."""
    if "unfinished_erasures" in missing_tables(connection):
        return False
    return bool(open_erasures(connection))


def check_copied(folder: Path) -> Iterator[Problem]:
    """The database of a copy, byte for byte as it was copied, if nobody has written to it since."""
    noted = folder / connecting.COPIED
    if noted.is_file() and noted.read_bytes() != copied_digest(folder / connecting.DATABASE):
        sentence = "Its bytes are not those that were copied."
        yield Problem(kind="database", where=connecting.DATABASE, sentence=sentence)


def copied_digest(database: Path) -> bytes:
    """What stands beside the database of a copy."""
    return f"{digest_of(database)}  {connecting.DATABASE}\n".encode("ascii")


def check_blob(file: Path, path: str, digest: str, size: int, tally: Tally) -> Iterator[Problem]:
    """A plain file, as long as it was, with the bytes that its name says."""
    found = file.lstat()
    if not stat.S_ISREG(found.st_mode) or file.parent.is_symlink():
        yield Problem(kind="blob", where=path, sentence="It is a link or something else that is no plain file.")
        return
    if found.st_size != size:  # how many they are, anybody can say who made the file: they are not read
        yield Problem(kind="blob", where=path, sentence=f"It has {found.st_size} bytes instead of {size}.")
        return
    actual = hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        while chunk := stream.read(CHUNK):
            actual.update(chunk)
            tally.size += len(chunk)
    if actual.hexdigest() != digest:
        yield Problem(kind="blob", where=path, sentence="Its bytes are not those that were kept.")


def check_files(connection: sqlite3.Connection, folder: Path) -> Iterator[Problem]:
    """Files that no row names: what a crash left just before the row was written, or what somebody put there."""
    try:
        found = sorted((folder / "blobs").iterdir())
    except FileNotFoundError:  # whoever made the archive was killed before that; what is missing of it was told above
        found = []
    for inner in found:
        if not FOLDER.fullmatch(inner.name) or inner.is_symlink() or not inner.is_dir():
            yield Problem(kind="orphan", where=f"blobs/{inner.name}", sentence="It does not belong here.", damage=False)
            continue
        known = leftovers.named(connection, inner.name)
        for name in sorted(file.name for file in inner.iterdir()):
            path = f"blobs/{inner.name}/{name}"
            if name not in known:
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


def check_thumbnails(connection: sqlite3.Connection, folder: Path) -> Iterator[Problem]:
    """Whether each small image is one that was made of its file. One that is missing is shown in full instead."""
    made = """SELECT body ->> 'thumbnail_digest' FROM snapshots WHERE content_digest = ?
        AND subject = 'media' AND body ->> 'thumbnail_digest' IS NOT NULL"""
    for path in leftovers.thumbnails(folder):
        known = {str(small) for (small,) in connection.execute(made, (path.stem,))}
        if known and (path.is_symlink() or not path.is_file() or digest_of(path) not in known):
            sentence = "It is not the small picture that was made; delete it, and the picture itself is shown."
            where = path.relative_to(folder).as_posix()
            yield Problem(kind="thumbnail", where=where, sentence=sentence)
