"""Crawls from Python: which posts the pages of many recordings show.

from embedarchive import crawl
for found in crawl.find(["crawl/"], "posts"):
    print(found)
for each in crawl.occurrences("posts"):
    print(each.page_url, each.handle, each.text)
crawl.to_pandas("posts").groupby("platform").size()
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from embedarchive.archive.crawls import counting, finding, merging, parts
from embedarchive.archive.crawls.cdx import Chosen
from embedarchive.archive.crawls.counting import QUESTIONS, Counted
from embedarchive.archive.crawls.finding import Known
from embedarchive.archive.crawls.merging import Merged
from embedarchive.archive.crawls.parts import Part
from embedarchive.archive.crawls.shard_process import Failed
from embedarchive.archive.crawls.shards import COMMON_CRAWL

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "QUESTIONS",
    "Counted",
    "Failed",
    "Known",
    "Merged",
    "Occurrence",
    "Part",
    "find",
    "merge",
    "occurrences",
    "stats",
    "to_arrow",
    "to_pandas",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A post, or an image, in a page of a crawl: a row of the table. `found` is all that the finder tells, as JSON."""

    page_url: str
    page_host: str
    page_at: dt.datetime | None
    page_digest: str | None
    recording: str
    record_offset: int | None
    kind: str
    position: int
    key: str
    platform: str | None
    id: str | None
    url: str | None
    handle: str | None
    author: str | None
    date: dt.date | None
    posted_at: dt.datetime | None
    text: str | None
    language: str | None
    context: str | None
    form: str | None
    confidence: float
    found: str


def find(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    images: bool = False,
    jobs: int | None = None,
    dask: str | None = None,
    base: str = COMMON_CRAWL,
    hosts: Sequence[str] = (),
    urls: Sequence[str] = (),
    allow_private: bool = False,
) -> Iterator[Part | Known | Failed]:
    """Find the posts in recordings, and keep them as a table; what became of each recording, as it ends.

    Args:
        inputs: files, folders, globs, addresses, lists and indexes of recordings.
        out: the folder of the table. What is in it already is not read again.
        images: whether images are in it, too.
        jobs: how many recordings are read at once; without it as many as there are processors.
        dask: the address of a Dask scheduler whose workers read them, or `local`.
        base: what the lines of a list or an index are read behind.
        hosts: of an index, only the pages of these hosts and those below them.
        urls: of an index, only the pages whose addresses begin so.
        allow_private: also fetch from private addresses.

    Raises:
        UsageError: there is no such input or cluster, or an extra is missing.
    """
    from embedarchive.archive.articles.jobs import processors

    return finding.find(
        [str(each) for each in inputs],
        Path(out),
        images=images,
        jobs=jobs or processors(),
        cluster=dask,
        base=base,
        chosen=Chosen(tuple(hosts), tuple(urls)),
        allow_private=allow_private,
    )


def occurrences(out: str | Path) -> Iterator[Occurrence]:
    """The rows of a table.

    Raises:
        UsageError: there is no table, or pyarrow is missing.
    """
    for batch in parts.batches(Path(out)):
        yield from (Occurrence(**row) for row in batch.to_pylist())


def to_arrow(out: str | Path) -> pa.Table:
    """A table as one of Arrow.

    Raises:
        UsageError: see `occurrences`.
    """
    schema = parts.schema()
    import pyarrow as pa

    return pa.Table.from_batches(parts.batches(Path(out)), schema)


def to_pandas(out: str | Path) -> pd.DataFrame:
    """A table as a frame of pandas.

    Raises:
        UsageError: see `occurrences`.
    """
    return to_arrow(out).to_pandas()


def merge(
    out: str | Path,
    archive: str | Path,
    *,
    keep_pages: bool = False,
    allow_private: bool = False,
    operator: str | None = None,
) -> Merged:
    """Bring the pages of a table into an archive; `Archive.fetch` then captures the posts.

    Args:
        out: the folder of the table.
        archive: the archive's folder; made when there is none.
        keep_pages: whether the pages are copied, too, out of the recordings, which have to be there.
        allow_private: also fetch those from private addresses.
        operator: who does it; kept in the log.

    Raises:
        UsageError: there is no table, or pyarrow is missing.
        ArchiveError: the archive cannot be used.
    """
    return merging.merge(
        Path(out), Path(archive), keep_pages=keep_pages, allow_private=allow_private, operator=operator
    )


def stats(out: str | Path, question: str = "posts", *, most: int = 20, archive: str | Path | None = None) -> Counted:
    """Ask one of `QUESTIONS` to a table.

    Args:
        out: the folder of the table.
        question: its name.
        most: so many rows at most.
        archive: where the posts were merged into: what became of them.

    Raises:
        UsageError: there is no table, or DuckDB is missing.
    """
    return counting.count(Path(out), question, most=most, archive=None if archive is None else Path(archive))
