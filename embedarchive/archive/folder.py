"""The archive, open for adding to: runs begin, are told as they go, and end in the log whatever happens."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, closing, nullcontext, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from embedarchive.archive.arguments import base_url_named, platforms_named, several, source_named, third_parties_named
from embedarchive.archive.articles.article_pages import open_browser, open_recording, open_source
from embedarchive.archive.articles.origins import LIMIT, Choice, called, hints, named
from embedarchive.archive.concurrency.engine import Engine, Job
from embedarchive.archive.concurrency.worker_threads import Threads
from embedarchive.archive.fetching.files import Files
from embedarchive.archive.fetching.posts import Posts
from embedarchive.archive.fetching.run_context import RunContext
from embedarchive.archive.journey import Emit, Journey
from embedarchive.archive.library import Library
from embedarchive.archive.results import Event, Ledger, Result, Stopped, Unreadable
from embedarchive.archive.run_settings import Settings
from embedarchive.archive.subjects import Subjects
from embedarchive.errors import ArchiveError, DamagedError, SourceError, UnwritableError, UsageError
from embedarchive.media import Decoder
from embedarchive.model import Source
from embedarchive.store import Store, times
from embedarchive.store.connecting import DATABASE, read_only_database
from embedarchive.version import __version__

if TYPE_CHECKING:
    from embedarchive.archive.fetching.browser_views import OpenWebsite
    from embedarchive.model import Embed
    from embedarchive.store.connecting import Database
    from embedarchive.web import Recording
    from embedarchive.web.meter import Meter


class Archive(Library):
    """One archive folder, open for adding to and for reading.

    Args:
        folder: where it is; made when there is none, unless `create` is false.
        recordings: WARC files that answer every request instead of the network.
        images: keep the images of articles.
        only: keep posts of these platforms only; empty means all.
        avatars: keep the authors' profile images too.
        allow_private: also fetch from private addresses.
        proxy: a socks5h:// or http:// proxy for everything; it also resolves the names.
        user_agent: sent instead of embedarchive's own name.
        cookies: a file in Netscape's format; each cookie goes to its own domain only and is never kept.
        operator: who runs this; kept in the log.
        max_article_bytes: larger articles are refused.
        max_bytes: what all answers of a run together may have on the wire; what is left then is pending.
        rates: of some hosts and those below them, seconds from one request's start to the next one's, which go before
            the usual ones.
        save_to_wayback: ask the Wayback Machine to keep the posts of `add` that are live.
        render: load articles that are named by their address in a browser (the extra `browser`).
        browser: where there is a wall for programs, read a post's embed page in a browser (the extra `browser`).
        screenshot: keep a screenshot of the embed page that a platform has for a post.
        cards: opens the archive's website, from which a screenshot of each post's card is then kept;
            `embedarchive.datasette_plugin.website.open_website` is one.
        video: have yt-dlp find the videos of which a platform names no file (the extra `video`).
        url_match: of a recording that is a source only articles whose addresses contain this (`*`: anything).
        limit: so many articles of each such recording at most.
        third_party: strangers who are asked, before web archives, for posts that X does not show: fxtwitter, vxtwitter.
        new_only: pass over items of feeds, lists and folders that were read before as they are now.
        jobs: in how many processes files are read; with one, all but large ones are read in this one.
        dask: the address of a Dask scheduler, or `local`: its workers make the requests, those to one host all by one.
        clock: the time, aware and in UTC.

    Attributes:
        notes: what the user should know, such as that a recording is cut off.

    Raises:
        ArchiveError: the folder cannot be used; the message says why.
        UsageError: an option makes no sense.
        RecordingError: a recording cannot be read.
    """

    def __init__(
        self,
        folder: str | Path = "snapshots",
        *,
        create: bool = True,
        recordings: str | Path | Sequence[str | Path] = (),
        images: bool = True,
        only: str | Sequence[str] = (),
        avatars: bool = False,
        allow_private: bool = False,
        proxy: str | None = None,
        user_agent: str | None = None,
        cookies: str | Path | None = None,
        operator: str | None = None,
        max_article_bytes: int = LIMIT,
        max_bytes: int | None = None,
        rates: Mapping[str, float] | None = None,
        save_to_wayback: bool = False,
        render: bool = False,
        browser: bool = False,
        screenshot: bool = False,
        cards: OpenWebsite | None = None,
        video: bool = False,
        url_match: str | None = None,
        limit: int | None = None,
        third_party: str | Sequence[str] = (),
        new_only: bool = False,
        jobs: int = 1,
        dask: str | None = None,
        clock: Callable[[], dt.datetime] = times.now,
    ) -> None:
        self.folder = Path(folder)
        self._settings = Settings(
            images=images,
            avatars=avatars,
            only=platforms_named(only),
            max_article_bytes=max_article_bytes,
            save_to_wayback=save_to_wayback,
            videos=video,
            choice=Choice(url_match or "", limit),
            third_parties=third_parties_named(third_party),
            new_only=new_only,
            jobs=jobs,
        )
        if video:
            from embedarchive.web.videos import check_video

            check_video()
        self._recordings = tuple(Path(path) for path in several(recordings))
        spool = self.folder / "tmp"
        self._open_source: Callable[[], AbstractAsyncContextManager[Source]] = partial(
            open_source,
            self._recordings,
            spool,
            allow_private=allow_private,
            proxy=proxy,
            user_agent=user_agent,
            cookies=cookies,
            max_bytes=max_bytes,
            rates=rates,
        )
        if dask is not None:
            from embedarchive.archive.fetching import on_workers

            if self._recordings or cookies or proxy:
                raise UsageError(on_workers.ALONE)
            manner = on_workers.Manner(allow_private, user_agent)
            self._open_source = partial(on_workers.opened, dask, spool, manner, rates or {}, max_bytes)
        self._operator, self._clock = operator, clock
        self._render, self._draw, self._cards, self._screenshot = render, browser, cards, screenshot
        self._browser = open_browser(wanted=render or browser or screenshot or cards is not None)
        self._opened: AbstractAsyncContextManager[Source] | None = None
        self._store = self._open_store(create=create)
        self.notes: tuple[str, ...] = getattr(self._opened, "notes", ())
        if self._browser is not None and (render or browser or screenshot):
            self.notes += self._browser.notes
        self._engine, self._threads = Engine(), Threads()
        self._turn = asyncio.Lock()
        self._context: RunContext | None = None
        self._meter: Meter | None = None

    def _open_store(self, *, create: bool) -> Store:
        """Open the archive, and before a new one is begun, who answers: what cannot be used is then said first.

        The first run takes the source. A recording may unpack something into the folder, so an archive that is there
        has been tidied up before.
        """
        begun = (self.folder / DATABASE).exists()
        if not begun:
            self._opened = self._open_source()
        store = Store.open(self.folder, create=create, clock=self._clock, named=named, hints=hints, tidy=begun)
        if begun:
            try:
                self._opened = self._open_source()
            except BaseException:
                store.close()
                raise
        return store

    @property
    def store(self) -> Store:
        """The archive's own memory, for a watch."""
        return self._store

    @property
    def meter(self) -> Meter | None:
        """What the network of the run that is under way is doing; None between runs and when recordings answer."""
        return self._meter

    # ------------------------------------------------------------------------------------------ for those who import

    def add(self, source: str | Path, *, base_url: str | None = None) -> Iterator[Result]:
        """Keep an article and all it shows; yields a result for each embed and image as it ends.

        Args:
            source: the path of a file or folder, or the address of an article or of a post. The text of an article goes
                into a file first.
            base_url: the address that relative links of a pasted page are resolved against.

        Blocks the calling thread only. Nothing happens before the first result is asked for. Stopping early stops the
        run, which takes up to two seconds: what has been asked is answered and kept.

        Raises:
            UsageError: no page can have that base URL.
            SourceError: the source, or a part of it, could not be read; raised after the results of the others.
            UnwritableError: the archive takes nothing more; what was told before is kept.
            ArchiveError: the archive has been closed.
            TypeError: the source is neither a string nor a path.
        """
        complaints = _Complaints()
        with closing(self.events([source_named(source)], base_url=base_url)) as events:
            for event in events:
                if isinstance(event, Result):
                    yield event
                complaints.hear(event)
        complaints.make()

    async def add_async(self, source: str | Path, *, base_url: str | None = None) -> AsyncIterator[Result]:
        """As `add`, from a coroutine: the loop's other tasks go on."""
        complaints = _Complaints()
        job = self._adding([source_named(source)], base_url)
        async with aclosing(self._engine.follow_async(job, self._leave)) as events:
            async for event in events:
                if isinstance(event, Result):
                    yield event
                complaints.hear(event)
        complaints.make()

    def correct(self, post: int | str, *, start: str) -> tuple[Embed, ...]:
        """Have a post begin with these words in the articles that print it as plain text, and end at its attribution.

        It is a person's word: the log keeps it with the operator, it stands above the finder's, and later scans of the
        article keep it.

        Args:
            post: its number, as `list` shows it, or its URL.
            start: the first words of the post, as the article has them.

        Returns:
            What each of those articles is now said to print of the post.

        Raises:
            UsageError: the archive has no such post, no article prints it as plain text, or these words do not stand
                above its attribution.
            SourceError: the archive keeps no copy of the article any more.
        """
        from embedarchive.archive.corrections import correct
        from embedarchive.archive.named_posts import post_row

        if self._context is not None:
            raise UsageError("A run is under way in this archive; correct posts when it has ended.")
        return correct(self._store, str(post_row(self._store, str(post))["key"]), start, operator=self._operator)

    def database(self) -> Database:
        """The tables as a `sqlite_utils.Database` of the caller's own, to read: nothing can be written through it.

        Raises:
            ArchiveError: the database cannot be opened.
        """
        return read_only_database(self.folder)

    def close(self) -> None:
        """End what is under way and let go of the folder. Closing twice is no error."""
        self._store.patient = False
        self._engine.close()
        self._threads.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------ for the command line

    def events(self, sources: Sequence[str | Path], *, base_url: str | None = None) -> Generator[Event, None, None]:
        """Keep many articles; yields all that happens."""
        return self._follow(self._adding(sources, base_url))

    def due_events(self, *, everything: bool = False, failed: bool = False) -> Generator[Event, None, None]:
        """Try again what is due; with `everything` all that is neither archived nor gone, with `failed` what failed."""
        options = {"all": everything} | ({"failed": True} if failed else {})
        return self._follow(
            self._run("fetch", options, lambda journey: journey.fetch(everything=everything, failed=failed))
        )

    def recheck_events(
        self, *, older_than: float = 0, keys: Sequence[str] | None = None
    ) -> Generator[Event, None, None]:
        """Look again at what was captured more than that many seconds ago; yields a `Change` for what differs.

        With `keys` at those posts only, whenever they were looked at.
        """
        age = dt.timedelta(seconds=older_than)
        options: dict[str, Any] = {"older_than_s": older_than} if keys is None else {"posts": len(keys)}
        return self._follow(self._run("recheck", options, lambda journey: journey.recheck(age, keys)))

    def reparse_events(self) -> Generator[Event, None, None]:
        """Read every kept answer with today's parsers; yields a `Change` for what differs. Fetches nothing."""
        return self._follow(self._run("reparse", {}, lambda journey: journey.reparse()))

    def _follow(self, job: Job[Event]) -> Generator[Event, None, None]:
        return self._engine.follow(job, self._leave)

    def _adding(self, sources: Sequence[str | Path], base_url: str | None) -> Job[Event]:
        base_url = base_url_named(base_url)
        return self._run(
            "scan",
            {"sources": [called(source) for source in sources]},
            lambda journey: journey.scan(sources, base_url=base_url),
        )

    def _run(self, command: str, options: dict[str, Any], work: Callable[[Journey], Awaitable[None]]) -> Job[Event]:
        """A job that does the work within a run: begun, told, and ended in the log whatever happens.

        One run at a time: a second one of the same archive waits for the first.
        """

        async def job(emit: Emit) -> None:
            async with self._turn:
                self._store.patient = True
                opened, self._opened = self._opened or self._open_source(), None
                async with opened as source:
                    await self._threads.finish(
                        self._store.begin_run,
                        command,
                        versions={"embedarchive": __version__},
                        options=options | {"from": [path.name for path in self._recordings]},
                        operator=self._operator,
                    )
                    remember = command != "recheck" and not self._recordings
                    await self._work(work, source, emit, remember=remember)

        return job

    async def _work(
        self, work: Callable[[Journey], Awaitable[None]], source: Source, emit: Emit, *, remember: bool
    ) -> None:
        """What a run does between its two lines in the log."""
        ledger, decoder, code = Ledger(), Decoder(), 1

        def tell(event: Event) -> None:
            ledger.add(event)
            emit(event)

        context = RunContext(self._store, source, self._threads, clock=self._clock, emit=tell, remember=remember)
        self._context, self._meter = context, getattr(source, "meter", None)

        @asynccontextmanager
        async def recorded(path: Path) -> AsyncIterator[tuple[Journey, Recording]]:
            """A journey that this recording answers, before those that answer the whole run."""
            paths, spool = (path, *self._recordings), self.folder / "tmp"
            async with await self._threads.run(open_recording, paths, spool) as answering:
                own = RunContext(self._store, answering, self._threads, clock=self._clock, emit=tell, remember=False)
                async with self._views(own) as looks:
                    yield Journey(own, self._subjects(own, decoder), self._settings, **looks), answering

        try:
            async with self._looking(context) as looks:
                subjects = self._subjects(context, decoder)
                await work(Journey(context, subjects, self._settings, recorded=recorded, **looks))
            code = 130 if context.left else ledger.exit_code  # nobody asks any more: it may end by itself
        except UnwritableError as error:
            tell(Stopped(sentence=str(error), damaged=isinstance(error, DamagedError)))
            code = ledger.exit_code
        except asyncio.CancelledError:
            code = 130
            raise
        finally:
            self._context = self._meter = None
            decoder.stop()
            decoder.close()
            with suppress(ArchiveError):  # a run without an end is one that was cut off, and that is what it was
                await self._threads.finish(self._store.end_run, code, ledger.counts)

    def _subjects(self, context: RunContext, decoder: Decoder) -> Subjects:
        settings, files, videos = self._settings, Files(context, decoder), None
        posts = Posts(context, avatars=settings.avatars, third_parties=settings.third_parties)
        if settings.videos:
            from embedarchive.archive.fetching.videos import Videos

            videos = Videos(context, files)
        return Subjects(context, posts, files, videos)

    @asynccontextmanager
    async def _looking(self, context: RunContext) -> AsyncIterator[dict[str, Any]]:
        """The browser's part in a run, as arguments of `Journey`; it starts when it is first needed."""
        async with self._browser or nullcontext(), self._views(context) as looks:
            yield looks

    @asynccontextmanager
    async def _views(self, context: RunContext) -> AsyncIterator[dict[str, Any]]:
        """What is looked at with a browser that is there, and what it shows is kept in this run."""
        if self._browser is None:
            yield {}
            return
        renderer = self._browser if self._render else None
        context.browser = self._browser if self._draw else None
        if not (self._cards or self._screenshot):
            yield {"renderer": renderer}
            return
        from embedarchive.archive.fetching.browser_views import open_views

        async with open_views(context, self._browser, self._cards, screenshot=self._screenshot) as views:
            yield {"renderer": renderer, "views": views}

    async def _leave(self) -> None:
        """Before a run is cancelled: wait for no other command, and a moment for what has been asked."""
        self._store.patient = False
        if self._context is not None:
            await self._context.drain()


class _Complaints:
    """What went wrong with the articles themselves, raised once everything else has been told."""

    def __init__(self) -> None:
        self._unreadable: list[str] = []
        self._stopped: str | None = None

    def hear(self, event: Event) -> None:
        if isinstance(event, Unreadable):
            self._unreadable.append(event.sentence)
        elif isinstance(event, Stopped):
            self._stopped = event.sentence

    def make(self) -> None:
        if self._stopped is not None:
            raise UnwritableError(self._stopped)
        if self._unreadable:
            raise SourceError("\n".join(self._unreadable))
