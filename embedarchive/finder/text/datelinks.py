"""Days that stand apart from the name: `[November 11, 2022](https://twitter.com/jane/status/1591...)`.

trafilatura up to 2.1, asked to keep links, moves the day to the end of the post; 2.2 drops the name and keeps only
the linked day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from embedarchive.finder.text import days, references
from embedarchive.finder.text.attributions import Attribution
from embedarchive.patterns import regex

REACH = 3000
"""How far below its name a day may stand: a post of the longest kind, every word of it a link."""

_LINK = regex(r"\[([^\[\]\n]{6,40})\](?:\((https?://[^\s()]{1,300})\))?")


def completed(text: str, found: Sequence[Attribution], language: str | None) -> list[Attribution]:
    """The attributions that have a day, those included whose day stands apart; the others are no posts."""
    kept: list[Attribution] = []
    for index, item in enumerate(found):
        if item.day is not None:
            kept.append(item)
            continue
        high = found[index + 1].start if index + 1 < len(found) else len(text)
        day = _day(text, item.end, min(high, item.end + REACH), language)
        if day is not None:
            kept.append(day_apart(item, *day))
    return kept


def day_apart(item: Attribution, link: re.Match[str], day: days.Day) -> Attribution:
    """The attribution with the day that was found behind the post."""
    return item._replace(day=day, url=link[2], apart=link.span())


def _day(text: str, low: int, high: int, language: str | None) -> tuple[re.Match[str], days.Day] | None:
    """The first link that is a day and nothing else, at the end of its line."""
    for link in _LINK.finditer(text, low, high):
        day = _whole(text, link, language)
        if day is not None and text[link.end() : link.end() + 1] in {"", "\n", " "}:
            return link, day
    return None


def _whole(text: str, link: re.Match[str], language: str | None) -> days.Day | None:
    day = days.day(text, link.start(1), language)
    return day if day is not None and day.end == link.end(1) else None


def nameless(text: str, found: Sequence[Attribution], language: str | None) -> list[Attribution]:
    """Linked days on lines of their own whose address is a post and whose name is lost."""
    ends = iter(sorted((max(item.end, item.apart[1] if item.apart else 0), item.start) for item in found))
    taken = next(ends, None)
    named: list[Attribution] = []
    position = text.find("](http")
    while position >= 0:
        start = text.rfind("[", max(0, position - 42), position)
        link = _LINK.match(text, start) if start >= 0 else None
        position = text.find("](http", position + 6)
        if link is None or link[2] is None or "/status" not in link[2]:
            continue
        while taken is not None and taken[0] <= start:
            taken = next(ends, None)
        if taken is not None and taken[1] <= start:
            continue
        line = text[text.rfind("\n", max(0, start - 200), start) + 1 : start].strip(" \t>*_—–-")
        day = _whole(text, link, language) if not line else None
        reference = references.post(link[2]) if day else None
        if reference is not None and reference.handle:
            named.append(
                Attribution(
                    start=link.start(),
                    end=link.end(),
                    anchor=link.start(),
                    name="",
                    handle=reference.handle,
                    day=day,
                    own_line=True,
                    dash="",
                    glued=False,
                    url=link[2],
                )
            )
    return named
