"""What the posts of one text say of each other's gaps, for all labelled posts at once: `agreement` in columns.

Needs numpy, which nothing but the tools does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from embedarchive.finder.text.extent import agreement
from tools.evidence import Example
from tools.logistic import Array, Matrix, shares


class Agreement:
    """Of every join: which post and which text it is of, and what parts its pieces."""

    def __init__(self, labelled: Sequence[Example]) -> None:
        """The joins of these posts."""
        gaps = sorted({gap for example in labelled for gap in example.gaps if gap})
        texts = {file: at for at, file in enumerate(dict.fromkeys(example.file for example in labelled))}
        sizes = [len(example.joins) for example in labelled]
        self.sizes = sizes
        self.names = ("others go on", *(f"others go on, {gap}" for gap in gaps))
        self.post = np.repeat(np.arange(len(labelled)), sizes)
        self.text = np.repeat([texts[example.file] for example in labelled], sizes)
        self.gap = np.array([gaps.index(gap) if gap else -1 for example in labelled for gap in example.gaps])
        self.shape = len(labelled), len(texts), len(gaps)

    def look(self, matrix: Matrix, weights: Array) -> None:
        """Write into the matrix what each post's neighbours say of its gaps, going by these weights alone."""
        columns = [matrix.names.index(name) for name in self.names]
        matrix.seen[:, columns] = 0
        on = shares(matrix.seen @ weights)
        reached = self._reached(on)
        odds = np.log(self._others(reached * on) + 1) - np.log(self._others(reached * (1 - on)) + 1)
        told = np.where(self.gap >= 0, agreement.SHARE * odds, 0)
        matrix.seen[:, columns[0]] = told
        for number, column in enumerate(columns[1:]):
            matrix.seen[:, column] = np.where(self.gap == number, told, 0)

    def _reached(self, on: Array) -> Array:
        """How likely each join is reached from its attribution; nothing from where that says nothing."""
        found = np.zeros_like(on)
        low = 0
        for size in self.sizes:
            going = np.append(1.0, np.cumprod(on[low : low + size]))[:size]
            found[low : low + size] = np.where(going >= agreement.LEAST, going, 0)
            low += size
        return found

    def _others(self, times: Array) -> Array:
        """Of each join: how often that came in the text's other posts at such a gap."""
        posts, texts, gaps = self.shape
        own, whole = np.zeros((posts, gaps)), np.zeros((texts, gaps))
        told = self.gap >= 0
        np.add.at(own, (self.post[told], self.gap[told]), times[told])
        np.add.at(whole, (self.text[told], self.gap[told]), times[told])
        return np.maximum(0, whole[self.text, self.gap] - own[self.post, self.gap])
