"""One shard, read: what stands in its pages, as Parquet files by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from embedarchive.archive.articles.origins import LIMIT
from embedarchive.archive.crawls.copies import Copy, opened
from embedarchive.archive.crawls.occurrences import TABLE, Row, page_columns, rows_of
from embedarchive.archive.crawls.parts import Part
from embedarchive.archive.crawls.shards import Shard
from embedarchive.archive.dry_run import told_of
from embedarchive.errors import SourceError
from embedarchive.exports.tables import ParquetFile
from embedarchive.version import __version__

if TYPE_CHECKING:
    from embedarchive.web import Recording

BUFFERED = 4_000
"""Rows that wait in memory for the files of their months."""
UNDATED = "__HIVE_DEFAULT_PARTITION__"
"""What Hive calls the folder of rows without a month: the recording does not say when their page was recorded."""
_AT = [column.name for column in TABLE.columns].index("page_at")


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to be read: all that a process needs to know, wherever it runs.

    Attributes:
        shard: which.
        images: whether images are looked for, too.
        allow_private: also fetch from private addresses.
        known: digests of files that were read before, and have this one's size.
    """

    shard: Shard
    images: bool = False
    allow_private: bool = False
    known: tuple[str, ...] = ()


def read(task: Task, folder: Path) -> Part | str:
    """Read a shard, and write its rows into a folder, a file for each month; the digest alone of one that is known.

    Raises:
        SourceError: it cannot be fetched, or nothing in it can be read.
        OSError: it, or the folder, cannot be used.
    """
    shard = task.shard
    state, digest = shard.state(), shard.digest()
    if digest in task.known:
        return digest
    with opened(shard, allow_private=task.allow_private) as copy:
        reading = _Reading(copy)
        count, months = _written(folder, reading.rows(images=task.images))
    if reading.refused and not reading.pages:
        raise SourceError(reading.refused[0])
    return Part(
        shard=shard.name,
        digest=digest,
        state=state,
        address=shard.address,
        ranges=shard.ranges,
        images=task.images,
        pages=reading.pages,
        holding=reading.holding,
        rows=count,
        unread=len(reading.refused),
        months=months,
        notes=reading.notes,
        version=__version__,
    )


def _written(folder: Path, rows: Iterable[Row]) -> tuple[int, tuple[str, ...]]:
    """Write rows into the file of the month of their page; how many, and which months."""
    waiting: dict[str, list[Row]] = defaultdict(list)
    written: dict[str, ParquetFile] = {}
    count = 0
    with ExitStack() as open_files:

        def flush() -> None:
            for month, some in waiting.items():
                if month not in written:
                    written[month] = open_files.enter_context(ParquetFile(folder / f"{month}.parquet", TABLE))
                written[month].write(some)
            waiting.clear()

        for count, row in enumerate(rows, 1):
            waiting[str(row[_AT])[:7] if row[_AT] else UNDATED].append(row)
            if count % BUFFERED == 0:
                flush()
        flush()
    return count, tuple(sorted(written))


class _Reading:
    """One recording, while it is read."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._recording: Recording | None = None
        self.pages = self.holding = 0
        self.refused: list[str] = []
        self.notes: tuple[str, ...] = ()

    def rows(self, *, images: bool) -> Iterator[Row]:
        """What stands in its pages, in its order."""
        told = partial(rows_of, images=images)
        for found in told_of([self._copy.path], told, limit=LIMIT, images=images, opened=self._opened):
            if isinstance(found, SourceError):
                self.refused.append(str(found))
                continue
            url, rows = found
            self.pages += 1
            if rows:
                self.holding += 1
                page = self._page(url)
                yield from (page + row for row in rows)

    def _opened(self, recording: Recording) -> None:
        self._recording, self.notes = recording, recording.notes

    def _page(self, url: str) -> Row:
        memento = self._recording.memento(url) if self._recording is not None else None
        if memento is None:
            return page_columns(url, None, "", self._copy.name, None)
        name = memento.place.volume.name.replace(str(self._copy.path), self._copy.name)
        at = None if memento.at.year == 1 else memento.at
        return page_columns(url, at, memento.digest, name, self._copy.place(memento.place.offset))
