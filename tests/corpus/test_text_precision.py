"""What the finder says stands in a text stands there: a sample of each corpus, read in this process."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType

import pytest

from embedarchive.finder.text import find
from embedarchive.model import Document, plain

SAMPLE = 24
"""So many texts of each corpus, drawn with a seed."""

INVENTED = "\n\nNobody ever said this.\n\n— Nobody At All (@nobody_at_all) May 3, 2021\n"


def figures(score: ModuleType, folder: Path, invented: str = "") -> tuple[float, float]:
    """Recall and precision over a sample of the texts of a corpus, with something added to each."""
    chance = random.Random(15)  # noqa: S311 -- a sample, no secrets
    labels = chance.sample(score.rows(folder / "text-labels.jsonl"), SAMPLE)
    tally = score.Tally()
    for label in labels:
        text = (folder / label["file"]).read_bytes().decode("utf-8") + invented
        score.score_rendering(label, plain(find(Document(text=text)).embeds), tally)
    hit, wrong = tally.counts["hit"], tally.counts["wrong"]
    return hit / tally.counts["labelled"], hit / (hit + wrong)


@pytest.mark.parametrize("name", ["corpus", "corpus2"])
def test_nothing_is_found_in_real_texts_that_is_not_there(score: ModuleType, shared: Path, name: str) -> None:
    """Renderings of real pages: recall and precision .985: no more than one post in 74."""
    if not (shared / name).exists():
        pytest.skip(f"{name} is not on this machine")
    recall, precision = figures(score, shared / name)
    assert recall >= 0.985
    assert precision >= 0.985


def test_nothing_is_found_in_made_texts_that_is_not_there(score: ModuleType, corpus: Path) -> None:
    """Renderings of the corpus that is shipped."""
    _, precision = figures(score, corpus)
    assert precision >= 0.985


def test_a_post_that_no_page_shows_is_counted(score: ModuleType, corpus: Path) -> None:
    """The figure falls where every text gets a post that its labels do not know."""
    _, precision = figures(score, corpus, INVENTED)
    assert precision < 0.9
