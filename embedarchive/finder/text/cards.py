"""What a reader gets who copies a drawn post out of a browser: name, handle, words, and a line with time and day.

Jane Doe
✔
@jane_doe
·
Follow
So it is.
1:03 PM · Nov 11, 2022
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from embedarchive.finder.text import bylines, counts, mentions, moments, shown, wording
from embedarchive.finder.text.attribution import attributions, days
from embedarchive.finder.text.extent import budget
from embedarchive.model import PLAIN_TEXT, Embed
from embedarchive.patterns import regex
from embedarchive.protocols.declaring import traces

REACH = 1600
"""A post of 280 characters, its links and the widget's own lines."""

STAMP_REACH = 60
"""How far from the beginning of its line the time of day may end."""

_HANDLE = regex(
    r"""
    [ \t\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,12} [✔✓✅☑]? [ \t\ufe0f\u200e\u200f\u2066-\u2069]{0,6}
    @(?P<handle>[A-Za-z0-9_]{1,20} | [A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6})
    [ \t·\u2069\u200e\u202c]{0,8} (?=\r?\n)
    """,
    re.VERBOSE,
)
_LINED = regex(
    r"""
    (?: (?<=\n) | \A ) [ \t]{0,12} (?: (?P<name> [^\n@]{1,60} (?<![.!?:,;\s]) ) [ ]{1,2} )?
    @(?P<handle>[A-Za-z0-9_]{1,20}) [ \t]{0,8} (?=\r?\n)
    (?! \n [^\n@]{1,60} [ ] @(?P=handle) [ \t]{0,8} \r?\n )        # the head is below what says whose image it is
    """,
    re.VERBOSE,
)
"""A handle alone, or behind a name, as newsletters show a post."""

_ENDING = regex(r"@[A-Za-z0-9_]{1,20}[ \t]{0,8}(?=\r?\n)")
LINE = 75
"""So far from the beginning of such a line its handle may stand."""

_STAMP = regex(
    r"[^\S\n]{0,12}(?:Last\sedited\s?)?[^\d\n]{0,6}\d{1,2}[:.h]\d{2}[^\d\n·∙-]{0,16}\s[·∙-]\s{1,3}(?=\d|[^\W\d_])"
)
_ADDRESS = regex(
    r"""
    @(?P<handle> [A-Za-z0-9_.-]{1,60}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}
              | [A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6} )
    [ \t\u200e\u202c\u2069]{0,8} (?=\r?\n)
    """,
    re.VERBOSE,
)
"""A line of nothing but a handle that names its server."""

_AT = regex(
    r"""
    [ \t\xa0\u202f,،][^\d\n·]{0,16} \d{1,2}[:.h]\d{2} (?::\d{2})? [^\d\n·]{0,12}
    (?P<rest> (?:[ \t]{0,3}·[^\n]{0,80})? ) [ \t]{0,4} (?=\r?\n|\Z)
    """,
    re.VERBOSE,
)
"""What follows the day in the line below a post on its own page: the time, and who may read it."""

NAME_WORDS = 6
"""So many words at most has a name whose handle stands in its line."""

_LINES = 40
NEAR = 12
_MARKS = " \t\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""So many blanks and marks of direction may stand before a handle in its line."""

_INSIDE = regex(
    r"(?<=\n)[ \t]{0,12}(?P<name>[^\n@]{1,80})\n(?:[^\n@]{1,24}\n)?"
    r"[ \t\u202a\u2066]{0,12}@[A-Za-z0-9_.-]{1,63}[ \t\u202c\u2069]{0,8}\n[ \t]{0,8}·"
)
_LIKED = regex(r"(?i:\d\s?(?:re-?(?:tweet|truth|post|blog)|like|boost|favou?rite|quote)s?)")
_YEAR = regex(r"\b20\d\d\b")
"""The year of a day."""

COUNTED = 120
"""So many characters hold the counts below a day."""

SURE = 0.8
"""How sure a post is whose platform nothing names."""

