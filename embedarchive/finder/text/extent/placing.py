"""Where each post of a text stands around its attribution, as the document is ordered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import (
    agreement,
    boundaries,
    budget,
    confidence,
    joins,
    order,
    review,
    segments,
    tongues,
    weights,
)
from embedarchive.finder.text.extent.boundaries import Extent
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.extent.joins import Setting
from embedarchive.finder.text.extent.review import Placed
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.finder.text.wording import ends_in_link

SURE_END = 0.97
"""How sure an extent is whose last line ends in a link, in a text where the attribution stands behind the first."""

RUN_ON = 800
"""A line of so many characters before an attribution holds the article as well: nothing parts its paragraphs."""

PARAGRAPH = 100
"""A line of more characters above the one with the link may be the article's."""

IN_ITS_LANGUAGE = "below language"
"""The kind of an extent that goes on below its attribution as far as its language does, which is not the article's."""

CLEAR = 0.75
"""How likely the line above the one that is taken for a post's first must be for it to be the post's, too."""

LIKELY = 0.1
"""How likely the line above one that is taken for a post's first makes it doubtful."""


def posts(text: str, found: Sequence[Attribution], ways: Habits) -> list[Placed]:
    """Every attribution with its text."""
    below = order.splits(text, found, ways)
    blocks = order.blocks(text, found, ways)
    extents = {} if below else _extents(text, found, blocks, ways)
    placed: list[Placed] = []
    bound = 0
    for index, item in enumerate(found):
        bound = max(bound, _above_of_others(item, ways))
        if index in blocks:
            post = _block(text, item, bound, ways)
        elif index in extents:
            post = _signed(text, found, index, extents[index], ways)
        else:
            closed = not placed or _is_closed(placed[-1])
            post = _split_post(text, found, index, bound, ways, closed=closed)
        placed.append(post)
        bound = post.end
    return placed


def _extents(text: str, found: Sequence[Attribution], blocks: frozenset[int], ways: Habits) -> dict[int, Extent]:
    """How far the posts reach whose texts stand before their attributions, in the light of each other."""
    wanted = [index for index, item in enumerate(found) if index not in blocks and not item.apart]
    steps = [
        boundaries.upward(text, _bound(text, found, index, blocks, ways), _setting(text, found, index, ways))
        for index in wanted
    ]
    return dict(zip(wanted, agreement.extents(steps, weights.joins()), strict=True))


def _setting(text: str, found: Sequence[Attribution], index: int, ways: Habits) -> Setting:
    return boundaries.setting(text, found[index], ways, found[index - 1] if index else None)


def _bound(text: str, found: Sequence[Attribution], index: int, blocks: frozenset[int], ways: Habits) -> int:
    """Where the post before one ends, if none of its words stand below its attribution unless both show it."""
    others = _above_of_others(found[index], ways)
    if not index:
        return others
    before = found[index - 1]
    if index - 1 in blocks:
        return max(others, order.end_of_block(text, before))
    return max(others, before.apart[1] if before.apart else before.end)


def _above_of_others(item: Attribution, ways: Habits) -> int:
    """Where the last post above an attribution ends that another byline signs."""
    index = bisect_right(ways.others, item.start)
    return ways.others[index - 1] if index else 0


def _signed(text: str, found: Sequence[Attribution], index: int, extent: Extent, ways: Habits) -> Placed:
    """The post whose text stands before its attribution."""
    item = found[index]
    if extent.kind and (_runs_on(text, item, loose=ways.loose) or (ways.loose and _fills_its_line(text, extent, ways))):
        extent = extent._replace(open="start")
    elif (
        extent.segments
        and ways.tidy
        and not ways.nodes
        and order.could_go_on(text, found, index, extent.segments[0], ways)
    ):
        extent = extent._replace(open="end")
    pieces = extent.segments[::-1]
    return Placed(item, pieces, pieces[0].start if pieces else item.start, item.end, extent)


def _one_line(text: str, found: Sequence[Attribution], index: int, first: Segment, shared: Setting) -> Placed:
    """The post whose only line stands before its attribution."""
    item = found[index]
    extent = Extent((first,), SURE_END, "first line", _above(text, found, index, shared))
    return Placed(item, (first,), first.start, item.end, extent)


def _is_closed(post: Placed) -> bool:
    """Does a post end in a link, so that the lines below it are none of its own?"""
    return bool(post.pieces) and ends_in_link(post.pieces[-1].words)


