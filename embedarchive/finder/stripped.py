"""Posts whose markup a page has lost: their words and attribution stand among its paragraphs, as in a pasted text.

Reader modes, feeds and imports into another system strip an embed down to that. The words are read as text is, and
every find has its place in the page.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from embedarchive import platforms
from embedarchive.documents.html import Tree
from embedarchive.finder import facts
from embedarchive.finder.page import text as page_text
from embedarchive.finder.page.text import Line, Thing
from embedarchive.model import Document, Embed, Ignored, Link

if TYPE_CHECKING:
    from embedarchive.finder.text import TextFindings

_BRACKETS = ("(", "\N{FULLWIDTH LEFT PARENTHESIS}")
"""What stands before the account in the attribution of such a post, at times with a tag between."""

_TAG = 200  # characters

_LIKELY = 0.7
"""How sure it is at most that a post is the one paragraph before its attribution."""

_SURELY = 0.8
"""How sure a post must be that begins below an empty line of the block which holds it."""

_MOST = 300
"""So many posts of one page are looked at one by one: a page with more attacks its readers."""

_MOVED = 5000  # characters

_FEW = 12
"""So many lines above an attribution are asked whether the post begins there."""

_LETTERS = 30
"""So many letters of two texts are compared."""


class Lost(NamedTuple):
    """What was found, the links that are left, and the lines among the posts that are not the article's."""

    embeds: tuple[Embed, ...]
    links: tuple[Link, ...]
    ignored: tuple[Ignored, ...]


def find(document: Document, tree: Tree, shown: Sequence[Embed], links: Sequence[Link]) -> Lost:
    """The posts in the words of a page, beside those that its markup shows.

    Args:
        document: the page.
        tree: the page, parsed.
        shown: what its markup shows.
        links: its links to posts; one that stands in a post's attribution names that post.
    """
    if not _may_hold(document.text, shown):
        return Lost((), tuple(links), ())
    from embedarchive.finder import text

    page = _Words(document.text, page_text.lines(tree, [_thing(each) for each in shown], bullets=False))
    plain = replace(document, text=page.text, media_type="text/plain", tree=None)
    found = text.find_as_spaced(plain)
    known = _Shown(shown)
    embeds: list[Embed] = []
    for each in _bounded(page, plain, found):
        start, end = page.place(each.start, each.end, each.handle)
        free = start < end and start >= (embeds[-1].end if embeds else 0) and not known.overlap(start, end)
        if free and each not in known:
            embeds.append(replace(each, start=start, end=end, parts=((start, end),)))
    if not embeds:
        return Lost((), tuple(links), ())
    named, left = _named(embeds, links)
    return Lost(named, left, tuple(page.ignored(found.ignored)))


def _may_hold(markup: str, shown: Sequence[Embed]) -> bool:
    """Whether an attribution could stand outside of what the markup shows and of scripts."""
    taken = sorted(part for each in shown for part in each.parts or ((each.start, each.end),))
    starts = [start for start, _ in taken]
    at = markup.find("@")
    while at >= 0:
        if _is_bracketed(markup, at):
            before = bisect_right(starts, at)
            if before and at < taken[before - 1][1]:
                at = taken[before - 1][1] - 1
            else:
                script = markup.rfind("<script", 0, at)
                if script < 0 or markup.find("</script", script, at) >= 0:
                    return True
                close = markup.find("</script", at)
                at = close if close >= 0 else len(markup)
        at = markup.find("@", at + 1)
    return False


def _is_bracketed(markup: str, at: int) -> bool:
    before = markup[at - 1 : at]
    if before == ">":
        tag = markup.rfind("<", max(0, at - _TAG), at)
        before = markup[tag - 1 : tag] if tag > 0 else ""
    return before in _BRACKETS


def _thing(embed: Embed) -> Thing:
    return Thing(embed.start, embed.end, "embed", 0, embed.parts or ((embed.start, embed.end),))


class _Unit(NamedTuple):
    """Where a post begins by the markup, whether one element holds it whole, and what parts it from its attribution."""

    start: int
    closed: bool
    gap: str


