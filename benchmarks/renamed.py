"""Labelled pages whose markup says the same in other words: what is found by structure alone.

Every class, id and data attribute is renamed at random (four seeds), figures and sections become plain blocks, blocks
stand in further blocks, attributes in another order and under another prefix; last all of that at once.

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

from tools.renaming import WAYS, renamed  # noqa: E402 -- a folder beside this one

CORPUS = ROOT / "corpus"
BASE = "https://paper.example/the-ferry/"


def found_in(page: str) -> set[tuple[str, str]]:
    """The posts on a page."""
    (document,) = documents.read(page.encode(), base_url=BASE, media_type="text/html")
    return {(each.platform, each.id) for each in finder.scan(document).embeds if each.id}


SEEDS = ("", "one", "two", "three")


def main(folders: list[Path]) -> None:
    """Print for each platform recall and precision with names and without, and the forms that were lost."""
    for folder in folders:
        labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
        pages = [label for label in labels if label["file"].endswith(".html")]
        _measure(folder, pages)
        _ways(folder, pages)


def _ways(folder: Path, labels: list[dict[str, Any]]) -> None:
    """Print recall and precision for every way of saying the same, with each seed."""
    rows = []
    for way, changed in WAYS.items():
        for seed in SEEDS if way in {"new names", "everything at once"} else SEEDS[:1]:
            count: Counter[str] = Counter()
            for label in labels:
                page = (folder / label["file"]).read_bytes().decode("utf-8")
                wanted, found = _keys(label, found_in(changed(page, f"{label['file']}{seed}")))
                count.update(wanted=len(wanted), found=len(found), right=len(wanted & found))
            rows.append((way, seed or "-", _share(count, "wanted"), _share(count, "found")))
    print(f"\n## {folder.name}: the same in other words\n")
    print(table(("what is other", "seed", "recall", "precision"), rows))


def _keys(label: dict[str, Any], found: set[tuple[str, str]]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The posts that a label wants, and those found that count: of platforms that are labelled, and not neutral."""
    wanted = {(each["platform"], each["id"]) for each in label["embeds"] if each.get("id")}
    neutral = {each.get("id") for each in label.get("neutral", ())}
    return wanted, {key for key in found if key in wanted or key[1] not in neutral}


def _measure(folder: Path, labels: list[dict[str, Any]]) -> None:
    counts: dict[tuple[str, bool], Counter[str]] = {}
    lost: Counter[str] = Counter()
    labelled = {each["platform"] for label in labels for each in label["embeds"]}
    for label in labels:
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