def _split_post(
    text: str, found: Sequence[Attribution], index: int, bound: int, ways: Habits, *, closed: bool
) -> Placed:
    """The post whose first line stands before its attribution and the rest behind; `closed`: the last one has ended."""
    item = found[index]
    shared = _setting(text, found, index, ways)
    first = next(boundaries.upward(text, bound, shared), None)
    if first is None:
        return Placed(item, (), item.start, item.end, Extent((), 0.6))
    if item.apart:
        rest = tuple(segments.below(text, item.end, item.apart[0], ways))
        extent = Extent((first.segment, *rest), confidence.SURE, "apart")
        return Placed(item, extent.segments, first.segment.start, item.apart[1], extent, split=True)
    high = order.room_below(text, found, index)
    rest = order.rest_with_link(text, first.segment, item, high, ways)
    kind = review.LINKED if rest else IN_ITS_LANGUAGE
    rest = rest or order.rest_in_its_language(text, first.segment, item, high, ways)
    if not rest and (not order.begins(first.words) or boundaries.continuation(first, weights.joins()) >= CLEAR):
        extent = boundaries.choose(boundaries.upward(text, bound, shared), weights.joins())
        return _signed(text, found, index, extent, ways)
    if order.ends_in_media(first.words):
        return _one_line(text, found, index, first.segment, shared)
    if rest:
        above = _lines_above(text, bound, (first.segment, *rest), item, ways, closed=closed)
        doubted = _may_end_elsewhere(text, rest, high, ways, kind)
        extent = Extent((*above, first.segment, *rest), SURE_END, kind, "end" if doubted else "")
    else:
        extent = boundaries.choose(boundaries.downward(text, first.segment, item.end, high, shared), weights.joins())
        alone = len(extent.segments) == 1
        extent = extent._replace(open=_above(text, found, index, shared) if alone else "end")
    end = max(item.end, extent.segments[-1].end)
    return Placed(item, extent.segments, extent.segments[0].start, end, extent, split=True)


def _may_end_elsewhere(text: str, rest: Sequence[Segment], high: int, ways: Habits, kind: str) -> bool:
    """May some of the lines below an attribution be the article's, or more of them the post's?"""
    if kind == review.LINKED:
        return any(len(piece.words) > PARAGRAPH for piece in rest[:-1])
    after = next(segments.below(text, rest[-1].end, high, ways), None)
    return after is not None and not tongues.like_article(after.words, ways.language)


def _lines_above(
    text: str, bound: int, pieces: Sequence[Segment], item: Attribution, ways: Habits, *, closed: bool
) -> tuple[Segment, ...]:
    """The lines above a post's pieces that are in their language, which is not the article's, and no list.

    They may be the end of the post above unless that is `closed` or a line of the article's parts them from it.
    """
    words = own = "\n".join(piece.words for piece in pieces)
    taken: list[Segment] = []
    for piece in segments.above(text, bound, pieces[0].start, ways):
        words = f"{piece.words}\n{words}"
        if tongues.like_article(piece.words, ways.language):
            closed = True
            break
        if (
            joins.is_listed(piece)
            or tongues.differ(piece.words, own)
            or not (tongues.in_another(own, ways.language) and tongues.in_another(words, ways.language))
        ):
            break
        if not budget.fits(words, item.date):
            return ()
        taken.append(piece)
    return tuple(reversed(taken)) if closed else ()


def _runs_on(text: str, item: Attribution, *, loose: bool) -> bool:
    """Does the line before an attribution hold the article as well?"""
    low = max(0, item.start - RUN_ON)
    line = text[max(low, text.rfind("\n", low, item.start) + 1) : item.start]
    return (len if loose else budget.columns)(line) >= RUN_ON


def _fills_its_line(text: str, extent: Extent, ways: Habits) -> bool:
    """Does a post reach up to where its line begins, in a text in which no line ends behind attributions?

    What a line holds there is the article's as well.
    """
    start = extent.segments[-1].start
    return (
        ways.seams.get("line", 0) + ways.seams.get("paragraph", 0) < 1 / 2
        and not text[text.rfind("\n", 0, start) + 1 : start].strip()
    )


def _above(text: str, found: Sequence[Attribution], index: int, shared: Setting) -> str:
    """The side that is open because what stands above a post's first line may be its own, or the end of another."""
    first = next(boundaries.upward(text, found[index - 1].end if index else 0, shared), None)
    return "start" if first and boundaries.continuation(first, weights.joins()) > LIKELY else ""


def _block(text: str, item: Attribution, bound: int, ways: Habits) -> Placed:
    """The post that blank lines part from all else, its attribution among its lines."""
    first = next(segments.above(text, bound, item.start, ways), None)
    if first is None:
        return Placed(item, (), item.start, item.end, Extent((), 0.6))
    rest = tuple(segments.below(text, item.end, order.end_of_block(text, item), ways))
    extent = Extent((first, *rest), SURE_END, "below block")
    return Placed(item, extent.segments, first.start, extent.segments[-1].end, extent, split=True)
