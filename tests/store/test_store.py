"""An archive takes in what is found, asked and learnt, and says what is due."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sample_archive import (
    DELETED,
    JPEG,
    Clock,
    fill,
    make_embed,
    make_exchange,
    make_image,
    make_post,
    make_scan,
)

from embedarchive.errors import ArchiveError
from embedarchive.model import Embed, MediaRef, Missing, Reason, Status
from embedarchive.store import Store, verify
from embedarchive.store.keys import media_key, post_key
from embedarchive.store.migrations import STEPS
from embedarchive.store.projection import dump
from embedarchive.store.rows import Row
from embedarchive.store.schema import PERSONAL, PROJECTED


def _count(store: Store, table: str) -> int:
    return int(store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


# ------------------------------------------------------------------------------------------------------------- articles


def test_an_article_brings_its_posts_and_images(store: Store) -> None:
    """Each embed and image has a row, a quotation and a pending post or image of its own."""
    article = store.add_article(
        b"x", make_scan(make_embed(1), make_embed(2), images=(make_image(),)), "T", parser="1", path="a.txt"
    )
    assert article.news == "new"
    assert [embed.key for embed in article.embeds] == [post_key(make_embed(1)), post_key(make_embed(2))]
    assert [image.key for image in article.images] == ["https://paper.example/1-large.jpg"]
    assert store.counts() == {
        "found": 3, "archived": 0, "recovered": 0, "unavailable": 0, "pending": 3, "failed": 0,
        "posts": 2, "images": 1, "reasons": {"not-tried": 3},
    }  # fmt: skip
    post = store.post(article.embeds[0].key)
    assert post is not None
    assert (post["handle"], post["day"], post["latitude"], post["article_count"]) == (
        "Warden_1",
        "2022-11-11",
        46.101,
        1,
    )
    assert dict(post.sources["text"]) == {"source": "article", "embed": 1}
    assert [store.embed(key) for key in store.due_posts(store._clock())["twitter"]] == [make_embed(1), make_embed(2)]
    assert store.due_media(store._clock()) == [media_key(make_image())]


def test_c6_the_same_article_again_changes_nothing_but_the_log(store: Store) -> None:
    """Same bytes, same parser, same finds: not a row more."""
    fill(store)
    before = [
        row for row in store.connection.iterdump() if not row.startswith(('INSERT INTO "events', 'INSERT INTO "runs'))
    ]
    store.begin_run("scan ferry.txt")
    embeds = (make_embed(1), make_embed(2, known=True), make_embed(3, known=True))
    scan = make_scan(*embeds, images=(make_image(),))
    again = store.add_article(b"The article as it was given.", scan, "Text \ufffc", parser="1", path="/in/ferry.txt")
    assert again.news == "known"
    assert again.embeds[0].key == "twitter:901"
    after = [
        row for row in store.connection.iterdump() if not row.startswith(('INSERT INTO "events', 'INSERT INTO "runs'))
    ]
    assert after == before


def test_an_article_is_known_again_by_url_by_bytes_and_by_path(store: Store) -> None:
    """Whichever of them comes back."""
    scan = make_scan(make_embed(1))
    first = store.add_article(b"one", scan, "", parser="1", url="https://paper.example/a#top")
    assert store.add_article(b"two", scan, "", parser="1", url="https://paper.example/a").id == first.id
    assert store.add_article(b"two", scan, "", parser="1", path="/copy.html").id == first.id
    other = store.add_article(b"three", scan, "", parser="1", path="/in/b.txt")
    assert other.id != first.id
    assert store.add_article(b"four", scan, "", parser="1", path="/in/b.txt").id == other.id
    assert store.add_article(b"five", scan, "", parser="1").id not in (first.id, other.id)


def test_a_better_parser_replaces_what_the_old_one_misread(store: Store) -> None:
    """The old scan stays in the truth and leaves the pages; posts that were asked for stay."""
    store.add_article(b"x", make_scan(make_embed(1), make_embed(2)), "", parser="1")
    store.add_post(post_key(make_embed(2)), DELETED, parser="1")
    store.add_article(b"x", make_scan(make_embed(3)), "", parser="2")
    assert {row[0] for row in store.connection.execute("SELECT handle FROM posts")} == {"Warden_2", "Warden_3"}
    assert store.post(post_key(make_embed(1))) is None
    assert _count(store, "embeds") == 3
    assert store.counts()["found"] == 1


def test_what_an_older_version_of_an_article_showed_is_not_lost(store: Store) -> None:
    """The paper removed an embed: the post stays in the archive."""
    store.add_article(b"x", make_scan(make_embed(1)), "", parser="1", url="https://paper.example/a")
    store.add_article(b"y", make_scan(make_embed(2)), "", parser="1", url="https://paper.example/a")
    assert store.post(post_key(make_embed(1))) is not None
    assert store.counts()["found"] == 1


# -------------------------------------------------------------------------------------------------------------- answers


def test_an_answer_resolves_a_post_and_keeps_its_id(store: Store) -> None:
    """The id that the platform gives becomes the key; row and links stay."""
    (record,) = store.add_article(b"x", make_scan(make_embed(1)), "", parser="1").embeds
    kept = store.add_post(record.key, make_post(1), parser="1")
    assert (kept.subject_id, kept.key, kept.status, kept.reason) == (
        record.post_id,
        "twitter:901",
        Status.ARCHIVED,
        None,
    )
    assert store.post(record.key) == store.post("twitter:901")
    assert store.embed(record.key) == replace(make_embed(1), id="901", url=make_post(1).url)


def test_two_posts_that_turn_out_to_be_one_merge_under_the_smaller_id(store: Store) -> None:
    """One article gives the id, another does not: one post, two articles, everything follows."""
    unknown = store.add_article(b"x", make_scan(make_embed(1)), "", parser="1").embeds[0]
    known = store.add_article(b"y", make_scan(make_embed(1, known=True)), "", parser="1").embeds[0]
    assert unknown.post_id < known.post_id
    store.add_post(known.key, make_post(1), parser="1")
    assert _count(store, "posts") == 2
    store.add_post(unknown.key, Missing(reason=Reason.DNS, id="901"), parser="1")
    assert _count(store, "posts") == 1
    post = store.post(unknown.key)
    assert post is not None
    assert (post["id"], post["key"], post["status"], post["article_count"]) == (
        unknown.post_id,
        "twitter:901",
        "archived",
        2,
    )
    assert store.connection.execute("SELECT DISTINCT post_id FROM article_posts").fetchall() == [(unknown.post_id,)]
    assert store.connection.execute("SELECT post_id FROM post_media").fetchall() == [(unknown.post_id,)]


def test_every_field_comes_from_the_best_source_and_says_so(store: Store) -> None:
    """Platform before web archive before article; a field on which the better one is silent is filled by the next."""
    (record,) = store.add_article(b"x", make_scan(make_embed(1, known=True)), "", parser="1").embeds
    saved = make_post(1, text="Saved words", language="nl", author="Saved", media=())
    store.add_post(record.key, saved, parser="1", source="web-archive", reason="deleted")
    live = make_post(1, text="Live words", author=None, media=())
    store.add_post(record.key, live, parser="1")
    post = store.post(record.key)
    assert post is not None
    sources = {name: (told.source, told.via) for name, told in post.sources.items()}
    assert (post["text"], sources["text"]) == ("Live words", ("platform", "syndication"))
    assert (post["author"], sources["author"]) == ("Saved", ("web-archive", None))
    assert (post["language"], sources["language"]) == ("nl", ("web-archive", None))
    assert (post["longitude"], sources["coordinates"]) == (32.2, ("article", None))
    assert [point.field for point in post.disagreements] == ["text"]


def test_a_truncated_text_gives_way_to_a_whole_one(store: Store) -> None:
    """The platform gave only the beginning; the web archive has all of it."""
    (record,) = store.add_article(b"x", make_scan(make_embed(1, known=True)), "", parser="1").embeds
    store.add_post(record.key, make_post(1, text="The ferry…", truncated=True), parser="1")
    store.add_post(record.key, make_post(1, text="The ferry left."), parser="1", source="web-archive")
    post = store.post(record.key)
    assert post is not None
    assert post["text"] == "The ferry left."


def test_media_of_a_captured_post_are_due_and_then_kept(store: Store) -> None:
    """Each has a status of its own; EXIF coordinates become a place."""
    (record,) = store.add_article(b"x", make_scan(make_embed(1)), "", parser="1").embeds
    kept = store.add_post(record.key, make_post(1), parser="1")
    (due,) = store.due_media(store._clock())
    assert due == "https://media.example/1.jpg"
    blob = store.keep(JPEG, "image/jpeg")
    facts = {
        "width": 40,
        "height": 30,
        "latitude": 46.5,
        "longitude": 32.5,
        "taken_at": "2022-11-10T09:00:00Z",
        "exif": {"Make": "X"},
    }
    store.add_media(due, facts, blob=blob, parser="1")
    (photo,) = store.media_of(kept.subject_id)
    assert (photo["status"], photo["digest"], photo["width"], photo["alt"], photo["role"]) == (
        "archived",
        blob.digest,
        40,
        "Ferry 1",
        "photo",
    )
    assert store.connection.execute("SELECT latitude, day FROM places WHERE source = 'exif'").fetchall() == [
        (46.5, "2022-11-10")
    ]
    assert store.due_media(store._clock()) == []


def test_links_find_their_posts_whichever_comes_first(store: Store) -> None:
    """A quoted post that is archived later is linked then."""
    quoted = make_post(2)
    store.add_article(b"x", make_scan(make_embed(1, known=True)), "", parser="1")
    store.add_post("twitter:901", make_post(1, quotes=quoted.url, related=(quoted,)), parser="1")
    links = "SELECT kind, target_id FROM post_links WHERE kind = 'quotes'"
    assert store.connection.execute(links).fetchall() == [("quotes", None)]
    target = store.add_post("twitter:902", quoted, parser="1")
    assert store.connection.execute(links).fetchall() == [("quotes", target.subject_id)]


def test_what_is_due_follows_the_clock(store: Store, clock: Clock) -> None:
    """A rate limit is waited for; force does not wait, and takes what failed, too."""
    records = store.add_article(b"x", make_scan(make_embed(1), make_embed(2)), "", parser="1").embeds
    store.add_post(records[0].key, Missing(reason=Reason.RATE_LIMITED, retry_after=120), parser="1")
    store.add_post(records[1].key, Missing(reason=Reason.UNIDENTIFIED), parser="1")
    assert store.due_posts(clock()) == {}
    assert store.due_posts(clock(), which="open") == {"twitter": [each.key for each in records]}
    assert store.due_posts(clock(), which="failed") == {"twitter": [records[1].key]}
    clock.forward(seconds=119)
    assert store.due_posts(clock()) == {}
    clock.forward(seconds=1)
    assert store.due_posts(clock()) == {"twitter": [records[0].key]}
    row = store.post(records[0].key)
    assert row is not None
    assert (row["reason"], row["attempts"]) == ("rate-limited", 1)


def test_exchanges_come_back_as_they_were(store: Store, clock: Clock) -> None:
    """So that a resumed run asks nothing twice; recorded time counts, not the recording's."""
    url = "https://api.example/901?a=1"
    store.add_exchange(make_exchange(url, b'{"a": 1}', at=dt.datetime(2022, 1, 1, tzinfo=dt.UTC)), key="twitter:901")
    (answer,) = store.answers_since(url, clock() - dt.timedelta(hours=1))
    assert answer.body is not None
    assert Path(str(answer.body.path)).read_bytes() == b'{"a": 1}'
    assert answer.headers == (("content-type", "application/json"), ("x-folded", "a b"))
    assert (answer.status, answer.source, answer.flags, answer.at.year) == (200, "log", ("excess-bytes",), 2022)
    assert answer.request_head == f"GET {url} HTTP/1.1\r\n\r\n".encode()
    assert store.answers_since(url, clock() + dt.timedelta(seconds=1)) == []
    assert store.answers_since("https://api.example/901", clock()) == []


