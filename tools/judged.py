"""How right answers are, and how far what the finder says of itself can be believed: the tables of `fit_joins.py`."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tools.evidence import Answer

GLUED = {"bs4", "bs4_space", "readability_js", "made bs4", "made bs4_space"}
"""Ways of rendering in which nothing parts a post from the prose around it."""

FEW = 10
"""Of an extractor or a language with fewer answers no figure is told."""

EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)


def figures(given: Sequence[Answer]) -> dict[str, float]:
    """Exact words by rows and by publishers, with line breaks and glued; how the confidence can be believed."""
    found: dict[str, float] = {}
    for name, some in (
        ("lines", [each for each in given if each.extractor not in GLUED]),
        ("glued", [each for each in given if each.extractor in GLUED]),
        ("all", list(given)),
    ):
        found[name] = share(each.right for each in some)
        found[f"{name}, publishers averaged"] = by_publisher(some)
        found[f"{name}, right where >= .9"] = share(each.right for each in some if each.confidence >= 0.9)
        found[f"{name}, said at >= .9"] = share(each.confidence >= 0.9 for each in some)
        found[f"{name}, Brier"] = sum((each.confidence - each.right) ** 2 for each in some) / max(1, len(some))
    return found


def by_publisher(given: Iterable[Answer]) -> float:
    """The share of right answers, one publisher as much as another."""
    by: dict[str, list[bool]] = defaultdict(list)
    for each in given:
        by[each.publisher].append(each.right)
    return sum(share(rights) for rights in by.values()) / max(1, len(by))


def share(rights: Iterable[bool]) -> float:
    """How many of them hold, from 0 to 1."""
    listed = list(rights)
    return sum(listed) / len(listed) if listed else 0.0


def reliability(given: Sequence[Answer]) -> str:
    """How often what was said at each confidence was right."""
    lines = ["| confidence | posts | said | right |", "|---|---|---|---|"]
    for low, high in itertools.pairwise(EDGES):
        some = [each for each in given if low <= each.confidence < high]
        if some:
            said = sum(each.confidence for each in some) / len(some)
            lines.append(
                f"| {low:.2f} to {min(high, 1):.2f} | {len(some)} | {said:.3f} | "
                f"{share(each.right for each in some):.3f} |"
            )
    return "\n".join(lines)


def table(columns: Mapping[str, Sequence[Answer]]) -> str:
    """Exact words by extractor and by language, a column a way of measuring, and the figures of all."""
    lines = ["| | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for key in (_bare, _language):
        counted = Counter(key(each) for given in columns.values() for each in given)
        for name in sorted(name for name, times in counted.items() if name and times >= FEW):
            cells = [[each.right for each in given if key(each) == name] for given in columns.values()]
            told = [f"{share(cell):.3f} of {len(cell)}" if cell else "" for cell in cells]
            lines.append(f"| {name} | {' | '.join(told)} |")
    whole = [figures(given) for given in columns.values()]
    lines += [f"| {name} | " + " | ".join(f"{each[name]:.3f}" for each in whole) + " |" for name in whole[0]]
    return "\n".join(lines)


def _language(answer: Answer) -> str:
    return answer.language


def _bare(answer: Answer) -> str:
    """An extractor's name, whoever made the text."""
    return answer.extractor.removeprefix("made ")
