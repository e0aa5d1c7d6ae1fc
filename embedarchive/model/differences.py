"""Which words differ between two texts."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from itertools import takewhile

from embedarchive.model.scripts import pieces

LONGEST = 2_000
"""Words, between what both texts begin and end with; comparing is quadratic, and longer ones are told as a whole."""


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """The later text in pieces: `same`, `gone` (only in the earlier one) and `new`.

    In scripts that put no spaces between words a letter counts as one.
    """
    old, new = pieces(before), pieces(after)
    start = alike(old, new)
    end = alike(old[start:][::-1], new[start:][::-1])
    tail = new[len(new) - end :]
    head, old, new = new[:start], old[start : len(old) - end], new[start : len(new) - end]
    made = [("same", "".join(head)), *_compared(old, new), ("same", "".join(tail))]
    return [piece for piece in made if piece[1]]


def _compared(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    if len(old) > LONGEST or len(new) > LONGEST:
        return [("gone", "".join(old)), ("new", "".join(new))]
    made = []
    for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            made.append(("same", "".join(new[start:end])))
            continue
        made += [("gone", "".join(old[first:last])), ("new", "".join(new[start:end]))]
    return made


def alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many of their first words, lines or characters are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
