"""The tables of `archive.db`: what is true (append-only), and what is made anew from it (the projection).

Columns stand in the order in which a person wants to read them, because Datasette shows them in that order. Times are
UTC, ISO 8601 with a Z; days are YYYY-MM-DD; lists and objects are JSON text.

They stand here as they were first made; what later versions change in them is in `migrations`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    "annotation_log": ("value", "words"),
    "annotation_merges": (),
}
"""Every table of the truth, and which of its columns may be erased: those are `NULL` once somebody's words are gone."""
LATER = frozenset({"fetch_posts", "stamps", "merges", "restorations", "annotation_log", "annotation_merges"})
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
    "site_counts",
    "annotations",
)
"""The tables that `rebuild` makes anew."""


def one_of(column: str, values: Iterable[str]) -> str:
    """The constraint that a column has one of a few values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


_STATES = "archived recovered unavailable pending failed"
_GONE = "deleted expired private suspended withheld"
WAITING = "connect deadline disk dns interrupted login-wall not-tried rate-limited reset server-error tls"
_REASONS = (
    "deleted private withheld suspended expired not-tried dns connect tls deadline reset rate-limited server-error"
    " login-wall interrupted disk blocked-address size protocol decode redirects not-in-recording unsupported"
    " unidentified"
)
"""The closed lists as the first step wrote them down: another reason, or another that waits, is another step."""


def standing(waiting: str) -> str:
    """The constraints of a post's or an image's state; `waiting` are the reasons that may be pending."""
    return f"""
    CHECK ({one_of("status", _STATES.split())}),
    CHECK (reason IS NULL OR {one_of("reason", _REASONS.split())}),
    CHECK ((status = 'archived') = (reason IS NULL)),
    CHECK (status <> 'unavailable' OR {one_of("reason", _GONE.split())}),
    CHECK (status <> 'pending' OR {one_of("reason", waiting.split())}),
    CHECK (status <> 'failed' OR NOT {one_of("reason", _GONE.split())})"""


WAITING_SINCE_M007 = f"{WAITING} protocol"
STATUS = standing(WAITING)
"""The constraints as the first step wrote them."""

SALTED = """
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
    parser TEXT NOT NULL,{SALTED}
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
    key TEXT NOT NULL,{SALTED},
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
    key TEXT NOT NULL,{SALTED},
    UNIQUE (article_scan_id, position)
) STRICT;
CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL CHECK (subject IN ('post', 'media')),
    key TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('article', 'platform', 'web-archive')),
    outcome TEXT NOT NULL CHECK (outcome IN ('captured', 'gone', 'error', 'quoted')),
    reason TEXT CHECK (reason IS NULL OR {one_of("reason", _REASONS.split())}),
    detail TEXT,
    retry_after REAL,
    recorded_at TEXT NOT NULL,
    body TEXT CHECK (body IS NULL OR json_valid(body)),
    schema INTEGER NOT NULL,
    parser TEXT NOT NULL,
    content_digest TEXT,
    resolves_to TEXT,
    article_scan_id INTEGER REFERENCES article_scans (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),{SALTED},
    CHECK (outcome <> 'gone' OR (reason IS NOT NULL AND {one_of("reason", _GONE.split())})),
    CHECK (outcome <> 'error' OR (reason IS NOT NULL AND NOT {one_of("reason", _GONE.split())})),
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
    reason TEXT CHECK (reason IS NULL OR {one_of("reason", _REASONS.split())}),
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
    flags TEXT NOT NULL CHECK (json_valid(flags)),{SALTED}
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
    sensitive INTEGER NOT NULL CHECK (sensitive IN (0, 1)),{STATUS},
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
    gone_reason TEXT,{STATUS},
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
