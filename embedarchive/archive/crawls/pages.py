"""The pages of a crawl themselves, read again out of their recordings as a scan of those reads them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from embedarchive.archive.article_reader import article_finds
from embedarchive.archive.articles.article_pages import fetched_page, open_recording
from embedarchive.archive.articles.origins import LIMIT, Origin
from embedarchive.archive.articles.reading import found_in
from embedarchive.archive.articles.recorded_articles import Here, at_once
from embedarchive.archive.crawls.cdx import Ranges
from embedarchive.archive.crawls.copies import opened
from embedarchive.archive.crawls.parts import Part
from embedarchive.archive.crawls.shards import STORES, WEB, Shard
from embedarchive.errors import RecordingError, SourceError
from embedarchive.model import Scan
from embedarchive.web import Recording


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, its bytes, what stands in it, and its text as a reader sees it."""

    url: str
    data: bytes
    scan: Scan
    text: str


def pages_of(
    part: Part, offsets: Mapping[str, int | None], *, allow_private: bool = False
) -> Iterator[Page | SourceError]:
    """Pages of a part, or why there is none; of a part that was read by ranges, only theirs are asked for.

    Args:
        part: which.
        offsets: the addresses of the pages, and where in its recording each begins, where that is known.
        allow_private: also fetch from private addresses.

    Raises:
        SourceError: its recording is not there any more, or cannot be read.
    """
    if not offsets:
        return
    place = part.address or part.shard
    ranges = holding(part.ranges, offsets.values())
    shard = Shard(part.shard, place.startswith((*WEB, *STORES)), part.state, part.address, ranges)
    try:
        with opened(shard, allow_private=allow_private) as copy, closing(open_recording([copy.path])) as recording:
            for url in offsets:
                yield from _read(recording, url)
    except (RecordingError, OSError) as error:
        raise SourceError(f"{place}: the pages in it cannot be read: {error}") from error


def holding(ranges: Ranges, offsets: Collection[int | None]) -> Ranges:
    """Those of the ranges that a page begins in; all where that cannot be told: none would be the whole recording."""
    if None in offsets:
        return ranges
    begun = sorted(offset for offset in offsets if offset is not None)
    return tuple(each for each in ranges if bisect_left(begun, each[0]) < bisect_left(begun, sum(each))) or ranges


def _read(recording: Recording, url: str) -> Iterator[Page | SourceError]:
    origin = Origin(name=url, called=url, url=url)
    try:
        answer = at_once(fetched_page(Here(recording), origin))
        kind = answer.header("content-type")
        found = found_in(answer.body, origin, article_finds, limit=LIMIT, base_url=answer.url, media_type=kind)
    except SourceError as error:
        yield error
        return
    if isinstance(found, tuple):
        yield from (Page(url, answer.body, scan, text) for _, scan, text in found)
