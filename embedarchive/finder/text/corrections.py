"""A post in a text, begun where a person says that it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from embedarchive.finder.text import posts, spacing
from embedarchive.finder.text.attribution import references
from embedarchive.finder.text.extent import segments
from embedarchive.finder.text.extent.boundaries import Extent
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.extent.review import Placed
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.model import Document, Embed
from embedarchive.model.articles import PERSON

SETTLED = frozenset({"start", "end"})
"""Doubts that a person has settled who says where a post begins."""

LONGEST = 200
"""So many of the first words' characters are looked for."""


def begun_at(document: Document, embed: Embed, first: str) -> Embed | None:
    """The same post with the text that begins with these words and ends before its attribution.

    None where the words do not stand above the attribution, or where the text has no such post.
    """
    steps = spacing.readings(document.text)
    text = steps[-1].text if steps else spacing.with_line_feeds(document.text)
    placed, ways = posts.signed_posts(text, document.language, document.title)
    bound = 0
    for each in placed:
        begin = _above(text, bound, each.attribution.start, first)
        found = _begun(text, each, begin, ways, document.language) if begin is not None else None
        if found is not None:
            for tight in reversed(steps):
                found = posts.in_place(found, tight)
            if _same(found, embed):
                return found
        bound = each.attribution.end
    return None


def _above(text: str, low: int, high: int, first: str) -> int | None:
    """Where these words stand last above an attribution, whatever blanks and line ends part them."""
    words = first.strip()[:LONGEST].split()
    if not words:
        return None
    low = max(low, high - segments.REACH)
    found = [*re.finditer(r"[\s>*\\]{1,40}".join(map(re.escape, words)), text[low:high])]
    return low + found[-1].start() if found else None


def _begun(text: str, post: Placed, begin: int, ways: Habits, language: str | None) -> Embed | None:
    above = [*_pieces(text, post, begin, ways)][::-1]
    if not above:
        return None
    below = [piece for piece in post.pieces if piece.start >= post.attribution.end]
    settled = post._replace(
        pieces=(*above, *below), start=above[0].start, extent=Extent((*above[::-1], *below), 1.0, post.extent.kind)
    )
    found = posts.embed_of(text, settled, ways, references.notes(text) if ways.notes else {}, language)
    doubts = tuple(doubt for doubt in found.doubts if doubt not in SETTLED or (below and doubt == "end"))
    return replace(
        found,
        confidence=found.confidence if doubts else 1.0,
        doubts=doubts,
        other_starts=(),
        sources=(*found.sources, ("text", PERSON)),
    )


def _pieces(text: str, post: Placed, begin: int, ways: Habits) -> Iterator[Segment]:
    """The lines from the attribution up to where the post begins, the nearest first."""
    for piece in segments.above(text, begin, post.attribution.start, ways._replace(stops=frozenset(), title=None)):
        yield piece
        if piece.start <= begin:
            return


def _same(one: Embed, other: Embed) -> bool:
    """Are two finds one occurrence of a post? Their attribution ends both, or stands in both."""
    return (one.handle, one.date) == (other.handle, other.date) and one.start < other.end and other.start < one.end
