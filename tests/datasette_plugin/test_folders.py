"""Nothing that is served says where on this machine anything lies, or what its user is called."""

from __future__ import annotations

import contextlib
import html
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import commands
import pytest

from embedarchive import Archive
from embedarchive.datasette_plugin.pages import instance

Ask = Callable[..., Any]
DEMO = Path(__file__).resolve().parents[2] / "examples"
USER = "mira-van-vliet"
"""The folder that nobody is to read of."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a user: articles, one of them without a title, and the archive of them, made by their paths."""
    folder = tmp_path_factory.mktemp("home") / USER
    articles = folder / "case" / "may"
    articles.mkdir(parents=True)
    (articles / "article.txt").write_bytes((DEMO / "article.txt").read_bytes())
    untitled = '<p>Seen at the quay.</p><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
    (articles / "untitled.html").write_text(f"{untitled}<img src='shed.jpg' width='800' height='600'>")
    (articles / "shed.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut off")
    command = ["scan", str(articles / "article.txt"), str(folder / "case")]
    options = ["--archive", str(folder / "snapshots"), "--from", str(DEMO / "recorded-web.warc.gz")]
    commands.run(*command, *options)
    return folder


@pytest.fixture(scope="module")
def ask(home: Path, ask_of: Callable[[Path], AbstractContextManager[Ask]]) -> Iterator[Ask]:
    """Ask that archive."""
    with ask_of(home / "snapshots") as asked:
        yield asked


def pages(ask: Ask) -> Iterator[tuple[str, bytes]]:
    """Everything that can be reached by links, and every table and page of Datasette's as JSON and CSV.

    The many ways in which Datasette sorts and facets its tables are left out.
    """
    tables = [table["name"] for table in ask("/archive.json").json()["tables"]]
    known = ("databases", "config", "plugins", "settings", "versions", "schema", "jump", "permissions", "logs")
    found = [
        "/",
        "/archive",
        "/archive.db",
        "/archive.json",
        *(f"/-/{name}{end}" for name in known for end in ("", ".json")),
    ]
    found += [f"/archive/{table}.{kind}" for table in tables for kind in ("json", "csv")]
    for path in found:
        answer = ask(path)
        yield path, answer.content
        if answer.headers.get("content-type", "").startswith("text/html") and len(found) < 600:
            links = re.findall(r'(?:href|src)="(/[^"#]*)', answer.text)
            ours = [link for link in map(html.unescape, dict.fromkeys(links)) if "?" not in link or link[:3] == "/-/"]
            found += [link for link in ours if link not in found]


def test_no_page_names_a_folder_of_this_machine(ask: Ask, home: Path) -> None:
    """Pages, feeds, tables, JSON, CSV, kept files, the database itself."""
    seen = dict(pages(ask))
    assert {"/-/article/1", "/archive/runs.json", "/-/databases.json", "/-/snapshots.atom"} <= seen.keys()
    assert [path for path, body in seen.items() if USER.encode() in body or str(home).encode() in body] == []
    assert b"untitled.html" in seen["/-/articles"]
    assert "case/may/untitled.html" in ask("/archive/articles.json?_shape=array").text
    assert '"path": "archive.db"' in ask("/-/databases.json").text
    assert '"ok": true' in ask("/-/config.json").text


def test_a_citation_names_the_file(ask: Ask) -> None:
    """Of an article that has no address: without the folders above it."""
    assert 'id="citation"' in ask("/-/article/1").text
    (cited,) = re.findall('id="citation">(.+?)</p>', ask("/-/article/1").text)
    assert ". article.txt. Archived" in cited


def test_a_path_among_the_settings(home: Path) -> None:
    """A file of the owner's that Datasette would show in full."""
    map_file = home / "case" / "may" / "article.txt"
    told = instance.without_folders({"basemap": str(map_file), "path": ["/archive/posts", "/nowhere"], "n": 1})
    assert told == {"basemap": "article.txt", "path": ["/archive/posts", "/nowhere"], "n": 1}


def test_a_file_that_changed_is_the_same_article(tmp_path: Path) -> None:
    """It is known again by its path, which nobody can read."""
    file = tmp_path / "article.txt"
    with Archive(tmp_path / "snapshots") as archive:
        for words in ("The first version.", "The second version."):
            file.write_text(words)
            list(archive.add(file))
    with contextlib.closing(sqlite3.connect(tmp_path / "snapshots" / "archive.db")) as kept:
        (key, source), *others = kept.execute("select key, source from articles").fetchall()
        assert kept.execute("select count(*) from article_scans").fetchone() == (2,)
    assert (source, others) == ("article.txt", [])
    assert key.startswith("path:")
    assert str(tmp_path) not in key


def test_an_archive_of_an_earlier_version(
    tmp_path: Path, ask_of: Callable[[Path], AbstractContextManager[Ask]]
) -> None:
    """Its log has paths and cannot be changed: the pages do not show them, and the file is known again."""
    file = tmp_path / "article.txt"
    file.write_text("The first version.")
    with Archive(tmp_path / "snapshots") as archive:
        list(archive.add(file))
    with contextlib.closing(sqlite3.connect(tmp_path / "snapshots" / "archive.db")) as older, older:
        for (name,) in older.execute("select name from sqlite_master where type = 'trigger' and tbl_name = 'articles'"):
            older.execute(f"drop trigger {name}")
        older.execute("update articles set key = ?, source = ?", (f"path:{file}", str(file)))
    file.write_text("The second version.")
    with Archive(tmp_path / "snapshots") as archive:
        list(archive.add(file))
    with ask_of(tmp_path / "snapshots") as asked:
        assert asked("/archive/articles.json?_shape=array").json()[1:] == []
        for path in ("/", "/-/articles", "/-/article/1"):
            assert "article.txt" in asked(path).text
            assert str(tmp_path) not in asked(path).text
