"""What a possible post shows as a whole, beside what its boundaries say: how long it is, what it leaves out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from embedarchive.finder.text.extent import budget, clues, joins
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.finder.text.wording import EMOJI
from embedarchive.patterns import regex

_MARKS = regex(rf"[#＃@]\w|pic\.|https?://|[{EMOJI}]")
"""What posts have and articles seldom: tags, mentions, links, emoji."""

NEXT = 3
"""So many pieces beyond a post are looked at: one with marks is likelier the post's than left out of it."""

LONG, FULL = 170, 250
"""Posts are seldom so many columns long, but for those that fill the limit of 280."""


def evidence(pieces: Sequence[Segment]) -> list[dict[str, float]]:
    """What each possible post shows, the shortest first: each has one more of these pieces than the one before it."""
    marked = [_MARKS.search(piece.words) is not None for piece in pieces]
    found: list[dict[str, float]] = []
    size = lines = 0
    prose = False
    for number, piece in enumerate(pieces, 1):
        columns = budget.columns(piece.words)
        size += columns
        lines += number == 1 or piece.gap not in joins.CUTS
        prose = prose or (columns > clues.PROSE and not marked[number - 1] and clues.stops(piece.words))
        shown = {
            "one line": lines == 1,
            "long": LONG < size <= FULL,
            "full": size > FULL,
            "holds prose": prose,
            "leaves marks": any(marked[number : number + NEXT]),
        }
        found.append({f"extent {name}": 1.0 for name, holds in shown.items() if holds})
        if lines > 1:
            found[-1]["extent lines"] = math.log(lines)
    return found