class _Words:
    """The lines of a page as one text, and where its characters stand in the page."""

    def __init__(self, markup: str, lines: Sequence[Line]) -> None:
        self.markup = markup
        self.lines: list[Line] = []
        self.starts: list[int] = []
        pieces: list[str] = []
        at = 0
        # where every line is a paragraph, as some systems make of a text, an empty line between them says nothing
        apart = "\n\n" if any(not line.paragraph and not line.blank for line in lines) else "\n"
        for line in lines:
            gap = (apart if line.paragraph or line.blank else "\n") if self.lines else ""
            words = "" if line.words == page_text.MARK else line.words
            self.lines.append(line)
            self.starts.append(at + len(gap))
            pieces += (gap, words)
            at += len(gap) + len(words)
        self.text = "".join(pieces)
        self.placed: tuple[int, Sequence[int]] = (-1, ())

    def place(self, start: int, end: int, holds: str | None = None) -> tuple[int, int]:
        """Where in the page a piece of the text stands, half-open; empty when that cannot be told.

        Args:
            start: where it begins in the text.
            end: where it ends there.
            holds: what stands in it; where the parser moved things it may stand behind what was looked for.
        """
        first = self._character(start)
        last = page_text.end_of(self.markup, self._character(end - 1))
        if holds and self.markup.find(holds, first, last) < 0:
            moved = self.markup.find(holds, first, first + _MOVED)
            return first, moved + len(holds) if moved >= 0 else first
        return first, last

    def _character(self, at: int) -> int:
        index = self.line(at)
        if index != self.placed[0]:
            self.placed = (index, page_text.places(self.markup, self.lines[index]))
        found = self.placed[1]
        return found[min(at - self.starts[index], len(found) - 1)] if found else 0

    def words(self, start: int, end: int) -> str:
        """A piece of the text with an empty line wherever the page has one, or a new paragraph."""
        first, last = self.line(start), self.line(end)
        pieces = [self.text[start:end].partition("\n")[0]]
        for index in range(first + 1, last + 1):
            line = self.lines[index]
            words = self.text[self.starts[index] : min(end, self.starts[index] + len(line.words))]
            pieces.append(("\n\n" if line.paragraph or line.blank else "\n") + words)
        return "".join(pieces)

    def line(self, at: int) -> int:
        """Which line holds a character of the text."""
        return max(0, bisect_right(self.starts, at) - 1)

    def unit(self, attribution: int, end: int) -> _Unit | None:
        """What the markup holds together with an attribution before it.

        Args:
            attribution: where it begins in the text.
            end: where the post before ends.
        """
        last = first = self.line(attribution)
        bound = self.line(end - 1) + 1 if end else 0
        held = self.lines[last]
        while held.quotation and first > bound and self.lines[first - 1].quotation == held.quotation:
            first -= 1
        if first == last:
            first = self._stated(last, bound)
        sure = first < last
        if not sure:
            first = self._paragraph(last, bound)
        closed = first < last or self.starts[last] < attribution
        if not closed and last > bound:
            first = self._paragraph(last - 1, bound)
        if (first == last and not closed) or any(line.words == page_text.MARK for line in self.lines[first:last]):
            return None
        return _Unit(max(end, self.starts[first]), closed, "\n\n" if sure or not closed else "\n")

    def is_block(self, start: int, end: int) -> bool:
        """Whether two places stand in one block of the page, which begins with the first and ends behind the second."""
        first, last = self.line(start), self.line(end)
        inside = any(line.paragraph for line in self.lines[first + 1 : last + 1])
        return self.lines[first].paragraph and not inside and self._ends(last)

    def _ends(self, line: int) -> bool:
        """Whether a block ends with a line."""
        return line + 1 == len(self.lines) or self.lines[line + 1].paragraph

    def _stated(self, line: int, bound: int) -> int:
        """The line above, a few paragraphs at most, whose paragraph states its language; else the line itself."""
        for above in range(line, max(bound, line - _FEW) - 1, -1):
            if self.lines[above].words == page_text.MARK:
                break
            if self.lines[above].stated:
                return above
        return line

    def _paragraph(self, line: int, bound: int) -> int:
        """The first line of the paragraph that a line stands in."""
        while line > bound and not self.lines[line].paragraph:
            line -= 1
        return line

    def ignored(self, lines: Iterable[Ignored]) -> Iterable[Ignored]:
        """The same lines, with their places in the page."""
        for each in lines:
            start, end = self.place(each.start, each.end)
            if start < end:
                yield replace(each, start=start, end=end)


