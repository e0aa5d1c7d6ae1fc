"""Make `extent/joins.txt` and `extent/confidence.txt` of `finder/text`: what evidence is worth, how sure to be.

    python -m tools.fit_joins LABELS.jsonl … [--made LABELS.jsonl …] [--without NAME …] [--seed 5] [--write]

A labels file holds a line a text: `{"file", "page", "extractor", "publisher", "tweets": [{"id", "handle", "date",
"text", "attribution", "full_text_survives"}]}`, the file beside it; where publishers are missing, `labels.jsonl`
beside it names them by page. `--made` are texts of `tools/make_texts.py`. Needs numpy, which nothing else does.

The discipline:

- every figure called *left out* comes from weights that have seen neither the publisher nor the post (by its id), in a
  real or in a made text: publishers are dealt into six folds, the largest first;
- the confidence is fitted on the answers of left-out folds, and judged on folds that it has not seen either;
- a publisher counts as its posts to the power of 0.4, however often each was rendered;
- `--write` refuses to write where the left-out figure (exact words, publishers averaged, real texts) is worse than the
  one that the last writing kept in `tools/fit_joins.json`;
- `--without NAME` leaves a clue out (by the beginning of its name): what it is worth is the difference.

Printed, side by side: exact words in sample, left out and in made texts (left out as well), by extractor and
together; then how the confidence can be believed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embedarchive.finder import language
from embedarchive.finder.text import posts, spacing
from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import boundaries, confidence, order, weights
from embedarchive.finder.text.extent.boundaries import Step
from embedarchive.finder.text.extent.habits import Habits
from tools.labelled import Text, fold, texts

PRIOR = {
    "another language": -3.0,
    "another script": -3.5,
    "article's language beside another": -3.0,
    "begins as other posts do": -1.0,
    "below a time": -3.0,
    "below link end": -2.5,
    "below media end": -5.0,
    "blank line above the block": -1.0,
    "byline or day": -4.0,
    "credit": -2.0,
    "emphasis": -1.0,
    "foreign link": -3.0,
    "glue between blocks": -3.5,
    "headline": -6.0,
    "item beside no item": -4.0,
    "leads in": -1.0,
    "leaves a quotation open": -1.0,
    "media end": -4.0,
    "mention start": -1.0,
    "mentions the author": -3.0,
    "names the author in full": -2.0,
    "outdented": -3.0,
    "presents": -2.5,
    "prose beside no words": -3.0,
    "says it again": -2.0,
    "speaks of a post": -1.5,
    "time line": -3.0,
}
"""What is known without counting: rare in the labels, and no accident."""

SPREAD = 1.0
POWER = 0.4
FOLDS = 6
GLUED = {"bs4", "bs4_space", "readability_js", "made bs4", "made bs4_space"}
"""Ways of rendering in which nothing parts a post from the prose around it."""

KEPT = Path(__file__).with_suffix(".json")
PACKAGE = Path(weights.__file__).parent
Evidence = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """The joins of one labelled post whose words can be made: evidence, and whether the two pieces belong together."""

    publisher: str
    post: str
    joins: tuple[tuple[Evidence, bool], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the finder said of one labelled post."""

    publisher: str
    extractor: str
    evidence: Evidence
    right: bool
    confidence: float
    cap: float
    made: bool


def examples(text: Text) -> list[Example]:
    """Every labelled post of a text whose words survive and whose attribution is found."""
    words = posts.with_line_feeds(text.words)
    for step in spacing.readings(words):
        words = step.text
    found = posts._attributions(words, language.detect(words))  # noqa: SLF001
    if not found:
        return []
    ways = posts.ways_of(words, found)
    split = order.splits(words, found, ways)
    left = list(range(len(found)))
    kept: list[Example] = []
    for label in text.labels:
        wanted = fold(label["text"])
        tried = [
            (index, *_steps(words, found, index, ways, wanted, split=split))
            for index in left
            if _same(found[index], label)
        ]
        if tried:
            index, steps, right = next((each for each in tried if each[2] is not None), tried[0])
            left.remove(index)
            if right is not None:
                joins = [
                    (step.evidence, at != right)
                    for at, step in enumerate(steps[: right + 1])
                    if step.evidence is not None
                ]
                kept.append(Example(text.publisher, str(label["id"]), tuple(joins)))
    return kept


