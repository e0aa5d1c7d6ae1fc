"""Strips of thumbnails, each of which opens one image of a gallery: the gallery stands on pages of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from embedarchive.documents.html import Node, Tree
from embedarchive.finder.images import candidates, exclusions, originals
from embedarchive.finder.images.captions import is_near, plain
from embedarchive.finder.images.region import Region
from embedarchive.model import Image
from embedarchive.patterns import regex

_FEWEST = 3
_MOST = 100
_COUNTED = regex(r"[0-9a-f]{8,64}|\d{1,20}")
"""What the links of one gallery differ in: numbers, and checksums of what they ask for."""
_OWN = regex(r"(?<!\d)(?!(?:19|20)\d\d[01]\d)\d{5,20}(?!\d)")
"""The number of an article; a date, or a year, others have, too."""
_SIGN = 60  # pixels: what is smaller is a star or an arrow


def find(
    tree: Tree, base_url: str | None, region: Region, is_elsewhere: Callable[[Node], bool], elements: list[Node]
) -> tuple[Image, ...]:
    """The images of the strips that belong to the article, in the order of the page.

    At least three like items without words, in each a link around one image of its own. The links differ in nothing but
    numbers and checksums. In the text they lead to places of one page; elsewhere they have the number of the article.

    Args:
        tree: the parsed page.
        base_url: its address.
        region: where the article stands.
        is_elsewhere: whether an element holds something else than the article.
        elements: those that show images.
    """
    own = frozenset(_OWN.findall((base_url or "").partition("?")[0]))
    linked = [(element, href) for element in elements if (href := _leads_to(element))]
    # of a strip's links all but one have a `#`, or all have a number of the article: what costs least is asked first
    if sum("#" in href or any(number in href for number in own) for _, href in linked) < _FEWEST - 1:
        return ()
    strips: dict[tuple[Node | None, str, str, str], dict[str, tuple[Node, str]]] = {}
    for element, href in linked:
        if (item := _item(element, href)) is not None:
            kind = (item.parent, item.tag, plain(item.attrs.get("class")), _COUNTED.sub("0", href))
            strips.setdefault(kind, {}).setdefault(href, (element, href))
    images: list[Image] = []
    for strip in strips.values():
        shown = list(_shown(tree, base_url, strip)) if len(strip) >= _FEWEST else []
        if len({image.url for image in shown}) < _FEWEST or shown[0].start < region.start:
            continue
        first = next(iter(strip.values()))[0]
        within = shown[-1].end <= region.end and len({href.partition("#")[0] for href in strip}) == 1
        if (within or _are_numbered(strip, own)) and not is_elsewhere(first):
            images += shown
    return tuple(images[:_MOST])


def _leads_to(element: Node) -> str:
    """Where the link right around an image leads; empty when there is none."""
    link = element.parent
    return (link.attr("href") or "")[:2000] if link is not None and getattr(link, "tag", "") == "a" else ""


def _item(element: Node, href: str) -> Node | None:
    """What stands in a strip: a link with a number around nothing but an image, or what holds only that."""
    link = element.parent
    if link is None or not _COUNTED.search(href) or not _is_alone(link):
        return None
    holder = link.parent
    return holder if holder is not None and _is_alone(holder) else link


def _is_alone(holder: Node) -> bool:
    """Whether an element holds one image and no words."""
    return is_near(holder) and len(holder.find_all("img", limit=2)) == 1 and not holder.text.strip()


def _are_numbered(strip: dict[str, tuple[Node, str]], own: frozenset[str]) -> bool:
    return bool(own) and all(not own.isdisjoint(_OWN.findall(href)) for href in strip)


def _shown(tree: Tree, base_url: str | None, strip: dict[str, tuple[Node, str]]) -> Iterator[Image]:
    for element, _ in strip.values():
        written = candidates.attributes(element)
        url = candidates.absolute(base_url, candidates.shown(written)[0])
        stated = [int(size) for name in ("width", "height") if (size := written.get(name, "")).isdecimal()]
        if "//" not in url or exclusions.foreign_address(url, large=True) or (stated and max(stated) < _SIGN):
            continue
        start, end = tree.span(element)
        alt = " ".join(written.get("alt", "").split())
        yield Image(url=url, candidates=originals.candidates(url), alt=alt, start=start, end=end)