HOSTILE = "\ud800 lone \x00 nul \u202e bidi <script> 🐈" + "x" * 100


def test_hostile_values_are_kept_or_replaced_never_fatal(store: Store, folder: Path) -> None:
    """Halves of characters, NULs, numbers that are none, integers beyond 64 bits, coordinates off the globe."""
    embed = Embed(
        platform="twitter", form="x", handle=HOSTILE, author=HOSTILE, text=HOSTILE, links=(HOSTILE,), confidence=7.0
    )
    (record,) = store.add_article(b"x", make_scan(embed, title=HOSTILE), HOSTILE, parser="1", path="a\nb").embeds
    post = make_post(
        1, text=HOSTILE, author=HOSTILE, url=HOSTILE, counts=(("likes", 2**70), ("replies", -1)),
        coordinates=tuple(replace(make_embed().coordinates[0], latitude=wrong) for wrong in (float("nan"), 91.0)),
        media=(MediaRef(candidates=("data:image/png;base64," + "A" * 100_000,)), MediaRef(candidates=())),
    )  # fmt: skip
    store.add_post(record.key, post, parser="1")
    kept = store.post(record.key)
    assert kept is not None
    assert kept["text"].startswith("\ufffd lone \x00 nul")
    assert (kept["likes"], kept["replies"], kept["latitude"]) == (None, None, None)
    assert len(store.due_media(store._clock())[0]) < 100
    store.close()
    assert verify(folder).problems == ()


