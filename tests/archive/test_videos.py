"""Videos of which a platform names no file: found by yt-dlp when that is asked for, and kept like other media."""

from __future__ import annotations

import importlib.util
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from embedarchive import Archive
from embedarchive.archive.results import Result
from embedarchive.store import Store, erase, verify

FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(index % 251 for index in range(5000))
PAGE, POSTER = "https://player.example/clip", "https://player.example/poster.png"
CLIP = f"""<html><head><title>The sails</title><meta property="og:title" content="The sails">
<meta property="og:url" content="{PAGE}"><meta property="og:type" content="video.other">
<meta property="og:image" content="/poster.png"></head><body><video src="/film.mp4"></video></body></html>"""


Answers = dict[str, tuple[int, str, bytes]]


@pytest.fixture(autouse=True)
def _yt_dlp() -> None:
    """Without yt-dlp the tests are skipped, but not in CI."""
    if importlib.util.find_spec("yt_dlp") is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no yt-dlp: it was not looked at how videos are kept")
        pytest.skip("yt-dlp is not installed")


@pytest.fixture
def web(tmp_path: Path) -> Answers:
    """A site that nobody knows, whose page shows a film and names only its poster."""
    from PIL import Image

    poster = tmp_path / "poster.png"
    Image.new("RGB", (64, 48), (90, 120, 80)).save(poster)
    return {
        PAGE: (200, "text/html", CLIP.encode()),
        POSTER: (200, "image/png", poster.read_bytes()),
        "https://player.example/film.mp4": (200, "video/mp4", FILM),
    }


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """An article with a frame of that site."""
    path = tmp_path / "article.html"
    path.write_text(
        f"<html lang=en><body><article><h1>The mill turns</h1><p>After nine years it turned, on a Saturday.</p>"
        f"<iframe src='{PAGE}' width=640 height=360 allowfullscreen></iframe></article></body></html>"
    )
    return path


def results(archive: Archive, source: Path) -> list[Result]:
    """What became of each."""
    return [event for event in archive.events([source]) if isinstance(event, Result)]


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return connection.execute(sql).fetchall()


def media(folder: Path) -> list[tuple[Any, ...]]:
    """The rows of media, and the role that the post gives them."""
    return rows(
        folder,
        "SELECT role, kind, status, media_type, url FROM media JOIN post_media ON media_id = id ORDER BY position",
    )


def asked(folder: Path) -> int:
    """How often the film was asked for."""
    return len(rows(folder, "SELECT id FROM fetches WHERE url LIKE '%/film.mp4'"))


def test_a_video_is_found_when_it_is_asked_for(
    web: Answers, article: Path, tmp_path: Path, record: Callable[..., Path]
) -> None:
    """Not before; then it is a row like any other, and the next run asks nobody."""
    folder, recording = tmp_path / "archive", [record(web)]
    with Archive(folder, recordings=recording) as archive:
        (before,) = results(archive, article)
    assert (str(before.status), before.media, asked(folder)) == ("archived", 1, 0)
    with Archive(folder, recordings=recording, video=True) as archive:
        (after,) = results(archive, article)
    assert (after.media, after.media_missing) == (2, 0)
    assert media(folder) == [
        ("poster", "poster", "archived", "image/png", POSTER),
        ("video", "video", "archived", "video/mp4", PAGE),
    ]
    (body,) = rows(folder, "SELECT body FROM snapshots WHERE key LIKE 'video:%' AND outcome = 'captured'")
    assert json.loads(body[0])["by"].startswith("yt-dlp 20")
    with Archive(folder, recordings=recording, video=True) as archive:
        results(archive, article)
    assert asked(folder) == 1
    assert verify(folder).sound
    with Store.open(folder) as store:
        store.rebuild()
        assert len(media(folder)) == 2
        erase(store, str(store.listed_posts()[0]["key"]), reason="asked for")
    assert not list(folder.rglob("*.mp4"))
    assert verify(folder).sound


def test_a_video_that_is_not_there_is_tried_again_when_that_is_asked_for(
    web: Answers, article: Path, tmp_path: Path, record: Callable[..., Path]
) -> None:
    """Its reason is kept; `fetch` without --video leaves it alone."""
    folder, whole = tmp_path / "archive", [record(web, "whole.warc")]
    del web["https://player.example/film.mp4"]
    with Archive(folder, recordings=[record(web)], video=True) as archive:
        (result,) = results(archive, article)
    assert (result.media, result.media_missing) == (1, 1)
    assert [row[2] for row in media(folder)] == ["archived", "failed"]
    ((reason, detail),) = rows(folder, "SELECT reason, detail FROM snapshots WHERE outcome = 'error'")
    assert reason == "not-in-recording"
    assert detail.startswith("yt-dlp: ")
    with Archive(folder, recordings=whole) as archive:
        assert not [event for event in archive.due_events(everything=True) if isinstance(event, Result)]
    with Archive(folder, recordings=whole, video=True) as archive:
        assert [event.status for event in archive.due_events(everything=True) if isinstance(event, Result)] == [
            "archived"
        ]
    assert [row[2] for row in media(folder)] == ["archived", "archived"]
