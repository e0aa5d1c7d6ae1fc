"""The archive, open for adding to: runs begin, are told as they go, and end in the log whatever happens."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from embedarchive import __version__
from embedarchive.archive.engine import Engine
from embedarchive.archive.journey import Emit, Journey, Settings
from embedarchive.archive.origins import LIMIT
from embedarchive.archive.pages import open_source
from embedarchive.archive.remembered import Remembered
from embedarchive.archive.results import Change, Event, Ledger, Result, Unreadable
from embedarchive.archive.subjects import Subjects
from embedarchive.errors import SourceError, UsageError
from embedarchive.media import Decoder
from embedarchive.model import Source
from embedarchive.store import Store


def now() -> dt.datetime:
    """The time, aware and in UTC."""
    return dt.datetime.now(dt.UTC)


class Archive:
    """One archive folder, open for adding to.

    Args:
        folder: where it is; made when there is none, unless `create` is false.
        recordings: WARC files that answer every request instead of the network.
        images: keep the images of articles.
        only: keep posts of these platforms only; empty means all.
        avatars: keep the authors' profile pictures too.
        allow_private: also fetch from private addresses.
        proxy: a socks5h:// or http:// proxy for everything; it also resolves the names.
        user_agent: sent instead of embedarchive's own name.
        cookies: a file in Netscape's format; each cookie goes to its own domain only and is never kept.
        operator: who runs this; kept in the log.
        max_article_bytes: larger articles are refused.
        clock: the time, aware and in UTC.

    Attributes:
        notes: what the user should know of the recordings, such as that one is cut off.

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
        recordings: Sequence[str | Path] = (),
        images: bool = True,
        only: Sequence[str] = (),
        avatars: bool = False,
        allow_private: bool = False,
        proxy: str | None = None,
        user_agent: str | None = None,
        cookies: str | Path | None = None,
        operator: str | None = None,
        max_article_bytes: int = LIMIT,
        clock: Callable[[], dt.datetime] = now,
    ) -> None:
        self.folder = Path(folder)
        self._settings = Settings(
            images=images, avatars=avatars, only=_known(only), max_article_bytes=max_article_bytes
        )
        self._recordings = tuple(Path(path) for path in recordings)
        self._open_source = partial(
            open_source,
            self._recordings,
            self.folder / "tmp",
            allow_private=allow_private,
            proxy=proxy,
            user_agent=user_agent,
            cookies=cookies,
        )
        self._operator, self._clock = operator, clock
        # Opened here, so that what cannot be used is said before an archive is begun. The first run takes it.
        self._opened: AbstractAsyncContextManager[Source] | None = self._open_source()
        self.notes: tuple[str, ...] = getattr(self._opened, "notes", ())
        self._store = Store.open(self.folder, create=create, clock=clock)
        self._engine = Engine()

    # ------------------------------------------------------------------------------------------------- for those who
    # import

    def add(self, source: str | Path, *, base_url: str | None = None) -> Iterator[Result]:
        """Keep an article and all it shows; yields a result for each embed and image as it ends.

        Blocks the calling thread only. Stopping early stops the run; what was learnt is kept.

        Raises:
            SourceError: the source, or a part of it, could not be read; raised after the results of the others.
        """
        unreadable: list[str] = []
        for event in self.events([source], base_url=base_url):
            if isinstance(event, Unreadable):
                unreadable.append(event.sentence)
            elif isinstance(event, Result):
                yield event
        if unreadable:
            raise SourceError("\n".join(unreadable))

    async def add_async(self, source: str | Path, *, base_url: str | None = None) -> AsyncIterator[Result]:
        """As `add`, from a coroutine: the loop's other tasks go on."""
        unreadable: list[str] = []
        async for event in self._engine.follow_async(self._adding([source], base_url)):
            if isinstance(event, Unreadable):
                unreadable.append(event.sentence)
            elif isinstance(event, Result):
                yield event
        if unreadable:
            raise SourceError("\n".join(unreadable))

    def close(self) -> None:
        """End what is under way and let go of the folder. Closing twice is no error."""
        self._engine.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------- for the command
    # line

    def events(self, sources: Sequence[str | Path], *, base_url: str | None = None) -> Iterator[Event]:
        """Keep many articles; yields all that happens."""
        return self._engine.follow(self._adding(sources, base_url))

    def due_events(self, *, everything: bool = False) -> Iterator[Event]:
        """Try again what is due, or with `everything` all that is neither archived nor gone."""
        return self._engine.follow(
            self._run("fetch", {"all": everything}, lambda journey: journey.fetch(everything=everything))
        )

    def recheck_events(self, *, older_than: float = 0) -> Iterator[Event]:
        """Look again at what was captured more than that many seconds ago; yields a `Change` for what differs."""
        age = dt.timedelta(seconds=older_than)
        return self._engine.follow(
            self._run("recheck", {"older_than_s": older_than}, lambda journey: journey.recheck(age))
        )

    def reparsed(self) -> Iterator[Change]:
        """Read every kept answer with today's parsers; yields what comes out otherwise. Fetches nothing."""
        for event in self._engine.follow(self._run("reparse", {}, lambda journey: journey.reparse())):
            if isinstance(event, Change):
                yield event

    def _adding(self, sources: Sequence[str | Path], base_url: str | None) -> Callable[[Emit], Awaitable[None]]:
        return self._run(
            "scan",
            {"sources": [str(source) for source in sources]},
            lambda journey: journey.scan(sources, base_url=base_url),
        )

    def _run(
        self, command: str, options: dict[str, Any], work: Callable[[Journey], Awaitable[None]]
    ) -> Callable[[Emit], Awaitable[None]]:
        """A job that does the work within a run: begun, told, and ended in the log whatever happens."""

        async def job(emit: Emit) -> None:
            ledger = Ledger()

            def tell(event: Event) -> None:
                ledger.add(event)
                emit(event)

            opened, self._opened = self._opened or self._open_source(), None
            async with opened as answers:
                decoder = Decoder()
                self._store.begin_run(
                    command,
                    versions={"embedarchive": __version__},
                    options=options | {"from": [path.name for path in self._recordings]},
                    operator=self._operator,
                )
                code = 1
                try:
                    await work(self._journey(answers, decoder, tell, remember=command != "recheck"))
                    code = ledger.exit_code
                except asyncio.CancelledError:
                    code = 130
                    raise
                finally:
                    decoder.close()
                    self._store.end_run(code, ledger.counts)

        return job

    def _journey(self, answers: Source, decoder: Decoder, tell: Emit, *, remember: bool) -> Journey:
        if remember and not self._recordings:
            answers = Remembered(answers, self._store, self._clock)
        subjects = Subjects(self._store, answers, decoder, clock=self._clock, avatars=self._settings.avatars)
        return Journey(self._store, answers, subjects, self._settings, tell)


def _known(names: Sequence[str]) -> tuple[str, ...]:
    """The platforms of that name; `web` stands for foreign frames of any other site."""
    from embedarchive import platforms

    for name in names:
        if name != "web" and name not in platforms.catalogue():
            raise UsageError(
                f"--only {name}: no such platform. There are: {', '.join(sorted(platforms.catalogue()))}, web."
            )
    return tuple(names)
