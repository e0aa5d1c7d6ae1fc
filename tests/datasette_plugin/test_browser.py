"""The pages in a real browser: they show what is kept, ask nobody else for anything, and nothing hostile runs."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/-/articles",
    "/-/article/1",
    "/-/post/1",
    "/-/post/2",
    "/-/post/3",
    "/-/post/4",
    "/-/post/5",
    "/-/timeline",
    "/-/timeline?q=crane",
    "/-/file/{photo}",
    "/-/file/{video}",
    "/-/file/{answer}",
    "/-/file/{article}",
    "/-/file/{attack}",
    "/-/gallery",
    "/-/map",
    "/-/figures",
    "/-/post/99",
    "/archive",
    "/archive/posts",
    "/archive/posts/5",
    "/archive/media",
    "/archive/snapshots",
    "/archive/near?latitude=51.2&longitude=2.9&km=20",
)


class Visit:
    """A page in the browser, and everything odd that happened on it."""

    page: Any

    def __init__(self, site: str) -> None:
        self.site = site
        self.dialogs: list[str] = []
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.on = {
            "dialog": self._dialog,
            "request": self._request,
            "console": self._console,
            "pageerror": lambda error: self.errors.append(str(error)),
        }

    def _dialog(self, dialog: Any) -> None:  # noqa: ANN401 -- playwright's dialog
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _request(self, request: Any) -> None:  # noqa: ANN401 -- playwright's request
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.foreign.append(request.url)

    def _console(self, message: Any) -> None:  # noqa: ANN401 -- playwright's message
        missing = "404" in message.text and self.page.url.endswith("/-/post/99")
        if message.type in {"error", "warning"} and not missing:
            self.errors.append(message.text)

    def go(self, path: str) -> None:
        """Open a page and let it settle."""
        self.page.goto(self.site + path)
        self.page.wait_for_timeout(120)

    def follow(self, what: str) -> None:
        """Click a link, and read on when the page that it leads to is there."""
        with self.page.expect_navigation():
            self.page.locator(f"{what} >> visible=true").first.click()

    def calm(self) -> bool:
        """Whether nothing odd happened."""
        return (self.dialogs, self.foreign, self.errors) == ([], [], [])


Tab = Callable[..., AbstractContextManager[Any]]
"""Hands out a page of the browser."""


def visit(browser: Any, site: str, **context: Any) -> Iterator[Visit]:  # noqa: ANN401 -- playwright's
    """A fresh browser context."""
    made, reader = browser.new_context(**context), Visit(site)
    reader.page = made.new_page()
    for event, listener in reader.on.items():
        reader.page.on(event, listener)
    yield reader
    made.close()


def borrow(tab: Tab, site: str, **options: Any) -> Iterator[Visit]:  # noqa: ANN401 -- playwright's
    """A page that others had before."""
    reader = Visit(site)
    with tab(on=reader.on, **options) as reader.page:
        yield reader


@pytest.fixture
def desk(tab: Tab, site: str) -> Iterator[Visit]:
    """A reader at a desk."""
    yield from borrow(tab, site, viewport={"width": 1280, "height": 900})


@pytest.fixture
def phone(tab: Tab, site: str) -> Iterator[Visit]:
    """A reader with a phone, in the dark."""
    yield from borrow(tab, site, viewport={"width": 390, "height": 844}, color_scheme="dark")


def test_w6_every_page_is_calm(desk: Visit, files: dict[str, str]) -> None:
    """0 dialogs, 0 requests to anywhere else, 0 errors, with hostile words and media all over them."""
    for path in PAGES:
        desk.go(path.format(**files))
        assert desk.calm(), (path, desk.dialogs, desk.foreign, desk.errors)


def test_pages_fit_a_phone(phone: Visit, files: dict[str, str]) -> None:
    """Nothing has to be scrolled sideways."""
    for path in (path for path in PAGES if path.startswith("/-/") or path == "/"):
        phone.go(path.format(**files))
        phone.page.evaluate("for (const folded of document.querySelectorAll('main details')) folded.open = true")
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert phone.calm(), (path, phone.dialogs, phone.foreign, phone.errors)


def test_w6_stored_attacks_do_nothing(desk: Visit, attacks: dict[str, bytes]) -> None:
    """Opened by their address, each of the twelve: shown as what they are, or saved; never run."""
    for data in attacks.values():
        address = f"{desk.site}/-/blob/{hashlib.sha256(data).hexdigest()}"
        try:
            desk.page.goto(address)
        except Exception as error:  # noqa: BLE001 -- a download is an error to the browser's driver, and what we want
            assert "Download is starting" in str(error) or "ERR_ABORTED" in str(error)  # noqa: PT017 -- both ways are right
        desk.page.wait_for_timeout(100)
    assert desk.dialogs == []
    assert desk.foreign == []


def test_w6_stored_attacks_in_a_frame_do_nothing(desk: Visit, attacks: dict[str, bytes]) -> None:
    """Framed from a page of this very origin, where script would have had its rights."""
    desk.go("/-/timeline")
    for data in attacks.values():
        desk.page.evaluate(
            "address => { const f = document.createElement('iframe'); f.src = address; document.body.append(f); }",
            f"/-/blob/{hashlib.sha256(data).hexdigest()}",
        )
    desk.page.wait_for_timeout(700)
    assert desk.dialogs == []
    assert desk.foreign == []
    assert "PWNED" not in desk.page.title()


def test_an_article_shows_its_posts_in_their_places(desk: Visit) -> None:
    """Prose, posts and pictures in reading order; consent lines folded away; a citation with the digest."""
    desk.go("/-/article/1")
    text = desk.page.inner_text(".read")
    order = [
        "A crane fell in the harbour",
        "The crane at quay 5",
        "reacted an hour later",
        "Nobody was hurt",
        "Meanwhile",
        "Кран упав",
        "الرافعة",
        "tried this",
        "goes on",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "You can change your choices" not in text
    desk.page.click("text=line that is not the article")
    assert "You can change your choices" in desk.page.inner_text(".read")
    assert re.search(r"SHA-256 [0-9a-f]{64}", text)
    printed = desk.page.locator(".printed-beside").first
    printed.locator("summary").click()
    assert "quay 4" in printed.inner_text()
    pictures = desk.page.locator(".read img")
    for number in range(pictures.count()):
        pictures.nth(number).scroll_into_view_if_needed()
    desk.page.wait_for_function(
        "() => [...document.querySelectorAll('.read img')]"
        ".filter(i => i.src.includes('/-/') && i.naturalWidth > 1).length >= 3"
    )


def test_a_vanished_post_tells_its_story(desk: Visit) -> None:
    """Gone but kept; edited in between; what the article says; how to check; a click from the first page."""
    desk.go("/")
    desk.follow("a:has-text('gone from the web')")
    assert "harbour_watch" in desk.page.inner_text("body")
    desk.go("/-/post/1")
    text = desk.page.inner_text("main")
    for words in (
        "deleted from X (Twitter) since, kept here",
        "This Post was deleted by the Post author.",
        "EOF",
        "the platform's embed answer",
        "51.2345, 2.9123",
    ):
        assert words in text
    assert desk.page.locator("#disagreements del").first.inner_text().strip() == "4"
    assert desk.page.locator("#disagreements ins").first.inner_text().strip() == "5"
    assert desk.page.locator(".history ins").first.inner_text().strip() == "5"


def test_the_reader_can_check_the_files_by_hand(desk: Visit, archive: Any) -> None:  # noqa: ANN401 -- a folder
    """What the page says to type, typed."""
    import subprocess

    desk.go("/-/post/1")
    command = desk.page.inner_text("#check-files")
    done = subprocess.run(["/bin/bash", "-c", command], cwd=archive, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == 4


def test_sensitive_media_wait_until_asked_for(desk: Visit) -> None:
    """Covered, opened by the reader; then the video can be sought."""
    desk.go("/-/post/3")
    assert not desk.page.locator("video").is_visible()
    desk.page.click("summary:has-text('Sensitive')")
    assert desk.page.locator("video").is_visible()
    played = "async v => { v.muted = true; await v.play(); return v.seekable.length; }"
    assert desk.page.locator("video").evaluate(played) == 1
    assert desk.calm()


def test_everything_one_can_reach_has_a_name(desk: Visit) -> None:
    """WCAG 2.4.4 and 4.1.2: a link, button or field says what it is; headings begin with one h1; ids are used once."""
    for path in ("/", "/-/article/1", "/-/post/1", "/-/post/3", "/-/timeline", "/-/gallery", "/-/map"):
        desk.go(path)
        nameless = desk.page.evaluate("""() => [...document.querySelectorAll(
                "main :is(a, button, input:not([type=hidden]), select, video)")]
            .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length
                || [...e.querySelectorAll('img')].some(i => i.alt.trim())))
            .map(e => e.outerHTML.slice(0, 200))""")
        assert nameless == [], path
        assert desk.page.locator("h1").count() == 1, path
        ids = desk.page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids)), path


def test_texts_say_their_direction_and_language(desk: Visit) -> None:
    """Arabic runs from the right; a language that is none is not written down."""
    desk.go("/-/post/4")
    assert desk.page.evaluate("getComputedStyle(document.querySelector('.card .text')).unicodeBidi") == "plaintext"
    assert desk.page.get_attribute(".card .text", "lang") == "ar"
    desk.go("/-/post/5")
    assert desk.page.get_attribute(".card .text", "lang") is None


def test_the_map_works_without_any_network(desk: Visit) -> None:
    """Land, names of cities, points, and a popup that leads to the post."""
    desk.go("/-/map")
    desk.page.wait_for_selector("#map[data-ready]")
    assert desk.page.locator(".map .city").count() > 5
    assert desk.page.locator(".map canvas").count() == 1
    desk.page.locator(".map .cluster:not(:has(span))").first.click(force=True)
    link = desk.page.locator(".leaflet-popup a:has-text('See the post')")
    assert link.get_attribute("href") == "/-/post/5"
    assert "<script>alert(1)</script>" in desk.page.inner_text(".leaflet-popup-content")
    assert desk.calm(), (desk.dialogs, desk.foreign, desk.errors)


def test_the_map_shows_the_place_that_a_post_leads_to(desk: Visit) -> None:
    """From a post to its place."""
    desk.go("/-/post/1")
    desk.follow("a:has-text('See it on the map')")
    desk.page.wait_for_selector("#map[data-ready]")
    assert "51.2345, 2.9123" in desk.page.inner_text(".leaflet-popup-content")
    assert desk.page.get_attribute(".leaflet-popup-content a", "href") == "/-/post/1"


def test_keys_lead_through_a_page(desk: Visit) -> None:
    """/ to the search, n and p from post to post, tab past the frame."""
    desk.go("/-/timeline")
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate("document.activeElement.className") == "skip"
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("n")
    first = desk.page.evaluate("document.activeElement.href")
    desk.page.keyboard.press("n")
    assert desk.page.evaluate("document.activeElement.href") != first
    desk.page.keyboard.press("p")
    assert desk.page.evaluate("document.activeElement.href") == first
    assert "/-/post/" in first
    desk.page.keyboard.press("/")
    assert desk.page.evaluate("document.activeElement.id") == "search"


def test_a_page_reads_without_scripts(browser: Any, site: str) -> None:  # noqa: ANN401 -- playwright's browser
    """Scripts only add to what is there."""
    for reader in visit(browser, site, java_script_enabled=False):
        for path in ("/", "/-/article/1", "/-/post/1", "/-/gallery", "/-/map"):
            reader.page.goto(site + path)
            assert reader.page.inner_text("main").strip()
        assert "51.2345, 2.9123" in reader.page.inner_text("main")


def in_dutch(day: dt.date) -> str:
    """A day as Dutch pages write it."""
    first = ("januari", "februari", "maart", "april", "mei", "juni")
    then = ("juli", "augustus", "september", "oktober", "november", "december")
    return f"{day.day} {(*first, *then)[day.month - 1]} {day.year}"


def test_times_are_utc_and_the_readers_own(browser: Any, site: str) -> None:  # noqa: ANN401 -- playwright's browser
    """The page's words stay in UTC, the reader's clock stands beside them; a mere day is never moved."""
    for reader in visit(browser, site, timezone_id="America/Los_Angeles", locale="nl-NL"):
        reader.go("/-/post/1")
        stamp = reader.page.locator(".lead .stamp")
        moment = dt.datetime.fromisoformat(stamp.locator("time").get_attribute("datetime"))
        assert moment.utcoffset() == dt.timedelta()
        own = moment.astimezone(ZoneInfo("America/Los_Angeles"))
        assert own.date() != moment.date(), "the test asks for a post of another day there"
        assert f"{in_dutch(moment)}, {moment:%H:%M} UTC" in stamp.inner_text()
        assert f"{in_dutch(own)}, {own:%H:%M}" in stamp.locator(".own-clock").inner_text()
        for path in ("/", "/-/article/1", "/-/timeline", "/-/file/{photo}", "/-/map"):
            reader.go(path)
            times = "() => [...document.querySelectorAll('time')].map(e => [e.dateTime, e.textContent, e.title])"
            for written, shown, title in reader.page.evaluate(times):
                assert shown.startswith(in_dutch(dt.date.fromisoformat(written[:10]))), path
                assert shown.endswith(" UTC") == ("T" in written) == ("America/Los_Angeles" in title), (path, written)
    for reader in visit(browser, site, timezone_id="UTC"):
        reader.go("/-/post/1")
        assert reader.page.locator(".own-clock").count() == 0


def test_a_picture_has_its_place_before_it_is_there(browser: Any, site: str) -> None:  # noqa: ANN401 -- playwright's
    """On a slow line nothing jumps: the room is kept from the width and height that are known."""
    for reader in visit(browser, site, viewport={"width": 1280, "height": 900}):
        reader.page.route(re.compile("/-/(blob|thumb)/"), lambda route: route.abort())
        for path, boxes in (("/-/article/1", ".read .medium img[width]"), ("/-/gallery", ".gallery li[class*=shape-]")):
            reader.page.goto(site + path)
            found = reader.page.locator(boxes)
            assert found.count(), path
            for number in range(found.count()):
                box = found.nth(number).bounding_box()
                assert min(box["width"], box["height"]) > 40, (path, box)


def test_what_is_printed(browser: Any, site: str) -> None:  # noqa: ANN401 -- playwright's browser
    """Pictures far below what was read are asked for, and what an article printed is not folded away on paper."""
    for reader in visit(browser, site, viewport={"width": 800, "height": 300}):
        asked: set[str] = set()
        reader.page.on("request", lambda request, asked=asked: asked.add(request.url))
        reader.page.goto(site + "/-/article/1")
        lazy = set(reader.page.evaluate("() => [...document.querySelectorAll('img[loading=lazy]')].map(e => e.src)"))
        assert lazy
        reader.page.pdf()
        assert lazy <= asked
        printed = reader.page.locator(".printed-beside .printed").first
        assert not printed.is_visible()
        reader.page.emulate_media(media="print")
        assert printed.is_visible()


def test_an_empty_archive_is_calm_too(browser: Any, empty_site: str) -> None:  # noqa: ANN401 -- playwright's browser
    """Every page says what to do."""
    for reader in visit(browser, empty_site):
        for path in ("/", "/-/articles", "/-/timeline", "/-/gallery", "/-/map"):
            reader.go(path)
            assert reader.calm(), (path, reader.errors)
        reader.go("/")
        assert "embedarchive scan" in reader.page.inner_text("main")


def test_configured_tiles_are_the_only_other_host(
    browser: Any,  # noqa: ANN401 -- playwright's browser
    archive: Path,
    tiles: tuple[str, list[str]],
    serve: Callable[..., AbstractContextManager[str]],
) -> None:
    """The map asks the host that was named for pictures; a picture from any third one is refused by the policy."""
    origin, asked = tiles
    with serve(archive / "archive.db", "-s", "plugins.embedarchive.tiles", f"{origin}/{{z}}/{{x}}/{{y}}.png") as site:
        for reader in visit(browser, site, viewport={"width": 1280, "height": 900}):
            reader.go("/-/map")
            reader.page.wait_for_selector(".leaflet-tile-loaded")
            assert asked
            assert all(re.fullmatch(r"/\d+/-?\d+/-?\d+\.png", path) for path in asked)
            assert all(address.startswith(origin + "/") for address in reader.foreign)
            assert reader.errors == []
            other = origin.replace("127.0.0.1", "localhost")
            refused = """address => new Promise(done => {
                document.addEventListener("securitypolicyviolation", e => done(e.effectiveDirective));
                new Image().src = address; setTimeout(() => done("nothing was refused"), 3000); })"""
            assert reader.page.evaluate(refused, f"{other}/stolen.png") == "img-src"
            reader.page.goto(f"{site}/")
            before = len(asked)
            assert reader.page.evaluate(refused, f"{origin}/elsewhere.png") in {"img-src", "default-src"}
            assert len(asked) == before


@pytest.mark.parametrize(("path", "what"), [("/-/timeline", ".posts > .card"), ("/", ".lately .posts > .card")])
def test_what_stands_side_by_side_is_read_row_by_row(desk: Visit, path: str, what: str) -> None:
    """WCAG 1.3.2 and 2.4.3: the order of keys and screen readers is what the eye follows, from the left and down."""
    desk.go(path)
    places = desk.page.locator(what).evaluate_all(
        "cards => cards.map(card => [card.parentElement.offsetTop, card.offsetTop, card.offsetLeft])"
    )
    assert places == sorted(places)
    assert len({left for _, _, left in places}) == 2


def test_datasettes_own_pages_are_dark_where_the_reader_is(desk: Visit, phone: Visit) -> None:
    """Turned over as a whole in the dark, with the pictures turned back; left alone in the light."""
    turned = "what => getComputedStyle(document.querySelector(what)).filter"
    for reader, dark in ((desk, False), (phone, True)):
        reader.go("/archive/media?_sort=id&digest__notblank=1&kind=photo")
        assert [reader.page.evaluate(turned, what).startswith("invert") for what in ("html", ".ea-thumb")] == [
            dark,
            dark,
        ]
        reader.follow(".ea-above a")
        assert reader.page.url == f"{reader.site}/"
