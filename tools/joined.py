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
from tools.logistic import Array, Matrix, chosen, likeliest

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
        self.wholes = Matrix([each for example in labelled for each in example.wholes])
        sizes = np.array([len(example.wholes) for example in labelled])
        self.firsts = np.cumsum(sizes) - sizes
        self.ends = self.firsts + [example.right for example in labelled]

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
        worth = {name: round(float(value), 2) for name, value, on in zip(names, found, columns, strict=True) if on}
        return worth | self._fit_wholes(found, wanted, without)

    def _fit_wholes(self, joins: Array, wanted: Sequence[bool], without: Sequence[str]) -> dict[str, float]:
        """What posts show as wholes, beside what their boundaries say by these weights; of posts that both decide."""
        on = np.array(wanted) & np.array([any(each.gaps) or not each.joins for each in self.labelled])
        columns = np.array([not _is_among(name, without) for name in self.wholes.names])
        rows = np.repeat(on, np.diff(np.append(self.firsts, len(self.wholes.seen))))
        place = np.cumsum(rows) - 1
        count = self._counts(wanted)[on]
        count *= 3 * len({(each.publisher, each.post) for each in self._of(on)}) / count.sum()
        seen, likely = self.wholes.seen[np.ix_(rows, columns)], self._likely(joins)[rows]
        found = chosen(seen, place[self.firsts[on]], place[self.ends[on]], count, likely)
        names = [name for name, kept in zip(self.wholes.names, columns, strict=True) if kept]
        return {name: round(float(value), 2) for name, value in zip(names, found, strict=True)}

    def _likely(self, joins: Array) -> Array:
        """How likely the boundaries make each possible end of each post, in logarithms."""
        odds = self.matrix.seen @ joins
        on, off = -np.logaddexp(0, -odds), -np.logaddexp(0, odds)
        found = np.zeros(len(self.wholes.seen))
        low = 0
        for first, example in zip(self.firsts, self.labelled, strict=True):
            high = low + len(example.joins)
            found[first + 1 : first + 1 + high - low] = np.cumsum(on[low:high])
            found[first : first + high - low] += off[low:high]
            low = high
        return found

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
        odds = self._likely(column) + self.wholes.seen @ self.wholes.column(worth)
        return [bool(each) for each in odds[self.ends] >= np.maximum.reduceat(odds, self.firsts)]


def _is_among(name: str, beginnings: Sequence[str]) -> bool:
    """Does a clue's name begin so, its layout's before it or not?"""
    return name.startswith(tuple(beginnings)) or name.rpartition(": ")[2].startswith(tuple(beginnings))
