"""Who is handed to the Wayback Machine, and what a recheck is answered from."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from embedarchive import Archive, platforms
from embedarchive.archive.articles import article_pages
from embedarchive.archive.results import Change, Saved
from embedarchive.cli import work
from embedarchive.platforms.twitter import syndication

AT = dt.datetime(2026, 9, 14, 8, 30, tzinfo=dt.UTC)
LIVE = "2098313091371589249"
TOMBSTONE = {
    "__typename": "TweetTombstone",
    "tombstone": {"text": {"text": "This Post was deleted by the Post author."}},
}


def handed_over(folder: Path, recording: Path, article: Path) -> list[str]:
    """The keys of the posts that a scan asked to be saved."""
    with Archive(folder, recordings=[recording], images=False, save_to_wayback=True) as archive:
        return [event.key for event in archive.events([article]) if isinstance(event, Saved)]


def test_only_what_is_archived_is_handed_over(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path]
) -> None:
    """Not the one that is deleted, nor the one of which nothing is known yet."""
    assert handed_over(tmp_path / "a", record(answers), article) == [f"twitter:{LIVE}"]
    busy = answers | {syndication.request(LIVE).url: (503, "text/plain", b"")}
    assert handed_over(tmp_path / "b", record(busy, "busy.warc.gz"), article) == []


def test_where_saving_is_of_no_use_it_is_told(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path]
) -> None:
    """After what the archive said, where it named no copy; the option's help names the platform."""
    with Archive(tmp_path / "a", recordings=[record(answers)], images=False, save_to_wayback=True) as archive:
        told = [event.detail for event in archive.events([article]) if isinstance(event, Saved)]
    assert len(told) == 1
    assert told[0].endswith(f" {platforms.get('twitter').unsaved}")
    words = next(str(option.help) for option in work.scan.params if option.name == "save_to_wayback")
    assert all(each.label.split(" ")[0] in words for each in platforms.catalogue().values() if each.unsaved)


def test_what_vanished_since_is_not_handed_over(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path]
) -> None:
    """It stays archived, and there is nothing left to be saved."""
    folder, recording = tmp_path / "archive", record(answers)
    with Archive(folder, recordings=[recording], images=False) as archive:
        list(archive.add(article))
    deleted = answers | {syndication.request(LIVE).url: (200, "application/json", json.dumps(TOMBSTONE).encode())}
    later = record(deleted, "later.warc.gz", AT + dt.timedelta(days=3))
    with Archive(folder, recordings=[later], images=False) as archive:
        assert [event.what for event in archive.recheck_events() if isinstance(event, Change)] == ["gone"]
    assert handed_over(folder, recording, article) == []


def test_c7_a_recheck_is_not_answered_from_the_log(
    tmp_path: Path, tweet: Callable[..., bytes], record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks twice within an hour asks twice: the second look sees what happened after the first."""
    real, folder = article_pages.open_source, tmp_path / "archive"

    def network(text: str) -> None:
        """The network answers so from now on."""
        shown = {syndication.request(LIVE).url: (200, "application/json", tweet(LIVE, "mila_brand", text))}
        path = record(shown, f"{len(text)}.warc.gz")
        monkeypatch.setattr(
            "embedarchive.archive.folder.open_source", lambda _, *rest, **options: real((path,), *rest, **options)
        )

    def looked() -> list[str]:
        with Archive(folder) as archive:
            return [event.what for event in archive.recheck_events() if isinstance(event, Change)]

    network("The sails are moving!")
    with Archive(folder) as archive:
        list(archive.add(f"https://x.com/mila_brand/status/{LIVE}"))
    assert looked() == []
    network("The sails are moving again!")
    assert looked() == ["edited"]
