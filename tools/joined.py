"""The joins of labelled posts as one matrix, and the weights that make their labels likeliest.

Needs numpy, which nothing but the tools does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from tools.agreement import Agreement
from tools.evidence import Evidence, Example
from tools.known_clues import PRIOR
from tools.logistic import Array, Matrix, likeliest, shares

POWER = 0.4
"""A publisher counts as its posts to this power."""

SMALL = 0.1
"""A weight of one layout that is smaller says nothing of its own."""


class Joins:
    """All joins of labelled posts as one matrix, fitted and judged by any choice of its rows and columns."""

    def __init__(self, labelled: Sequence[Example]) -> None:
        """The joins of these posts."""
        self.labelled = labelled
        self.others = Agreement(labelled)
        joins = [each for example in labelled for each in example.joins]
        self.matrix = Matrix(joins, (*PRIOR, *self.others.names))
        self.owner = np.repeat(np.arange(len(labelled)), [len(each.joins) for each in labelled])
        places = [(at, each.right) for each in labelled for at in range(len(each.joins))]
        self.taken = np.array([at <= right for at, right in places])
        self.joined = np.array([float(at < right) for at, right in places])
        self.known = self.matrix.column(PRIOR)
        self.start = self.known

    def fit(self, wanted: Sequence[bool], without: Sequence[str] = ()) -> dict[str, float]:
        """The weights that make the labels of the wanted posts likeliest, but for those that say nothing."""
        rows = self.taken & np.array(wanted)[self.owner]
        names = self.matrix.names
        columns = np.array([not _is_among(name, without) for name in names])
        alone = columns & np.array([name not in self.others.names for name in names])
        self.others.look(self.matrix, self._fit(rows, alone, wanted))
        self._fit(rows, columns, wanted)
        columns &= np.array([": " not in name for name in names]) | (abs(self.start) >= SMALL)
        found = self._fit(rows, columns, wanted)
        return {name: round(float(value), 2) for name, value, on in zip(names, found, columns, strict=True) if on}

    def _fit(self, rows: Array, columns: Array, wanted: Sequence[bool]) -> Array:
        seen = self.matrix.seen[np.ix_(rows, columns)]
        count = self._counts(wanted)[self.owner[rows]]
        count *= 3 * len({(each.publisher, each.post) for each in self._of(wanted)}) / count.sum()
        found = likeliest(seen, self.joined[rows], count, self.known[columns], self.start[columns])
        self.start = np.zeros_like(self.start)
        self.start[columns] = found
        return self.start

    def _of(self, wanted: Sequence[bool]) -> list[Example]:
        return [each for each, on in zip(self.labelled, wanted, strict=True) if on]

    def _counts(self, wanted: Sequence[bool]) -> Array:
        """How often each post counts, so that a publisher counts as its posts to the power of POWER."""
        times = Counter((each.publisher, each.post) for each in self._of(wanted))
        sizes = Counter(by for by, _ in times)
        return np.array(
            [
                sizes[each.publisher] ** (POWER - 1) / times[each.publisher, each.post] if on else 0.0
                for each, on in zip(self.labelled, wanted, strict=True)
            ]
        )

    def right(self, worth: Evidence) -> list[bool]:
        """Of which posts is the likeliest extent the right one?"""
        column = self.matrix.column(worth)
        self.others.look(self.matrix, column)
        on = shares(self.matrix.seen @ column)
        found: list[bool] = []
        low = 0
        for example in self.labelled:
            share = np.append(on[low : low + len(example.joins)], 0.0)
            extents = np.cumprod(np.append(1.0, share[:-1])) * (1 - share)
            found.append(int(extents.argmax()) == example.right)
            low += len(example.joins)
        return found


def _is_among(name: str, beginnings: Sequence[str]) -> bool:
    """Does a clue's name begin so, its layout's before it or not?"""
    return name.startswith(tuple(beginnings)) or name.rpartition(": ")[2].startswith(tuple(beginnings))
