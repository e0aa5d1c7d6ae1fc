"""What a reader gets who copies a post out of a platform's own list: name, handle, a dot and a day, and then its words.

Jane Doe @jane_doe · 11 Nov 2022
So it is.
12 34 1.2K

Or the same with a line for each part. What stands below the words, counts as a rule, says where they end.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from embedarchive.finder.text import below, bylines, cards, counts, moments, wording
from embedarchive.finder.text.attribution import attributions, days
from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import budget
from embedarchive.model import PLAIN_TEXT, Embed
from embedarchive.patterns import regex
from embedarchive.protocols.declaring import traces

REACH = 1600
"""So many characters below its head a post may have."""

_HEAD = regex(
    r"""
    (?: (?<=\n) | \A ) [ \t\u200e\u200f\u202a-\u202e\u2066-\u2069>]{0,12} (?P<name>[^\n@(]{0,80}?)
    (?P<old>\u200f(?:[^\W\d_][\w ]{2,30})?[ ]{0,2})? (?P<opens>\()? (?<![\w.])@
    (?P<handle> (?P<served> [A-Za-z0-9_.-]{1,60}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6} )
      | [A-Za-z0-9_]{1,20} | [A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6} ) (?(opens)\))
    (?: [ \t\xa0\u200e\u202c\u2069]{0,4}\n ){0,2} [ \t\xa0]{0,4} (?: [·•] | (?(served)(?<=\n)|(?(old)[ \xa0\n]|(?!))) )
    (?: [ \t\xa0]{0,4}\n ){0,2} [ \t\xa0]{0,4}
    (?P<when>[^\n]{1,40}?) (?: [ \xa0]\* )? [ \t\xa0]{0,4} (?= \n | \Z )
    """,
    re.VERBOSE,
)
_STACKED = regex(
    r"""
    (?<=\n) [ \t]{0,12} (?P<name> [^\n@]{1,80}? ) [ \t]{0,4} \n{1,2}
    [ \t\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,12}
    @(?P<handle> [A-Za-z0-9_]{1,20} | [A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6} )
    [ \t\u200e\u202c\u2069]{0,8} \n{1,2}
    [ \t]{0,12} (?P<when> [^\n@·•]{2,40}? ) [ \t]{0,4} (?= \n )
    """,
    re.VERBOSE,
)
"""Name, handle and day, a line for each, without a dot. An article's byline is alike: counts below have to tell."""

_ALONE = regex(r"\n[ \t\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,12}@[\w.-]{1,80}[ \t\u200e\u202c\u2069]{0,8}\n")
_COUNT = regex(r"\n[ \t]{0,8}\d[^\n]{0,24}\n")
_SERVED = regex(r"@[A-Za-z0-9_.-]{1,60}@[A-Za-z0-9-]{1,63}\.")
_TIMED = regex(
    r"""
    (?: (?<=\n) | \A ) [ \t]{0,12} (?P<when> [^\n@·•]{1,40}? ) (?: [ \xa0]\* )? [ \t]{0,4} \n{1,2}
    [ \t]{0,12} (?P<name> [^\n@]{1,80}? ) [ \t]{0,4} \n{1,2}
    [ \t\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,12}
    @(?P<handle> [A-Za-z0-9_.-]{1,60}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6} )
    [ \t\u200e\u202c\u2069]{0,8} (?= \n | \Z )
    """,
    re.VERBOSE,
)
"""The same where the time comes first: a line for it, one for the name, one for the handle with its server."""

_SIGN = regex(r"[·•]")
_RIGHT_TO_LEFT = regex(r"[\u0590-\u08ff]")
"""Between such letters a mark of direction may stand in any text."""

_DOT = regex(r"\)[ \t]{0,4}[·•]")
NEAR = 400
COUNTS = 3
"""So many counts tell a post whose head an article's byline may be: how often it was answered, shared and liked."""


class _Head(NamedTuple):
    """The lines that a post begins with: where with its author's name, where they end, and what they say.

    `common`: an article's byline may be alike, so that counts below have to tell.
    """

    start: int
    end: int
    author: str | None
    handle: str
    written: str
    day: days.Day | None
    common: bool = False


