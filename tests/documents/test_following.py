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
    assert [block.attr("class") for block in following.stories(html.parse(shown))] == ["story n2", "story n3"]
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
    assert following.stories(html.parse(shown)) == []
    assert finder.scan(documents.load(shown)).embeds


def signed(number: int, *, words: int = 4, by: str = '<a rel="author" href="/x">A. Roe</a>') -> str:
    """A story in a block of its own kind that says who wrote it; the first has the headline of the page's title."""
    return (
        f"<div id=s{number}><h1>{'Morning paper' if number == 1 else f'Headline number {number}'}</h1><p>By {by}</p>"
        f'<p><img src="/2024/ferry-{number}.jpg" width="772" height="369" alt="A ferry"></p>{f"<p>{WORDS}</p>" * words}'
        f'<iframe src="https://www.youtube.com/embed/aaaaaaaaaa{number}"></iframe></div>'
    )


def test_a_signed_story_below_the_one_of_the_pages_title() -> None:
    """Whatever blocks both stand in: players and pictures are not the article's; a page's own name above is none."""
    own = signed(1).replace("<div id=s1>", "").removesuffix("</div>")
    shown = page(
        "<h1>The Island Paper</h1>", f"<section>{own}</section>", signed(2), signed(3, words=9), kind="website"
    )
    assert [block.attr("id") for block in following.stories(html.parse(shown))] == ["s2", "s3"]
    found = finder.scan(documents.load(shown, base_url="https://news.example/2024/ferry/"))
    assert [embed.id for embed in found.embeds] == ["aaaaaaaaaa1"]
    assert [image.url for image in found.images] == ["https://news.example/2024/ferry-1.jpg"]


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(page(signed(1), signed(2, by="nobody")), id="a part of the article"),
        pytest.param(page(signed(1), signed(2, words=1)), id="a teaser"),
        pytest.param(page(signed(1, words=1), signed(2)), id="a live report"),
        pytest.param(page(f"<article>{signed(1)}{signed(2)}</article>"), id="in the same article"),
        pytest.param(
            page(signed(1).replace("<div id=s1>", "").removesuffix("</div>"), signed(2)),
            id="a section beside the words",
        ),
        pytest.param(page(signed(1), signed(2), "<script>'LiveBlogPosting'</script>"), id="one that says so"),
        pytest.param(page(signed(2), signed(3)), id="none that the page's title names"),
    ],
)
def test_what_is_no_signed_story(shown: str) -> None:
    """An article's own parts may be signed, too."""
    assert following.stories(html.parse(shown)) == []
    assert len(finder.scan(documents.load(shown)).embeds) == 2


def test_stories_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though embeds, images and the article's place all ask for them."""
    asked: list[html.Tree] = []
    found = following.stories

    def counted(tree: html.Tree) -> list[html.Node]:
        asked.append(tree)
        return found(tree)

    monkeypatch.setattr(following, "stories", counted)
    finder.scan(documents.load(page(story(1), story(2))))
    assert len(asked) == 1


def test_markup_without_end() -> None:
    """Headlines inside of each other, and blocks behind many others, are no error."""
    assert following.stories(html.parse(page("<h1>" * 60))) == []
    assert following.stories(html.parse(page("<h1>Morning paper", "<h1>Another one" * 60))) == []
    assert following.stories(html.parse(page("<i></i>" * 400, story(1), story(2)))) == []
