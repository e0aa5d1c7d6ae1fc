"""Two voices: where the article's claim and the platform's word differ, in a form that a page can put into words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from embedarchive.model.rows import Difference
from embedarchive.store.keys import fold

WEST, EAST = dt.timedelta(hours=-12), dt.timedelta(hours=14)
"""The zones at the ends of the day: UTC-12 and UTC+14."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one voice says of a post; None where it is silent.

    Attributes:
        day: the day that an article states, in an unknown zone.
        day_text: that day in the article's own characters.
        posted_at: an exact time.
        partial: the text is known to be only a part, or its boundaries are a guess.
    """

    author: str | None = None
    handle: str | None = None
    text: str | None = None
    day: dt.date | None = None
    day_text: str | None = None
    posted_at: dt.datetime | None = None
    partial: bool = False


def none_chosen(_platform: str) -> bool:
    """Of no platform is known that its authors choose the times of their posts: who opens an archive knows better."""
    return False


def disagreements(article: Said, other: Said, voice: str, *, hint: bool = False) -> tuple[Difference, ...]:
    """Where an article's claim contradicts another voice. What either leaves open, or a time zone explains, is none.

    Args:
        article: what the article claims.
        other: what the other voice says.
        voice: who that is.
        hint: the author's own device chose the time of the post: a hint, never a finding.
    """
    found: list[Difference] = []

    def differ(field: str, claim: str, said: str, printed: str | None = None) -> None:
        found.append(Difference(field=field, article=claim, voice=voice, said=said, printed=printed))

    if article.author and other.author and _name(article.author) != _name(other.author):
        differ("author", article.author, other.author)
    if article.handle and other.handle and _name(article.handle) != _name(other.handle):
        differ("handle", article.handle, other.handle)
    if article.day and other.posted_at and not hint and contradicts(article.day, other.posted_at):
        said = other.posted_at.isoformat().replace("+00:00", "Z")
        differ("date", article.day.isoformat(), said, article.day_text)
    if article.text and other.text and texts_differ(article, other):
        differ("text", article.text, other.text)
    return tuple(found)


def contradicts(day: dt.date, time: dt.datetime) -> bool:
    """Whether no zone from UTC-12 to UTC+14 makes the day true of that time."""
    try:
        return not (time + WEST).date() <= day <= (time + EAST).date()
    except OverflowError:
        return True


def texts_differ(article: Said, other: Said) -> bool:
    """Whether the words differ: links aside, folded; a part is not contradicted by the whole."""
    ours, theirs = words(article.text or ""), words(other.text or "")
    if ours == theirs or not ours or not theirs:
        return False
    whole = (article.partial and ours in theirs) or (other.partial and (theirs in ours or ours.startswith(theirs)))
    return not whole


def words(text: str) -> str:
    """The words of a post as they are compared: folded, without links, ellipses and case."""
    kept = [
        word for word in fold(text).split(" ") if "://" not in word and not word.lower().startswith(("pic.", "t.co/"))
    ]
    return " ".join(kept).casefold().rstrip(".… ").strip()


def _name(name: str) -> str:
    return fold(name).removeprefix("@").casefold()
