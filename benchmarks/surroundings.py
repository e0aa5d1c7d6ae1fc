"""Where the pages are that benchmarks read. They stand beside the project and are no part of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SEED = SHARED / "seed" / "article.txt"
CORPUS = SHARED / "corpus"


def labels(name: str = "labels.jsonl") -> Iterator[dict[str, Any]]:
    """The lines of one of the corpus's files of labels."""
    with (CORPUS / name).open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def pages(every: int = 1, corpora: tuple[Path, ...] = (CORPUS,)) -> list[Path]:
    """The corpora's pages in HTML, each n-th of them, in a stable order; none where there is no corpus."""
    return [page for corpus in corpora for page in sorted((corpus / "pages").rglob("*.html"))][::every]
