"""Where in a page the article stands: the smallest element that holds nearly all of its long paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

Node = Any
"""A node of turbohtml, which is imported late."""

_LONG = 60
_SHARE = 0.7
_DEEP = 100  # no page nests deeper that wants to be read
_OUTER = frozenset({"article", "main"})


@dataclass(frozen=True, slots=True)
class Region:
    """The article's place in the page.

    Attributes:
        element: the element that holds its paragraphs; null when the page has none.
        above: the elements around it, which say nothing about a single image.
        start: where its heading or lead picture may begin, in the source.
        text_start: where its first paragraph begins.
        text_end: where its last paragraph begins.
        end: where its element ends.
    """

    element: Node
    above: frozenset[Node]
    start: int
    text_start: int
    text_end: int
    end: int


def find(root: Node, span: Callable[[Node], tuple[int, int]], is_foreign: Callable[[Node], bool], length: int) -> Region:
    """The article's region; the whole page when nothing in it looks like paragraphs.

    Args:
        is_foreign: whether an element, or one around it, holds something else than the article.
        length: how long the source is.
    """
    weights = _weights(root, root.find_all("p"))
    if sum(weight for _, weight in weights) < 400:
        weights = _weights(root, root.find_all(["p", "div", "td", "li", "section", "blockquote"]), own=True) or weights
    own = [(node, weight) for node, weight in weights if not is_foreign(node)]
    total = sum(weight for _, weight in weights)
    if sum(weight for _, weight in own) < 0.3 * total:
        own = weights
    if not own:
        return Region(None, frozenset(), 0, length, length, length)
    element = _smallest(own)
    above = frozenset((element, *element.ancestors))
    start, end = span(element)
    starts = [place for node, _ in own if start <= (place := span(node)[0]) < end]
    text_start, text_end = (starts[0], starts[-1]) if starts else (start, end)
    return Region(element, above, _beginning(root, element, span, start, text_start), text_start, max(text_end, text_start), end)


def _weights(root: Node, nodes: list[Node], *, own: bool = False) -> list[tuple[Node, int]]:
    """Elements with a long text and how long it is; with `own`, only of the text that stands directly in them."""
    found = []
    for node in nodes[:5000]:
        text = "".join(child.data for child in node.children if type(child).__name__ == "Text") if own else node.text
        size = len(text.strip())
        if size >= _LONG:
            found.append((node, min(size, 2000)))
    return found


def _smallest(weights: list[tuple[Node, int]]) -> Node:
    """The deepest element that holds its share of all weight."""
    counts: dict[Node, int] = {}
    total = 0
    for node, weight in weights:
        total += weight
        for above in islice(node.ancestors, _DEEP):
            counts[above] = counts.get(above, 0) + weight
    parent = max(weights, key=lambda item: item[1])[0].parent
    for node in (parent, *islice(parent.ancestors, _DEEP)):
        if counts.get(node, 0) >= _SHARE * total:
            return node
    return parent


def _beginning(root: Node, element: Node, span: Callable[[Node], tuple[int, int]], start: int, text_start: int) -> int:
    """Where the article's head begins: its outer element or its heading, whichever comes first before the text."""
    begin = start
    for above in element.ancestors:
        if getattr(above, "tag", "") in _OUTER:
            begin = min(begin, span(above)[0])
            break
    headings = [place for node in root.find_all("h1", limit=6) if (place := span(node)[0]) < text_start]
    return min(begin, headings[-1]) if headings else begin
