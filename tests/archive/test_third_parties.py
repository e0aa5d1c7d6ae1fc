"""Strangers are asked for a post only when the user names them, and what they say is a copy, not X's word."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from embedarchive import Archive
from embedarchive.errors import UsageError
from embedarchive.model import Status
from embedarchive.model.rows import WholePost

ID = "2098313091371589249"
FX = f"https://api.fxtwitter.com/status/{ID}"
VX = f"https://api.vxtwitter.com/i/status/{ID}"
FX_TOLD = {
    "code": 200,
    "tweet": {
        "id": ID,
        "text": "The mill turns",
        "author": {"name": "Mila Brand", "screen_name": "mila_brand"},
        "created_timestamp": 1789203600,
        "likes": 4,
        "media": {"photos": [{"url": "https://pbs.twimg.com/media/Mill.jpg", "altText": "Sails", "width": 9}]},
    },
}
VX_TOLD = {"tweetID": ID, "text": "The mill turns", "user_name": "Mila Brand", "user_screen_name": "mila_brand"}


def kept(folder: Path, recording: Path, **options: Any) -> tuple[Status, WholePost, set[str]]:  # noqa: ANN401
    """What became of the post, its row, and the hosts that were asked."""
    with Archive(folder, recordings=[recording], **options) as archive:
        (result,) = [each for each in archive.add(f"https://x.com/mila_brand/status/{ID}") if each.kind == "embed"]
        assert result.id is not None
        row = archive._store.post(result.key)
        assert row is not None
        urls = [url for (url,) in archive._store.connection.execute("SELECT url FROM fetches")]
        asked = {url.split("/")[2] for url in urls if "//" in url}
    return result.status, row, asked


@pytest.mark.parametrize(("name", "url", "told"), [("fxtwitter", FX, FX_TOLD), ("vxtwitter", VX, VX_TOLD)])
def test_a_stranger_who_is_named_is_asked(
    tmp_path: Path, record: Callable[..., Path], name: str, url: str, told: dict[str, Any]
) -> None:
    """What it shows is recovered, and its name stands at every fact."""
    recording = record({url: (200, "application/json", json.dumps(told).encode())})
    status, row, _ = kept(tmp_path / "a", recording, third_party=f"fxtwitter, {name}")
    assert (status, row["text"], row["author"]) == (Status.RECOVERED, "The mill turns", "Mila Brand")
    assert row.sources["text"].via == name


def test_by_default_no_stranger_learns_anything(tmp_path: Path, record: Callable[..., Path]) -> None:
    """Though it had the post."""
    recording = record({FX: (200, "application/json", json.dumps(FX_TOLD).encode())})
    status, _, asked = kept(tmp_path / "a", recording)
    assert status is Status.FAILED
    assert not {host for host in asked if host.endswith("xtwitter.com")}


def test_another_post_is_not_taken_from_a_stranger(tmp_path: Path, record: Callable[..., Path]) -> None:
    """Its word is checked against the id."""
    told = {**VX_TOLD, "tweetID": "2098313091371589250"}
    recording = record({VX: (200, "application/json", json.dumps(told).encode())})
    status, _, asked = kept(tmp_path / "a", recording, third_party="vxtwitter")
    assert status is Status.FAILED
    assert "api.vxtwitter.com" in asked


def test_a_stranger_that_nobody_knows_is_a_wrong_question(tmp_path: Path) -> None:
    """With a sentence that names those there are."""
    with pytest.raises(UsageError, match="fxtwitter, vxtwitter"):
        Archive(tmp_path, third_party="nitter")
