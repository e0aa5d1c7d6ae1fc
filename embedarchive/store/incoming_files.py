"""Files of another archive: copied, each against its digest, before any row names them."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from embedarchive.errors import DamagedError
from embedarchive.long_work import tell
from embedarchive.store import reading
from embedarchive.store.blobs import Blob, digest_of
from embedarchive.store.store import Store

TOGETHER = 200
"""Files after which their rows are written: whoever is killed goes on from there."""


def bring(store: Store, other: Store, but: Collection[str]) -> tuple[int, int]:
    """Copy the files that the other archive holds and this one never had; how many, and their bytes.

    Args:
        store: the archive.
        other: the one that comes in.
        but: digests of files that stay there.

    Raises:
        DamagedError: a file is missing there, or is not what its name says.
    """
    count = size = 0
    ((of,),) = other.connection.execute("SELECT count(*) FROM blobs")
    for number, some in enumerate(_pieces(blob for blob in other.held() if blob.digest not in but)):
        tell("copying the files", number * TOGETHER, int(of))
        known = _known(store, some)
        brought = [bring_one(store, other, blob) for blob in some if blob.digest not in known]
        store.name_all(brought)
        count, size = count + len(brought), size + sum(blob.size for blob in brought)
    return count, size


def bring_missing(store: Store, other: Store) -> tuple[int, int]:
    """Copy what rows that just came need and nobody has brought yet; how many files, and their bytes."""
    erased, count, size = store.erased_digests(), 0, 0
    for some in _pieces(blob for blob in other.held() if blob.digest not in erased):
        known = _known(store, some)
        needed = [
            blob for blob in some if blob.digest in known and not (store.folder / known[blob.digest].path).exists()
        ]
        for blob in needed:
            bring_one(store, other, blob)
        count, size = count + len(needed), size + sum(blob.size for blob in needed)
    return count, size


def _known(store: Store, blobs: Iterable[Blob]) -> Mapping[str, Blob]:
    """Those of these files that the archive has a row of, by digest, as it knows them."""
    return reading.blobs(store.connection, [blob.digest for blob in blobs])


def bring_one(store: Store, other: Store, blob: Blob) -> Blob:
    """Copy one file, and the thumbnail that was made of it.

    Raises:
        DamagedError: it is missing there, or is not what its name says.
    """
    source, made = other.folder / blob.path, store.folder / "tmp" / f"{blob.digest[:16]}-{secrets.token_hex(4)}"
    whole = source.is_file() and not source.is_symlink()
    if whole:
        shutil.copyfile(source, made)
        whole = digest_of(made) == blob.digest
    if not whole:
        made.unlink(missing_ok=True)
        raise DamagedError(
            f"{source} is missing or damaged; `embedarchive verify --archive {other.folder}` says what else is wrong."
        )
    kept = store.adopt(made, blob.declared_type)
    _thumbnail(store, other, blob.digest)
    return kept


def _thumbnail(store: Store, other: Store, digest: str) -> None:
    name = Path("thumbs", digest[:2], f"{digest}.jpg")
    source, target = other.folder / name, store.folder / name
    if source.is_symlink() or not source.is_file() or target.exists():
        return
    sql = "SELECT body ->> 'thumbnail_digest' FROM snapshots WHERE content_digest = ? AND subject = 'media'"
    if (digest_of(source),) not in other.connection.execute(sql, (digest,)).fetchall():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    made = store.folder / "tmp" / f"{digest[:16]}-{secrets.token_hex(4)}"
    shutil.copyfile(source, made)
    made.replace(target)


def _pieces(blobs: Iterable[Blob]) -> Iterator[list[Blob]]:
    some: list[Blob] = []
    for blob in blobs:
        some.append(blob)
        if len(some) == TOGETHER:
            yield some
            some = []
    if some:
        yield some