def find(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every post with such a head."""
    if "@" not in text or not (any(sign in text for sign in "·•\u200f") or _SERVED.search(text) or _ALONE.search(text)):
        return
    heads = [*_heads(text, language)]
    for head, after in itertools.zip_longest(heads, heads[1:]):
        high = after.start if after else None
        if head.common and not _COUNT.search(text, head.end, high or head.end + REACH):
            continue
        post = _post(text, head, high)
        if not head.common or _is_counted(text, post):
            yield post


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
    """The heads of a text in their order; of two that overlap the first."""
    low = 0
    found = [*_dotted(text, language), *_timed(text, language), *_stacked(text, language)]
    for head in sorted(found, key=lambda head: head.start):
        if head.start >= low:
            yield head
            low = head.end


def _timed(text: str, language: str | None) -> Iterator[_Head]:
    """The heads that begin with the time."""
    for found in _TIMED.finditer(text) if _SERVED.search(text) else ():
        written = found["when"].strip()
        moment = moments.read(written, language)
        if moment is not None:
            yield _Head(found.start("when"), found.end(), found["name"].strip(), found["handle"], written, moment.day)


def _stacked(text: str, language: str | None) -> Iterator[_Head]:
    """The heads of three lines without a dot."""
    for found in _STACKED.finditer(text) if _ALONE.search(text) else ():
        written = found["when"].strip()
        moment = moments.read(written, language)
        if moment is not None and moment.day is not None and attributions.signs(found["name"]):
            yield _Head(
                found.start("name"),
                found.end(),
                found["name"].strip(),
                found["handle"],
                written,
                moment.day,
                common=True,
            )


def _dotted(text: str, language: str | None) -> Iterator[_Head]:
    """The heads with a dot before the time."""
    low = 0
    for found in _HEAD.finditer(text):
        written = found["when"].strip()
        moment = moments.read(written, language)
        if moment is None:
            continue
        start, author = found.start("name"), found["name"].strip() or None
        if found["opens"] and author is not None and not attributions.signs(author):
            continue
        if author is None:
            at = found.start("handle") - 1
            start, author = cards.author_above(text, low, max(low, text.rfind("\n", low, at) + 1))
        common = bool(found["old"]) and not _SIGN.search(found[0]) and _RIGHT_TO_LEFT.search(author or "") is not None
        yield _Head(start, found.end(), author, found["handle"], written, moment.day, common)
        low = found.end()


def _is_counted(text: str, post: Embed) -> bool:
    """Is it one post by its length, and do three counts stand below it, in one line or a line for each?"""
    below = [row.strip() for row in text[post.end : post.end + NEAR].split("\n") if row.strip()]
    rows = [*itertools.takewhile(counts.are, below)]
    return sum(len(row.split()) for row in rows) >= COUNTS and budget.fits(post.text or "", post.date)


def _post(text: str, head: _Head, after: int | None) -> Embed:
    high = min(len(text) if after is None else after, head.end + REACH)
    bounded = after is not None and high == after
    found = below.words(text, head.end, high, bounded=bounded, fits=budget.fits(text[head.end : high].strip(), None))
    signer = bylines.by_handle(head.handle, found.text)
    open_ = {
        "author": head.author is None,
        "date": head.day is None or head.day.ambiguous,
        "start": found.answers,
        "end": not found.settled,
        "platform": head.common and "." not in head.handle,
    }
    doubts = tuple(name for name, holds in open_.items() if holds)
    return Embed(
        platform=signer or traces.SIGNER[0],
        form=PLAIN_TEXT,
        author=head.author,
        handle=head.handle,
        date=head.day.date if head.day else None,
        date_text=head.day.text if head.day else head.written,
        text=wording.without_media(found.text).strip() or None,
        links=wording.links(found.text),
        confidence=0.6 if not found.settled else 0.8 if doubts else 0.9,
        doubts=doubts,
        start=head.start,
        end=found.end,
        parts=((head.start, found.end),),
    )
