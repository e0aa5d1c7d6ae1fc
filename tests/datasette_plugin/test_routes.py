"""The archive through Datasette, without a browser: routes, headers, permissions, the configuration file."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Coroutine
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from datasette.utils import StartupError, parse_metadata
from datasette.utils.asgi import Request
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.datasette_plugin import config_path, prepare_connection
from embedarchive.datasette_plugin.pages.home import bars
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.search import pieces, unmarked
from embedarchive.datasette_plugin.serving.blobs import LIFETIME_S, FileAnswer, blob_path, byte_range
from embedarchive.datasette_plugin.serving.settings import WRITTEN, Remembered, Settings, settings
from embedarchive.datasette_plugin.views.article_blocks import Thing, blocks
from embedarchive.datasette_plugin.views.versions import MARK
from embedarchive.model import Document, MediaRef, Post, Scan
from embedarchive.model.areas import distance_km
from embedarchive.signatures import INLINE
from embedarchive.store import Store, erase
from embedarchive.store.projection import VERSION
from embedarchive.store.queries.query import Query
from embedarchive.store.queries.search import matching

OUR_PAGES = (
    "/",
    "/-/articles",
    "/-/article/1",
    "/-/post/1",
    "/-/post/2",
    "/-/post/3",
    "/-/post/4",
    "/-/post/5",
    "/-/timeline",
    "/-/timeline?q=crane",
    "/-/timeline?gone=yes",
    "/-/timeline?gone=deleted&differs=yes&q=crane",
    "/-/timeline?differs=yes",
    "/-/timeline?handle=mira_sol",
    "/-/map?gone=yes",
    "/-/timeline?status=archived&platform=twitter&since=2026-01-01&until=2026-12-31",
    "/-/article/1?q=crane",
    "/-/articles?q=crane",
    "/-/file/{photo}",
    "/-/file/{video}",
    "/-/file/{answer}",
    "/-/file/{article}",
    "/-/file/{attack}",
    "/-/gallery",
    "/-/map",
    "/-/map?status=archived&since=2026-01-01",
    "/-/map?q=crane",
    "/-/map?handle=harbour_watch",
    "/-/places.geojson",
    "/-/places.kml",
    "/-/snapshots.atom",
    "/-/vanished.atom",
)
STRICT = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
Ask = Callable[..., Any]


class Page(HTMLParser):
    """What a page would run, or load, or lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.addresses: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect handlers, styles, inline scripts, and every address."""
        given = dict(attrs)
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.inline.append(tag)
        self.addresses += [
            given[name] or "" for name in ("href", "src", "action", "poster", "srcset", "data") if name in given
        ]


def run(work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 -- whatever it returns
    """Run it to its end."""
    return asyncio.run(work)


def configured(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 -- configuration of any shape
    """The project's own datasette.yml, with some changes on top."""
    return {**parse_metadata(config_path().read_text(encoding="utf-8")), **changes}


async def _answers(
    database: Path, config: dict[str, Any], requests: list[tuple[str, str, dict[str, str]]]
) -> list[Any]:
    datasette = Datasette([str(database)], config=config)
    try:
        await datasette.invoke_startup()
        return [await datasette.client.request(method, path, headers=headers) for method, path, headers in requests]
    finally:
        datasette.close()


