"""A recording as a source: the articles in it, each with every answer from the same recording."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from embedarchive import Archive, SourceError
from embedarchive.archive.articles.origins import LIMIT, Choice
from embedarchive.archive.dry_run import dry_run
from embedarchive.archive.results import Found, Noted, Result, Unreadable
from embedarchive.model import Scan
from embedarchive.platforms.twitter import syndication

LIVE = "1591167663165898754"
PAGE = """<html lang="en"><head><title>{}</title></head><body><article><p>Words of the article, and more of them.</p>
<blockquote class="twitter-tweet"><p>So it is.</p>&mdash; Ann (@ann_ph)
<a href="https://twitter.com/ann_ph/status/{}">November 11, 2022</a></blockquote></article></body></html>"""
Record = Callable[..., Path]


def page(title: str, post: str = LIVE) -> tuple[int, str, bytes]:
    """An article with one post."""
    return 200, "text/html", PAGE.format(title, post).encode()


def titles(found: Iterable[Scan | SourceError]) -> list[str | None]:
    """What the scans are called; a source that could not be read fails the test."""
    scans = list(found)
    assert all(isinstance(scan, Scan) for scan in scans), scans
    return [scan.document.title for scan in scans if isinstance(scan, Scan)]


def test_each_article_with_every_answer_from_the_same_recording(
    tmp_path: Path, record: Record, tweet: Callable[..., bytes]
) -> None:
    """Two recordings in one run: the second one's answers are none of the first one's articles'."""
    first = record(
        {
            "https://a.example/1": page("One"),
            "https://a.example/2": page("Two", "1591000000000000002"),
            syndication.request(LIVE).url: (200, "application/json", tweet(LIVE, "ann_ph", "So it is.")),
        },
        "first.warc.gz",
    )
    other = syndication.request("1591000000000000002").url
    second = record({other: (200, "application/json", tweet("1591000000000000002", "bo", "x"))}, "second.warc.gz")
    with Archive(tmp_path / "archive") as archive:
        events = list(archive.events([first, second]))
    assert [event.scan.document.title for event in events if isinstance(event, Found)] == ["One", "Two"]
    states = {event.id: str(event.status) for event in events if isinstance(event, Result)}
    assert states == {LIVE: "archived", "1591000000000000002": "failed"}


def test_a_dry_run_reads_each_when_it_is_asked_for(record: Record) -> None:
    """By address, and no more than so many."""
    path = record({f"https://a.example/{n}/x": page(f"Page {n}") for n in range(9)})
    assert titles(dry_run([path], limit=LIMIT)) == [f"Page {n}" for n in range(9)]
    assert titles(dry_run([path], limit=LIMIT, choice=Choice(limit=2))) == ["Page 0", "Page 1"]
    assert titles(dry_run([path], limit=LIMIT, choice=Choice("a.example/*7/x"))) == ["Page 7"]
    assert isinstance(next(iter(dry_run([path], limit=LIMIT))), Scan)


def test_the_list_of_pages_of_a_wacz_is_what_is_read(tmp_path: Path, record: Record) -> None:
    """A page that is listed and not recorded is told; one that is recorded and not listed is none of the articles."""
    warc = record({f"https://a.example/{n}": page(f"Page {n}") for n in range(3)}, "data.warc.gz")
    lines = [{"format": "json-pages-1.0"}, {"url": "https://a.example/2"}, {"url": "https://a.example/gone"}]
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as file:
        file.write(warc, "archive/data.warc.gz")
        file.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, lines)))
    found, gone = dry_run([path], limit=LIMIT)
    assert isinstance(found, Scan)
    assert found.document.title == "Page 2"
    assert "https://a.example/gone" in str(gone)


def test_posts_by_themselves_are_sources_where_there_is_no_article(record: Record) -> None:
    """A frame of a player is no article; a recording of posts alone is of these."""
    post = (200, "text/html", b"<html><body>so</body></html>")
    both = record({"https://a.example/1": page("One"), f"https://x.com/ann_ph/status/{LIVE}": post})
    assert titles(dry_run([both], limit=LIMIT)) == ["One"]
    alone = record({f"https://x.com/ann_ph/status/{LIVE}": post}, "alone.warc.gz")
    (found,) = dry_run([alone], limit=LIMIT)
    assert isinstance(found, Scan)
    assert [embed.id for embed in found.embeds] == [LIVE]


