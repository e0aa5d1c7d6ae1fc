"""Find only: nothing is written, and nothing is fetched but a source that is itself an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from embedarchive import documents, finder
from embedarchive.archive.origins import Choice, Origin, origins, read, scan_of_post
from embedarchive.errors import RecordingError, SourceError
from embedarchive.model import Document, Scan


def dry_run(
    sources: Sequence[str | Path],
    *,
    base_url: str | None = None,
    limit: int,
    recordings: Sequence[Path] = (),
    choice: Choice = Choice(),  # noqa: B008 -- frozen
    render: bool = False,
    **network: Any,  # noqa: ANN401 -- options of `web.network`
) -> Iterator[Scan | SourceError]:
    """A scan for every article that the sources stand for, or why there is none, in order.

    Raises:
        RecordingError: a recording cannot be read. Said before anything else: without it the run would be another.
    """
    if recordings:
        from embedarchive.archive.article_pages import open_source

        open_source(recordings)
    for source in sources:
        try:
            for origin in origins(source):
                if origin.recording:
                    yield from _recorded(origin, recordings, choice, limit)
                    continue
                try:
                    yield from _scans(
                        origin, base_url=base_url, limit=limit, recordings=recordings, render=render, network=network
                    )
                except SourceError as error:
                    if origin.named:
                        yield error
        except SourceError as error:
            yield error


def _recorded(origin: Origin, recordings: Sequence[Path], choice: Choice, limit: int) -> Iterator[Scan | SourceError]:
    """The articles of a recording, each read when it is asked for."""
    from embedarchive.archive.article_pages import open_recording, read_page
    from embedarchive.archive.recorded_articles import Here, at_once, recorded_articles

    assert origin.path is not None  # noqa: S101 -- as every recording
    try:
        recording = open_recording((origin.path, *recordings))
    except RecordingError as error:
        yield SourceError(str(error))
        return
    source = Here(recording)
    try:
        for article in recorded_articles(recording, choice):
            try:
                if article.post is not None:
                    yield scan_of_post(article)
                    continue
                found, _ = at_once(read_page(source, str(article.url), limit=limit))
                yield from map(finder.scan, found)
            except SourceError as error:
                yield error
    finally:
        recording.close()


def _scans(
    origin: Origin,
    *,
    base_url: str | None,
    limit: int,
    recordings: Sequence[Path],
    render: bool,
    network: dict[str, Any],
) -> Iterator[Scan]:
    if origin.post is not None:
        yield scan_of_post(origin)
        return
    found: tuple[Document, ...]
    if origin.url is not None:
        import asyncio

        from embedarchive.archive.article_pages import open_browser, open_source, read_page

        browser = open_browser(wanted=render)

        async def fetched() -> tuple[Document, ...]:
            async with open_source(recordings, **network) as web_source, browser or nullcontext():
                documents_found, _ = await read_page(web_source, str(origin.url), limit=limit, browser=browser)
                return documents_found

        found = asyncio.run(fetched())
    else:
        found = documents.read(read(origin, limit), source=origin.name, base_url=base_url, limit=limit)
    for document in found:
        yield finder.scan(document)
