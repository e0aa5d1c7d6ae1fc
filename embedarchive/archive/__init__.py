"""The archive: where finding, fetching and keeping meet.

with embedarchive.Archive("snapshots") as archive:
    for result in archive.add("article.txt"):
        print(result.status, result.reason, result.handle)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embedarchive.archive.folder import Archive
    from embedarchive.archive.results import Result

__all__ = ["Archive", "Result"]


def __getattr__(name: str) -> object:  # the type checker reads the imports above
    if name == "Archive":
        from embedarchive.archive.folder import Archive

        return Archive
    if name == "Result":
        from embedarchive.archive.results import Result

        return Result
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
