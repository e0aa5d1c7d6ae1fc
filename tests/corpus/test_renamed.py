"""Posts are found by structure: what classes and attributes are called says nothing that is needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from embedarchive import documents, finder
from tools.renaming import WAYS

_BASE = "https://paper.example/the-ferry/"


@pytest.mark.parametrize("way", ["new names", "data attributes under another prefix", "everything at once"])
def test_posts_are_found_whatever_names_a_page_uses(corpus: Path, way: str) -> None:
    """With every class, id and data attribute's name random, and more: recall .97 or more, precision .99 or more."""
    wanted = found = right = 0
    for line in (corpus / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if not label["file"].endswith(".html"):
            continue
        page = (corpus / label["file"]).read_bytes().decode("utf-8")
        (document,) = documents.read(WAYS[way](page, label["file"]).encode(), base_url=_BASE)
        seen = {(each.platform, each.id) for each in finder.scan(document).embeds}
        posts = {(each["platform"], each["id"]) for each in label["embeds"]}
        wanted, found, right = wanted + len(posts), found + len(seen), right + len(posts & seen)
    assert right >= 0.97 * wanted
    assert right >= 0.99 * found
