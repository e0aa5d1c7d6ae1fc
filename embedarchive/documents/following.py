"""Whole stories that follow the page's own one on the same page, as pages have that go on for ever."""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice, pairwise, takewhile
from typing import TYPE_CHECKING

from embedarchive.documents.html import is_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from embedarchive.documents.html import Node, Tree

_STORIES = 50
_DEEP = 60  # elements around a headline that are looked at
_TEXT = 300  # letters of a story
_TITLE = 10  # letters of a headline that a title repeats
_SIGNED = 60  # elements of a story that may name who wrote it
_PARAGRAPHS = 500
_LIVE = "LiveBlogPosting"
"""What a page is in the words of schema.org whose entries are signed each, and its own."""


def stories(tree: Tree) -> list[Node]:
    """The blocks of the further stories, in the order of the page.

    Each has one headline of the first rank, and words. It is one of several side by side, of one tag and first class
    and with one `<article>`, of which the first is the page's own, if the page says that it is one article
    (`og:type`). Or it says by whom or when it was written, and follows words below the headline that the page's title
    repeats, but not inside their `<article>`, nor right beside those words, as a section of theirs does.

    Args:
        tree: the page; asked by its `once`.
    """
    headlines = tree.root.find_all("h1", limit=_STORIES)
    if len(headlines) < 2:
        return []
    row = _row(headlines) if tree.root.find("article") and _is_one_article(tree.root) else []
    return row or list(_signed(tree, headlines))


def _row(headlines: list[Node]) -> list[Node]:
    """The blocks beside that of the first headline, if these and it are stories all."""
    around = list(islice(headlines[0].ancestors, _DEEP))
    for block, holder in pairwise(around):
        if len(holder.find_all("h1", limit=2)) > 1:
            alike = [
                each for each in islice(holder.children, _STORIES) if is_element(each) and _kind(each) == _kind(block)
            ]
            return alike[1:] if alike[:1] == [block] and all(map(_is_story, alike)) else []
    return []


def _signed(tree: Tree, headlines: list[Node]) -> Iterator[Node]:
    """The largest blocks around later headlines that hold no other one, if they are signed stories."""
    title = tree.root.find("title")
    words = _letters(title) if title is not None else ""
    own = next((each for each in headlines if len(said := _letters(each)) >= _TITLE and said in words), None)
    if own is None or _LIVE in tree.text:
        return
    around = {each: [each, *islice(each.ancestors, _DEEP)] for each in headlines}
    held = Counter(chain.from_iterable(around.values()))
    article = next((above for above in around[own] if _is_article(above)), None)
    begun = tree.start(own)
    before = None
    for path in list(around.values())[headlines.index(own) + 1 :]:
        block = next(reversed(list(takewhile(lambda each: held[each] == 1, path))), None)
        if block is None or article in path or not _is_signed(block) or not _says(block.find_all("p", limit=_STORIES)):
            continue
        if before is None:
            end = tree.start(block)
            paragraphs = islice(tree.root.iter_elements(("p",)), _PARAGRAPHS)
            before = _says(
                each for each in paragraphs if begun < tree.start(each) < end and each.parent != block.parent
            )
        if before:
            yield block


def _letters(element: Node) -> str:
    return "".join(filter(str.isalnum, element.text)).casefold()


def _is_article(node: Node) -> bool:
    return getattr(node, "tag", "") == "article"


def _is_signed(block: Node) -> bool:
    """Whether a block says by whom or when it was written, in the words that programs read."""
    return block.find("time") is not None or any(
        "author" in (link.attr("rel") or "") or "author" in (link.attr("itemprop") or "")
        for link in islice(block.iter_elements(("a", "span", "p", "div")), _SIGNED)
    )


def _says(paragraphs: Iterable[Node]) -> bool:
    return sum(len(each.text) for each in paragraphs) >= _TEXT


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
    return story is not None and len(block.find_all("h1", limit=2)) == 1 and _says(story.find_all("p", limit=_STORIES))
