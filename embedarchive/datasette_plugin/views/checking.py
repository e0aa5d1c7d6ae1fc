"""What a reader checks by hand: files against their digests, and the archive's log against the head of its chain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from embedarchive.datasette_plugin.reader.database import Reader, marks
from embedarchive.datasette_plugin.serving.blobs import blob_path

UNPACK = {".gz": "gzip -dc", ".zst": "zstd -dc"}
"""What decompresses an answer: it is kept as it came, and its digest is that of the compressed bytes."""


async def checkable(reader: Reader, digests: Iterable[str | None]) -> dict[str, Any] | None:
    """These files as `sha256sum --check` wants them, and the newest hash of the chain; None when there is no file.

    What was erased is left out. The head is None for a reader who may not see the log.
    """
    wanted = list(dict.fromkeys(digest for digest in digests if digest))[:500]
    folder = reader.archive.folder
    rows = await reader.some(
        ("blobs",), f"select digest, ending, size from blobs where digest in ({marks(wanted)})", wanted
    )
    erased = await reader.some(
        ("erasures",),
        f"select distinct value from erasures, json_each(digests) where value in ({marks(wanted)})",
        wanted,
    )
    kept = {row["digest"]: row for row in rows}
    for row in erased:
        kept.pop(row["value"], None)
    if folder is None or not kept:
        return None
    heads = await reader.some(("events",), "select hash, at from events order by id desc limit 1")
    files = []
    for digest in wanted:
        if digest in kept:
            path = blob_path(folder, digest, kept[digest]["ending"]).relative_to(folder).as_posix()
            unpack = UNPACK.get(kept[digest]["ending"])
            files.append(
                {
                    "digest": digest,
                    "path": path,
                    "size": kept[digest]["size"],
                    "unpack": f"{unpack} {path}" if unpack else None,
                }
            )
    return {"files": files, "head": heads[0] if heads else None}
