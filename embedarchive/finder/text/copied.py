"""What a reader gets who copies a post out of a platform's page or app, as each platform declares it.

Ann Lee
11 November 2022 at 13:03 · Public
So it is.
All reactions:
12
Like
Comment
Share
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from embedarchive.finder import facts
from embedarchive.finder.text import counts, heads, moments, wording
from embedarchive.finder.text.attribution import attributions, days, references
from embedarchive.finder.text.heads import Head, Line
from embedarchive.model import PLAIN_TEXT, Embed
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.copied import Copied

LINES = 60
"""So many lines of words a post may have."""

NEAR = 12
"""So many lines below the words its buttons may stand."""

REPEATED = 4
"""Among so many lines below its head a page may repeat the handle above the words."""

REACH = 100
"""No more lines below its first one stands what closes a post: its head, its words, and the lines down to a button."""

BARE = 3
"""So many buttons tell a post whose head any page may have."""

_URL = regex(r"\((https?://[^\s()]{1,300})\)")


class _Found(NamedTuple):
    """A post, and how many lines its head has."""

    lines: int
    embed: Embed


def find(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every post that some platform's page or app left so; of several readings that with the longest head."""
    lines = [*heads.lines_of(text)]
    times = heads.timed(lines, language)
    readings = [_Reading(lines, layout, times, language) for layout in _declared()]
    places = _together(each.places for each in readings)
    at = 0
    while (at := places.find(1, at)) >= 0:
        found = [post for each in readings if each.places[at] and (post := _post(lines, at, each))]
        if not found:
            at += 1
            continue
        embed = max(found, key=lambda each: each.lines).embed
        yield embed
        at = next((index for index in range(at + 1, len(lines)) if lines[index].start >= embed.end), len(lines))


def _places(lines: Sequence[Line], layout: _Layout, times: bytearray) -> bytearray:
    """For each line whether a post of one platform may begin there: a head may, and what closes it is near enough."""
    pairs = zip(heads.places(lines, layout.heads, times), _closed_below(lines, layout.copied), strict=True)
    return bytearray(head & near for head, near in pairs)


def _together(found: Iterable[bytearray]) -> bytearray:
    """For each line whether any of some say so."""
    return bytearray(map(any, zip(*found, strict=True)))


def _closed_below(lines: Sequence[Line], copied: Copied) -> bytearray:
    """For each line whether below it, near enough, stands what may close a post that begins there."""
    if not copied.closed:
        return bytearray(b"\1") * len(lines)
    buttons, near = frozenset(copied.buttons), bytearray(len(lines))
    left = 0
    for at in range(len(lines) - 1, -1, -1):
        words = lines[at].words
        left = REACH if words in buttons or words.startswith(copied.endings) else left - 1
        near[at] = left > 0
    return near


class _Layout(NamedTuple):
    """How one platform's posts are copied."""

    platform: str
    copied: Copied
    heads: tuple[heads.Template, ...]


@functools.cache
def _declared() -> tuple[_Layout, ...]:
    """The platforms that say how their posts are copied: those that name a handle first, as any handle is a name."""
    from embedarchive import platforms

    known = [(name, each.copied) for name, each in platforms.catalogue().items() if each.copied is not None]
    known += [(name, _bare(copied)) for name, copied in known if copied.bare]
    known.sort(key=lambda each: "{handle}" not in each[1].heads[0])
    return tuple(_Layout(name, copied, heads.templates(copied)) for name, copied in known)


def _bare(copied: Copied) -> Copied:
    """The layout of heads that others have as well: more buttons have to tell it."""
    return replace(copied, heads=copied.bare, needed=BARE, common=True)


class _Reading:
    """The lines of a text as one platform's; places are asked for from above to below."""

    def __init__(self, lines: Sequence[Line], layout: _Layout, times: bytearray, language: str | None) -> None:
        self.layout, self.language = layout, language
        self.places = _places(lines, layout, times)
        self._lines = lines
        self._open = range(0)

    def end(self, at: int, high: int) -> int:
        """The first line from here that ends a post's words, before `high`; none is looked at again and again."""
        end = self._open.stop if at in self._open else at
        while end < high and not _ends(self._lines[end].words, self.layout.copied, self.language):
            end += 1
        self._open = range(at, end)
        return min(end, high)


def _post(lines: Sequence[Line], at: int, reading: _Reading) -> _Found | None:
    """The post of one platform whose head stands here."""
    layout, language = reading.layout, reading.language
    copied = layout.copied
    found = heads.first(lines, at, layout.heads, language)
    head = next((each for each in found if _is_name(each.facts.get("name"), copied)), None)
    if head is None:
        return None
    first, below = _extent(lines, at + head.lines, head, reading)
    if first == below or (copied.closed and not _has_buttons(lines, below, copied)):
        return None
    kept = _own_words(lines[first:below], copied)
    if lines[at + head.lines - 1].words.startswith(copied.endings or ("\n",)):
        kept = _without_handle(kept, head.facts.get("handle"))
    if not kept:
        return None
    day, last = (head.day, kept[-1]) if copied.dated == "above" else _day_below(lines, below, kept[-1], language)
    span = lines[at].start, max(last.end, kept[-1].end)
    embed = _embed(span, layout, head._replace(day=day), _joined(kept))
    return _Found(head.lines, _identified(embed, lines[below]) if copied.closed and below < len(lines) else embed)


def _without_handle(kept: list[Line], handle: str | None) -> list[Line]:
    """The lines without the handle that they begin with; none where they do not: what looked like a head is none."""
    name, _, words = kept[0].words.partition(" ") if kept else ("", "", "")
    if not words or name != handle:
        return []
    return [Line(kept[0].start + len(name) + 1, words, blank=False), *kept[1:]]


