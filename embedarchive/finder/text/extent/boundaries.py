"""Where a post begins and ends around its attribution.

From the attribution outwards each next piece is asked whether it still belongs to the post (`joins`); the answers
are probabilities, so every possible extent has one; what it shows as a whole (`wholes`) makes it more or less likely.
The likeliest is taken, and its probability is how sure the finder may be.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import budget, joins, segments, wholes
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.extent.joins import Setting
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.finder.text.wording import MEDIA_LINK, line_content, unmarked
from embedarchive.patterns import regex

CENTRED = 2
"""Lines whose ends together differ by no more stand around one middle."""

UNCOUNTED = 200
"""So many characters of a post's links and mentions may count for nothing."""

UNLIKELY = 1e-3
"""A post that goes on so seldom is not looked at any further."""

TOO_LONG = "too long"
"""The kind of a last step whose paragraph goes on, and is longer than a post of that day could be."""


_QUOTATION = regex(
    r"""
    .* [。！？] 「[^「」\n]{7,400}[STOP]」
    | (?: .* [。！？] )?
    (?: "[^"\n]{7,400}[STOP]" | “[^“”\n]{7,400}[STOP]” | „[^„“”\n]{7,400}[STOP][“”] | ‘[^‘\n]{7,400}[STOP]’
      | [«»][^«»\n]{7,400}[STOP]\s?[«»] )
    """.replace("STOP", ".!?…。！？।؟۔"),
    re.VERBOSE,
)
_REPOST = regex(r"RT @\w{1,20}:\s")
"""How somebody's words began that were sent on by hand: no post goes on with it."""

QUOTED = 22
"""What is shorter in quotation marks, in columns, may be what a post quotes."""


class Step(NamedTuple):
    """The post may end with this piece.

    Attributes:
        evidence: what speaks for and against the next piece, None where none can follow.
        kind: what parts the two.
        gap: the same without what that means in this document, as a piece says it.
    """

    segment: Segment
    words: str
    evidence: Mapping[str, float] | None
    kind: str = ""
    gap: str = ""


class Extent(NamedTuple):
    """A choice among steps.

    Attributes:
        segments: the pieces, the nearest to the attribution first.
        probability: of just this extent.
        kind: what parts the outermost piece from the next, empty where there is one piece.
        open: the side, `start` or `end`, that another reading of the document would put elsewhere, empty where none
            would.
        other: the outermost piece of the likeliest other extent.
    """

    segments: tuple[Segment, ...]
    probability: float
    kind: str = ""
    open: str = ""
    other: Segment | None = None


def setting(text: str, attribution: Attribution, habits: Habits, above: Attribution | None = None) -> Setting:
    """What the joins around one attribution share; `above` is the next one up."""
    name = above.name if above is not None and above.handle != attribution.handle else ""
    shared = Setting(attribution, habits, name_above=name)
    if not attribution.own_line:
        return shared
    low = max(0, attribution.start - 400)
    begin = max(text.rfind("\n", low, attribution.start) + 1, low)
    line = text[begin : attribution.end].split("\n", 1)[0]
    depth, content, _ = line_content(line)
    indent = line.find(content)
    inset = not depth and habits.margin is not None and indent > habits.margin
    return shared._replace(depth=depth, indent=indent, inset=inset, middle=indent + len(line))


def upward(text: str, low: int, shared: Setting) -> Iterator[Step]:
    """The ways in which the post may begin, the shortest first."""
    item = shared.attribution
    pieces = segments.above(text, low, item.start, shared.habits, depth=shared.depth, day=item.date)
    return _steps(pieces, shared, downward=False)


def downward(text: str, first: Segment, start: int, high: int, shared: Setting) -> Iterator[Step]:
    """The ways in which a post that begins with `first` may go on below its attribution, the shortest first."""

    def pieces() -> Iterator[Segment]:
        yield first
        yield from segments.below(text, start, high, shared.habits)

    return _steps(pieces(), shared, downward=True)


def _steps(pieces: Iterator[Segment], shared: Setting, *, downward: bool) -> Iterator[Step]:
    near = next(pieces, None)
    if near is None:
        return
    ahead, closed = _quotation(near, pieces, shared) if shared.set_apart else ([], False)
    words, characters = near.words, near.characters
    for far, beyond in _with_next(itertools.chain(ahead, pieces)):
        characters = f"{characters}\n{far.characters}" if downward else f"{far.characters}\n{characters}"
        whole = unmarked(characters, markdown=shared.habits.markdown, notes=shared.habits.notes)
        if _boundary(near, far, shared):
            break
        if not budget.fits(whole, shared.attribution.date):
            goes_on = shared.habits.spaced and far.gap == "line" and not downward
            yield Step(near, words, None, TOO_LONG if goes_on else "")
            return
        evidence = joins.features(
            near, far, words, whole, shared, beyond=None if downward else beyond, downward=downward
        )
        if closed:
            evidence["whole quotation"] = 1.0
        kind = joins.kind((far, near) if not downward else (near, far), far.gap, shared)
        yield Step(near, words, evidence, f"below {kind}" if downward else kind, far.gap)
        near, words = far, whole
    yield Step(near, words, None)


