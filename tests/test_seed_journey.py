"""The whole journey of the article that this project began with, from a recording of answers made for it.

The article stands beside the project and is not part of it; without it these tests are skipped. What it quotes is taken
from it when the test runs; ids, pictures and everything a platform would add are made up.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import commands
import pytest
from made_posts import MadePost, Photo, Video, snowflake
from made_recording import Recorder, write_warc
from made_web import MadeWeb
from make_recorded_web import HERE

import embedarchive
from embedarchive.model import Embed, Scan

RECORDED_AT = dt.datetime(2022, 11, 14, 9, 0, tzinfo=dt.UTC)
STATES = ("archived", "recovered", "unavailable", "pending", "failed")
PHOTO = "brug-vol-mensen.jpg"


@pytest.fixture(scope="session")
def article(shared: Path) -> Path:
    """The article, by its path."""
    return shared / "seed" / "article.txt"


def post_of(embed: Embed, index: int) -> MadePost:
    """A post that says what the article quotes, given an id of the day that the article states."""
    assert embed.date is not None
    slug = embed.links[-1].rpartition("/")[2]
    noon = dt.datetime.combine(embed.date, dt.time(12, 7 * index), dt.UTC)
    return MadePost(
        id=snowflake(noon, low=4711 + index),
        handle=embed.handle or "",
        name=embed.author or "",
        text=embed.text or "",
        language="en",
        slug=slug,
        photos=(Photo(key=f"Fh{index}seedXgAAmade", file=PHOTO, width=1600, height=1067, alt="Made up for a test."),),
        likes=10 * index,
        refresh=index % 2 == 1,
    )


def record(target: Path, scan: Scan, posts: list[MadePost]) -> None:
    """Every answer that the article asks for: its posts', their media's, its image's in both forms."""
    media = {file.name: file.read_bytes() for file in (HERE / "media").iterdir()}
    original = media["zwaluwbrug-opening.jpg"]
    served = media["zwaluwbrug-opening-962x503.jpg"]
    files = {url: served if url == image.url else original for image in scan.images for url in image.candidates}
    recorder = Recorder(MadeWeb(posts, media, files), RECORDED_AT)
    recorder.scan(scan)
    write_warc(target, recorder.answers.items(), RECORDED_AT)


def journey(article: Path, folder: Path, posts: list[MadePost], *more: str) -> tuple[int, list[dict[str, Any]]]:
    """Record, where that was not done, then archive with the command: its exit code and its results."""
    recording = folder / "seed.warc.gz"
    if not recording.exists():
        record(recording, embedarchive.scan(article), posts)
    command = ["scan", article, "--from", recording, "--archive", folder / "archive", "--json"]
    run = commands.run_text(*map(str, command), *more)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(rows) == 1, run.stdout + run.stderr
    return run.returncode, rows[0]["results"]


def reconciled(results: list[dict[str, Any]], scan: Scan) -> dict[str, int]:
    """How many ended in each state; found is their sum, and whatever is not archived says why."""
    counts = {state: sum(row["status"] == state for row in results) for state in STATES}
    assert sum(counts.values()) == len(results) == len(scan.embeds) + len(scan.images)
    assert all(row["reason"] for row in results if row["status"] != "archived")
    assert not any(row["reason"] for row in results if row["status"] == "archived")
    return counts


@dataclass(frozen=True, slots=True)
class Archived:
    """The article, archived with every answer that it asks for: where, its posts, and what the command said."""

    folder: Path
    posts: list[MadePost]
    code: int
    results: list[dict[str, Any]]

    @property
    def database(self) -> Path:
        """The archive's own file."""
        return self.folder / "archive" / "archive.db"


@pytest.fixture(scope="module")
def archived(article: Path, tmp_path_factory: pytest.TempPathFactory) -> Archived:
    """The article, archived once for all tests that ask for it."""
    folder = tmp_path_factory.mktemp("archived")
    posts = [post_of(embed, index) for index, embed in enumerate(embedarchive.scan(article).embeds)]
    return Archived(folder, posts, *journey(article, folder, posts))


