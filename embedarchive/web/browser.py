"""A browser that reaches nothing by itself: whatever a page asks for, a `Source` answers.

Chromium is driven by Playwright (`pip install 'embedarchive[browser]'`). Every request of a page is caught before it
leaves and handed to `web/page_requests.py`, so that guard, rates, redaction and log hold for it as for any other. What
cannot be caught (connections opened ahead, sockets, reports, Chromium's own errands) meets a proxy that is a port of
ours where nobody listens, and names that nobody resolves; WebRTC is taken away and kept from leaving without a proxy.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from embedarchive.errors import UsageError
from embedarchive.model import Reason, Refusal, Request, Response, Source
from embedarchive.web import injected_scripts
from embedarchive.web.page_requests import Bounds, PageRequests
from embedarchive.web.responses import answer

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Page

T = TypeVar("T")
NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
"""What a system may call its Chromium."""
MISSING_EXTRA = "This needs a browser's driver, which is not installed: pip install 'embedarchive[browser]'."
MISSING_CHROMIUM = "This needs Chromium, and there is none: install your system's, such as by apt install chromium."
END_S = 5.0
"""A page or browser that does not end in so many seconds is killed."""
PAGES = frozenset({"text/html", "application/xhtml+xml"})
SMALLEST, TALLEST = 40, 6_000
"""An image's least and greatest height in pixels."""

UNSEEN = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
"""Pages of Chromium's own, below an address bar that nobody sees: each costs half a second beside every page."""

NOT_WANTED = (
    *UNSEEN,
    # What Playwright switches off: of two such lists Chromium hears the last only.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "TcpPortRandomizationWin"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion"),
)
"""Features of Chromium that are switched off."""

