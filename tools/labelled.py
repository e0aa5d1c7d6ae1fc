"""Texts with labelled posts, as `fit_joins.py` and `make_texts.py` share them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_URL = re.compile(r"(?:https?://)?(?:t\.co|pic\.(?:twitter|x)\.com)/[A-Za-z0-9]{1,10}|https?://\S*")


@dataclass(frozen=True, slots=True)
class Text:
    """A rendering of a page: what it says, who published the page, and its posts whose words survive."""

    publisher: str
    extractor: str
    words: str
    labels: tuple[Mapping[str, Any], ...]
    made: bool = False
    file: str = ""


def fold(text: str | None) -> str:
    """Letters and digits only, links and case aside."""
    return re.sub(r"[\W_\u02bc]+", "", _URL.sub("", unicodedata.normalize("NFKC", text or ""))).casefold()


def texts(labels: Path, *, made: bool = False) -> Iterator[Text]:
    """Every text of a file of labels."""
    publishers = _publishers(labels.parent / "labels.jsonl")
    for line in labels.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kept = tuple(each for each in row["tweets"] if each["attribution"] and each["full_text_survives"])
        if kept:
            words = (labels.parent / row["file"]).read_bytes().decode("utf-8")
            publisher = row.get("publisher") or publishers.get(row["page"], row["page"])
            yield Text(publisher, row["extractor"], words, kept, made, str(row["file"]))


def _publishers(file: Path) -> dict[str, str]:
    """The publishers of pages by their names in a corpus."""
    if not file.exists():
        return {}
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {
        row["file"].removeprefix("pages/").rpartition(".")[0]: row["publisher"] for row in rows if row.get("publisher")
    }
