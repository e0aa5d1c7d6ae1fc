"""A list of addresses as people write it: one a line, blank lines and those that begin with # aside.

Also with titles: `ADDRESS | title`, as OneTab and other extensions export tabs, and a Markdown list of links.
"""

from __future__ import annotations

from dataclasses import dataclass

from embedarchive.documents import charsets
from embedarchive.patterns import regex

_WEB = ("http://", "https://")
_HEAD = 10_000
"""An address stands within so many bytes, or it is no list of them."""
HEADINGS = frozenset({"url", "urls", "link", "links", "address", "addresses"})
"""What a column of addresses is called that was saved by itself."""
_ODD_AT_FIRST = 3
_LONGEST = 2000
_TITLED = regex(
    r"(?:[-*+] {1,4}|\d{1,4}[.)] {1,4})?\[.{0,1000}\]\((https?://[^\s()]{1,1900})\)$"
    r"|(https?://\S{1,1900}) \| .{0,2000}$"
)
"""A line that gives an address and a title."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: an address, or words that should be one."""

    number: int
    words: str
    is_address: bool


def lines(data: bytes) -> tuple[Line, ...]:
    """The lines of a list of addresses; none if it is no list.

    A few lines among them that are no addresses do not make it an article; each of those is there to be told.
    """
    data = charsets.in_utf8(data)
    if b"://" not in data[:_HEAD]:
        return ()
    found: list[Line] = []
    odd = prose = titled = 0
    for number, line in enumerate(data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#") or (not found and words.lower() in HEADINGS):
            continue
        address = is_address(words)
        if not address and (both := _TITLED.match(words)):
            words, address = both.group(1) or both.group(2), True
            titled += 1
        if not address:
            if words.startswith("<") or len(words) > _LONGEST:
                return ()
            odd += 1
            prose += " " in words or not any(sign in words for sign in ".:/")
        found.append(Line(number, words, address))
        if (odd > _ODD_AT_FIRST and odd > len(found) - odd) or (odd and titled):
            return ()
    addresses = len(found) - odd
    if titled and len(found) == 1:  # a line of its own is a text
        return ()
    return tuple(found) if odd <= addresses and prose <= addresses // 2 else ()


def is_address(words: str) -> bool:
    """Whether the words are an address of the web and nothing else."""
    return words[:8].lower().startswith(_WEB) and not any(map(str.isspace, words))
