"""What is to go with a post that is erased: the rows and files that hold its words, whosever they are."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from embedarchive.store import reading
from embedarchive.store.forgetting import Forgotten, forgotten, others
from embedarchive.store.projection import known_as, resolve, rows
from embedarchive.store.schema import PERSONAL
from embedarchive.store.store import Store

LARGEST_SEARCHED = 64 << 20
"""Answers with more bytes than this, unpacked, are not searched for the words; they are videos."""
_SAYS = {
    "embeds": "coalesce(author, handle, text, url, quotes, replies_to, date_text, other_starts, context,"
    " deletion) IS NOT NULL"
    " OR length(coalesce(links, '')) > 2 OR length(coalesce(media, '')) > 2 OR length(coalesce(coordinates, '')) > 2",
    "snapshots": "coalesce(detail, content_digest) IS NOT NULL OR (body IS NOT NULL AND (source <> 'article'"
    " OR subject = 'media' OR json_extract(body, '$.author', '$.handle', '$.text', '$.url', '$.date_text', '$.links',"
    " '$.media', '$.context', '$.deletion') <> '[null,null,null,null,null,[],[],null,null]'))",
}
"""What tells a row that still says something of its post from one that only keeps its place after an erasure."""


@dataclass(slots=True)
class Erasable:
    """What is to go."""

    post: Forgotten
    media: tuple[str, ...] = ()
    rows: dict[str, set[int]] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that the post ever had."""
        return self.post.keys

    def add(self, table: str, found: Iterable[tuple[Any, ...]]) -> None:
        """Rows of a table that go, by the first column of each that was found."""
        self.rows.setdefault(table, set()).update(int(row[0]) for row in found)


def erasable(store: Store, keys: tuple[str, ...]) -> Erasable:
    """The post, with all that is told of it anywhere."""
    connection = store.connection
    marks = ", ".join("?" * len(keys))
    claims = rows(connection, f"SELECT author, handle, text, url, media FROM embeds WHERE key IN ({marks})", keys)
    told = [{**claim, "media": json.loads(claim["media"] or "[]")} for claim in claims]
    sql = f"SELECT body FROM snapshots WHERE subject = 'post' AND key IN ({marks}) AND body IS NOT NULL"
    told += [json.loads(body) for (body,) in connection.execute(sql, keys)]
    bare = Forgotten(keys=keys)
    for needle in bare.needles:
        sql = "SELECT body FROM snapshots WHERE subject = 'post' AND body IS NOT NULL AND instr(lower(body), ?)"
        for (body,) in connection.execute(sql, (needle,)):
            told += [dict(post) for post in others(json.loads(body)) if bare.is_it(post)]
    post = forgotten(keys, told, named=store.named, names=not reading.is_borne(connection, keys, told))
    return Erasable(post=post, media=_own_media(connection, keys[0]))


def find(connection: sqlite3.Connection, target: Erasable) -> None:
    """The rows that hold the post's words: its own, those of its media, and those that quote, answer or link to it."""
    run, marks = connection.execute, ", ".join("?" * len(target.keys))
    embeds = f"FROM embeds WHERE salt IS NOT NULL AND key IN ({marks}) AND ({_SAYS['embeds']})"
    target.add("embeds", run(f"SELECT id {embeds}", target.keys))
    scans = f"SELECT id FROM article_scans WHERE salt IS NOT NULL AND id IN (SELECT article_scan_id {embeds})"
    target.add("article_scans", run(scans, target.keys))
    for subject, keys in (("post", target.keys), ("media", target.media)):
        listed = f"subject = ? AND key IN ({', '.join('?' * len(keys))})"
        sql = f"SELECT id FROM snapshots WHERE salt IS NOT NULL AND {listed} AND ({_SAYS['snapshots']})"
        target.add("snapshots", run(sql, (subject, *keys)))
        sql = f"SELECT id FROM annotation_log WHERE salt IS NOT NULL AND {listed}"
        target.add("annotation_log", run(sql, (subject, *keys)))
    for table in PERSONAL:
        if PERSONAL[table]:
            target.add(table, _saying(connection, table, target.post))
    for table in ("embeds", "images"):  # an article one of whose rows says it says it as a whole
        ids = json.dumps(sorted(target.rows.get(table, ())))
        sql = f"SELECT article_scan_id FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
        scans = f"SELECT id FROM article_scans WHERE salt IS NOT NULL AND id IN ({sql})"
        target.add("article_scans", run(scans, (ids,)))
    target.add("fetches", _answers(connection, target))


def _saying(connection: sqlite3.Connection, table: str, post: Forgotten) -> Iterator[tuple[int]]:
    """The rows of a table that name the post or repeat its words, whosever they are."""
    columns = ", ".join(PERSONAL[table])
    said = " || ' ' || ".join(f"coalesce({column}, '')" for column in PERSONAL[table])
    seen: set[int] = set()
    for needle in post.needles:
        sql = f"SELECT id, {columns} FROM {table} WHERE salt IS NOT NULL AND instr(lower({said}), ?)"
        for row_id, *values in connection.execute(sql, (needle,)):
            if row_id not in seen and any(post.is_in(read_column(value)) for value in values if value):
                seen.add(row_id)
                yield (row_id,)


