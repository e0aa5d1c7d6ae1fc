"""Posts copied out of a channel's page, where nothing but a name stands above the words.

November 11, 2022
Ostmere Lamps
The lamps are lit again.
12.3K views
21:41
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from embedarchive.finder.text import counts, moments, wording
from embedarchive.finder.text.attribution import days
from embedarchive.finder.text.heads import Line
from embedarchive.model import PLAIN_TEXT, Embed
from embedarchive.patterns import regex
from embedarchive.protocols.declaring import traces

SURE = 0.6
"""Any list of something that was seen, with a time, looks the same."""

LINES = 40
"""So many lines a post may have."""

LONGEST = 60
"""No name of a channel has more characters."""

_FOOT = regex(
    rf"""
    (?<=\n) [ \t]{{0,8}} \d[\d.,]{{0,9}}[KM]? [ ]? (?P<seen>{"|".join(sorted(traces.SEEN, key=len, reverse=True))})
    [ \t]{{0,4}} [^\n\d]{{0,60}} (?: \n [^\n\d]{{0,40}} )?
    (?<!\d) \d{{1,2}}:\d{{2}} (?:[ ][AP]M)? [ \t]{{0,4}} (?=\n|\Z)
    """,
    re.VERBOSE,
)


def foot(text: str, position: int = 0) -> re.Match[str] | None:
    """The next line that says how many have seen what stands above it, and at what time that was written."""
    return _FOOT.search(text, position)


def find(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every post with such a foot, from the name above it."""
    bound, day = 0, None
    found = foot(text)
    owners = _owners() if found else {}
    while found is not None:
        lines, above = _block(text, bound, found.start(), language)
        day = above or (day if not text[bound : lines[0].start if lines else bound].strip() else None)
        owner = _owner(owners.get(found["seen"], ()), lines)
        embed = _post(lines, owner, day, found.end()) if owner else None
        if embed is not None:
            yield embed
        bound = found.end()
        found = foot(text, bound)


class Owner(NamedTuple):
    """A platform whose posts have such feet, and its own words that stand in them."""

    name: str
    own: tuple[str, ...]


def _owners() -> dict[str, list[Owner]]:
    """The platforms that call those so who have seen a post, by that word."""
    from embedarchive import platforms

    owners: dict[str, list[Owner]] = {}
    for each in platforms.catalogue().values():
        if each.copied is not None:
            for word in each.copied.seen:
                owners.setdefault(word, []).append(Owner(each.name, each.copied.own))
    return owners


def _owner(owners: Sequence[Owner], lines: Sequence[Line]) -> Owner | None:
    """The platform of a post: of several that use the same word, the only one whose own words stand in the post."""
    if len(owners) > 1:
        owners = [each for each in owners if any(line.words in each.own for line in lines)]
    return owners[0] if len(owners) == 1 else None


def _block(text: str, low: int, high: int, language: str | None) -> tuple[list[Line], days.Day | None]:
    """The lines right above a foot, and the day that heads them."""
    lines: list[Line] = []
    end = high - 1
    while end > low and len(lines) < LINES:
        start = max(text.rfind("\n", low, end) + 1, low)
        words = text[start:end].strip()
        if not words:
            break
        moment = moments.read(words, language) if len(words) <= LONGEST else None
        if moment is not None:
            return lines, moment.day
        lines.insert(0, Line(start + text[start:end].find(words), words, blank=False))
        end = start - 1
    return lines, None


def _post(lines: Sequence[Line], owner: Owner, day: days.Day | None, end: int) -> Embed | None:
    """The post whose name is the first of some lines."""
    if len(lines) < 2 or len(lines[0].words) > LONGEST:
        return None
    forwarded = len(lines) > 3 and lines[1].words in owner.own
    rows = [line.words for line in lines[3 if forwarded else 1 :] if line.words not in owner.own]
    words = "\n".join(_without_reactions(rows))
    return Embed(
        platform=owner.name,
        form=PLAIN_TEXT,
        author=lines[0].words,
        date=day.date if day else None,
        date_text=day.text if day else None,
        text=wording.without_media(words) or None,
        links=wording.links(words),
        confidence=SURE,
        doubts=("start",) if day else ("start", "date"),
        start=lines[0].start,
        end=end,
        parts=((lines[0].start, end),),
    )


def _without_reactions(rows: list[str]) -> list[str]:
    """The lines without the signs at their end that readers chose, each with a count below."""
    while len(rows) > 2 and counts.are(rows[-1]) and not any(map(str.isalnum, rows[-2])):
        rows = rows[:-2]
    return rows
