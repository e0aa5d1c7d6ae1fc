"""Two archives become one: nothing is lost, nothing is there twice, both logs verify, and what was erased stays away."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sample_archive import DELETED, JPEG, Clock, fill, make_embed, make_exchange, make_image, make_post, make_scan
from shown_rows import shown

from embedarchive.errors import DamagedError, UsageError
from embedarchive.model import Missing, Reason
from embedarchive.store import Store, erase, merge, verify
from embedarchive.store.merged_logs import merged_logs
from embedarchive.store.projection import dump

CANARY = "Zanzibarfluister"


def fill_other(store: Store) -> None:
    """What a second reporter has: the same article with a fourth post, another one, and a capture of what failed."""
    embeds = tuple(make_embed(number, known=number > 1) for number in (1, 2, 3, 4))
    scan = make_scan(*embeds, images=(make_image(2),), title="The ferry again")
    store.add_article(b"The article, with one post more.", scan, "Text \ufffc", parser="1", path="/in/ferry.txt")
    store.add_article(b"A second article.", make_scan(embeds[3]), "\ufffc", parser="1", url="https://paper.example/b")
    answer = make_exchange("https://api.example/904", f'{{"text": "{CANARY}"}}'.encode())
    store.add_exchange(answer, key="twitter:904")
    store.add_post("twitter:904", make_post(4, text=f"{CANARY} on the quay", author=CANARY), parser="1")
    store.add_post("twitter:903", make_post(3), parser="1")
    store.add_post("twitter:902", DELETED, parser="1")
    for number in (1, 4):
        blob = store.keep(JPEG if number == 1 else JPEG + b"4", "image/jpeg")
        store.add_media(f"https://media.example/{number}.jpg", {"width": 40}, blob=blob, parser="1")


@pytest.fixture
def two(tmp_path: Path, clock: Clock) -> tuple[Path, Path]:
    """Two archives, of which the second was filled an hour later."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder, filled in ((ours, fill), (theirs, fill_other)):
        with Store.open(folder, clock=clock) as store:
            store.begin_run("scan")
            filled(store)
            store.end_run(0)
        clock.forward(hours=1)
    return ours, theirs


def test_the_union_is_what_one_archive_of_both_would_be(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Posts, images, articles, places and states are those of an archive that both were scanned into."""
    ours, theirs = two
    clock = Clock()
    with Store.open(tmp_path / "both", clock=clock) as store:
        for filled in (fill, fill_other):
            store.begin_run("scan")
            filled(store)
            store.end_run(0)
            clock.forward(hours=1)
    with Store.open(ours, clock=clock) as store:
        made = merge(store, theirs)
    assert made.name == "theirs"
    assert shown(ours) == shown(tmp_path / "both")
    report = verify(ours)
    assert report.problems == ()
    names = {path.name for folder in (ours, theirs) for path in folder.glob("blobs/*/*")}
    assert {path.name for path in ours.glob("blobs/*/*")} == names