def read_column(value: str) -> Any:  # noqa: ANN401 -- a JSON value
    """What a column holds: JSON as such, anything else as the text that it is."""
    if value[:1] in "{[":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _answers(connection: sqlite3.Connection, target: Erasable) -> Iterator[tuple[int]]:
    """The exchanges whose answers carry the post's words, by what is on record of them.

    Those that were asked for on behalf of the post or of its media; those in which the post was read, whoever asked;
    all that were asked for on behalf of a post or article that says something of this one; and those that nobody has
    read yet, because the run was cut off: what they carry is not known, and they are asked for again.
    """
    run, every = connection.execute, (*target.keys, *target.media)
    marks, keys = ", ".join("?" * len(every)), ", ".join("?" * len(target.keys))
    staying = "SELECT id FROM fetches WHERE salt IS NOT NULL AND"
    yield from run(f"{staying} snapshot_key IN ({marks})", every)
    yield from run(f"{staying} id IN (SELECT fetch_id FROM fetch_posts WHERE key IN ({keys}))", target.keys)
    yield from run(f"{staying} id IN (SELECT fetch_id FROM unread_fetches)")
    said = json.dumps(sorted(target.rows.get("snapshots", ())))
    told = "SELECT DISTINCT key FROM snapshots WHERE subject = 'post' AND id IN (SELECT value FROM json_each(?))"
    for (key,) in run(told, (said,)).fetchall():
        asked = known_as(connection, resolve(connection, str(key)))
        yield from run(f"{staying} snapshot_key IN ({', '.join('?' * len(asked))})", asked)
    scans = json.dumps(sorted(target.rows.get("article_scans", ())))
    read = "SELECT run_id, url FROM article_scans JOIN articles ON articles.id = article_id WHERE url IS NOT NULL"
    for run_id, url in run(f"{read} AND article_scans.id IN (SELECT value FROM json_each(?))", (scans,)).fetchall():
        yield from run(f"{staying} snapshot_key IS NULL AND run_id = ? AND url = ?", (run_id, url))


def _own_media(connection: sqlite3.Connection, key: str) -> tuple[str, ...]:
    """The media that this post shows and nothing else does."""
    sql = """SELECT media.key FROM posts JOIN post_media ON post_id = posts.id JOIN media ON media.id = media_id
        WHERE posts.key = ?
        AND NOT EXISTS (SELECT 1 FROM post_media AS other WHERE other.media_id = media.id AND other.post_id <> posts.id)
        AND NOT EXISTS (SELECT 1 FROM article_images WHERE article_images.media_id = media.id)"""
    return tuple(str(media) for (media,) in connection.execute(sql, (key,)))


def digests_to_go(store: Store, target: Erasable) -> list[str]:
    """The digests of files that hold the words, or that nothing else needs."""
    connection = store.connection
    gone = {table: sorted(ids) for table, ids in target.rows.items()}
    own = json.dumps([*target.keys, *target.media])  # what others' rows name is kept: a copy of the row names it again
    listed = "id IN (SELECT value FROM json_each(?)) AND key IN (SELECT value FROM json_each(?))"
    found = connection.execute(f"SELECT id FROM snapshots WHERE {listed}", (json.dumps(gone["snapshots"]), own))
    gone["snapshots"] = [int(row) for (row,) in found]
    documents = _column(connection, "article_scans", "document", gone)
    named = documents | _column(connection, "snapshots", "content_digest", gone)
    for column in ("request_head", "response_head", "body"):
        named |= _column(connection, "fetches", column, gone)
    needed = (named & _needed(connection, gone)) - documents
    going = named - needed
    for row in rows(connection, "SELECT digest, media_type FROM blobs"):
        if row["digest"] not in going and _holds(store, row["digest"], row["media_type"], target.post):
            going.add(row["digest"])
    known = {row["digest"] for row in rows(connection, "SELECT digest FROM blobs")}
    return sorted(going & known)


def _column(connection: sqlite3.Connection, table: str, column: str, gone: Mapping[str, list[int]]) -> set[str]:
    ids = json.dumps(gone.get(table, []))
    sql = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
    return {str(value) for (value,) in connection.execute(sql, (ids,))}


def _needed(connection: sqlite3.Connection, gone: Mapping[str, list[int]]) -> set[str]:
    """The digests that rows name which stay."""
    found: set[str] = set()
    columns = [("article_scans", "document"), ("snapshots", "content_digest")]
    columns += [("fetches", column) for column in ("request_head", "response_head", "body")]
    for table, column in columns:
        staying = "salt IS NOT NULL AND id NOT IN (SELECT value FROM json_each(?))"
        sql = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND {staying}"
        found |= {str(value) for (value,) in connection.execute(sql, (json.dumps(gone.get(table, [])),))}
    return found


def _holds(store: Store, digest: str, media_type: str | None, post: Forgotten) -> bool:
    """Whether a file names the post or repeats its words, compressed or not."""
    if media_type and media_type.startswith(("image/", "video/", "audio/", "font/")) and media_type != "image/svg+xml":
        return False
    path = store.path_of(digest)
    if path is None or not path.is_file() or path.stat().st_size > LARGEST_SEARCHED:
        return False
    data = path.read_bytes()
    if media_type == "application/gzip":
        unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            data = unpack.decompress(data, LARGEST_SEARCHED)
        except zlib.error:
            return False
    return post.is_in_bytes(data)