def _bounded(page: _Words, plain: Document, found: TextFindings) -> Iterator[Embed]:
    """The posts, each from where the page's markup lets it begin.

    A post does not begin before the quotation that holds its attribution, nor before the paragraph of which the
    attribution is a part. Where the attribution is a paragraph, the one before it is the post's, as in the platforms'
    own embeds; that is doubted unless the words alone say so, too.
    """
    from embedarchive.finder import text

    signed = {post.start: post.attribution.start for post in found.signed if not post.split}
    bound = 0
    for number, each in enumerate(found.embeds):
        attribution = signed.get(each.start)
        unit = page.unit(attribution, bound) if attribution is not None else None
        bound = each.end
        if attribution is None or unit is None or number > _MOST:
            yield each
            continue
        before, rest = plain.text[unit.start : attribution], plain.text[attribution : each.end]
        if unit.start == each.start and "\n" not in before:
            yield each
            continue
        if "\n" in before:  # its lines are known: the attribution has one of its own
            before = before.rstrip(" \n") + unit.gap
        alone = text.find_as_spaced(replace(plain, text=before + rest)).embeds
        if page.is_block(unit.start, attribution):
            alone = _of_one_block(plain, before, rest, alone)
        if len(alone) != 1:
            yield each
            continue
        (own,) = alone
        if own.start == 0 and "\n" in before:  # its blank lines are known as well
            own = replace(own, text=text.own_words(page.words(unit.start, attribution)))
        if not unit.closed and unit.start == each.start:
            own = replace(own, confidence=each.confidence, doubts=each.doubts)
        elif not unit.closed:
            doubts = own.doubts if "start" in own.doubts else ("start", *own.doubts)
            own = replace(own, confidence=min(own.confidence, _LIKELY), doubts=doubts)
        yield replace(own, start=own.start + unit.start, end=each.end)


def _of_one_block(plain: Document, before: str, rest: str, parted: tuple[Embed, ...]) -> tuple[Embed, ...]:
    """All of a block as one post, whose empty lines part lines and no paragraphs, unless one of these surely parts it.

    Args:
        plain: the page's words.
        before: those of the block above the attribution.
        rest: the attribution.
        parted: what both are where an empty line may part paragraphs.
    """
    from embedarchive.finder import text

    if "\n\n" not in before or len(parted) != 1 or parted[0].confidence >= _SURELY:
        return parted
    whole = text.find_as_spaced(replace(plain, text=before.replace("\n\n", "\n") + rest)).embeds
    return whole if len(whole) == 1 and whole[0].start == 0 else parted


class _Shown:
    """What a page's markup shows, to know it again in words that stand in its place: beside a frame, for instance."""

    def __init__(self, shown: Sequence[Embed]) -> None:
        self._places = sorted((each.start, each.end) for each in shown)
        self._known: set[tuple[str, str | None, str | dt.date]] = set()
        for each in shown:
            day = each.date or (each.posted_at.date() if each.posted_at else None)
            if each.text:
                self._known |= {(each.platform, _folded(each.handle), letters) for letters in _ends(each.text)}
            elif day:
                around = (day + dt.timedelta(days=days) for days in (-1, 0, 1))
                self._known |= {(each.platform, _folded(each.handle), near) for near in around}

    def __contains__(self, lost: Embed) -> bool:
        told = [each for each in (*_ends(lost.text), lost.date) if each]
        return any((lost.platform, name, each) in self._known for name in (_folded(lost.handle), None) for each in told)

    def overlap(self, start: int, end: int) -> bool:
        """Whether one of them stands there."""
        index = bisect_right(self._places, (end, 0))
        return index > 0 and self._places[index - 1][1] > start


def _folded(handle: str | None) -> str | None:
    return handle.casefold() if handle else None


def _ends(words: str | None) -> tuple[str, str]:
    """The first and the last letters of a text, by which a copy of it, or of a part, is known."""
    letters = "".join((words or "").split())
    return letters[:_LETTERS], letters[-_LETTERS:]


def _named(embeds: Iterable[Embed], links: Sequence[Link]) -> tuple[tuple[Embed, ...], tuple[Link, ...]]:
    """The posts with the ids that links in their attributions give, and the other links."""
    starts = [link.start for link in links]
    left = dict(enumerate(links))
    named = []
    for each in embeds:
        inside = range(bisect_left(starts, each.start), bisect_left(starts, each.end))
        for index in reversed(inside):
            reference = platforms.recognise(links[index].url)
            if reference and each.id is None and facts.may_be(reference, each):
                each = facts.identified(each, reference)  # noqa: PLW2901 -- the same post, with its id
                del left[index]
        named.append(each)
    return tuple(named), tuple(left.values())
