"""The questions that people come with: answered from the first page in at most three clicks, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

pytestmark = pytest.mark.browser


class Reader:
    """Somebody who has only the website; counts the clicks."""

    def __init__(self, page: Any, site: str) -> None:  # noqa: ANN401 -- playwright's page
        self.page, self.clicks = page, 0
        page.goto(site + "/")

    def click(self, what: str) -> None:
        """Click the first thing that is seen and meant, and wait for what it opens."""
        with self.page.expect_navigation():
            self.page.locator(f"{what} >> visible=true").first.click()
        self.clicks += 1

    def reads(self) -> str:
        """The words on the page."""
        text: str = self.page.inner_text("body")
        return text


@pytest.fixture
def reader(tab: Callable[..., AbstractContextManager[Any]], site: str) -> Iterator[Reader]:
    """On the first page; at the end, at most three clicks were made."""
    with tab(viewport={"width": 1280, "height": 900}) as page:
        made = Reader(page, site)
        yield made
    assert 1 <= made.clicks <= 3


def test_which_posts_vanished(reader: Reader) -> None:
    """Both that did, kept here or not, and none that did not."""
    reader.click("a:has-text('gone from the web')")
    text = reader.reads()
    assert "harbour_watch" in text
    assert "mira_sol" in text
    assert "oleksandr_k" not in text


def test_where_was_this_photo_taken(reader: Reader) -> None:
    """From the gallery to the photo's post: where the camera says it was, apart from what the text says."""
    reader.click("nav >> text=Gallery")
    reader.click(".gallery a:has-text('Harbour Watch')")
    assert "51.2349, 2.9131" in reader.reads()
    assert "the photo's own data (EXIF)" in reader.reads()
    reader.click("a:has-text('See it on the map')")
    reader.page.wait_for_selector("#map[data-ready]")


def test_what_did_the_article_claim(reader: Reader) -> None:
    """The article's own words and day for a post, beside what became of them."""
    reader.click("h3 a:has-text('Crane falls')")
    reader.click("a:has-text('Disagrees with its article')")
    text = reader.reads()
    assert "As printed in the article" in text
    assert "quay 4" in text
    assert "quay 5" in text


def test_is_this_file_unaltered(reader: Reader) -> None:
    """The digest of each file of a post, and what to type to check it."""
    reader.click("h2:has-text('Gone from the web') ~ .posts .card:has-text('Harbour Watch') .stamp a")
    text = reader.reads()
    assert "sha256sum --check" in text
    assert "matches the fingerprint (SHA-256) recorded here" in text


def test_what_else_did_this_author_post(reader: Reader) -> None:
    """From a post to its author's others; for one who has no others, nothing is promised."""
    reader.click("nav >> text=Timeline")
    reader.click(".card:has-text('Mira Sol') .handle a")
    text = reader.reads()
    assert "@mira_sol" in text
    assert "@harbour_watch" not in text


def test_what_happened_here_in_these_hours(reader: Reader) -> None:
    """One search says when and where; what is found can be taken along as a table."""
    page = reader.page
    page.fill("#search", "near:Ostend,5 since:2026-02-27T05:00 until:2026-02-27T06:00")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".card").count() == 1
    assert "harbour_watch" in reader.reads()
    with page.expect_download() as saved:
        page.click("a:has-text('CSV')")
    reader.clicks += 1
    assert saved.value.suggested_filename == "posts.csv"
    assert "harbour_watch" in saved.value.path().read_text(encoding="utf-8")


def test_who_quoted_this_and_how_is_it_cited(reader: Reader) -> None:
    """Both stand on the post's own page: who points at it, and the source as a file for a list of references."""
    reader.click("h2:has-text('Gone from the web') ~ .posts .card:has-text('Harbour Watch') .stamp a")
    assert "quotes it" in reader.page.inner_text("#pointing")
    with reader.page.expect_download() as saved:
        reader.page.click("text=BibTeX")
    assert saved.value.path().read_text(encoding="utf-8").startswith("@misc{twitter:2027000000000000001,")
