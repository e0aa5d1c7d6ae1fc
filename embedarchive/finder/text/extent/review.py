"""What only the whole document says against the extent of a post, once all are placed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent.boundaries import Extent
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.finder.text.wording import MEDIA_LINK

LINKED = "below link"
"""The kind of an extent that goes on below its attribution up to a line that ends in a link."""

PROSE = 80
"""How many characters beside the posts make an article."""


class Placed(NamedTuple):
    """One post with the pieces of its text in reading order, and the extent that they were taken from."""

    attribution: Attribution
    pieces: tuple[Segment, ...]
    start: int
    end: int
    extent: Extent
    split: bool = False


def review(text: str, posts: Sequence[Placed]) -> list[Placed]:
    """The same posts in reading order, open where the document can be read in another way as well.

    An article's first line is its headline. A link that ends a post beside no attribution says that the extractor
    lost some, and that a link further down may be another post's.
    """
    kept = [*posts]
    first = kept[0]
    if len(first.pieces) > 1 and not first.split and not text[: first.start].strip() and _beside(text, posts) > PROSE:
        kept[0] = _open(first, "start")
    if any(post.extent.kind == LINKED for post in kept) and _has_orphan(text, kept):
        kept = [_open(post, "end") if post.extent.kind == LINKED else post for post in kept]
    return kept


def _open(post: Placed, side: str) -> Placed:
    return post._replace(extent=post.extent._replace(open=side))


def _beside(text: str, posts: Sequence[Placed]) -> int:
    """How many characters stand in no post."""
    return len(text) - sum(post.end - post.start for post in posts)


def _has_orphan(text: str, posts: Sequence[Placed]) -> bool:
    """Does a link that ends a post stand in none?"""
    low = 0
    for high, end in [*((post.start, post.end) for post in posts), (len(text), len(text))]:
        if low < high and MEDIA_LINK.search(text, low, high):
            return True
        low = end
    return False
