"""The numbers below a post on its page: how often it was answered, shared, liked and seen."""

from __future__ import annotations

import re

from embedarchive.patterns import regex

_COUNTS = regex(
    r"""
    (?: \d [\d.,\u066b\u066c]{0,9} (?: \s\d{3}(?!\d) ){0,3}+
        (?: \s?+ (?: [KMBkmb](?!\w) | Mio\.? | Tsd\.? | mil | тыс\.? | тис\.? | tys\.? | tn | rb | jt
          | [万萬천만] | ألف ) )?
        (?P<what> \s{0,2} [^\W\d_]{2,32}+ \.? (?: \s{1,2} [^\W\d_]{2,16}+ \.? )? )?
        (?: \s{1,3} | \Z | (?<=[^\W\d_])(?=\d) ) ){1,6}
    """,
    re.VERBOSE,
)
"""`12`, `1.2K`, `12 34 5K`, `3 comments`, `3 reposts 12 likes`."""

_DIGITS = regex(r"\d(?=\D|\Z)")


def are(line: str, *, named: bool = False) -> bool:
    """Is a line nothing but counts? `named`: words may say what was counted."""
    found = _COUNTS.fullmatch(line) if line[:1].isdigit() else None
    return found is not None and (named or found["what"] is None)


def several(line: str) -> bool:
    """Does a line hold more than one count?"""
    return sum(1 for _ in _DIGITS.finditer(line)) > 1 and len(line.split()) > 1
