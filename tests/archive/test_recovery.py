"""What only a web archive has any more: the platform's "no" and the archive's copy are one piece of news."""

from __future__ import annotations

import datetime as dt
import errno
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from embedarchive import Archive, platforms
from embedarchive.model import Embed
from embedarchive.protocols.asking.wayback import Memento, search
from embedarchive.store import Store

AT = dt.datetime(2026, 9, 14, 8, 30, tzinfo=dt.UTC)
GONE = "2098313091371589250"
PICTURE = "https://pictures.example/mill.png"


def states(folder: Path) -> list[str]:
    """What became of the posts and pictures."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        found = connection.execute("SELECT status FROM posts UNION ALL SELECT status FROM media")
        return sorted(status for (status,) in found)


def broken_off(write: Callable[..., Any]) -> Callable[..., Any]:
    """A write of the store that comes as far as what the platform said."""

    def written(store: Store, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- as the original
        if options.get("source") == "web-archive":
            raise OSError(errno.EIO, "Input/output error")
        return write(store, *args, **options)

    return written


@pytest.fixture
def recorded(answers: dict[str, Any], tweet: Callable[..., bytes], record: Callable[..., Path]) -> Path:
    """The web as the other tests have it, but the deleted tweet and the picture are in the Wayback Machine only."""
    embed = Embed(platform="twitter", form="address", id=GONE)
    address = next(each for each in platforms.get("twitter").addresses(embed) if "tweet-result" in each)
    copy = Memento(at=AT, timestamp="20260912101500", original=address)
    table = [["timestamp", "original", "mimetype", "statuscode"], [copy.timestamp, address, "application/json", "200"]]
    answers[search(address).url] = (200, "application/json", json.dumps(table).encode())
    shown = tweet(GONE, "joris_oudkelder", "It squeaks all night.")
    answers[copy.request().url] = (200, "application/json", shown)
    answers[f"https://web.archive.org/web/{AT:%Y%m%d%H%M%S}id_/{PICTURE}"] = answers[PICTURE]
    answers[PICTURE] = (404, "text/plain", b"not here")
    return record(answers)


def test_c1_cut_off_between_the_no_and_the_copy(
    recorded: Path, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is stopped between them has neither, and tries again: alone, the "no" would have been the last word."""
    folder = tmp_path / "archive"
    with monkeypatch.context() as patch:
        for name in ("add_post", "add_media"):
            patch.setattr(Store, name, broken_off(getattr(Store, name)))
        with Archive(folder, recordings=recorded, clock=lambda: AT) as archive:
            list(archive.add(article))
    assert states(folder) == ["archived", "pending", "pending"]
    with Archive(folder, recordings=recorded, clock=lambda: AT) as archive:
        list(archive.due_events(everything=True))
    assert states(folder) == ["archived", "recovered", "recovered"]
