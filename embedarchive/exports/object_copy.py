"""A copy of an archive in an object store (S3 and what speaks like it), through obstore.

Files first, each read back and checked against its digest, the database last: whoever fetches all objects below the
prefix has an archive, whenever the copy was cut off. The next run sends only what is not there with its length.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from embedarchive.errors import ArchiveError
from embedarchive.exports.copying import DATABASE, Copied, moment, whole
from embedarchive.exports.object_files import library, refused
from embedarchive.store import Store
from embedarchive.store.blobs import digest_of
from embedarchive.store.connecting import COPIED
from embedarchive.store.verified_files import copied_digest

SCHEMES = ("s3", "gs", "az")


def is_object_store(target: str) -> bool:
    """Whether a target is the address of an object store: `s3://bucket/prefix`."""
    return urlsplit(target).scheme in SCHEMES


def copy_to_objects(archive: Path, target: str) -> Copied:
    """Copy an archive into an object store, or bring a copy up to date.

    Args:
        archive: the archive's folder.
        target: `s3://bucket/prefix`; who we are, and where the store is, stand in the environment (AWS_…).

    Raises:
        UsageError: the extra is missing, or the store cannot be used.
        ArchiveError: the archive cannot be read, or a file is missing or damaged, here or there.
    """
    obstore, stores, refusals = library("Copies into object stores")
    try:
        remote = stores.from_url(target)
        with Store.open(archive, create=False, read_only=True) as store, tempfile.TemporaryDirectory() as made:
            return _copied(store, obstore, remote, target, Path(made))
    except (refusals, OSError) as error:
        raise refused(target, "used", error) from error


def _copied(store: Store, obstore: Any, remote: Any, target: str, folder: Path) -> Copied:  # noqa: ANN401 -- of the extra
    there = {item["path"]: item["size"] for page in obstore.list(remote) for item in page}
    with moment(store, folder) as (database, now):
        held, erased = [*now.held()], now.erased_digests()
        missing = [blob for blob in held if there.get(blob.path) != blob.size]
        for blob in missing:
            source = store.folder / blob.path
            if not whole(source, blob):
                raise ArchiveError(f"{source} is missing or damaged; `embedarchive verify` says what else is wrong.")
            _put(obstore, remote, blob.path, source, blob.digest)
        if COPIED in there:
            obstore.delete(remote, COPIED)
        noted = folder / COPIED
        noted.write_bytes(copied_digest(database))
        for name, source in ((DATABASE, database), (COPIED, noted)):
            _put(obstore, remote, name, source, digest_of(source))
        gone = [path for path in there if Path(path).name.partition(".")[0] in erased]
        for path in gone:
            obstore.delete(remote, path)
        return Copied(
            target=target,
            files=len(held),
            added=len(missing),
            size=sum(blob.size for blob in missing),
            removed=len(gone),
            erased=len(now.erased_posts()),
            head=now.head,
        )


def _put(obstore: Any, remote: Any, path: str, source: Path, digest: str) -> None:  # noqa: ANN401 -- of the extra
    """Send a file, and read it back.

    Raises:
        ArchiveError: what came back has another digest.
    """
    obstore.put(remote, path, source)
    actual = hashlib.sha256()
    for piece in obstore.get(remote, path).stream():
        actual.update(piece)
    if actual.hexdigest() != digest:
        obstore.delete(remote, path)
        raise ArchiveError(f"{path} came back from the store with other bytes; it was removed there. Try again.")
