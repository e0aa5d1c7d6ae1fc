"""How much of a post's length a text uses up, as Twitter counts it.

140 characters until 7 November 2017, then 280 of which wide scripts take two each; any link counts 23, and what does
not count (the media link, a quoted post's link at the end, the mentions that a reply begins with) is left out.
Longer posts (2023 on) are cut at the limit and end in an ellipsis.
"""

from __future__ import annotations

import datetime as dt
import functools

from embedarchive.finder.text.wording import without_media
from embedarchive.patterns import regex

LONGER = dt.date(2017, 11, 7)
CUT = dt.date(2023, 1, 1)
SLACK = 8
"""Entities, joined emoji and the odd media link that counted before 2016."""

_WIDE = regex("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60\U0001f000-\U0010ffff]")
"""Hangul, Han, kana, full-width forms, emoji: what Twitter counts twice."""
_LINK = regex(r"https?://t\.co/[A-Za-z0-9]{4,12}|https?://[^\s]{1,400}")
_LAST_LINK = regex(r"\s{0,4}https?://t\.co/[A-Za-z0-9]{4,12}\s{0,4}\Z")
_REPLY = regex(r"\s{0,4}(?:\.?@[A-Za-z0-9_]{1,15}\s{1,4}){1,50}")


def limit(date: dt.date | None) -> int:
    """How long a post of that day could be."""
    return 140 if date is not None and date < LONGER else 280


@functools.lru_cache(maxsize=16)  # asked of a text whether it fits, and again with the line before it and behind it
def weighted_length(text: str, date: dt.date | None) -> int:
    """How much of its limit a text uses up."""
    text = _without_last_link(without_media(text).strip())
    reply = _REPLY.match(text)
    text = text[reply.end() :] if reply else text
    bare, links = _LINK.subn("", text) if "://" in text else (text, 0)
    return (columns(bare) if limit(date) == 280 else len(bare)) + 23 * links


def columns(text: str) -> int:
    """How long a text is where a wide sign counts as two: what it says, whatever its script."""
    return len(text) + (0 if text.isascii() else len(_WIDE.findall(text)))


def _without_last_link(text: str) -> str:
    return _LAST_LINK.sub("", text) if "://t.co/" in text else text


def fits(text: str, date: dt.date | None) -> bool:
    """Can a text be one post?"""
    return weighted_length(text, date) <= limit(date) + SLACK


def cut_short(text: str, date: dt.date | None) -> bool:
    """Does it end as a longer post that the widget cut at the limit?"""
    bare = _without_last_link(without_media(text)).rstrip()
    return bare.endswith(("…", "...")) and (date is None or date >= CUT)
