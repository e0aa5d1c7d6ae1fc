"""How sure the finder is of a post in a text, and what it doubts: its beginning and end, author, day, platform."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from embedarchive.finder.text.extent import weights
from embedarchive.finder.text.extent.boundaries import Extent, belongs
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.extent.order import ends_in_media
from embedarchive.finder.text.extent.review import LINKED, Placed
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.patterns import regex

SURE = 0.9
"""A post with any doubt is no surer than this."""

CERTAIN, DOUBTED = 0.93, 0.89
"""Below the first an extent is doubted, and said to be no surer than the second: what is said at 0.9 holds."""

CERTAIN_GLUED = 0.97
"""The same as the first where a text lost its lines, and what looks certain is wrong more often."""

_MARKED = frozenset("@#＃")
_QUOTES = frozenset("\"'“«„「『‘")

SURE_DAY = 0.8
"""How sure it is that a day is the attribution's where a blank line parts them."""

UNSETTLED = 0.85
"""How sure an extent is at most where the document can be read in two ways."""

SATURATED = (-3.0, 5.0)
"""Log-odds beyond which a probability says no more: 0.05 and 0.993."""

_SEAM = regex(r"(?<![\w./@-])[^\W\d_]{2,60}[.!?][^\W\d_]{2,60}(?=\s)")
"""A stop that no blank follows: where a text lost its lines, one of them may have ended there."""

SETTLED = {LINKED: "linked", "below block": "block", "first line": "first"}
"""Joins that something other than the weights decided."""

UNCLOSED = "link"
"""What joins a post that is taken to end with a link behind which it may go on: not that of its images."""

BELOW = frozenset({"below", "apart", UNCLOSED, *SETTLED.values()})
"""Joins of posts whose first piece stands above their attribution and the others below."""


class Confidence(NamedTuple):
    """How often a post that is found like this one is found right, from 0 to 1, and what may be wrong with it."""

    value: float
    doubts: tuple[str, ...]


def of_post(post: Placed, habits: Habits, *, platform: bool) -> Confidence:
    """How sure a post is; `platform`: whether its platform is certain."""
    item = post.attribution
    value = of_extent(post.extent, habits)
    doubts = [] if value >= SURE else ["end" if post.split else "start"]
    if habits.loose and any(_SEAM.search(piece.words) for piece in post.pieces):
        value = min(value, DOUBTED)
        doubts = doubts or ["start"]
    if post.extent.open:
        value = min(value, UNSETTLED)
        doubts += [post.extent.open] if post.extent.open not in doubts else []
    doubts += ["start"] if not post.pieces and "start" not in doubts else []
    doubts += [] if item.sure_name and item.name else ["author"]
    doubts += ["date"] if item.day is None or item.day.ambiguous or not item.sure_day else []
    doubts += [] if platform else ["platform"]
    value = min(value, SURE if doubts else 1.0) * (1.0 if item.sure_day else SURE_DAY)
    return Confidence(round(value, 3), tuple(doubts))


def of_extent(extent: Extent, habits: Habits) -> float:
    """How often an extent of this kind and probability is right.

    The probability knows the join and not what it would be like elsewhere: where an article's paragraphs are as short
    as a post's lines and nothing but a line end parts them, the likeliest extent is wrong more often than it says.
    """
    if not extent.segments:
        return extent.probability
    return stated(evidence(extent, habits), weights.confidence())


def stated(found: Mapping[str, float], belief: Mapping[str, float]) -> float:
    """What is said of an extent with such evidence: nothing between a doubt and certainty."""
    share = belongs(found, belief)
    return share if share >= (CERTAIN_GLUED if "glued" in found else CERTAIN) else min(share, DOUBTED)


def evidence(extent: Extent, habits: Habits) -> dict[str, float]:
    """The evidence for an extent being right: how likely it is, what parts its pieces, how it begins."""
    least, most = SATURATED
    share = min(max(extent.probability, 1e-9), 1 - 1e-9)
    odds = min(max(math.log(share / (1 - share)), least), most)
    layout = _layout(extent.segments[0], habits)
    joined = SETTLED.get(extent.kind) or extent.kind.split(" ", 1)[0] or "nothing"
    if extent.kind == LINKED and not ends_in_media(extent.segments[-1].words):
        joined = UNCLOSED
    found = {"always": 1.0, "odds": odds, layout: 1.0, f"odds, {layout}": odds, f"joined {joined}": 1.0}
    found["pieces"] = math.log(len(extent.segments))
    begins = extent.segments[0 if joined in BELOW else -1].words
    if begins[:1].islower():
        found["begins in lower case"] = 1.0
    if extent.open:
        found[f"open {extent.open}"] = 1.0
    if begins[:1] in _MARKED:
        found["begins marked"] = 1.0
    elif begins[:1] in _QUOTES:
        found["begins quoted"] = 1.0
    found["length"] = math.log1p(sum(len(piece.words) for piece in extent.segments)) - 4
    return found


def _layout(nearest: Segment, habits: Habits) -> str:
    """What a document's lines are worth as boundaries."""
    if habits.loose:
        return "glued"
    if habits.nodes:
        return "nodes"
    if nearest.depth or nearest.indent:
        return "quoted"
    return "tidy" if habits.tidy else "spaced" if habits.spaced else "plain"
