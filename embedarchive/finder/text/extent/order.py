"""Does the text of a post stand before its attribution, or does only its first line?

trafilatura 0.9 to 2.1 moves the attribution behind the first line of a post. The document decides, because one
extractor made all of
it: a media link, which is always the last thing in a post, below an attribution and above no other says that posts
go on there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import budget, joins, segments, tongues
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.finder.text.wording import MEDIA_LINK, ends_in_link, without_media
from embedarchive.patterns import regex

_ENDS_IN_MEDIA = regex(rf"{MEDIA_LINK.pattern}\]?\s{{0,4}}\Z")
SAMPLE = 200
"""So many attributions tell how a document is ordered."""

BLOCK = 1200
"""How far from its attribution a post's lines are looked for: several times the longest post."""

_NO_BEGINNING = regex(r"(?:[#＃]\w{1,40}\s{0,3}){1,8}\Z|(?!pic\.|http)[a-zß-öø-ÿа-я]")


def splits(text: str, found: Sequence[Attribution], habits: Habits) -> bool:
    """Do posts go on below their attributions?"""
    if (
        habits.loose
        or habits.nodes
        or not habits.tidy
        or not any(_may_go_on(text, found, index, habits) for index in range(len(found)))
    ):
        return False
    score = 0
    for index, item in enumerate(found[:SAMPLE]):
        low = found[index - 1].end if index else 0
        first = next(segments.above(text, low, item.start, habits), None)
        if first is None:
            continue
        if item.glued and not item.own_line and not ends_in_link(first.words):
            score += 2
        if not begins(first.words):
            score -= 1
        if rest_with_link(text, first, item, room_below(text, found, index), habits) or _goes_on_in_its_language(
            text, first, item, room_below(text, found, index), habits
        ):
            score += 2
    return score > 0


def _goes_on_in_its_language(text: str, first: Segment, item: Attribution, high: int, habits: Habits) -> bool:
    """Do lines below an attribution, in another language than the article's, make one post with the line above it?"""
    if ends_in_link(first.words) or tongues.like_article(first.words, habits.language):
        return False
    words = first.words
    taken = 0
    for piece in itertools.islice(segments.below(text, item.end, high, habits), 3):
        if tongues.like_article(piece.words, habits.language) or not budget.fits(f"{words}\n{piece.words}", item.date):
            break
        words = f"{words}\n{piece.words}"
        taken += 1
    return (
        taken > 0
        and tongues.foreign(words[len(first.words) :], habits.language)
        and tongues.foreign(words, habits.language)
    )


def _may_go_on(text: str, found: Sequence[Attribution], index: int, habits: Habits) -> bool:
    """May a post go on below: are its words glued to its attribution, has the article a language, is there a link?"""
    item = found[index]
    if (item.glued and not item.own_line) or habits.language is not None:
        return True
    return text.find("/", item.end, found[index + 1].start if index + 1 < len(found) else len(text)) >= 0


def blocks(text: str, found: Sequence[Attribution], habits: Habits) -> frozenset[int]:
    """The attributions whose posts go on below them because only a blank line ends a paragraph in this document.

    Each has one line right above it and lines right below it that make one post with it. Where one attribution has
    more than a line right above it, the document keeps its posts whole.
    """
    if habits.loose or habits.tidy or habits.width or not habits.spaced:
        return frozenset()
    around = {index: _block(text, item) for index, item in enumerate(found) if item.own_line}
    if any(len(above) > 1 for above, _ in around.values()):
        return frozenset()
    return frozenset(
        index
        for index, (above, below) in around.items()
        if above and below and begins(above[0]) and not ends_in_link(above[0])
        if budget.fits("\n".join([*above, *below]), found[index].date)
        if index + 1 == len(found) or end_of_block(text, found[index]) <= found[index + 1].start
    )


