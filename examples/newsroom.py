"""A hook for a newsroom's own system: when an article is published, what it shows is kept.

    python examples/newsroom.py examples/article.txt --archive /tmp/kept

`keep` is what a task queue or a signal calls, `keep_text` where a system hands over the text itself. Both may be called
in several processes at once. What calls them in Celery, Django, Wagtail and WordPress lies in `cms/`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
        folder: the archive's; several processes may add to it at once.
        options: those of `embedarchive.Archive`, such as `operator`.
    """
    return _kept(article, folder, None, options)


def keep_text(
    text: str,
    name: str,
    folder: str | Path = "snapshots",
    *,
    address: str | None = None,
    **options: Any,  # noqa: ANN401 -- those of `Archive`
) -> Kept:
    """Keep an article whose text your system hands over: HTML, Markdown or plain text.

    It goes into a file below `articles`, beside the archive, which tells it from others: the same name with another
    text is a new version of the same article.

    Args:
        text: the article.
        name: what your system calls it, now and after an edit: a number, a slug.
        folder: the archive's.
        address: where it will be, for its relative links.
        options: those of `embedarchive.Archive`.
    """
    file = Path(folder).resolve().parent / "articles" / quote(name, safe="")
    file.parent.mkdir(exist_ok=True, parents=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", delete=False) as written:
        written.write(text)
    Path(written.name).replace(file)  # whoever reads it meanwhile reads the old one, or the new one
    return _kept(file, folder, address, options)


def _kept(article: str | Path, folder: str | Path, base_url: str | None, options: dict[str, Any]) -> Kept:
    states: Counter[str] = Counter()
    problem = ""
    with Archive(folder, **options) as archive:
        try:
            for result in archive.add(article, base_url=base_url):
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
