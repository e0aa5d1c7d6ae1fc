"""Remove a person's words: from the rows, the files, the search index and the free pages of the database.

What remains is a tombstone: which post, when, why, by whom, which rows and which digests. The chain still verifies,
because it never held the words themselves. Articles that printed the post, and answers that contained it, go as files;
of what else they said a copy without the post's words is written beside: an article's other posts keep their place.
"""

from __future__ import annotations

import html
import json
import re
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from embedarchive.errors import ArchiveError
from embedarchive.model import Embed, plain
from embedarchive.store import connecting, reading
from embedarchive.store.chain import Value, canonical
from embedarchive.store.keys import fold
from embedarchive.store.projection import known_as, resolve, rows
from embedarchive.store.records import content_digest
from embedarchive.store.schema import PERSONAL, SEARCHED
from embedarchive.store.store import Store

SHORTEST_TEXT, SHORTEST_LINE = 8, 20
"""Fewer characters than these are no sign that other material quotes the post."""
LARGEST_SEARCHED = 64 << 20
"""Answers with more bytes than this, unpacked, are not searched for the words; they are videos."""
REMOVED = "[erased]"

_SAYS = {
    "embeds": "coalesce(author, handle, text, url, quotes, replies_to, date_text) IS NOT NULL"
    " OR length(coalesce(links, '')) > 2 OR length(coalesce(media, '')) > 2 OR length(coalesce(coordinates, '')) > 2",
    "snapshots": "coalesce(detail, content_digest) IS NOT NULL OR (body IS NOT NULL AND (source <> 'article'"
    " OR subject = 'media' OR json_extract(body, '$.author', '$.handle', '$.text', '$.url', '$.date_text', '$.links',"
    " '$.media') <> '[null,null,null,null,null,[],[]]'))",
}
"""What tells a row that still says something of its post from one that only keeps its place after an erasure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was removed: rows by table, and the digests of files. Neither, when all of it had gone before."""

    key: str
    rows: Mapping[str, tuple[int, ...]]
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What erasing a post takes along.

    Attributes:
        media: how many photos, videos and sounds nothing else shows.
        articles: what the user called the articles that print it; their kept copies go.
        erased_at: when it was erased already.
    """

    media: int
    articles: tuple[str, ...]
    erased_at: str | None


@dataclass(slots=True)
class _Target:
    """What is to go."""

    keys: tuple[str, ...]
    media: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rows: dict[str, set[int]] = field(default_factory=dict)

    @property
    def own(self) -> tuple[str, str]:
        """The platform and the id by which other posts' answers name the post."""
        platform, _, native_id = self.keys[0].partition(":")
        return platform, native_id

    def add(self, table: str, found: Iterable[tuple[Any, ...]]) -> None:
        self.rows.setdefault(table, set()).update(int(row[0]) for row in found)


def outlook(store: Store, key: str) -> Outlook:
    """What erasing this post would take along; changes nothing."""
    connection = store.connection
    keys = known_as(connection, resolve(connection, key))
    marks = ", ".join("?" * len(keys))
    articles = connection.execute(
        f"SELECT DISTINCT source FROM articles JOIN embeds ON article_id = articles.id WHERE embeds.key IN ({marks})"
        " ORDER BY articles.id",
        keys,
    )
    at = connection.execute(f"SELECT max(at) FROM erasures WHERE key IN ({marks})", keys).fetchone()[0]
    return Outlook(
        media=len(_own_media(connection, keys[0])), articles=tuple(str(name) for (name,) in articles), erased_at=at
    )


