"""Answers to POST requests in recordings: sites ask themselves for posts so, at an address that names none."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from embedarchive import Archive
from embedarchive.archive.results import Noted
from embedarchive.exports.warc_writer import write_record

AT = dt.datetime(2023, 5, 14, 12, tzinfo=dt.UTC)
CODE, OTHER, STORY = "CkPHNFyKm0y", "CkPHNFyKm0z", "1234567890123456"
PAGE = """<html lang="en"><head><title>The bridge</title></head><body><article><p>Words of the article.</p>
<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/{code}/"></blockquote>
<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@ann_ph/post/{code}"></blockquote>
<div class="fb-post" data-href="https://www.facebook.com/ann.ph/posts/{story}"></div></article></body></html>"""


def item(code: str, text: str) -> dict[str, object]:
    """A post as Instagram's and Threads' scripts get it."""
    picture = {"candidates": [{"url": "https://scontent.cdninstagram.com/1.jpg", "width": 40, "height": 30}]}
    user = {"username": "ann_ph", "full_name": "Ann", "pk": "7"}
    return {"code": code, "pk": "1", "user": user, "caption": {"text": text}, "image_versions2": picture}


def feed(*items: dict[str, object]) -> bytes:
    """An answer with several posts."""
    return json.dumps({"data": {"feed": {"edges": [{"node": {"media": each}} for each in items]}}}).encode()


def story(number: str, text: str) -> dict[str, object]:
    """A story as Facebook's scripts get it, with another one that it shares."""
    actor = {"__typename": "User", "name": "Ann", "url": "https://www.facebook.com/ann.ph"}
    shared = {"post_id": "99", "message": {"text": "Words of somebody else"}, "actors": [{"name": "Bo"}]}
    told = {"story": {"actors": [actor], "creation_time": 1684065600, "attached_story": shared}}
    said = {"story": {"message": {"text": text}}}
    return {"__typename": "Story", "post_id": number, "comet_sections": {"context_layout": told, "content": said}}


def recorded(folder: Path, posted: Sequence[tuple[str, bytes]], *, method: str = "POST", coded: bool = False) -> Path:
    """A recording of the article, and of what its browser asked for by POST, each request behind its answer."""
    path = folder / "web.warc.gz"
    with path.open("wb") as file:
        page = PAGE.format(code=CODE, story=STORY).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        write_record(file, "response", at=AT, url="https://news.example/1", head=head, body=page)
        for url, body in posted:
            packed = gzip.compress(body) if coded else body
            coding = b"Content-Encoding: gzip\r\n" if coded else b""
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + coding + b"\r\n"
            written = write_record(file, "response", at=AT, url=url, head=head, body=packed)
            head = f"{method} /graphql/query HTTP/1.1\r\nHost: made.example\r\n\r\n".encode()
            more = {"WARC-Concurrent-To": written.id}
            write_record(file, "request", at=AT, url=url, head=head, body=b"variables=1", more=more)
    return path


def archived(folder: Path, source: Path) -> tuple[dict[str, tuple[str, str | None]], list[str]]:
    """What became of each post, with its words, and what was told of the recording."""
    with Archive(folder / "archive") as archive:
        events = list(archive.events([source]))
        rows = archive.database().query("SELECT platform, status, text FROM posts")
        told = {row["platform"]: (row["status"], row["text"]) for row in rows}
    return told, [each.sentence for each in events if isinstance(each, Noted)]


@pytest.mark.parametrize("coded", [False, True])
def test_answers_to_post_requests_that_name_the_post_are_read(tmp_path: Path, coded: bool) -> None:
    """Feeds with other posts before it, several stories in one answer, packed or not."""
    lines = b"\n".join(json.dumps({"data": {"node": story(*each)}}).encode() for each in (("1", "No"), (STORY, "Yes")))
    posted = [
        ("https://www.instagram.com/graphql/query", feed(item(OTHER, "Another"))),
        ("https://www.instagram.com/graphql/query", feed(item(OTHER, "Another"), item(CODE, "Open again"))),
        ("https://www.threads.net/api/graphql", feed(item(OTHER, "Another"), item(CODE, "As said"))),
        ("https://www.facebook.com/api/graphql/", lines),
    ]
    told, notes = archived(tmp_path, recorded(tmp_path, posted, coded=coded))
    assert told == {
        "instagram": ("archived", "Open again"),
        "threads": ("archived", "As said"),
        "facebook": ("archived", "Yes"),
    }
    assert [note.partition(": ")[2] for note in notes] == [
        "left out 4 answers to POST requests, but for the posts that these name."
    ]


def test_an_answer_about_another_post_is_not_taken(tmp_path: Path) -> None:
    """Not one that only mentions it, not one of another site, and none that has nothing but its number."""
    mention = item(OTHER, f"Look at https://www.instagram.com/p/{CODE}/")
    posted = [
        ("https://www.instagram.com/graphql/query", feed(mention)),
        ("https://evil.example/graphql/query", feed(item(CODE, "Forged"))),
        ("https://www.facebook.com/api/graphql/", json.dumps({"data": {"node": story(f"{STORY}7", "No")}}).encode()),
        ("https://www.facebook.com/api/graphql/", b'{"data": {"text": "' + STORY.encode() + b'"}}'),
    ]
    told, _ = archived(tmp_path, recorded(tmp_path, posted))
    assert {state for state, _ in told.values()} == {"failed"}


def test_answers_to_other_questions_are_counted(tmp_path: Path) -> None:
    """What a PUT request got is no post."""
    posted = [("https://www.instagram.com/graphql/query", feed(item(CODE, "Open again")))]
    told, notes = archived(tmp_path, recorded(tmp_path, posted, method="PUT"))
    assert told["instagram"][0] == "failed"
    assert any("1 answer to another question than GET" in note for note in notes)
