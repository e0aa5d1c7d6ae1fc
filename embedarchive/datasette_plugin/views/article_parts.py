"""A long article in parts: so much of it as one page shows, and which part a place of it is in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.datasette_plugin.views.versions import MARK
from embedarchive.store.queries.article_places import Placed
from embedarchive.store.queries.search import START

MOST = 200
"""So many embeds and images, taken together, stand in one part at most."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an embed or an image stands; a page has `anchor` for it."""

    kind: str
    position: int

    @property
    def anchor(self) -> str:
        """What an address ends in that leads there."""
        return f"{'thing' if self.kind == 'embed' else 'picture'}-{self.position}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one page shows of an article.

    Attributes:
        number: from 1.
        spots: its embeds and images, in reading order.
        text: its words, with a mark for each of them; what was searched for may stand between marks.
        posts: of all posts of the article, its first and its last, from 1; None where it has none.
        images: the same of images.
    """

    number: int
    spots: Sequence[Spot]
    text: str
    posts: tuple[int, int] | None
    images: tuple[int, int] | None

    @property
    def found(self) -> bool:
        """Whether a word that was searched for stands in its text."""
        return START in self.text


def reading_order(embeds: Sequence[Placed], images: Sequence[Placed]) -> list[Spot]:
    """The embeds and images of an article as one reads them."""
    places = [(one.start, Spot("embed", one.position)) for one in embeds]
    places += [(one.start, Spot("image", one.position)) for one in images]
    return [spot for _, spot in sorted(places, key=lambda place: place[0])]


def divided(text: str, spots: Sequence[Spot]) -> list[Part]:
    """An article in parts of about one length, one of them at least. The text has one mark for each spot, or fewer."""
    pieces = text.split(MARK)
    size = math.ceil(len(spots) / math.ceil(len(spots) / MOST)) if spots else 1
    made: list[Part] = []
    counted = {"embed": 0, "image": 0}
    for start in range(0, len(spots) or 1, size):
        own = spots[start : start + size]
        ranges: dict[str, tuple[int, int] | None] = {}
        for kind, before in counted.items():
            counted[kind] += sum(spot.kind == kind for spot in own)
            ranges[kind] = (before + 1, counted[kind]) if counted[kind] > before else None
        words = _words(pieces, spots, start, start + size)
        made.append(Part(number=len(made) + 1, spots=own, text=words, posts=ranges["embed"], images=ranges["image"]))
    return made


def _words(pieces: Sequence[str], spots: Sequence[Spot], start: int, end: int) -> str:
    """The text around the spots from one to another."""
    last = end >= len(spots)
    own = list(pieces[start:] if last else pieces[start : end + 1])
    if start and own:
        own[0] = _parted(own[0], spots[start - 1])[1]
    if not last and len(own) > end - start:
        own[-1] = _parted(own[-1], spots[end - 1])[0]
    return MARK.join(own)


def _parted(piece: str, before: Spot) -> tuple[str, str]:
    """What of the words between two parts ends the one, and what begins the other: the paragraph above a post.

    Below an image that may be its caption, and stays. In Markdown a post's quotation may begin with a mark of its own.
    """
    lines = piece.splitlines(keepends=True)
    last = max((at for at, line in enumerate(lines) if any(map(str.isalnum, line))), default=0)
    at = last if before.kind == "embed" else len(lines)
    return "".join(lines[:at]), "".join(lines[at:])
