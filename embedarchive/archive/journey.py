"""The journey: articles in, posts and images fetched, everything kept, a result for each as it ends.

Work is taken from a bounded queue by a fixed number of workers, so that memory does not grow with the number of
articles and a
slow host delays no other. What is learnt is on the disk before it is told.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from embedarchive import documents, finder
from embedarchive.archive.origins import LIMIT, Origin, origins, read, scan_of_post
from embedarchive.archive.pages import read_page
from embedarchive.archive.results import Event, Found, Unreadable
from embedarchive.archive.subjects import PARSER, Subjects
from embedarchive.errors import SourceError
from embedarchive.finder.article_text import readable
from embedarchive.model import Document, Scan, Source
from embedarchive.store import ArticleRecord, Store

Emit = Callable[[Event], None]
Work = Callable[[Awaitable[None]], Awaitable[None]]

WORKERS = 32
"""How many posts and images are under way at once; `web.rates` decides how many requests a host sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is asked to do.

    Attributes:
        images: whether the images of articles are kept.
        avatars: whether the authors' profile pictures are kept.
        only: platforms; empty means all.
        max_article_bytes: larger articles are refused.
    """

    images: bool = True
    avatars: bool = False
    only: tuple[str, ...] = ()
    max_article_bytes: int = LIMIT


class Journey:
    """One run over one archive."""

    def __init__(self, store: Store, source: Source, subjects: Subjects, settings: Settings, emit: Emit) -> None:
        self._store, self._source, self._subjects = store, source, subjects
        self._settings, self._emit = settings, emit

    async def scan(self, sources: Sequence[str | Path], *, base_url: str | None = None) -> None:
        """Read every article that the sources stand for, keep it, and capture what it shows."""
        async with _workers(WORKERS) as work:
            for source in sources:
                try:
                    for origin in origins(source):
                        await self._read(origin, base_url, work)
                except SourceError as error:
                    self._emit(Unreadable(source=str(source), sentence=str(error)))

    async def fetch(self, *, everything: bool = False) -> None:
        """Try again what is due; with `everything` also what is not due yet and what had failed."""
        async with _workers(WORKERS) as work:
            now = self._subjects.now()
            for post in self._store.due_posts(now, force=everything):
                await work(self._again("embed", post.key))
            for medium in self._store.due_media(now, force=everything):
                await work(self._again("image", medium.key))

    async def recheck(self, older_than: dt.timedelta) -> None:
        """Look again at every post that is archived and was captured longer ago than that; tell what differs."""
        async with _workers(WORKERS) as work:
            for key in self._store.captured_posts(before=self._subjects.now() - older_than):
                await work(self._look_again(key))

    async def reparse(self) -> None:
        """Read what is kept with today's parsers; nothing is fetched."""
        async with _workers(WORKERS) as work:
            for row in self._store.listed("posts"):
                await work(self._read_anew(str(row["key"])))

    async def _read(self, origin: Origin, base_url: str | None, work: Work) -> None:
        try:
            found, data = await self._documents(origin, base_url)
        except SourceError as error:
            if origin.named:
                self._emit(Unreadable(source=origin.name, sentence=str(error)))
            return
        for document in found:
            scan = scan_of_post(origin) if origin.post else finder.scan(document)
            await self._keep(scan, data, origin, work)

    async def _documents(self, origin: Origin, base_url: str | None) -> tuple[tuple[Document, ...], bytes]:
        limit = self._settings.max_article_bytes
        if origin.post is not None:
            return (Document(text=origin.name, source=origin.name),), origin.name.encode()
        if origin.url is not None:
            found, answer = await read_page(self._source, origin.url, limit=limit)
            return found, answer.body
        data = read(origin, limit)
        return documents.read(data, source=origin.name, base_url=base_url, limit=limit), data

    async def _keep(self, scan: Scan, data: bytes, origin: Origin, work: Work) -> None:
        """Write down what the article says, tell it, and hand out the work."""
        record = self._store.add_article(
            data,
            scan,
            readable(scan).text,
            parser=PARSER,
            url=origin.post.url if origin.post else origin.url,
            path=origin.path,
        )
        wanted = self._wanted(record)
        self._emit(
            Found(
                source=scan.document.source,
                scan=scan,
                article=record.id,
                news=record.news,
                expected=sum(map(len, wanted.values())),
            )
        )
        for (kind, key), indexes in wanted.items():
            await work(self._settle(kind, key, indexes, scan.document.source, record.id))

    def _wanted(self, record: ArticleRecord) -> dict[tuple[str, str], list[int]]:
        """Where each post and image that is to be fetched stands. The article is kept whole, whatever is fetched."""
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, kept in enumerate(record.embeds):
            if not self._settings.only or kept.embed.platform in self._settings.only:
                places["embed", kept.key].append(index)
        for index, image in enumerate(record.images if self._settings.images else ()):
            places["image", image.key].append(index)
        return places

    async def _settle(self, kind: str, key: str, indexes: Iterable[int], source: str, article: int) -> None:
        """Capture one post or image unless that is settled, and tell the result once for each place it stands in."""
        result = await (self._subjects.post(key) if kind == "embed" else self._subjects.image(key))
        for index in indexes:
            self._emit(replace(result, index=index, source=source, article=article))

    async def _again(self, kind: str, key: str) -> None:
        result = await (
            self._subjects.post(key, again=True) if kind == "embed" else self._subjects.image(key, again=True)
        )
        self._emit(result)

    async def _read_anew(self, key: str) -> None:
        for change in await self._subjects.reparse(key):
            self._emit(change)

    async def _look_again(self, key: str) -> None:
        for change in await self._subjects.recheck(key):
            self._emit(change)


@asynccontextmanager
async def _workers(count: int) -> AsyncIterator[Work]:
    """A fixed number of workers and the function that gives them work; leaving waits until all is done.

    When the block is left by an error or by cancellation, what is under way is cancelled and has ended on leaving.
    """
    jobs: asyncio.Queue[Awaitable[None]] = asyncio.Queue(maxsize=count)

    async def take() -> None:
        while True:
            job = await jobs.get()
            try:
                await job
            finally:
                jobs.task_done()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(take()) for _ in range(count)]
            try:
                yield jobs.put
                await jobs.join()
            finally:
                for task in tasks:
                    task.cancel()
                while not jobs.empty():
                    _drop(jobs.get_nowait())
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None  # the caller knows one error, not a group of them


def _drop(job: Awaitable[None]) -> None:
    """Close a coroutine that nobody will run."""
    close = getattr(job, "close", None)
    if close is not None:
        close()
