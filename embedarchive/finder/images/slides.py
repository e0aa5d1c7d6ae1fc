"""Images without `<img>`: slides whose addresses stand in attributes, and backgrounds that stand for themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from embedarchive.documents.html import Node, Tree, is_element
from embedarchive.finder.images import candidates, exclusions, galleries, originals, sizes
from embedarchive.finder.images.captions import plain, visible
from embedarchive.finder.images.region import Region
from embedarchive.finder.images.stills import is_a_platforms
from embedarchive.model import Image
from embedarchive.patterns import regex

_ITEMS = frozenset({"li", "div", "figure", "section", "span"})
_FILE = regex(r"(?:https?:)?//?[^\s\"'{}<>]{4,1500}\.(?:jpe?g|png|webp|avif)(?:\?\S{0,300})?")
_ENDING = regex(r"\.(?:jpe?g|png|webp|avif)(?:\?|$)", re.IGNORECASE)
_DRAWN = regex(r"data-(?:src\Z|(?:lazy-)?(?:bg|background)(?:-(?:image|img|src|url))?\Z)")
_LENGTH = regex(r"[\d:\s]{0,60}")
"""All that a player says before it plays: how long its video is."""
_MANY = 3  # slides that say what they show
_SENTENCE = 4  # blanks in what they say
_FEWEST = 2  # items of one kind that have one
_MOST = 100
_HEADING = frozenset({"div", "header", "section", "figure"})
_NEAR = 6000  # characters between the box that a headline stands in and the first paragraph
_WORDS = 60  # in that box
_SCANNED = 20_000  # elements


def find(
    tree: Tree,
    base_url: str | None,
    region: Region,
    is_elsewhere: Callable[[Node], bool],
    leads_on: Callable[[Node], bool],
) -> tuple[Image, ...]:
    """The images of slides that stand inside the article.

    Two items at least, of one tag and class in one element, each with an address of its own and no image or link in
    it; each may stand in a link that opens an image.
    """
    first, last = region.lines
    groups: dict[tuple[Node | None, str, str], list[tuple[Node, str]]] = {}
    named: dict[tuple[str, ...], tuple[str, ...]] = {}
    kept: list[tuple[Node, str]] = []
    for element, tag, names in islice(tree.attributed(), _SCANNED):
        if tag not in _ITEMS:
            continue
        if names not in named:
            named[names] = tuple([name for name in names if name == "style" or name.startswith("data-")])
        if not named[names] or not first <= (element.source_line or 0) <= last:
            continue
        address = _address(element, named[names], kept)
        if address and element.find("img") is None and element.find("a") is None:
            kind = (_holder(element), element.tag, plain(element.attrs.get("class")).partition(" ")[0])
            groups.setdefault(kind, []).append((element, address))
    found: list[Image] = []
    for slides in groups.values():
        first_slide = slides[0][0]
        many = len({address for _, address in slides}) >= _FEWEST
        if (many or (_stands_alone(first_slide) and not leads_on(first_slide))) and (
            _are_told(slides) or not is_elsewhere(first_slide)
        ):
            found += _images(tree, base_url, region, slides)
    found += galleries.find(tree, base_url, region, is_elsewhere, kept)
    return tuple(found[:_MOST])


def above(tree: Tree, base_url: str | None, region: Region, is_elsewhere: Callable[[Node], bool]) -> Image | None:
    """The background of the box that an article's headline stands in or below: its lead image."""
    for element, tag, names in reversed(tree.attributed()[:_SCANNED]):
        if "style" not in names or tag not in _HEADING or (element.source_line or 0) > region.lines[1]:
            continue
        url = candidates.BACKGROUND.search((element.attr("style") or "")[:4000])
        start, end = tree.span(element) if url else (0, 0)
        if url is None or not region.text_start - _NEAR < start < region.text_start or is_elsewhere(element):
            continue
        address = candidates.absolute(base_url, url[1])
        if not _FILE.fullmatch(url[1]) or exclusions.foreign_address(address, large=True) or is_a_platforms(address):
            continue
        led = not _is_sites_head(element) and all(
            getattr(each, "tag", "") != "a" for each in islice(element.ancestors, 6)
        )
        if led and len(element.text[:1000].split()) <= _WORDS:
            return Image(url=address, candidates=originals.candidates(address), start=start, end=end)
    return None


def _is_sites_head(element: Node) -> bool:
    """Whether an element stands in a head of the page that leads through the site and bears no headline."""
    head = next(
        (each for each in (element, *islice(element.ancestors, 6)) if getattr(each, "tag", "") == "header"), None
    )
    return head is not None and head.find("nav") is not None and next(head.iter_elements(("h1", "h2")), None) is None


def _address(element: Node, names: tuple[str, ...], kept: list[tuple[Node, str]]) -> str | None:
    """The one address of an image among these attributes of an element; what may be JSON is kept for later."""
    files: set[str] = set()
    for name in names:
        value = element.attr(name) or ""
        if name == "style":
            url = candidates.BACKGROUND.search(value[:4000]) if "url(" in value else None
            value = url[1] if url else ""
        elif value.startswith(("[", "{")):
            kept.append((element, value))
        if "/" in value and _FILE.fullmatch(value := value.strip()):
            files.add(value)
    return files.pop() if len(files) == 1 else None


def _holder(element: Node) -> Node | None:
    """The element that slides stand side by side in; a link around one that opens an image is part of the slide."""
    link = element.parent
    opens = (
        link is not None and getattr(link, "tag", "") == "a" and _ENDING.search(plain(link.attrs.get("href"))[:2000])
    )
    return link.parent if link is not None and opens else link


def _are_told(slides: list[tuple[Node, str]]) -> bool:
    """Whether at least three slides say in an attribute what is to be seen: a gallery, whatever it is called."""
    told = (
        slide
        for slide, _ in slides
        if any(
            (slide.attr(name) or "").count(" ") >= _SENTENCE for name in slide.attrs if name not in {"style", "class"}
        )
    )
    return len(list(islice(told, _MANY))) == _MANY


def _stands_alone(element: Node) -> bool:
    """Whether an element's background is an image by itself: no words over it, and no link around it.

    A script may draw it, from an attribute for backgrounds or from the one in which addresses are commonly parked.
    """
    style = element.attr("style") or ""
    parked = (element.attr(name) or "" for name in element.attrs if _DRAWN.match(name))
    drawn = ("url(" in style or any(map(_FILE.fullmatch, map(str.strip, parked)))) and not sizes.is_drawn_small(style)
    if not drawn or not _LENGTH.fullmatch(visible(element)[:200]):
        return False
    return all(getattr(above, "tag", "") not in {"a", "button"} for above in islice(element.ancestors, 6))


def _images(tree: Tree, base_url: str | None, region: Region, slides: list[tuple[Node, str]]) -> Iterator[Image]:
    for element, address in slides:
        url = candidates.absolute(base_url, address)
        start, end = tree.span(element)
        if not region.start <= start <= region.end or "//" not in url:
            continue
        if exclusions.foreign_address(url, large=True) or is_a_platforms(url) or candidates.is_placeholder(url):
            continue
        title = element.attr("data-title") or element.attr("data-caption") or element.attr("title") or ""
        heading = next(filter(is_element, element.iter_elements(("figcaption",))), None)
        yield Image(
            url=url,
            candidates=originals.candidates(url),
            alt=" ".join((element.attr("data-alt") or title).split())[:1000],
            caption=" ".join(heading.text.split())[:1000] if heading is not None else "",
            start=start,
            end=end,
        )
