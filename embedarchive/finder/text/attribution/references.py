"""The URL of a post where the text gives it: in the link on the date, or in the footnotes that lynx appends."""

from __future__ import annotations

from typing import NamedTuple

from embedarchive.model import Reference
from embedarchive.patterns import regex

_BELOW = regex(r"[ \t]{0,8}\n{1,2}[ \t>]{0,8}(?P<url>https?://[^\s<>()]{4,300})[ \t]{0,8}(?=\n|\Z)")
_NOTE = regex(r"(?:^|(?<=\n))[ \t]{0,8}(\d{1,5})\.[ \t]{1,4}(\S{1,600})")


def notes(text: str) -> dict[str, str]:
    """The URLs that footnote numbers stand for in the list at the end."""
    begin = text.rfind("\nReferences")
    return {} if begin < 0 else {found[1]: found[2] for found in _NOTE.finditer(text, begin)}


def post(url: str | None) -> Reference | None:
    """The post that a URL names, if it names one."""
    if not url:
        return None
    from embedarchive import platforms

    return platforms.recognise(url)


class Below(NamedTuple):
    """The post whose address has the line below a place, and where that stands."""

    post: Reference
    start: int
    end: int


def below(text: str, position: int) -> Below | None:
    """The address of a post that has the next line to itself."""
    found = _BELOW.match(text, position)
    named = post(found["url"]) if found else None
    return Below(named, *found.span("url")) if found and named else None
