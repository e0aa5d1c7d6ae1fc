"""Where in a page the article stands: the smallest element that holds nearly all of its long paragraphs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from embedarchive.documents.html import Node, Tree, is_element
from embedarchive.finder.images import candidates, labels, paragraphs, sizes
from embedarchive.finder.images.captions import plain
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from turbohtml import Text

_LONG_PATH = 15
"""Letters in the path of an article's address at least."""
_PICTURES = 4
"""In a box with one image, counted with what stands in for it and with the signs over it."""
_CREDIT = 80
"""Letters of the line that says who made an image."""
_WORDS = 60
"""Letters of bare text that are a paragraph at least."""
_GAIN = 1.15
_MOST = 0.6
_DEEP = 100  # no page nests deeper that wants to be read
_OUTER = frozenset({"article", "main"})
_NAMED = regex(r"^(?:main|content|article|post|story)(?:[-_ ]?(?:content|body|column|area))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Region:
    """The article's place in the page.

    Attributes:
        element: the element that holds its paragraphs; None when the page has none.
        above: the elements around it, and those in it that hold most of its text; they say nothing of a single image.
        start: where its heading or lead image may begin, in the source.
        text_start: where its first paragraph begins.
        text_end: where its last paragraph begins, or in a block of bare text the last of that.
        end: where its element ends.
        tail: where a gallery that follows the text may end.
        lines: those of `start` and `tail`: an element in another line is outside, and a line costs less than a place.
    """

    element: Node | None
    above: frozenset[Node]
    start: int
    text_start: int
    text_end: int
    end: int
    tail: int
    lines: tuple[int, int]


def find(tree: Tree, is_foreign: Callable[[Node], bool], headings: list[Node]) -> Region:
    """The article's region; the whole page when nothing in it looks like paragraphs.

    Args:
        tree: the parsed page.
        is_foreign: whether an element, or one around it, holds something else than the article.
        headings: what may be its headline.
    """
    own = paragraphs.of_article(tree, is_foreign, headings)
    if not own:
        length = len(tree.text)
        return Region(None, frozenset(), 0, length, length, length, length, (0, sys.maxsize))
    element, holding = _holder(headings, own)
    start, end = tree.span(element)
    text_start = next((place for node, _ in own if start <= (place := tree.start(node)) < end), start)
    last = next((node for node, _ in reversed(own) if start <= tree.start(node) < end), None)
    text_end = _last_words(tree, last) if last is not None else end
    first = _first(headings, element, tree, text_start)
    outer = _last(headings, element)
    return Region(
        element,
        frozenset((element, *element.ancestors, *holding)),
        tree.start(first),
        text_start,
        max(text_end, text_start),
        end,
        max(end, tree.span(outer)[1]),
        (first.source_line or 0, _last_line(outer)),
    )


def _last_words(tree: Tree, node: Node) -> int:
    """Where a paragraph begins; of a block that holds bare text, where the last of that does."""
    if node.tag == "p":
        return tree.start(node)
    words = False
    for child in reversed(node.children):
        if is_element(child) and words:
            return tree.span(child)[1]
        words = words or (not is_element(child) and len(child.text.strip()) >= _WORDS)
    return tree.start(node)


def _holder(headings: list[Node], weights: list[tuple[Node, int]]) -> tuple[Node, list[Node]]:
    """The element that holds the article's paragraphs, and those that hold most of what any paragraphs say.

    It begins at the element with most text directly in it and grows while that gains text, until it holds the
    heading: what is beyond the heading's element is another matter, as comments are.
    """
    counts: dict[Node, int] = {}
    near: dict[Node, float] = {}
    beside: dict[Node, int] = {}
    for node, weight in weights:
        parent = node.parent or node
        beside[parent] = beside.get(parent, 0) + weight
        near[parent] = near.get(parent, 0.0) + weight
        if (above := parent.parent) is not None:
            near[above] = near.get(above, 0.0) + weight / 2
    for parent, weight in beside.items():
        for above in (parent, *islice(parent.ancestors, _DEEP - 1)):
            counts[above] = counts.get(above, 0) + weight
    total = sum(weight for _, weight in weights)
    first = chosen = max(near, key=lambda node: near[node])
    heads = {above for heading in headings for above in islice(heading.ancestors, _DEEP)}
    for node in (chosen, *islice(chosen.ancestors, _DEEP)):
        tag = getattr(node, "tag", "")
        if tag in {"", "body", "html"}:
            break
        if counts.get(node, 0) >= _GAIN * counts[chosen] and (heads or counts[chosen] < total / 2):
            chosen = node
        if (node in heads or tag in _OUTER) and (counts[chosen] >= _MOST * total or counts[chosen] >= 1000):
            break
    holding = [node for node, weight in counts.items() if weight >= _MOST * total]
    holding += [node for node, weight in weights if node.tag != "p" and weight >= _MOST * total]
    return _with_its_like(chosen, counts), [*holding, first, *islice(first.ancestors, _DEEP)]


def _with_its_like(chosen: Node, counts: dict[Node, int]) -> Node:
    """The element around all blocks that a content system made of one article: of one class, each with long paragraphs.

    A block with a heading of the first two ranks that is linked is another article.
    """
    node = chosen
    for above in islice(chosen.ancestors, 4):
        if getattr(above, "tag", "") in {"", "body", "html", "main"} or getattr(node, "tag", "") in _OUTER:
            break
        kind = (node.tag, node.attr("class", "")) if hasattr(node, "tag") else ("", "")
        like = [
            other
            for other in filter(is_element, islice(above.children, 400))
            if other is not node
            and counts.get(other, 0) >= 300
            and (other.tag, other.attr("class", "")) == kind
            and bool(kind[1])
            and not any(heading.find("a") for heading in islice(other.iter_elements(("h1", "h2")), 3))
        ]
        if sum(counts[other] for other in like) >= 0.25 * counts[chosen]:
            return above
        node = above
    return chosen


def headlines(tree: Tree) -> tuple[list[Node], list[Node]]:
    """The headings of the first rank that say what the page's title says, and what may be the headline.

    That is these; failing them those of lower rank that say so; failing that, the first ones of the first rank.
    """
    title = tree.root.find("title")
    words = labels.letters(title.text) if title is not None else ""
    first = tree.root.find_all("h1", limit=6)
    if own := [node for node in first if _says(node, words)]:
        return own, own
    return [], [node for node in tree.elements(("h2", "h3"))[:100] if _says(node, words)] or [
        node for node in first if len(labels.letters(node.text)) >= 15
    ]


def _says(node: Node, words: str) -> bool:
    folded = labels.letters(node.text)
    return len(folded) >= 10 and folded in words


def _first(headings: list[Node], element: Node, tree: Tree, text_start: int) -> Node:
    """Where the article's head begins: its outer element or its heading, whichever comes first before the text."""
    heading = [node for node in headings if tree.start(node) < text_start][-1:]
    outer = next(filter(_is_outer, islice(element.ancestors, _DEEP)), element)
    first = min((outer, element, *heading), key=tree.start)
    if heading and (outer is element or first is heading[0]) and (picture := _picture_above(heading[0])) is not None:
        return min(first, picture, key=tree.start)
    return first


def _is_outer(node: Node) -> bool:
    tag = getattr(node, "tag", "")
    return tag in _OUTER or (tag != "" and _NAMED.search(f"{node.attrs.get('id') or ''}") is not None)


def _picture_above(heading: Node) -> Node | None:
    """The image directly above a heading in the same block, linked nowhere: the article's title image."""
    link = heading.find("a")
    if link is not None and _is_home(plain(link.attrs.get("href"))):  # the name of the site
        return None
    inner = heading
    for above in islice(heading.ancestors, 5):
        if getattr(above, "tag", "") in {"", "body", "html"}:
            return None
        found, words = _above(inner, list(islice(above.children, 60)))
        if found is not None or words > 200:
            return found
        inner = above
    return None


def _is_home(href: str) -> bool:
    """Whether an address may be that of a site's first page: it has no path, or a short one."""
    try:
        path = urlsplit(href).path
    except ValueError:
        return True
    return len(path.strip("/")) < _LONG_PATH


def _above(inner: Node, siblings: list[Node | Text]) -> tuple[Node | None, int]:
    """The first of the images that stand above an element among its siblings, and how many letters stand between."""
    picture = None
    words = 0
    before = siblings[: siblings.index(inner)] if inner in siblings else []
    for child in reversed(before):
        if not is_element(child):
            continue
        if _is_unlinked_picture(child):
            picture = child
        elif picture is not None:
            break
        else:
            words += len(child.text.strip())
            if words > 200:
                break
    return picture, words


def _is_unlinked_picture(node: Node) -> bool:
    """Whether an element is an image, or holds one that is linked nowhere and no words.

    Beside it may stand what is shown without scripts, over a large one buttons that share it, and below a large one
    who made it.
    """
    if node.tag in {"img", "picture"}:
        return True
    if node.tag not in {"figure", "div", "p", "span"}:
        return False
    if words := node.text.strip():
        return len(words) <= _CREDIT and _is_credited(node)
    shown = node.find_all("img", limit=_PICTURES + 1)
    if len(shown) <= 1:
        return len(shown) == 1 and node.find("a") is None
    alone = [
        image
        for image in shown
        if all(getattr(above, "tag", "") not in {"a", "noscript"} for above in islice(image.ancestors, 5))
    ]
    return len(shown) <= _PICTURES and len(alone) == 1 and sizes.is_large(candidates.attributes(alone[0]))


def _is_credited(node: Node) -> bool:
    """Whether an element holds one large image, in no link, and beside it nothing but a block of few words."""
    shown = node.find_all("img", limit=2)
    if len(shown) != 1 or not sizes.is_large(candidates.attributes(shown[0])):
        return False
    blocks = [child for child in node.children if is_element(child)]
    return len(blocks) == len(shown) + 1 and all(
        getattr(above, "tag", "") != "a" for above in islice(shown[0].ancestors, 3)
    )


def _last(headings: list[Node], element: Node) -> Node:
    """The element that holds both the heading and the text: a gallery may follow the text."""
    around = set(islice(element.ancestors, _DEEP))
    for heading in headings:
        for above in islice(heading.ancestors, _DEEP):
            if above in around:
                return element if getattr(above, "tag", "") in {"body", "html", ""} else above
    return element


def _last_line(element: Node) -> int:
    place = element.source_location
    return place.end_tag.end_line if place is not None and place.end_tag is not None else sys.maxsize
