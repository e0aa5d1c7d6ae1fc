"""What reading anew goes by: the answers that lie behind what the archive says, and all of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from embedarchive import Archive
from embedarchive.archive.fetching.changes import differences
from embedarchive.archive.results import Change
from embedarchive.model import Missing, Post, Reason, plain
from embedarchive.platforms.twitter import syndication, tweet_json
from embedarchive.store import Store
from embedarchive.store.erasing import erase

AT = dt.datetime(2026, 9, 14, 8, 30, tzinfo=dt.UTC)
LIVE = "2098313091371589249"
KEY = f"twitter:{LIVE}"
URL = syndication.request(LIVE).url
PAGE = f"https://x.com/mila_brand/status/{LIVE}"
COUNT = "SELECT count(*) FROM snapshots WHERE subject = 'post'"


def asked(folder: Path, sql: str, *values: str) -> list[Any]:
    """Rows of the archive."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return connection.execute(sql, values).fetchall()


def reparse(folder: Path) -> list[str]:
    """The fields that today's parsers read otherwise."""
    with Archive(folder) as archive:
        return [event.after for event in archive.reparse_events() if isinstance(event, Change)]


@pytest.fixture
def kept(tmp_path: Path, tweet: Callable[..., bytes], record: Callable[..., Path]) -> Path:
    """An archive with one tweet, as it was on 14 September."""
    folder = tmp_path / "archive"
    shown = record({URL: (200, "application/json", tweet(LIVE, "mila_brand", "The sails are moving!"))})
    with Archive(folder, recordings=[shown]) as archive:
        list(archive.add(PAGE))
    return folder


@pytest.fixture
def better(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same archive, and a parser that knows the language more exactly than the one that filled it."""
    whole = tweet_json.read

    def read(*arguments: Any) -> Post | Missing | None:  # noqa: ANN401 -- whatever the parser takes
        found = whole(*arguments)
        return dataclasses.replace(found, language="en-GB") if isinstance(found, Post) else found

    monkeypatch.setattr(tweet_json, "read", read)
    return kept


def test_later_answers_are_another_matter(kept: Path, tweet: Callable[..., bytes], record: Callable[..., Path]) -> None:
    """A recheck found nothing that counts as a change: its answers are not what the archive's word is made of."""
    other = tweet(LIVE, "mila_brand", "The sails are moving!", lang="nl")
    later = record({URL: (200, "application/json", other)}, "later.warc.gz", AT + dt.timedelta(days=3))
    with Archive(kept, recordings=[later]) as archive:
        assert not [event for event in archive.recheck_events() if isinstance(event, Change)]
    assert asked(kept, "SELECT count(*) FROM fetches WHERE url = ?", URL) == [(2,)]
    assert reparse(kept) == []


def test_what_is_found_is_as_old_as_the_answer(better: Path) -> None:
    """A better parser today has not seen the post today."""
    assert reparse(better) == ["language"]
    (when,) = asked(better, "SELECT captured_at FROM posts")
    assert dt.datetime.fromisoformat(when[0]) == AT


def test_erased_posts_are_not_read(better: Path) -> None:
    """Their words do not come back out of the answers that are kept for another post's sake."""
    with Store.open(better) as store:
        erase(store, KEY, reason="asked for")
    before = asked(better, COUNT)
    assert reparse(better) == []
    assert asked(better, COUNT) == before


def test_missing_answers_do_not_mean_gone(kept: Path) -> None:
    """The bytes of the answer were lost: the post stays what it is."""
    (digest,) = asked(kept, "SELECT body FROM fetches WHERE url = ?", URL)
    (lost,) = [path for path in kept.rglob("*") if path.name.startswith(digest[0])]
    lost.unlink()
    before = asked(kept, COUNT)
    assert reparse(kept) == []
    assert asked(kept, COUNT) == before
    assert asked(kept, "SELECT status, text FROM posts") == [("archived", "The sails are moving!")]


def test_incomplete_answers_make_no_post_poorer() -> None:
    """What was read out of the answer that is missing now stays; with all answers there, it was read wrongly."""
    whole = Post(platform="twitter", id="1", text="The mill turns", author="Mila", language="en")
    before, poorer = plain(whole), dataclasses.replace(whole, author=None, language="nl")
    assert differences(before, poorer, complete=False) == []
    assert differences(before, poorer, complete=True) == ["author", "language"]
    richer = dataclasses.replace(whole, handle="mila_brand")
    assert differences(before, richer, complete=False) == ["handle"]
    gone = Missing(reason=Reason.DELETED)
    assert differences(before, gone, complete=False) == []
    assert differences(before, gone, complete=True) == ["outcome"]
