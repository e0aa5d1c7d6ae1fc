"""What only the whole document says against the extent of a post, once all are placed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent.boundaries import Extent
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.finder.text.wording import MEDIA_LINK
from embedarchive.patterns import regex

LINKED = "below link"
"""The kind of an extent that goes on below its attribution up to a line that ends in a link."""

_MARK = regex(r"\\?(?:(?P<sign>[-–*+•◦▪‣●○■□→►])|(?P<number>\d{1,2})[.)])[ \t\xa0]{1,4}")
"""What stands before an item of a list."""

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
    kept = _unlisted(posts)
    first = kept[0]
    if len(first.pieces) > 1 and not first.split and not text[: first.start].strip() and _beside(text, posts) > PROSE:
        kept[0] = _open(first, "start")
    if any(post.extent.kind == LINKED for post in kept) and _has_orphan(text, kept):
        kept = [_open(post, "end") if post.extent.kind == LINKED else post for post in kept]
    return kept


def _unlisted(posts: Sequence[Placed]) -> list[Placed]:
    """The posts without the bullet, or the number that counts up, before the one line of each that has any.

    It is the article's list, and its items are the posts; what introduces it may stand above the first. One author's
    numbers are a thread's.
    """
    found = [_marked(post) for post in posts]
    marks = [mark for mark in found if mark is not None]
    signs = {mark["sign"] or int(mark["number"]) - place for place, (_, mark) in enumerate(marks)}
    authors = {post.attribution.handle for post in posts}
    if len(posts) < 2 or len(marks) < len(posts) or len(signs) > 1 or any(at for at, _ in marks[1:]):
        return [*posts]
    if marks[0][1]["number"] and len(authors) == 1:
        return [*posts]
    return [_from(post, at, mark.end()) for post, (at, mark) in zip(posts, marks, strict=True)]


def _marked(post: Placed) -> tuple[int, re.Match[str]] | None:
    """Which line of a post has a mark, if exactly one has, and the mark; none of a post that goes on below."""
    found = [(at, mark) for at, piece in enumerate(post.pieces) if (mark := _MARK.match(piece.characters))]
    return found[0] if len(found) == 1 and not post.split else None


def _from(post: Placed, at: int, width: int) -> Placed:
    """A post without the lines above one of its lines, and without what this begins with."""
    first = post.pieces[at]
    words = first.words.removeprefix(first.characters[:width].lstrip("\\")).lstrip()
    first = first._replace(start=first.start + width, characters=first.characters[width:], words=words)
    pieces = (first, *post.pieces[at + 1 :])
    return post._replace(pieces=pieces, start=first.start, extent=post.extent._replace(segments=pieces[::-1]))


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