def test_keys() -> None:
    """The same post in another spelling is the same; frames of unknown sites are told apart by address."""
    plain, fancy = (
        make_embed(1),
        replace(make_embed(1), handle="@WARDEN_1", text="The  ferry number 1\nleft the quay of\u200e Oudeburg"),
    )
    assert post_key(plain) == post_key(fancy)
    assert (
        len({post_key(replace(plain, **other)) for other in ({}, {"handle": "ann"}, {"date": None}, {"text": "x"})})
        == 4
    )
    assert "warden" not in post_key(plain), "a key outlives an erasure"
    assert post_key(make_embed(1, known=True)) == "twitter:901"
    frames = [Embed(platform="web", form="iframe", id="maps.example", url=f"https://maps.example/{n}") for n in (1, 2)]
    assert len({post_key(frame) for frame in frames}) == 2
    assert post_key(replace(plain, text=None)) != post_key(replace(plain, text=None, links=("https://pic.example/9",)))
    assert media_key(MediaRef(candidates=("https://a.example/1", "https://a.example/2"))) == "https://a.example/1"


def test_search_finds_any_script_and_forgets_what_changed(store: Store) -> None:
    """The index follows its table; accents do not matter."""
    embed = replace(make_embed(1, known=True), text="Їжак у Києві, crème brûlée")
    store.add_article(b"x", make_scan(embed), "", parser="1")

    def found(word: str) -> int:
        return int(
            store.connection.execute("SELECT count(*) FROM posts_fts WHERE posts_fts MATCH ?", (word,)).fetchone()[0]
        )

    assert (found("києві"), found("creme")) == (1, 1)
    store.add_post("twitter:901", make_post(1, text="Only this"), parser="1")
    assert (found("text: creme"), found("only")) == (0, 1)
    assert found("printed: creme") == 1  # as the article has it


