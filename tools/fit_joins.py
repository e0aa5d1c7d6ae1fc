"""Make `embedarchive/finder/text/weights.py`: what each piece of evidence for a post's boundary is worth.

    python tools/fit_joins.py LABELS.jsonl … > weights.py; python tools/fit_joins.py --check LABELS.jsonl …

A labels file holds a line a text: `{"file", "page", "extractor", "tweets": [{"handle", "date", "text", "attribution",
"full_text_survives"}]}`, the file beside it. Every boundary that a labelled post shows is one example: the pieces
inside it belong together, the piece beyond does not. A logistic regression (Newton's method, a normal prior) weighs
the evidence; a page counts about once however many posts and renderings it has. `--check` leaves every ninth page
out in turn and prints the share of exact extents on the pages left out: the figure to believe.
"""

from __future__ import annotations

import json
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from embedarchive.finder.text import attributions, banners, boundaries, habits, order
from embedarchive.finder.text.boundaries import Step

PRIOR = {
    "another language": -3.0,
    "another script": -3.5,
    "below link end": -2.5,
    "below media end": -5.0,
    "byline or day": -4.0,
    "credit": -2.0,
    "emphasis": -1.0,
    "foreign link": -3.0,
    "headline": -6.0,
    "item beside no item": -4.0,
    "media end": -4.0,
    "mention start": -1.0,
    "outdented": -3.0,
    "prose beside no words": -3.0,
    "speaks of a post": -1.5,
}
"""What is known without counting: rare in the labels, and no accident."""

SPREAD = 1.0
FOLDS = 9
_URL = re.compile(r"(?:https?://)?(?:t\.co|pic\.(?:twitter|x)\.com)/[A-Za-z0-9]{1,10}|https?://\S*")


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled post: the steps it could have ended at, and the right one (None when none is)."""

    page: str
    extractor: str
    steps: tuple[Step, ...]
    right: int | None


def fold(text: str) -> str:
    """Letters and digits only, links and case aside."""
    return re.sub(r"[\W_\u02bc]+", "", _URL.sub("", unicodedata.normalize("NFKC", text))).casefold()


def examples(labels: Path) -> Iterator[Example]:
    """Every labelled post whose words survive and whose attribution is found."""
    for line in labels.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = (labels.parent / row["file"]).read_bytes().decode("utf-8")
        found = [item for item in attributions.find(text) if item.day]
        ways = habits.habits(text, found)._replace(stops=banners.repeated(text, found)) if found else habits.Habits()
        left = list(range(len(found)))
        for post in row["tweets"]:
            if not (post["attribution"] and post["full_text_survives"]):
                continue
            tried = [
                (index, *_example(text, found, index, ways, fold(post["text"])))
                for index in left
                if found[index].handle.casefold() == post["handle"].casefold()
                and str(found[index].date) == post["date"]
            ]
            if tried:
                index, steps, right = next((each for each in tried if each[2] is not None), tried[0])
                left.remove(index)
                yield Example(row["page"], row["extractor"], steps, right)


def _example(
    text: str, found: Sequence[attributions.Attribution], index: int, ways: habits.Habits, words: str
) -> tuple[tuple[Step, ...], int | None]:
    """The steps above one attribution, or below it where only they can make the words."""
    shared = boundaries.setting(text, found[index], ways)
    above = tuple(boundaries.upward(text, found[index - 1].end if index else 0, shared))
    right = _right(above, words)
    if right is None and above and not ways.loose:
        high = order.room_below(text, found, index)
        below = tuple(boundaries.downward(text, above[0].segment, found[index].end, high, shared))
        if _right(below, words) is not None:
            return below, _right(below, words)
    return above, right


def _right(steps: Sequence[Step], words: str) -> int | None:
    return max((index for index, step in enumerate(steps) if fold(step.words) == words), default=None)


def fit(posts: Sequence[Example]) -> dict[str, float]:
    """The weights that make the labels likeliest."""
    per_page = Counter(post.page for post in posts if post.right is not None)
    rows: list[tuple[Mapping[str, float], bool, float]] = []
    for post in posts:
        for index, step in enumerate(post.steps[: (post.right or 0) + 1] if post.right is not None else ()):
            if step.evidence is not None:
                rows.append((step.evidence, index != post.right, per_page[post.page] ** -0.6))
    names = sorted({name for evidence, _, _ in rows for name in evidence} | set(PRIOR))
    scale = len(rows) / sum(weight for _, _, weight in rows)
    weights = dict.fromkeys(names, 0.0)
    for _ in range(12):
        change = _newton(rows, names, weights, scale)
        weights = {name: weights[name] - change[index] for index, name in enumerate(names)}
    return weights


def _newton(
    rows: Sequence[tuple[Mapping[str, float], bool, float]],
    names: Sequence[str],
    weights: Mapping[str, float],
    scale: float,
) -> list[float]:
    """One step of Newton's method: the gradient through the curvature, which the prior keeps invertible."""
    place = {name: index for index, name in enumerate(names)}
    gradient = [SPREAD * (weights[name] - PRIOR.get(name, 0.0)) for name in names]
    curvature = [[SPREAD if row == column else 0.0 for column in range(len(names))] for row in range(len(names))]
    for evidence, joined, weight in rows:
        probability = boundaries.belongs(evidence, weights)
        cells = [(place[name], value) for name, value in evidence.items()]
        for row, value in cells:
            gradient[row] += scale * weight * (probability - joined) * value
            for column, other in cells:
                curvature[row][column] += scale * weight * probability * (1 - probability) * value * other
    return _solved(curvature, gradient)