_FLAGS = (
    "--dns-prefetch-disable",
    "--disable-quic",
    "--disable-gpu",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # what older ones call it
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-bypass-list=<-loopback>",  # no address is asked past the proxy, not even this machine's
    "--no-pings",
    f"--disable-features={','.join(NOT_WANTED)}",
    "--disable-domain-reliability",
    "--js-flags=--max-old-space-size=512",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page after its scripts ran.

    Attributes:
        original: the answer that the page began with, as it came.
        url: where the page is in the end.
        markup: its document as HTML.
        unloaded: how many of its requests were refused or failed.
        answers: what its scripts were answered, as far as it is JSON.
    """

    original: Response
    url: str
    markup: str
    unloaded: int = 0
    answers: tuple[Response, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page, or a part of it, as a browser shows it.

    Attributes:
        url: where the page is in the end.
        png: the image.
        at: when the page was answered: under a recording that is not today.
        unloaded: how many of its requests were refused or failed.
    """

    url: str
    png: bytes
    at: dt.datetime
    unloaded: int = 0


def chromium_path() -> str:
    """The system's Chromium, when there is what drives it, too.

    Raises:
        UsageError: the extra is not installed, or there is no Chromium; the sentence says what to do.
    """
    import importlib.util

    if importlib.util.find_spec("playwright") is None:
        raise UsageError(MISSING_EXTRA)
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise UsageError(MISSING_CHROMIUM)
    return path


class Browser:
    """One Chromium, started when it is first needed, with a fresh profile for every page. Use it in `async with`.

    Raises:
        UsageError: there is no browser to start.
    """

    def __init__(self, bounds: Bounds | None = None) -> None:
        """Keep every page within `bounds`."""
        self._bounds, self._path = bounds or Bounds(), chromium_path()
        self._playwright: Any = None
        self._chromium: Chromium | None = None
        self._nowhere: socket.socket | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know before pages of strangers are loaded."""
        return ("Chromium runs without its sandbox, because you are root; better be an ordinary user.",) * _is_root()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End the browser and its driver."""
        await self._kill()
        if self._playwright is not None:
            playwright, self._playwright = self._playwright, None
            await _within(playwright.stop())
        if self._nowhere is not None:
            self._nowhere.close()
            self._nowhere = None

    # ---------------------------------------------------------------------------------------------------------- pages

    async def render(self, url: str, source: Source, *, largest: int = 20_000_000) -> Rendered | Refusal:
        """Load a page, let its scripts run, scroll through it, and read its document.

        Frames, images, fonts, videos and sounds are not loaded: the document is the same without them.

        Args:
            url: the page's address.
            source: who answers everything that the page asks for.
            largest: how many characters its document may have.
        """
        request = Request(url=url, kind="page")
        requests = PageRequests(source, self._bounds, look=False)

        async def read(page: Page, original: Response) -> Rendered | Refusal:
            declared = (original.header("content-type") or "text/html").partition(";")[0].strip().lower()
            if declared not in PAGES:
                return _refusal(request, Reason.UNSUPPORTED, f"{declared} is nothing that a browser renders.", original)
            await page.evaluate(injected_scripts.SETTLED, 1000 * self._bounds.settle_s)
            await requests.quiet()
            markup = await page.evaluate(injected_scripts.MARKUP, largest)
            if not page.url.startswith(("http://", "https://")):
                return _refusal(request, Reason.PROTOCOL, "The page led to where it may not go.", original)
            if not isinstance(markup, str):
                return _refusal(request, Reason.SIZE, f"Its document has more than {largest:,} characters.")
            return Rendered(
                original=original,
                url=page.url,
                markup=markup,
                unloaded=requests.unloaded,
                answers=tuple(requests.answers),
            )

        return await self._with_page(request, requests, read)

    async def picture(
        self, url: str, source: Source, *, part: str | None = None, width: int = 600
    ) -> Picture | Refusal:
        """Load a page and take a screenshot of it.

        Args:
            url: the page's address.
            source: who answers everything that the page asks for.
            part: a CSS selector; only the first element that fits is in the image.
            width: of the window, in pixels.
        """
        request = Request(url=url, kind="page")
        requests = PageRequests(source, self._bounds, look=True)

        async def take(page: Page, original: Response) -> Picture | Refusal:
            await requests.quiet()
            await page.evaluate(injected_scripts.STILL)
            if part is not None:
                png = await page.locator(part).first.screenshot(animations="disabled")
            else:
                await page.set_viewport_size({"width": width, "height": await _height(page)})
                await requests.quiet()
                png = await page.screenshot(animations="disabled")
            return Picture(url=page.url, png=png, at=original.at, unloaded=requests.unloaded)

        return await self._with_page(request, requests, take, width)

    async def _with_page(
        self,
        request: Request,
        requests: PageRequests,
        work: Callable[[Page, Response], Awaitable[T | Refusal]],
        width: int = 1280,
    ) -> T | Refusal:
        """Open a page within its deadline and do the work; whatever a page does ends as a `Refusal`."""
        from playwright.async_api import Error

        first = await answer(requests.source, request)
        if isinstance(first, Refusal):
            return first
        if not 200 <= first.status < 300:
            return _refusal(request, Reason.PROTOCOL, f"The server answered {first.status}.", first)
        await self._start()
        try:
            async with asyncio.timeout(self._bounds.seconds), self._context(width, requests) as context:
                page = await context.new_page()
                requests.begin(first, page)
                context.on("page", _close)
                await page.goto(first.url, wait_until="domcontentloaded", timeout=0)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._bounds.load_s):
                        await page.wait_for_load_state("load", timeout=0)
                return await work(page, first)
        except TimeoutError:
            detail = f"The page had not settled after {self._bounds.seconds:g} s."
            return _refusal(request, Reason.DEADLINE, detail, first)
        except Error as error:
            sentence = str(error.message).partition("\n")[0][:300]
            return _refusal(request, Reason.PROTOCOL, f"The browser could not show it ({sentence}).", first)

    # -------------------------------------------------------------------------------------------------------- browser

    @contextlib.asynccontextmanager
    async def _context(self, width: int, requests: PageRequests) -> AsyncIterator[BrowserContext]:
        """A profile of its own for one page; afterwards nothing of it is left, however badly the page behaves."""
        assert self._chromium is not None  # noqa: S101 -- started
        context = await self._chromium.new_context(
            accept_downloads=False,
            service_workers="block",
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        stopped = False
        try:
            await context.add_init_script(injected_scripts.TAKEN_AWAY)
            await context.route("**/*", requests.answer)
            await context.route_web_socket("**/*", _refuse_socket)
            yield context
        except asyncio.CancelledError:
            stopped = True
            raise
        finally:
            await asyncio.shield(asyncio.ensure_future(self._end(context, requests, stopped=stopped)))

    async def _end(self, context: BrowserContext, requests: PageRequests, *, stopped: bool) -> None:
        """End a page, and with one that had to be stopped, the whole browser: its page may listen to nobody."""
        await requests.end()
        if stopped or not await _within(context.close()):
            await self._kill()

    async def _start(self) -> None:
        """Start the driver and Chromium unless they run.

        Raises:
            UsageError: Chromium does not start.
        """
        if self._chromium is not None and self._chromium.is_connected():
            return
        from playwright.async_api import Error, async_playwright

        if self._playwright is None:
            self._playwright = await async_playwright().start()
        try:
            self._chromium = await self._playwright.chromium.launch(
                executable_path=self._path,
                headless=True,
                args=[*_FLAGS, f"--proxy-server=http://127.0.0.1:{self._dead_end()}"],
                chromium_sandbox=not _is_root(),
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
                timeout=30_000,
            )
        except Error as error:
            sentence = next((line for line in str(error.message).splitlines() if line.strip()), "")
            raise UsageError(f"{self._path} does not start ({sentence[:300]}).") from error

    def _dead_end(self) -> int:
        """A port that is ours and where nobody listens."""
        if self._nowhere is None:
            self._nowhere = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self._nowhere.bind(("127.0.0.1", 0))
        port: int = self._nowhere.getsockname()[1]
        return port

    async def _kill(self) -> None:
        if self._chromium is not None:
            chromium, self._chromium = self._chromium, None
            if not await _within(chromium.close()) and self._playwright is not None:
                playwright, self._playwright = self._playwright, None
                await _within(playwright.stop())  # the driver's end is the end of what it started


async def _within(coroutine: Any) -> bool:  # noqa: ANN401 -- any coroutine
    """Await something for a few seconds at most; whether it came to its end."""
    from playwright.async_api import Error

    try:
        async with asyncio.timeout(END_S):
            await coroutine
    except (TimeoutError, Error):
        return False
    return True


async def _height(page: Page) -> int:
    """How tall a page's content is, within bounds; a page may say anything."""
    told = await page.evaluate(injected_scripts.BOTTOM)
    tall = int(told) if isinstance(told, int | float) and told == told and abs(told) < 1e9 else 0  # noqa: PLR0124 -- NaN
    return min(max(tall, SMALLEST), TALLEST)


async def _close(page: Page) -> None:
    """Windows that a page opens are closed."""
    from playwright.async_api import Error

    with contextlib.suppress(Error):
        await page.close()


async def _refuse_socket(sock: Any) -> None:  # noqa: ANN401 -- Playwright's WebSocketRoute
    await sock.close()


def _is_root() -> bool:
    """Chromium's sandbox does not work for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _refusal(request: Request, reason: Reason, detail: str, first: Response | None = None) -> Refusal:
    return Refusal(
        request=request,
        reason=reason,
        detail=detail,
        at=dt.datetime.now(dt.UTC),
        exchanges=first.exchanges if first else (),
    )
