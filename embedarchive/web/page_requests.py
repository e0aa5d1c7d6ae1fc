"""What a page in a browser may ask for, and who answers: always a `Source`, never the browser itself.

Redirects are followed here and not by the browser, which would not ask again: a script or image is handed over under
the address it was asked by, a document through a small page that leads to the address where it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from embedarchive.model import Refusal, Request, Response, Source
from embedarchive.web.responses import answer

if TYPE_CHECKING:
    from playwright.async_api import Page, Route
    from playwright.async_api import Request as Asked

KINDS = {"document": "page", "xhr": "api", "fetch": "api", "script": "part", "stylesheet": "part"}
"""What is loaded for the document's sake, and how polite we are about it (`web/rates.py`)."""
LOOKS = {"image": "part", "font": "part"}
"""What is loaded only to be seen. Videos, sounds, sockets, beacons, manifests and prefetches never are."""
FORWARDED = frozenset({"accept", "accept-language", "origin", "referer"})
UNTOLD = frozenset(
    {
        *("connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding", "upgrade", "trailer"),
        *(
            "location",
            "refresh",
            "set-cookie",
            "clear-site-data",
            "strict-transport-security",
            "service-worker-allowed",
        ),
        *("alt-svc", "nel", "report-to", "reporting-endpoints", "expect-ct", "accept-ch", "critical-ch", "link"),
        *("speculation-rules", "origin-trial", "public-key-pins"),
    }
)
"""Headers of an answer that the browser does not hear of: those of the wire, those that make it ask by itself."""
AT_ONCE = 8
MOST_ANSWERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one page may cost.

    Attributes:
        seconds: from the browser's start to the image or document, the page's first answer aside.
        load_s: how long a page may take to load; then it is taken as it is.
        settle_s: how long it is scrolled through at most.
        quiet_s: it has settled when nothing was asked for so long.
        requests: how many requests it may make.
        bytes: how many bytes all answers may have together, decoded; what was asked at once may go beyond.
    """

    seconds: float = 45.0
    load_s: float = 20.0
    settle_s: float = 8.0
    quiet_s: float = 0.5
    requests: int = 400
    bytes: int = 64 << 20


class PageRequests:
    """The requests of one page.

    Attributes:
        source: who answers.
        unloaded: how many requests were refused or failed, those aside that are never made.
        answers: the JSON that its scripts were answered, the first so many.
    """

    def __init__(self, source: Source, bounds: Bounds, *, look: bool) -> None:
        """Let the page have what its document needs; with `look` also frames, images and fonts."""
        self.source, self.unloaded = source, 0
        self.answers: list[Response] = []
        self._bounds, self._look = bounds, look
        self._kinds = {**KINDS, **LOOKS} if look else KINDS
        self._host = ""
        self._page: Page | None = None
        self._ready: dict[str, Response] = {}
        self._asked = self._received = 0
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._last = time.monotonic()

    def begin(self, first: Response, page: Page) -> None:
        """The page begins with this answer, which has been fetched already."""
        self._ready[_place(first.url)] = first
        self._host, self._page = urlsplit(first.url).hostname or "", page
        self._received = len(first.body)

    async def answer(self, route: Route) -> None:
        """Answer one request of the page."""
        if route.request.url.startswith(("data:", "blob:")):
            await _hand_over(route.continue_())
            return
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 -- we run in one
        self._tasks.add(task)
        try:
            await self._answer(route)
        finally:
            self._tasks.discard(task)
            self._last = time.monotonic()

    async def quiet(self) -> None:
        """Wait until nothing has been asked for a moment; not for ever, a page may ask on and on."""
        until = time.monotonic() + self._bounds.settle_s
        while time.monotonic() < until and not self._is_quiet():  # noqa: ASYNC110 -- no event tells that nothing happens
            await asyncio.sleep(0.05)

    def _is_quiet(self) -> bool:
        return not self._tasks and time.monotonic() - self._last >= self._bounds.quiet_s

    async def end(self) -> None:
        """Ask for nothing any more; what is under way is dropped."""
        self._asked = self._bounds.requests
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --------------------------------------------------------------------------------------------------------- request

    async def _answer(self, route: Route) -> None:
        asked = route.request
        known = self._ready.pop(_place(asked.url), None) if asked.resource_type == "document" else None
        request = None if known else self._request(asked)
        if request is not None:
            async with self._slots:
                known = await self._fetched(request)
        if known is None:
            self.unloaded += asked.resource_type in self._kinds
            await _hand_over(route.abort("blockedbyclient"))
        elif asked.resource_type == "document" and _place(known.url) != _place(asked.url):
            self._ready[_place(known.url)] = known
            await _hand_over(route.fulfill(status=200, content_type="text/html", body=_leading_to(known.url)))
        else:
            told: dict[str, list[str]] = {}
            for name, value in known.headers:
                if name not in UNTOLD:
                    told.setdefault(name, []).append(value)
            headers = {name: ", ".join(values) for name, values in told.items()}
            status = known.status if 200 <= known.status < 600 and not 300 <= known.status < 400 else 502
            await _hand_over(route.fulfill(status=status, headers=headers, body=known.body))

    def _request(self, asked: Asked) -> Request | None:
        """What is asked, if it may be asked at all."""
        kind = self._kinds.get(asked.resource_type)
        parts = urlsplit(asked.url)
        if kind is None or asked.method != "GET" or parts.scheme not in ("http", "https"):
            return None
        if asked.resource_type == "document" and not self._look and self._is_frame(asked):
            return None
        self._asked += 1
        if self._asked > self._bounds.requests:
            return None
        headers = [(name.title(), value) for name, value in asked.headers.items() if name in FORWARDED]
        if parts.hostname != self._host:
            headers.append(("Cookie", ""))  # a page may not use the user's cookies for other sites
        return Request(url=asked.url, headers=tuple(headers), kind=kind)

    def _is_frame(self, asked: Asked) -> bool:
        from playwright.async_api import Error

        try:
            return self._page is None or asked.frame != self._page.main_frame
        except Error:  # a window that is only being opened
            return True

    async def _fetched(self, request: Request) -> Response | None:
        if self._received >= self._bounds.bytes:
            return None
        got = await answer(self.source, request)
        if isinstance(got, Refusal):
            return None
        self._received += len(got.body)
        if request.kind == "api" and got.body.lstrip()[:1] in {b"{", b"["} and len(self.answers) < MOST_ANSWERS:
            self.answers.append(got)
        return got


def _place(url: str) -> str:
    return urldefrag(url).url


def _leading_to(url: str) -> str:
    """A page that does nothing but lead to another address."""
    target = json.dumps(url).replace("<", "\\u003c")
    return f"<!doctype html><script>location.replace({target})</script>"


async def _hand_over(coroutine: Any) -> None:  # noqa: ANN401 -- any of the route's coroutines
    """Tell the browser; one that has left the page meanwhile does not want to know."""
    from playwright.async_api import Error

    with contextlib.suppress(Error):
        await coroutine
