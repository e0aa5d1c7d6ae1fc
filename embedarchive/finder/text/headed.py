"""What a reader gets who copies a post out of a platform's own list: name, handle, a dot and a day, and then its words.

Jane Doe @jane_doe · 11 Nov 2022
So it is.
12 34 1.2K

Or the same with a line for each part. What stands below the words, counts as a rule, says where they end.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from embedarchive.finder.text import bylines, cards, wording
from embedarchive.finder.text.attribution import attributions, days, months
from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import budget
from embedarchive.model import PLAIN_TEXT, Embed
from embedarchive.patterns import regex

REACH = 1600
"""So many characters below its head a post may have."""

LINES = 40

_HEAD = regex(
    r"""
    (?: (?<=\n) | \A ) [ \t\u200e\u200f\u202a-\u202e\u2066-\u2069>]{0,12} (?P<name>[^\n@(]{0,80}?)
    (?P<opens>\()? (?<![\w.])@
    (?P<handle>[A-Za-z0-9_]{1,20}|[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}) (?(opens)\))
    (?: [ \t\u200e\u202c\u2069]{0,4}\n ){0,2} [ \t]{0,4} [·•] (?: [ \t]{0,4}\n ){0,2} [ \t]{0,4}
    (?P<when>[^\n]{1,40}) (?= \n | \Z )
    """,
    re.VERBOSE,
)
_AGO = regex(r"\d{1,2}\s?(?:s|m|h|d|w|min|mins|std|sek|u|j|時間|分|日|小时|小時|天|ч|мин)\.?", re.IGNORECASE)
_DAY_OF_YEAR = regex(r"(?:(?P<first>[^\W\d_]{3,12})\.?\s(?P<day>\d{1,2})|\d{1,2}\.?\s(?P<second>[^\W\d_]{3,12})\.?)")
_COUNTS = regex(r"(?:\d[\d.,]{0,9}\s?(?:[KMBkmb]|Mio\.?|Tsd\.?|тыс\.?|万|천)?(?:\s{1,3}|\Z)){1,6}")


_QUOTE = regex(
    "Quote|Zitat|Citer|Citation|Citar|Cita|Citeren|引用|인용하기|인용|Alıntı|Цитата|Цитувати|Cytat|Citat|اقتباس",
    re.IGNORECASE,
)
"""The line between a post and the post that it quotes."""


_DOT = regex(r"\)[ \t]{0,4}[·•]")
NEAR = 400


class _Head(NamedTuple):
    """The lines that a post begins with: where with its author's name, where they end, and what they say."""

    start: int
    end: int
    author: str | None
    handle: str
    written: str
    day: days.Day | None


def find(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every post with such a head."""
    if "@" not in text or ("·" not in text and "•" not in text):
        return
    heads = [*_heads(text, language)]
    for head, after in itertools.zip_longest(heads, heads[1:]):
        yield _post(text, head, after.start if after else None)


def is_head(text: str, item: Attribution) -> bool:
    """Does an attribution head the words below it: without a dash, with a dot before its day?

    Where words stand right above it and none right below, it ends them all the same.
    """
    if item.dash or not item.own_line or item.day is None or _DOT.search(text, item.anchor, item.end) is None:
        return False
    above = text[max(0, item.start - NEAR) : item.start].rpartition("\n")[0].rpartition("\n")[2]
    behind, _, below = text[item.end : item.end + NEAR].partition("\n")
    return not behind.strip() and (bool(below.partition("\n")[0].strip()) or not above.strip())


def _heads(text: str, language: str | None) -> Iterator[_Head]:
    low = 0
    for found in _HEAD.finditer(text):
        written = found["when"].strip()
        day = days.day(written, 0, language)
        if day is not None and day.end < len(written):
            continue
        if day is None and not is_recent(written, language):
            continue
        start, author = found.start("name"), found["name"].strip() or None
        if found["opens"] and author is not None and not attributions.signs(author):
            continue
        if author is None:
            at = found.start("handle") - 1
            start, author = cards.author_above(text, low, max(low, text.rfind("\n", low, at) + 1))
        yield _Head(start, found.end(), author, found["handle"], written, day)
        low = found.end()


def is_recent(written: str, language: str | None) -> bool:
    """Is it how long ago it was, or a day of this year without its year?"""
    short = _DAY_OF_YEAR.fullmatch(written)
    named = short and months.month(short["first"] or short["second"], language)
    return bool(named) or _AGO.fullmatch(written) is not None


def _post(text: str, head: _Head, after: int | None) -> Embed:
    high = min(len(text) if after is None else after, head.end + REACH)
    words, end, settled = _words(text, head.end, high, last=after is not None and high == after)
    signer = bylines.signer(head.handle, words)
    open_ = {"author": head.author is None, "date": head.day is None, "end": not settled}
    doubts = tuple(name for name, holds in open_.items() if holds)
    return Embed(
        platform=signer.platform,
        form=PLAIN_TEXT,
        author=head.author,
        handle=head.handle,
        date=head.day.date if head.day else None,
        date_text=head.day.text if head.day else head.written,
        text=wording.without_media(signer.words).strip() or None,
        links=wording.links(signer.words),
        confidence=0.6 if not settled else 0.8 if doubts else 0.9,
        doubts=doubts,
        start=head.start,
        end=end,
        parts=((head.start, end),),
    )


def _words(text: str, low: int, high: int, *, last: bool) -> tuple[str, int, bool]:
    """The lines below a head, where they end, and whether something says so: counts, or the next head.

    Where nothing does, the first paragraph is taken.
    """
    lines: list[tuple[str, int]] = []
    position = low
    for row in text[low:high].split("\n")[:LINES]:
        words = row.strip()
        if words and _COUNTS.fullmatch(words) and lines:
            return _joined(lines), lines[-1][1], True
        if not cards.is_own(words):
            lines.append((row.rstrip(), position + len(row.rstrip())))
        position += len(row) + 1
    while lines and not lines[-1][0].strip():
        lines.pop()
    if last and len(lines) > 1 and _QUOTE.fullmatch(lines[-1][0].strip()):
        return _joined(lines[:-1]), lines[-2][1], True
    whole = _joined(lines)
    if last and lines and budget.fits(whole, None):
        return whole, lines[-1][1], False
    taken: list[tuple[str, int]] = []
    for row, end in lines:
        if not row.strip() and any(words.strip() for words, _ in taken):
            break
        taken.append((row, end))
    return _joined(taken), taken[-1][1] if taken else low, False


def _joined(lines: Sequence[tuple[str, int]]) -> str:
    return "\n".join(words.strip() for words, _ in lines).strip()
