"""By when a snapshot existed, and from which archive it came: on the post's page, in `show`, and in its JSON."""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from sample_archive import Clock, make_post

from embedarchive.cli import cli
from embedarchive.store import Store, merge

BY = "Example Time Stamping <Unit>"


@pytest.fixture
def stamped(tmp_path: Path) -> Path:
    """Two archives in one: theirs was stamped between two captures of a post; ours, later, when both were in it."""
    theirs, ours, clock = tmp_path / "theirs", tmp_path / "ours", Clock()
    for folder, hours in ((theirs, 1), (ours, 3)):
        with Store.open(folder, clock=clock) as store:
            run = store.begin_run
            run("scan")
            store.add_post("twitter:901", make_post(1, text=f"As {folder.name} saw it"), parser="1")
            if folder == ours:
                merge(store, theirs, name="Ben's <laptop>")
                run("timestamp")
            at = dt.datetime(2026, 1, 5, 12 + hours, 0, 0, 500_000, tzinfo=dt.UTC)
            store.add_stamp(store.head, "rfc3161", "https://tsa.example/", at=at, by=BY, answer=b"proof")
            store.add_post("twitter:901", make_post(1, text=f"As {folder.name} saw it later"), parser="1")
            store.end_run(0)
        clock.forward(minutes=10)
    return ours


def test_show_says_by_when_each_snapshot_existed(stamped: Path) -> None:
    """By the earliest stamp that covers it, of either log; what no stamp covers has none."""
    told = CliRunner().invoke(cli, ["show", "1", "--json", "--archive", str(stamped)], standalone_mode=False).output
    found = {
        seen["body"]["text"]: (seen["existed_no_later_than"], seen["came_from"]) for seen in json.loads(told)["history"]
    }
    first, second = "2026-01-05T13:00:00.500Z", "2026-01-05T15:00:00.500Z"
    assert found == {
        "As theirs saw it": (first, "Ben's <laptop>"),
        "As theirs saw it later": (second, "Ben's <laptop>"),
        "As ours saw it": (second, None),
        "As ours saw it later": (None, None),
    }
    lines = CliRunner().invoke(cli, ["show", "1", "--archive", str(stamped)], standalone_mode=False).output
    assert f"came from Ben's <laptop>; existed no later than 2026-01-05 13:00:00.500 UTC, says {BY}" in re.sub(
        r"\s+", " ", lines
    )


def test_the_page_of_a_post_says_it_too(stamped: Path) -> None:
    """In the history, below each snapshot, with hostile names as words."""

    async def asked() -> str:
        datasette = Datasette([str(stamped / "archive.db")])
        try:
            await datasette.invoke_startup()
            return str((await datasette.client.get("/-/post/1")).text)
        finally:
            datasette.close()

    page = asyncio.run(asked())
    assert "<laptop>" not in page
    page = html.unescape(re.sub(r"<(?!laptop|Unit)[^>]*>", "", html.unescape(page)))
    assert page.count("Came from the archive “Ben's <laptop>”.") == 2
    assert len(re.findall(rf"Existed no later than [^.]*2026[^.]*, says {BY}\.", page)) == 3