def _same(item: Attribution, label: Mapping[str, Any]) -> bool:
    return item.handle.casefold() == (label["handle"] or "").casefold() and str(item.date) == label["date"]


def _steps(
    text: str, found: Sequence[Attribution], index: int, ways: Habits, words: str, *, split: bool
) -> tuple[tuple[Step, ...], int | None]:
    """The steps above an attribution, or below it where posts go on there or only they can make the words."""
    shared = boundaries.setting(text, found[index], ways)
    above = tuple(boundaries.upward(text, found[index - 1].end if index else 0, shared))
    right = _right(above, words)
    if (right is None or (split and not order.ends_in_link(above[0].words))) and above and not ways.loose:
        high = order.room_below(text, found, index)
        below = tuple(boundaries.downward(text, above[0].segment, found[index].end, high, shared))
        if _right(below, words) is not None:
            return below, _right(below, words)
    return above, right


def _right(steps: Sequence[Step], words: str) -> int | None:
    return max((index for index, step in enumerate(steps) if fold(step.words) == words), default=None)


def answers(task: tuple[Sequence[Text], Evidence, Evidence | None]) -> list[Answer]:
    """What the finder says of texts with these weights."""
    read, joins, belief = task
    weights.joins().clear()
    weights.joins().update(joins)
    if belief is not None:
        weights.confidence().clear()
        weights.confidence().update(belief)
    return [answer for text in read for answer in _answered(text)]


def _answered(text: Text) -> Iterable[Answer]:
    words = posts.with_line_feeds(text.words)
    for step in spacing.readings(words):
        words = step.text
    spoken = language.detect(words)
    left, ways = posts.signed_posts(words, spoken)
    for label in text.labels:
        wanted = fold(label["text"])
        tried = [
            (fold(posts.words(words, post, ways)) == wanted, post) for post in left if _same(post.attribution, label)
        ]
        if not tried:
            continue
        right, post = next((each for each in tried if each[0]), tried[0])
        left.remove(post)
        evidence = confidence.evidence(post.extent, ways) if post.extent.segments else {}
        stated = posts.embed_of(words, post, ways, {}, spoken).confidence
        cap = confidence.UNSETTLED if post.extent.open else 1.0
        yield Answer(text.publisher, text.extractor, evidence, right, stated, cap, text.made)


def likeliest(
    rows: Sequence[tuple[Evidence, bool, float]], prior: Evidence, spread: float = SPREAD
) -> dict[str, float]:
    """The weights of a logistic regression with a normal prior: Newton's method with steps that never go uphill."""
    names = sorted({name for evidence, _, _ in rows for name in evidence} | set(prior))
    place = {name: index for index, name in enumerate(names)}
    seen: Any = np.zeros((len(rows), len(names)), dtype=np.float32)
    for row, (evidence, _, _) in enumerate(rows):
        for name, value in evidence.items():
            seen[row, place[name]] = value
    true = np.array([float(right) for _, right, _ in rows])
    count = np.array([weight for _, _, weight in rows])
    known = np.array([prior.get(name, 0.0) for name in names])
    now = known.copy()

    def loss(at: Any) -> float:  # noqa: ANN401 -- NumPy's, which is not here where only tests run
        odds = seen @ at
        return float((count * (np.logaddexp(0, odds) - true * odds)).sum() + spread * ((at - known) ** 2).sum() / 2)

    best = loss(now)
    for _ in range(16):
        share = 1 / (1 + np.exp(-np.clip(seen @ now, -30, 30)))
        slope = seen.T @ (count * (share - true)) + spread * (now - known)
        bend = (seen * (count * share * (1 - share))[:, None]).T @ seen + spread * np.eye(len(names))
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while size > 1e-3 and loss(now - size * step) > best:
            size /= 2
        if best - loss(now - size * step) < 1e-4:
            break
        now = now - size * step
        best = loss(now)
    return {name: round(float(value), 2) for name, value in zip(names, now, strict=True)}