def _is_name(name: str | None, copied: Copied) -> bool:
    """Can it be the name of who wrote a post? No button or count is one, nor an article's byline."""
    if name is None:
        return True
    shown = name in (*copied.buttons, *copied.own) or name.startswith(copied.pinned) or counts.are(name, named=True)
    return not shown and (not copied.common or attributions.signs(name))


def _embed(span: tuple[int, int], layout: _Layout, head: Head, words: str) -> Embed:
    """What is reported of a post."""
    copied = layout.copied
    author = head.facts.get("name")
    who = _who(author) if author else None
    open_ = {
        "author": who != author,
        "date": head.day is None or head.day.ambiguous,
        "end": not copied.closed,
        "platform": copied.common,
    }
    doubts = tuple(name for name, holds in open_.items() if holds)
    return Embed(
        platform=layout.platform,
        form=PLAIN_TEXT,
        author=who,
        handle=head.facts.get("handle"),
        date=head.day.date if head.day else None,
        date_text=head.day.text if head.day else head.facts.get("date") or head.facts.get("age"),
        text=words,
        links=wording.links(words),
        confidence=0.6 if copied.common else 0.8 if doubts else 0.9,
        doubts=doubts,
        start=span[0],
        end=span[1],
        parts=(span,),
    )


def _who(name: str) -> str:
    """The name at the beginning of a sentence that says what its owner does: `Ann Lee shared a post.` is hers."""
    words = name.split()
    small = next((index for index, word in enumerate(words) if word[0].islower()), 0)
    return " ".join(words[:small]) if small and name.endswith(".") else name


def _identified(embed: Embed, closing: Line) -> Embed:
    """The embed with the id of the address in parentheses that closes it, if one does."""
    url = _URL.fullmatch(closing.words)
    post = references.post(url[1]) if url else None
    if post is None or not facts.may_be(post, embed):
        return embed
    return replace(facts.identified(embed, post), end=closing.end, parts=((embed.start, closing.end),))


def _extent(lines: Sequence[Line], at: int, head: Head, reading: _Reading) -> tuple[int, int]:
    """The first line of a post's words, and the line below the last."""
    copied, language = reading.layout.copied, reading.language
    begin = _below_repeated(lines, at, head.facts.get("handle"))
    high = min(len(lines), begin + LINES)
    above = range(begin, high)
    first = next((index for index in above if not _is_above(lines[index].words, copied, language)), high)
    end = reading.end(first, high)
    if not copied.closed:
        below = range(first + 1, end)
        end = next((index for index in below if _is_apart(lines, index, reading.layout, language)), end)
    return first, end


def _own_words(lines: Sequence[Line], copied: Copied) -> list[Line]:
    """The lines without the page's own at their end."""
    kept = [*lines]
    while kept and kept[-1].words in copied.own:
        kept.pop()
    return _without_more(kept, copied)


def _below_repeated(lines: Sequence[Line], at: int, handle: str | None) -> int:
    """The line below the handle where a page repeats it above the words."""
    near = (index for index in range(at, min(len(lines), at + REPEATED)) if lines[index].words == handle)
    return next((index + 1 for index in near), at)


def _is_above(words: str, copied: Copied, language: str | None) -> bool:
    """Is a line above the words the page's, or a time?"""
    return words in copied.own or words.startswith(copied.asides) or moments.is_recent(words, language)


def _without_more(kept: list[Line], copied: Copied) -> list[Line]:
    """The lines without what opens the rest of the last one: `… See more`."""
    if not kept or ("…" not in kept[-1].words and "..." not in kept[-1].words):
        return kept
    last = kept[-1]
    more = next((name for name in copied.own if name and last.words.endswith((f"… {name}", f"... {name}"))), "")
    return [*kept[:-1], last._replace(words=last.words.removesuffix(more).rstrip())]


def _joined(kept: Sequence[Line]) -> str:
    """The lines with the empty ones between them."""
    return "".join(("\n\n" if line.blank else "\n") + line.words for line in kept).strip()


def _ends(words: str, copied: Copied, language: str | None) -> bool:
    """Is a line a button, a count, or how long ago it was?"""
    return (
        words in copied.buttons
        or words.startswith(copied.endings)
        or counts.are(words, named=True)
        or moments.is_recent(words.rpartition("·")[2].strip(), language)
    )


def _is_apart(lines: Sequence[Line], at: int, layout: _Layout, language: str | None) -> bool:
    """Does another post begin here, or does an empty line part this one from what stands above?"""
    return lines[at].blank or next(heads.first(lines, at, layout.heads, language), None) is not None


def _has_buttons(lines: Sequence[Line], at: int, copied: Copied) -> bool:
    """Do enough of a platform's buttons stand here, below some counts perhaps, or what else ends its posts?"""
    near = {line.words for line in lines[at : at + NEAR]}
    if copied.foremost and not (at < len(lines) and lines[at].words in copied.foremost):
        return False
    return len(near.intersection(copied.buttons)) >= copied.needed or any(
        words.startswith(copied.endings) for words in near
    )


def _day_below(lines: Sequence[Line], at: int, last: Line, language: str | None) -> tuple[days.Day | None, Line]:
    """The first line near by that is a day and nothing else, and itself; else the last line of the words."""
    for line in lines[at : at + NEAR]:
        day = days.day(line.words, 0, language)
        if day is not None and day.end >= len(line.words):
            return day, line
    return None, last
