"""Copies of one embed for screens of other widths: a page holds each, and a reader sees one."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator

from embedarchive.finder.markup.contents import Contents
from embedarchive.finder.markup.hits import Hit, are_together
from embedarchive.patterns import regex

_SCREEN = regex(
    r"""
    (?<! [a-z] )
    (?: (?: visible | hidden | hide | show | uk-visible | uk-hidden ) (?: -for | -on | -in )? [-@]
            (?: xs | sm? | md? | lg? | xl | small | medium | large | xlarge ) (?! [a-z] )
      | d- (?: xs- | sm- | md- | lg- | xl- | xxl- )? (?: none | block | flex | inline ) (?! [a-z] )
      | (?: sm | md | lg | xl | 2xl ) : (?: max- )? (?: hidden | block | flex | inline | grid ) (?! [a-z] )
      | display: \s? none
      | (?: mobile | desktop | tablet | (?: smart )? phone | handheld ) (?! [a-z] )
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""How a block is called that is shown on some screens only."""
_NAMES = 400

_DEEP = 20  # such blocks inside each other that are looked at

Box = tuple[int, int, str]
_NONE: Box = (1 << 62, 1 << 62, "")


def once(page: Contents, hits: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """The hits without such copies, and these.

    Args:
        page: the page.
        hits: what it shows, in its order.
    """
    times = Counter(hit.key for hit in hits if hit.key)
    if not any(number > 1 for number in times.values()):
        return hits, []
    around = list(_around(list(_boxes(page)), hits))
    kept: list[Hit] = []
    copies: list[Hit] = []
    last: dict[tuple[str, str], tuple[Hit, set[Box]]] = {}
    for hit, boxes in zip(hits, around, strict=True):
        before = last.get(hit.key) if hit.key else None
        if before and _is_copy(before, (hit, boxes), page.tree.text):
            copies.append(hit)
            continue
        kept.append(hit)
        if hit.key:
            last[hit.key] = (hit, boxes)
    return kept, copies


def _boxes(page: Contents) -> Iterator[Box]:
    """Where the blocks stand that are shown on some screens only, and their classes and styles."""
    for element in page.root.select("[class], [style]"):
        names = f"{element.attr('class') or ''} {element.attr('style') or ''}"[:_NAMES]
        if _is_for_screens(names) and element.tag not in ("html", "body"):
            yield (*page.tree.span(element), names)


@functools.lru_cache(maxsize=4096)
def _is_for_screens(names: str) -> bool:
    """Whether a block of these names is shown on some screens only: asked once for the many that are called so."""
    return _SCREEN.search(names) is not None


def _around(boxes: list[Box], hits: list[Hit]) -> Iterator[set[Box]]:
    """The innermost of these blocks around each hit: both are in the page's order."""
    opened: list[Box] = []
    coming = iter([*boxes, _NONE])
    box = next(coming)
    for hit in hits:
        while box[0] <= hit.start:
            while opened and opened[-1][1] <= box[0]:
                opened.pop()
            opened.append(box)
            box = next(coming)
        while opened and opened[-1][1] <= hit.start:
            opened.pop()
        yield set(opened[-_DEEP:])


def _is_copy(before: tuple[Hit, set[Box]], after: tuple[Hit, set[Box]], text: str) -> bool:
    """Whether each stands in a block for some screens, these called otherwise; one does where both stand together."""
    (first, around), (second, beside) = before, after
    one, other = ({names for *_, names in apart} for apart in (around - beside, beside - around))
    if one and other:
        return one.isdisjoint(other)
    return bool(one or other) and are_together(first, second, text)
