"""A list of addresses as people write it: one a line, blank lines and those that begin with # aside."""

from __future__ import annotations

from dataclasses import dataclass

_WEB = ("http://", "https://")
_HEAD = 10_000
"""An address stands within so many bytes, or it is no list of them."""
HEADINGS = frozenset({"url", "urls", "link", "links", "address", "addresses"})
"""What a column of addresses is called that was saved by itself."""
_ODD_AT_FIRST = 3
_LONGEST = 2000


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
    if b"://" not in data[:_HEAD]:
        return ()
    found: list[Line] = []
    odd = prose = 0
    for number, line in enumerate(data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#") or (not found and words.lower() in HEADINGS):
            continue
        address = is_address(words)
        if not address:
            if words.startswith("<") or len(words) > _LONGEST:
                return ()
            odd += 1
            prose += " " in words or not any(sign in words for sign in ".:/")
        found.append(Line(number, words, address))
        if odd > _ODD_AT_FIRST and odd > len(found) - odd:
            return ()
    addresses = len(found) - odd
    return tuple(found) if odd <= addresses and prose <= addresses // 2 else ()


def is_address(words: str) -> bool:
    """Whether the words are an address of the web and nothing else."""
    return words[:8].lower().startswith(_WEB) and not any(map(str.isspace, words))
