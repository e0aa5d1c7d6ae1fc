"""Remove a person's words: from the rows, the files, the search index and the free pages of the database.

What remains is a tombstone: which post, when, why, by whom, which rows and which digests. The chain still verifies,
because it never held the words themselves. Articles that printed the post, and answers that carry its words, whoever
asked for them, go as files; of what else they said a copy without the post's words is written beside: an article's
other posts keep their place, a post that quotes or answers this one keeps its own words.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from embedarchive.errors import ArchiveError
from embedarchive.model import Embed, plain
from embedarchive.store import connecting, finishing, holders, reading
from embedarchive.store.chain import Value, canonical
from embedarchive.store.forgetting import Forgotten, forgotten, others
from embedarchive.store.projection import known_as, resolve, rows
from embedarchive.store.rows import content_digest
from embedarchive.store.schema import PERSONAL, SEARCHED
from embedarchive.store.store import Store

LARGEST_SEARCHED = 64 << 20
"""Answers with more bytes than this, unpacked, are not searched for the words; they are videos."""

_SAYS = {
    "embeds": "coalesce(author, handle, text, url, quotes, replies_to, date_text, context, deletion) IS NOT NULL"
    " OR length(coalesce(links, '')) > 2 OR length(coalesce(media, '')) > 2 OR length(coalesce(coordinates, '')) > 2",
    "snapshots": "coalesce(detail, content_digest) IS NOT NULL OR (body IS NOT NULL AND (source <> 'article'"
    " OR subject = 'media' OR json_extract(body, '$.author', '$.handle', '$.text', '$.url', '$.date_text', '$.links',"
    " '$.media', '$.context', '$.deletion') <> '[null,null,null,null,null,[],[],null,null]'))",
}
"""What tells a row that still says something of its post from one that only keeps its place after an erasure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was removed: rows by table, and the digests of files. Neither, when all of it had gone before.

    Attributes:
        unfinished: why bytes of it may still lie in the folder, in a sentence; the next command that writes goes on.
        serving: who has the database open as one that never changes, and may have the words in memory, if that is
            known; a server that strangers read (`serve --public`) is one.
    """

    key: str
    rows: Mapping[str, tuple[int, ...]]
    digests: tuple[str, ...]
    unfinished: str | None = None
    serving: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What erasing a post takes along.

    Attributes:
        media: how many photos, videos and sounds nothing else shows.
        articles: what the user called the articles that print it, link to it or repeat it; their kept copies go.
        erased_at: when it was erased already.
    """

    media: int
    articles: tuple[str, ...]
    erased_at: str | None


@dataclass(slots=True)
class _Target:
    """What is to go."""

    post: Forgotten
    media: tuple[str, ...] = ()
    rows: dict[str, set[int]] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        return self.post.keys

    def add(self, table: str, found: Iterable[tuple[Any, ...]]) -> None:
        self.rows.setdefault(table, set()).update(int(row[0]) for row in found)


def outlook(store: Store, key: str) -> Outlook:
    """What erasing this post would take along; changes nothing."""
    connection = store.connection
    target = _target(store, known_as(connection, resolve(connection, key)))
    _find(connection, target)
    scans = json.dumps(sorted(target.rows.get("article_scans", ())))
    articles = connection.execute(
        "SELECT DISTINCT source FROM articles JOIN article_scans ON article_id = articles.id"
        " WHERE article_scans.id IN (SELECT value FROM json_each(?)) ORDER BY articles.id",
        (scans,),
    )
    marks = ", ".join("?" * len(target.keys))
    at = connection.execute(f"SELECT max(at) FROM erasures WHERE key IN ({marks})", target.keys).fetchone()[0]
    return Outlook(media=len(target.media), articles=tuple(str(name) for (name,) in articles), erased_at=at)


