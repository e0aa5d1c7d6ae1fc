"""The tables of `archive.db`: what is true (append-only), and what is made anew from it (the projection).

Columns stand in the order in which a person wants to read them, because Datasette shows them in that order. Times are
UTC, ISO 8601 with a Z; days are YYYY-MM-DD; lists and objects are JSON text.

Changing the schema: append a function to `_HISTORY`, never edit one that has been released.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from embedarchive.model.writing_systems import BEGINNING, TOKENIZER

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x454D4241
"""`EMBA`: how an archive's database is told from any other SQLite file (PRAGMA application_id)."""

PERSONAL: Mapping[str, tuple[str, ...]] = {
    "runs": (),
    "run_ends": (),
    "blobs": (),
    "articles": (),
    "article_scans": ("title", "text", "scan", "publication"),
    "embeds": (
        *("url", "author", "handle", "text", "links", "media", "coordinates", "quotes", "replies_to", "date_text"),
        *("other_starts", "context", "deletion", "mentions"),
    ),
    "images": ("alt", "caption", "credit"),
    "snapshots": ("detail", "body", "content_digest"),
    "fetches": ("url", "detail"),
    "erasures": (),
    "fetch_posts": (),
    "stamps": (),
    "merges": (),
    "restorations": (),
}
"""Every table of the truth, and which of its columns may be erased: those are `NULL` once somebody's words are gone."""
LATER = frozenset({"fetch_posts", "stamps", "merges", "restorations"})
"""Tables of the truth that the first step did not make."""

ADDED: Mapping[str, tuple[str, ...]] = {
    "embeds": ("date_text", "sources", "other_starts", "context", "deletion", "mentions"),
    "article_scans": ("publication",),
}
"""Columns of the truth that came later: `NULL` in the rows from before, which were sealed without them."""

PROJECTED = (
    "posts",
    "media",
    "post_media",
    "article_images",
    "article_posts",
    "post_links",
    "places",
    "article_texts",
    "facet_counts",
)
"""The tables that `rebuild` makes anew."""


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


_STATES = "archived recovered unavailable pending failed"
_GONE = "deleted expired private suspended withheld"
_WAITING = "connect deadline disk dns interrupted login-wall not-tried rate-limited reset server-error tls"
_REASONS = (
    "deleted private withheld suspended expired not-tried dns connect tls deadline reset rate-limited server-error"
    " login-wall interrupted disk blocked-address size protocol decode redirects not-in-recording unsupported"
    " unidentified"
)
"""The closed lists as the first step wrote them down: another reason, or another that waits, is another step."""


def _standing(waiting: str) -> str:
    """The constraints of a post's or an image's state; `waiting` are the reasons that may be pending."""
    return f"""
    CHECK ({_one_of("status", _STATES.split())}),
    CHECK (reason IS NULL OR {_one_of("reason", _REASONS.split())}),
    CHECK ((status = 'archived') = (reason IS NULL)),
    CHECK (status <> 'unavailable' OR {_one_of("reason", _GONE.split())}),
    CHECK (status <> 'pending' OR {_one_of("reason", waiting.split())}),
    CHECK (status <> 'failed' OR NOT {_one_of("reason", _GONE.split())})"""


_WAITING_SINCE_M007 = f"{_WAITING} protocol"
_STATUS = _standing(_WAITING)

_SALTED = """
    salt TEXT CHECK (length(salt) = 32),
    commitment TEXT NOT NULL CHECK (length(commitment) = 64)"""

_DIGEST = "TEXT REFERENCES blobs (digest)"

