"""The lines below the head of a copied post: which of them are its words, and where these end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from embedarchive.finder.text import cards, counts, mentions, shown

LINES = 40
"""So many lines below its head are looked at."""


class Row(NamedTuple):
    """A line as it stands in the text, and where it ends there."""

    raw: str
    end: int

    @property
    def words(self) -> str:
        """What it says."""
        return self.raw.strip()


class Words(NamedTuple):
    """The words below a head.

    Attributes:
        end: where they end.
        settled: counts, or the next head, say so.
        answers: a line that was left out looks as if it named who is answered, in no language that is known.
    """

    text: str
    end: int
    settled: bool
    answers: bool = False


def words(text: str, low: int, high: int, *, bounded: bool, fits: bool) -> Words:
    """The words of the post whose head ends at `low`.

    Args:
        text: all of the text.
        low: where the head ends.
        high: where the words end at the latest.
        bounded: another post's head stands at `high`.
        fits: what stands between two heads is one post where nothing else says so.
    """
    rows = _rows(text, low, high)
    answered, known = shown.answered([row.raw for row in rows])
    rows = _before_stamp([row for row in rows[answered:] if not shown.is_own(row.words)])
    rows = rows[: shown.above_poll([row.words for row in rows])]
    end = _counts(rows)
    if end is None and bounded and shown.is_quote(_last(rows)):
        end = max(index for index, row in enumerate(rows) if row.words)
    settled = end is not None
    if end is None:
        end = len(rows) if bounded and fits else _paragraph(rows)
    kept = _without_tail(rows[: shown.above_notes([row.words for row in rows[:end]])])
    return Words(
        mentions.joined([row.raw for row in kept]), kept[-1].end if kept else low, settled, answered > 0 and not known
    )


def _rows(text: str, low: int, high: int) -> list[Row]:
    rows: list[Row] = []
    at = low
    for raw in text[low:high].split("\n")[:LINES]:
        rows.append(Row(raw, at + len(raw.rstrip())))
        at += len(raw) + 1
    return rows[1:] if rows and not rows[0].words else rows


def _last(rows: Sequence[Row]) -> str:
    return next((row.words for row in reversed(rows) if row.words), "")


def _before_stamp(rows: list[Row]) -> list[Row]:
    """What stands above the line with time and day of a post's own page."""
    return next((rows[:at] for at, row in enumerate(rows) if at and cards.is_stamp(row.words)), rows)


def _counts(rows: Sequence[Row]) -> int | None:
    """The first line of the counts below the words: the first of several, or one that ends a paragraph."""
    for named in (False, True):
        runs = _runs(rows, named=named)
        whole = [run for run in runs if len(run) > 1 or counts.several(rows[run[0]].words)]
        ending = [run for run in runs if run[-1] + 1 == len(rows) or not rows[run[-1] + 1].words]
        chosen = min([*whole, *([] if named else ending)], default=None) or (None if named else min(runs, default=None))
        if chosen is not None:
            return chosen[0]
    return None


def _runs(rows: Sequence[Row], *, named: bool) -> list[list[int]]:
    """The lines that are counts, those in a row together; none above the first words."""
    runs: list[list[int]] = []
    for at, row in enumerate(rows):
        if not counts.are(row.words, named=named) or not any(each.words for each in rows[:at]):
            continue
        if runs and not any(each.words for each in rows[runs[-1][-1] + 1 : at]):
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _paragraph(rows: Sequence[Row]) -> int:
    """Where the first paragraph ends."""
    first = next((at for at, row in enumerate(rows) if row.words), len(rows))
    return next((at for at in range(first, len(rows)) if not rows[at].words), len(rows))


def _without_tail(rows: Sequence[Row]) -> list[Row]:
    """The lines without those at their end that are empty, or describe what the post shows."""
    kept = list(rows)
    while kept and (not kept[-1].words or (len(kept) > 1 and shown.is_aside(kept[-1].words))):
        kept.pop()
    return kept