def erase(
    store: Store,
    key: str,
    *,
    reason: str,
    operator: str | None = None,
    patience_s: float = finishing.PATIENCE_S,
    tell: Callable[[str], None] | None = None,
) -> Erasure:
    """Erase a post's words and media. Needs no run; may be repeated when it was interrupted.

    Args:
        store: the archive.
        key: any key that the post ever had.
        reason: why; kept with the tombstone.
        operator: who erases; likewise.
        patience_s: how long to wait, in seconds, for others that read or write the archive.
        tell: called with a sentence that says who is waited for.

    Raises:
        ArchiveError: the archive does not know the post, or cannot be written.
    """
    connection = store.connection
    key = resolve(connection, key)
    keys = known_as(connection, key)
    if not connection.execute("SELECT 1 FROM snapshots WHERE subject = 'post' AND key = ?", (keys[-1],)).fetchone():
        raise ArchiveError(f"The archive knows no post {key!r}.")
    connection.execute("PRAGMA secure_delete = ON")  # whole pages, too, whatever it costs
    with store.transaction():
        target = _target(store, keys)
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
        store.reopen_erasure(key)
    return Erasure(
        key=key,
        rows={table: tuple(sorted(ids)) for table, ids in target.rows.items() if ids},
        digests=tuple(digests),
        unfinished=store.finish_erasures(patience_s=patience_s, tell=tell),
        serving=holders.unaware(store.folder / connecting.DATABASE),
    )


# -------------------------------------------------------------------------------------------------------- what is to go


def _target(store: Store, keys: tuple[str, ...]) -> _Target:
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
    return _Target(post=post, media=_own_media(connection, keys[0]))


def _find(connection: sqlite3.Connection, target: _Target) -> None:
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
            if row_id not in seen and any(post.is_in(_read(value)) for value in values if value):
                seen.add(row_id)
                yield (row_id,)


def _read(value: str) -> Any:  # noqa: ANN401 -- a JSON value
    """What a column holds: JSON as such, anything else as the text that it is."""
    if value[:1] in "{[":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _answers(connection: sqlite3.Connection, target: _Target) -> Iterator[tuple[int]]:
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


def _bytes_to_go(store: Store, target: _Target) -> list[str]:
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
    listed = json.dumps(sorted(target.rows["fetches"]))
    connection.execute("DELETE FROM unread_fetches WHERE fetch_id IN (SELECT value FROM json_each(?))", (listed,))
    for row in bystanders:
        touched[row["subject"]].add(row["key"])
        if row["article_scan_id"] is None:
            store.append("snapshots", [_without(row, "snapshots", target)])
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
    whole = _without(scan, "article_scans", target, names=True)
    own = [row["position"] for row in parts["embeds"] if row["key"] in target.keys]
    whole["scan"] = _empty_embeds(scan["scan"], target, own)
    (written,) = store.append("article_scans", [whole])
    for table, found in parts.items():
        again = []
        for row in found:
            erased = target.media if table == "images" or row.get("subject") == "media" else target.keys
            blank: dict[str, Any] = dict.fromkeys(PERSONAL[table]) if row["key"] in erased else {}
            again.append({**_without(row, table, target), **blank, "article_scan_id": written})
        store.append(table, again)


_FINDS = frozenset({"embeds", "images"})
"""What of a scan is other people's: their names stay."""


def _empty_embeds(scan: str | None, target: _Target, positions: Collection[int]) -> str | None:
    """The scan's JSON without what it says of the erased posts."""
    if scan is None:
        return None
    whole = json.loads(scan)
    found = {name: target.post.without(said, names=name not in _FINDS) for name, said in whole.items()}
    for position in positions:
        kept = {name: whole["embeds"][position][name] for name in ("platform", "form", "start", "end", "parts")}
        found["embeds"][position] = plain(Embed(**kept))
    return canonical(found)


def _without(row: Mapping[str, Any], table: str, target: _Target, *, names: bool = False) -> dict[str, Value]:
    """A copy of a row without the post; its digest is that of the copy."""
    copy: dict[str, Any] = {name: value for name, value in row.items() if name not in ("id", "salt", "commitment")}
    for name in PERSONAL[table]:
        if isinstance(value := copy[name], str) and name != "content_digest":
            read = _read(value)
            said = target.post.without(read, names=names)
            copy[name] = said if isinstance(read, str) else canonical(said)
    if copy.get("content_digest") and copy.get("subject") == "post":
        copy["content_digest"] = content_digest(json.loads(copy["body"]))
    return copy
