"""Logistic regressions with a normal prior: which weights make what was seen the likeliest.

Evidence is written into one matrix, once: a fold is a choice of its rows, a clue that is left out one of its columns.
Needs numpy, which nothing but the tools does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Evidence = Mapping[str, float]
Array = Any
"""NumPy's, which is not here where only tests run."""

SPREAD = 1.0
"""How firmly the prior holds."""
ROUNDS = 16
ENOUGH = 1e-4
"""A round that makes the labels likelier by a smaller share is the last one."""


class Matrix:
    """Rows of evidence, with a column for each name of a piece of evidence."""

    def __init__(self, rows: Sequence[Evidence], names: Sequence[str] = ()) -> None:
        """A matrix with the columns of the rows' own evidence and of `names`."""
        self.names = sorted({name for row in rows for name in row} | set(names))
        place = {name: index for index, name in enumerate(self.names)}
        self.seen: Array = np.zeros((len(rows), len(self.names)), dtype=np.float32)
        for number, row in enumerate(rows):
            for name, value in row.items():
                self.seen[number, place[name]] = value

    def column(self, values: Evidence) -> Array:
        """Weights by name as a column, nothing where one has none."""
        return np.array([values.get(name, 0.0) for name in self.names], dtype=np.float32)


def shares(odds: Array) -> Array:
    """The probabilities of log-odds."""
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))


def likeliest(seen: Array, true: Array, count: Array, known: Array, start: Array | None = None) -> Array:
    """The likeliest weights: Newton's method with steps that never go uphill, from `start` or from what is `known`.

    Args:
        seen: a row an observation, a column a piece of evidence.
        true: what came of each.
        count: how often each counts.
        known: the weights that are likeliest beforehand.
        start: where to look first, as a fit of nearly the same rows.
    """

    def loss(at: Array) -> float:
        odds = (seen @ at).astype(np.float64)
        return float((count * (np.logaddexp(0, odds) - true * odds)).sum() + SPREAD * ((at - known) ** 2).sum() / 2)

    now = known if start is None else start
    best = loss(now)
    for _ in range(ROUNDS):
        share = shares(seen @ now)
        slope = seen.T @ (count * (share - true)).astype(np.float32) + SPREAD * (now - known)
        bend = (seen * (count * share * (1 - share)).astype(np.float32)[:, None]).T @ seen
        step = np.linalg.solve(bend + SPREAD * np.eye(len(known), dtype=np.float32), slope)
        size = np.float32(1.0)
        while size > 1e-3 and loss(now - size * step) > best:
            size /= 2
        reached = loss(now - size * step)
        if best - reached < ENOUGH * best:
            break
        now, best = now - size * step, reached
    return now


def chosen(seen: Array, firsts: Array, right: Array, count: Array, offset: Array) -> Array:
    """The likeliest weights of choices among several: Newton's method on a multinomial logistic regression.

    Args:
        seen: a row a possibility, those of one choice behind each other.
        firsts: the first row of each choice.
        right: the row that was chosen of each.
        count: how often each choice counts.
        offset: how likely each possibility is beforehand, in logarithms.
    """
    sizes = np.diff(np.append(firsts, len(seen)))
    each = np.repeat(count, sizes)
    now = np.zeros(seen.shape[1])
    for _ in range(ROUNDS):
        odds = offset + seen @ now
        likely = np.exp(odds - np.repeat(np.maximum.reduceat(odds, firsts), sizes))
        likely /= np.repeat(np.add.reduceat(likely, firsts), sizes)
        mean = np.add.reduceat(seen * likely[:, None], firsts)
        slope = count @ (mean - seen[right]) + SPREAD * now
        bend = (seen * (each * likely)[:, None]).T @ seen - (mean * count[:, None]).T @ mean
        step = np.linalg.solve(bend + SPREAD * np.eye(len(now)), slope)
        now = now - step
        if abs(step).max(initial=0.0) < ENOUGH:
            break
    return now
