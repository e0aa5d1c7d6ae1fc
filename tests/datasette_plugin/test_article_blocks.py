"""What of an article's text becomes a paragraph of its page."""

from __future__ import annotations

import pytest

from embedarchive.datasette_plugin.views.article_blocks import Thing, blocks
from embedarchive.datasette_plugin.views.versions import MARK
from embedarchive.store.queries.articles import ImageRow


def image(caption: str | None, credit: str | None) -> Thing:
    """An image of an article, with what is printed below it."""
    row = ImageRow(
        id=1,
        article_scan_id=1,
        position=0,
        url="https://mill.example/bridge.jpg",
        alt=None,
        caption=caption,
        credit=credit,
        start=0,
        end=1,
        key="https://mill.example/bridge.jpg",
    )
    return Thing(kind="image", start=0, image=row)


def paragraphs(text: str, *things: Thing, title: str | None = None, markdown: bool = False) -> list[str | None]:
    """The paragraphs of a page; None where something else stands."""
    return [block.get("text") for block in blocks(text, things, title, markdown=markdown)]


@pytest.mark.parametrize(
    "printed", ["The bridge. Photo: Ed Moss", "The bridge.\nPhoto: Ed Moss", "Photo: Ed Moss The bridge"]
)
def test_the_caption_of_an_image_is_no_paragraph_as_well(printed: str) -> None:
    """It stands below the image, with its credit, in whatever order the page has them."""
    text = f"Before.\n{MARK}\n{printed}\nAfter. The bridge."
    assert paragraphs(text, image("The bridge.", "Photo: Ed Moss")) == ["Before.", None, "After. The bridge."]


def test_a_paragraph_that_only_begins_as_the_caption_stays() -> None:
    """Nor does one go that stands further down, or that was searched for: its marks are seen there only."""
    bridge = image("The bridge", None)
    assert paragraphs(f"{MARK}\nThe bridge reopened.\nThe bridge", bridge) == [
        None,
        "The bridge reopened.",
        "The bridge",
    ]
    assert paragraphs(f"{MARK}\nThe \x02bridge\x03", bridge) == [None, "The bridge"]


def test_markdown_is_read_without_its_signs() -> None:
    """Its title is found behind the sign of a heading; what is left of a quotation around a post is no paragraph."""
    text = f"# The **mill**\n\nIt _turns_.\n\n> {MARK}\n>\n\nMore [here](https://mill.example/)."
    read = paragraphs(text, Thing(kind="embed", start=0), title="The mill", markdown=True)
    assert read == ["It turns.", None, "More here."]