def erase(store: Store, key: str, *, reason: str, operator: str | None = None) -> Erasure:
    """Erase a post's words and media. Needs no run; may be repeated when it was interrupted.

    Raises:
        ArchiveError: the archive does not know the post, or cannot be written.
    """
    connection = store.connection
    key = resolve(connection, key)
    target = _Target(keys=known_as(connection, key))
    if not connection.execute(
        "SELECT 1 FROM snapshots WHERE subject = 'post' AND key = ?", (target.keys[-1],)
    ).fetchone():
        raise ArchiveError(f"The archive knows no post {key!r}.")
    connection.execute("PRAGMA secure_delete = ON")
    with store.transaction():
        _find(connection, target)
        digests = _bytes_to_go(store, target)
        if any(target.rows.values()) or digests or not store.is_erased(key):
            touched = _blank(store, target)
            store.bury(key, reason=reason, operator=operator, erased=target.rows, digests=digests)
            store.refresh(
                posts=[*target.keys, *touched["post"]],
                media=[*target.media, *touched["media"]],
                articles=touched["article"],
            )
        for index in SEARCHED.values():
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    _remove_files(store)
    with connecting.told_plainly(store.folder):
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Erasure(
        key=key, rows={table: tuple(sorted(ids)) for table, ids in target.rows.items() if ids}, digests=tuple(digests)
    )


# -------------------------------------------------------------------------------------------------------- what is to go


def _find(connection: sqlite3.Connection, target: _Target) -> None:
    """The rows that hold the post's words: its own, those of its media, and those that quote it."""
    run, marks = connection.execute, ", ".join("?" * len(target.keys))
    target.media = _own_media(connection, target.keys[0])
    target.words = _words(connection, target.keys)
    embeds = f"FROM embeds WHERE salt IS NOT NULL AND key IN ({marks}) AND ({_SAYS['embeds']})"
    target.add("embeds", run(f"SELECT id {embeds}", target.keys))
    scans = f"SELECT id FROM article_scans WHERE salt IS NOT NULL AND id IN (SELECT article_scan_id {embeds})"
    target.add("article_scans", run(scans, target.keys))
    for subject, keys in (("post", target.keys), ("media", target.media)):
        listed = f"subject = ? AND key IN ({', '.join('?' * len(keys))})"
        sql = f"SELECT id FROM snapshots WHERE salt IS NOT NULL AND {listed} AND ({_SAYS['snapshots']})"
        target.add("snapshots", run(sql, (subject, *keys)))
    every = (*target.keys, *target.media)
    sql = f"SELECT id FROM fetches WHERE salt IS NOT NULL AND snapshot_key IN ({', '.join('?' * len(every))})"
    target.add("fetches", run(sql, every))
    target.add("snapshots", _quoting(connection, target.keys[0]))
    for table, columns in PERSONAL.items():
        if columns:
            said = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
            for word in _spellings(target.words):
                target.add(table, run(f"SELECT id FROM {table} WHERE salt IS NOT NULL AND instr({said}, ?)", (word,)))


def _quoting(connection: sqlite3.Connection, key: str) -> list[tuple[int]]:
    """The snapshots of other posts whose answer contained this one."""
    platform, _, native_id = key.partition(":")
    sql = "SELECT id, body FROM snapshots WHERE subject = 'post' AND key <> ? AND instr(body, ?)"
    found = connection.execute(sql, (key, f'"id":{json.dumps(native_id, ensure_ascii=False)}'))
    return [(row,) for row, body in found if _names(json.loads(body).get("related"), platform, native_id)]


def _names(related: Any, platform: str, native_id: str) -> bool:  # noqa: ANN401 -- a JSON value
    if not isinstance(related, list):
        return False
    posts = [post for post in related if isinstance(post, dict)]
    return any(
        (post.get("platform"), post.get("id")) == (platform, native_id)
        or _names(post.get("related"), platform, native_id)
        for post in posts
    )


def _own_media(connection: sqlite3.Connection, key: str) -> tuple[str, ...]:
    """The media that this post shows and nothing else does."""
    sql = """SELECT media.key FROM posts JOIN post_media ON post_id = posts.id JOIN media ON media.id = media_id
        WHERE posts.key = ?
        AND NOT EXISTS (SELECT 1 FROM post_media AS other WHERE other.media_id = media.id AND other.post_id <> posts.id)
        AND NOT EXISTS (SELECT 1 FROM article_images WHERE article_images.media_id = media.id)"""
    return tuple(str(media) for (media,) in connection.execute(sql, (key,)))


