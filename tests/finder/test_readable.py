"""The article as text, with a mark for every embed and image."""

from __future__ import annotations

from pathlib import Path

import pytest
from growth import ends

from embedarchive import documents, finder
from embedarchive.finder.page.text import MARK
from embedarchive.model import Embed, Image, Scan

WORDS = "These are the words of an article that goes on for a while, as articles do. " * 4


def test_p2_the_seed(shared: Path) -> None:
    """Every line of prose is kept, every embed and image is one mark, consent lines are gone."""
    scan = finder.scan(documents.load(shared / "seed" / "article.txt"))
    made = finder.readable(scan)
    assert [span.kind for span in made.spans] == ["image", *["embed"] * 4]
    assert all(made.text[span.start] == MARK for span in made.spans)
    assert made.text.count(MARK) == 5
    taken = [*((embed.start, embed.end) for embed in scan.embeds), *((line.start, line.end) for line in scan.ignored)]
    at = 0
    for line in scan.document.text.split("\n"):
        start, at = at, at + len(line) + 1
        inside = any(first <= start < last for first, last in taken) or line.startswith("![")
        assert (line in made.text) != inside, line


def test_a_page() -> None:
    """Paragraphs, headings and list items, a line each; navigation and scripts left out."""
    page = (
        f"<html><body><nav>Menu here</nav><article><h1>The heading of it</h1><p>{WORDS}</p><script>var no = 1</script>"
        f"<blockquote class='twitter-tweet'><p>A post</p></blockquote><ul><li>one</li><li>two</li></ul>"
        f"<p>{WORDS}<br>after a break</p>"
        "<aside class='related'>Other stories</aside></article><footer>The foot</footer></body></html>"
    )
    document = documents.load(page)
    start = page.index("<blockquote")
    embed = Embed(platform="twitter", form="blockquote", start=start, end=page.index("</blockquote>") + 13)
    made = finder.readable(Scan(document=document, embeds=(embed,)))
    lines = made.text.split("\n\n")
    assert lines == ["The heading of it", WORDS.strip(), MARK, "- one", "- two", WORDS.strip(), "after a break"]
    assert (made.spans[0].kind, made.spans[0].index) == ("embed", 0)


def test_text_keeps_its_lines() -> None:
    """The pieces of a post that stands in two become one mark, CRLF becomes one line end, front matter is no prose."""
    text = "---\ntitle: T\n---\nBefore.\r\nfirst line\r\nBetween.\r\nsecond line\r\nAfter \ufffc this."
    first, second = text.index("first line"), text.index("second line")
    embed = Embed(
        platform="twitter",
        form="plain-text",
        start=first,
        end=second + 11,
        parts=((first, first + 10), (second, second + 11)),
    )
    made = finder.readable(Scan(document=documents.load(text), embeds=(embed,)))
    assert made.text == f"Before.\n{MARK}\nBetween.\n\nAfter \ufffd this."
    assert [span.start for span in made.spans] == [made.text.index(MARK)]


def test_an_image_inside_an_embed_has_its_own_mark() -> None:
    """As many marks as things, in reading order, also where they overlap or stand in the head."""
    document = documents.load(
        "<html><head><meta property='og:image' content='/a.jpg'></head><body><p>" + WORDS + "</p></body></html>"
    )
    things = (Image(url="/a.jpg", start=12, end=50),)
    embeds = tuple(Embed(platform="twitter", form="iframe", start=at, end=at + 30) for at in (100, 110))
    made = finder.readable(Scan(document=document, embeds=embeds, images=things))
    assert [(span.kind, span.index) for span in made.spans] == [("image", 0), ("embed", 0), ("embed", 1)]
    assert [span.start for span in made.spans] == [at for at, character in enumerate(made.text) if character == MARK]


@pytest.mark.parametrize(
    "piece", ["<div>", "<p>word ", "<li>", "<table><tr><td>", "<b>", "<img src=a.jpg>", "word\n", "a<br>"]
)
def test_p1_a_megabyte_of_anything(piece: str) -> None:
    """Deep and wide pages are walked once, without recursion."""

    def made(size: int) -> Scan:
        return Scan(document=documents.load("<html><p>" * piece.startswith("<") + piece * (size // len(piece))))

    assert ends(finder.readable, made, 1_000_000, deadline=6)


def test_lines_of_preformatted_text_stay_lines() -> None:
    """References count as the signs that they stand for."""
    made = finder.readable(
        Scan(document=documents.load(f"<html><body><p>{WORDS}</p><pre>one &amp;\n two\n\nthree</pre>"))
    )
    assert made.text.split("\n\n")[1:] == ["one &", "two", "three"]
