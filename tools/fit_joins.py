"""Make `embedarchive/finder/text/extent/weights.py`: what each piece of evidence for a post's boundary is worth.

    python tools/fit_joins.py LABELS.jsonl … > weights.py; python tools/fit_joins.py --check LABELS.jsonl …

A labels file holds a line a text: `{"file", "page", "extractor", "tweets": [{"handle", "date", "text", "attribution",
"full_text_survives"}]}`, the file beside it. Every boundary that a labelled post shows is one example: the pieces
inside it belong together, the piece beyond does not. A logistic regression (Newton's method, a normal prior) weighs
the evidence; a page counts about once however many posts and renderings it has. `--check` leaves every ninth page
out in turn and prints the share of exact extents on the pages left out: the figure to believe.

    python tools/fit_joins.py --certainty LABELS.jsonl … > certainty.py

With the weights as they stand, this makes `certainty.py`: how often the likeliest extent is right, by its probability
and by what parts its outermost piece. Every file counts the same: one of published pages, and one of pages made to be
hard, whose paragraphs are as short as a post's lines. On published pages alone a wrong join is too rare to be learnt.
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

from embedarchive.finder.text import banners, posts
from embedarchive.finder.text.attribution import attributions
from embedarchive.finder.text.extent import boundaries, habits, order
from embedarchive.finder.text.extent.boundaries import Step

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
Row = tuple[Mapping[str, float], bool, float]
"""Evidence, whether it was true, and how much that counts."""

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


def fit(labelled: Sequence[Example]) -> dict[str, float]:
    """The weights that make the labels likeliest."""
    per_page = Counter(post.page for post in labelled if post.right is not None)
    rows: list[Row] = []
    for post in labelled:
        for index, step in enumerate(post.steps[: (post.right or 0) + 1] if post.right is not None else ()):
            if step.evidence is not None:
                rows.append((step.evidence, index != post.right, per_page[post.page] ** -0.6))
    return _likeliest(rows, PRIOR)


def certainty(files: Sequence[Path]) -> dict[str, float]:
    """What the kind and the probability of an extent say of its being right; every file counts the same."""
    rows: list[Row] = []
    for labels in files:
        answers = list(answered(labels))
        per_page = Counter(page for page, _, _ in answers)
        whole = sum(count**0.4 for count in per_page.values())
        rows += [(evidence, right, per_page[page] ** -0.6 / whole) for page, evidence, right in answers]
    return _likeliest(rows, {"odds": 1.0})


def answered(labels: Path) -> Iterator[tuple[str, Mapping[str, float], bool]]:
    """The page of every labelled post, what speaks for the extent that the finder gives it, and whether it is right."""
    for line in labels.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = (labels.parent / row["file"]).read_bytes().decode("utf-8")
        left, ways = posts.placed(text)
        for label in row["tweets"]:
            if not (label["attribution"] and label["full_text_survives"]):
                continue
            wanted = fold(label["text"])
            tried = [
                (fold(posts.words(text, post, ways)) == wanted, post)
                for post in left
                if post.attribution.handle.casefold() == label["handle"].casefold()
                and str(post.attribution.date) == label["date"]
            ]
            if tried:
                right, post = next((each for each in tried if each[0]), tried[0])
                left.remove(post)
                if post.extent.segments:
                    yield row["page"], boundaries.doubt(post.extent, ways), right


def _exact(post: Example, extent: boundaries.Extent) -> bool:
    """Has an extent the words of the label, and no others?"""
    got = fold(post.steps[len(extent.segments) - 1].words) if extent.segments else ""
    return post.right is not None and got == fold(post.steps[post.right].words)


def _likeliest(rows: Sequence[Row], prior: Mapping[str, float]) -> dict[str, float]:
    """The weights of a logistic regression: Newton's method from nothing known."""
    names = sorted({name for evidence, _, _ in rows for name in evidence} | set(prior))
    scale = len(rows) / sum(weight for _, _, weight in rows)
    weights = dict.fromkeys(names, 0.0)
    for _ in range(12):
        change = _newton(rows, names, weights, scale, prior)
        weights = {name: weights[name] - change[index] for index, name in enumerate(names)}
    return weights


def _newton(
    rows: Sequence[Row],
    names: Sequence[str],
    weights: Mapping[str, float],
    scale: float,
    prior: Mapping[str, float],
) -> list[float]:
    """One step of Newton's method: the gradient through the curvature, which the prior keeps invertible."""
    place = {name: index for index, name in enumerate(names)}
    gradient = [SPREAD * (weights[name] - prior.get(name, 0.0)) for name in names]
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


def check(labelled: Sequence[Example]) -> str:
    """Exact extents and the Brier score of their probabilities, on pages that the weights have not seen."""
    pages = sorted({post.page for post in labelled})
    hits: dict[str, list[bool]] = {}
    error = 0.0
    for turn in range(FOLDS):
        away = set(pages[turn::FOLDS])
        weights = fit([post for post in labelled if post.page not in away])
        for post in (post for post in labelled if post.page in away):
            extent = boundaries.choose(iter(post.steps), weights)
            right = _exact(post, extent)
            hits.setdefault(post.extractor, []).append(right)
            error += (extent.probability - right) ** 2
    count = sum(map(len, hits.values()))
    lines = [f"{name:20} {sum(found) / len(found):.3f} of {len(found)}" for name, found in sorted(hits.items())]
    return "\n".join(
        [*lines, f"{'all':20} {sum(map(sum, hits.values())) / count:.3f} of {count}, Brier {error / count:.3f}"]
    )


def module(what: str, name: str, weights: Mapping[str, float]) -> str:
    """The source of a module that holds one table."""
    lines = [f'    "{name}": {value:.2f},' for name, value in sorted(weights.items())]
    head = f'"""{what}, in log-odds. Generated by `tools/fit_joins.py`: do not edit."""'
    return "\n".join([head, "", f"{name}: dict[str, float] = {{", *lines, "}", ""])


def main(arguments: Sequence[str]) -> str:
    """What the arguments ask for."""
    files = [Path(name) for name in arguments if not name.startswith("-")]
    if "--certainty" in arguments:
        return module("How far the likeliest extent can be believed", "CERTAINTY", certainty(files))
    labelled = [post for file in files for post in examples(file)]
    if "--check" in arguments:
        return check(labelled) + "\n"
    return module("What each piece of evidence is worth", "WEIGHTS", fit(labelled))


if __name__ == "__main__":
    print(main(sys.argv[1:]), end="")
