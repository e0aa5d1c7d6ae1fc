"""What every part of a run shares: the archive, who answers, and threads that wait for the disk."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from embedarchive import web
from embedarchive.archive.articles.origins import hints
from embedarchive.archive.concurrency.worker_threads import Threads
from embedarchive.archive.fetching.captures import drive
from embedarchive.archive.fetching.remembered import Log, Remembered
from embedarchive.archive.results import Event, Fetched
from embedarchive.errors import ArchiveError
from embedarchive.model import Answer, Capture, Exchange, Missing, Post, Request, Response, Source
from embedarchive.model.states import UNREACHED
from embedarchive.store import Store, damage_behind
from embedarchive.store.status import LONGEST_TRIAL

if TYPE_CHECKING:
    from embedarchive.web.browser import Browser

P = ParamSpec("P")
T = TypeVar("T")
WORKERS = 32
"""How many posts and images are under way at once, but where a cluster asks for them."""
GRACE_S = 2.0
"""Who stops a run waits so long, in seconds, for what has been asked already: then it need not be asked again."""


@dataclass(slots=True)
class Heard:
    """What was answered on behalf of somebody who reads it and then says whose words it carries.

    Attributes:
        at: when a source last answered: what it said is as old as that, also when it comes out of a recording or the
            log.
        rows: where the answers are in the log.
    """

    at: dt.datetime | None = None
    rows: list[int] = field(default_factory=list)


class RunContext:
    """What all parts of a run share; what is asked through it is on the disk before anybody acts on the answer."""

    def __init__(
        self,
        store: Store,
        source: Source,
        threads: Threads,
        *,
        clock: Callable[[], dt.datetime],
        emit: Callable[[Event], None],
        remember: bool,
    ) -> None:
        """See `Archive`. `remember`: answers of the last hour come from the log, if their work was cut off.

        `browser` is set where embed pages are to be drawn in one when there is a wall for everybody else; `left` says
        that somebody has stopped the run.
        """
        self.store, self.threads, self.clock, self.emit = store, threads, clock, emit
        self._source, self._remember = source, remember
        self.browser: Browser | None = None
        self.left = False
        self._drawing = asyncio.Lock()
        self.log = Log(store, clock, threads)
        self._writing = 0
        self._sound = False
        self._answered_at: dt.datetime | None = None

    @property
    def at_once(self) -> int:
        """How many posts and images are under way at once; `web.rates` decides how many requests a host sees."""
        return int(getattr(self._source, "in_flight", WORKERS))

    @property
    def spool(self) -> Path:
        """Where files lie until they are kept."""
        return self.store.folder / "tmp"

    async def do(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function of the store, or one that reads or writes files, in a thread; it is never left half done."""
        return await self.threads.finish(function, *args, **kwargs)

    async def blame(self, error: Exception) -> None:
        """Find out whether the archive is what an unforeseen error comes from; a sound one is examined once.

        Raises:
            ArchiveError: it is: damaged as a rule.
        """
        if self._sound or isinstance(error, ArchiveError | OSError):
            return
        told = await self.do(damage_behind, self.store.folder, error, hints)
        if told is not None:
            raise told from error
        self._sound = True

    def source(self, key: str | None, heard: Heard | None = None) -> Source:
        """Who answers on behalf of this post, image or (without a key) article. `heard`: of who reads the answers."""
        inner = Remembered(self._source, self.log, key) if self._remember else self._source
        if self.browser is not None:
            from embedarchive.archive.fetching.drawn_pages import DrawnPages

            parts = _Logged(inner, self, key, heard)
            inner = DrawnPages(self.browser, self._drawing, inner, parts, self.clock)
        return _Logged(inner, self, key, heard)

    async def ask(self, request: Request, key: str | None) -> Answer:
        """One answer, every hop of it kept."""
        return await web.answer(self.source(key), request, spool=self.spool)

    async def discard(self, answer: Response) -> None:
        """Remove what was unpacked beside the bytes that came, unless the archive has adopted it."""
        file = answer.file
        if file is not None and file.path is not None and file is not answer.exchanges[-1].body:
            await self.threads.finish(Path(file.path).unlink, missing_ok=True)

    async def drive(self, capture: Capture, key: str | None, heard: Heard) -> Post | Missing:
        """Run a capture to its end, every answer kept; without a key it is about no post of an article."""
        return await drive(capture, self.source(key, heard), self.spool)

    async def note_read(self, heard: Heard, *said: Post | Missing | None, keys: Iterable[str] = ()) -> None:
        """Write down whose words the answers carry: of what was read in them, and of these posts."""
        read = [each for each in said if each is not None]
        await self.do(self.store.note_read, heard.rows, read, keys)

    async def add_exchange(self, exchange: Exchange, key: str | None, *, to_read: bool = False) -> Exchange:
        """Write down one hop; its body, if it came as a file, is then in the archive."""
        self._writing += 1
        try:
            kept = await self.do(self._write, exchange, key, to_read=to_read)
        finally:
            self._writing -= 1
        if exchange.status is not None and exchange.source == "network":
            self._answered_at = self.clock()
        size = exchange.body.size if exchange.body else 0
        self.emit(
            Fetched(
                url=exchange.url,
                status=exchange.status,
                reason=exchange.reason,
                detail=exchange.detail,
                size=size,
                elapsed_ms=exchange.elapsed_ms,
                source=exchange.source,
                key=key,
            )
        )
        return kept

    async def is_news(self, subject: Literal["post", "media"], key: str, said: Post | Missing) -> bool:
        """Whether what became of an attempt is worth a snapshot.

        Not when nobody could be reached, as the last time, and nobody at all has answered since that run began: then
        it is our own network that is away, which is no attempt. It is in the log of fetches all the same.
        """
        if isinstance(said, Post) or said.reason not in UNREACHED:
            return True
        seen = await self.do(self.store.unreached, subject, key)
        if seen is None or self.clock() - seen.since >= LONGEST_TRIAL:
            return True
        self._answered_at = self._answered_at or await self.do(self.store.last_answer_at)
        return self._answered_at is not None and self._answered_at >= seen.run

    def _write(self, exchange: Exchange, key: str | None, *, to_read: bool) -> Exchange:
        exchange = replace(exchange, row=self.store.add_exchange(exchange, key=key, to_read=to_read))
        if exchange.body is None or exchange.body.path is None:
            return exchange
        kept = self.store.path_of(exchange.body.digest)
        return replace(exchange, body=replace(exchange.body, path=str(kept))) if kept else exchange

    async def drain(self) -> None:
        """Ask nobody any more, and wait a moment until what has been asked is answered and kept."""
        self.left = True
        meter: Any = getattr(self._source, "meter", None)
        if meter is not None:
            meter.stopping = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_S):  # by the clock: on a busy machine each sleep takes longer than it says
                while self._writing or (meter and meter.asking):  # noqa: ASYNC110 -- one of them counts in threads
                    await asyncio.sleep(0.01)


class _Logged:
    """A source whose every answer is in the log before it is given."""

    def __init__(self, source: Source, context: RunContext, key: str | None, heard: Heard | None) -> None:
        self._source, self._context, self._key, self._heard = source, context, key, heard

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        exchange = await self._source.exchange(request)
        if exchange.source != "log":
            exchange = await self._context.add_exchange(exchange, self._key, to_read=self._heard is not None)
        if self._heard is not None:
            self._heard.at = exchange.at if exchange.status is not None else self._heard.at
            self._heard.rows += [exchange.row] if exchange.row is not None else []
        return exchange
