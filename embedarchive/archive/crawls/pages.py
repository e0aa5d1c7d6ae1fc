"""The pages of a crawl themselves, read again out of their recordings as a scan of those reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from embedarchive.archive.article_reader import article_finds
from embedarchive.archive.articles.article_pages import fetched_page, open_recording
from embedarchive.archive.articles.origins import LIMIT, Origin
from embedarchive.archive.articles.reading import found_in
from embedarchive.archive.articles.recorded_articles import Here, at_once
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


def pages_of(part: Part, urls: Iterable[str], *, allow_private: bool = False) -> Iterator[Page | SourceError]:
    """Pages of a part, or why there is none.

    Raises:
        SourceError: its recording is not there any more, or cannot be read.
    """
    place = part.address or part.shard
    shard = Shard(part.shard, place.startswith((*WEB, *STORES)), part.state, part.address, part.ranges)
    try:
        with opened(shard, allow_private=allow_private) as copy, closing(open_recording([copy.path])) as recording:
            for url in dict.fromkeys(urls):
                yield from _read(recording, url)
    except (RecordingError, OSError) as error:
        raise SourceError(f"{place}: the pages in it cannot be read: {error}") from error


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
