"""Addresses of posts in a page that are no embed's: links in prose, and addresses that stand alone in a paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import unquote

from embedarchive import platforms, urls
from embedarchive.documents.html import Node, Tree, is_element
from embedarchive.finder.markup import providers, shortcodes
from embedarchive.finder.markup.hits import Hit
from embedarchive.model import Link, Reference

_OTHER_LINKS = ("/we", "at:", "tg:")  # a page saved from the Wayback Machine has links to /web/…

_OPENINGS = ("http", "[", "{{", "{%")
"""How the words of a paragraph begin that are an address or a shortcode."""
_BLOCKS = ("p", "div", "section", "td", "center", "figure")
"""Elements that hold an address alone, some of them only where somebody's editor makes no paragraphs."""
_WRAPPERS = frozenset({"wp-block-embed__wrapper", "embed"})
"""What the blocks are called that content systems put around an address, which may be a link there, as in a figure."""
_AROUND = 2  # blocks around it that have no name
_CREDIT = 200  # characters: a link to the post so near behind it ("via GIPHY") belongs to its embed
_NEAR = 3  # elements and pieces of text beside a paragraph
_PHRASE = 300  # characters of a link's words
_ALONE = ("p", "div", "figure", "center")


def named(hrefs: Iterable[str | None]) -> dict[str, Reference]:
    """The posts that some of these addresses name, by the address. Most lead elsewhere, as their host says."""
    distinct = {href for href in hrefs if href}
    by_host: dict[str, list[str]] = {}
    worth: list[str] = []
    for href in distinct:
        parts = href.split("/", 3)
        if len(parts) == 4 and not parts[1]:
            by_host.setdefault(parts[2], []).append(href)
        elif href[:3] in _OTHER_LINKS:
            worth.append(href)
    marks = platforms.marks().search
    together = "\n".join(distinct)
    marked, counted = marks(together) is not None, "=http" in together
    for host, there in by_host.items():
        if platforms.answers(host):
            worth += there
            continue
        if counted:  # a newsletter counts who follows a link
            worth += (href for href in there if "=http" in href)
        if marked:
            worth += (href for href in there if marks(href, href.find("//") + 2 + len(host)))
    return {href: post for href in worth if (post := platforms.recognise(href))}


def tracked(href: str) -> Reference | None:
    """The post whose address is a parameter of another one, as those who count clicks write it."""
    query = href.partition("?")[2] if len(href) <= urls.LONGEST else ""
    if "http" not in query or not href.startswith(("http://", "https://", "//")):
        return None
    parts = (part for part in islice(query.split("&"), 20) if "http" in part)
    values = (unquote(part.partition("=")[2]) for part in parts)
    return next((post for value in values if "://" in value[:10] and (post := platforms.recognise(value))), None)


def links(tree: Tree, leading: Iterable[tuple[Node, Reference]], hits: Sequence[Hit]) -> Iterator[Link]:
    """Links to posts that stand in no embed.

    Args:
        tree: the page.
        leading: its links that name a post, and which.
        hits: the embeds, in reading order.
    """
    index = 0
    for element, post in leading:
        start, end = tree.span(element)
        while index < len(hits) and hits[index].end <= start:
            index += 1
        if index < len(hits) and hits[index].start <= start:
            continue
        if index and hits[index - 1].key == (post.platform, post.id) and start - hits[index - 1].end < _CREDIT:
            continue
        words = " ".join(element.text.split())[:_PHRASE]
        phrase = "" if words.startswith(("http://", "https://")) else words
        yield Link(platform=post.platform, id=post.native_id, url=post.url, phrase=phrase, start=start, end=end)


def bare(tree: Tree) -> Iterator[Hit]:
    """An address or a shortcode alone in a paragraph: an embed that the publisher's system was to draw."""
    begun = [
        (element, first)
        for tag in _BLOCKS
        for element in tree.root.find_all(tag)
        if (first := next(element.stripped_strings, "")).startswith(_OPENINGS)
    ]
    shown = any(
        first.startswith("http") and element.tag != "figure" and platforms.recognise(first) for element, first in begun
    )
    for element, first in begun:
        if element.tag == "p" or (shown and element.tag != "figure"):
            yield from _alone(tree, element, first, linked=False)
        if element.tag == "figure" or _is_wrapped(element):
            yield from _alone(tree, element, first, linked=True)


def _is_wrapped(element: Node) -> bool:
    """Whether a block, or one around it, is called after the embed that is to come: WordPress, AEM Edge Delivery."""
    around = (each for each in islice(element.ancestors, _AROUND) if getattr(each, "tag", "") == "div")
    return any(not _WRAPPERS.isdisjoint((each.attr("class") or "").split()) for each in (element, *around))


def _alone(tree: Tree, element: Node, first: str, *, linked: bool) -> Iterator[Hit]:
    if element.find(element.tag) is not None:
        return
    if not first.startswith("http"):
        text = element.text[:2000]
        for start, end, post in shortcodes.find(text):
            if post is None:
                continue
            yield Hit(*_within(tree, element, text[start:end]), "shortcode", post.platform, post)
        return
    apart = len(first) < 600 and " " not in first and (linked or element.find("a") is None)
    if apart and element.text.strip() == first and (found := platforms.recognise(first)):
        link = element.find("a")
        place = _within(tree, element, first) if link is None else tree.span(link)
        yield Hit(*place, "bare-url", found.platform, found)


def undrawn(tree: Tree, leading: Iterable[tuple[Node, Reference]], hits: Sequence[Hit]) -> Iterator[Hit]:
    """A link that is its own address, alone in its paragraph, where other posts of its platform are shown.

    So WordPress leaves an address whose post it could not draw, as it is gone. Several below each other are a list.
    And one to a player, which nobody reads, in the place of one, alone in its paragraph.
    """
    shown = {hit.platform for hit in hits}
    known = {hit.key for hit in hits}
    for element, post in leading:
        paragraph = element.parent
        if (post.platform, post.id) in known or paragraph is None:
            continue
        if providers.is_player(element.attr("href") or ""):
            lost = _is_alone(element, paragraph)
        elif post.platform in shown:
            lost = _is_own_address(paragraph) and not any(map(_is_own_address, _beside(paragraph)))
        else:
            continue
        if lost:
            known.add((post.platform, post.id))
            yield Hit(*tree.span(element), "bare-url", post.platform, post)


def _is_alone(link: Node, block: Node) -> bool:
    """Whether a link has a paragraph for itself."""
    return block.tag in _ALONE and len(block.text.strip()) == len(link.text.strip()) and link.find("img") is None


def _beside(paragraph: Node) -> Iterator[Node]:
    """The elements right above a paragraph and right below it."""
    for siblings in (paragraph.previous_siblings, paragraph.next_siblings):
        yield from islice(filter(is_element, islice(siblings, _NEAR)), 1)


def _is_own_address(element: Node) -> bool:
    """Whether a paragraph holds nothing but a link whose words are where it leads."""
    link = element.find("a") if element.tag == "p" else None
    href = link.attr("href") if link is not None else None
    return bool(href) and element.text.strip() == href


def _within(tree: Tree, element: Node, words: str) -> tuple[int, int]:
    """Where the words stand in the element's source; the element's place when the source spells them otherwise."""
    start, end = tree.span(element)
    position = tree.text.find(words, start, end)
    return (position, position + len(words)) if position >= 0 else (start, end)
