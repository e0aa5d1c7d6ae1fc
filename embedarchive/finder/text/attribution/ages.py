"""How long ago something was, as pages write it in place of a day: `2 years ago`, `vor 3 Std.`, `2y`, `3日前`."""

from __future__ import annotations

import functools
import unicodedata

from embedarchive import package_data
from embedarchive.patterns import regex

LONGEST = 40
"""No language needs more characters."""

_NUMBER = regex(r"\d{1,3}")
_ASIDE = regex(r"\s{1,3}\([^()\n]{2,20}\)\Z|\s?[*•·]\Z")
"""What may follow it: that the words were edited."""


@functools.lru_cache(maxsize=1024)
def is_age(written: str) -> bool:
    """Does a line say how long ago it was, and nothing else?"""
    return len(written) <= LONGEST and fold(_ASIDE.sub("", written)) in _table()


def fold(written: str) -> str:
    """A form as the table has it: a number as 0, no blanks, points, case and marks of direction."""
    kept = unicodedata.normalize("NFKC", written).casefold()
    letters = (char for char in kept if not char.isspace() and char != "." and unicodedata.category(char) != "Cf")
    return _NUMBER.sub("0", "".join(letters), count=1)


@functools.cache
def _table() -> frozenset[str]:
    rows = (line.partition("\t")[2] for line in package_data.lines(__package__, "ages.txt"))
    return frozenset(form for row in rows for form in row.split("|"))
