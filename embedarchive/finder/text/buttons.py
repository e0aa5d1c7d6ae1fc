"""Whether a text has what is left of a post that was copied out of a platform's page: its buttons, or its stamp."""

from __future__ import annotations

import functools

from embedarchive import package_data
from embedarchive.patterns import regex
from embedarchive.protocols.declaring import traces

LONGEST = 40
"""No button's name is longer, in characters."""

WORTH = 2
"""So many buttons say that there may be such a post."""

_STAMPED = regex(r"\w, \[[^\]\n]{8,40}\d\d\]")


def are_left_in(text: str) -> bool:
    """Whether it is worth looking for such posts."""
    short = {line.strip() for line in text.split("\n") if len(line) <= LONGEST}
    return (
        len(short & _buttons()) >= WORTH
        or any(ending in text for ending in traces.ENDINGS)
        or (", [" in text and _STAMPED.search(text) is not None)
    )


@functools.cache
def _buttons() -> frozenset[str]:
    """What the buttons below posts are called."""
    return frozenset(package_data.lines("embedarchive.protocols.declaring", "buttons.txt"))
