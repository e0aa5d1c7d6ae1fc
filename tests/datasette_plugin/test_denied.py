"""W8: a table that readers may not see is seen nowhere: on no page, in no feed, file, search or query, by no digest.

What only this table says is looked for in every answer that a crawl of the website gets.
"""

from __future__ import annotations

import asyncio
import html
import re
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import attacking
import pytest
from datasette.app import Datasette
from datasette.permissions import _permission_check_cache
from datasette.resources import QueryResource, TableResource
from datasette.utils import parse_metadata

from embedarchive.datasette_plugin import config_path
from embedarchive.datasette_plugin.serving.denied import MADE_OF
from embedarchive.exports.site import export_site

Ask = Callable[..., Any]
Asking = AbstractContextManager[Ask]
MOST = 400 if attacking.EVERYTHING else 45
BEGINNINGS: tuple[str, ...] = (
    "/",
    "/-/articles",
    "/-/timeline",
    "/-/gallery",
    "/-/map",
    "/-/places.geojson",
    "/-/places.kml",
)
BEGINNINGS += ("/-/snapshots.atom", "/-/vanished.atom", "/archive", "/archive/pending", "/archive/disagreements")
BEGINNINGS += (
    "/archive/most-embedded-authors",
    "/archive/vanished-posts",
    "/robots.txt",
    "/archive.json",
    "/-/tile/0/0/0",
)
BEGINNINGS += ("/archive/posts.csv?_size=max", "/archive/articles.csv", "/archive/media.csv", "/-/articles?q=ferry")
LINK = re.compile(r"""(?:href|src)=["']([^"'<>]{1,500})["']""")
SHORTEST = 9
"""Fewer characters may stand anywhere by chance."""
TABLES: tuple[str, ...] = (
    "posts",
    "articles",
    "article_scans",
    "embeds",
    "images",
    "media",
    "places",
    "snapshots",
    "fetches",
    "blobs",
)
TABLES += ("runs", "events")
OF = {base: tuple(name for name, of in MADE_OF.items() if of == base) for base in MADE_OF.values()}
PLAIN = re.compile(r"[a-z_-]+|.*[\n\"\\].*", re.DOTALL)
"""Names of tables and states are no secret, and what JSON spells otherwise cannot be told from others' words."""


@pytest.fixture(scope="module")
def exported(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive as a site."""
    site = tmp_path_factory.mktemp("exported") / "site"
    export_site(archive, site, config_path())
    return site


def words(archive: Path, table: str) -> set[str]:
    """What this table says and neither another one nor a kept file does; files are hidden with `blobs`."""
    with closing(sqlite3.connect(archive / "archive.db")) as connection:
        every = "SELECT * FROM {}"
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        cells = {
            name: {str(cell) for row in connection.execute(every.format(name)) for cell in row if cell is not None}
            for name in names
            if not name.startswith(("sqlite_", *OF.get(table, ())))
        }
    own = {cell for cell in cells.pop(table) if len(cell) >= SHORTEST and not PLAIN.fullmatch(cell)}
    kept = [path.read_bytes().decode("latin-1") for path in archive.glob("blobs/*/*")]
    others = "\n".join([*kept, *(cell for each in cells.values() for cell in each)])
    return {cell for cell in own if cell not in others}


def denying(*tables: str) -> dict[str, Any]:
    """The settings of a site whose readers may not see these tables, and write no SQL."""
    config: dict[str, Any] = parse_metadata(config_path().read_text(encoding="utf-8"))
    config["settings"] |= {"default_allow_sql": False, "allow_download": False}
    for table in tables:
        config["databases"]["archive"]["tables"].setdefault(table, {})["allow"] = False
    return config


def crawl(ask: Ask, config: dict[str, Any], archive: Path) -> dict[str, str]:
    """The answers to every address that is known, or that a page names, up to so many."""
    with closing(sqlite3.connect(archive / "archive.db")) as connection:
        digests = [digest for (digest,) in connection.execute("SELECT digest FROM blobs LIMIT 3")]
        posts = [number for (number,) in connection.execute("SELECT id FROM posts")]
    todo = [
        "/archive/posts",
        *BEGINNINGS,
        *(f"/-/post/{number}" for number in posts),
        "/-/article/1",
        "/-/timeline?q=crane",
        *(f"/-/card/{number}" for number in posts),
    ]
    todo += [f"/-/oembed?format=json&url={quote(f'http://localhost/-/post/{number}', safe='')}" for number in posts]
    todo += [f"/-/{page}/{digest}" for digest in digests for page in ("file", "blob", "thumb")]
    todo += [f"/archive/{table}.json?_shape=objects" for table in (*TABLES, *sum(OF.values(), ()))]
    found: dict[str, str] = {}
    while todo and len(found) < MOST:
        path = todo.pop(0)
        answer = ask(path, config=config)
        found[path] = f"{answer.headers}\n{html.unescape(unquote(answer.text))}".replace("\\/", "/")
        for link in LINK.findall(answer.text) if "html" in answer.headers.get("content-type", "") else ():
            parts = urlsplit(urljoin(path, html.unescape(link)))
            wanted = parts.path + (f"?{parts.query}" if parts.query else "")
            if not parts.netloc and wanted not in found and wanted not in todo and "/static/" not in wanted:
                todo.append(wanted)
    return found


@pytest.mark.parametrize("table", attacking.sample(TABLES, 2))
def test_w8_what_is_denied_is_seen_nowhere(ask: Ask, archive: Path, table: str) -> None:
    """Of what only the table says nothing is in any answer, unless the reader asked with it."""
    secret = words(archive, table)
    shown = crawl(ask, denying(table), archive)
    leaks = {
        (path, word) for path, text in shown.items() for word in secret if word in text and word not in unquote(path)
    }
    assert leaks == set()


@pytest.mark.parametrize("table", attacking.sample(TABLES, 2))
def test_w8_nor_is_it_seen_on_an_exported_site(
    exported: Path, ask_of: Callable[..., Asking], table: str, record_property: attacking.Record
) -> None:
    """A site as a server gets it, opened unchangeable as by `serve --public`."""
    secret = words(exported, table)
    with ask_of(exported, public=True) as ask:
        shown = crawl(ask, denying(table), exported)
    leaks = {
        (path, word) for path, text in shown.items() for word in secret if word in text and word not in unquote(path)
    }
    record_property("attack", ("W8 answers of sites without a table", len(shown), len(leaks)))
    assert leaks == set()


def test_w8_what_is_not_denied_is_seen(ask: Ask, archive: Path) -> None:
    """The crawl finds what each table says: the test above can fail."""
    shown = "\n".join(crawl(ask, denying(), archive).values())
    for table in ("posts", "articles", "snapshots"):
        assert any(word in shown for word in words(archive, table)), table


def test_w8_an_answer_that_is_remembered_is_the_one_that_holds(archive: Path) -> None:
    """Datasette keeps for a request what it was told; a question of ours on the way to another is such a one, too."""

    async def told() -> tuple[bool, bool]:
        config = denying("posts")
        config["databases"]["archive"]["queries"] = {"words": "SELECT value FROM facet_counts"}
        datasette = Datasette([str(archive / "archive.db")], config=config)
        await datasette.invoke_startup()
        token = _permission_check_cache.set({})
        try:
            query = QueryResource(database="archive", query="words")
            before = await datasette.allowed(action="view-query", resource=query)
            counts = TableResource(database="archive", table="facet_counts")
            return before, await datasette.allowed(action="view-table", resource=counts)
        finally:
            _permission_check_cache.reset(token)
            datasette.close()

    assert asyncio.run(told()) == (False, False)
