"""Large articles are read in a process with bounds, and one that breaks them costs only itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from growth import is_within

from embedarchive import Archive
from embedarchive.archive import dry_run
from embedarchive.archive.articles import confined
from embedarchive.archive.results import Found, Unreadable
from embedarchive.errors import SourceError
from embedarchive.model import Scan

POST = "So it is. — Jane Doe (@jane_doe) November 11, 2022\n\n"
LIMIT = 20_000_000


@pytest.fixture
def article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An article of one post, and of more than is read where we are."""
    path = tmp_path / "long.txt"
    path.write_text(POST + "Words of an article, of no further interest to anybody.\n\n" * 100)
    monkeypatch.setattr(confined, "LARGE", 1000)
    return path


def test_a_large_article_is_found_like_a_small_one(article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process returns is what would have been found here."""
    (elsewhere,) = dry_run.dry_run([article], limit=LIMIT)
    monkeypatch.setattr(confined, "LARGE", LIMIT)
    (here,) = dry_run.dry_run([article], limit=LIMIT)
    assert elsewhere == here
    assert isinstance(here, Scan)
    assert [embed.handle for embed in here.embeds] == ["jane_doe"]


@pytest.mark.parametrize("large", [1000, confined.LARGE], ids=["read and found apart", "read and found at once"])
def test_a_large_page_is_found_like_a_small_one(tmp_path: Path, large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every post and image where it stands: what goes from one process to the other keeps the places."""
    quote = '<blockquote class="twitter-tweet"><p>So it is.</p>&mdash; Jane Doe (@jane_doe) '
    quote += '<a href="https://twitter.com/jane_doe/status/1591167663165898754">November 11, 2022</a></blockquote>'
    image = '<figure><img src="https://post.example/crane.jpg" width="900" height="600" alt="A crane"></figure>'
    head = '<title>Cranes</title><meta property="og:site_name" content="Post">'
    page = tmp_path / "long.html"
    padding = "<p>Words of an article, of no further interest to anybody.</p>\n" * (large // 50)
    page.write_text(f"<html><head>{head}</head><body><article>{padding}{quote}{image}</article></body></html>")
    monkeypatch.setattr(confined, "LARGE", large)
    (elsewhere,) = dry_run.dry_run([page], limit=LIMIT)
    with Archive(tmp_path / "snapshots", recordings=[]) as archive:
        (kept,) = (event.scan for event in archive.events([page]) if isinstance(event, Found))
    monkeypatch.setattr(confined, "LARGE", LIMIT)
    (here,) = dry_run.dry_run([page], limit=LIMIT)
    assert isinstance(elsewhere, Scan)
    assert elsewhere == here
    assert (kept.embeds, kept.images) == (here.embeds, here.images)
    (embed,), (shown,) = here.embeds, here.images
    assert [here.document.text[one.start : one.end] for one in (embed, shown)] == [quote, image[8:-9]]


def test_an_article_that_cannot_be_read_costs_no_other(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence says why; the one beside it is kept."""
    article.write_text(article.read_text() * 100)
    monkeypatch.setattr(confined, "WALL_S", 0.01)
    small = tmp_path / "small.txt"
    small.write_text(POST)
    assert [type(each) for each in dry_run.dry_run([article, small], limit=LIMIT)] == [SourceError, Scan]
    with Archive(tmp_path / "snapshots", recordings=[]) as archive:
        events = list(archive.events([article, small]))
    (unread,) = [event for event in events if isinstance(event, Unreadable)]
    assert "long.txt takes more than" in unread.sentence
    assert [event.scan.document.source for event in events if isinstance(event, Found)] == [str(small)]


@pytest.mark.parametrize("broken", ["takes more than", "larger than"])
def test_what_is_left_out_of_a_folder_is_told(
    broken: str, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may well be an article; what is none, as an empty file, needs no word."""
    folder = tmp_path / "articles"
    folder.mkdir()
    article.rename(folder / "long.txt")
    (folder / "small.txt").write_text(POST)
    (folder / "empty.txt").touch()
    if broken == "takes more than":
        monkeypatch.setattr(confined, "WALL_S", 0.0)
    limit = 1000 if broken == "larger than" else LIMIT
    left_out, found = dry_run.dry_run([folder], limit=limit)
    assert f"long.txt{':' if limit == 1000 else ''} {broken}" in str(left_out)
    assert isinstance(found, Scan)
    with Archive(tmp_path / "snapshots", recordings=[], max_article_bytes=limit) as archive:
        told = [event for event in archive.events([folder]) if isinstance(event, Unreadable | Found)]
    assert [type(each) for each in told] == [Unreadable, Found]


@pytest.mark.parametrize(
    ("bound", "value", "function", "argument"),
    [("WALL_S", 0.2, time.sleep, 60), ("CPU_S", 1, sum, range(10**12)), ("MEMORY", 512 << 20, bytes, 1 << 30)],
)
def test_each_bound_is_kept(
    bound: str, value: float, function: Callable[[Any], Any], argument: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the clock, by processor time, by memory: it is ended and told."""
    monkeypatch.setattr(confined, bound, value)
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"a.html takes more than .* and was left out"):
        confined.confined("a.html", LIMIT, function, argument)
    assert is_within(time.monotonic() - began, 50)


def test_what_the_function_raises_is_raised() -> None:
    """As it would be here."""
    with pytest.raises(ValueError, match="invalid literal"):
        confined.confined("a.html", LIMIT, int, "no number")