# -------------------------------------------------------------------------------------------------- the database itself


@pytest.mark.parametrize("table", [*PERSONAL, "events", "annotation_events"])
def test_the_truth_refuses_to_be_changed(store: Store, table: str) -> None:
    """Neither UPDATE nor DELETE; only words may go, all of a row's at once."""
    fill(store)
    if table in ("run_ends", "erasures"):
        store.end_run(0)
        store.bury("x", reason="r", operator=None, erased={}, digests=[])
    if table == "stamps":
        store.add_stamp(store.head, "ssh", "key", at=None, by="me", answer=b"signature")
    if table in ("merges", "restorations"):
        store.bury("x", reason="r", operator=None, erased={}, digests=[])
        came: Row = {"merged_at": store.now(), "name": "other", "events": 1, "head": store.head}
        row: Row = came if table == "merges" else {"at": store.now(), "erasure_id": 1}
        store.append(table, [{"run_id": 1, **row}])
    if table.startswith("annotation"):
        store.annotate([{"subject": "post", "key": "twitter:901", "kind": "note", "words": "Seen"}])
    if table == "annotation_merges":
        store.append(table, [{"merged_at": store.now(), "name": "other", "events": 1, "head": store.head}])
    for sql in (f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.connection.execute(sql)


@pytest.mark.parametrize(
    "change",
    [
        "status = 'gone'",
        "reason = NULL",
        "reason = 'bored'",
        "status = 'archived'",
        "status = 'failed', reason = 'deleted'",
        "sensitive = 2",
    ],
)
def test_the_schema_refuses_a_status_without_its_reason(store: Store, change: str) -> None:
    """All but archived carry a reason of the closed list, and of the right kind."""
    fill(store)
    with pytest.raises(sqlite3.IntegrityError):
        store.connection.execute(f"UPDATE posts SET {change} WHERE status = 'pending'")


def test_every_table_is_strict_and_datasette_finds_the_search_tables(store: Store) -> None:
    """Datasette looks for the content table's name in double quotes."""
    strict = {name for name, flag in store.connection.execute("SELECT name, strict FROM pragma_table_list") if flag}
    assert set(PERSONAL) | set(PROJECTED) | {"events"} <= strict
    (sql,) = store.connection.execute("SELECT sql FROM sqlite_master WHERE name = 'posts_fts'").fetchone()
    assert 'content="posts"' in sql


def test_the_known_steps_are_the_migrations() -> None:
    """`STEPS` spares the import of sqlite-utils; it must not fall behind."""
    from embedarchive.store.migrations import migrations

    assert tuple(step.name for step in migrations()._migrations) == STEPS


def test_nothing_is_written_outside_of_a_run(folder: Path) -> None:
    """So that every row says who asked for it."""
    with Store.open(folder) as store, pytest.raises(ArchiveError, match="begin_run"):
        store.add_post("twitter:1", make_post(), parser="1")


def _fail_at_the_end(store: Store) -> None:
    """Keep an answer in a transaction that cannot end: references are looked at only then."""
    with store.transaction():
        store.add_exchange(make_exchange("https://api.example/1"))
        store.connection.execute(
            "INSERT INTO post_media (post_id, media_id, role, position, alt) VALUES (7, 7, 'photo', 0, '')"
        )


def test_what_could_not_be_kept_at_the_end_leaves_no_gap(folder: Path) -> None:
    """A transaction that fails as it ends, on a full disk, say, is undone: the log goes on where it was."""
    with Store.open(folder) as store:
        store.begin_run("x")
        with pytest.raises(sqlite3.IntegrityError):
            _fail_at_the_end(store)
        store.add_exchange(make_exchange("https://api.example/2"))
        store.end_run(0)
    assert verify(folder).sound


class Stop(Exception):  # noqa: N818 -- it is no error
    """Something went wrong in the middle."""


def _fill_and_stop(store: Store) -> None:
    fill(store)
    raise Stop


def test_several_writes_are_kept_together_or_not_at_all(store: Store) -> None:
    """A transaction that fails leaves no trace; one that is caught inside another takes back only its own."""
    before = list(dump(store.connection)), _count(store, "events")
    with pytest.raises(Stop), store.transaction():
        _fill_and_stop(store)
    assert (list(dump(store.connection)), _count(store, "events")) == before
    with store.transaction():
        store.add_post("twitter:1", make_post(1), parser="1")
        with pytest.raises(Stop), store.transaction():
            _fill_and_stop(store)
    assert [row[0] for row in store.connection.execute("SELECT key FROM posts")] == ["twitter:1"]


# -------------------------------------------------------------------------------------------------------------- opening


def test_opening_what_is_no_archive(tmp_path: Path) -> None:
    """One sentence each, that says what is wrong."""
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(ArchiveError, match="is a file"):
        Store.open(file)
    with pytest.raises(ArchiveError, match="no archive in"):
        Store.open(tmp_path / "none", create=False)
    with pytest.raises(ArchiveError, match="no archive in"):
        Store.open(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    other = sqlite3.connect(foreign / "archive.db")
    other.execute("CREATE TABLE notes (id INTEGER)")
    other.close()
    with pytest.raises(ArchiveError, match="not an embedarchive database"):
        Store.open(foreign)
    (foreign / "archive.db").write_bytes(b"this is a letter to my grandmother" * 100)
    with pytest.raises(ArchiveError, match="not a database"):
        Store.open(foreign)


def test_opening_what_a_newer_version_wrote(folder: Path) -> None:
    """It is left alone."""
    with Store.open(folder) as store:
        store.connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('embedarchive', 'm999', '')"
        )
    with pytest.raises(ArchiveError, match="newer version"):
        Store.open(folder)


def test_a_second_writer_waits_and_then_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a minute; a moment in this test."""
    monkeypatch.setattr("embedarchive.store.connecting.PATIENCE_S", 0.2)
    busy = pytest.raises(ArchiveError, match="keeps")
    with Store.open(folder) as one, Store.open(folder) as two, one.transaction(), busy:
        two.begin_run("x")


@pytest.fixture
def enterable() -> Iterator[Path]:
    """A folder that anyone may enter, which pytest's own are not; skipped where even the temporary folder is closed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        closed = [str(parent) for parent in folder.parents if not parent.stat().st_mode & stat.S_IXOTH]
        if closed and os.getuid() == 0:
            pytest.skip(f"nobody but root may enter {closed[-1]}")
        folder.chmod(0o755)
        yield folder


def test_a_folder_that_cannot_be_written(enterable: Path) -> None:
    """Reading works, also from a medium that nobody can write; writing says so. Root steps down first."""
    folder = enterable / "snapshots"
    with Store.open(folder) as store:
        store.begin_run("x")
        fill(store)
    code = """
import os, sys, tempfile
from embedarchive.errors import ArchiveError
from embedarchive.store import Store
with tempfile.TemporaryDirectory() as name:  # another archive: all code is loaded while it can still be read
    with Store.open(name + "/x") as store:
        store.begin_run("x")
    with Store.open(name + "/x", read_only=True) as store:
        store.counts()
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    Store.open(sys.argv[1]).begin_run("x")
except ArchiveError as error:
    print(error)
with Store.open(sys.argv[1], read_only=True) as store:
    print(store.counts()["found"])
"""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False)
    finally:
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert "cannot be written" in done.stdout, done
    assert done.stdout.endswith("\n4\n")


