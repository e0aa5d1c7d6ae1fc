"""Questions to an archive are answered from indexes: what they cost does not grow with what they are not about."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sample_archive import fill, make_embed, make_scan

from embedarchive.model import RETRIED, Document, Embed, Image, Missing, Reason, Scan, Status
from embedarchive.store import Store, reading, verify
from embedarchive.store.chain import Chain
from embedarchive.store.migrations import STEPS, applied, migrate
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.store.reading import keys_of_article
from embedarchive.store.rows import embed_row
from embedarchive.store.schema import ADDED, PERSONAL


def steps_to_find_the_keys(folder: Path, others: int) -> int:
    """How many hundreds of SQLite's steps it takes to learn what one article names, beside that many images."""
    with Store.open(folder) as store:
        store.begin_run("test")
        images = tuple(Image(url=f"https://paper.example/{n}.jpg", start=n, end=n + 1) for n in range(others))
        for name, shown in (("large", images), ("small", images[:3])):
            document = Document(text=name, title=name, source=f"{name}.txt")
            store.add_article(name.encode(), Scan(document=document, images=shown), name, parser="test")
        counted: list[None] = []
        store.connection.set_progress_handler(lambda: counted.append(None), 100)
        keys = keys_of_article(store.connection, 2)
        store.connection.set_progress_handler(None, 0)
        assert len(keys.media) == 3
        store.end_run(0, {})
    return len(counted)


def test_what_an_article_names_is_found_however_much_there_is(tmp_path: Path) -> None:
    """It is asked whenever an article is added."""
    assert steps_to_find_the_keys(tmp_path / "many", 4000) <= steps_to_find_the_keys(tmp_path / "few", 40) + 5


def test_an_archive_of_an_older_version_is_sound(tmp_path: Path) -> None:
    """Steps of the schema that it has not taken yet are no damage; opened for writing, it takes them."""
    Store.open(tmp_path).close()
    (tmp_path / "archive.db").unlink()
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as connection:
        migrate(connection, but=STEPS[1:])
        connection.execute("PRAGMA user_version = 1")
    assert [(problem.kind, problem.damage) for problem in verify(tmp_path).problems] == [("projection", False)]
    Store.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        assert applied(connection) == STEPS
        connection.execute("DROP INDEX media_looks_3")
    assert [problem.where for problem in verify(tmp_path).problems] == ["index media_looks_3"]


def test_rows_that_were_sealed_before_a_column_came_stay_sound(tmp_path: Path) -> None:
    """What an older version wrote verifies as it did; the new columns, too, are never changed, but may be erased."""
    at = "2026-01-01T00:00:00Z"
    Store.open(tmp_path).close()
    (tmp_path / "archive.db").unlink()
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as connection:
        migrate(connection, but=STEPS[5:])
        connection.execute("PRAGMA user_version = 2")
        chain = Chain(connection)
        digest = hashlib.sha256(b"x").hexdigest()
        chain.add("runs", {"command": "scan", "started_at": at, "versions": "{}", "options": "{}"}, at)
        chain.add("blobs", {"digest": digest, "size": 1, "ending": "", "kept_at": at}, at)
        chain.add("articles", {"key": "path:x", "first_seen_at": at, "source": "x"}, at)
        document = {"media_type": "text/plain", "charset": "utf-8", "part": "", "document": digest, "parser": "old"}
        chain.add("article_scans", {"article_id": 1, "run_id": 1, "scanned_at": at, "text": "x", **document}, at)
        embed = embed_row(Embed(platform="twitter", form="iframe", id="1"), "twitter:1", 0)
        old = {name: value for name, value in embed.items() if name not in ADDED["embeds"]}
        chain.add("embeds", {**old, "article_scan_id": 1, "article_id": 1}, at)
    (tmp_path / "blobs" / digest[:2]).mkdir(parents=True)
    (tmp_path / "blobs" / digest[:2] / digest).write_bytes(b"x")
    Store.open(tmp_path).close()
    assert verify(tmp_path).problems == ()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        for change in ("date_text = 'May 1'", "sources = '{}'", "sources = NULL, date = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(f"UPDATE embeds SET {change}")
        erased = ", ".join(f"{column} = NULL" for column in (*PERSONAL["embeds"], "salt"))
        connection.execute(f"UPDATE embeds SET {erased}")


@pytest.mark.parametrize("steps", [STEPS[:6], STEPS])
def test_every_reason_that_waits_may_be_kept(tmp_path: Path, steps: tuple[str, ...]) -> None:
    """In an archive made now and in one that an older version made: the schema's list is that of the model."""
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as connection:
        migrate(connection, but=set(STEPS) - set(steps))
        connection.execute("PRAGMA user_version = 1")
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        for number, reason in enumerate(sorted(Reason), 1):
            embed = Embed(platform="vimeo", form="test", id=str(number), url=f"https://vimeo.com/{number}")
            store.add_article(reason.encode(), Scan(document=Document(text=reason), embeds=(embed,)), "", parser="test")
            store.add_post(f"vimeo:{number}", Missing(reason=reason), parser="test")
            row = store.post(f"vimeo:{number}")
            assert row is not None
            assert (row["status"] == Status.PENDING) == (reason in RETRIED)
        store.end_run(0, {})
    assert verify(tmp_path).problems == ()


def test_what_failed_for_good_waits_after_an_update(tmp_path: Path) -> None:
    """A post that an older version gave up because of an answer that it did not understand is tried again."""
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        embed = Embed(platform="vimeo", form="test", id="706604197", url="https://vimeo.com/706604197", text="The quay")
        store.add_article(b"a", Scan(document=Document(text="a"), embeds=(embed,)), "a", parser="test")
        store.add_post("vimeo:706604197", Missing(reason=Reason.PROTOCOL), parser="test")
        store.connection.execute("UPDATE posts SET status = 'failed', next_try_at = NULL")
        store.connection.execute("PRAGMA user_version = 2")
        store.end_run(0, {})
    with Store.open(tmp_path) as store:
        row = store.post("vimeo:706604197")
    assert row is not None
    assert (row["status"], row["reason"], row["next_try_at"] is not None) == ("pending", "protocol", True)


def test_a_long_list_is_read_in_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it, some of it, only what is in one state, posts and media: as in one piece, a few rows at a time."""
    fill(store)
    for number in range(4, 10):
        store.add_article(str(number).encode(), make_scan(make_embed(number)), "", parser="1")
    ways: list[dict[str, int | str]] = [
        {},
        {"most": 1},
        {"most": 2},
        {"most": 3},
        {"most": 99},
        {"status": "pending"},
        {"status": "deleted"},
    ]
    asked = [(table, way) for table in ("listed_posts", "listed_media") for way in ways]
    whole = [getattr(store, table)(**way) for table, way in asked]
    monkeypatch.setattr(reading, "PAGE", 2)
    assert [getattr(store, table)(**way) for table, way in asked] == whole
    pages = [len(page) for page in store.listed_in_pages(PostFilter(), most=5)]
    assert pages == [2, 2, 1]
