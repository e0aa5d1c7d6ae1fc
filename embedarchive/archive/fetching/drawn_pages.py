"""Embed pages as a browser draws them, as a source: it answers the requests of `protocols/asking/drawn.py`."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from embedarchive.model import RENDER, Exchange, Refusal, Request, Response, Source
from embedarchive.web.bodies import body_of

if TYPE_CHECKING:
    from embedarchive.web.browser import Browser

_HTML = (("content-type", "text/html; charset=utf-8"),)


class DrawnPages:
    """A source that draws pages in a browser when that is asked of it, and has the one behind it answer all else."""

    def __init__(
        self,
        browser: Browser,
        turn: asyncio.Lock,
        inner: Source,
        parts: Source,
        clock: Callable[[], dt.datetime],
    ) -> None:
        """Draw one page at a `turn`; what a page asks for, `parts` answers."""
        self._browser, self._turn, self._inner, self._parts, self._clock = browser, turn, inner, parts, clock
        self._asked: dict[str, dict[str, Response]] = {}

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request."""
        if request.method != RENDER:
            return await self._inner.exchange(request)
        page, mark, _ = request.url.partition("#")
        if mark:
            listed = "\n".join(self._asked.get(page, ()))
            return self._given(request.url, (("content-type", "text/uri-list"),), listed.encode(), self._clock())
        known = next((each[request.url] for each in self._asked.values() if request.url in each), None)
        if known is not None:
            return self._given(request.url, known.headers, known.body, known.at)
        return await self._drawn(request)

    async def _drawn(self, request: Request) -> Exchange:
        async with self._turn:
            shown = await self._browser.render(request.url, self._parts)
        if isinstance(shown, Refusal):
            return Exchange(
                url=request.url,
                method=request.method,
                reason=shown.reason,
                detail=shown.detail,
                at=shown.at,
                source="browser",
            )
        self._asked[request.url] = {each.url: each for each in shown.answers}
        return Exchange(
            url=request.url,
            method=request.method,
            status=200,
            headers=_HTML,
            body=body_of(shown.markup.encode("utf-8", "replace")),
            at=shown.original.at,
            source="browser",
            flags=(f"unloaded={shown.unloaded}",) if shown.unloaded else (),
        )

    @staticmethod
    def _given(url: str, headers: tuple[tuple[str, str], ...], body: bytes, at: dt.datetime) -> Exchange:
        """What is in the log already: the page asked for it."""
        return Exchange(
            url=url,
            method=RENDER,
            status=200,
            headers=tuple(one for one in headers if one[0].lower() != "content-encoding"),
            body=body_of(body),
            at=at,
            source="log",
        )
