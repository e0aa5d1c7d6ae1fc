"""What the readers of Reddit's answers share: its words, its links and who wrote a post."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, TypedDict

from embedarchive.model import Missing, Post, Reason, Reference
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.soup import first, words

if TYPE_CHECKING:
    import datetime as dt

    from bs4 import Tag

GONE = frozenset({"[removed]", "[deleted]"})
"""What stands in place of words, and of an author, that are gone."""
_REMOVED = re.compile(r"\[ ?(?:deleted|removed)(?: by [^\[\]]{1,160}| ?)\]", re.IGNORECASE)

_BLOCKS = frozenset({"p", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "table"})


def is_gone(said: str | None) -> bool:
    """Whether words stand in place of a title or of words, such as `[deleted by user]` or `[ Removed by Reddit ]`."""
    return said is not None and _REMOVED.fullmatch(said.strip()) is not None


def in_its_place(said: str | None, post: Reference | Post, posted_at: dt.datetime | None = None) -> Missing:
    """That a post is gone, by the words that stand in its place, and when it was posted, if that is told still."""
    detail = f"Reddit shows {said or ''} in its place"
    return Missing(reason=Reason.DELETED, detail=detail, id=post.id, url=post.url, posted_at=posted_at)


class Author(TypedDict):
    """The fields of a post that name its author."""

    author: str | None
    handle: str | None
    author_url: str | None


def signed(name: str | None) -> Author:
    """Who wrote a post; nobody where the account is gone."""
    known = name if name and name not in GONE else None
    return Author(author=known, handle=known, author_url=f"https://www.reddit.com/user/{known}" if known else None)


def as_link(value: object) -> str | None:
    """The address that a value is, which Reddit escapes as in HTML; None of anything else."""
    return values.link(unescape(values.text(value) or ""))


def text_in(entry: Tag, selector: str, *, raw: bool = False) -> str:
    """What the first element that fits says on one line, or its markup as it is; empty without one."""
    tag = first(entry, selector)
    return "" if tag is None else tag.decode_contents() if raw else " ".join(tag.get_text().split())


def prose(body: Tag | None) -> str:
    """The words of a body, its paragraphs apart; empty without one."""
    shown_words = "" if body is None else re.sub(r"[ \t]{1,100}\n", "\n", words(body, paragraphs=_BLOCKS))
    return re.sub(r"\n{3,1000}", "\n\n", shown_words).strip()
