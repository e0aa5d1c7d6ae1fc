"""The archive's own log as a source: a run that was cut off asks nobody twice, and parsers read what is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from embedarchive import web
from embedarchive.model import Exchange, Reason, Request, Source
from embedarchive.store import Store

HOUR = dt.timedelta(hours=1)
BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Remembered:
    """Answers of the last hour from the log, everything else from the source behind it.

    Only answers that settle something are repeated: those with a page (2xx), a redirect (3xx) or a plain "not here"
    (404, 410).
    """

    def __init__(self, source: Source, store: Store, clock: Callable[[], dt.datetime]) -> None:
        self._source, self._store, self._clock = source, store, clock

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        return _kept(self._store, request, self._clock() - HOUR) or await self._source.exchange(request)


class Kept:
    """The newest answers of the log, however old, and nothing else.

    Attributes:
        at: when the last answer that was given had been made.
    """

    def __init__(self, store: Store, clock: Callable[[], dt.datetime]) -> None:
        self._store, self._clock = store, clock
        self.at: dt.datetime | None = None

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        known = _kept(self._store, request, BEGINNING)
        if known is None:
            return Exchange(url=request.url, reason=Reason.NOT_IN_RECORDING, at=self._clock(), source="log")
        self.at = known.at
        return known


def _kept(store: Store, request: Request, since: dt.datetime) -> Exchange | None:
    # The log names addresses with their secrets redacted, each in its own way.
    for known in store.answers_since(web.redact_url(request.url), since):
        status = known.status or 0
        if known.reason is None and (200 <= status < 400 or status in {404, 410}):
            return known if request.stream else _in_memory(known)
    return None


def _in_memory(known: Exchange) -> Exchange:
    """The exchange with its body read: whoever does not ask for a stream expects bytes, which had to be few."""
    if known.body is None or known.body.path is None:
        return known
    return replace(known, body=replace(known.body, data=Path(known.body.path).read_bytes(), path=None))
