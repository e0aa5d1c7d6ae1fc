"""Find only: nothing is written, and nothing is fetched but a source that is itself an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedarchive import finder
from embedarchive.archive.articles import confined
from embedarchive.archive.articles.origins import Choice, Origin, origins, read, scan_of_post, unfolded
from embedarchive.archive.articles.reading import Read, read_bytes
from embedarchive.documents import publication
from embedarchive.errors import RecordingError, SourceError
from embedarchive.model import Document, Scan


def dry_run(
    sources: Sequence[str | Path],
    *,
    base_url: str | None = None,
    limit: int,
    recordings: Sequence[Path] = (),
    choice: Choice = Choice(),  # noqa: B008 -- frozen
    images: bool = True,
    render: bool = False,
    **network: Any,  # noqa: ANN401 -- options of `web.network`
) -> Iterator[Scan | SourceError]:
    """A scan for every article that the sources stand for, or why there is none, in order.

    Raises:
        RecordingError: a recording cannot be read. Said before anything else: without it the run would be another.
    """
    if recordings:
        from embedarchive.archive.articles.article_pages import open_source

        open_source(recordings)
    settings = _Settings(base_url, limit, tuple(recordings), render, network, choice, images)
    for source in sources:
        try:
            yield from _found(origins(source), settings)
        except SourceError as error:
            yield error


@dataclass(frozen=True, slots=True)
class _Settings:
    base_url: str | None
    limit: int
    recordings: tuple[Path, ...]
    render: bool
    network: dict[str, Any]
    choice: Choice
    images: bool

    def scan_or_why(self, document: Document) -> Scan | SourceError:
        """What stands in an article, as far as it is asked for, or why it cannot be read; the others can."""
        size = len(document.text)
        try:
            return confined.confined(document.source, size, finder.scan, document, images=self.images)
        except SourceError as error:
            return error


def _recorded(origin: Origin, settings: _Settings) -> Iterator[Scan | SourceError]:
    """The articles of a recording, each read when it is asked for."""
    from embedarchive.archive.articles.article_pages import open_recording, read_page
    from embedarchive.archive.articles.empty_pages import EmptyPages, empty, without_embeds
    from embedarchive.archive.articles.recorded_articles import Here, at_once, recorded_articles

    assert origin.path is not None  # noqa: S101 -- as every recording
    try:
        look = None if settings.images else EmptyPages(settings.limit)
        recording = open_recording((origin.path, *settings.recordings), look=look)
    except RecordingError as error:
        yield SourceError(str(error))
        return
    source = Here(recording)
    try:
        for article in recorded_articles(recording, settings.choice):
            try:
                if article.post is not None:
                    yield scan_of_post(article)
                    continue
                if recording.is_empty(str(article.url)):
                    yield empty(article)
                    continue
                found, _ = at_once(read_page(source, article, limit=settings.limit))
                for each in map(settings.scan_or_why, found) if isinstance(found, tuple) else ():
                    yield without_embeds(each, article) if look and isinstance(each, Scan) else each
            except SourceError as error:
                yield error
    finally:
        recording.close()


def _found(sources: Iterator[Origin], settings: _Settings) -> Iterator[Scan | SourceError]:
    """What stands in the articles, and in those that lists lead to."""
    for origin in sources:
        try:
            if origin.post is not None:
                yield scan_of_post(origin)
                continue
            if origin.recording:
                yield from _recorded(origin, settings)
                continue
            if origin.export is not None:
                from embedarchive.archive.articles import exported

                for each in exported.posts(origin, read(origin, exported.LARGEST), Counter()):
                    yield exported.scan_of(origin, each)
                continue
            found = _read(origin, settings)
            if isinstance(found, Scan):
                yield found
            elif isinstance(found, tuple):
                yield from map(settings.scan_or_why, found)
            else:
                yield from _found(unfolded(found, origin), settings)
        except SourceError as error:
            if origin.named:
                yield error


def _read_and_find(data: bytes, origin: Origin, *, limit: int, base_url: str | None, images: bool) -> Read | Scan:
    """What bytes hold; of one large article what stands in it, so that a process is started for it once."""
    found = read_bytes(data, origin, limit=limit, base_url=base_url)
    if len(data) > confined.LARGE and isinstance(found, tuple) and len(found) == 1:
        return finder.scan(publication.told(found[0]), images=images)
    return found


def _read(origin: Origin, settings: _Settings) -> Read | Scan:
    if origin.url is None or origin.problem:
        data = read(origin, settings.limit)
        return confined.confined(
            origin.name, len(data), _read_and_find, data, origin, base_url=settings.base_url, limit=settings.limit,
            images=settings.images,
        )  # fmt: skip
    import asyncio

    from embedarchive.archive.articles.article_pages import open_browser, open_source, read_page

    browser = open_browser(wanted=settings.render)

    async def fetched() -> Read:
        async with open_source(settings.recordings, **settings.network) as web_source, browser or nullcontext():
            found, _ = await read_page(web_source, origin, limit=settings.limit, browser=browser)
            return found

    return asyncio.run(fetched())