TRUTH_TABLES = f"""
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    started_at TEXT NOT NULL,
    versions TEXT NOT NULL CHECK (json_valid(versions)),
    options TEXT NOT NULL CHECK (json_valid(options)),
    operator TEXT
) STRICT;
CREATE TABLE run_ends (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL UNIQUE REFERENCES runs (id),
    ended_at TEXT NOT NULL,
    exit_code INTEGER NOT NULL,
    counts TEXT NOT NULL CHECK (json_valid(counts))
) STRICT;
CREATE TABLE blobs (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
    size INTEGER NOT NULL CHECK (size >= 0),
    media_type TEXT,
    declared_type TEXT,
    ending TEXT NOT NULL CHECK (ending = '' OR (ending GLOB '.[a-z0-9]*' AND length(ending) BETWEEN 2 AND 6)),
    kept_at TEXT NOT NULL
) STRICT;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    first_seen_at TEXT NOT NULL,
    source TEXT NOT NULL,
    url TEXT
) STRICT;
CREATE TABLE article_scans (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    scanned_at TEXT NOT NULL,
    title TEXT,
    language TEXT,
    media_type TEXT NOT NULL,
    charset TEXT NOT NULL,
    base_url TEXT,
    part TEXT NOT NULL DEFAULT '',
    document {_DIGEST} NOT NULL,
    text TEXT,
    scan TEXT CHECK (scan IS NULL OR json_valid(scan)),
    parser TEXT NOT NULL,{_SALTED}
) STRICT;
CREATE TABLE embeds (
    id INTEGER PRIMARY KEY,
    article_scan_id INTEGER NOT NULL REFERENCES article_scans (id),
    article_id INTEGER NOT NULL REFERENCES articles (id),
    position INTEGER NOT NULL,
    platform TEXT NOT NULL,
    form TEXT NOT NULL,
    native_id TEXT,
    author TEXT,
    handle TEXT,
    date TEXT,
    posted_at TEXT,
    text TEXT,
    language TEXT,
    url TEXT,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    parts TEXT NOT NULL CHECK (json_valid(parts)),
    links TEXT CHECK (links IS NULL OR json_valid(links)),
    media TEXT CHECK (media IS NULL OR json_valid(media)),
    coordinates TEXT CHECK (coordinates IS NULL OR json_valid(coordinates)),
    quotes TEXT,
    replies_to TEXT,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    doubts TEXT NOT NULL CHECK (json_valid(doubts)),
    key TEXT NOT NULL,{_SALTED},
    UNIQUE (article_scan_id, position)
) STRICT;
CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    article_scan_id INTEGER NOT NULL REFERENCES article_scans (id),
    article_id INTEGER NOT NULL REFERENCES articles (id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    alt TEXT,
    caption TEXT,
    credit TEXT,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    candidates TEXT NOT NULL CHECK (json_valid(candidates)),
    key TEXT NOT NULL,{_SALTED},
    UNIQUE (article_scan_id, position)
) STRICT;
CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL CHECK (subject IN ('post', 'media')),
    key TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('article', 'platform', 'web-archive')),
    outcome TEXT NOT NULL CHECK (outcome IN ('captured', 'gone', 'error', 'quoted')),
    reason TEXT CHECK (reason IS NULL OR {_one_of("reason", _REASONS.split())}),
    detail TEXT,
    retry_after REAL,
    recorded_at TEXT NOT NULL,
    body TEXT CHECK (body IS NULL OR json_valid(body)),
    schema INTEGER NOT NULL,
    parser TEXT NOT NULL,
    content_digest TEXT,
    resolves_to TEXT,
    article_scan_id INTEGER REFERENCES article_scans (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),{_SALTED},
    CHECK (outcome <> 'gone' OR (reason IS NOT NULL AND {_one_of("reason", _GONE.split())})),
    CHECK (outcome <> 'error' OR (reason IS NOT NULL AND NOT {_one_of("reason", _GONE.split())})),
    CHECK (outcome <> 'quoted' OR reason IS NULL),
    CHECK (outcome <> 'captured' OR reason IS NULL OR source = 'web-archive'),
    CHECK (outcome <> 'gone' OR source = 'platform'),
    CHECK (source <> 'article' OR outcome = 'quoted' OR (outcome = 'captured' AND subject = 'media')),
    CHECK (article_scan_id IS NULL OR (outcome = 'quoted' AND source = 'article'))
) STRICT;
CREATE TABLE fetches (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    at TEXT NOT NULL,
    method TEXT NOT NULL,
    url TEXT,
    status INTEGER,
    reason TEXT CHECK (reason IS NULL OR {_one_of("reason", _REASONS.split())}),
    detail TEXT,
    elapsed_ms INTEGER NOT NULL,
    address TEXT,
    source TEXT NOT NULL,
    snapshot_key TEXT,
    recorded_at TEXT NOT NULL,
    request_head {_DIGEST},
    response_head {_DIGEST},
    body {_DIGEST},
    body_size INTEGER NOT NULL,
    retry_after REAL,
    flags TEXT NOT NULL CHECK (json_valid(flags)),{_SALTED}
) STRICT;
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    operator TEXT,
    erased TEXT NOT NULL CHECK (json_valid(erased)),
    digests TEXT NOT NULL CHECK (json_valid(digests))
) STRICT;
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    UNIQUE (table_name, row_id)
) STRICT;
CREATE INDEX article_scans_document ON article_scans (document, part);
CREATE INDEX article_scans_article ON article_scans (article_id, document, part);
CREATE INDEX embeds_key ON embeds (key);
CREATE INDEX embeds_article ON embeds (article_id);
CREATE INDEX images_key ON images (key);
CREATE INDEX images_article ON images (article_id);
CREATE INDEX snapshots_key ON snapshots (subject, key);
CREATE INDEX snapshots_resolves_to ON snapshots (resolves_to) WHERE resolves_to IS NOT NULL;
CREATE INDEX snapshots_scan ON snapshots (article_scan_id) WHERE article_scan_id IS NOT NULL;
CREATE INDEX snapshots_run ON snapshots (run_id);
CREATE INDEX snapshots_content ON snapshots (content_digest) WHERE content_digest IS NOT NULL;
CREATE INDEX fetches_url ON fetches (url);
CREATE INDEX fetches_key ON fetches (snapshot_key);
CREATE INDEX fetches_body ON fetches (body);
CREATE INDEX erasures_key ON erasures (key)
"""