def _with_next(pieces: Iterator[Segment]) -> Iterator[tuple[Segment, Segment | None]]:
    """Each piece with the one behind it."""
    for piece, after in itertools.pairwise(itertools.chain(pieces, (None,))):
        if piece is not None:
            yield piece, after


def _quotation(near: Segment, pieces: Iterator[Segment], shared: Setting) -> tuple[list[Segment], bool]:
    """The next pieces as far as one post can reach, and whether all of a quotation, as its margin shows, can be one."""
    taken = [near]
    room = budget.limit(shared.attribution.date) + UNCOUNTED - len(near.words)
    for far in pieces:
        taken.append(far)
        if _boundary(taken[-2], far, shared):
            return taken[1:], _fit(taken[:-1], shared)
        room -= len(far.words) + 1
        if room < 0:
            return taken[1:], False
    return taken[1:], _fit(taken, shared)


def _fit(pieces: Sequence[Segment], shared: Setting) -> bool:
    return budget.fits("\n".join(piece.words for piece in reversed(pieces)), shared.attribution.date)


def _boundary(near: Segment, far: Segment, shared: Setting) -> bool:
    """Is there a boundary between the two for certain?"""
    if shared.inset and _centred(near, shared) and _centred(far, shared):
        return False
    if shared.inset and (near.indent >= shared.indent > far.indent or near.indent > far.indent == 0):
        return far.gap != "line" or MEDIA_LINK.fullmatch(near.words) is None  # the link's line was indented in the page
    if shared.inset and far.gap == "paragraph" and (far.indent > near.indent or joins.item_beside_none(near, far)):
        return True  # a centred headline, a list of the article's: a quotation's paragraphs stand below each other
    if shared.habits.loose and _is_quotation(far.words) and _begins_sentence(near.words):
        return True  # where nothing parts an article from its posts, what somebody said is the article's
    if far.start < near.start and _REPOST.match(near.words):
        return True
    return far.gap == "hard" or (shared.depth > 0 and far.depth < shared.depth and near.depth == shared.depth)


def _is_quotation(words: str) -> bool:
    """Does a sentence stand in quotation marks as a whole, with its end inside of them?"""
    return budget.columns(words) >= QUOTED and _QUOTATION.fullmatch(words) is not None


def _begins_sentence(words: str) -> bool:
    """Do words begin with a letter, in upper case where the script has cases?"""
    return words[:1].isalpha() and not words[:1].islower()


def _centred(piece: Segment, shared: Setting) -> bool:
    """Does a line stand around the same middle as the attribution, and not at the same margin?"""
    return piece.indent != shared.indent and abs(piece.indent + piece.line_length - shared.middle) <= CENTRED


def choose(steps: Iterator[Step], weights: Mapping[str, float]) -> Extent:
    """The likeliest extent, and the outermost piece of the next likeliest."""
    read, chances = _reached(steps, weights)
    if not read:
        return Extent((), 0.0)
    order = sorted(range(len(read)), key=lambda index: -chances[index])
    last = order[0]
    return Extent(
        tuple(step.segment for step in read[: last + 1]),
        chances[last],
        read[last - 1].kind if last else "",
        "start" if read[last].kind == TOO_LONG else "",
        read[order[1]].segment if len(order) > 1 else None,
    )


def _reached(steps: Iterator[Step], weights: Mapping[str, float]) -> tuple[list[Step], list[float]]:
    """The steps up to one beyond which a post hardly goes on, and how likely each is the post's last.

    That is how likely its boundaries make it, in the light of what the post that ends there shows as a whole.
    """
    read: list[Step] = []
    chances: list[float] = []
    going = 1.0
    for step in steps:
        on = continuation(step, weights)
        read.append(step)
        chances.append(going * (1 - on))
        going *= on
        if going < UNLIKELY:
            break
    shown = wholes.evidence([step.segment for step in read])
    chances = [chance * math.exp(worth(found, weights)) for chance, found in zip(chances, shown, strict=True)]
    total = sum(chances) or 1.0
    return read, [chance / total for chance in chances]


def belongs(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The probability that the next piece belongs to the post."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, worth(evidence, weights)))))


def worth(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """What all of it is worth together, in log-odds."""
    return sum(weights.get(name, 0.0) * value for name, value in evidence.items())


def continuation(step: Step, weights: Mapping[str, float]) -> float:
    """The probability that a post goes on behind a step."""
    return belongs(step.evidence, weights) if step.evidence is not None else 0.0
