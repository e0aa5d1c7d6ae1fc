"""What the posts of one document have in common: what one extractor left between the pieces of a post.

Each post is looked at alone first. What goes on across a blank line, or ends there, says the same of the others.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from embedarchive.finder.text.extent import boundaries
from embedarchive.finder.text.extent.boundaries import Extent, Step

LEAST = 0.05
"""An end that is reached less likely than this says nothing."""

SHARE = 0.5
"""How much of the others' odds is evidence."""

Customs = Mapping[tuple[str, bool], float]
"""How often posts go on across a gap, and how often they do not."""


def extents(posts: Sequence[Iterator[Step]], weights: Mapping[str, float]) -> list[Extent]:
    """The likeliest extent of each post of a document."""
    if len(posts) == 1:
        return [boundaries.choose(posts[0], weights)]
    read = [_Read(steps) for steps in posts]
    own = [_customs(steps, weights) for steps in read]
    whole = _together(own)
    return [boundaries.choose(_among(steps, whole, alone), weights) for steps, alone in zip(read, own, strict=True)]


class _Read:
    """Steps that are taken one by one, once, however often they are gone through."""

    def __init__(self, steps: Iterator[Step]) -> None:
        self._steps = steps
        self._taken: list[Step] = []

    def __iter__(self) -> Iterator[Step]:
        yield from self._taken
        for step in self._steps:
            self._taken.append(step)
            yield step


def _customs(steps: Iterable[Step], weights: Mapping[str, float]) -> Customs:
    """Where one post goes on and where it ends, as far as it can be told of it alone."""
    found: dict[tuple[str, bool], float] = defaultdict(float)
    going = 1.0
    for step in steps:
        on = boundaries.continuation(step, weights)
        found[step.gap, True] += going * on
        found[step.gap, False] += going * (1 - on)
        going *= on
        if going < LEAST:
            break
    return found


def _together(customs: Iterable[Customs]) -> Customs:
    found: dict[tuple[str, bool], float] = defaultdict(float)
    for each in customs:
        for key, times in each.items():
            found[key] += times
    return found


def _among(steps: Iterable[Step], whole: Customs, own: Customs) -> Iterator[Step]:
    """The same steps with what the document's other posts say of each."""
    for step in steps:
        if step.evidence is None:
            yield step
            continue
        on, end = (whole.get((step.gap, goes), 0.0) - own.get((step.gap, goes), 0.0) for goes in (True, False))
        yield step._replace(evidence={**step.evidence, **evidence(step.gap, on, end)})


def evidence(gap: str, on: float, end: float) -> dict[str, float]:
    """What it says of a gap that others go on across one so often, and end at one so often."""
    odds = SHARE * math.log((max(0.0, on) + 1) / (max(0.0, end) + 1))
    return {"others go on": odds, f"others go on, {gap}": odds} if odds else {}
