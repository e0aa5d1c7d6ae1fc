"""From what a SOURCE stands for to its articles: read ahead in processes, found in order, each handed on to be kept.

What cannot be read is told and stops no other.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from embedarchive import finder
from embedarchive.archive.articles import items
from embedarchive.archive.articles.article_pages import read_page
from embedarchive.archive.articles.confined import confined
from embedarchive.archive.articles.jobs import Jobs
from embedarchive.archive.articles.origins import Origin, is_told, origins, scan_of_post, unfolded
from embedarchive.archive.articles.reading import Begun, Finds, Several, begin, is_file
from embedarchive.archive.concurrency.tasks import Work
from embedarchive.archive.fetching.run_context import Heard, RunContext
from embedarchive.archive.results import Idle, Unreadable
from embedarchive.archive.run_settings import Settings
from embedarchive.documents import publication
from embedarchive.errors import ArchiveError, SourceError, UnwritableError
from embedarchive.model import Document, Scan

if TYPE_CHECKING:
    from embedarchive.web.browser import Browser

ArticleFinds: TypeAlias = tuple[Document, Scan, str]
"""A document, what stands in it, and its text as a reader sees it."""
_Begun: TypeAlias = "Begun[ArticleFinds] | SourceError | None"
"""A file that is being read, why it cannot be, or nothing for what is no file."""


class Keeper(Protocol):
    """Who keeps what is read."""

    async def keep(self, found: ArticleFinds, data: bytes, origin: Origin, work: Work) -> Sequence[str]:
        """Keep an article and see to what it shows; the keys of the posts that it shows or links to."""
        ...

    async def keep_export(self, origin: Origin, work: Work) -> None:
        """Keep the posts of the export of an account."""
        ...

    async def keep_recording(self, origin: Origin) -> None:
        """Keep the articles in a recording, which answers what they lead to."""
        ...


class ArticleReader:
    """Reads the articles of a run."""

    def __init__(
        self, context: RunContext, settings: Settings, keeper: Keeper, *, renderer: Browser | None = None
    ) -> None:
        """Read for `keeper`; `renderer` loads articles that are named by their address."""
        self._context, self._store, self._emit = context, context.store, context.emit
        self._settings, self._keeper, self._renderer = settings, keeper, renderer
        self._jobs = Jobs(settings.jobs)
        self._passed = 0

    def close(self) -> None:
        """End the processes that read."""
        self._jobs.close()

    async def read_source(self, source: str | Path, base_url: str | None, work: Work) -> None:
        """Read what one SOURCE stands for. One that cannot be read is told, and stops no other."""
        before = self._passed
        try:
            async for origin, begun in self._ahead(source, base_url):
                await self.read(origin, base_url, work, begun)
        except SourceError as error:
            self._emit(Unreadable(source=str(source), sentence=str(error)))
        except UnwritableError:
            raise
        except Exception as error:  # noqa: BLE001 -- the per-item boundary: breakage is told as a reason
            await self._context.blame(error)
            self._emit(_unread(str(source), error))
        if passed := self._passed - before:
            self._emit(Idle(sentence=f"{source}: {passed:,} read before as {'it is' if passed == 1 else 'they are'}."))

    async def _ahead(self, source: str | Path, base_url: str | None) -> AsyncIterator[tuple[Origin, _Begun]]:
        """What a SOURCE stands for, in order; files begin to be read before it is their turn."""
        found, waiting, error = origins(source), deque[tuple[Origin, _Begun]](), None
        more = True
        while more or waiting:
            while more and len(waiting) < self._jobs.ahead:
                try:
                    origin = await self._context.threads.run(next, found, None)
                except SourceError as why:
                    error, origin = why, None
                more = origin is not None
                if origin is not None:
                    begun = None if self._settings.new_only else await self._begin(origin, base_url)
                    waiting.append((origin, begun))
            if waiting:
                yield waiting.popleft()
        if error is not None:
            raise error

    async def _begin(self, origin: Origin, base_url: str | None) -> _Begun:
        """Begin to read a file; why it cannot be read is for its turn. None of what is no file."""
        limit = self._settings.max_article_bytes
        start = partial(begin, self._jobs, origin, article_finds, limit=limit, base_url=base_url)
        try:
            return await self._context.threads.run(start) if is_file(origin) else None
        except SourceError as error:
            return error

    async def read(self, origin: Origin, base_url: str | None, work: Work, begun: _Begun = None) -> None:
        """Read one article, the several of a feed or a recording, or what a list leads to, and keep each."""
        if origin.recording:
            await self._keeper.keep_recording(origin)
            return
        try:
            if origin.export is not None:
                await self._keeper.keep_export(origin, work)
            elif not await self._was_read(*items.of_origin(origin)):
                await self._read_what_it_holds(origin, base_url, work, begun or await self._begin(origin, base_url))
        except SourceError as error:
            if is_told(origin, error):
                self._emit(Unreadable(source=origin.name, sentence=str(error)))
        except UnwritableError:
            raise
        except Exception as error:  # noqa: BLE001 -- the per-item boundary: breakage is told as a reason
            await self._context.blame(error)
            self._emit(_unread(origin.name, error))

    async def _read_what_it_holds(self, origin: Origin, base_url: str | None, work: Work, begun: _Begun) -> None:
        heard, keys = Heard(), dict[str, None]()
        found, data = await self._documents(origin, begun, heard)
        if not isinstance(found, tuple | Several):
            await self._context.note_read(heard)
            for listed in unfolded(found, origin):
                await self.read(listed, base_url, work)
            return
        fed = False  # a feed is read anew each time
        for article in found.documents if isinstance(found, Several) else found:
            document = article if isinstance(article, Document) else article[0]
            fed = fed or document.entry is not None
            item = items.of_document(origin, document, data)
            if not await self._was_read(*item):
                try:
                    finds = article if isinstance(article, tuple) else await self._found(origin, article)
                except SourceError as error:  # the others in the same file can be read
                    self._emit(Unreadable(source=origin.name, sentence=str(error)))
                    continue
                keys |= dict.fromkeys(await self._keeper.keep(finds, data, origin, work))
                await self._note_item(*item)
        await self._context.note_read(heard, keys=keys)
        if not fed:
            await self._note_item(*items.of_origin(origin))

    async def _found(self, origin: Origin, document: Document) -> ArticleFinds:
        """What stands in one of several articles of a large file, or in one that was fetched."""
        return await self._context.threads.run(confined, origin.name, len(document.text), article_finds, document)

    async def _was_read(self, item: str, version: str) -> bool:
        """Whether an item was read before and is passed over; not of what is no item of anything."""
        known = self._settings.new_only and bool(item) and await self._context.do(self._store.was_read, item, version)
        self._passed += known
        return known

    async def _note_item(self, item: str, version: str) -> None:
        if item:
            await self._context.do(self._store.note_item, item, version)

    async def _documents(self, origin: Origin, begun: _Begun, heard: Heard) -> tuple[Finds[ArticleFinds], bytes]:
        if isinstance(begun, SourceError):
            raise begun
        if begun is not None:
            return await asyncio.wrap_future(begun.finds), begun.data
        if origin.post is not None:
            document = Document(text=origin.name, source=origin.name)
            scan = scan_of_post(origin)
            return ((document, scan, finder.readable(scan).text),), origin.name.encode()
        source, limit = self._context.source(None, heard), self._settings.max_article_bytes
        found, data = await read_page(source, origin, limit=limit, browser=self._renderer)
        return Several(found) if isinstance(found, tuple) else found, data


def article_finds(document: Document) -> ArticleFinds:
    """What stands in a document, and its text as a reader sees it."""
    scan = finder.scan(publication.told(document))
    return document, scan, finder.readable(scan).text


def _unread(name: str, error: Exception) -> Unreadable:
    """Why an article is not in the archive, when it is nothing that we had foreseen."""
    if isinstance(error, ArchiveError | OSError):
        return Unreadable(source=name, sentence=f"{name}: could not be kept: {error}")
    return Unreadable(
        source=name, sentence=f"{name}: could not be read; this is a bug ({type(error).__name__}: {error})."
    )
