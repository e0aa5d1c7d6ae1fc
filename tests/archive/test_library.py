"""The archive as a Python library reads it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_archive import JPEG, make_archive

import embedarchive
from embedarchive import Archive, UsageError


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """One with an article, three posts and an image."""
    with Archive(make_archive(tmp_path / "kept"), create=False, operator="Ann") as opened:
        yield opened


def test_posts_are_chosen_as_everywhere(archive: Archive) -> None:
    """By the website's filters, as arguments; a filter that is none is a sentence."""
    assert [post.id for post in archive.posts()] == sorted((post.id for post in archive.posts()), reverse=True)
    (post,) = archive.posts(status="archived", since="2022-11-11T08:00", near="46.101,32.2,1")
    assert post.handle == "warden_1"
    assert [one.id for one in archive.search("quay", handle="@warden_1")] == [post.id]
    assert archive.posts(since="2023") == []
    with pytest.raises(UsageError, match="stat; there are q, status"):
        archive.posts(stat="archived")  # type: ignore[call-arg]
    with pytest.raises(UsageError, match="soon is not a day"):
        archive.posts(since="soon")


def test_a_post_has_what_belongs_to_it(archive: Archive) -> None:
    """Its media, what was said of it, the articles; it is found by its number and its address."""
    (post,) = archive.posts(status="archived")
    assert archive.post(post.id).key == archive.post(str(post.id)).key == "twitter:901"
    assert [medium.status for medium in post.media] == ["archived"]
    assert [seen.source for seen in post.history] == ["article", "platform"]
    (article,) = post.articles
    assert article.title == "The ferry"
    assert [one.id for one in article.posts] == sorted(one.id for one in archive.posts())
    assert archive.article(article.id) == article
    with pytest.raises(UsageError, match="There is no post 99"):
        archive.post(99)
    with pytest.raises(UsageError, match="There is no article 99"):
        archive.article(99)


def test_a_notebook_shows_cards(archive: Archive) -> None:
    """With the image inside, and no address that would be loaded."""
    (post,) = archive.posts(status="archived")
    card = post._repr_html_()
    assert "embedarchive-card" in card
    assert "data:image/jpeg;base64," in card
    assert "The ferry number 1" in card
    assert "<b>The ferry</b>" in next(archive.articles())._repr_html_()


def test_media_are_listed(archive: Archive) -> None:
    """All, or those of some posts."""
    assert len(archive.media()) == 2
    (photo,) = archive.media(handle="warden_1")
    assert photo.size == len(JPEG) or photo.digest


def test_what_is_done_with_an_archive(archive: Archive, tmp_path: Path) -> None:
    """It is proved whole, copied out, and a post is erased from it for good."""
    assert archive.verify().sound
    made = archive.export(tmp_path / "out", "csv", "geojson", status="archived")
    assert made.posts == 1
    assert json.loads((tmp_path / "out" / "places.geojson").read_text(encoding="utf-8"))["features"]
    with pytest.raises(UsageError, match="docx is no format"):
        archive.export(tmp_path / "other", "docx")
    with pytest.raises(UsageError, match="Say why"):
        archive.erase(1, reason=" ")
    assert archive.erase("1", reason="asked for").key == "twitter:901"
    assert archive.posts(status="archived", q="quay") == []
    assert archive.verify().sound
    (tombstone,) = archive.database()["erasures"].rows
    assert tombstone["operator"] == "Ann"


def test_importing_it_still_costs_nothing() -> None:
    """The reading part is loaded when somebody reads."""
    assert embedarchive.Archive is Archive
    assert "embedarchive.archive.library" in sys.modules
