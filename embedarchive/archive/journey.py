"""The journey: articles in, posts and images fetched, everything kept, a result for each as it ends.

Work is taken from a bounded queue by a fixed number of workers, so that memory does not grow with the number of
articles and a slow host delays no other. What is learnt is on the disk before it is told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from embedarchive.archive.article_reader import ArticleFinds, ArticleReader
from embedarchive.archive.articles import exported
from embedarchive.archive.articles.beside import images_beside
from embedarchive.archive.articles.origins import Choice, Origin, named, read
from embedarchive.archive.articles.recorded_articles import recorded_articles
from embedarchive.archive.concurrency.tasks import Job, Work, in_lanes, workers
from embedarchive.archive.fetching.posts import PARSER
from embedarchive.archive.fetching.run_context import RunContext
from embedarchive.archive.fetching.saving import save
from embedarchive.archive.results import Change, Event, Found, Idle, Looked, Noted, Result, Unreadable
from embedarchive.archive.run_settings import Settings
from embedarchive.archive.subjects import Subjects, Tell
from embedarchive.errors import RecordingError, SourceError
from embedarchive.model import Embed, Status
from embedarchive.store import ArticleRecord
from embedarchive.store.corrections import as_kept
from embedarchive.store.due import Wanted, Which
from embedarchive.store.keys import media_key

if TYPE_CHECKING:
    from embedarchive.archive.fetching.browser_views import Views
    from embedarchive.web import Recording
    from embedarchive.web.browser import Browser

T = TypeVar("T")
Emit = Callable[[Event], None]
Ask = Callable[[], Awaitable[Result]]
OpenRecorded = Callable[[Path], "AbstractAsyncContextManager[tuple[Journey, Recording]]"]

OF_ONE_HOST = 8
"""So many of what is due are under way of one platform, or on one host of images."""


def _host(address: str) -> str:
    """Whose lane an image waits in; taken apart in the quickest way, as hundreds of thousands may wait."""
    return address.partition("//")[2].partition("/")[0].lower()


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
        self._views = views
        self._seen: dict[str, bool] = {}
        self._context, self._store, self._emit = context, context.store, context.emit
        self._subjects, self._settings = subjects, settings
        self._live: dict[str, str] = {}
        self._reader = ArticleReader(context, settings, self, renderer=renderer)

    async def scan(self, sources: Sequence[str | Path], *, base_url: str | None = None) -> None:
        """Read every article that the sources stand for, keep it, and capture what it shows."""
        with closing(self._reader):
            async with workers(self._context.at_once) as work:
                for source in sources:
                    await self._reader.read_source(source, base_url, work)
        await self._subjects.end()
        await self._take_pictures()
        for key, url in self._live.items():  # slowly: nobody waits for it but us
            self._emit(await save(self._context, key, url))

    async def scan_recorded(self, recording: Recording, choice: Choice) -> None:
        """Keep every article of the recording that answers this journey, and capture what it shows."""
        articles = recorded_articles(recording, choice)
        async with workers(self._context.at_once) as work:
            while (origin := await self._context.threads.run(next, articles, None)) is not None:
                await self._reader.read(origin, None, work)
        await self._subjects.end()
        await self._take_pictures()

    async def fetch(self, *, everything: bool = False, failed: bool = False) -> None:
        """Try again what is due; with `everything` also what is not due yet and what had failed.

        With `failed` that alone: nothing is given up that an interface's new shape had made fail.
        """
        now = self._context.clock()
        which: Which = "failed" if failed else "open" if everything else "due"
        wanted = Wanted(only=self._settings.only, images=self._settings.images, videos=self._settings.videos)
        due: dict[str, list[Job]] = defaultdict(list)
        for platform, keys in (await self._context.do(self._store.due_posts, now, wanted, which)).items():
            due[platform] = [partial(self._again, "embed", key) for key in keys]
        for key in await self._context.do(self._store.due_media, now, wanted, which):
            due[_host(key)].append(partial(self._again, "image", key))
        await in_lanes(due, self._context.at_once, OF_ONE_HOST)
        await self._subjects.end()
        if not due:
            nothing = (
                Idle(sentence="Nothing has failed.") if failed else await self._context.do(self._nothing_due, wanted)
            )
            self._emit(nothing)
        await self._take_pictures()

    async def recheck(self, older_than: dt.timedelta, keys: Sequence[str] | None = None) -> None:
        """Look again at every post that is archived or gone, and was longer ago than that; tell what differs.

        With `keys` at those posts, whenever they were looked at.
        """
        looked = False
        pages = self._store.captured_posts(self._context.clock() - older_than) if keys is None else iter([keys])
        async with workers(self._context.at_once) as work:
            async for key in self._each(pages):
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
        async with workers(self._context.at_once) as work:
            async for row in self._each(self._store.listed_in_pages()):
                await work(partial(self._read_anew, row.key))

    async def _each(self, pages: Iterator[Sequence[T]]) -> AsyncIterator[T]:
        """What stands in pages, of which the next is asked for when all of the last one was taken."""
        while (page := await self._context.do(next, pages, None)) is not None:
            for each in page:
                yield each

    # ------------------------------------------------------------------------------------------------------- articles

    async def keep_recording(self, origin: Origin) -> None:
        """Keep the articles in a recording, by a journey that it answers."""
        assert self._recorded is not None  # noqa: S101 -- who opens an archive gives it
        assert origin.path is not None  # noqa: S101 -- as every recording
        try:
            async with self._recorded(origin.path) as (journey, recording):
                for note in recording.notes:
                    self._emit(Noted(source=origin.name, sentence=note))
                await journey.scan_recorded(recording, self._settings.choice)
        except (RecordingError, SourceError) as error:
            self._emit(Unreadable(source=origin.name, sentence=str(error)))

    async def keep_export(self, origin: Origin, work: Work) -> None:
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

    async def keep(self, found: ArticleFinds, data: bytes, origin: Origin, work: Work) -> list[str]:
        """Write down what the article says, tell it, and hand out the work; the posts that it shows or links to."""
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
        return [*(each.key for each in record.embeds), *(f"{link.platform}:{link.id}" for link in found[1].links)]

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

    def _nothing_due(self, wanted: Wanted) -> Idle:
        """Why there was nothing to try: all is settled, or what is pending has to wait."""
        waiting = self._store.waiting(wanted)
        if not waiting.count:
            return Idle(sentence="Nothing is due.")
        told = f"{waiting.count} pending, the next at {waiting.first[:16].replace('T', ' ')} UTC"
        return Idle(sentence=f"Nothing is due yet: {told}. fetch --all does not wait.", unsettled=waiting.count)

    def _nothing_captured(self) -> Idle:
        """Why there was nothing to look at again: all is too new, or there is nothing."""
        open_, settled = self._store.open_posts(self._settings.only)
        if settled:
            return Idle(sentence="Nothing was looked at: no post was captured that long ago.")
        why = f"none of {open_} is archived yet; fetch tries again" if open_ else "no post is archived yet"
        return Idle(sentence=f"Nothing could be looked at: {why}.", unsettled=open_)

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


def _surest(record: ArticleRecord, indexes: Iterable[int]) -> Embed:
    """Of the places in which an article shows a post, what the surest says; of those that are as sure, the last."""
    return max((record.embeds[index].embed for index in reversed([*indexes])), key=lambda embed: embed.confidence)
