"""Whole stories that follow the page's own one on the same page, as pages have that go on for ever."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from embedarchive.documents.html import is_element

if TYPE_CHECKING:
    from embedarchive.documents.html import Node

_STORIES = 50
_DEEP = 60  # elements around a headline that are looked at
_TEXT = 300  # letters of a story


def stories(root: Node) -> list[Node]:
    """The blocks of the further stories, in the order of the page.

    The page says that it is one article (`og:type`), and holds side by side several blocks of one tag and first class,
    each with one headline of the first rank and one `<article>` with words: the first of these is its own.

    Args:
        root: the page.
    """
    headlines = root.find_all("h1", limit=_STORIES)
    if len(headlines) < 2 or root.find("article") is None or not _is_one_article(root):
        return []
    around = list(islice(headlines[0].ancestors, _DEEP))
    for block, holder in pairwise(around):
        if len(holder.find_all("h1", limit=2)) > 1:
            alike = [
                each for each in islice(holder.children, _STORIES) if is_element(each) and _kind(each) == _kind(block)
            ]
            return alike[1:] if alike[:1] == [block] and all(map(_is_story, alike)) else []
    return []


def _is_one_article(root: Node) -> bool:
    return any(
        (meta.attr("property") or "").lower() == "og:type" and (meta.attr("content") or "").lower() == "article"
        for meta in root.find_all("meta", limit=500)
    )


def _kind(block: Node) -> tuple[str, str]:
    return block.tag, ((block.attr("class") or "").split() or [""])[0]


def _is_story(block: Node) -> bool:
    """Whether a block holds one headline, and is or holds one `<article>` that says something."""
    inner = block.find_all("article", limit=2)
    story = block if block.tag == "article" and not inner else inner[0] if len(inner) == 1 else None
    return (
        story is not None
        and len(block.find_all("h1", limit=2)) == 1
        and sum(len(words.text) for words in story.find_all("p", limit=_STORIES)) >= _TEXT
    )
