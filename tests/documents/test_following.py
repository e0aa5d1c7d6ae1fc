"""Whole stories that follow the page's own one: which blocks they are, and that nothing of them is the article's."""

from __future__ import annotations

import pytest

from embedarchive import documents, finder
from embedarchive.documents import following, html

HEAD = '<head><title>Morning paper</title><meta property="og:type" content="{kind}"></head>'
WORDS = "The ferry to the island left an hour late again, and nobody at the quay could say why that was so. "


def story(number: int, *, words: int = 4, tag: str = "div", inner: str = "article") -> str:
    """A block with a headline above its text, a picture and a player."""
    return (
        f'<{tag} class="story n{number}"><header><h1>Headline number {number} of the day</h1>'
        f'<figure><img src="/2024/ferry-{number}.jpg" width="772" height="369" alt="A ferry"></figure></header>'
        f"<{inner}>{f'<p>{WORDS}</p>' * words}"
        f'<iframe src="https://www.youtube.com/embed/aaaaaaaaaa{number}"></iframe></{inner}></{tag}>'
    )


def page(*blocks: str, kind: str = "article") -> str:
    """A page that holds these blocks and says what it is."""
    return f"<!doctype html><html>{HEAD.format(kind=kind)}<body><main>{''.join(blocks)}</main></body></html>"


def test_the_first_of_several_stories_is_the_pages_own() -> None:
    """Neither players nor pictures of the stories below are the article's, though these say five times as much."""
    shown = page(story(1), *(story(number, words=10) for number in (2, 3)))
    assert [block.attr("class") for block in following.stories(html.parse(shown).root)] == ["story n2", "story n3"]
    found = finder.scan(documents.load(shown, base_url="https://news.example/2024/ferry/"))
    assert [embed.id for embed in found.embeds] == ["aaaaaaaaaa1"]
    assert [image.url for image in found.images] == ["https://news.example/2024/ferry-1.jpg"]


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(page(story(1), story(2), kind="website"), id="a list of stories"),
        pytest.param(page(story(1, inner="div"), story(2, inner="div")), id="parts of one article"),
        pytest.param(page(story(1), story(2, words=1)), id="a teaser"),
        pytest.param(page(story(1), story(2, tag="section")), id="blocks of another kind"),
        pytest.param(page(story(1)), id="one story"),
        pytest.param(page("<h1>The Island Paper</h1>", story(1), story(2)), id="a headline above all"),
    ],
)
def test_what_is_no_row_of_stories(shown: str) -> None:
    """Parts of one article have headlines of the first rank, too, and a page of many stories has none of its own."""
    assert following.stories(html.parse(shown).root) == []
    assert finder.scan(documents.load(shown)).embeds


def test_markup_without_end() -> None:
    """Headlines inside of each other, and blocks behind many others, are no error."""
    assert following.stories(html.parse(page("<h1>" * 60)).root) == []
    assert following.stories(html.parse(page("<i></i>" * 400, story(1), story(2))).root) == []
