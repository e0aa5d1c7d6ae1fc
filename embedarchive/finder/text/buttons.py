"""Whether a text has what is left of a post that was copied out of a platform's page: its buttons, or its stamp."""

from __future__ import annotations

import functools

from embedarchive import package_data
from embedarchive.finder.text import footed
from embedarchive.finder.text.attribution import ages
from embedarchive.patterns import regex
from embedarchive.protocols.declaring import traces

LONGEST = 40
"""No button's name is longer, in characters."""

WORTH = 2
"""So many buttons say that there may be such a post."""

_STAMPED = regex(r"\w, \[[^\]\n]{8,40}\d\d(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?\]")
_AGED = regex(r"@(?<![^\n]@)[\w.-]{3,30}[ \t]{0,4}\n(?P<age>[^\n]{2,40})(?=\n)")


def are_left_in(text: str) -> bool:
    """Whether it is worth looking for such posts."""
    lines = text.split("\n")
    return (
        len({line.strip() for line in lines if len(line) <= LONGEST} & _buttons()) >= WORTH
        or any(line.startswith(traces.ENDINGS) for line in lines)
        or any(head in text for head in traces.HEADS)
        or any(f" {word}" in text and footed.foot(text) is not None for word in traces.SEEN)
        or (", [" in text and _STAMPED.search(text) is not None)
        or ("@" in text and any(ages.is_age(found["age"].strip()) for found in _AGED.finditer(text)))
    )


@functools.cache
def _buttons() -> frozenset[str]:
    """What the buttons below posts are called."""
    return frozenset(package_data.lines("embedarchive.protocols.declaring", "buttons.txt"))
