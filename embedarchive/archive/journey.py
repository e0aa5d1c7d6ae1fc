"""The journey: articles in, posts and images fetched, everything kept, a result for each as it ends.

Work is taken from a bounded queue by a fixed number of workers, so that memory does not grow with the number of
articles and a slow host delays no other. What is learnt is on the disk before it is told.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from embedarchive import finder
from embedarchive.archive.articles import exported, items
from embedarchive.archive.articles.article_pages import read_page
from embedarchive.archive.articles.beside import images_beside
from embedarchive.archive.articles.confined import confined
from embedarchive.archive.articles.jobs import Jobs
from embedarchive.archive.articles.origins import LIMIT, Choice, Origin, named, origins, read, scan_of_post, unfolded
from embedarchive.archive.articles.reading import Begun, Finds, Several, begin, is_file
from embedarchive.archive.articles.recorded_articles import recorded_articles
from embedarchive.archive.concurrency.working import Work, workers
from embedarchive.archive.fetching.posts import PARSER
from embedarchive.archive.fetching.run_context import Heard, RunContext
from embedarchive.archive.fetching.saving import save
from embedarchive.archive.results import Change, Event, Found, Idle, Looked, Noted, Result, Unreadable
from embedarchive.archive.subjects import Subjects, Tell
from embedarchive.documents import publication
from embedarchive.errors import ArchiveError, RecordingError, SourceError, UnwritableError
from embedarchive.model import Document, Embed, Scan, Status
from embedarchive.store import ArticleRecord
from embedarchive.store.corrections import as_kept
from embedarchive.store.due import Due, DueMedia
from embedarchive.store.keys import is_video_of_post, media_key

if TYPE_CHECKING:
    from embedarchive.archive.fetching.browser_views import Views
    from embedarchive.web import Recording
    from embedarchive.web.browser import Browser

Emit = Callable[[Event], None]
Ask = Callable[[], Awaitable[Result]]
OpenRecorded = Callable[[Path], "AbstractAsyncContextManager[tuple[Journey, Recording]]"]

_Found: TypeAlias = tuple[Document, Scan, str]
"""A document, what stands in it, and its text as a reader sees it."""

WORKERS = 32
"""How many posts and images are under way at once; `web.rates` decides how many requests a host sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is asked to do.

    Attributes:
        images: whether the images of articles are kept.
        avatars: whether the authors' profile images are kept.
        third_parties: strangers who are asked for what X does not show.
        only: platforms; empty means all.
        max_article_bytes: larger articles are refused.
        save_to_wayback: whether the Wayback Machine is asked to keep what is live.
        new_only: whether items of feeds, lists and folders are passed over that were read before as they are now.
        videos: whether videos are looked for of which the platform names no file.
        choice: which articles of a recording are wanted.
        jobs: in how many processes files are read.
    """

    images: bool = True
    avatars: bool = False
    only: tuple[str, ...] = ()
    max_article_bytes: int = LIMIT
    save_to_wayback: bool = False
    new_only: bool = False
    videos: bool = False
    third_parties: tuple[str, ...] = ()
    choice: Choice = field(default_factory=Choice)
    jobs: int = 1

    def wants(self, platform: str | None) -> bool:
        """Whether posts of this platform are asked for."""
        return not self.only or platform in self.only


class Journey:
    """One run over one archive."""

    def __init__(
        self,
        context: RunContext,
        subjects: Subjects,
        settings: Settings,
        *,
        renderer: Browser | None = None,
        views: Views | None = None,
        recorded: OpenRecorded | None = None,
    ) -> None:
        """See `Archive`.

        `renderer` loads articles that are named by their address, `views` takes screenshots of posts, `recorded` gives
        the journey that a recording answers, and the articles in it.
        """
        self._recorded = recorded
        self._renderer, self._views = renderer, views
        self._seen: dict[str, bool] = {}
        self._context, self._store, self._emit = context, context.store, context.emit
        self._subjects, self._settings = subjects, settings
        self._live: dict[str, str] = {}
        self._passed = 0
        self._jobs = Jobs(settings.jobs)

    async def scan(self, sources: Sequence[str | Path], *, base_url: str | None = None) -> None:
        """Read every article that the sources stand for, keep it, and capture what it shows."""
        with closing(self._jobs):
            async with workers(WORKERS) as work:
                for source in sources:
                    await self._scan(source, base_url, work)
        await self._subjects.end()
        await self._take_pictures()
        for key, url in self._live.items():  # slowly: nobody waits for it but us
            self._emit(await save(self._context, key, url))

    async def scan_recorded(self, recording: Recording, choice: Choice) -> None:
        """Keep every article of the recording that answers this journey, and capture what it shows."""
        articles = recorded_articles(recording, choice)
        async with workers(WORKERS) as work:
            while (origin := await self._context.threads.run(next, articles, None)) is not None:
                await self._read(origin, None, work)
        await self._subjects.end()
        await self._take_pictures()

    async def fetch(self, *, everything: bool = False, failed: bool = False) -> None:
        """Try again what is due; with `everything` also what is not due yet and what had failed.

        With `failed` that alone: nothing is given up that an interface's new shape had made fail.
        """
        now, force = self._context.clock(), everything or failed
        posts = filter(self._wants_post, await self._context.do(self._store.due_posts, now, force=force))
        media = filter(self._wants_media, await self._context.do(self._store.due_media, now, force=force))
        due = [("embed", post.key) for post in posts if post.failed or not failed]
        due += [("image", medium.key) for medium in media if medium.failed or not failed]
        async with workers(WORKERS) as work:
            for kind, key in due:
                await work(partial(self._again, kind, key))
        await self._subjects.end()
        if not due:
            nothing = Idle(sentence="Nothing has failed.") if failed else await self._context.do(self._nothing_due)
            self._emit(nothing)
        await self._take_pictures()

    async def recheck(self, older_than: dt.timedelta, keys: Sequence[str] | None = None) -> None:
        """Look again at every post that is archived or gone, and was longer ago than that; tell what differs.

        With `keys` at those posts, whenever they were looked at.
        """
        looked = False
        if keys is None:
            keys = await self._context.do(self._store.captured_posts, self._context.clock() - older_than)
        async with workers(WORKERS) as work:
            for key in keys:
                row = await self._context.do(self._store.post, key)
                if self._settings.wants(row.platform if row else None):
                    looked = True
                    await work(partial(self._look_again, key))
        await self._subjects.end()
        if not looked:
            self._emit(await self._context.do(self._nothing_captured))
        await self._take_pictures()

    async def reparse(self) -> None:
        """Read what is kept with today's parsers; nothing is fetched."""
        async with workers(WORKERS) as work:
            for row in await self._context.do(self._store.listed_posts):
                await work(partial(self._read_anew, row.key))

    # ------------------------------------------------------------------------------------------------------- articles

    async def _scan(self, source: str | Path, base_url: str | None, work: Work) -> None:
        """Read what one SOURCE stands for. One that cannot be read is told, and stops no other."""
        before = self._passed
        try:
            async for origin, begun in self._ahead(source, base_url):
                await self._read(origin, base_url, work, begun)
        except SourceError as error:
            self._emit(Unreadable(source=str(source), sentence=str(error)))
        except UnwritableError:
            raise
        except Exception as error:  # noqa: BLE001 -- the per-item boundary: breakage is told as a reason
            await self._context.blame(error)
            self._emit(_unread(str(source), error))
        if passed := self._passed - before:
            self._emit(Idle(sentence=f"{source}: {passed:,} read before as {'it is' if passed == 1 else 'they are'}."))

    async def _ahead(
        self, source: str | Path, base_url: str | None
    ) -> AsyncIterator[tuple[Origin, Begun[_Found] | SourceError | None]]:
        """What a SOURCE stands for, in order; files begin to be read before it is their turn."""
        found, waiting, error = origins(source), deque[tuple[Origin, Begun[_Found] | SourceError | None]](), None
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

    async def _begin(self, origin: Origin, base_url: str | None) -> Begun[_Found] | SourceError | None:
        """Begin to read a file; why it cannot be read is for its turn. None of what is no file."""
        limit = self._settings.max_article_bytes
        start = partial(begin, self._jobs, origin, _find, limit=limit, base_url=base_url)
        try:
            return await self._context.threads.run(start) if is_file(origin) else None
        except SourceError as error:
            return error

    async def _read(
        self, origin: Origin, base_url: str | None, work: Work, begun: Begun[_Found] | SourceError | None = None
    ) -> None:
        """Read one article, the several of a feed or a recording, or what a list leads to, and keep each."""
        if origin.recording:
            await self._read_recorded(origin)
            return
        try:
            if origin.export is not None:
                await self._export(origin, work)
            elif not await self._was_read(*items.of_origin(origin)):
                await self._read_what_it_holds(origin, base_url, work, begun or await self._begin(origin, base_url))
        except SourceError as error:
            if origin.named:
                self._emit(Unreadable(source=origin.name, sentence=str(error)))
        except UnwritableError:
            raise
        except Exception as error:  # noqa: BLE001 -- the per-item boundary: breakage is told as a reason
            await self._context.blame(error)
            self._emit(_unread(origin.name, error))

    async def _read_recorded(self, origin: Origin) -> None:
        assert self._recorded is not None  # noqa: S101 -- who opens an archive gives it
        assert origin.path is not None  # noqa: S101 -- as every recording
        try:
            async with self._recorded(origin.path) as (journey, recording):
                for note in recording.notes:
                    self._emit(Noted(source=origin.name, sentence=note))
                await journey.scan_recorded(recording, self._settings.choice)
        except (RecordingError, SourceError) as error:
            self._emit(Unreadable(source=origin.name, sentence=str(error)))

    async def _read_what_it_holds(
        self, origin: Origin, base_url: str | None, work: Work, begun: Begun[_Found] | SourceError | None
    ) -> None:
        heard, keys = Heard(), dict[str, None]()
        found, data = await self._documents(origin, begun, heard)
        if not isinstance(found, tuple | Several):
            await self._context.note_read(heard)
            for listed in unfolded(found, origin):
                await self._read(listed, base_url, work)
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
                keys |= dict.fromkeys(_shown(finds[1], await self._keep(finds, data, origin, work)))
                await self._note_item(*item)
        await self._context.note_read(heard, keys=keys)
        if not fed:
            await self._note_item(*items.of_origin(origin))

    async def _found(self, origin: Origin, document: Document) -> _Found:
        """What stands in one of several articles of a large file, or in one that was fetched."""
        return await self._context.threads.run(confined, origin.name, len(document.text), _find, document)

    async def _was_read(self, item: str, version: str) -> bool:
        """Whether an item was read before and is passed over; not of what is no item of anything."""
        known = self._settings.new_only and bool(item) and await self._context.do(self._store.was_read, item, version)
        self._passed += known
        return known

    async def _note_item(self, item: str, version: str) -> None:
        if item:
            await self._context.do(self._store.note_item, item, version)

    async def _export(self, origin: Origin, work: Work) -> None:
        """Keep the posts of an export, each as its owner has it, one after the other."""
        run = self._context.threads.run
        passed: Counter[str] = Counter()
        found = exported.posts(origin, await run(read, origin, exported.LARGEST), passed)
        while (each := await run(next, found, None)) is not None:
            whole, files = await run(exported.with_files, origin, each)
            scan = await run(exported.scan_of, origin, whole)
            called = f"{whole.post.platform}:{whole.post.id}"
            kept = replace(scan, document=replace(scan.document, source=called))
            record = await self._context.do(self._store.add_article, whole.record, kept, called, parser=PARSER)
            wanted = self._settings.wants(whole.post.platform)
            source = scan.document.source
            self._emit(Found(source=source, scan=scan, article=record.id, news=record.news, expected=int(wanted)))
            if wanted:
                news = record.news != "known"
                key = record.embeds[0].key
                ask: Ask = partial(self._subjects.exported, key, whole.post, files, news=news)
                tell = partial(self._tell, [0], source, record.id)
                await work(partial(self._settle, key, ask, tell))
        if told := exported.passed_over(origin, passed):
            self._emit(Noted(source=origin.name, sentence=told))

    async def _documents(
        self, origin: Origin, begun: Begun[_Found] | SourceError | None, heard: Heard
    ) -> tuple[Finds[_Found], bytes]:
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

    async def _keep(self, found: _Found, data: bytes, origin: Origin, work: Work) -> ArticleRecord:
        """Write down what the article says, tell it, and hand out the work; what was written."""
        _, scan, text = found
        scan, brought = await self._context.threads.run(images_beside, origin, data, scan)
        document = replace(scan.document, source=origin.called)
        if named(document.base_url or ""):  # a saved page of a post: its address may show the author's name
            document = replace(document, base_url=None)
        if origin.post:  # an address may show the author's name, and what an article is called outlives an erasure
            document, data = replace(document, base_url=None), origin.called.encode()
        kept = replace(scan, document=document)
        record = await self._context.do(
            self._store.add_article, data, kept, text, parser=PARSER, url=origin.url, path=origin.path
        )
        wanted = self._wanted(record)
        self._emit(
            Found(
                source=scan.document.source,
                scan=as_kept(scan, [each.embed for each in record.embeds]),
                article=record.id,
                news=record.news,
                expected=sum(map(len, wanted.values())),
            )
        )
        for (kind, key), indexes in wanted.items():
            if kind == "image":
                ask: Ask = partial(self._subjects.image, key, file=brought.get(key))
            else:
                embed = _surest(record, indexes)
                files = {name: brought[name] for name in map(media_key, embed.media) if name in brought}
                ask = partial(self._subjects.post, key, found=embed, files=files)
            tell = partial(self._tell, indexes, scan.document.source, record.id)
            await work(partial(self._settle, key, ask, tell))
        return record

    def _wanted(self, record: ArticleRecord) -> dict[tuple[str, str], list[int]]:
        """Where each post and image that is to be fetched stands. The article is kept whole, whatever is fetched."""
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, kept in enumerate(record.embeds):
            if self._settings.wants(kept.embed.platform):
                places["embed", kept.key].append(index)
        for index, image in enumerate(record.images if self._settings.images else ()):
            places["image", image.key].append(index)
        return places

    # --------------------------------------------------------------------------------------------- posts and images

    async def _settle(self, key: str, ask: Ask, tell: Tell) -> None:
        """Capture one post or image unless that is settled, and tell what became of it."""
        await self._subjects.when_settled(key, await ask(), tell)

    async def _tell(self, indexes: Iterable[int], source: str, article: int, result: Result) -> None:
        """A result once for each place that the post or image stands in."""
        for index in indexes:
            self._emit(replace(result, index=index, source=source, article=article))
        if result.kind == "embed":
            self._seen[result.key] = result.fresh
        if (
            self._settings.save_to_wayback
            and result.status is Status.ARCHIVED
            and result.kind == "embed"
            and result.url
        ):
            await self._note_live(result)

    async def _note_live(self, result: Result) -> None:
        row = await self._context.do(self._store.post, result.key)
        if row is None or not row.gone_at:
            self._live[result.key] = str(result.url)

    async def _take_pictures(self) -> None:
        """One after the other: a browser is busy enough with one page."""
        if self._views is not None:
            for key, again in self._seen.items():
                async for view in self._views.take(key, again=again):
                    self._emit(view)

    def _wants_post(self, post: Due) -> bool:
        return self._settings.wants(post.embed.platform)

    def _wants_media(self, medium: DueMedia) -> bool:
        if is_video_of_post(medium.key) and not self._settings.videos:
            return False
        if medium.in_article and self._settings.images:
            return True
        return any(map(self._settings.wants, medium.platforms))

    def _nothing_due(self) -> Idle:
        """Why there was nothing to try: all is settled, or what is pending has to wait."""
        posts = [row for row in self._store.listed_posts(status="pending") if self._settings.wants(row.platform)]
        wanted = {
            each.key for each in self._store.due_media(self._context.clock(), force=True) if self._wants_media(each)
        }
        media = [row for row in self._store.listed_media(status="pending") if row.key in wanted]
        times = [row.next_try_at or "" for row in posts] + [row.next_try_at or "" for row in media]
        if not times:
            return Idle(sentence="Nothing is due.")
        waiting = f"{len(times)} pending, the next at {min(times)[:16].replace('T', ' ')} UTC"
        return Idle(sentence=f"Nothing is due yet: {waiting}. fetch --all does not wait.", unsettled=len(times))

    def _nothing_captured(self) -> Idle:
        """Why there was nothing to look at again: all is too new, or there is nothing."""
        rows = [row for row in self._store.listed_posts() if self._settings.wants(row.platform)]
        open_ = [row for row in rows if row.status in {Status.PENDING, Status.FAILED}]
        if len(open_) < len(rows):
            return Idle(sentence="Nothing was looked at: no post was captured that long ago.")
        why = f"none of {len(open_)} is archived yet; fetch tries again" if open_ else "no post is archived yet"
        return Idle(sentence=f"Nothing could be looked at: {why}.", unsettled=len(open_))

    async def _again(self, kind: str, key: str) -> None:
        subject = self._subjects.post if kind == "embed" else self._subjects.image
        await self._settle(key, partial(subject, key, again=True), self._tell_again)

    async def _tell_again(self, result: Result) -> None:
        self._emit(result)
        if result.kind == "embed":
            self._seen[result.key] = True

    async def _look_again(self, key: str) -> None:
        def tell(event: Change | Looked) -> None:
            self._emit(event)
            if isinstance(event, Change):
                self._seen[key] = True

        await self._subjects.look_again(key, tell)

    async def _read_anew(self, key: str) -> None:
        for event in await self._subjects.read_anew(key):
            self._emit(event)


def _find(document: Document) -> _Found:
    """What stands in a document, and its text as a reader sees it."""
    scan = finder.scan(publication.told(document))
    return document, scan, finder.readable(scan).text


def _shown(scan: Scan, record: ArticleRecord) -> list[str]:
    """The posts that an article shows or links to."""
    return [*(embed.key for embed in record.embeds), *(f"{link.platform}:{link.id}" for link in scan.links)]


def _surest(record: ArticleRecord, indexes: Iterable[int]) -> Embed:
    """Of the places in which an article shows a post, what the surest says; of those that are as sure, the last."""
    return max((record.embeds[index].embed for index in reversed([*indexes])), key=lambda embed: embed.confidence)


def _unread(name: str, error: Exception) -> Unreadable:
    """Why an article is not in the archive, when it is nothing that we had foreseen."""
    if isinstance(error, ArchiveError | OSError):
        return Unreadable(source=name, sentence=f"{name}: could not be kept: {error}")
    return Unreadable(
        source=name, sentence=f"{name}: could not be read; this is a bug ({type(error).__name__}: {error})."
    )