def fit(labelled: Sequence[Example], without: Sequence[str] = ()) -> dict[str, float]:
    """The weights that make the labels likeliest; a publisher counts as its posts to the power of POWER."""
    times = Counter((each.publisher, each.post) for each in labelled)
    sizes = Counter(by for by, _ in times)
    rows = [
        (
            {name: value for name, value in evidence.items() if not name.startswith(tuple(without))},
            joined,
            sizes[each.publisher] ** (POWER - 1) / times[each.publisher, each.post],
        )
        for each in labelled
        for evidence, joined in each.joins
    ]
    scale = 3 * len(times) / sum(weight for _, _, weight in rows)
    prior = {name: value for name, value in PRIOR.items() if not name.startswith(tuple(without))}
    return likeliest([(evidence, joined, weight * scale) for evidence, joined, weight in rows], prior)


def believe(given: Sequence[Answer]) -> dict[str, float]:
    """What the evidence says of an extent's being right."""
    sizes = Counter((each.publisher, each.made) for each in given)
    rows = [
        (each.evidence, each.right, sizes[each.publisher, each.made] ** (POWER - 1)) for each in given if each.evidence
    ]
    scale = 600 / sum(weight for _, _, weight in rows)
    return likeliest([(evidence, right, weight * scale) for evidence, right, weight in rows], {"odds": 1.0})


def dealt(read: Sequence[Text], seed: int) -> dict[str, int]:
    """Which fold each publisher is left out in: the largest are dealt first, to the smallest fold."""
    sizes: dict[str, set[str]] = defaultdict(set)
    for text in read:
        sizes[text.publisher] |= {str(label["id"]) for label in text.labels}
    names = sorted(sizes)
    random.Random(seed).shuffle(names)  # noqa: S311 -- folds, no secrets
    load = [0] * FOLDS
    folds: dict[str, int] = {}
    for name in sorted(names, key=lambda name: -len(sizes[name])):
        folds[name] = min(range(FOLDS), key=lambda index: load[index])
        load[folds[name]] += len(sizes[name])
    return folds


def left_out(
    read: Sequence[Text], labelled: Sequence[Example], seed: int, without: Sequence[str], pool: ProcessPoolExecutor
) -> list[Answer]:
    """The finder's answers on each fold with weights that have seen none of its publishers and posts."""
    folds = dealt(read, seed)
    tasks = []
    for turn in range(FOLDS):
        away = [text for text in read if folds[text.publisher] == turn]
        known = {str(label["id"]) for text in away for label in text.labels}
        joins = fit([each for each in labelled if folds[each.publisher] != turn and each.post not in known], without)
        tasks += [(away[at : at + 60], joins, None) for at in range(0, len(away), 60)]
    given = [answer for some in pool.map(answers, tasks) for answer in some]
    believed: list[Answer] = []
    for turn in range(FOLDS):
        belief = believe([each for each in given if folds[each.publisher] != turn])
        believed += [_with(each, belief) for each in given if folds[each.publisher] == turn]
    return believed


def _with(answer: Answer, belief: Evidence) -> Answer:
    share = boundaries.belongs(answer.evidence, belief) if answer.evidence else answer.confidence
    stated = confidence.stated(share) if answer.evidence else share
    return Answer(
        answer.publisher,
        answer.extractor,
        answer.evidence,
        answer.right,
        min(stated, answer.cap),
        answer.cap,
        answer.made,
    )


def figures(given: Sequence[Answer]) -> dict[str, float]:
    """Exact words by rows and by publishers, with line breaks and glued; how the confidence can be believed."""
    found: dict[str, float] = {}
    for name, some in (
        ("lines", [each for each in given if each.extractor not in GLUED]),
        ("glued", [each for each in given if each.extractor in GLUED]),
        ("all", list(given)),
    ):
        by: dict[str, list[bool]] = defaultdict(list)
        for each in some:
            by[each.publisher].append(each.right)
        found[name] = _share(each.right for each in some)
        found[f"{name}, publishers averaged"] = sum(_share(rights) for rights in by.values()) / max(1, len(by))
    found["Brier"] = sum((each.confidence - each.right) ** 2 for each in given) / max(1, len(given))
    found["right where >= .9"] = _share(each.right for each in given if each.confidence >= 0.9)
    found["said at >= .9"] = _share(each.confidence >= 0.9 for each in given)
    return found


