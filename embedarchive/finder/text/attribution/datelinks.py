"""Attributions whose day is lost, or stands apart from the name: `[November 11, 2022](https://twitter.com/jane/status/1591...)`.

trafilatura up to 2.1, asked to keep links, moves the day to the end of the post; 2.2 drops the name and keeps only
the linked day.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from embedarchive.finder.text import wording
from embedarchive.finder.text.attribution import attributions, days, references
from embedarchive.finder.text.attribution.attributions import APART_REACH, Attribution
from embedarchive.patterns import regex

_LINK = regex(r"\[([^\[\]\n]{6,40})\](?:\((https?://[^\s()]{1,300})\))?")
_LONG = frozenset("—–―")

REACH_ABOVE = 100
"""So far above an attribution the post's last link is looked for, blanks, quote marks and stars between them."""

_MARKS = " \t>*_—–-"
"""What may stand in front of a day that has its line to itself."""


class LinkedDay(NamedTuple):
    """A link whose words are a day and nothing else."""

    start: int
    end: int
    url: str | None
    day: days.Day


def find(text: str, language: str | None) -> list[LinkedDay]:
    """Every such link, in the order of the text."""
    found: list[LinkedDay] = []
    for link in _LINK.finditer(text):
        day = days.day(text, link.start(1), language)
        if day is not None and day.end == link.end(1):
            found.append(LinkedDay(*link.span(), link[2], day))
    return found


def with_days(text: str, found: Sequence[Attribution], linked: Sequence[LinkedDay]) -> list[Attribution]:
    """The attributions that have a day, those included whose day stands apart, and those that lost it."""
    kept: list[Attribution] = []
    dashes = _dashes_of_dated(found)
    ending = [link for link in linked if text[link.end : link.end + 1] in {"", "\n", " "}]
    following = 0
    for index, item in enumerate(found):
        if item.day is not None:
            kept.append(item)
            continue
        high = found[index + 1].start if index + 1 < len(found) else len(text)
        while following < len(ending) and ending[following].start < item.end:
            following += 1
        if following < len(ending) and ending[following].end <= min(high, item.end + APART_REACH):
            link = ending[following]
            kept.append(item._replace(day=link.day, url=link.url, apart=(link.start, link.end)))
        elif _lost_day(text, item, dashes):
            kept.append(item)
    return kept


def _dashes_of_dated(found: Sequence[Attribution]) -> frozenset[str]:
    """The dashes that begin the lines of a document's attributions with a day."""
    return frozenset(item.dash for item in found if item.day and item.own_line and item.dash)


def _lost_day(text: str, item: Attribution, dashes: AbstractSet[str]) -> bool:
    """Is an attribution without a day one all the same, of a post whose day the text has lost?

    Those of its document that have a day begin their lines with such `dashes`, or the line above ends as a post does,
    or the year alone is lost. A hyphen alone may as well be a list's.
    """
    if not (item.own_line and item.name and attributions.ends_line(text, item)):
        return False
    alike = item.dash in dashes or (item.dash in _LONG and (bool(item.written) or not _LONG.isdisjoint(dashes)))
    above = text[max(0, item.start - REACH_ABOVE) : item.start]
    return alike or wording.ends_in_link(above.rstrip("\r\n\xa0 \t>*_"))


def nameless(text: str, found: Sequence[Attribution], linked: Sequence[LinkedDay]) -> list[Attribution]:
    """Linked days on lines of their own whose URL is a post's and whose name is lost."""
    ends = iter(sorted((max(item.end, item.apart[1] if item.apart else 0), item.start) for item in found))
    taken = next(ends, None)
    named: list[Attribution] = []
    for link in linked:
        while taken is not None and taken[0] <= link.start:
            taken = next(ends, None)
        if taken is not None and taken[1] <= link.start:
            continue
        reference = references.post(link.url) if link.url and "/status" in link.url else None
        before = text[text.rfind("\n", max(0, link.start - 200), link.start) + 1 : link.start]
        if reference is None or not reference.handle or before.strip(_MARKS):
            continue
        named.append(
            Attribution(
                start=link.start,
                end=link.end,
                anchor=link.start,
                name="",
                handle=reference.handle,
                day=link.day,
                own_line=True,
                dash="",
                glued=False,
                url=link.url,
                addressed=True,
            )
        )
    return named
