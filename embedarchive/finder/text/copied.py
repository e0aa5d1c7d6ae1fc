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

from embedarchive.finder.text import buttons, counts, headed, wording
from embedarchive.finder.text.attribution import days
from embedarchive.model import PLAIN_TEXT, Embed
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.copied import Copied

LINES = 60
"""So many lines of words a post may have."""

NEAR = 12
"""So many lines below the words its buttons may stand."""

_HOLE = regex(r"\{(name|handle|date|audience)\}")
_REST = regex(
    r"""
    (?: [\s,]{1,3} (?:(?:at|om|um|à|a\ las|às|alle\ ore|o|kl\.|saat|pukul|в|об?|في)\ )? \d{1,2}[:.h]\d{2}(?::\d{2})?
        (?: \s?[AaPp]\.?[Mm]\.?)? )?
    \s{0,3}
    """,
    re.VERBOSE,
)
"""What follows a day in its line: the time."""


class _Line(NamedTuple):
    start: int
    words: str

    @property
    def end(self) -> int:
        return self.start + len(self.words)


class _Head(NamedTuple):
    """What the lines of a head say, and how many they are."""

    lines: int
    facts: dict[str, str]
    day: days.Day | None


def find(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every post that some platform's page or app left so."""
    lines = [_Line(start, words) for start, words in _lines(text)]
    at = 0
    while at < len(lines):
        found = next(filter(None, (_post(lines, at, name, copied, language) for name, copied in _declared())), None)
        if found is None:
            at += 1
            continue
        yield found
        at = next((index for index in range(at + 1, len(lines)) if lines[index].start >= found.end), len(lines))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The filled lines of a text, with the places of their first characters."""
    start = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            yield start + line.find(words[0]), words
        start += len(line) + 1


@functools.cache
def _declared() -> tuple[tuple[str, Copied], ...]:
    """The platforms that say how their posts are copied: those that name a handle first, as any handle is a name."""
    from embedarchive import platforms

    known = [(name, each.copied) for name, each in platforms.catalogue().items() if each.copied is not None]
    return tuple(sorted(known, key=lambda each: "{handle}" not in each[1].heads[0]))


def _post(lines: Sequence[_Line], at: int, name: str, copied: Copied, language: str | None) -> Embed | None:
    """The post of one platform whose head stands here."""
    head = next(filter(None, (_head(lines, at, template, copied, language) for template in copied.heads)), None)
    if head is None:
        return None
    kept, below = _words(lines, at + head.lines, head, copied, language)
    if not kept or (copied.closed and not _has_buttons(lines, below, copied)):
        return None
    day, last = (head.day, kept[-1]) if copied.dated == "above" else _day_below(lines, below, kept[-1], language)
    words = "\n".join(line.words for line in kept)
    end = max(last.end, kept[-1].end)
    doubts = tuple(name for name, holds in (("date", day is None), ("end", not copied.closed)) if holds)
    return Embed(
        platform=name,
        form=PLAIN_TEXT,
        author=head.facts.get("name"),
        handle=head.facts.get("handle"),
        date=day.date if day else None,
        date_text=day.text if day else head.facts.get("date"),
        text=words,
        links=wording.links(words),
        confidence=0.8 if doubts else 0.9,
        doubts=doubts,
        start=lines[at].start,
        end=end,
        parts=((lines[at].start, end),),
    )


def _head(lines: Sequence[_Line], at: int, template: str, copied: Copied, language: str | None) -> _Head | None:
    """The head that a template describes, if it stands here."""
    wanted = template.split("\n")
    facts: dict[str, str] = {}
    day = None
    if at + len(wanted) > len(lines):
        return None
    for line, form in zip(lines[at:], wanted, strict=False):
        held = _pattern(form, copied.handle).match(line.words)
        if held is None:
            return None
        facts |= {key: value for key, value in held.groupdict().items() if value}
        if "{date}" in form:
            day = days.day(facts["date"], 0, language)
            dated = day is not None and _REST.fullmatch(facts["date"], day.end)
            if not dated and not headed.is_recent(facts["date"].strip(), language):
                return None
            day = day if dated else None
    return _Head(len(wanted), facts, day)


@functools.cache
def _pattern(form: str, handle: str) -> re.Pattern[str]:
    holes = {
        "name": r"[^\n·\[\]]{1,80}?",
        "handle": rf"@?(?=[\d_.]{{0,29}}[A-Za-z])(?:{handle})",
        "date": r"[^\n\[\]]{1,60}?",
        "audience": r"[^\n]{0,40}",
    }
    pieces = _HOLE.split(form)
    made = (f"(?P<{piece}>{holes[piece]})" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
    return re.compile("".join(made) + r"\Z")


def _words(
    lines: Sequence[_Line], at: int, head: _Head, copied: Copied, language: str | None
) -> tuple[list[_Line], int]:
    """The lines of a post's words, and which line follows them."""
    kept: list[_Line] = []
    for index in range(at, min(len(lines), at + LINES)):
        words = lines[index].words
        if not kept and (words in copied.own or words == head.facts.get("handle") or headed.is_recent(words, language)):
            continue
        if _ends(words, copied, language):
            return kept, index
        if not copied.closed and kept and _is_apart(lines, index, copied, language):
            return kept, index
        kept.append(lines[index])
    return kept, min(len(lines), at + LINES)


def _ends(words: str, copied: Copied, language: str | None) -> bool:
    """Is a line a button, a count, or how long ago it was?"""
    return (
        words in copied.buttons
        or words.startswith(copied.endings)
        or counts.are(words, named=True)
        or headed.is_recent(words, language)
    )


def _is_apart(lines: Sequence[_Line], at: int, copied: Copied, language: str | None) -> bool:
    """Does another post begin here, or does an empty line part this one from what stands above?"""
    return lines[at].start - lines[at - 1].end > 1 or any(
        _head(lines, at, template, copied, language) for template in copied.heads
    )


def _has_buttons(lines: Sequence[_Line], at: int, copied: Copied) -> bool:
    """Do two of a platform's buttons stand here, below some counts perhaps, or what else ends its posts?"""
    near = {line.words for line in lines[at : at + NEAR]}
    return len(near.intersection(copied.buttons)) >= buttons.WORTH or any(
        words.startswith(copied.endings) for words in near
    )


def _day_below(lines: Sequence[_Line], at: int, last: _Line, language: str | None) -> tuple[days.Day | None, _Line]:
    """The first line near by that is a day and nothing else, and itself; else the last line of the words."""
    for line in lines[at : at + NEAR]:
        day = days.day(line.words, 0, language)
        if day is not None and day.end >= len(line.words):
            return day, line
    return None, last
