"""The long paragraphs of a page, and which of them are its article's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from embedarchive.documents import following
from embedarchive.documents.html import Node, Tree
from embedarchive.patterns import regex

_DEEP = 100  # no page nests deeper that wants to be read
_LONG = 60
_MUCH = 1000
"""Letters of a paragraph that may be no paragraph."""
_DENSE = regex(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_ENOUGH = 1000
"""Letters of paragraphs below which blocks that hold text are paragraphs, too."""
_SHARE = 0.3
"""Of all that a page's paragraphs say what stands in no other matter has to say."""
_LITTLE = 600  # letters, which are no article where others say so many times as much
_TIMES = 2
_HOLDING = ("div", "td", "li", "section", "blockquote", "article")
_INLINE = ("span", "font")
"""What holds text where no paragraphs do, and where neither they nor blocks do."""
_BESIDE = frozenset({"footer", "nav", "aside"})


def of_article(tree: Tree, is_foreign: Callable[[Node], bool], headings: list[Node]) -> list[tuple[Node, int]]:
    """The article's long paragraphs and how long each is; where they say little, blocks and what is in line, too.

    Args:
        tree: the parsed page.
        is_foreign: whether an element, or one around it, holds something else than the article.
        headings: what may be its headline.
    """
    dense = _is_dense(tree.root, headings)
    weights = _without(tree.once(following.stories), _weights(tree.root.find_all("p"), dense=dense))
    own = [pair for pair in weights if not is_foreign(pair[0])]
    if _said(own) < _ENOUGH:
        more = _weights(tree.root.iter_elements(_HOLDING), own=True, dense=dense)
        weights += more
        own += [pair for pair in more if not is_foreign(pair[0])]
    if (said := _said(own)) < _LITTLE:
        more = _weights(tree.root.iter_elements(_INLINE), own=True, dense=dense)
        inline = [pair for pair in more if not is_foreign(pair[0])]
        if _said(inline) > _TIMES * said:
            weights, own = weights + more, inline
    if _said(own) < _SHARE * _said(weights):
        return _beside_headline(weights, headings) or [pair for pair in weights if not _is_beside(pair[0])] or weights
    return own


def _without(blocks: list[Node], weights: list[tuple[Node, int]]) -> list[tuple[Node, int]]:
    return (
        [pair for pair in weights if not any(above in blocks for above in islice(pair[0].ancestors, _DEEP))]
        if blocks
        else weights
    )


def _beside_headline(weights: list[tuple[Node, int]], headings: list[Node]) -> list[tuple[Node, int]]:
    """The paragraphs of the `<article>` that holds the headline, if they say enough to be one."""
    around = (above for heading in headings[:1] for above in heading.ancestors)
    article = next((above for above in around if getattr(above, "tag", "") == "article"), None)
    inside = [pair for pair in weights if article is not None and article in islice(pair[0].ancestors, _DEEP)]
    return inside if _said(inside) >= _LITTLE else []


def _is_dense(root: Node, headings: list[Node]) -> bool:
    """Whether a page's title or headline is in a script a sign of which says what two or three letters do."""
    title = root.find("title")
    return any(_DENSE.search(each.text) for each in (*headings[:1], *((title,) if title is not None else ())))


def _said(weights: list[tuple[Node, int]]) -> int:
    return sum(weight for _, weight in weights)


def _is_beside(node: Node) -> bool:
    """Whether an element stands in the end of the page, in navigation, or in what accompanies the article."""
    return any(getattr(above, "tag", "") in _BESIDE for above in islice(node.ancestors, _DEEP))


def _weights(nodes: Iterable[Node], *, own: bool = False, dense: bool = False) -> list[tuple[Node, int]]:
    """Elements with a long text and how long it is; with `own`, only of the text that stands directly in them."""
    from turbohtml import Text

    found = []
    for node in islice(nodes, 5000):
        text = "".join([child.data for child in node.children if isinstance(child, Text)]) if own else _read(node)
        size = len(text.strip())
        if dense and 2 * size >= _LONG:  # a Chinese or Japanese sign says what two or three letters do
            size += len(_DENSE.findall(text))
        if size >= _LONG and not _is_linked(node, size):
            found.append((node, min(size, 2000)))
    return found


def _read(node: Node) -> str:
    """The text of a paragraph, without the scripts in it, which nobody reads, and without the tables.

    In pages without a document type a `<p>` may hold a table, and with it the whole side of a page.
    """
    text: str = node.text
    if len(text) > _MUCH and node.find("table") is not None:
        from turbohtml import Text

        return "".join([child.data for child in node.children if isinstance(child, Text)])
    if "{" in text or "=" in text:
        for script in node.find_all("script", limit=9):
            text = text.replace(script.text, "")
    return text


def _is_linked(node: Node, size: int) -> bool:
    """Whether most of a paragraph is the text of links: a teaser or a menu."""
    first = node.find("a")
    return first is not None and sum(len(link.text) for link in node.find_all("a", limit=20)) * 2 > size