PROJECTION_TABLES = f"""
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    posted_at TEXT,
    author TEXT,
    handle TEXT,
    text TEXT,
    status TEXT NOT NULL,
    reason TEXT,
    platform TEXT NOT NULL,
    language TEXT,
    latitude REAL,
    longitude REAL,
    day TEXT,
    media_count INTEGER NOT NULL,
    article_count INTEGER NOT NULL,
    confidence REAL,
    place TEXT,
    likes INTEGER,
    reposts INTEGER,
    replies INTEGER,
    url TEXT,
    native_id TEXT,
    key TEXT NOT NULL UNIQUE,
    sources TEXT NOT NULL,
    disagreements TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    captured_at TEXT,
    gone_at TEXT,
    gone_reason TEXT,
    attempts INTEGER NOT NULL,
    next_try_at TEXT,
    sensitive INTEGER NOT NULL CHECK (sensitive IN (0, 1)),{_STATUS},
    CHECK ((gone_at IS NULL) = (gone_reason IS NULL))
) STRICT;
CREATE TABLE media (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    digest TEXT,
    width INTEGER,
    height INTEGER,
    status TEXT NOT NULL,
    reason TEXT,
    alt TEXT NOT NULL,
    media_type TEXT,
    size INTEGER,
    phash TEXT,
    duration_s REAL,
    latitude REAL,
    longitude REAL,
    taken_at TEXT,
    credit TEXT NOT NULL,
    url TEXT,
    key TEXT NOT NULL UNIQUE,
    exif TEXT,
    attempts INTEGER NOT NULL,
    next_try_at TEXT,
    captured_at TEXT,
    gone_at TEXT,
    gone_reason TEXT,{_STATUS},
    CHECK ((gone_at IS NULL) = (gone_reason IS NULL))
) STRICT;
CREATE TABLE post_media (
    post_id INTEGER NOT NULL REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    media_id INTEGER NOT NULL REFERENCES media (id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    alt TEXT NOT NULL,
    PRIMARY KEY (post_id, position)
) STRICT;
CREATE TABLE article_images (
    article_id INTEGER NOT NULL REFERENCES articles (id),
    media_id INTEGER NOT NULL REFERENCES media (id) DEFERRABLE INITIALLY DEFERRED,
    image_id INTEGER NOT NULL REFERENCES images (id),
    position INTEGER NOT NULL,
    caption TEXT NOT NULL,
    credit TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
) STRICT;
CREATE TABLE article_posts (
    article_id INTEGER NOT NULL REFERENCES articles (id),
    post_id INTEGER NOT NULL REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    embed_id INTEGER NOT NULL REFERENCES embeds (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, position)
) STRICT;
CREATE TABLE post_links (
    post_id INTEGER NOT NULL REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL CHECK (kind IN ('quotes', 'replies-to', 'thread', 'link')),
    url TEXT NOT NULL,
    target_id INTEGER REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    target_key TEXT,
    PRIMARY KEY (post_id, kind, url)
) STRICT;
CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    latitude REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    label TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('text', 'exif', 'geotag')),
    precision_m REAL,
    form TEXT NOT NULL,
    raw TEXT NOT NULL,
    day TEXT,
    post_id INTEGER REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    media_id INTEGER REFERENCES media (id) DEFERRABLE INITIALLY DEFERRED,
    article_id INTEGER REFERENCES articles (id)
) STRICT;
CREATE TABLE article_texts (
    id INTEGER PRIMARY KEY REFERENCES articles (id),
    title TEXT,
    scanned_at TEXT NOT NULL,
    language TEXT,
    embed_count INTEGER NOT NULL,
    image_count INTEGER NOT NULL,
    text TEXT,
    article_scan_id INTEGER NOT NULL REFERENCES article_scans (id)
) STRICT;
CREATE TABLE facet_counts (
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (facet, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX posts_status ON posts (status, posted_at, day);
CREATE INDEX posts_handle ON posts (handle, posted_at, day);
CREATE INDEX posts_language ON posts (language, posted_at, day);
CREATE INDEX posts_platform ON posts (platform, posted_at, day);
CREATE INDEX posts_posted_at ON posts (posted_at, day);
CREATE INDEX posts_day ON posts (day);
CREATE INDEX posts_url ON posts (url) WHERE url IS NOT NULL;
CREATE INDEX posts_due ON posts (next_try_at) WHERE status = 'pending';
CREATE INDEX posts_gone ON posts (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX posts_disagree ON posts (posted_at) WHERE disagreements <> '[]';
CREATE INDEX media_status ON media (status);
CREATE INDEX media_digest ON media (digest);
CREATE INDEX media_phash ON media (phash) WHERE phash IS NOT NULL;
CREATE INDEX media_due ON media (next_try_at) WHERE status = 'pending';
CREATE INDEX post_media_media ON post_media (media_id);
CREATE INDEX article_posts_post ON article_posts (post_id);
CREATE INDEX article_images_media ON article_images (media_id);
CREATE INDEX post_links_url ON post_links (url);
CREATE INDEX post_links_target ON post_links (target_id);
CREATE INDEX post_links_target_key ON post_links (target_key) WHERE target_key IS NOT NULL;
CREATE INDEX places_post ON places (post_id);
CREATE INDEX places_media ON places (media_id);
CREATE INDEX places_day ON places (day);
CREATE INDEX article_texts_scanned ON article_texts (scanned_at)
"""


