"""Images that are unlike the others of an article: of what the site puts beside or below each of its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import islice
from typing import NamedTuple

from embedarchive.documents.html import Node
from embedarchive.finder.images import candidates, originals
from embedarchive.finder.images.region import Region
from embedarchive.model import Image

_DEEP = 20
"""Elements above an image that are looked at for one that holds the article."""
_FEWEST = 2
"""Folders of which one may be another matter's; where each of more images has one of its own, they tell nothing."""


class Placed(NamedTuple):
    """An image and the element that shows it."""

    image: Image
    element: Node


class Page(NamedTuple):
    """What is asked of the page.

    Attributes:
        region: where the article stands.
        led: whether the head names an image.
        is_named: whether an address is of that.
        is_in_a_box_of_links: whether an element stands in a box that is mostly links.
    """

    region: Region
    led: bool
    is_named: Callable[[str], bool]
    is_in_a_box_of_links: Callable[[Node], bool]


def find(found: Mapping[str, Placed], page: Page) -> frozenset[str]:
    """Which images are strays, by the keys that they are found under.

    They stand below the head of the text, are not the one that the page's head names, have no caption, and no other
    image of the article comes from their folder. Besides they stand in a box of links, or below the text, where nothing
    is said of them or none of the others stands as deep.
    """
    folders = Counter(folder(placed.image.url) for placed in found.values())
    if len(folders) < _FEWEST or (len(folders) == len(found) > _FEWEST):
        return frozenset()
    depths = Counter(_depth(placed.element, page.region) for placed in found.values())
    return frozenset(
        key
        for key, placed in found.items()
        if folders[folder(placed.image.url)] == 1
        and _is_unlike(placed, depths, page)
        and not page.is_named(placed.image.url)
    )


def _is_unlike(placed: Placed, depths: Counter[int], page: Page) -> bool:
    image, element = placed
    if image.start < page.region.text_start or image.caption or element.tag == "video":
        return False
    if image.start > page.region.text_end and (
        _is_bare(element) or (page.led and depths[_depth(element, page.region)] == 1)
    ):
        return True
    return page.is_in_a_box_of_links(element)


def folder(url: str) -> str:
    """Where an image is kept: what its address has before the file, whatever size of it is meant."""
    return originals.identity(url).partition("?")[0].rpartition("/")[0]


def _depth(element: Node, region: Region) -> int:
    """How many elements stand between an image and what holds the article's text."""
    around = enumerate(islice(element.ancestors, _DEEP))
    return next((depth for depth, above in around if above in region.above), _DEEP)


def _is_bare(element: Node) -> bool:
    """Whether a page says nothing of an image: it has no size, and no figure or link around it."""
    framed = any(getattr(above, "tag", "") in {"figure", "a"} for above in islice(element.ancestors, 4))
    return "width" not in candidates.attributes(element) and not framed
