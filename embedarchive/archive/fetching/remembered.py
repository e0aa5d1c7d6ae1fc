"""The archive's own log as a source: a run that was cut off asks nobody twice, and parsers read what is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from embedarchive import web
from embedarchive.archive.concurrency.worker_threads import Threads
from embedarchive.model import RENDER, Exchange, Reason, Request, Source
from embedarchive.store import Store

HOUR = dt.timedelta(hours=1)


class Log:
    """What was answered before, by the archive's log of fetches."""

    def __init__(self, store: Store, clock: Callable[[], dt.datetime], threads: Threads) -> None:
        self._store, self._threads, self.clock = store, threads, clock

    async def recent(self, request: Request, unused_by: str | None) -> Exchange | None:
        """The answer of the last hour that no snapshot of this post or image has used."""
        since = self.clock() - HOUR
        # The log names addresses with their secrets redacted, each in its own way.
        url = web.redact_url(request.url)
        return await self._first(request, lambda: self._store.answers_since(url, since, unused_by=unused_by))

    async def until(self, request: Request, run: int) -> Exchange | None:
        """The last answer up to the end of a run."""
        url = web.redact_url(request.url)
        return await self._first(request, lambda: self._store.answers_until(url, run))

    async def _first(self, request: Request, look: Callable[[], Iterable[Exchange]]) -> Exchange | None:
        return await self._threads.finish(lambda: fitting(look(), request))


class Remembered:
    """Answers of the last hour from the log, everything else from the source behind it.

    Only answers that settle something are repeated: those with a page (2xx), a redirect (3xx) or a plain "not here"
    (404, 410). And only those that came after the last snapshot of this post or image, so that whoever asks again
    after a failure gets a new answer, and only whose work was cut off gets the old one.
    """

    def __init__(self, source: Source, log: Log, key: str | None) -> None:
        self._source, self._log, self._key = source, log, key

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        known = await self._log.recent(request, self._key) if request.method == "GET" else None
        return known or await self._source.exchange(request)


class LogAsOf:
    """What the log held at the end of a run, and nothing else.

    Attributes:
        at: when the last answer that was given had been made.
        missed: whether something was asked that the log does not hold.
    """

    def __init__(self, log: Log, run: int) -> None:
        self._log, self._run = log, run
        self.at: dt.datetime | None = None
        self.missed = False

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        known = await self._log.until(request, self._run)
        if known is None:
            drawn = request.method == RENDER and "#" not in request.url  # no browser was asked then
            self.missed = self.missed or not drawn
            return Exchange(url=request.url, reason=Reason.NOT_IN_RECORDING, at=self._log.clock(), source="log")
        self.at = known.at
        return known


def fitting(found: Iterable[Exchange], request: Request) -> Exchange | None:
    """The first of these exchanges that settled something, was asked in the same words, and whose bytes are whole."""
    for known in found:
        status = known.status or 0
        settled = (
            known.method == request.method in {"GET", RENDER}
            and known.reason is None
            and (200 <= status < 400 or status in {404, 410})
        )
        if settled and _asked_alike(known, request):
            whole = known if request.stream else _in_memory(known)
            if whole is not None:
                return whole
    return None


def _asked_alike(known: Exchange, request: Request) -> bool:
    """Whether the request had asked for the same form of an answer: one address may have several."""
    if not known.request_head:  # a recording need not hold what was asked
        return True
    lines = known.request_head.decode("latin-1").split("\r\n")[1:]
    asked = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    wanted = {name.lower(): value for name, value in request.headers}
    same = asked.get("accept", "*/*") in ({wanted["accept"]} if "accept" in wanted else {"*/*", web.accepted(request)})
    return same and asked.get("range") == wanted.get("range")


def _in_memory(known: Exchange) -> Exchange | None:
    """The exchange with its body read: whoever does not ask for a stream expects bytes. None when they are damaged."""
    if known.body is None or known.body.path is None:
        return known
    try:
        data = Path(known.body.path).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != known.body.digest:
        return None
    return replace(known, body=replace(known.body, data=data, path=None))