def _words(connection: sqlite3.Connection, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The post's texts, whole and by line, as far as they are long enough to know them by."""
    marks = ", ".join("?" * len(keys))
    found = [
        text
        for (text,) in connection.execute(f"SELECT text FROM embeds WHERE key IN ({marks}) AND text IS NOT NULL", keys)
    ]
    sql = f"SELECT body FROM snapshots WHERE subject = 'post' AND key IN ({marks}) AND body IS NOT NULL"
    found += [json.loads(body).get("text") for (body,) in connection.execute(sql, keys)]
    texts = [text for text in found if isinstance(text, str)]
    words = [text for text in texts if len(fold(text)) >= SHORTEST_TEXT]
    words += [line.strip() for text in texts for line in text.split("\n") if len(fold(line)) >= SHORTEST_LINE]
    return tuple(dict.fromkeys(sorted(words, key=len, reverse=True)))


def _spellings(words: Iterable[str]) -> tuple[str, ...]:
    """The words as plain text, JSON and HTML write them."""
    return tuple(
        dict.fromkeys(
            spelling
            for word in words
            for spelling in (
                word,
                json.dumps(word, ensure_ascii=False)[1:-1],
                json.dumps(word)[1:-1],
                html.escape(word),
                html.escape(word, quote=False),
            )
        )
    )


def _bytes_to_go(store: Store, target: _Target) -> list[str]:
    """The digests of files that hold the words, or that nothing else needs."""
    connection = store.connection
    gone = {table: sorted(ids) for table, ids in target.rows.items()}
    documents = _column(connection, "article_scans", "document", gone)
    named = documents | _column(connection, "snapshots", "content_digest", gone)
    for column in ("request_head", "response_head", "body"):
        named |= _column(connection, "fetches", column, gone)
    needed = (named & _needed(connection, gone)) - documents
    spellings = [word.encode("utf-8", "surrogatepass") for word in _spellings(target.words)]
    going = named - needed
    for row in rows(connection, "SELECT digest, media_type FROM blobs"):
        if row["digest"] not in going and spellings and _holds(store, row["digest"], row["media_type"], spellings):
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


def _holds(store: Store, digest: str, media_type: str | None, words: Collection[bytes]) -> bool:
    """Whether a file contains one of the words, packed or not."""
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
    return any(word in data for word in words)


# --------------------------------------------------------------------------------------------- rows without their words


def _blank(store: Store, target: _Target) -> dict[str, set[Any]]:
    """Take the words out of the rows; what else they said is written anew. Returns what has to be projected again."""
    connection = store.connection
    touched: dict[str, set[Any]] = {"post": set(), "media": set(), "article": set()}
    articles = _rows(connection, "article_scans", target)
    bystanders = [
        row for row in _rows(connection, "snapshots", target) if row["key"] not in (*target.keys, *target.media)
    ]
    newest = [row for row in articles if row["id"] == _newest(connection, row["article_id"])]
    copies = [(row, _parts(connection, row["id"])) for row in newest]
    for table, ids in target.rows.items():
        blanks = ", ".join(f"{column} = NULL" for column in (*PERSONAL[table], "salt"))
        connection.execute(
            f"UPDATE {table} SET {blanks} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(ids)),)
        )
    for row in bystanders:
        touched[row["subject"]].add(row["key"])
        if row["article_scan_id"] is None:
            store.append("snapshots", [_without(row, target)])
    for row in articles:
        touched["article"].add(row["article_id"])
        keys = reading.keys_of_article(connection, row["article_id"])
        touched["post"].update(keys.posts)
        touched["media"].update(keys.media)
    for row, parts in copies:
        _write_again(store, row, parts, target)
    return touched


def _newest(connection: sqlite3.Connection, article: int) -> int:
    return int(connection.execute("SELECT max(id) FROM article_scans WHERE article_id = ?", (article,)).fetchone()[0])


def _rows(connection: sqlite3.Connection, table: str, target: _Target) -> list[dict[str, Any]]:
    ids = json.dumps(sorted(target.rows.get(table, ())))
    return rows(connection, f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (ids,))


def _parts(connection: sqlite3.Connection, scan: int) -> dict[str, list[dict[str, Any]]]:
    """Everything that belongs to a scan."""
    return {
        table: rows(connection, f"SELECT * FROM {table} WHERE article_scan_id = ? ORDER BY id", (scan,))
        for table in ("embeds", "images", "snapshots")
    }


def _write_again(
    store: Store, scan: Mapping[str, Any], parts: Mapping[str, list[dict[str, Any]]], target: _Target
) -> None:
    """The scan of an article once more, without the words: the other posts keep their place."""
    whole = _without(scan, target)
    own = [row["position"] for row in parts["embeds"] if row["key"] in target.keys]
    whole["scan"] = _empty_embeds(scan["scan"], target, own)
    (written,) = store.append("article_scans", [whole])
    for table, found in parts.items():
        again = []
        for row in found:
            erased = target.media if table == "images" or row.get("subject") == "media" else target.keys
            blank: dict[str, Any] = dict.fromkeys(PERSONAL[table]) if row["key"] in erased else {}
            again.append({**_without(row, target), **blank, "article_scan_id": written})
        store.append(table, again)


def _empty_embeds(scan: str | None, target: _Target, positions: Collection[int]) -> str | None:
    """The scan's JSON without what it says of the erased posts."""
    if scan is None:
        return None
    found = _replaced(json.loads(scan), target.words, ("", ""))
    for position in positions:
        kept = {name: found["embeds"][position][name] for name in ("platform", "form", "start", "end", "parts")}
        found["embeds"][position] = plain(Embed(**kept))
    return canonical(found)


def _without(row: Mapping[str, Any], target: _Target) -> dict[str, Value]:
    """A copy of a row in which the words are replaced; its digest is that of the copy."""
    copy: dict[str, Any] = {name: value for name, value in row.items() if name not in ("id", "salt", "commitment")}
    for name, value in copy.items():
        if isinstance(value, str) and value[:1] in "{[" and name in ("body", "scan", "links", "media", "coordinates"):
            copy[name] = canonical(_replaced(json.loads(value), target.words, target.own))
        elif isinstance(value, str) and name not in ("key", "document"):
            copy[name] = _replaced(value, target.words, target.own)
    if copy.get("content_digest") and copy.get("subject") == "post":
        copy["content_digest"] = content_digest(json.loads(copy["body"]))
    return copy


def _replaced(value: Any, words: tuple[str, ...], own: tuple[str, str]) -> Any:  # noqa: ANN401 -- a JSON value
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, REMOVED)
        return value
    if isinstance(value, list):
        return [_replaced(item, words, own) for item in value]
    if isinstance(value, dict):
        if (value.get("platform"), value.get("id")) == own:  # the post itself, inside of one that quotes it
            return {"platform": own[0], "id": own[1]}
        return {name: _replaced(item, words, own) for name, item in value.items()}
    return value


def _remove_files(store: Store) -> None:
    """Every file that a tombstone names, those of an interrupted erasure included, and the thumbnails made of them."""
    for (digests,) in store.connection.execute("SELECT digests FROM erasures").fetchall():
        for digest in json.loads(digests):
            blob = reading.blob(store.connection, digest)
            if blob and re.fullmatch("[0-9a-f]{64}", digest):
                store.blobs.remove(blob)
                for thumbnail in (store.folder / "thumbs").glob(f"**/{digest}*"):
                    thumbnail.unlink()