def test_datasette_yml_is_understood(archive: Path) -> None:
    """Datasette ignores keys that it does not know: every key of the file is one that it shows, and one that it has."""
    answer = run(
        _answers(archive / "archive.db", configured(), [("GET", "/-/config.json", {}), ("GET", "/-/settings.json", {})])
    )
    shown, kept = answer[0].json(), answer[1].json()
    assert set(shown) - {"ok"} == {"settings", "plugins", "databases"}
    assert kept["default_page_size"] == 50
    assert kept["suggest_facets"] is False
    assert kept["facet_time_limit_ms"] == 1000
    assert kept["sql_time_limit_ms"] == 3000
    assert shown["plugins"]["embedarchive"]["title"] == "Embed archive"
    with sqlite3.connect(archive / "archive.db") as connection:
        tables = {
            name: {row[1] for row in connection.execute(f"pragma table_info({name})")}
            for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
        }
    connection.close()
    database = shown["databases"]["archive"]
    assert set(database) == {"tables", "queries"}
    for table, wanted in database["tables"].items():
        assert table in tables, f"datasette.yml speaks of a table {table}"
        assert set(wanted) <= {"sort_desc", "label_column", "facets", "fts_table", "fts_pk", "hidden"}
        columns = {wanted.get("sort_desc"), wanted.get("label_column"), *wanted.get("facets", [])} - {None}
        assert columns <= tables[table], f"datasette.yml speaks of columns of {table} that are not there"
        assert wanted.get("fts_table", "posts") in tables
    for query in database["queries"].values():
        assert set(query) <= {"title", "description", "sql", "params"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("vanished-posts", {"harbour_watch", "mira_sol"}),
        ("disagreements", {"harbour_watch", "mira_sol"}),
        ("most-embedded-authors", {"harbour_watch", "mira_sol", "oleksandr_k"}),
        ("near?latitude=51.2&longitude=2.9&km=20", {"harbour_watch"}),
        ("near?latitude=-33&longitude=151&km=20", set()),
        ("pending", {"lena@social.example"}),
    ],
)
def test_stored_queries(ask: Ask, query: str, found: set[str]) -> None:
    """The questions that people ask."""
    path, _, values = query.partition("?")
    answer = ask(f"/archive/{path}.json?_shape=array&{values}")
    assert answer.status_code == 200
    handles = {row.get("handle") or row.get("whose") for row in answer.json()}
    assert found <= handles
    if not found:
        assert handles == set()


def test_search_on_the_tables_needs_no_accents(ask: Ask) -> None:
    """Datasette finds the full-text index, in any script."""
    rows = ask("/archive/posts.json?_search=кран&_shape=array").json()
    assert [row["handle"] for row in rows] == ["oleksandr_k"]
    assert ask("/archive/posts.json?_search=nothinglikethis&_shape=array").json() == []


def test_tables_and_columns_have_descriptions(ask: Ask) -> None:
    """Set when Datasette starts: it takes none from datasette.yml."""
    page = ask("/archive/posts").text
    assert "One row a post" in page
    assert "When it was posted, UTC" in page


@pytest.mark.parametrize("path", OUR_PAGES)
def test_w3_our_pages_are_strict_and_hold_nothing_inline(ask: Ask, files: dict[str, str], path: str) -> None:
    """Nothing inline, nothing from elsewhere, no address that runs."""
    answer = ask(path.format(**files))
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == STRICT
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    if "html" not in answer.headers["content-type"]:
        return
    page = Page(answer.text)
    assert page.inline == []
    assert page.addresses
    assert [address for address in page.addresses if not address.startswith(("/", "#", "https://"))] == []