def _solved(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """The solution of a symmetric positive system, by Cholesky's factors."""
    size = len(vector)
    lower = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            rest = matrix[row][column] - sum(lower[row][k] * lower[column][k] for k in range(column))
            lower[row][column] = math.sqrt(rest) if row == column else rest / lower[column][column]
    half = [0.0] * size
    for row in range(size):
        half[row] = (vector[row] - sum(lower[row][k] * half[k] for k in range(row))) / lower[row][row]
    whole = [0.0] * size
    for row in reversed(range(size)):
        whole[row] = (half[row] - sum(lower[k][row] * whole[k] for k in range(row + 1, size))) / lower[row][row]
    return whole


def check(posts: Sequence[Example]) -> str:
    """Exact extents and the Brier score of their probabilities, on pages that the weights have not seen."""
    pages = sorted({post.page for post in posts})
    hits: dict[str, list[bool]] = {}
    error = 0.0
    for turn in range(FOLDS):
        away = set(pages[turn::FOLDS])
        weights = fit([post for post in posts if post.page not in away])
        for post in (post for post in posts if post.page in away):
            extent = boundaries.choose(iter(post.steps), weights)
            got = fold(post.steps[len(extent.segments) - 1].words) if extent.segments else ""
            right = post.right is not None and got == fold(post.steps[post.right].words)
            hits.setdefault(post.extractor, []).append(right)
            error += (extent.probability - right) ** 2
    count = sum(map(len, hits.values()))
    lines = [f"{name:20} {sum(found) / len(found):.3f} of {len(found)}" for name, found in sorted(hits.items())]
    return "\n".join(
        [*lines, f"{'all':20} {sum(map(sum, hits.values())) / count:.3f} of {count}, Brier {error / count:.3f}"]
    )


def module(weights: Mapping[str, float]) -> str:
    """The source of the module."""
    lines = [f'    "{name}": {value:.2f},' for name, value in sorted(weights.items())]
    head = '"""What each piece of evidence is worth, in log-odds. Generated by `tools/fit_joins.py`: do not edit."""'
    return "\n".join([head, "", "WEIGHTS: dict[str, float] = {", *lines, "}", ""])


if __name__ == "__main__":
    posts = [post for name in sys.argv[1:] if not name.startswith("-") for post in examples(Path(name))]
    print(check(posts) if "--check" in sys.argv else module(fit(posts)), end="" if "--check" not in sys.argv else "\n")
