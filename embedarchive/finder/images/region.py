"""Where in a page the article stands: the smallest element that holds nearly all of its long paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from embedarchive.patterns import regex

Node = Any
"""A node of turbohtml, which is imported late."""

_LONG = 60
_SIGNS = regex(r"[\W_]+")
_GAIN = 1.15
_MOST = 0.6
_DEEP = 100  # no page nests deeper that wants to be read
_OUTER = frozenset({"article", "main"})
_NAMED = regex(r"^(?:main|content|article|post|story)(?:[-_ ]?(?:content|body|column|area))?$", re.IGNORECASE)


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
        tail: where a gallery that follows the text may end.
    """

    element: Node
    above: frozenset[Node]
    start: int
    text_start: int
    text_end: int
    end: int
    tail: int


def find(
    root: Node, span: Callable[[Node], tuple[int, int]], is_foreign: Callable[[Node], bool], length: int
) -> Region:
    """The article's region; the whole page when nothing in it looks like paragraphs.

    Args:
        root: the parsed page.
        span: where an element stands in the source.
        is_foreign: whether an element, or one around it, holds something else than the article.
        length: how long the source is.
    """
    weights = _weights(root.find_all("p"))
    if sum(weight for node, weight in weights if not is_foreign(node)) < 1000:
        weights += _weights(root.find_all(["div", "td", "li", "section", "blockquote", "article"]), own=True)
    own = [(node, weight) for node, weight in weights if not is_foreign(node)]
    total = sum(weight for _, weight in weights)
    if sum(weight for _, weight in own) < 0.3 * total:
        own = weights
    if not own:
        return Region(None, frozenset(), 0, length, length, length, length)
    headings = _headings(root)
    element = _holder(headings, own)
    above = frozenset((element, *element.ancestors))
    start, end = span(element)
    starts = [place for node, _ in own if start <= (place := span(node)[0]) < end]
    text_start, text_end = (starts[0], starts[-1]) if starts else (start, end)
    return Region(
        element,
        above,
        _beginning(headings, element, span, text_start),
        text_start,
        max(text_end, text_start),
        end,
        _tail(headings, element, span, end),
    )


def _weights(nodes: list[Node], *, own: bool = False) -> list[tuple[Node, int]]:
    """Elements with a long text and how long it is; with `own`, only of the text that stands directly in them."""
    from turbohtml import Text

    found = []
    for node in nodes[:5000]:
        text = "".join(child.data for child in node.children if isinstance(child, Text)) if own else node.text
        size = len(text.strip())
        if size >= _LONG and not _is_linked(node, size):
            found.append((node, min(size, 2000)))
    return found


def _is_linked(node: Node, size: int) -> bool:
    """Whether most of a paragraph is the text of links: a teaser or a menu."""
    first = node.find("a")
    return first is not None and sum(len(link.text) for link in node.find_all("a", limit=20)) * 2 > size


def _holder(headings: list[Node], weights: list[tuple[Node, int]]) -> Node:
    """The element that holds the article's paragraphs.

    It begins at the element with most text directly in it and grows while that gains text, until it holds the
    heading: what is beyond the heading's element is another matter, as comments are.
    """
    counts: dict[Node, int] = {}
    near: dict[Node, float] = {}
    for node, weight in weights:
        for depth, above in enumerate(islice(node.ancestors, _DEEP)):
            counts[above] = counts.get(above, 0) + weight
            if depth < 2:
                near[above] = near.get(above, 0.0) + weight / (depth + 1)
    total = sum(weight for _, weight in weights)
    chosen = max(near, key=lambda node: near[node])
    heads = {above for heading in headings for above in islice(heading.ancestors, _DEEP)}
    for node in (chosen, *islice(chosen.ancestors, _DEEP)):
        tag = getattr(node, "tag", "")
        if tag in {"", "body", "html"}:
            break
        if counts.get(node, 0) >= _GAIN * counts[chosen] and (heads or counts[chosen] < total / 2):
            chosen = node
        if (node in heads or tag in _OUTER) and (counts[chosen] >= _MOST * total or counts[chosen] >= 1000):
            break
    return chosen


def _headings(root: Node) -> list[Node]:
    """The headings that say what the page's title says; failing that, the first ones of the first rank."""
    title = root.find("title")
    words = _folded(title.text) if title is not None else ""
    first = root.find_all("h1", limit=6)
    if own := [node for node in first if _says(node, words)]:
        return own
    return [node for node in root.find_all(["h2", "h3"], limit=30) if _says(node, words)] or [
        node for node in first if len(_folded(node.text)) >= 15
    ]


def _says(node: Node, words: str) -> bool:
    folded = _folded(node.text)
    return len(folded) >= 10 and folded in words


def _folded(text: str) -> str:
    return _SIGNS.sub("", text[:400].casefold())


def _beginning(headings: list[Node], element: Node, span: Callable[[Node], tuple[int, int]], text_start: int) -> int:
    """Where the article's head begins: its outer element or its heading, whichever comes first before the text."""
    begin = span(element)[0]
    for above in islice(element.ancestors, _DEEP):
        if getattr(above, "tag", "") in _OUTER or _NAMED.search(
            f"{above.attrs.get('id') or ''}" if hasattr(above, "tag") else ""
        ):
            begin = min(begin, span(above)[0])
            break
    places = [place for node in headings if (place := span(node)[0]) < text_start]
    return min(begin, places[-1]) if places else begin


def _tail(headings: list[Node], element: Node, span: Callable[[Node], tuple[int, int]], end: int) -> int:
    """Where the element ends that holds both the heading and the text: a gallery may follow the text."""
    around = set(islice(element.ancestors, _DEEP))
    for heading in headings:
        for above in islice(heading.ancestors, _DEEP):
            if above in around:
                return end if getattr(above, "tag", "") in {"body", "html", ""} else max(end, span(above)[1])
    return end
