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
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from embedarchive.finder import facts
from embedarchive.finder.text import counts, moments, wording
from embedarchive.finder.text.attribution import ages, attributions, days, references
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

_HOLE = regex(r"\{(name|handle|date|age|audience|any)\}")
_MARKS = "·•…. "
"""What stands around the page's own words in their line."""

_URL = regex(r"\((https?://[^\s()]{1,300})\)")


class Line(NamedTuple):
    """A filled line; `blank` when an empty one stands above it."""

    start: int
    words: str
    blank: bool

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.start + len(self.words)


class _Head(NamedTuple):
    """What the lines of a head say, and how many they are."""

    lines: int
    facts: dict[str, str]
    day: days.Day | None


class _Found(NamedTuple):
    """A post, and how many lines its head has."""

    lines: int
    embed: Embed


def find(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every post that some platform's page or app left so; of several readings that with the longest head."""
    lines = [*lines_of(text)]
    at = 0
    while at < len(lines):
        found = [each for name, copied in _declared() if (each := _post(lines, at, name, copied, language))]
        if not found:
            at += 1
            continue
        embed = max(found, key=lambda each: each.lines).embed
        yield embed
        at = next((index for index in range(at + 1, len(lines)) if lines[index].start >= embed.end), len(lines))


def lines_of(text: str) -> Iterator[Line]:
    """The filled lines of a text, with the places of their first characters."""
    start, blank = 0, False
    for line in text.split("\n"):
        words = line.strip()
        if words:
            yield Line(start + line.find(words[0]), words, blank)
        blank = not words
        start += len(line) + 1


@functools.cache
def _declared() -> tuple[tuple[str, Copied], ...]:
    """The platforms that say how their posts are copied: those that name a handle first, as any handle is a name."""
    from embedarchive import platforms

    known = [(name, each.copied) for name, each in platforms.catalogue().items() if each.copied is not None]
    return tuple(sorted(known, key=lambda each: "{handle}" not in each[1].heads[0]))


def _post(lines: Sequence[Line], at: int, name: str, copied: Copied, language: str | None) -> _Found | None:
    """The post of one platform whose head stands here."""
    heads = (_head(lines, at, template, copied, language) for template in copied.heads)
    head = next((each for each in heads if each and _is_name(each.facts.get("name"), copied)), None)
    if head is None:
        return None
    kept, below = _words(lines, at + head.lines, head, copied, language)
    if not kept or (copied.closed and not _has_buttons(lines, below, copied)):
        return None
    day, last = (head.day, kept[-1]) if copied.dated == "above" else _day_below(lines, below, kept[-1], language)
    span = lines[at].start, max(last.end, kept[-1].end)
    embed = _embed(span, name, copied, head._replace(day=day), _joined(kept))
    return _Found(head.lines, _identified(embed, lines[below]) if copied.closed and below < len(lines) else embed)


def _is_name(name: str | None, copied: Copied) -> bool:
    """Can it be the name of who wrote a post? No button is one, nor the byline of an article."""
    return name is None or (name not in copied.buttons and (not copied.common or attributions.signs(name)))


def _embed(span: tuple[int, int], platform: str, copied: Copied, head: _Head, words: str) -> Embed:
    """What is reported of a post."""
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
        platform=platform,
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
    from dataclasses import replace

    return replace(facts.identified(embed, post), end=closing.end, parts=((embed.start, closing.end),))


def _head(lines: Sequence[Line], at: int, template: str, copied: Copied, language: str | None) -> _Head | None:
    """The head that a template describes, if it stands here; the page's own words may stand between its lines."""
    facts: dict[str, str] = {}
    day = None
    index = at
    for form in template.split("\n"):
        index, held = _line(lines, index, _pattern(form, copied), copied.own if index > at else ())
        if held is None or ("{age}" in form and not ages.is_age(held["age"].strip())):
            return None
        facts |= {key: value for key, value in held.groupdict().items() if value}
        if "{date}" in form:
            moment = moments.read(facts["date"].strip(), language)
            if moment is None:
                return None
            day = moment.day
        index += 1
    return _Head(index - at, facts, day)


def _line(
    lines: Sequence[Line], at: int, pattern: re.Pattern[str], own: Sequence[str]
) -> tuple[int, re.Match[str] | None]:
    """The first line that a pattern describes, past lines of the page's own."""
    while at < len(lines):
        held = pattern.match(lines[at].words)
        if held is not None or lines[at].words.strip(_MARKS) not in own:
            return at, held
        at += 1
    return at, None


@functools.cache
def _pattern(form: str, copied: Copied) -> re.Pattern[str]:
    holes = {
        "name": r"[^\n·\[\]]{1,80}?",
        "handle": rf"@?(?=[\d_.]{{0,29}}[^\W\d_])(?P<handle>{copied.handle})",
        "date": r"[^\n\[\]]{1,60}?",
        "age": r"[^\n•]{1,40}?",
        "audience": rf"(?:[^\n]{{0,60}}·)?\s{{0,3}}(?:{'|'.join(map(re.escape, copied.audiences))})?",
        "any": r"[^\n]{1,160}",
    }
    pieces = _HOLE.split(form)
    made = (_hole(piece, holes[piece]) if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
    return re.compile("".join(made) + r"\Z")


def _hole(name: str, pattern: str) -> str:
    return f"(?P<{name}>{pattern})" if name in {"name", "date", "age"} else f"(?:{pattern})"


def _words(lines: Sequence[Line], at: int, head: _Head, copied: Copied, language: str | None) -> tuple[list[Line], int]:
    """The lines of a post's words, and which line follows them."""
    kept: list[Line] = []
    begin = _below_repeated(lines, at, head.facts.get("handle"))
    high = min(len(lines), begin + LINES)
    end = high
    for index in range(begin, high):
        words = lines[index].words
        if not kept and (_is_own(words, copied) or moments.is_recent(words, language)):
            continue
        if _ends(words, copied, language) or (not copied.closed and kept and _is_apart(lines, index, copied, language)):
            end = index
            break
        kept.append(lines[index])
    while kept and kept[-1].words in copied.own:
        kept.pop()
    return _without_more(kept, copied), end


def _below_repeated(lines: Sequence[Line], at: int, handle: str | None) -> int:
    """The line below the handle where a page repeats it above the words."""
    near = (index for index in range(at, min(len(lines), at + REPEATED)) if lines[index].words == handle)
    return next((index + 1 for index in near), at)


def _is_own(words: str, copied: Copied) -> bool:
    """Is a line above the words the page's?"""
    return words in copied.own or words.startswith(copied.asides)


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


def _is_apart(lines: Sequence[Line], at: int, copied: Copied, language: str | None) -> bool:
    """Does another post begin here, or does an empty line part this one from what stands above?"""
    return lines[at].blank or any(_head(lines, at, template, copied, language) for template in copied.heads)


def _has_buttons(lines: Sequence[Line], at: int, copied: Copied) -> bool:
    """Do enough of a platform's buttons stand here, below some counts perhaps, or what else ends its posts?"""
    near = {line.words for line in lines[at : at + NEAR]}
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
