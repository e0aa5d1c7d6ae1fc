"""What a reader checks by hand: files against their digests, and the archive's log against the head of its chain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from embedarchive.datasette_plugin.blobs import blob_path
from embedarchive.datasette_plugin.reading import Reader, marks


async def checkable(reader: Reader, digests: Iterable[str | None]) -> dict[str, Any] | None:
    """These files as `sha256sum --check` wants them, and the newest hash of the chain; null when there is no file.

    The head is null for a reader who may not see the log.
    """
    wanted = sorted({digest for digest in digests if digest})[:500]
    folder = reader.archive.folder
    rows = await reader.some(
        ("blobs",), f"select digest, ending from blobs where digest in ({marks(wanted)}) order by id", wanted
    )
    if folder is None or not rows:
        return None
    heads = await reader.some(("events",), "select hash, at from events order by id desc limit 1")
    paths = [(row["digest"], blob_path(folder, row["digest"], row["ending"])) for row in rows]
    return {
        "files": [{"digest": digest, "path": path.relative_to(folder).as_posix()} for digest, path in paths],
        "head": heads[0] if heads else None,
    }