def test_w3_hostile_words_are_escaped_on_datasettes_pages_too(ask: Ask) -> None:
    """The author `<script>…` and the address `javascript:…` in tables and rows."""
    for path in (
        "/archive/posts",
        "/archive/posts/5",
        "/archive/embeds",
        "/archive/snapshots",
        "/archive/fetches",
        "/archive/post_links",
    ):
        page = ask(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert [link for link in Page(page).addresses if link.lower().startswith(("javascript:", "data:"))] == [], path


def test_datasettes_own_pages_reach_no_other_host(ask: Ask) -> None:
    """They need their inline scripts, and nothing else."""
    policy = ask("/archive/posts").headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; script-src 'self' 'unsafe-inline'")
    assert "http" not in policy


# --------------------------------------------------------------------------------------------------------------- blobs

KINDS = {  # what each attack is served as, and whether it is handed over as a file
    "html": ("application/octet-stream", True),
    "svg": ("application/octet-stream", True),
    "xml": ("application/octet-stream", True),
    "html-after-jpeg": ("image/jpeg", False),
    "html-after-gif": ("image/gif", False),
    "pdf": ("application/octet-stream", True),
    "text": ("text/plain; charset=utf-8", False),
    "unknown": ("application/octet-stream", True),
    "json": ("application/octet-stream", True),
    "utf-7": ("text/plain; charset=utf-8", False),
    "refresh": ("application/octet-stream", True),
    "png": ("image/png", False),
}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_w1_w2_every_stored_byte_is_served_without_rights(ask: Ask, attacks: dict[str, bytes], name: str) -> None:
    """The header set of each kind; what could run is a file to save. All were declared to be image/jpeg."""
    digest = hashlib.sha256(attacks[name]).hexdigest()
    answer = ask(f"/-/blob/{digest}")
    kind, attachment = KINDS[name]
    assert answer.status_code == 200
    assert answer.content == attacks[name]
    assert answer.headers["content-type"] == kind
    assert ("attachment" in answer.headers.get("content-disposition", "")) is attachment
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "script" not in policy
    assert "allow-" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["cache-control"] == f"public, max-age={LIFETIME_S}, must-revalidate"
    assert answer.headers["etag"] == f'"{digest}"'


def test_the_kinds_tested_are_all_attacks(attacks: dict[str, bytes]) -> None:
    """Twelve kinds."""
    assert set(attacks) == set(KINDS)
    assert not INLINE & {
        "text/html",
        "image/svg+xml",
        "application/xml",
        "application/pdf",
        "text/xml",
        "application/xhtml+xml",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/-/blob/..%2f..%2fetc%2fpasswd",
        "/-/blob/../../etc/passwd",
        "/-/blob/" + "0" * 64,
        "/-/blob/" + "G" * 64,
        "/-/blob/%2e%2e%2farchive.db",
        "/-/blob/archive.db",
        "/-/blob/",
        "/-/thumb/" + "0" * 64,
        "/-/thumb/..%2farchive.db",
        "/-/post/0",
        "/-/post/9223372036854775808",
        "/-/article/77",
        "/-/article/1?scan=5",
        "/-/article/1?scan=x",
    ],
)
def test_w5_what_is_not_there_is_not_found(ask: Ask, path: str) -> None:
    """A path is never taken from the address."""
    answer = ask(path)
    assert answer.status_code in {302, 404}
    if answer.status_code == 302:  # Datasette's own spelling of the same address, which leads nowhere either
        assert ask(answer.headers["location"]).status_code == 404
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("header", "status", "start", "end"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=2-5", 206, 2, 6),
        ("bytes=10-", 206, 10, None),
        ("bytes=-4", 206, -4, None),
        ("bytes=0-999999", 206, 0, None),
        ("bytes=-999999", 206, 0, None),
        ("bytes=5-2", 200, 0, None),
        ("bytes=0-1,4-5", 200, 0, None),
        ("bytes=a-b", 200, 0, None),
        ("items=0-1", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("bytes=999999-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
def test_ranges(  # noqa: PLR0917 -- a table of cases
    ask: Ask, attacks: dict[str, bytes], header: str, status: int, start: int, end: int | None
) -> None:
    """RFC 9110, section 14: what a video player asks for."""
    data = attacks["text"]
    answer = ask(f"/-/blob/{hashlib.sha256(data).hexdigest()}", Range=header)
    assert answer.status_code == status
    assert answer.content == data[start:end]
    if status == 206:
        length = len(data)
        first = start % length if start < 0 else start
        assert answer.headers["content-range"] == f"bytes {first}-{first + len(answer.content) - 1}/{length}"
    elif status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(data)}"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_what_a_browser_has_is_not_sent_again(ask: Ask, attacks: dict[str, bytes]) -> None:
    """ETag, If-None-Match, If-Range, HEAD."""
    data = attacks["text"]
    digest = hashlib.sha256(data).hexdigest()
    fresh = ask(f"/-/blob/{digest}", If_None_Match=f'W/"x", "{digest}"')
    assert (fresh.status_code, fresh.content) == (304, b"")
    assert "sandbox" in fresh.headers["content-security-policy"]
    changed = ask(f"/-/blob/{digest}", Range="bytes=0-1", If_Range='"another"')
    assert (changed.status_code, changed.content) == (200, data)
    head = ask(f"/-/blob/{digest}", method="HEAD")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(data)))


def test_what_was_erased_is_gone_for_who_has_it_too(
    ask_of: Callable[[Path], contextlib.AbstractContextManager[Ask]], tmp_path: Path
) -> None:
    """A browser asks again after minutes, by ETag; while the bytes are there it is told so, and then that they went."""
    assert LIFETIME_S <= 600
    with Store.open(tmp_path) as store:
        store.begin_run("scan")
        refs = (MediaRef(candidates=("https://media.example/1.jpg",)),)
        store.add_post("twitter:1", Post(platform="twitter", id="1", text="Erase me, please", media=refs), parser="1")
        blob = store.keep(b"\xff\xd8\xff\xe0 a picture", "image/jpeg")
        store.add_media("https://media.example/1.jpg", {}, blob=blob, parser="1")
        small = tmp_path / "thumbs" / blob.digest[:2] / f"{blob.digest}.jpg"
        small.parent.mkdir(parents=True)
        small.write_bytes(b"\xff\xd8\xff\xe0")
    with ask_of(tmp_path) as ask:
        for kind, tag in (("blob", f'"{blob.digest}"'), ("thumb", f'"{blob.digest}-thumb"')):
            assert ask(f"/-/{kind}/{blob.digest}", If_None_Match=tag).status_code == 304
        with Store.open(tmp_path) as store:
            erase(store, "twitter:1", reason="asked")
        for kind, tag in (("blob", f'"{blob.digest}"'), ("thumb", f'"{blob.digest}-thumb"')):
            assert ask(f"/-/{kind}/{blob.digest}", If_None_Match=tag).status_code == 404