def test_everything_is_archived_when_every_answer_is_there(article: Path, archived: Archived) -> None:
    """Four posts and the image; the place that the fourth post names is a row of `places`."""
    scan, posts, results = embedarchive.scan(article), archived.posts, archived.results
    assert archived.code == 0
    assert reconciled(results, scan) == {"archived": 5, "recovered": 0, "unavailable": 0, "pending": 0, "failed": 0}
    with closing(sqlite3.connect(archived.database)) as connection:
        kept = connection.execute("select native_id, handle, text from posts order by posted_at").fetchall()
        places = connection.execute("select latitude, longitude from places where source = 'text'").fetchall()
    assert sorted(kept) == sorted((post.id, post.handle, post.text) for post in posts)
    assert places == [(46.6333857, 32.6203279)]


def test_i4_the_summary_reconciles_whatever_became_of_the_posts(article: Path, tmp_path: Path) -> None:
    """A video, a post that only a web archive has, one deleted, one whose short link nobody recorded: exit 3."""
    scan = embedarchive.scan(article)
    first, second, third, fourth = (post_of(embed, index) for index, embed in enumerate(scan.embeds))
    video = Video(key="made0video", file="koor.mp4", still="koor.jpg", width=640, height=360, milliseconds=4000)
    posts = [
        replace(first, photos=(), video=video),
        replace(second, fate="vanished", kept=RECORDED_AT - dt.timedelta(days=2)),
        replace(third, slug="n0b0dyKn0ws"),
        replace(fourth, fate="deleted"),
    ]
    code, results = journey(article, tmp_path, posts)
    counts = reconciled(results, scan)
    assert counts == {"archived": 2, "recovered": 1, "unavailable": 1, "pending": 0, "failed": 1}
    assert code == 3
    by_handle = {row["handle"]: row for row in results if row["kind"] == "embed"}
    assert by_handle[first.handle]["status"] == "archived"
    assert (by_handle[second.handle]["status"], by_handle[second.handle]["reason"]) == ("recovered", "deleted")
    assert by_handle[third.handle]["status"] == "failed"
    assert (by_handle[fourth.handle]["status"], by_handle[fourth.handle]["reason"]) == ("unavailable", "deleted")
    with closing(sqlite3.connect(tmp_path / "archive" / "archive.db")) as connection:
        texts = dict(connection.execute("select handle, text from posts"))
        places = connection.execute("select count(*) from places where source = 'text'").fetchone()
    assert texts == {post.handle: post.text for post in posts}, "a post that is gone is kept as the article quotes it"
    assert places == (1,)


def test_c6_the_same_command_twice_changes_nothing_but_the_log(article: Path, archived: Archived) -> None:
    """The second run asks for nothing and finds the posts as they were."""
    before = _truth(archived.database)
    code, results = journey(article, archived.folder, archived.posts)
    assert code == 0
    assert not any(row["fresh"] for row in results)
    assert _truth(archived.database) == before


def _truth(database: Path) -> dict[str, list[Any]]:
    """Everything but the log of runs."""
    tables = ("articles", "embeds", "images", "snapshots", "fetches", "blobs", "posts", "media", "places")
    with closing(sqlite3.connect(database)) as connection:
        return {name: connection.execute(f"select * from {name} order by id").fetchall() for name in tables}  # noqa: S608


@pytest.mark.browser
def test_the_healed_article_works_without_a_network(archived: Archived, tmp_path: Path, offline: Any) -> None:  # noqa: ANN401 -- Playwright's
    """One file: nothing is asked for, all four posts and their photos are seen, and it says how it was made."""
    commands.run_text("export", "article", "--all", str(tmp_path), "--archive", str(archived.folder / "archive"))
    (path,) = tmp_path.glob("*.html")
    page, asked = offline.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert [url for url in asked if not url.startswith("data:") and url != path.as_uri()] == []
    cards = page.locator(".embedarchive-card")
    assert cards.count() == 4
    for number, post in enumerate(archived.posts):
        card = cards.nth(number)
        assert card.is_visible()
        said = " ".join(card.inner_text().split())
        assert post.name in said
        assert " ".join(post.text.split()) in said
        assert card.locator("img").first.evaluate("image => image.naturalWidth") > 100
    assert page.locator("script").count() == page.locator('script[type="application/ld+json"]').count()
    if picture := os.environ.get("HEALED_PICTURE"):
        page.screenshot(path=picture, full_page=True)
