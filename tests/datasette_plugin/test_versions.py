"""What an article's page says of what changed in it between two readings."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.datasette_plugin.views.versions import MARK, paragraph_changes
from embedarchive.model import Document, Embed, Image, Scan
from embedarchive.store import Store

Ask = Callable[..., Any]


def read(store: Store, text: str, *embeds: Embed, data: bytes | None = None, images: tuple[Image, ...] = ()) -> None:
    """Read the article once more."""
    document = Document(text=text, title="Crane falls", source="crane.txt", language="en")
    scan = Scan(document=document, embeds=embeds, images=images)
    store.add_article(data or text.encode(), scan, text, parser="test", url="https://paper.example/crane")


def quoted(author: str, text: str, start: int) -> Embed:
    """A post as the article prints it."""
    return Embed(platform="twitter", form="plain-text", author=author, text=text, start=start, end=start + 9)


@pytest.fixture(scope="module")
def edited(
    tmp_path_factory: pytest.TempPathFactory, ask_of: Callable[[Path], AbstractContextManager[Ask]]
) -> Iterator[Ask]:
    """Asks an archive with an article that was read three times: changed, and read otherwise though the same."""
    folder = tmp_path_factory.mktemp("edited")
    picture = Image(url="https://paper.example/quay.jpg", caption="The <b>quay</b>", start=90, end=91)
    with Store.open(folder) as store:
        store.begin_run("test")
        read(
            store,
            f"Crane falls\nSix people were hurt.\n{MARK}\n{MARK}\nIt goes on.\n",
            quoted("Mira Sol", "Nobody was hurt.", 40),
            quoted("Lena", "It fell at nine.", 60),
        )
        later = f"Crane falls\nSeven people were hurt.\n{MARK}\nThe mayor resigned.\n{MARK}\nIt goes on.\n"
        read(store, later, quoted("Mira Sol", "Nobody was hurt badly.", 40), images=(picture,), data=b"later")
        read(store, later.replace("It goes on.\n", ""), quoted("Mira Sol", "Nobody.", 40), data=b"later")
        store.end_run(0, {})
    with ask_of(folder) as asked:
        yield asked


def changed(page: str) -> list[str]:
    """The changes that a page lists, with what is gone in minus signs and what is new in plus signs."""
    part = page.partition('id="versions"')[2].partition("</section>")[0]
    marked = re.sub(r"</?del>", "-", re.sub(r"</?ins>", "+", part))
    found = re.findall(r'<li class="change"><span[^>]*>(.*?)</span></li>', marked, re.DOTALL)
    return [html.unescape(one) for one in found]


def test_what_a_publisher_changed_is_shown_word_by_word(edited: Ask) -> None:
    """Words, paragraphs, posts that the article dropped, what it prints of them, and new pictures."""
    page = edited("/-/article/1?scan=2").text
    assert changed(page) == [
        "-Six-+Seven+ people were hurt.",
        "[X (Twitter): Mira Sol: Nobody was -hurt.]-+hurt badly.]+",
        "-[X (Twitter): Lena: It fell at nine.]-",
        "+The mayor resigned.+",
        "+[image: The <b>quay</b>]+",
    ]
    assert "What changed since the version of" in page
    assert '<a href="#versions">3 versions</a>' in page


def test_the_first_version_has_nothing_to_be_held_against(edited: Ask) -> None:
    """It only lists the others."""
    page = edited("/-/article/1?scan=1").text
    assert changed(page) == []
    assert "since the version" not in page
    assert 'href="/-/article/1?scan=2"' in page


def test_a_file_that_is_read_otherwise_is_not_said_to_have_changed(edited: Ask) -> None:
    """The same bytes: the difference is this program's, not the publisher's."""
    page = edited("/-/article/1").text
    assert "The file is the same as on" in page
    assert "-It goes on.-" in changed(page)
    assert "Het bestand is hetzelfde als op" in edited("/-/article/1", accept_language="nl").text


def test_an_article_that_was_read_once_has_no_versions(ask: Ask) -> None:
    """Nor a heading for them."""
    assert 'id="versions"' not in ask("/-/article/1").text


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_every_change_is_listed_and_nothing_else(before: list[str], after: list[str]) -> None:
    """What is gone and what is new are all that parts the two texts."""
    changes = paragraph_changes("\n".join(before), "\n".join(after))
    assert changes is not None
    assert bool(changes) is (before != after)
    for kind, text, other in (("gone", before, after), ("new", after, before)):
        listed = " ".join(piece for change in changes for name, piece in change if name == kind).split()
        assert len(listed) <= len(text)
        assert {one for one in text if one not in other} <= set(listed)


def test_texts_that_share_nothing_are_not_compared_forever() -> None:
    """Twenty thousand lines against as many others: no answer, at once. One long paragraph: struck out whole."""
    started = time.process_time()
    old, new = (" \n".join(f"{name} {number}" for number in range(20_000)) for name in ("old", "new"))
    assert paragraph_changes(old, new) is None
    words = " ".join(map(str, range(30_000)))
    assert paragraph_changes(words, f"{words} more") == [[("gone", words), ("new", f"{words} more")]]
    assert paragraph_changes("a b\r\n\r\n c", "a b\nc") == []
    assert time.process_time() - started < 20
