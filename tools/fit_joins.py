"""Make `extent/joins.txt` and `extent/confidence.txt` of `finder/text`: what evidence is worth, how sure to be.

    python -m tools.fit_joins LABELS.jsonl … [--beside LABELS.jsonl …] [--made LABELS.jsonl …] [--seed 5] [--again 6]
        [--ablate] [--write]

A labels file holds a line a text: `{"file", "page", "extractor", "publisher", "tweets": [{"id", "handle", "date",
"text", "attribution", "full_text_survives"}]}`, the file beside it; where publishers are missing, `labels.jsonl`
beside it names them by page. `--beside` are texts of further publishers (`tools/pinned_pages.py`), which are fitted on
and left out as the first are; each file of them is judged by itself. `--made` are texts of `tools/make_texts.py`. Needs
numpy, which nothing else does.

The discipline:

- every figure called *left out* comes from weights that have seen neither the publisher nor the post (by its id), in a
  real or in a made text: publishers are dealt into six folds, the largest first, and file by file, so that a further
  file moves none of those before it;
- which weights are so small that they are left out altogether is decided anew in every fold;
- what posts show as wholes is fitted last, beside what the weights of their boundaries say, which stay as they are;
- the confidence is fitted on the answers of left-out folds, and judged on folds that it has not seen either;
- a publisher counts as its posts to the power of 0.4, however often each was rendered;
- `--again SEED` deals once more, and says how far the figures move;
- what other posts of a text say (`tools/agreement.py`) is told of the weights of the same fold, fitted without it;
- `--ablate` says what each group of clues is worth: the boundaries alone, left out, without it;
- `--write` refuses to write where a left-out figure (exact words, publishers averaged, of the first texts or of those
  beside them) is worse than the one that the last writing kept in `tools/fit_joins.json`.

Printed, side by side: exact words in sample, left out and in made texts (left out as well), by extractor and
together; then how the confidence can be believed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from embedarchive.finder.text.extent import confidence, weights
from tools import judged
from tools.evidence import Answer, Evidence, Example, answers, examples
from tools.joined import POWER, Joins
from tools.known_clues import GROUPS
from tools.labelled import Text, texts
from tools.logistic import Matrix, likeliest

FOLDS = 6

JUDGED = "all, publishers averaged"
"""The figure that no writing may make worse: of the first texts, and of each file of those beside them."""

KEPT = Path(__file__).with_suffix(".json")
PACKAGE = Path(weights.__file__).parent


def believe(given: Sequence[Answer]) -> dict[str, float]:
    """What the evidence says of an extent's being right."""
    given = [each for each in given if each.evidence]
    sizes = Counter((each.publisher, each.made) for each in given)
    matrix = Matrix([each.evidence for each in given], ("odds",))
    count = np.array([sizes[each.publisher, each.made] ** (POWER - 1) for each in given])
    true = np.array([float(each.right) for each in given])
    found = likeliest(matrix.seen, true, count * 600 / count.sum(), matrix.column({"odds": 1.0}))
    return {name: round(float(value), 2) for name, value in zip(matrix.names, found, strict=True)}


def dealt(files: Iterable[Sequence[Text]], seed: int) -> dict[str, int]:
    """Which fold each publisher is left out in: of each file the largest are dealt first, to the smallest fold."""
    load = [0] * FOLDS
    folds: dict[str, int] = {}
    for read in files:
        sizes: dict[str, set[str]] = defaultdict(set)
        for text in read:
            sizes[text.publisher] |= {str(label["id"]) for label in text.labels}
        names = sorted(sizes.keys() - folds)
        random.Random(seed).shuffle(names)  # noqa: S311 -- folds, no secrets
        for name in sorted(names, key=lambda name: -len(sizes[name])):
            folds[name] = min(range(FOLDS), key=lambda index: load[index])
            load[folds[name]] += len(sizes[name])
    return folds


def unseen(read: Sequence[Text], folds: Mapping[str, int], turn: int, labelled: Sequence[Example]) -> list[bool]:
    """Which examples may be fitted on while one fold is left out: of other publishers, and of other posts."""
    known = {str(label["id"]) for text in read if folds[text.publisher] == turn for label in text.labels}
    return [folds[each.publisher] != turn and each.post not in known for each in labelled]


def left_out(
    read: Sequence[Text], joins: Joins, folds: Mapping[str, int], without: Sequence[str], pool: ProcessPoolExecutor
) -> list[Answer]:
    """The finder's answers on each fold with weights that have seen none of its publishers and posts."""
    tasks = []
    for turn in range(FOLDS):
        away = [text for text in read if folds[text.publisher] == turn]
        worth = joins.fit(unseen(read, folds, turn, joins.labelled), without)
        tasks += [(away[at : at + 60], worth, None) for at in range(0, len(away), 60)]
    given = [answer for some in pool.map(answers, tasks) for answer in some]
    believed: list[Answer] = []
    for turn in range(FOLDS):
        belief = believe([each for each in given if folds[each.publisher] != turn])
        believed += [_with(each, belief) for each in given if folds[each.publisher] == turn]
    return believed


def _with(answer: Answer, belief: Evidence) -> Answer:
    """The same answer, as sure as it may be."""
    if not answer.evidence:
        return answer
    stated = confidence.stated(answer.evidence, belief)
    return replace(answer, confidence=min(stated, answer.cap))


