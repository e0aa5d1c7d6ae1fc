"""The archive's own log as a source: a run that was cut off asks nobody twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from embedarchive import web
from embedarchive.model import Exchange, Request, Source
from embedarchive.store import Store

HOUR = dt.timedelta(hours=1)


class Remembered:
    """Answers of the last hour from the log, everything else from the source behind it.

    Only answers that settle something are repeated: those with a page (2xx), a redirect (3xx) or a plain "not here"
    (404, 410).
    """

    def __init__(self, source: Source, store: Store, clock: Callable[[], dt.datetime]) -> None:
        self._source, self._store, self._clock = source, store, clock

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        # The log names addresses with their secrets redacted, each in its own way.
        for known in self._store.answers_since(web.redact_url(request.url), self._clock() - HOUR):
            if (
                known.reason is None
                and known.status is not None
                and (200 <= known.status < 400 or known.status in {404, 410})
            ):
                return known
        return await self._source.exchange(request)
