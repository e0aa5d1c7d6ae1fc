"""The pages on which most goes wrong, over all that is labelled: HTML, its renderings as text, flattened texts, images.

For each the faults are counted by kind, and it is said why they were left: a kind's own reason, or a remark on the page
by somebody who has looked at it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import images
from surroundings import CORPUS

GLUED = frozenset({"bs4", "bs4_space"})
"""Renderings in which nothing parts a post from the prose around it."""

REASONS = {
    "posts missed": "not explained",
    "posts found that no label has": "not explained",
    "texts that begin too early (glued)": (
        "no line, space or sign parts the post from the prose before it in this rendering: its length, its language "
        "and the quotation marks must tell; `doubts` says `start`"
    ),
    "texts that begin too early": "the line before reads like a part of the post; `doubts` says `start`",
    "texts that begin too late (glued)": "the other way: a sentence of the post ends where the prose could end",
    "texts that begin too late": "the other way: a line of the post reads like the article's",
    "texts that end otherwise or differ inside": "the rendering spells a link or a line end otherwise than the label",
    "attributions missed": "in the text as it was saved its dash, handle or day is broken",
    "images missed": "they stand among teasers, or in a part of the page that elsewhere holds advertising",
    "images that are not the article's": "nothing in the markup parts them from the article's own",
}

REMARKS = {
    "blog-juliasilge.com/content_blog_2019-01-20-rstudio-conf-2019": (
        "two posts that Hugo's shortcodes show and that stand in the text as `{{< tweet … >}}`: they are posts of the "
        "article, but the labels of the renderings list quotations only"
    ),
    "postlight/takagi-hiromitsu.jp-e490ed": (
        "a list of press cuttings with tweets among them, glued without a space, where the cutting's headline and the "
        "tweet say the same"
    ),
}


def of_scans(found: Path) -> Iterator[tuple[str, str]]:
    """The faults that the corpus's scorer tells of a file of scans."""
    command = [sys.executable, str(CORPUS / "score.py"), str(found), "--worst", "1000000", "--json"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    for line in told.splitlines():
        part, file, why = line.split(" ", 2)
        page, extractor = _page(part, file)
        said = json.loads(why)
        yield from ((page, "attributions missed" if part == "flat" else "posts missed") for _ in said["missed"])
        yield from ((page, "posts found that no label has") for _ in said.get("wrong", ()))
        for _, ours, label in said.get("text differs (ours, label)", ()):
            yield page, _difference(ours, label, glued=extractor in GLUED)


def _of_images() -> Iterator[tuple[str, str]]:
    for name, _ in images.SETS:
        labels: dict[str, list[images.Label]] = json.loads((images.HERE / name).read_text(encoding="utf-8"))
        for page, each in labels.items():
            told = images.labelled(images.folder_of(name) / page, each)
            yield from ((_bare(page), "images missed") for _ in told.wanted - told.found)
            yield from ((_bare(page), "images that are not the article's") for _ in told.found - told.wanted)


def _page(part: str, file: str) -> tuple[str, str]:
    """The page that a file of the corpus is, or renders, and the extractor that rendered it."""
    if part == "text":
        _, extractor, name = file.split("/", 2)
        return _bare(name).replace("__", "/", 1), extractor
    return _bare(file.removeprefix("pages/")), ""


def _bare(file: str) -> str:
    return file.rpartition(".")[0]


def _difference(ours: str, label: str, *, glued: bool) -> str:
    """What is wrong with a text; both are given as far as their first 160 characters."""
    mine, theirs = (re.sub(r"\W+", "", text) for text in (ours, label))
    kind = "texts that end otherwise or differ inside"
    if mine[:12] != theirs[:12]:
        lost = bool(mine) and mine[:12] in theirs
        kind = "texts that begin too late" if lost else "texts that begin too early"
        kind += " (glued)" if glued else ""
    return kind


def report(found: Path, most: int = 20) -> None:
    """Print the worst pages.

    Args:
        found: a file of scans of the corpus, one a line.
        most: how many pages are printed.
    """
    pages: dict[str, Counter[str]] = defaultdict(Counter)
    for page, kind in (*of_scans(found), *_of_images()):
        pages[page][kind] += 1
    worst = sorted(pages.items(), key=lambda item: (-item[1].total(), item[0]))[:most]
    print(f"\n## The {most} worst pages of {len(pages)} that have a fault (all kinds and renderings together)\n")
    for number, (page, kinds) in enumerate(worst, 1):
        print(f"{number}. {page}: {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}")
        print(f"   left: {REMARKS.get(page) or REASONS[kinds.most_common(1)[0][0]]}")