def ablation(read: Sequence[Text], joins: Joins, folds: Mapping[str, int], groups: Sequence[str]) -> str:
    """What these groups of clues are worth to the boundaries of real texts, left out: the most useful first."""
    wanted = [unseen(read, folds, turn, joins.labelled) for turn in range(FOLDS)]

    def reached(without: Sequence[str]) -> list[float]:
        right = [joins.right(joins.fit(each, without)) for each in wanted]
        given = [
            Answer(each.publisher, each.extractor, {}, right[folds[each.publisher]][at], 0.0, 1.0, each.made)
            for at, each in enumerate(joins.labelled)
            if not each.made
        ]
        told = judged.figures(given)
        return [told[f"{name}{of}"] for name in ("lines", "glued") for of in ("", ", publishers averaged")]

    whole = reached(())
    lost = {
        group: [before - after for before, after in zip(whole, reached(GROUPS[group]), strict=True)] for group in groups
    }
    lines = [
        "| without | lines | publishers averaged | glued | publishers averaged |",
        "|---|---|---|---|---|",
        "| nothing | " + " | ".join(f"{each:.4f}" for each in whole) + " |",
    ]
    lines += [
        f"| {group} | " + " | ".join(f"{-each:+.4f}" for each in lost[group]) + " |"
        for group in sorted(lost, key=lambda name: -sum(lost[name]))
    ]
    return "\n".join(lines)


def data(what: str, values: Evidence) -> str:
    """The data file that holds one table."""
    lines = [f"{key}\t{value:.2f}" for key, value in sorted(values.items()) if round(value, 2)]
    return "\n".join([f"# {what}, in log-odds. Generated by tools/fit_joins.py; do not edit.", *lines, ""])


def main() -> int:
    """Fit, judge, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--beside", type=Path, nargs="*", default=[])
    parser.add_argument("--made", type=Path, nargs="*", default=[])
    parser.add_argument("--without", nargs="*", default=[], help="leave out the clues whose names begin so")
    parser.add_argument("--seed", type=int, default=5, help="how publishers are dealt into folds")
    parser.add_argument("--again", type=int, help="another seed: how far does it move the figures?")
    parser.add_argument("--ablate", nargs="*", help="what each of these groups (all) is worth, and nothing else")
    parser.add_argument("--faults", type=Path, help="write every left-out answer to this file, a line each")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    first = [text for file in args.labels for text in texts(file)]
    beside = [[*texts(file)] for file in args.beside]
    files = [first, *beside, [text for file in args.made for text in texts(file, made=True)]]
    read = [text for some in files for text in some]
    with ProcessPoolExecutor(2) as pool:
        joins = Joins([each for some in pool.map(examples, read, chunksize=20) for each in some])
        if args.ablate is not None:
            sys.stdout.write(ablation(read, joins, dealt(files, args.seed), args.ablate or [*GROUPS]) + "\n")
            return 0
        worth = joins.fit([True] * len(joins.labelled), args.without)
        given = left_out(read, joins, dealt(files, args.seed), args.without, pool)
        belief = believe(given)
        tasks = [(read[at : at + 60], worth, belief) for at in range(0, len(read), 60)]
        seen = [each for some in pool.map(answers, tasks) for each in some]
        again = []
        if args.again is not None:
            again = left_out(read, joins, dealt(files, args.again), args.without, pool)
    further = {text.publisher for some in beside for text in some}
    columns = {"in sample": _real(seen, further), "left out": _real(given, further)}
    kept = ["left out"]
    for number, some in enumerate(beside, 1):
        kept.append("beside, left out" if number == 1 else f"beside {number}, left out")
        columns[kept[-1]] = _beside(given, {text.publisher for text in some})
    columns["made, left out"] = [each for each in given if each.made]
    if again:
        columns[f"left out, seed {args.again}"] = _real(again, further)
    real = [each for each in given if not each.made]
    sys.stdout.write(f"{judged.table(columns)}\n| weights | {len(worth)} |\n\n{judged.reliability(real)}\n")
    if args.faults:
        args.faults.write_text("".join(json.dumps(_told(each)) + "\n" for each in given), encoding="utf-8")
    reached = {name: judged.figures(columns[name]) for name in kept}
    return write(worth, belief, reached, args.seed) if args.write else 0


def _real(given: Sequence[Answer], further: Container[str]) -> list[Answer]:
    """Answers on real texts of the first publishers."""
    return [each for each in given if not each.made and each.publisher not in further]


def _beside(given: Sequence[Answer], further: Container[str]) -> list[Answer]:
    """Answers on texts of further publishers."""
    return [each for each in given if not each.made and each.publisher in further]


def _told(answer: Answer) -> dict[str, object]:
    """An answer as it is read by whoever looks for what goes wrong."""
    names = ("publisher", "extractor", "file", "label", "right", "confidence", "cap", "made", "words")
    return {name: getattr(answer, name) for name in names} | {"evidence": dict(answer.evidence)}


def write(joins: Evidence, belief: Evidence, reached: Mapping[str, Mapping[str, float]], seed: int) -> int:
    """Write both tables, unless a left-out figure is worse than the last one."""
    last = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name, told in reached.items():
        now, before = told[JUDGED], last.get(name, {}).get(JUDGED, 0.0)
        if now < before - 0.0005:
            sys.stderr.write(f"not written: {name}, {JUDGED} is {now:.4f}, and was {before:.4f}\n")
            return 1
    worth, sure = "What each piece of evidence is worth", "How far the likeliest extent can be believed"
    (PACKAGE / "joins.txt").write_text(data(worth, joins), encoding="utf-8")
    (PACKAGE / "confidence.txt").write_text(data(sure, belief), encoding="utf-8")
    kept = {name: {key: round(value, 4) for key, value in told.items()} for name, told in reached.items()}
    KEPT.write_text(json.dumps(kept | {"seed": seed, "weights": len(joins)}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
