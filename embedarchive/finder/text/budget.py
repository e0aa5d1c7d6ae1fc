"""How much of a post's length a text uses up, as Twitter counts it.

140 characters until 7 November 2017, then 280 of which wide scripts take two each; any link counts 23, and what does
not count (the media link, a quoted post's link at the end, the mentions that a reply begins with) is left out.
Longer posts (2023 on) are cut at the limit and end in an ellipsis.
"""

from __future__ import annotations

import datetime as dt
import re

from embedarchive.finder.text.wording import without_media

LONGER = dt.date(2017, 11, 7)
CUT = dt.date(2023, 1, 1)
SLACK = 8
"""Entities, joined emoji and the odd media link that counted before 2016."""

_LINK = re.compile(r"https?://t\.co/[A-Za-z0-9]{4,12}|https?://[^\s]{1,400}")
_LAST_LINK = re.compile(r"\s{0,4}https?://t\.co/[A-Za-z0-9]{4,12}\s{0,4}\Z")
_REPLY = re.compile(r"\s{0,4}(?:\.?@[A-Za-z0-9_]{1,15}\s{1,4}){1,50}")
_WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60\U0001f000-\U0001faff\U00020000-\U0003ffff]"
)


def limit(date: dt.date | None) -> int:
    """How long a post of that day could be."""
    return 140 if date is not None and date < LONGER else 280


def used(text: str, date: dt.date | None) -> int:
    """How much of its limit a text uses up."""
    text = without_media(text).strip()
    text = _LAST_LINK.sub("", text)
    reply = _REPLY.match(text)
    text = text[reply.end() :] if reply else text
    bare, links = _LINK.subn("", text)
    length = len(bare) + 23 * links
    if limit(date) == 280:
        length += 0 if bare.isascii() else len(_WIDE.findall(bare))
    return length


def fits(text: str, date: dt.date | None) -> bool:
    """Can a text be one post?"""
    return used(text, date) <= limit(date) + SLACK


def cut_short(text: str, date: dt.date | None) -> bool:
    """Does it end as a longer post that the widget cut at the limit?"""
    bare = _LAST_LINK.sub("", without_media(text)).rstrip()
    return bare.endswith(("…", "...")) and (date is None or date >= CUT)