def _block(text: str, item: Attribution) -> tuple[list[str], list[str]]:
    """The lines that no blank line parts from an attribution, above it and below it."""
    before = text[max(0, item.start - BLOCK) : item.start].split("\n")[:-1]
    behind = text[item.end : item.end + BLOCK].split("\n")
    above = [*itertools.takewhile(str.strip, reversed(before))][::-1]
    return above, [] if behind[0].strip() else [*itertools.takewhile(str.strip, behind[1:])]


def end_of_block(text: str, item: Attribution) -> int:
    """Where the lines end that no blank line parts from an attribution."""
    _, below = _block(text, item)
    return min(len(text), text.find("\n", item.end) + 1 + sum(len(line) + 1 for line in below))


def begins(words: str) -> bool:
    """Can a line be the first of a post? One of tags alone, or that begins in lower case, goes on from another."""
    return _NO_BEGINNING.match(without_media(words)) is None


def ends_in_media(words: str) -> bool:
    """Does a line end in the link of a post's images, which is always its last?"""
    return _ENDS_IN_MEDIA.search(words, max(0, len(words) - 60)) is not None


def could_go_on(text: str, found: Sequence[Attribution], index: int, first: Segment, habits: Habits) -> bool:
    """Could the line above an attribution be a post's first, and the line below its second?

    Where nothing but a line end parts paragraphs, posts with no link at their end leave that open.
    """
    item = found[index]
    if not item.own_line or ends_in_link(first.words) or not begins(first.words):
        return False
    second = next(segments.below(text, item.end, room_below(text, found, index), habits), None)
    return second is not None and budget.fits(f"{first.words}\n{second.words}", item.date)


def room_below(text: str, found: Sequence[Attribution], index: int) -> int:
    """Where the continuation of a post ends at the latest: before the first line of the next one."""
    if index + 1 == len(found):
        return len(text)
    low, line = found[index].end, found[index + 1].start
    end = len(text[low:line].rstrip()) + low
    return max(low, text.rfind("\n", low, end))


def rest_with_link(text: str, first: Segment, item: Attribution, high: int, habits: Habits) -> tuple[Segment, ...]:
    """The lines below an attribution up to one that ends in a link, if with the first line they can be one post.

    Links of a post stand on lines that follow each other; that of its images is the last one. Behind a first line that
    ends in a link only that says that the post goes on.
    """
    if ends_in_media(first.words) or text.find("/", item.end, high) < 0:
        return ()
    closes = ends_in_media if ends_in_link(first.words) else ends_in_link
    taken: list[Segment] = []
    linked = 0
    words = first.words
    for piece in segments.below(text, item.end, high, habits):
        words = f"{words}\n{piece.words}"
        if (linked and not closes(piece.words)) or not budget.fits(words, item.date):
            break
        taken.append(piece)
        linked = len(taken) if closes(piece.words) else 0
        if ends_in_media(piece.words):
            break
    return tuple(taken[:linked])


def rest_in_its_language(
    text: str, first: Segment, item: Attribution, high: int, habits: Habits
) -> tuple[Segment, ...]:
    """The lines below an attribution that are with the one above it in a language that is not the article's.

    They are one post with it, as far as it has room, and so are those of few letters, as a place in figures. None is
    where they say again what stands above: then the whole post does.
    """
    words = first.words
    above = text[max(0, first.start - BLOCK) : first.start]
    if ends_in_link(words) or tongues.like_article(words, habits.language):
        return ()
    taken: list[Segment] = []
    told = 0
    for piece in segments.below(text, item.end, high, habits):
        whole = f"{words}\n{piece.words}"
        alien = tongues.like_article(piece.words, habits.language) or joins.is_listed(piece)
        if alien or not budget.fits(whole, item.date):
            break
        if piece.characters in above:
            return ()
        taken.append(piece)
        words = whole
        tells = tongues.foreign(piece.words, habits.language) or tongues.is_wordless(piece.words)
        told = len(taken) if tells else told
    whole = "\n".join([first.words, *(piece.words for piece in taken[:told])])
    return tuple(taken[:told]) if told and tongues.in_another(whole, habits.language) else ()
