"""Images that are unlike the others of an article: of what the site puts beside or below each of its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import islice
from typing import NamedTuple

from embedarchive.documents.html import Node
from embedarchive.finder.images import candidates
from embedarchive.finder.images.region import Region
from embedarchive.model import Image
from embedarchive.patterns import regex

_DEEP = 20
"""Elements above an image that are looked at for one that holds the article."""
_FEWEST = 2
"""Folders of which one may be another matter's; where each of more images has one of its own, they tell nothing."""

_DISK = regex(r"^([^/]{1,255})/(?!(?:19|20)\d\d$)\d{3,9}$")


class Placed(NamedTuple):
    """An image and the element that shows it."""

    image: Image
    element: Node


class Page(NamedTuple):
    """What is asked of the page, and only where it matters.

    Attributes:
        region: where the article stands.
        is_led: whether the head names an image.
        is_named: whether an address is of that.
        is_in_a_box_of_links: whether an element stands in a box that is mostly links.
    """

    region: Region
    is_led: Callable[[], bool]
    is_named: Callable[[str], bool]
    is_in_a_box_of_links: Callable[[Node], bool]


def find(found: Mapping[str, Placed], page: Page) -> frozenset[str]:
    """Which images are strays, by the keys that they are found under: what renditions of one have in common.

    They stand below the head of the text, are not the one that the page's head names, have no caption, and no other
    image of the article comes from their folder. Besides they stand in a box of links, or below the text, where nothing
    is said of them or none of the others stands as deep.
    """
    folders = Counter(map(folder, found))
    if len(folders) < _FEWEST or (len(folders) == len(found) > _FEWEST):
        return frozenset()
    below = any(placed.image.start > page.region.text_end for placed in found.values())
    depths = Counter(_depth(placed.element, page.region) for placed in found.values() if below)
    return frozenset(
        key
        for key, placed in found.items()
        if folders[folder(key)] == 1
        and placed.image.start >= page.region.text_start
        and not placed.image.caption
        and placed.element.tag != "video"
        and (_is_unlike_below(placed, depths, page) or page.is_in_a_box_of_links(placed.element))
        and not page.is_named(placed.image.url)
    )


def _is_unlike_below(placed: Placed, depths: Counter[int], page: Page) -> bool:
    """Whether an image stands below the text, and either nothing is said of it or no other stands as deep."""
    if placed.image.start <= page.region.text_end:
        return False
    alone = depths[_depth(placed.element, page.region)] == 1
    return _is_bare(placed.element) or (alone and page.is_led())


def folder(identity: str) -> str:
    """Where an image is kept: what is before the file in what its renditions have in common.

    A number right below the host, which is no year, only tells on which of its disks the host keeps a file.
    """
    place = identity.partition("?")[0].rpartition("/")[0]
    return _DISK.sub(r"\1", place)


def _depth(element: Node, region: Region) -> int:
    """How many elements stand between an image and what holds the article's text."""
    around = enumerate(islice(element.ancestors, _DEEP))
    return next((depth for depth, above in around if above in region.above), _DEEP)


def _is_bare(element: Node) -> bool:
    """Whether a page says nothing of an image: it has no size, and no figure or link around it."""
    framed = any(getattr(above, "tag", "") in {"figure", "a"} for above in islice(element.ancestors, 4))
    return "width" not in candidates.attributes(element) and not framed
