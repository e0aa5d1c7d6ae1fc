"""Does the text of a post stand before its attribution, or does only its first line?

trafilatura 0.9 to 2.1 moves the attribution behind the first line of a post. The document decides, because one
extractor made all of
it: a media link, which is always the last thing in a post, below an attribution and above no other says that posts
go on there.
"""

from __future__ import annotations

from collections.abc import Sequence

from embedarchive.finder.text import budget, segments
from embedarchive.finder.text.attributions import Attribution
from embedarchive.finder.text.habits import Habits
from embedarchive.finder.text.segments import Segment
from embedarchive.finder.text.wording import MEDIA_LINK
from embedarchive.patterns import regex

_ENDS_IN_LINK = regex(rf"(?:{MEDIA_LINK.pattern}|https?://t\.co/[A-Za-z0-9]{{4,12}})\]?\s{{0,4}}\Z")
_NO_BEGINNING = regex(r"(?:[#＃]\w{1,40}\s{0,3}){1,8}\Z|(?!pic\.|http)[a-zß-öø-ÿа-я]")


def split(text: str, found: Sequence[Attribution], habits: Habits) -> bool:
    """Do posts go on below their attributions?"""
    if habits.loose or not habits.tidy:
        return False
    score = 0
    for index, item in enumerate(found):
        low = found[index - 1].end if index else 0
        first = next(segments.above(text, low, item.start, habits), None)
        if first is None:
            continue
        if item.glued and not item.own_line and not ends_in_link(first.words):
            score += 2
        if not begins(first.words):
            score -= 1
        if rest_with_link(text, first, item, room_below(text, found, index), habits):
            score += 2
    return score > 0


def begins(words: str) -> bool:
    """Can a line be the first of a post? One of tags alone, or that begins in lower case, goes on from another."""
    return _NO_BEGINNING.match(words) is None


def ends_in_link(words: str) -> bool:
    """Does a line end as a post does?"""
    return _ENDS_IN_LINK.search(words, max(0, len(words) - 60)) is not None


def room_below(text: str, found: Sequence[Attribution], index: int) -> int:
    """Where the continuation of a post ends at the latest: before the first line of the next one."""
    if index + 1 == len(found):
        return len(text)
    low, line = found[index].end, found[index + 1].start
    end = len(text[low:line].rstrip()) + low
    return max(low, text.rfind("\n", low, end))


def rest_with_link(text: str, first: Segment, item: Attribution, high: int, habits: Habits) -> tuple[Segment, ...]:
    """The lines below an attribution up to one that ends in a link, if with the first line they can be one post."""
    if ends_in_link(first.words):
        return ()
    taken: list[Segment] = []
    words = first.words
    for piece in segments.below(text, item.end, high, habits):
        taken.append(piece)
        words = f"{words}\n{piece.words}"
        if not budget.fits(words, item.date):
            return ()
        if ends_in_link(piece.words):
            return tuple(taken)
    return ()