ABOUT_TABLES = """
CREATE TABLE fetch_posts (
    id INTEGER PRIMARY KEY,
    fetch_id INTEGER NOT NULL REFERENCES fetches (id),
    key TEXT NOT NULL
) STRICT;
CREATE TABLE unread_fetches (fetch_id INTEGER PRIMARY KEY REFERENCES fetches (id)) STRICT;
CREATE TABLE unfinished_erasures (erasure_id INTEGER PRIMARY KEY REFERENCES erasures (id)) STRICT;
CREATE INDEX fetch_posts_key ON fetch_posts (key);
INSERT INTO unfinished_erasures (erasure_id) SELECT id FROM erasures
"""
"""Whose words each answer carries (truth), and work in hand (neither truth nor projection): answers that were kept and
not read yet, and erasures that are written down and whose bytes may not all be gone. An older version did not look
whether they were, so its erasures are gone through once more."""

STAMP_TABLES = f"""
CREATE TABLE stamps (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    recorded_at TEXT NOT NULL,
    head TEXT NOT NULL CHECK (length(head) = 64),
    kind TEXT NOT NULL CHECK (kind IN ('rfc3161', 'opentimestamps', 'ssh')),
    authority TEXT NOT NULL,
    stamped_at TEXT,
    stamped_by TEXT NOT NULL,
    request {_DIGEST},
    answer {_DIGEST} NOT NULL,
    beside {_DIGEST},
    follows INTEGER REFERENCES stamps (id)
) STRICT;
CREATE INDEX events_hash ON events (hash)
"""
"""What others, or the owner's key, say of heads of the chain. `beside` is what checking needs, too: root certificates,
the header of a block, a public key; `follows` is the stamp that this one goes on from."""

MERGE_TABLES = """
CREATE TABLE merges (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    merged_at TEXT NOT NULL,
    name TEXT NOT NULL,
    events INTEGER NOT NULL CHECK (events > 0),
    head TEXT NOT NULL CHECK (length(head) = 64)
) STRICT;
CREATE TABLE restorations (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    at TEXT NOT NULL,
    erasure_id INTEGER NOT NULL REFERENCES erasures (id)
) STRICT;
CREATE TABLE merged_events (
    log INTEGER NOT NULL REFERENCES merges (id),
    event INTEGER NOT NULL,
    at TEXT NOT NULL,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    here INTEGER NOT NULL,
    differs TEXT CHECK (differs IS NULL OR json_valid(differs)),
    PRIMARY KEY (log, event),
    UNIQUE (log, table_name, row_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX merged_events_hash ON merged_events (hash);
CREATE INDEX merged_events_here ON merged_events (table_name, here);
CREATE VIEW standing_erasures AS
    SELECT * FROM erasures WHERE id NOT IN (SELECT erasure_id FROM restorations)
"""
"""Logs of other archives, whole: `log` is the row of `merges` that it came with, `here` the row of ours that holds what
was sealed there, `differs` the sealed columns that are other ones there (JSON). `restorations` names erasures that a
merge was told to take back."""

BESIDE = ("quoted", "described", "printed", "unspaced")
"""The columns of `posts` that it is found by beside its own words (`searched.py`)."""
PUBLISHED = ("outlet", "authors", "published", "modified", "thumbnail")
"""The columns of `article_texts` that tell what an article says of its publication; `authors` is JSON."""
SEARCHED = {"posts": "posts_fts", "article_texts": "articles_fts"}
"""The tables with a full-text index, and its name."""


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
    _run(db, _other_standing(db.conn, _STATUS, _standing(_WAITING_SINCE_M007)))


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