@pytest.mark.parametrize(("actor", "whose"), [(None, "public"), ({"id": "ann"}, "private")])
def test_what_only_some_may_see_is_in_no_shared_cache(tmp_path: Path, actor: dict[str, str] | None, whose: str) -> None:
    """Who had to say who they are may keep it for themselves."""
    path, sent = tmp_path / "file", list[dict[str, Any]]()
    path.write_bytes(b"x")
    request = Request.fake("/-/blob/x")
    request.scope["actor"] = actor

    async def send(message: Any) -> None:  # noqa: ANN401 -- an ASGI message
        sent.append(message)

    answer = FileAnswer(path=path, media_type="text/plain", etag='"x"', attachment=None, request=request)
    asyncio.run(answer.asgi_send(send))
    assert dict(sent[0]["headers"])[b"cache-control"].startswith(f"{whose}, max-age=".encode())


@given(st.one_of(st.none(), st.text(max_size=40), st.from_regex(r"bytes=[0-9]{0,6}-[0-9]{0,6}")), st.integers(0, 2000))
def test_a_range_lies_within_the_bytes(header: str | None, size: int) -> None:
    """Whatever is asked for."""
    try:
        part = byte_range(header, size)
    except ValueError:
        return
    assert part is None or 0 <= part[0] < part[1] <= size


@given(st.text(max_size=20))
def test_f1_an_ending_never_leaves_the_folder(ending: str) -> None:
    """The path is the digest's, whatever a row says of the ending."""
    path = blob_path(Path("/archive"), "ab" * 32, ending)
    assert path.parent == Path("/archive/blobs/ab")
    assert re.fullmatch(r"[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?", path.name)


def test_f2_a_link_in_place_of_a_file_is_not_followed(archive: Path, tmp_path: Path, attacks: dict[str, bytes]) -> None:
    """Nor is a file that is gone an error of the server."""
    copy = tmp_path / "archive.db"
    with sqlite3.connect(archive / "archive.db") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    digest = hashlib.sha256(attacks["text"]).hexdigest()
    path = blob_path(tmp_path, digest, ".txt")
    gone = run(_answers(copy, configured(), [("GET", f"/-/blob/{digest}", {})]))[0]
    assert gone.status_code == 404
    path.parent.mkdir(parents=True)
    path.symlink_to("/etc/passwd")
    linked = run(_answers(copy, configured(), [("GET", f"/-/blob/{digest}", {})]))[0]
    assert linked.status_code == 404
    assert b"root:" not in linked.content


# --------------------------------------------------------------------------------------------------------- permissions


def hiding(*tables: str) -> dict[str, Any]:
    """datasette.yml with tables that nobody may see."""
    config = configured()
    for table in tables:
        config["databases"]["archive"]["tables"].setdefault(table, {})["allow"] = False
    return {"databases": config["databases"]}


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ("posts", "/-/post/1"),
        ("posts", "/-/timeline"),
        ("posts", "/-/map"),
        ("posts", "/-/places.geojson"),
        ("posts_fts", "/-/timeline?q=crane"),
        ("media", "/-/gallery"),
        ("articles", "/-/articles"),
        ("article_texts", "/-/articles"),
        ("articles", "/-/article/1"),
        ("article_scans", "/-/article/1"),
        ("places", "/-/map"),
        ("places", "/-/places.geojson"),
        ("places", "/-/places.kml"),
        ("posts", "/-/vanished.atom"),
        ("posts", "/-/snapshots.atom"),
        ("snapshots", "/-/snapshots.atom"),
        ("blobs", "/-/blob/{digest}"),
        ("media", "/-/blob/{digest}"),
        ("blobs", "/-/thumb/{digest}"),
        ("media", "/-/thumb/{digest}"),
    ],
)
def test_a_hidden_table_hides_the_page_made_of_it(ask: Ask, attacks: dict[str, bytes], table: str, path: str) -> None:
    """`view-table` is asked for every table."""
    address = path.format(digest=hashlib.sha256(attacks["png"]).hexdigest())
    assert ask(address, config=hiding(table)).status_code == 403