_EMPTY = regex(r"\n{3,80}")
_PARTING = regex(r"\s[·∙-](?=\s)")


def find(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every card, from its line with time and day up to the first line within reach that is a handle alone."""
    bound = seen = 0
    for stamp, day in _stamps(text, language) if "@" in text else ():
        position = text.find("@", max(bound, seen, stamp - REACH), stamp)
        before, seen = seen, stamp
        while position >= 0:
            begin = text.rfind("\n", max(bound, position - 24), position) + 1
            line = _HANDLE.match(text, begin, stamp) if begin or position < 24 else None
            if line is not None:
                card = _card(text, bound, line, stamp, day)
                yield card
                bound = card.end
                break
            following = text.find("\n", position, stamp)
            position = text.find("@", following, stamp) if following >= 0 else -1
        else:
            line = _named(text, max(bound, before, stamp - REACH), stamp)
            if line is not None and _closes(text, stamp, day.end):
                card = _card(text, bound, line, stamp, day)
                yield card
                bound = card.end


def _named(text: str, low: int, high: int) -> re.Match[str] | None:
    """The first line that is a name and a handle, and no article's byline."""
    lines = (line for line in _LINED.finditer(text, low, high) if line["name"] and _is_named(line))
    return next((line for line in lines if attributions.signs(line["name"])), None)


def _closes(text: str, stamp: int, end: int) -> bool:
    """Does a line with time and day close a newsletter's card: by its sign, or by counts below? Articles have times."""
    return "∙" in text[stamp:end] or _LIKED.search(_below(text[end : end + COUNTED])) is not None


def _is_named(line: re.Match[str]) -> bool:
    """Is what stands before a handle short enough for a name?"""
    return len((line["name"] or "").split()) <= NAME_WORDS


def addressed(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every post with the handle of a server, from its name down to its line with day and time, the day first."""
    bound = 0
    for line in _ADDRESS.finditer(text):
        begin = text.rfind("\n", 0, line.start()) + 1
        if begin <= bound or line.start() - begin > NEAR or text[begin : line.start()].strip(_MARKS):
            continue
        position = line.end()
        for _ in range(_LINES):
            position = text.find("\n", position, line.end() + REACH) + 1
            if not position:
                break
            start = position + len(text[position : position + 12]) - len(text[position : position + 12].lstrip(" \t"))
            day = days.day(text, start, language) if text[start : start + 1].strip() else None
            if day is not None and _AT.match(text, day.end):
                card = _card(text, bound, line, position, day)
                signer = bylines.by_handle(line["handle"], card.text or "")
                if signer is not None:
                    yield replace(card, platform=signer)
                bound = card.end
                break


def counted(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every post with a handle below whose words stand a day and counts that say what was counted."""
    bound = 0
    for handle in _ENDING.finditer(text) if "@" in text and _YEAR.search(text) else ():
        begin = text.rfind("\n", max(0, handle.start() - LINE), handle.start()) + 1
        line = _LINED.match(text, begin) if begin or handle.start() < LINE else None
        if line is None or begin < bound or not _is_named(line):
            continue
        position, high = line.end(), line.end() + REACH
        for _ in range(_LINES):
            position = text.find("\n", position, high) + 1
            end = text.find("\n", position) if position else -1
            if not position or end < 0 or _LINED.match(text, position):
                break
            row = text[position:end].strip()
            moment = moments.read(row, language) if len(row) <= STAMP_REACH and _YEAR.search(row) else None
            if moment is not None and moment.day is not None:
                card = _card(text, bound, line, position, moment.day)
                post = card.text and attributions.signs(card.author or "") and budget.fits(card.text, card.date)
                if post and _are_counted(text[end : end + COUNTED]):
                    yield replace(card, end=end, parts=((card.start, end),), confidence=SURE, doubts=("platform",))
                    bound = end
                break


def _are_counted(text: str) -> bool:
    """Do counts stand in the next line that say how often a post was liked or sent on? Articles count comments."""
    row = _below(text)
    return _LIKED.search(row) is not None and counts.several(row) and counts.are(row, named=True)


def _below(text: str) -> str:
    """The first line that holds anything."""
    return next((row.strip() for row in text.split("\n")[:-1] if row.strip()), "")


def _stamps(text: str, language: str | None) -> Iterator[tuple[int, days.Day]]:
    """The lines with time and day: where each begins, and the day."""
    for parting in _PARTING.finditer(text):
        begin = text.rfind("\n", max(0, parting.start() - STAMP_REACH), parting.start()) + 1
        stamp = _STAMP.match(text, begin) if begin or parting.start() < STAMP_REACH else None
        if stamp is not None and stamp.end() >= parting.end():
            day = days.day(text, stamp.end(), language)
            if day is not None:
                yield begin, day


def _card(text: str, bound: int, line: re.Match[str], stamp: int, day: days.Day) -> Embed:
    """The card whose handle stands in this line and which ends with that stamp."""
    if name := line.groupdict().get("name"):
        start, author = line.start("name"), name
    else:
        start, author = author_above(text, bound, max(bound, text.rfind("\n", 0, line.start("handle")) + 1))
    inside = text[line.end() : stamp]
    quoted = _quoted(inside)
    words, answers = _words(inside[:quoted])
    end = day.end if quoted is None else line.end() + len(inside[:quoted].rstrip())
    return Embed(
        platform=bylines.by_handle(line["handle"], words) or traces.SIGNER[0],
        form=PLAIN_TEXT,
        author=author,
        handle=line["handle"],
        date=day.date,
        date_text=day.text,
        text=wording.without_media(words).strip() or None,
        links=wording.links(words),
        confidence=0.9 if author and not answers else 0.7,
        doubts=tuple(name for name, holds in (("author", not author), ("start", answers)) if holds),
        start=start,
        end=end,
        parts=((start, end),),
    )


def _quoted(inside: str) -> int | None:
    """Where a post that is shown inside a card begins, with the line that says so: it has its own head and day."""
    handle = _INSIDE.search(inside) if "@" in inside else None
    if handle is None:
        return None
    above = inside[: handle.start("name")].rstrip()
    line = above.rpartition("\n")[2]
    return len(above) - len(line) if shown.is_quote(line.strip()) else handle.start("name")


def _words(inside: str) -> tuple[str, bool]:
    """The lines of a card that are the post's, with the empty ones between them.

    Second, whether a line was left out that looks as if it named who is answered, in no language that is known.
    """
    rows = inside.split("\n")[1:]
    begin = next((at for at, row in enumerate(rows) if row.strip() and not shown.is_own(row.strip())), 0)
    answered, known = shown.answered(rows[begin:])
    rows = rows[begin + answered :]
    rows = rows[: shown.above_poll([row.strip() for row in rows])]
    above = rows[: shown.above_notes([row.strip() for row in rows])]
    rows = [row for row in above if not shown.is_own(row.strip())]
    while rows and (not rows[-1].strip() or (len(rows) > 1 and shown.is_aside(rows[-1].strip()))):
        rows.pop()
    return _EMPTY.sub("\n\n", mentions.joined(rows)).strip(), answered > 0 and not known


def is_stamp(row: str) -> bool:
    """Does a line begin with a time of day, a dot and what may be a day?"""
    return _STAMP.match(row) is not None


def author_above(text: str, bound: int, position: int) -> tuple[int, str | None]:
    """The name above the handle, past the mark of a verified account."""
    end = position
    for _ in range(4):
        low = max(bound, end - 200)
        end = low + len(text[low:end].rstrip())
        begin = max(text.rfind("\n", low, end) + 1, low)
        name = text[begin:end].strip()
        if not name or len(name) > 80:
            break
        if not shown.is_own(name):
            return begin + text[begin:end].find(name), name
        end = begin
    line = text[position : position + 40]
    return position + len(line) - len(line.lstrip()), None
