"""A hook for a newsroom's own system: when an article is published, what it shows is kept.

    python examples/newsroom.py examples/article.txt --archive /tmp/kept

`keep` is what a task queue or a signal calls; docs/newsroom.md has the lines for Celery, Django and Wagtail.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedarchive import Archive, SourceError


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an article's posts and images.

    Attributes:
        states: how many are archived, recovered, unavailable, pending or failed.
        again: whether trying again later may help: something is pending, or the article could not be read now.
        problem: why the article could not be read, in a sentence; empty where it was.
    """

    states: dict[str, int]
    again: bool
    problem: str = ""


def keep(article: str | Path, folder: str | Path = "snapshots", **options: Any) -> Kept:  # noqa: ANN401 -- those of `Archive`
    """Keep an article and all that it shows. Running it again asks nobody for what is settled.

    Args:
        article: its address, or the path of its file.
        folder: the archive's; one writer at a time waits for another.
        options: those of `embedarchive.Archive`, such as `operator`.
    """
    states: Counter[str] = Counter()
    problem = ""
    with Archive(folder, **options) as archive:
        try:
            for result in archive.add(article):
                states[str(result.status)] += 1
        except SourceError as error:
            problem = str(error)
    return Kept(dict(states), again=bool(problem or states["pending"]), problem=problem)


def main() -> int:
    """Keep one article from the command line."""
    parser = argparse.ArgumentParser(description="Keep an article and all that it shows.")
    parser.add_argument("article")
    parser.add_argument("--archive", default="snapshots")
    given = parser.parse_args()
    kept = keep(given.article, given.archive)
    print(kept.problem or ", ".join(f"{count} {state}" for state, count in kept.states.items()) or "nothing to keep")
    return 3 if kept.again else 0


if __name__ == "__main__":
    raise SystemExit(main())
