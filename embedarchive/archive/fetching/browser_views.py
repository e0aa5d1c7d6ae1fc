"""What a browser shows of a post: our own card, and the platform's embed page.

Both are kept in the log beside the answers, under `urn:view:` and the address, the way that web archives name a page as
a browser showed it (https://specs.webrecorder.net/wacz/latest/); the method is VIEW, the body is a PNG.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from embedarchive import platforms, web
from embedarchive.archive.fetching.run_context import RunContext
from embedarchive.archive.results import Viewed
from embedarchive.errors import UsageError
from embedarchive.model import Exchange, Reason, Refusal, Source, Status
from embedarchive.web.bodies import body_of
from embedarchive.web.browser import Picture

if TYPE_CHECKING:
    from embedarchive.web.browser import Browser

URN = "urn:view:"


class Website(Source, Protocol):
    """The archive's own pages as a source: what is asked of them leads to no network."""

    def card(self, post: int) -> tuple[str, str]:
        """The address of a post's page, and the CSS selector of its card there."""
        ...


OpenWebsite = Callable[[Path], AbstractAsyncContextManager[Website]]
"""Opens the website of an archive's folder."""


class Views:
    """Takes screenshots of posts and keeps them."""

    def __init__(self, context: RunContext, browser: Browser, website: Website | None, *, screenshot: bool) -> None:
        """Take our own card of a post if there is a `website`, the platform's embed page with `screenshot`."""
        self._context, self._browser = context, browser
        self._website, self._screenshot = website, screenshot

    async def take(self, key: str, *, again: bool) -> AsyncIterator[Viewed]:
        """Take the screenshots of a post that are missing; with `again` all of them."""
        row = await self._context.do(self._context.store.post, key)
        if row is None or await self._context.do(self._context.store.is_erased, key):
            return
        wanted: list[tuple[str, str, Source, str | None]] = []
        if self._website is not None:
            address, part = self._website.card(int(row["id"]))
            wanted.append(("card", address, self._website, part))
        page = platforms.get(row["platform"]).page_of(row["native_id"], row["url"])
        if self._screenshot and page and row["status"] not in {Status.PENDING, Status.FAILED}:
            wanted.append(("screenshot", page, self._context.source(str(row["key"])), None))
        for view in wanted:
            if again or not await self._context.do(self._context.store.has_view, str(row["key"]), _named(view[1])):
                yield await self._take(str(row["key"]), *view)

    async def _take(self, key: str, what: str, address: str, source: Source, part: str | None) -> Viewed:
        shown: Picture | Refusal | None
        try:
            shown = await self._browser.picture(address, source, part=part)
            reason, detail = (shown.reason, shown.detail) if isinstance(shown, Refusal) else (None, "")
        except UsageError as error:  # the browser does not start: what was captured is kept all the same
            shown, reason, detail = None, Reason.UNSUPPORTED, str(error)
        picture = shown if isinstance(shown, Picture) else None
        view = Exchange(
            url=_named(address),
            method="VIEW",
            reason=reason,
            detail=detail,
            headers=(("content-type", "image/png"),) if picture else (),
            body=body_of(picture.png) if picture else None,
            at=picture.at if picture else self._context.clock(),
            source="browser",
            flags=(f"unloaded={picture.unloaded}",) if picture and picture.unloaded else (),
        )
        await self._context.add_exchange(view, key)
        digest = view.body.digest if view.body else None
        return Viewed(key=key, what=what, url=web.redact_url(address), digest=digest, reason=reason, detail=detail)


def _named(address: str) -> str:
    return URN + web.redact_url(address)


@asynccontextmanager
async def open_views(
    context: RunContext, browser: Browser, open_website: OpenWebsite | None, *, screenshot: bool
) -> AsyncIterator[Views]:
    """What takes the screenshots of a run; the website is open as long."""
    async with open_website(context.store.folder) if open_website else nullcontext() as website:
        yield Views(context, browser, website, screenshot=screenshot)
