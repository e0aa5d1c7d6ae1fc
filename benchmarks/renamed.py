"""The made corpus with every class, id and data attribute renamed at random: what is found by structure alone.

A page's renaming is consistent: where it says the same name twice, it says the same new one. Measured, not promised:
an embed whose markup is nothing but a name (`<div data-service="youtube" data-id="…">`) can not be found without it.
"""

from __future__ import annotations

import json
import random
import re
import string
from collections import Counter
from pathlib import Path
from typing import Any

from timing import table

from embedarchive import documents, finder

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
BASE = "https://paper.example/the-ferry/"
_TAG = re.compile(r"<[a-zA-Z][^<>]{0,20000}>")
_VALUE = re.compile(
    r"""(\s(?:class|id)\s{0,3}=\s{0,3})("[^"]{0,2000}"|'[^']{0,2000}'|[^\s"'>]{1,2000})""", re.IGNORECASE
)
_NAME = re.compile(r"(\sdata-)([a-zA-Z0-9_.:-]{1,100})(?=[\s=/>])")


def renamed(page: str, chance: random.Random) -> str:
    """The page with new names; everything else stays."""
    names: dict[str, str] = {}

    def new(name: str) -> str:
        return names.setdefault(name, "".join(chance.choices(string.ascii_lowercase, k=9)))

    def values(found: re.Match[str]) -> str:
        quote = found[2][0] if found[2][0] in "\"'" else ""
        return f"{found[1]}{quote}{' '.join(map(new, found[2].strip(quote or None).split()))}{quote}"

    def tag(found: re.Match[str]) -> str:
        return _NAME.sub(lambda name: name[1] + new(name[2]), _VALUE.sub(values, found[0]))

    return _TAG.sub(tag, page)


def found_in(page: str) -> set[tuple[str, str]]:
    """The posts on a page."""
    (document,) = documents.read(page.encode(), base_url=BASE, media_type="text/html")
    return {(each.platform, each.id or "") for each in finder.scan(document).embeds}


def main() -> None:
    """Print recall and precision with names and without, and the forms that were lost."""
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    lost: Counter[str] = Counter()
    for line in (CORPUS / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label: dict[str, Any] = json.loads(line)
        if not label["file"].endswith(".html"):
            continue
        page = (CORPUS / label["file"]).read_bytes().decode("utf-8")
        wanted = {(each["platform"], each["id"]): each["form"] for each in label["embeds"]}
        for named in (True, False):
            text = page if named else renamed(page, random.Random(label["file"]))  # noqa: S311 -- the same names again
            found = found_in(text)
            counts[named].update(wanted=len(wanted), found=len(found), right=len(found & wanted.keys()))
            if not named:
                lost.update(f"{key[0]} as {wanted[key]}" for key in wanted.keys() - found)
    rows = [
        ("as they are" if named else "renamed", count["wanted"], _share(count, "wanted"), _share(count, "found"))
        for named, count in counts.items()
    ]
    print("\n## The made corpus with every class, id and data attribute renamed\n")
    print(table(("names", "posts", "recall", "precision"), rows))
    print("\nlost: " + ", ".join(f"{form} ({count})" for form, count in lost.most_common()))


def _share(count: Counter[str], whole: str) -> str:
    return f"{count['right'] / count[whole]:.3f}"


if __name__ == "__main__":
    main()
