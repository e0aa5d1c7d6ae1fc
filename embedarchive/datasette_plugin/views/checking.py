"""What a reader checks by hand: files against their digests, and the archive's log against the head of its chain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.serving.blobs import blob_path
from embedarchive.store.queries import files
from embedarchive.store.queries.files import Head

UNPACK = {".gz": "gzip -dc", ".zst": "zstd -dc"}
"""What decompresses an answer: it is kept as it came, and its digest is that of the compressed bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file to be checked: where it lies, and what unpacks it where it came compressed."""

    digest: str
    path: str
    size: int
    unpack: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Files, and the newest seal of the log; None for a reader who may not see that."""

    files: tuple[Checked, ...]
    head: Head | None


async def checkable(reader: Reader, digests: Iterable[str | None]) -> Check | None:
    """These files as `sha256sum --check` wants them, and the newest hash of the chain; None when there is no file.

    What was erased is left out.
    """
    wanted = list(dict.fromkeys(digest for digest in digests if digest))[:500]
    folder = reader.archive.folder
    kept = {row.digest: row for row in await reader.some(files.by_digests(wanted))}
    for row in await reader.some(files.erased(wanted)):
        kept.pop(row.text, None)
    if folder is None or not kept:
        return None
    heads = await reader.some(files.head())
    made = []
    for digest in wanted:
        if digest in kept:
            path = blob_path(folder, digest, kept[digest].ending).relative_to(folder).as_posix()
            unpack = UNPACK.get(kept[digest].ending)
            command = f"{unpack} {path}" if unpack else None
            made.append(Checked(digest=digest, path=path, size=kept[digest].size, unpack=command))
    return Check(files=tuple(made), head=heads[0] if heads else None)
