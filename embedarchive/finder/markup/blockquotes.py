"""Where a quotation really ends: some are never closed, and swallow the article and the posts that follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

from embedarchive import platforms
from embedarchive.documents.html import Node, Tree
from embedarchive.finder.markup import quoted_words
from embedarchive.finder.markup.shapes import belongs
from embedarchive.model import Reference

_LINKS = 30  # of a quotation that is not closed, the links that are looked at
_INSIDE = 8  # quotations inside a quotation


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a post ends inside a quotation that holds more.

    Attributes:
        end: in the source.
        link: the last link that is the post's; None when none names it.
        post: what that link names.
        sure: whether the post is signed there, with its day.
    """

    end: int
    link: Node | None = None
    post: Reference | None = None
    sure: bool = False


def ending(tree: Tree, element: Node, post: Reference | None, another: Callable[[Node], bool]) -> Ending | None:
    """The end of a post whose quotation is not closed or holds other posts behind its signature; None for all others.

    Args:
        tree: the page.
        element: the quotation.
        post: what its attributes name.
        another: tells a quotation inside that is another post's.
    """
    place = element.source_location
    if element.tag != "blockquote" or place is None:
        return None
    is_open = place.end_tag is None
    inner = [each for each in element.find_all("blockquote", limit=_INSIDE) if another(each)]
    if not (is_open or inner):
        return None
    links = element.find_all("a", limit=_LINKS)
    own = [each for each in links if not belongs(each, element, another)]
    if is_open and inner:
        first = tree.start(inner[0])
        own = list(takewhile(lambda each: tree.start(each) < first, own))
    named = [(each, found) for each in own if (found := platforms.recognise(each.attr("href") or ""))]
    for link, found in named:
        if (post is None or found.id == post.id) and quoted_words.stated_day(link.text):
            end = tree.span(link)[1]
            cut = is_open or any(tree.start(each) >= end for each in inner)
            return Ending(end, link, found, sure=True) if cut else None
    if not is_open:
        return None
    for link, found in reversed(named):
        if post is None or found.id == post.id:
            return Ending(tree.span(link)[1], link, found)
    return Ending(tree.offset(place.start_tag.end_offset), None, post)
