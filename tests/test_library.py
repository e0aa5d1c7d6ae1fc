"""The library as somebody meets it who has not read its documentation: what is wrong is said, nothing is guessed."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import embedarchive

TEXT = "The mill turns.\n— Mila Brand (@mila_brand) September 12, 2026\n"


@pytest.mark.parametrize("text", ["name.md", " article.HTML\n", "folder/article.txt", "https://paper.example/mill"])
def test_the_name_of_an_article_is_not_taken_for_its_text(text: str) -> None:
    """Nothing would be found, silently; the sentence says what to write instead."""
    with pytest.raises(embedarchive.UsageError, match=r"scan\(Path|Archive\.add"):
        embedarchive.scan(text)


@pytest.mark.parametrize("text", ["", "The mill turns.", "See notes.txt", "https://x.com/a/status/2098704339802694131"])
def test_any_other_text_is_an_article(text: str) -> None:
    """However short; the address of a post is one that stands in it."""
    assert len(embedarchive.scan(text).embeds) == ("status" in text)


@pytest.mark.parametrize("source", [None, 5, ["name.md"], bytearray(b"The mill")])
def test_what_is_no_article_is_a_type_error(source: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- that is the point
    """For `scan` and for `add`, with what they take."""
    with pytest.raises(TypeError, match=f"Path.*not {type(source).__name__}"):
        embedarchive.scan(source)
    with (
        embedarchive.Archive(tmp_path) as archive,
        pytest.raises(TypeError, match=f"Path.*not {type(source).__name__}"),
    ):
        list(archive.add(source))


def test_bytes_are_no_source_of_an_archive(tmp_path: Path) -> None:
    """An archive remembers where an article came from."""
    with embedarchive.Archive(tmp_path) as archive, pytest.raises(TypeError, match="not bytes"):
        list(archive.add(TEXT.encode()))  # type: ignore[arg-type]


def test_a_base_url_is_a_string() -> None:
    """Anything else is refused at once."""
    with pytest.raises(TypeError, match="base_url"):
        embedarchive.scan(TEXT, base_url=5)  # type: ignore[arg-type]


def test_a_closed_archive_says_so(tmp_path: Path) -> None:
    """Closing twice is no error, adding afterwards is one, in a coroutine too."""
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    with embedarchive.Archive(tmp_path / "archive") as archive:
        assert [result.handle for result in archive.add(tmp_path / "article.txt")] == ["mila_brand"]
    archive.close()
    with pytest.raises(embedarchive.ArchiveError, match="closed"):
        list(archive.add(tmp_path / "article.txt"))

    async def add() -> list[embedarchive.Result]:
        return [result async for result in archive.add_async(tmp_path / "article.txt")]

    with pytest.raises(embedarchive.ArchiveError, match="closed"):
        asyncio.run(add())


def test_a_single_platform_or_recording_stands_for_itself(tmp_path: Path) -> None:
    """A string is not taken letter by letter."""
    embedarchive.Archive(tmp_path / "archive", only="twitter").close()
    with pytest.raises(embedarchive.UsageError, match="only twittr"):
        embedarchive.Archive(tmp_path / "archive", only="twittr")
    with pytest.raises(embedarchive.RecordingError, match=r"web\.warc"):
        embedarchive.Archive(tmp_path / "archive", recordings="web.warc")


def test_the_tables_are_there_for_sqlite_utils(tmp_path: Path) -> None:
    """To read, with all that it offers; nothing can be written."""
    article = tmp_path / "mill.txt"
    article.write_text(TEXT, encoding="utf-8")
    with embedarchive.Archive(tmp_path / "archive", only="mastodon") as archive:
        list(archive.add(article))
        database = archive.database()
        try:
            assert [row["handle"] for row in database["embeds"].rows] == ["mila_brand"]
            assert database["article_scans"].count == 1
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                database["embeds"].delete_where()  # type: ignore[union-attr]
        finally:
            database.conn.close()


@pytest.mark.parametrize("base_url", ["foo", "", "http://", "javascript:alert(1)", "file:///page.html"])
def test_a_base_url_that_no_page_can_have_is_refused(base_url: str, tmp_path: Path) -> None:
    """Before anything is read or written: relative links would lead nowhere."""
    with pytest.raises(embedarchive.UsageError, match="is no base URL"):
        embedarchive.scan("<p>Words</p>", base_url=base_url)
    with pytest.raises(embedarchive.UsageError, match="is no base URL"):
        embedarchive.scan_many(["page.html"], base_url=base_url)
    with embedarchive.Archive(tmp_path) as archive, pytest.raises(embedarchive.UsageError, match="is no base URL"):
        archive.events(["page.html"], base_url=base_url)
