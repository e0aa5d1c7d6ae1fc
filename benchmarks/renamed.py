"""Labelled pages with every class, id and data attribute renamed at random: what is found by structure alone.

    python benchmarks/renamed.py [FOLDER …]      folders laid out like `corpus/`, which is the default

Measured, not promised of every page: an embed whose markup is nothing but a name can not be found without it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from timing import table

from embedarchive import documents, finder

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.renaming import renamed  # noqa: E402 -- a folder beside this one

CORPUS = ROOT / "corpus"
BASE = "https://paper.example/the-ferry/"


def found_in(page: str) -> set[tuple[str, str]]:
    """The posts on a page."""
    (document,) = documents.read(page.encode(), base_url=BASE, media_type="text/html")
    return {(each.platform, each.id) for each in finder.scan(document).embeds if each.id}


def main(folders: list[Path]) -> None:
    """Print for each platform recall and precision with names and without, and the forms that were lost."""
    for folder in folders:
        _measure(folder)


def _measure(folder: Path) -> None:
    counts: dict[tuple[str, bool], Counter[str]] = {}
    lost: Counter[str] = Counter()
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    labelled = {each["platform"] for label in labels for each in label["embeds"]}
    for label in labels:
        if not label["file"].endswith(".html"):
            continue
        page = (folder / label["file"]).read_bytes().decode("utf-8")
        wanted = {(each["platform"], each["id"]): each["form"] for each in label["embeds"] if each.get("id")}
        neutral = {each.get("id") for each in label.get("neutral", ())}
        for named in (True, False):
            found = found_in(page if named else renamed(page, label["file"]))
            found = {key for key in found if key[0] in labelled and (key in wanted or key[1] not in neutral)}
            for key in wanted.keys() | found:
                for row in (key[0], "all"):
                    count = counts.setdefault((row, named), Counter())
                    count.update(wanted=key in wanted, found=key in found, right=key in wanted and key in found)
            if not named:
                lost.update(f"{key[0]} as {wanted[key]}" for key in wanted.keys() - found)
    rows = [_row(name, counts) for name in sorted({name for name, _ in counts}, key=lambda name: (name != "all", name))]
    print(f"\n## {folder.name}: every class, id and data attribute renamed\n")
    print(table(("platform", "posts", "recall", "precision", "renamed: recall", "precision"), rows))
    print("\nlost: " + ", ".join(f"{form} ({count})" for form, count in lost.most_common()))


def _row(name: str, counts: dict[tuple[str, bool], Counter[str]]) -> tuple[Any, ...]:
    shares = [
        _share(counts.get((name, named), Counter()), whole) for named in (True, False) for whole in ("wanted", "found")
    ]
    return (name, counts.get((name, True), Counter())["wanted"], *shares)


def _share(count: Counter[str], whole: str) -> str:
    return f"{count['right'] / count[whole]:.3f}" if count[whole] else "-"


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]] or [CORPUS])