def test_a_folder_of_recordings_and_pages(tmp_path: Path, record: Record) -> None:
    """Recordings are read where a folder is walked, too."""
    record({"https://a.example/1": page("One")}, "a.warc.gz")
    (tmp_path / "b.html").write_bytes(page("Two")[2])
    (tmp_path / "c.wacz").write_bytes(b"words")
    *read, broken = dry_run([tmp_path], limit=LIMIT)
    assert titles(read) == ["One", "Two"]
    assert "c.wacz: this is no WARC, ARC, WACZ or HAR file" in str(broken)


def test_what_cannot_be_read_or_is_cut_is_told(tmp_path: Path, record: Record) -> None:
    """A recording that is damaged stops no other source; what is left out of one is told with it."""
    path = record({"https://a.example/1": page("One"), "https://a.example/2": page("Two")})
    path.write_bytes(path.read_bytes()[:-30])
    bad = tmp_path / "bad.wacz"
    bad.write_bytes(b"PK\x03\x04 and no more")
    with Archive(tmp_path / "archive") as archive:
        events: list[Any] = list(archive.events([bad, path]))
    (unreadable,) = (event for event in events if isinstance(event, Unreadable))
    assert "bad.wacz: this ZIP file is damaged" in unreadable.sentence
    (noted,) = (event for event in events if isinstance(event, Noted))
    assert "after 1 whole records" in noted.sentence
    assert [event.scan.document.title for event in events if isinstance(event, Found)] == ["One"]
    (error,) = dry_run([bad], limit=LIMIT)
    assert isinstance(error, SourceError)


@pytest.mark.parametrize(
    ("pattern", "wanted"), [("", True), ("a.example", True), ("a.*/2022/*x", True), ("x*a.", False), ("A.", False)]
)
def test_which_addresses_match(pattern: str, wanted: bool) -> None:
    """`*` stands for anything; nothing else stands for something."""
    assert Choice(pattern).wants("https://a.example/2022/x") is wanted


@pytest.mark.parametrize("name", ["session.json", "session", "saved.txt"])
def test_a_har_file_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    """Whatever it is called; other JSON stays an article's."""
    asked = {"method": "GET", "url": "https://a.example/1", "headers": []}
    content = {"mimeType": "text/html", "text": PAGE.format("One", LIVE), "size": 1}
    answer = {"status": 200, "statusText": "OK", "headers": [], "content": content}
    entry = {"startedDateTime": "2026-11-01T12:00:00Z", "request": asked, "response": answer}
    path = tmp_path / name
    path.write_text(json.dumps({"log": {"version": "1.2", "creator": {"name": "made"}, "entries": [entry]}}, indent=1))
    assert titles(dry_run([path], limit=LIMIT)) == ["One"]
    path.write_text(json.dumps({"log": {"title": "Two", "content": "<p>Words of an article</p>"}}))
    assert all(
        isinstance(scan, SourceError) or scan.document.source == str(path) for scan in dry_run([path], limit=LIMIT)
    )


def test_a_recording_without_an_article_says_so(tmp_path: Path, record: Record, tweet: Callable[..., bytes]) -> None:
    """It may answer for one that lies elsewhere; and where no address is wanted, that is told."""
    answer = record({syndication.request(LIVE).url: (200, "application/json", tweet(LIVE, "ann_ph", "So it is."))})
    (said,) = dry_run([answer], limit=LIMIT)
    assert "no page in it is an article; to have it answer for one: embedarchive scan ARTICLE --from" in str(said)
    with Archive(tmp_path / "archive") as archive:
        (unread,) = (event for event in archive.events([answer]) if isinstance(event, Unreadable))
    assert unread.sentence == str(said)
    pages = record({"https://a.example/1": page("One")}, "pages.warc.gz")
    (said,) = dry_run([pages], limit=LIMIT, choice=Choice("b.example"))
    assert str(said) == f"{pages}: no page in it has an address with b.example."


def test_a_recording_is_known_by_its_content(tmp_path: Path, record: Record) -> None:
    """Behind gzip, too, whatever it is called."""
    other = tmp_path / "session"
    record({"https://a.example/1": page("One")}).rename(other)
    assert titles(dry_run([other], limit=LIMIT)) == ["One"]