@pytest.mark.parametrize(
    ("tables", "path", "secret"),
    [
        (("media",), "/-/post/1", "/-/blob/"),
        (("post_media",), "/-/timeline", "/-/thumb/"),
        (("embeds",), "/-/post/1", "As printed in the article"),
        (("snapshots",), "/-/post/1", "was deleted by the Post author"),
        (("fetches",), "/-/post/1", "cdn.syndication.example"),
        (("places",), "/-/post/1", "See it on the map"),
        (("posts",), "/", "Harbour Watch"),
        (("posts",), "/-/article/1", "kept here"),
        (("articles",), "/", "Crane falls"),
        (("posts",), "/-/gallery", "Harbour Watch"),
        (("media",), "/-/article/1", "/-/blob/"),
        (("blobs",), "/-/post/1", "sha256sum"),
    ],
)
def test_a_hidden_table_is_left_out_of_other_pages(ask: Ask, tables: tuple[str, ...], path: str, secret: str) -> None:
    """The rest of the page is still there; the test is one that can fail."""
    assert secret in ask(path).text
    answer = ask(path, config=hiding(*tables))
    assert answer.status_code == 200
    if tables == ("media",) and path == "/-/article/1":  # the article's own bytes are no medium
        assert "<img" not in answer.text
    elif tables == ("media",):
        assert "/-/thumb/" not in answer.text
        assert "<img" not in answer.text
    else:
        assert secret not in answer.text


