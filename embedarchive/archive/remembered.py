"""The archive's own log as a source: a run that was cut off asks nobody twice, and parsers read what is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from embedarchive import web
from embedarchive.model import Exchange, Reason, Request, Source

if TYPE_CHECKING:
    from embedarchive.archive.keeping import Keeper

HOUR = dt.timedelta(hours=1)


class Remembered:
    """Answers of the last hour from the log, everything else from the source behind it.

    Only answers that settle something are repeated: those with a page (2xx), a redirect (3xx) or a plain "not here"
    (404, 410). And only those that came after the last snapshot of this post or image, so that whoever asks again
    after a failure gets a new answer, and only whose work was cut off gets the old one.
    """

    def __init__(self, source: Source, keeper: Keeper, key: str | None) -> None:
        self._source, self._keeper, self._key = source, keeper, key

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        known = await self._keeper.do(self._known, request) if request.method == "GET" else None
        return known or await self._source.exchange(request)

    def _known(self, request: Request) -> Exchange | None:
        since = self._keeper.clock() - HOUR
        # The log names addresses with their secrets redacted, each in its own way.
        found = self._keeper.store.answers_since(web.redact_url(request.url), since, unused_by=self._key)
        return fitting(found, request)


class Kept:
    """What the log held at the end of a run, and nothing else.

    Attributes:
        at: when the last answer that was given had been made.
        missed: whether something was asked that the log does not hold.
    """

    def __init__(self, keeper: Keeper, run: int) -> None:
        self._keeper, self._run = keeper, run
        self.at: dt.datetime | None = None
        self.missed = False

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        known = await self._keeper.do(self._known, request)
        if known is None:
            self.missed = True
            return Exchange(url=request.url, reason=Reason.NOT_IN_RECORDING, at=self._keeper.clock(), source="log")
        self.at = known.at
        return known

    def _known(self, request: Request) -> Exchange | None:
        return fitting(self._keeper.store.answers_until(web.redact_url(request.url), self._run), request)


def fitting(found: Iterable[Exchange], request: Request) -> Exchange | None:
    """The first of these exchanges that settled something, was asked in the same words, and whose bytes are whole."""
    for known in found:
        status = known.status or 0
        settled = known.method == "GET" and known.reason is None and (200 <= status < 400 or status in {404, 410})
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