def _share(rights: Iterable[bool]) -> float:
    listed = list(rights)
    return sum(listed) / len(listed) if listed else 0.0


def reliability(given: Sequence[Answer]) -> str:
    """How often what was said at each confidence was right."""
    lines = ["| confidence | posts | said | right |", "|---|---|---|---|"]
    edges = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
    for low, high in itertools.pairwise(edges):
        some = [each for each in given if low <= each.confidence < high]
        if some:
            said = sum(each.confidence for each in some) / len(some)
            lines.append(
                f"| {low:.2f} to {min(high, 1):.2f} | {len(some)} | {said:.3f} | "
                f"{_share(each.right for each in some):.3f} |"
            )
    return "\n".join(lines)


def table(columns: Mapping[str, Sequence[Answer]]) -> str:
    """Exact words by extractor, a column a way of measuring, and the figures of all."""
    lines = ["| | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for extractor in sorted({each.extractor for given in columns.values() for each in given}):
        cells = [[each.right for each in given if each.extractor == extractor] for given in columns.values()]
        lines.append(
            f"| {extractor} | "
            + " | ".join(f"{_share(cell):.3f} of {len(cell)}" if cell else "" for cell in cells)
            + " |"
        )
    told = [figures(given) for given in columns.values()]
    lines += [f"| {name} | " + " | ".join(f"{each[name]:.3f}" for each in told) + " |" for name in told[0]]
    return "\n".join(lines)


def data(what: str, values: Evidence) -> str:
    """The data file that holds one table."""
    lines = [f"{key}\t{value:.2f}" for key, value in sorted(values.items())]
    return "\n".join([f"# {what}, in log-odds. Generated by tools/fit_joins.py; do not edit.", *lines, ""])


def main() -> int:
    """Fit, judge, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--made", type=Path, nargs="*", default=[])
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--brief", action="store_true", help="left out only")
    args = parser.parse_args()
    read = [text for file in args.labels for text in texts(file)]
    read += [text for file in args.made for text in texts(file, made=True)]
    with ProcessPoolExecutor(2) as pool:
        labelled = [each for some in pool.map(examples, read, chunksize=20) for each in some]
        given = left_out(read, labelled, args.seed, args.without, pool)
        real, made = [each for each in given if not each.made], [each for each in given if each.made]
        if args.brief:
            sys.stdout.write(
                f"{' '.join(args.without) or 'all clues'} "
                f"{json.dumps({key: round(value, 3) for key, value in figures(real).items()})}\n"
            )
            return 0
        joins, belief = fit(labelled, args.without), believe(given)
        tasks = [(read[at : at + 60], joins, belief) for at in range(0, len(read), 60)]
        seen = [each for some in pool.map(answers, tasks) for each in some if not each.made]
    sys.stdout.write(
        table({"in sample": seen, "left out": real, "made, left out": made}) + "\n\n" + reliability(real) + "\n"
    )
    return write(joins, belief, figures(real), args.seed) if args.write else 0


def write(joins: Evidence, belief: Evidence, reached: Mapping[str, float], seed: int) -> int:
    """Write both tables, unless the left-out figure is worse than the last one."""
    name = "all, publishers averaged"
    last = json.loads(KEPT.read_text(encoding="utf-8"))[name] if KEPT.exists() else 0.0
    if reached[name] < last - 0.0005:
        sys.stderr.write(f"not written: {name} is {reached[name]:.4f} left out, and was {last:.4f}\n")
        return 1
    worth, sure = "What each piece of evidence is worth", "How far the likeliest extent can be believed"
    (PACKAGE / "joins.txt").write_text(data(worth, joins), encoding="utf-8")
    (PACKAGE / "confidence.txt").write_text(data(sure, belief), encoding="utf-8")
    kept = {key: round(value, 4) for key, value in reached.items()} | {"seed": seed, "weights": len(joins)}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