@pytest.mark.parametrize("path", OUR_PAGES)
def test_every_query_names_the_tables_it_reads(
    ask: Ask, archive: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """SQLite itself says which tables a query reads; each was among those whose permission was asked for."""
    asked: list[tuple[frozenset[str], str, Any]] = []
    honest = Reader.rows

    async def watched(self: Reader, query: Query[Any]) -> list[Any]:
        asked.append((frozenset(query.tables), query.sql, query.values))
        return await honest(self, query)

    monkeypatch.setattr(Reader, "rows", watched)
    for known in ("made", "count"):  # what an earlier page asked for
        monkeypatch.setattr(Remembered, known, lambda *_: None)
    assert ask(path.format(**files)).status_code == 200
    assert asked
    connection = sqlite3.connect(archive / "archive.db")
    prepare_connection(connection)
    names = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    for declared, sql, parameters in asked:
        read: set[str] = set()

        def authorise(action: int, table: str | None, *_: object, read: set[str] = read) -> int:
            if action == sqlite3.SQLITE_READ and table in names:
                read.add(str(table))
            return sqlite3.SQLITE_OK

        connection.set_authorizer(authorise)
        connection.execute(f"explain {sql}", parameters).fetchall()
        connection.set_authorizer(None)
        inner = {table for table in read if "_fts_" in table} | {"sqlite_master", "sqlite_schema"}
        contents = {"posts" if table.startswith("posts") else "article_texts" for table in inner if "_fts_" in table}
        assert read - inner - contents <= declared, sql
    connection.close()


def test_w7_nothing_can_be_written(ask: Ask) -> None:
    """Neither through our pages nor through Datasette's."""
    for path in (
        "/",
        "/-/post/1",
        "/-/timeline",
        "/archive/posts/1/-/delete",
        "/archive/posts/-/insert",
        "/archive/-/create",
    ):
        assert ask(path, method="POST").status_code in {400, 401, 403, 404, 405}, path


# ------------------------------------------------------------------------------------------------------------ settings


def test_a_misspelt_setting_is_an_error() -> None:
    """Datasette would say nothing."""
    for wrong in (
        {"titel": "x"},
        {"language": "tlh"},
        {"sensitive": "maybe"},
        {"tiles": "javascript:x"},
        {"tiles": "https://x/{z}; script-src *"},
        {"title": 5},
    ):
        with pytest.raises(StartupError):
            settings(wrong)
    assert settings(None) == Settings()


def test_an_archive_of_an_older_version_is_not_served_in_part(
    archive: Path, ask_of: Callable[[Path], contextlib.AbstractContextManager[Ask]], tmp_path: Path
) -> None:
    """A page that lacks what it was to show would say that nothing is there; the sentence says what helps."""
    assert WRITTEN == VERSION, "the pages read the tables that the store writes"
    with contextlib.closing(sqlite3.connect(archive / "archive.db")) as whole:
        whole.execute("VACUUM INTO ?", (str(tmp_path / "archive.db"),))
    with contextlib.closing(sqlite3.connect(tmp_path / "archive.db")) as older:
        older.execute(f"PRAGMA user_version = {VERSION - 1}")
    with (
        ask_of(tmp_path) as ask,
        pytest.raises(StartupError, match=r"older version .* `embedarchive rebuild --archive"),
    ):
        ask("/")


def test_tiles_open_one_host_on_the_map_alone(ask: Ask) -> None:
    """Off by default; when set, only for pictures, and only on that page."""
    plugins = {"plugins": {"embedarchive": {"tiles": "https://tile.example/{z}/{x}/{y}.png", "title": "Harbour desk"}}}
    policy = ask("/-/map", config=plugins).headers["content-security-policy"]
    assert "img-src 'self' data: https://tile.example;" in policy
    assert policy.startswith("default-src 'self';")
    answer = ask("/", config=plugins)
    assert answer.headers["content-security-policy"] == STRICT
    assert "Harbour desk" in answer.text


def test_pages_in_dutch(ask: Ask) -> None:
    """By the browser's wish, or by the setting."""
    assert "Zoals het in het artikel staat" in ask("/-/post/1", Accept_Language="nl").text
    answer = ask("/-/post/1", config={"plugins": {"embedarchive": {"language": "nl"}}})
    assert '<html lang="nl">' in answer.text
    assert "sindsdien verwijderd van X (Twitter), hier bewaard" in answer.text


def test_a_datasette_without_an_archive_is_left_alone(tmp_path: Path) -> None:
    """Its home, its headers and its menu stay its own."""
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("create table things (id integer primary key, status text)")
        connection.execute("insert into things (status) values ('archived')")
    connection.close()
    home, page, ours = run(
        _answers(other, {}, [("GET", "/", {}), ("GET", "/other/things", {}), ("GET", "/-/timeline", {})])
    )
    assert home.status_code == 200
    assert "other" in home.text
    assert "content-security-policy" not in home.headers
    assert "ea-status" not in page.text
    assert "/-/gallery" not in page.text
    assert ours.status_code == 404


def test_datasettes_home_is_still_there(ask: Ask) -> None:
    """At `/-/`, and as JSON where it always was."""
    assert "archive" in ask("/-/").text
    assert "archive" in json.dumps(ask("/.json").json())


def test_base_url_is_kept(ask: Ask) -> None:
    """Behind a proxy that serves it under a path."""
    config = configured()
    page = ask("/-/post/1", config={"settings": {**config["settings"], "base_url": "/desk/"}}).text
    links = re.findall(r"""(?:href|src)="(/[^"]*)""", page)
    assert links
    assert all(link.startswith("/desk/") for link in links)


def test_an_empty_archive_says_what_to_do(empty_archive: Path) -> None:
    """No page falls over nothing."""
    paths = [
        "/",
        "/-/articles",
        "/-/timeline",
        "/-/gallery",
        "/-/map",
        "/-/places.geojson",
        "/archive/posts",
        "/archive/vanished-posts",
    ]
    answers = run(_answers(empty_archive / "archive.db", configured(), [("GET", path, {}) for path in paths]))
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    assert "embedarchive scan" in answers[0].text
    assert "embedarchive scan" in answers[2].text


def test_the_timeline_goes_on_where_it_stopped(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of the timeline neither repeat nor leave out a post."""
    monkeypatch.setattr("embedarchive.datasette_plugin.pages.timeline._PAGE", 2)
    seen: list[str] = []
    path = "/-/timeline"
    for _ in range(10):
        page = run(_answers(archive / "archive.db", configured(), [("GET", path, {})]))[0].text
        seen += re.findall(r'id="post-(\d+)"', page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        if not more:
            break
        path = more[1].replace("&amp;", "&")
    assert sorted(seen) == ["1", "2", "3", "4", "5"]


def test_search_marks_what_was_found(ask: Ask) -> None:
    """In the words as they stand, articles included."""
    page = ask("/-/timeline?q=CRANE").text
    assert "<mark>crane</mark>" in page
    assert "/-/article/1" in page
    assert ask('/-/timeline?q="unbalanced').status_code == 200
    assert ask("/-/timeline?q=NEAR(").status_code == 200


def test_search_marks_articles_too(ask: Ask) -> None:
    """In the list and on the page itself, without accents; a page without a search holds no marks."""
    found = ask("/-/articles?q=ARTICLE+fell").text
    assert "<mark>" not in found
    found = ask("/-/articles?q=fell").text
    assert "<mark>fell</mark>" in found
    address = re.search(r'href="(/-/article/1\?q=fell)"', found)
    assert address
    assert "crane <mark>fell</mark> in the harbour" in ask(address[1]).text
    assert "<mark>" not in ask("/-/article/1").text
    assert "<mark>" not in ask("/-/article/1?q=nothinglikethis").text
    assert "<script>alert" not in ask("/-/article/1?q=%3Cscript%3Ealert").text


@given(st.text(alphabet="ab \n\x02\x03"), st.booleans())
def test_pieces_hold_the_whole_text(text: str, inside: bool) -> None:
    """Marks are lost, nothing else is."""
    assert "".join(piece for _, piece in pieces(text, inside=inside)) == unmarked(text)


def test_a_mark_goes_on_over_lines() -> None:
    """A phrase that was searched for may stand on two lines, or on both sides of a post."""
    made = blocks(f"one \x02two\nthree\x03 four{MARK}five", [Thing(kind="embed", start=0)], None)
    assert [block.get("pieces") for block in made] == [
        [(False, "one "), (True, "two")],
        [(True, "three"), (False, " four")],
        None,
        [(False, "five")],
    ]


@pytest.mark.parametrize("search", ["Zarica", "zarică", "ZĂRICA", "Зариця", "тексту"])
def test_search_needs_no_accents(tmp_path: Path, search: str) -> None:
    """Of the letters that the index takes for one; and in any script."""
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        text = "Zărica wrote. Зариця написала багато тексту."
        document = Document(text=text, title="Words", source="a.txt")
        store.add_article(text.encode(), Scan(document=document), text, parser="test")
        store.end_run(0, {})
    page = run(_answers(tmp_path / "archive.db", configured(), [("GET", f"/-/articles?q={quote(search)}", {})]))[0].text
    assert "/-/article/1" in page
    assert "<mark>" in page


def test_an_erased_post_says_that_it_was_erased(erased_archive: Path) -> None:
    """When and why; and nowhere that it is kept, or whose it was."""
    pages = ["/-/post/1", "/-/timeline", "/-/article/1", "/", "/-/vanished.atom", "/-/gallery"]
    answers = run(_answers(erased_archive / "archive.db", configured(), [("GET", path, {}) for path in pages]))
    post, timeline, article, home, feed, gallery = (answer.text for answer in answers)
    for page in (post, timeline, article):
        assert "An erased post" in page
        assert "The author asked for it" in page
    for page in (post, feed.partition("Unknown author")[2].partition("</entry>")[0]):
        assert "Erased" in page
        assert "kept here" not in page
    assert "/-/blob/" not in post
    assert "An erased post" not in home
    assert "<b>2</b> posts are gone from the web</a>: 1 kept here, 1 erased here too." in home
    for page in (post, timeline, article, home, feed, gallery):
        assert "Harbour Watch" not in page
        assert "crane at quay" not in page.replace("The crane at quay 4 · <", "")  # the article's own caption stays


def test_pictures_that_look_the_same_stand_as_one(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """On whatever page they would be; all of them behind their number."""
    monkeypatch.setattr("embedarchive.datasette_plugin.pages.gallery._PICTURES", 1)
    seen: list[str] = []
    path, more = "/-/gallery", None
    for _ in range(30):
        page = ask(path).text
        seen += re.findall(r"like=(\w+)", page.partition('rel="next"')[0])
        more = re.search(r'rel="next" href="([^"]+)"', page)
        if not more:
            break
        path = more[1].replace("&amp;", "&")
    assert more is None
    assert seen == ["a" * 16]
    monkeypatch.undo()
    same = ask(f"/-/gallery?like={'a' * 16}").text
    assert same.count("/-/thumb/") == 2
    assert ask("/-/gallery?like=%27").status_code == 200


def test_a_video_in_the_gallery_shows_its_still(ask: Ask) -> None:
    """Not a black frame; covered while the platform calls it sensitive."""
    assert "Sensitive" in ask("/-/gallery").text
    page = ask("/-/gallery", config={"plugins": {"embedarchive": {"sensitive": "show"}}}).text
    still = re.search(r'<img src="/-/thumb/[0-9a-f]{64}" alt="Відео з набережної"', page)
    assert still
    assert "<video" not in page


@given(
    st.dictionaries(
        st.one_of(st.text(max_size=8), st.from_regex(r"(?:0000|9999|19[0-9]{2}|202[0-9])-[01][0-9]", fullmatch=True)),
        st.integers(1, 10**6),
    )
)
def test_the_strip_of_bars_has_no_gaps(months: dict[str, int]) -> None:
    """Whatever days posts claim: as many bars as months or years lie between, and none is too high."""
    made = bars(months)
    assert len(made) <= 60
    assert all(0 <= bar["height"] <= 40 for bar in made)
    assert all(bar["since"] <= bar["until"] for bar in made)
    assert [bar["name"] for bar in made] == sorted(bar["name"] for bar in made)


def test_the_strip_shows_months_without_posts() -> None:
    """A gap in time is a gap in the strip; many years are shown by the year."""
    assert [bar["count"] for bar in bars({"2022-11": 3, "2023-02": 1})] == [3, 0, 0, 1]
    assert [bar["name"] for bar in bars({"2012-11": 3, "2023-02": 1})] == [str(year) for year in range(2012, 2024)]
    assert bars({"2024-02": 1})[0]["until"] == "2024-02-29"


ODD = (
    *(
        "%22",
        "%22%22",
        "%22%22%22",
        "%22%20%22",
        "*",
        "a%22b",
        "a*",
        "NEAR(",
        "NEAR(%22a%20b%22,3)",
        "col:x",
        "text:",
        "%5Ea",
    ),
    *(
        "AND",
        "a%20NOT",
        "%7Ba%7D:b",
        "(",
        ")",
        "%27",
        ";--",
        "%25",
        "%00",
        "a%00b",
        "%02%03",
        "%ff",
        "%ed%a0%80",
        "%zz",
    ),
    *(
        "",
        "%20",
        "-1",
        "%C2%B2",
        "9" * 40,
        "2026-13-45",
        "0000",
        "2026~9",
        "~1",
        "a" * 5_000,
        "%22" * 301,
        "%F0%9F%90%88",
    ),
)
"""Values that nobody means, as they stand in an address."""


@pytest.mark.parametrize("path", sorted({path.partition("?")[0] for path in OUR_PAGES if path[-1] not in "2345"}))
def test_a_request_is_no_trap(ask: Ask, files: dict[str, str], path: str) -> None:
    """Strange arguments are no errors of ours: as words to look for, and in every other place. Data may be declined."""
    fine = {200, 404, 400} if path.endswith((".geojson", ".kml", ".atom")) else {200, 404}
    names = ("status", "platform", "handle", "language", "since", "until", "before", "like", "scan", "_size")
    for value in ODD:
        for query in (f"q={value}", "&".join(f"{name}={value}" for name in names)):
            assert ask(f"{path.format(**files)}?{query}").status_code in fine, query


@given(st.text(st.characters(exclude_categories=["C"]), max_size=40) | st.text('"*^():+-{} aANDORTE', max_size=12))
def test_any_words_can_be_looked_for(search: str) -> None:
    """FTS5 has a grammar of its own; no reader has to know it."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create virtual table words using fts5(text, unspaced)")
        connection.execute("insert into words values ('and or not near text', null)")
        found = connection.execute("select count(*) from words where words match ?", [matching(search)]).fetchone()[0]
        assert found in {0, 1}


def test_words_that_are_operators_elsewhere_are_words() -> None:
    """And signs alone are nothing that a text could hold."""
    assert matching("NOT near or") == '"NOT"* AND "near"* AND "or"'
    assert matching('say "two words') == '"say"* AND "two words"'
    assert matching("!! tuba") == '"tuba"*'
    assert matching('"') == matching('""') == '""'


def test_distance() -> None:
    """Amsterdam to Antwerp, and what is no number."""
    assert distance_km(52.3702, 4.8952, 51.2194, 4.4025) == pytest.approx(132.3, abs=1)
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015, abs=1)
    assert distance_km("x", 0, 0, 0) is None  # type: ignore[arg-type]


def test_the_configuration_is_found() -> None:
    """In the wheel it lies beside the plugin, in a checkout at the top."""
    assert config_path().name == "datasette.yml"
    assert "embedarchive" in parse_metadata(config_path().read_text(encoding="utf-8"))["plugins"]
