"""The tables of what people say of what was captured, as they were first made: apart from it, and as append-only."""

from __future__ import annotations

from embedarchive.store.schema import SALTED, one_of

VERIFICATIONS = ("unverified", "verified", "false", "disputed")
"""What somebody may hold a post, an image or an article for."""

_KINDS = ("note", "tag", "untag", "collect", "uncollect", "verification", "withdrawal")

ANNOTATION_TABLES = f"""
CREATE TABLE annotation_log (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    operator TEXT,
    kind TEXT NOT NULL CHECK ({one_of("kind", _KINDS)}),
    subject TEXT NOT NULL CHECK (subject IN ('post', 'media', 'article')),
    key TEXT NOT NULL,
    value TEXT,
    words TEXT,
    follows INTEGER REFERENCES annotation_log (id),{SALTED},
    CHECK (kind <> 'verification' OR value IS NULL OR {one_of("value", VERIFICATIONS)}),
    CHECK ((kind = 'withdrawal') <= (follows IS NOT NULL)),
    CHECK (follows IS NULL OR kind IN ('note', 'withdrawal'))
) STRICT;
CREATE TABLE annotation_merges (
    id INTEGER PRIMARY KEY,
    merged_at TEXT NOT NULL,
    name TEXT NOT NULL,
    events INTEGER NOT NULL CHECK (events > 0),
    head TEXT NOT NULL CHECK (length(head) = 64)
) STRICT;
CREATE TABLE annotation_events (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    UNIQUE (table_name, row_id)
) STRICT;
CREATE TABLE merged_annotation_events (
    log INTEGER NOT NULL REFERENCES annotation_merges (id),
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
CREATE TABLE annotations (
    id INTEGER PRIMARY KEY REFERENCES annotation_log (id),
    kind TEXT NOT NULL CHECK (kind IN ('note', 'tag', 'collection', 'verification')),
    value TEXT NOT NULL,
    words TEXT NOT NULL,
    at TEXT NOT NULL,
    operator TEXT,
    post_id INTEGER REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    media_id INTEGER REFERENCES media (id) DEFERRABLE INITIALLY DEFERRED,
    article_id INTEGER REFERENCES articles (id)
) STRICT;
CREATE INDEX annotation_log_key ON annotation_log (subject, key);
CREATE INDEX annotation_log_follows ON annotation_log (follows) WHERE follows IS NOT NULL;
CREATE INDEX annotation_events_hash ON annotation_events (hash);
CREATE INDEX merged_annotation_events_hash ON merged_annotation_events (hash);
CREATE INDEX merged_annotation_events_here ON merged_annotation_events (table_name, here);
CREATE INDEX annotations_value ON annotations (kind, value COLLATE NOCASE, post_id);
CREATE INDEX annotations_post ON annotations (post_id, kind) WHERE post_id IS NOT NULL;
CREATE INDEX annotations_media ON annotations (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX annotations_article ON annotations (article_id) WHERE article_id IS NOT NULL
"""
"""What people say of what was captured: their log (truth), its chain and those of other archives, in tables of the form
that those of the evidence have; and `annotations`, what of it holds now (projection)."""
