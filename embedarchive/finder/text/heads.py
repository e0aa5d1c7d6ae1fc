"""The lines that a copied post begins with, as its platform declares them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from embedarchive.finder.text import moments
from embedarchive.finder.text.attribution import ages, days
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.copied import Copied

OWN = 4
"""So many lines of the page's own may stand between two lines of a head."""

LONGEST = 60
"""Letters of a line at most that is a date or an age."""

_HOLE = regex(r"\{(name|handle|date|age|audience|any)\}")
_TIMES = frozenset({"{date}", "{age}"})
_MARKS = "·•…. "
"""What stands around the page's own words in their line."""


class Line(NamedTuple):
    """A filled line; `blank` when an empty one stands above it."""

    start: int
    words: str
    blank: bool

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.start + len(self.words)


class Head(NamedTuple):
    """What the lines of a head say, and how many they are."""

    lines: int
    facts: dict[str, str]
    day: days.Day | None


class Tell(NamedTuple):
    """The first line of a head that few other lines are like: which it is, and what stands in it.

    Attributes:
        line: how many lines of the head stand above it.
        kind: it is a time and nothing else (`timed`), is the sign (`whole`), `begins` with it, or `holds` it.
        sign: the page's own words or signs in it; empty where it is a time.
    """

    line: int
    kind: str
    sign: str


class Template(NamedTuple):
    """A head as declared: a pattern for each of its lines, and the page's own lines that may stand between them."""

    lines: tuple[re.Pattern[str], ...]
    own: frozenset[str]
    tell: Tell


def lines_of(text: str) -> Iterator[Line]:
    """The filled lines of a text, with the places of their first characters."""
    start, blank = 0, False
    for line in text.split("\n"):
        words = line.strip()
        if words:
            yield Line(start + line.find(words[0]), words, blank)
        blank = not words
        start += len(line) + 1


def templates(copied: Copied) -> tuple[Template, ...]:
    """The heads that a platform declares."""
    own = frozenset(copied.own)
    forms = [head.split("\n") for head in copied.heads]
    return tuple(Template(tuple(_pattern(form, copied) for form in head), own, _tell(head)) for head in forms)


def _tell(head: Sequence[str]) -> Tell:
    """What tells the places where a head may stand from all others; a head of free words alone is none."""
    for index, form in enumerate(head):
        signs = [sign for piece in _HOLE.split(form)[::2] if (sign := piece.strip())]
        if signs or form in _TIMES:
            sign = max(signs, key=len, default="")
            kind = "whole" if form in signs else "begins" if form.startswith(sign) else "holds"
            return Tell(index, kind if sign else "timed", sign)
    message = f"any lines are such a head: {head}"
    raise ValueError(message)


def timed(lines: Sequence[Line], language: str | None) -> bytearray:
    """For each line whether it says when something was, and nothing else; what is longer is no line of a head."""
    return bytearray(
        len(line.words) <= LONGEST and (ages.is_age(line.words) or moments.read(line.words, language) is not None)
        for line in lines
    )


def places(lines: Sequence[Line], known: Sequence[Template], times: bytearray) -> bytearray:
    """For each line whether one of the heads may begin there, as the lines tell that few others are like."""
    found = bytearray(len(lines))
    told: dict[tuple[int, str, frozenset[str]], set[str]] = {}
    for template in known:
        told.setdefault((template.tell.line, template.tell.kind, template.own), set()).add(template.tell.sign)
    for (above, kind, own), signs in told.items():
        for index in _telling(lines, kind, signs, times):
            low, high = _above(lines, index, above, own)
            found[low:high] = b"\1" * (high - low)
    return bytearray(here and line.words.strip(_MARKS) != "" for here, line in zip(found, lines, strict=True))


def _telling(lines: Sequence[Line], kind: str, signs: set[str], times: bytearray) -> Iterable[int]:
    """The lines that are, begin with or hold one of the signs, or are a time."""
    if kind == "timed":
        return itertools.compress(range(len(lines)), times)
    if kind == "whole":
        return (index for index, line in enumerate(lines) if line.words in signs)
    if kind == "begins":
        begins = tuple(signs)
        return (index for index, line in enumerate(lines) if line.words.startswith(begins))
    return (index for index, line in enumerate(lines) if any(sign in line.words for sign in signs))


def _above(lines: Sequence[Line], index: int, count: int, own: frozenset[str]) -> tuple[int, int]:
    """Between which places a head begins whose line so far below its first stands at `index`."""
    low = index
    for _ in range(count):
        passed = 0
        low -= 1
        while low > 0 and passed < OWN and lines[low].words.strip(_MARKS) in own:
            low, passed = low - 1, passed + 1
    return max(0, low), max(0, index - count + 1)


def first(lines: Sequence[Line], at: int, known: Sequence[Template], language: str | None) -> Iterator[Head]:
    """The heads that stand here, in the order of their declaration."""
    for template in known:
        head = _head(lines, at, template, language)
        if head is not None:
            yield head


def _head(lines: Sequence[Line], at: int, template: Template, language: str | None) -> Head | None:
    """The head that a template describes, if it stands here; no empty line parts it."""
    facts: dict[str, str] = {}
    day = None
    index = at
    for pattern in template.lines:
        index, held = _line(lines, index, pattern, template.own if index > at else frozenset())
        if held is None:
            return None
        found = held.groupdict()
        if "age" in found and not ages.is_age(found["age"].strip()):
            return None
        if "date" in found:
            moment = moments.read(found["date"].strip(), language)
            if moment is None:
                return None
            day = moment.day
        facts |= {key: value for key, value in found.items() if value}
        index += 1
    if any(line.blank for line in lines[at + 1 : index]):
        return None
    return Head(index - at, facts, day)


def _line(
    lines: Sequence[Line], at: int, pattern: re.Pattern[str], own: frozenset[str]
) -> tuple[int, re.Match[str] | None]:
    """The first line that a pattern describes, past lines of the page's own, which are no name and no day."""
    for index in range(at, min(len(lines), at + OWN)):
        held = pattern.match(lines[index].words)
        if lines[index].words.strip(_MARKS) not in own or (held and not pattern.groups):
            return index, held
    return at, None


def _pattern(form: str, copied: Copied) -> re.Pattern[str]:
    holes = {
        "name": r"(?P<name>[^\n·•\[\]]{1,80}?)",
        "handle": rf"@?(?=[\d_.]{{0,29}}[^\W\d_])(?P<handle>{copied.handle})",
        "date": rf"(?P<date>[^\n\[\]]{{1,{LONGEST}}}?)",
        "age": r"(?P<age>[^\n•]{1,40}?)",
        "audience": rf"(?:[^\n]{{0,60}}·)?\s{{0,3}}(?:{'|'.join(map(re.escape, copied.audiences))})?",
        "any": r"[^\n]{1,160}",
    }
    pieces = _HOLE.split(form)
    made = (holes[piece] if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
    return re.compile("".join(made) + r"\Z")
