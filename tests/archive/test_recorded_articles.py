"""A recording as a source: the articles in it, each with every answer from the same recording."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from embedarchive import Archive, SourceError, web
from embedarchive.archive.articles.origins import LIMIT, Choice, Origin
from embedarchive.archive.articles.reading import Read, read_bytes
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


def test_pages_without_a_sign_of_a_post_are_told_as_if_they_were_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dry run without images gives the same rows with the pre-filter and without, whatever a page is written in."""
    from embedarchive.archive.articles import empty_pages
    from embedarchive.exports.scan_json import scan_object

    link = '<a href="https://twitter.com/ann_ph/status/1591167663165898754">A post</a>'
    pages = [
        '<html lang="nl"><head><title>Haven</title></head><body><p>De haven is weer open.</p></body></html>',
        "<html><head><title>Haven</title></head><body><p>De haven is weer open, en dat is goed.</p></body></html>",
        f'<html lang="nl"><head><title>Haven</title></head><body>{link}</body></html>',
        '<html lang="nl"><head><title>Site</title></head><body><h1>De haven</h1><p>Open.</p></body></html>',
        '<html lang="nl"><head><title>A</title><!-- <body> --><meta property="og:title" content="B"></head><body>Open.',
        '<html lang="nl"><head><script>"<body>"</script><title>A</title></head><body><base href="/b/">Open.</html>',
    ]
    path = tmp_path / "made.warc.gz"
    with path.open("wb") as file:
        for number, (page, charset) in enumerate(itertools.product(pages, ("utf-8", "utf-16"))):
            body = page.replace("<body>", "<body><article>").encode(charset)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n\r\n".encode()
            at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
            url = f"https://news.example/{number}"
            web.write_record(file, "response", at=at, url=url, head=head, body=body)

    def rows(few: int) -> list[object]:
        monkeypatch.setattr(empty_pages, "FEW", few)
        found = dry_run([path], limit=10_000_000, images=False)
        return [each if isinstance(each, Exception) else scan_object(each) for each in found]

    parsed = rows(10**9)
    read: list[str] = []

    def noted(data: bytes, origin: Origin, **told: Any) -> Read:  # noqa: ANN401 -- as `read_bytes` takes them
        read.append(origin.name)
        return read_bytes(data, origin, **told)

    monkeypatch.setattr("embedarchive.archive.articles.article_pages.read_bytes", noted)
    assert rows(1) == parsed
    assert read == [f"https://news.example/{number}" for number in (0, 4, 5)]
