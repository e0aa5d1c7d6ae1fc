"""The history of the schema: each step that brings a database from one version to the next.

Changing the schema: append a function to `_HISTORY`, never edit one that has been released, and run `python -m
tools.make_schema`, which writes down in `newest.sql` where all the steps lead. A new archive begins there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from embedarchive import package_data
from embedarchive.model.writing_systems import BEGINNING, TOKENIZER
from embedarchive.store import facet_counts, site_counts
from embedarchive.store.annotation_tables import ANNOTATION_TABLES
from embedarchive.store.queries import articles
from embedarchive.store.schema import (
    ABOUT_TABLES,
    APPLICATION_ID,
    BESIDE,
    LATER,
    MERGE_TABLES,
    PERSONAL,
    PROJECTION_TABLES,
    PUBLISHED,
    SEARCHED,
    STAMP_TABLES,
    STATUS,
    TRUTH_TABLES,
    WAITING_SINCE_M007,
    standing,
)

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


def _search_table(content: str, columns: tuple[str, ...]) -> list[str]:
    """A full-text index that follows its table. Its update trigger looks at the indexed columns: a new status is free.

    Datasette finds the index because the name of the content table stands in double quotes.
    """
    index, listed = SEARCHED[content], ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    add = f"INSERT INTO {index} (rowid, {listed}) VALUES (new.id, {new});"
    drop = f"INSERT INTO {index} ({index}, rowid, {listed}) VALUES ('delete', old.id, {old});"
    changed = " OR ".join(f"new.{column} IS NOT old.{column}" for column in (*columns, "id"))
    table = (
        f'CREATE VIRTUAL TABLE {index} USING fts5 ({listed}, content="{content}", content_rowid="id",'
        f" prefix='{BEGINNING}', tokenize='{TOKENIZER}')"
    )
    update = (
        f"CREATE TRIGGER {content}_searchable_update AFTER UPDATE OF {listed}, id ON {content}"
        f" WHEN {changed} BEGIN {drop} {add} END"
    )
    insert = f"CREATE TRIGGER {content}_searchable_insert AFTER INSERT ON {content} BEGIN {add} END"
    delete = f"CREATE TRIGGER {content}_searchable_delete AFTER DELETE ON {content} BEGIN {drop} END"
    return [table, insert, delete, update]


def _append_only(connection: sqlite3.Connection, table: str, personal: tuple[str, ...]) -> list[str]:
    """Triggers that refuse to change or drop a row of the truth; only erasing (personal columns to `NULL`) passes."""
    columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
    erasable = {*personal, "salt"} if personal else set()
    touched = [f'new."{column}" IS NOT old."{column}"' for column in columns if column not in erasable]
    touched += [f'new."{column}" IS NOT NULL' for column in columns if column in erasable]
    refuse = "BEGIN SELECT RAISE(ABORT, 'the truth is append-only'); END"
    return [
        f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} WHEN {' OR '.join(touched)} {refuse}",
        f"CREATE TRIGGER {table}_remain BEFORE DELETE ON {table} {refuse}",
    ]


def _statements(script: str) -> list[str]:
    return [statement.strip() for statement in script.split(";\n") if statement.strip()]


def _words_beside() -> list[str]:
    """More to be found by. The projection is made anew after this step, and the new indexes with it."""
    made = [f"ALTER TABLE posts ADD COLUMN {column} TEXT" for column in BESIDE]
    made += [f"ALTER TABLE article_texts ADD COLUMN {column} TEXT" for column in ("described", "unspaced")]
    for content, index in SEARCHED.items():
        made += [f"DROP TRIGGER {content}_searchable_{event}" for event in ("insert", "delete", "update")]
        made.append(f"DROP TABLE {index}")
    made += _search_table("posts", ("text", "author", "handle", *BESIDE))
    return made + _search_table("article_texts", ("title", "text", "described", "unspaced"))


def _other_standing(connection: sqlite3.Connection, before: str, after: str) -> list[str]:
    """The tables of posts and media with other constraints on their state.

    SQLite changes no constraint, so both are made anew, with their indexes and triggers, and without their rows: the
    projection is made anew after this step.
    """
    made: list[str] = []
    for table in ("posts", "media"):
        described = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type = ? AND sql IS NOT NULL ORDER BY rowid"
        kinds = {
            kind: [str(sql) for (sql,) in connection.execute(described, (table, kind))]
            for kind in ("table", "index", "trigger")
        }
        made += [f"DROP TABLE {table}", kinds["table"][0].replace(before, after), *kinds["index"], *kinds["trigger"]]
    emptied = ("post_media", "article_images", "article_posts", "post_links", "places")
    return [*(f"DELETE FROM {child}" for child in emptied), *made]


def _run(db: Database, statements: Iterable[str]) -> None:
    for statement in statements:
        db.conn.execute(statement)


def _m001_truth_and_projection(db: Database) -> None:
    _run(db, _statements(TRUTH_TABLES) + _statements(PROJECTION_TABLES))
    for table, personal in {**PERSONAL, "events": ()}.items():
        if table not in LATER:
            _run(db, _append_only(db.conn, table, personal))
    _run(db, _search_table("posts", ("text", "author", "handle")))
    _run(db, _search_table("article_texts", ("title", "text")))


def _m002_pictures_that_look_alike(db: Database) -> None:
    # Of two 64-bit hashes that differ in three bits at most, one quarter in four is the same: found by its index.
    for quarter in range(4):
        db.conn.execute(
            f"CREATE INDEX media_looks_{quarter + 1} ON media (substr(phash, {4 * quarter + 1}, 4), phash)"
            " WHERE phash IS NOT NULL"
        )


def _m003_vanished_posts_by_day(db: Database) -> None:
    # What is asked for by the page, in its order: else SQLite looks at every post there is.
    by_day, known = "posted_at, day", "IS NOT NULL"
    db.conn.execute("DROP INDEX posts_disagree")
    db.conn.execute(f"CREATE INDEX posts_disagree ON posts ({by_day}) WHERE disagreements <> '[]'")
    db.conn.execute(f"CREATE INDEX posts_gone_posted ON posts ({by_day}) WHERE gone_at {known}")
    db.conn.execute(f"CREATE INDEX posts_gone_reason ON posts (gone_reason, {by_day}) WHERE gone_reason {known}")


def _m004_words_beside(db: Database) -> None:
    _run(db, _words_beside())


def _m005_kept_media_counted(db: Database) -> None:
    # How many the gallery shows is told on the first page; from a cold disk the table itself takes seconds to read.
    db.conn.execute("CREATE INDEX media_kept ON media (kind, media_type, digest) WHERE digest IS NOT NULL")


def _m006_days_as_printed(db: Database) -> None:
    # A day in the article's own characters, and which facts an article does not print as a reader sees them.
    _run(db, ["ALTER TABLE embeds ADD COLUMN date_text TEXT", "ALTER TABLE posts ADD COLUMN date_text TEXT"])
    _run(db, ["ALTER TABLE embeds ADD COLUMN sources TEXT CHECK (sources IS NULL OR json_valid(sources))"])
    _run(db, ["DROP TRIGGER embeds_stay", "DROP TRIGGER embeds_remain"])
    _run(db, _append_only(db.conn, "embeds", PERSONAL["embeds"]))


def _m007_protocol_waits(db: Database) -> None:
    # An answer in a shape that we do not know is tried again: the endpoint, or this program, may have been mended.
    _run(db, _other_standing(db.conn, STATUS, standing(WAITING_SINCE_M007)))


def _m008_whose_words_an_answer_carries(db: Database) -> None:
    _run(db, _statements(ABOUT_TABLES))
    _run(db, _append_only(db.conn, "fetch_posts", ()))


def _m009_exports_and_what_was_read(db: Database) -> None:
    # A post may come out of its owner's export. SQLite changes no constraint, so the table is made anew, rows and all.
    described = "SELECT sql FROM sqlite_master WHERE tbl_name = 'snapshots' AND type = ? AND sql IS NOT NULL"
    kinds = {
        kind: [str(sql) for (sql,) in db.conn.execute(f"{described} ORDER BY rowid", (kind,)).fetchall()]
        for kind in ("table", "index", "trigger")
    }
    table = kinds["table"][0].replace("'web-archive'))", "'web-archive', 'export'))", 1)
    table = table.replace("CREATE TABLE snapshots", "CREATE TABLE snapshots_anew", 1)
    table = table.replace('CREATE TABLE "snapshots"', "CREATE TABLE snapshots_anew", 1)
    _run(db, [table, "INSERT INTO snapshots_anew SELECT * FROM snapshots", "DROP TABLE snapshots"])
    _run(db, ["ALTER TABLE snapshots_anew RENAME TO snapshots", *kinds["index"], *kinds["trigger"]])
    # Neither truth nor projection: what of feeds and lists was read, by digests, and what a watch has to remember.
    _run(
        db,
        [
            "CREATE TABLE read_before (item TEXT PRIMARY KEY, version TEXT NOT NULL, at TEXT NOT NULL) STRICT",
            "CREATE TABLE watched (name TEXT PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL) STRICT",
        ],
    )


def _m010_publications(db: Database) -> None:
    # What an article says of its outlet, authors and times. The projection is made anew after this step.
    made = (
        "ALTER TABLE article_scans ADD COLUMN publication TEXT CHECK (publication IS NULL OR json_valid(publication))"
    )
    _run(db, [made, "DROP TRIGGER article_scans_stay", "DROP TRIGGER article_scans_remain"])
    _run(db, _append_only(db.conn, "article_scans", PERSONAL["article_scans"]))
    _run(db, [f"ALTER TABLE article_texts ADD COLUMN {name} TEXT" for name in PUBLISHED])


def _m011_other_starts(db: Database) -> None:
    # Where else a post may begin whose beginning is in doubt: words of the article, or the post's own.
    made = "ALTER TABLE embeds ADD COLUMN other_starts TEXT CHECK (other_starts IS NULL OR json_valid(other_starts))"
    _run(db, [made, "DROP TRIGGER embeds_stay", "DROP TRIGGER embeds_remain"])
    _run(db, _append_only(db.conn, "embeds", PERSONAL["embeds"]))


def _m012_words_around(db: Database) -> None:
    # What an article says around an embed: its heading and sentence, that it was deleted, the links that name it.
    _run(db, [f"ALTER TABLE embeds ADD COLUMN {name} TEXT" for name in ("context", "deletion")])
    _run(db, ["ALTER TABLE embeds ADD COLUMN mentions TEXT CHECK (mentions IS NULL OR json_valid(mentions))"])
    _run(db, ["DROP TRIGGER embeds_stay", "DROP TRIGGER embeds_remain"])
    _run(db, _append_only(db.conn, "embeds", PERSONAL["embeds"]))


def _m013_stamps(db: Database) -> None:
    _run(db, _statements(STAMP_TABLES))
    _run(db, _append_only(db.conn, "stamps", ()))


def _m014_merges(db: Database) -> None:
    _run(db, _statements(MERGE_TABLES))
    for table in ("merges", "restorations", "merged_events"):
        _run(db, _append_only(db.conn, table, ()))


def _m015_selections(db: Database) -> None:
    # What is near a point, what an outlet shows, what has a video or is sensitive: found without a look at every row.
    db.conn.execute("CREATE INDEX places_where ON places (latitude, longitude)")
    db.conn.execute(
        "CREATE INDEX article_texts_outlet ON article_texts (outlet COLLATE NOCASE) WHERE outlet IS NOT NULL"
    )
    db.conn.execute("CREATE INDEX post_media_role ON post_media (role, post_id)")
    db.conn.execute("CREATE INDEX posts_sensitive ON posts (posted_at, day) WHERE sensitive = 1")


def _m016_annotations(db: Database) -> None:
    # What people say of what was captured: apart from it, with a chain of its own.
    _run(db, _statements(ANNOTATION_TABLES))
    for table in ("annotation_log", "annotation_merges", "annotation_events", "merged_annotation_events"):
        _run(db, _append_only(db.conn, table, PERSONAL.get(table, ())))


def _m017_a_million_posts(db: Database) -> None:
    # What is due, and what was looked at longest ago, is read from an index alone; figures are kept as they change.
    indexes = {
        "posts_due": "posts (status, id, next_try_at, platform, key) WHERE status = 'pending'",
        "media_due": "media (status, id, next_try_at, key) WHERE status = 'pending'",
        "posts_said": "posts (coalesce(captured_at, gone_at)) WHERE status IN ('archived', 'recovered', 'unavailable')",
        "posts_shown": "posts (article_count DESC)",
        "posts_language": "posts (language, posted_at, day, media_count)",
    }
    for name, sql in indexes.items():
        db.conn.execute(f"DROP INDEX IF EXISTS {name}")
        db.conn.execute(f"CREATE INDEX {name} ON {sql}")
    db.conn.execute(site_counts.TABLE)
    site_counts.count_all(db.conn)
    for facet in facet_counts.MONTHS:
        facet_counts.count(db.conn, facet)


def _m018_articles_by_host(db: Database) -> None:
    # Sites that name no outlet have a page, too.
    db.conn.execute(f"CREATE INDEX articles_host ON articles ({articles.host('url')})")


_HISTORY: tuple[Callable[[Database], None], ...] = (
    _m001_truth_and_projection,
    _m002_pictures_that_look_alike,
    _m003_vanished_posts_by_day,
    _m004_words_beside,
    _m005_kept_media_counted,
    _m006_days_as_printed,
    _m007_protocol_waits,
    _m008_whose_words_an_answer_carries,
    _m009_exports_and_what_was_read,
    _m010_publications,
    _m011_other_starts,
    _m012_words_around,
    _m013_stamps,
    _m014_merges,
    _m015_selections,
    _m016_annotations,
    _m017_a_million_posts,
    _m018_articles_by_host,
)
STEPS = tuple(step.__name__.removeprefix("_") for step in _HISTORY)
"""The names of the migrations, known without importing sqlite-utils."""


def migrations() -> Migrations:
    """The schema's history, in sqlite-utils' own form. Each step runs in a transaction of its own."""
    from sqlite_utils import Migrations

    history = Migrations("embedarchive")
    for name, step in zip(STEPS, _HISTORY, strict=True):
        history(name=name)(step)
    return history


def make_newest(connection: sqlite3.Connection) -> None:
    """Make the tables of a new archive as they are after all steps, and write down that these were taken."""
    for statement in package_data.text("embedarchive.store", "newest.sql").split(";\n\n"):
        connection.execute(statement)
    marks = ", ".join(["('embedarchive', ?, strftime('%Y-%m-%d %H:%M:%f+00:00'))"] * len(STEPS))
    connection.execute(f"INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES {marks}", STEPS)


def migrate(connection: sqlite3.Connection, *, but: Iterable[str] = ()) -> None:
    """Bring the database up to this version's schema, or only to where the first of some steps begins."""
    from sqlite_utils import Database

    migrations().apply(Database(connection, execute_plugins=False, recursive_triggers=False), stop_before=tuple(but))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def applied(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The names of the migrations that this database has seen; empty for a new one."""
    known = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
    ).fetchone()
    if not known:
        return ()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'embedarchive' ORDER BY rowid")
    return tuple(str(name) for (name,) in rows)
