"""A browser that reaches nothing by itself: pages on this machine's sockets, and a canary that must not be asked."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import ways_out
from ways_out import Canary

from embedarchive.errors import UsageError
from embedarchive.model import Exchange, Reason, Refusal, Request, Source
from embedarchive.web import browser as browser_module
from embedarchive.web import injected_scripts
from embedarchive.web.browser import Browser, Picture, Rendered
from embedarchive.web.page_requests import Bounds

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]


class Logged:
    """A source that remembers what it was asked and what became of it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.log: list[Exchange] = []

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        made = await self._source.exchange(request)
        self.log.append(made)
        return made


Pages: TypeAlias = dict[str, bytes]
Work: TypeAlias = Callable[[Any, Browser, Logged], Awaitable[Any]]
Load: TypeAlias = Callable[..., Any]
BOUNDS = Bounds(seconds=25, settle_s=1, quiet_s=0.3)


def made(body: str | bytes, *more: str, kind: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    """An answer."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(data)}", *more, "", ""]
    return "\r\n".join(lines).encode() + data


def serving(pages: Pages) -> Callable[..., Awaitable[None]]:
    """A server's part: each path has its answer."""

    async def play(_: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        path = head.split()[1].decode()
        writer.write(pages.get(path.partition("?")[0], made("", status="404 Not Found")))
        await writer.drain()

    return play


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """Where the one browser lives."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def shared_browser(loop: asyncio.Runner) -> Iterator[Browser]:
    """One browser for every page: each is loaded in a profile of its own."""
    browser = Browser()
    yield browser
    loop.run(browser.aclose())


@pytest.fixture
def load(loop: asyncio.Runner, shared_browser: Browser, world: Any, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Serve the pages, and do the work with the browser within its bounds."""

    def loaded(pages: Pages, work: Work, bounds: Bounds = BOUNDS, **more: Any) -> Any:
        monkeypatch.setattr(shared_browser, "_bounds", bounds)

        async def run() -> Any:
            async with world.serving(serving(pages), **more) as (source, server):
                return await work(server, shared_browser, Logged(source))

        return loop.run(run())

    return loaded


def beyond(canary: Canary) -> bytes:
    """A page that tries every way to the canary; what its head says is one more."""
    return made(ways_out.page(canary.port), *ways_out.headers(canary.port))


def test_s1_s4_no_request_of_a_page_leaves_past_the_guard(
    load: Load, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redirects, frames, sockets, peers, beacons, prefetches, forms, windows: the canary hears nothing of any.

    The second time nothing is taken out of the page: what keeps WebRTC in is not one thing alone.
    """
    canary = Canary()
    names = world.Names({"inside.example": ["127.0.0.1"]})
    bounds = Bounds(seconds=25, settle_s=2)

    async def work(server: Any, browser: Browser, source: Logged) -> Any:
        async with canary.listening():
            server.play = serving(
                {
                    "/": beyond(canary),
                    "/redirected": made("", f"Location: http://127.0.0.1:{canary.port}/redirected", status="302 Found"),
                    "/worker.js": made("fetch('/from-a-service-worker')", kind="text/javascript"),
                    "/styled.xml": made(ways_out.styled(canary.port), kind="text/xml"),
                    "/module.js": made(ways_out.module(canary.port), kind="text/javascript"),
                }
            )
            picture = await browser.picture(server.url(), source)
            monkeypatch.setattr(injected_scripts, "TAKEN_AWAY", "")
            rendered = await browser.render(server.url(), source)
            await asyncio.sleep(0.5)
            return picture, rendered, [head.split()[1] for head in server.asked], source.log

    picture, rendered, asked, log = load({}, work, names=names, bounds=bounds)
    assert isinstance(picture, Picture), picture
    assert isinstance(rendered, Rendered), rendered
    assert "Words that everybody may read" in rendered.markup
    assert canary.asked == []
    assert b"/from-a-service-worker" not in asked
    blocked = {entry.url.rpartition("/")[2] for entry in log if entry.reason is Reason.BLOCKED_ADDRESS}
    assert {"img", "script", "style", "iframe", "fetch", "background", "named", "redirected", "worker"} <= blocked
    assert all(entry.url.startswith(("http://site.example", "http://inside", "http://127.0.0.1")) for entry in log)


def test_s1_what_is_not_caught_meets_nobody() -> None:
    """The second wall: even a page that is not watched at all reaches no address, by no name and no socket."""

    async def run() -> list[str]:
        canary = Canary()
        async with canary.listening(), Browser() as browser:
            await browser._start()
            assert browser._chromium is not None
            page = await browser._chromium.new_page()
            await page.set_content(beyond(canary).partition(b"\r\n\r\n")[2].decode(), wait_until="commit")
            await page.wait_for_function("document.title === 'peers'", timeout=60_000)
            await asyncio.sleep(2)
            return canary.asked

    assert asyncio.run(run()) == []


def test_the_canary_hears_a_browser_without_the_guard(world: Any, chromium: str) -> None:
    """The same page in a browser as it comes reaches the canary by nearly every way: the test above can fail."""
    from playwright.async_api import async_playwright

    async def run() -> Canary:
        canary = Canary()
        async with canary.listening(), world.Server(serving({"/": beyond(canary)})) as server:
            async with async_playwright() as playwright:
                running = await playwright.chromium.launch(executable_path=chromium, args=["--disable-gpu"])
                page = await running.new_page()
                await page.goto(server.url(host=world.PUBLIC), wait_until="commit")
                until = time.monotonic() + 60
                while time.monotonic() < until and not heard <= paths(canary):  # noqa: ASYNC110 -- of a test
                    await asyncio.sleep(0.1)
                await running.close()
            return canary

    def paths(canary: Canary) -> set[str]:
        return {[*line.split(), line][1] for line in canary.asked}

    heard = {"/img", "/iframe", "/socket", "/worker-socket", "/beacon", "/keepalive", "/window", "/video", "/form"}
    heard |= {
        "/prefetch",
        "/ping",
        "datagram",
        "/srcdoc",
        "/data",
        "/svg-image",
        "/poster",
        "/xhr",
        "/imported",
        "/blank",
    }
    canary = asyncio.run(run())
    assert heard <= paths(canary), sorted(canary.asked)


@pytest.mark.parametrize("tag", ["meta", "script", "header"])
def test_s1_a_page_that_goes_elsewhere_goes_through_the_guard(load: Load, tag: str) -> None:
    """Meta refresh, a script's redirect and the header Refresh lead a browser on by themselves."""
    canary = Canary()

    async def work(server: Any, browser: Browser, source: Logged) -> Any:
        async with canary.listening():
            target = f"http://127.0.0.1:{canary.port}/private"
            ways = {
                "meta": made(f"<meta http-equiv=refresh content='0;url={target}'>Going"),
                "script": made(f"Going<script>location.href = '{target}'</script>"),
                "header": made("Going", f"Refresh: 0;url={target}"),
            }
            server.play = serving({"/": ways[tag]})
            return await browser.picture(server.url(), source), source.log

    shown, log = load({}, work)
    assert canary.asked == []
    assert isinstance(shown, Picture | Refusal)
    reasons = [entry.reason for entry in log]
    assert reasons == ([None] if tag == "header" else [None, Reason.BLOCKED_ADDRESS])


BOMBS = {
    "a loop": "<p>Busy</p><script>setTimeout(() => { while (true) {} }, 100)</script>",
    "dialogs": "<script>onbeforeunload = () => 'no'; while (true) alert(prompt(confirm('Stay?')))</script>",
    "requests and windows": "<script>let n = 0; setInterval(() => { fetch('/a?' + n++); open('/a') }, 5)</script>",
    "a growing document": "<script>setInterval(() => document.body.append('x'.repeat(1 << 20)), 1)</script>",
    "navigation": "<script>setTimeout(() => location.search = Math.random(), 10)</script>",
}


def test_s5_pages_that_never_end_are_ended(load: Load) -> None:
    """Whatever its scripts do, a page ends by three times its deadline, and the next page is fine."""
    bounds = Bounds(seconds=3, load_s=1, settle_s=0.5, requests=60)
    pages = {f"/{name.replace(' ', '-')}": made(body) for name, body in BOMBS.items()}

    async def work(server: Any, browser: Browser, source: Logged) -> Any:
        told = {}
        for path in pages:
            source.log.clear()
            await browser.render(server.url("/quiet"), source)  # the deadline begins when the browser has started
            began = time.monotonic()
            shown = await browser.render(server.url(path), source)
            told[path] = (shown, time.monotonic() - began, len(source.log))
        return told, await browser.render(server.url("/quiet"), source)

    told, after = load({**pages, "/a": made("a"), "/quiet": made("<p>Quiet</p>")}, work, bounds=bounds)
    for shown, took, asked in told.values():
        assert isinstance(shown, Rendered | Refusal)
        assert took < 3 * 3 + browser_module.END_S
        assert asked <= 62
    assert isinstance(told["/a-loop"][0], Refusal)
    assert told["/a-loop"][0].reason is Reason.DEADLINE
    assert isinstance(after, Rendered)
    assert "Quiet" in after.markup


def test_s5_a_page_gets_no_more_bytes_than_its_budget(load: Load) -> None:
    """What is beyond is not asked for; what was asked at once may be above it."""
    pages = {f"/{n}": made(b"x" * 100_000, kind="text/plain") for n in range(40)}
    script = "(async () => { for (let n = 0; n < 40; n++) await fetch('/' + n).catch(() => 0) })()"
    pages["/"] = made(f"<p>Many</p><script>{script}</script>")

    async def work(server: Any, browser: Browser, source: Logged) -> Any:
        return await browser.render(server.url(), source), source.log

    shown, log = load(pages, work, bounds=Bounds(seconds=20, settle_s=2, bytes=1_000_000))
    assert isinstance(shown, Rendered)
    assert shown.unloaded, "how many it came to ask for is the machine's affair"
    assert sum(entry.body.size for entry in log if entry.body) <= 1_100_000


def test_redirects_inside_of_a_page_are_followed_hop_by_hop(load: Load) -> None:
    """A script under another address works, a document knows where it is, and every hop is an exchange."""
    pages = {
        "/": made("<div id=here></div><script src='/moved.js'></script><iframe src='/moved'></iframe>"),
        "/moved.js": made("", "Location: http://scripts.example:{port}/script.js", status="302 Found"),
        "/script.js": made("document.getElementById('here').textContent = 'by script'", kind="text/javascript"),
        "/moved": made("", "Location: /arrived", status="301 Moved"),
        "/arrived": made("<script>parent.document.body.append('at ' + location.pathname)</script>"),
    }

    async def work(server: Any, browser: Browser, source: Logged) -> Any:
        moved = {path: page.replace(b"{port}", str(server.port).encode()) for path, page in pages.items()}
        server.play = serving(moved)
        rendered = await browser.render(server.url(), source)
        documents = [entry.url.rpartition("/")[2] for entry in source.log]
        source.log.clear()
        picture = await browser.picture(server.url(), source)
        return rendered, documents, picture, [entry.url.rpartition("/")[2] for entry in source.log]

    rendered, documents, picture, looks = load(pages, work)
    assert isinstance(rendered, Rendered)
    assert "by script" in rendered.markup
    assert documents == ["", "moved.js", "script.js"]
    assert isinstance(picture, Picture)
    assert sorted(looks) == ["", "arrived", "moved", "moved.js", "script.js"]


def test_cookies_stay_with_the_page_s_own_host(load: Load, tmp_path: Any) -> None:
    """The user's cookies for another site are not a page's to use; Set-Cookie makes no new ones."""
    jar = tmp_path / "cookies.txt"
    lines = [f"{host}\tFALSE\t/\tFALSE\t0\tsession\t{host}" for host in ("site.example", "other.example")]
    jar.write_text("# Netscape HTTP Cookie File\n" + "\n".join(lines) + "\n")

    async def work(server: Any, browser: Browser, source: Logged) -> Any:
        script = f"<script src='{server.url('/a.js', host='other.example')}'></script><script src='/b.js'></script>"
        server.play = serving({"/": made(script, "Set-Cookie: tracked=1; Path=/")})
        await browser.render(server.url(), source)
        return {head.split()[1]: head for head in server.asked}

    asked = load({}, work, cookies=jar)
    assert b"session=site.example" in asked[b"/"]
    assert b"session=site.example" in asked[b"/b.js"]
    assert b"tracked" not in asked[b"/b.js"]
    assert b"Cookie" not in asked[b"/a.js"]


def test_pictures_show_the_page_and_fit_it(load: Load) -> None:
    """As wide as the window, as tall as the content; a page of a mile is cut."""
    from PIL import Image

    pages = {
        "/": made("<body style='margin:0'><div style='height:300px;background:#0a0'></div>"),
        "/mile": made("<body style='margin:0'><div style='height:99999px;background:#0a0'></div>"),
        "/lie": made("<script>Element.prototype.getBoundingClientRect = () => ({bottom: 'far'})</script><p>Lies"),
    }

    async def work(server: Any, browser: Browser, source: Logged) -> Any:
        shown = [await browser.picture(server.url(path), source) for path in pages]
        return [Image.open(io.BytesIO(each.png)) for each in shown if isinstance(each, Picture)]

    page, mile, lie = load(pages, work)
    assert page.size == (600, 300)
    assert page.convert("RGB").getpixel((300, 150)) == (0, 170, 0)
    assert mile.size == (600, browser_module.TALLEST)
    assert lie.size == (600, browser_module.SMALLEST)


@pytest.mark.parametrize(
    ("page", "reason"),
    [(made("", status="404 Not Found"), Reason.PROTOCOL), (b"nonsense\r\n\r\n", Reason.PROTOCOL)],
    ids=["not there", "no http"],
)
def test_a_page_that_is_not_there_is_a_reason(load: Load, page: bytes, reason: Reason) -> None:
    """No browser is started for it."""

    async def work(server: Any, _: Browser, source: Logged) -> Any:
        async with Browser() as browser:
            return await browser.picture(server.url(), source), browser._chromium

    shown, chromium = load({"/": page}, work)
    assert isinstance(shown, Refusal)
    assert shown.reason is reason
    assert chromium is None


@pytest.fixture
def no_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without the extra."""
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "playwright" else find(name))


@pytest.mark.usefixtures("no_driver")
def test_a_missing_extra_is_said_in_one_sentence() -> None:
    """With the way out."""
    with pytest.raises(UsageError, match=r"pip install 'embedarchive\[browser\]'"):
        Browser()


def test_a_missing_chromium_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way out."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(browser_module, "NAMES", ("chromium",))
    with pytest.raises(UsageError, match="apt install chromium"):
        Browser()


def test_chromium_hears_of_all_features_that_playwright_switches_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two lists it hears the last, which is ours: so ours has all of theirs, also after an update."""
    told, path = tmp_path / "told", tmp_path / "chromium"
    path.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{told}"\nexit 1\n')
    path.chmod(0o755)
    monkeypatch.setattr(browser_module, "chromium_path", lambda: str(path))

    async def main() -> None:
        browser = Browser()
        try:
            with pytest.raises(UsageError, match="does not start"):
                await browser._start()
        finally:
            await browser.aclose()

    asyncio.run(main())
    option = "--disable-features="
    theirs, ours = (
        line.removeprefix(option).split(",") for line in told.read_text().split() if line.startswith(option)
    )
    assert set(theirs) <= set(ours)
    assert set(ours) == set(browser_module.NOT_WANTED)