def test_after_closing_the_database_is_one_file(folder: Path) -> None:
    """Copying the folder, or the one file, copies everything."""
    with Store.open(folder) as store:
        store.begin_run("x")
        fill(store)
    assert sorted(path.name for path in folder.glob("archive.db*")) == ["archive.db"]


def test_what_is_undone_leaves_no_gap_in_the_chain(store: Store) -> None:
    """A nested transaction that fails takes its rows along; what is written after it follows what was before it."""

    def fail(number: int) -> None:
        with store.transaction():
            store.add_post(f"twitter:{number}", make_post(number), parser="1")
            raise ZeroDivisionError

    with store.transaction():
        store.add_post("twitter:1", make_post(1), parser="1")
        with pytest.raises(ZeroDivisionError):
            fail(2)
        store.add_post("twitter:3", make_post(3), parser="1")
    with pytest.raises(ZeroDivisionError):
        fail(4)
    store.add_post("twitter:5", make_post(5), parser="1")
    assert [key for (key,) in store.connection.execute("SELECT key FROM posts ORDER BY key")] == [
        "twitter:1",
        "twitter:3",
        "twitter:5",
    ]
    store.close()
    assert verify(store.folder).problems == ()


def test_the_words_of_an_embed_are_in_the_log_once_for_each_reason(store: Store) -> None:
    """As the occurrence and as the post's first word; the scan repeats neither, and still tells other finds apart."""
    words = "A heron on the ferry landing"
    embed = replace(make_embed(1), text=words)
    store.add_article(b"The article.", make_scan(embed), "Text \ufffc", parser="1", path="/in/heron.txt")
    held = {
        (table, column)
        for table, columns in PERSONAL.items()
        for column in columns
        if store.connection.execute(f"SELECT 1 FROM {table} WHERE instr({column}, ?)", (words,)).fetchone()
    }
    assert held == {("embeds", "text"), ("snapshots", "body")}
    same, other = make_scan(embed), make_scan(replace(embed, text="A heron on the landing"))
    told = [
        store.add_article(b"The article.", scan, "Text \ufffc", parser="1", path="/in/heron.txt").news
        for scan in (same, other, other)
    ]
    assert told == ["known", "changed", "known"]
