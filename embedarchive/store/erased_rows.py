"""Rows without the words of an erased post: emptied, and what else they said written anew."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from embedarchive.model import Embed, plain
from embedarchive.store import reading
from embedarchive.store.chain import Value, canonical
from embedarchive.store.erasable import Erasable, read_column
from embedarchive.store.projection import NEWEST, Row, rows
from embedarchive.store.rows import content_digest
from embedarchive.store.schema import PERSONAL
from embedarchive.store.store import Store


@dataclass(frozen=True)
class Touched:
    """What has to be projected again.

    Attributes:
        posts: keys of posts.
        media: keys of images, videos and sounds.
        articles: rows of articles.
    """

    posts: set[str] = field(default_factory=set)
    media: set[str] = field(default_factory=set)
    articles: set[int] = field(default_factory=set)


def blank(store: Store, target: Erasable) -> Touched:
    """Take the words out of the rows; what else they said is written anew."""
    connection, touched = store.connection, Touched()
    articles = _rows(connection, "article_scans", target)
    bystanders = [
        row for row in _rows(connection, "snapshots", target) if row["key"] not in (*target.keys, *target.media)
    ]
    said = _said_of_others(connection, target)
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
        (touched.posts if row["subject"] == "post" else touched.media).add(row["key"])
        if row["article_scan_id"] is None:
            store.append("snapshots", [_without(row, "snapshots", target)])
    for row in said:
        store.append("annotation_log", [_without(row, "annotation_log", target)])
        _touch_said(connection, touched, row)
    for row in articles:
        touched.articles.add(row["article_id"])
        keys = reading.keys_of_article(connection, row["article_id"])
        touched.posts.update(keys.posts)
        touched.media.update(keys.media)
    for row, parts in copies:
        _write_again(store, row, parts, target)
    return touched


def _said_of_others(connection: sqlite3.Connection, target: Erasable) -> list[Row]:
    """What people say now of something else, in words that name the post or repeat it."""
    own = {("post", key) for key in target.keys} | {("media", key) for key in target.media}
    standing = {int(row) for (row,) in connection.execute("SELECT id FROM annotations")}
    found = _rows(connection, "annotation_log", target)
    return [row for row in found if row["id"] in standing and (row["subject"], row["key"]) not in own]


def _touch_said(connection: sqlite3.Connection, touched: Touched, row: Row) -> None:
    if row["subject"] == "article":
        sql = "SELECT id FROM articles WHERE key = ?"
        touched.articles.update(int(number) for (number,) in connection.execute(sql, (row["key"],)))
    else:
        (touched.posts if row["subject"] == "post" else touched.media).add(row["key"])


def _newest(connection: sqlite3.Connection, article: int) -> int:
    return int(connection.execute(f"SELECT {NEWEST}", (article,)).fetchone()[0])


def _rows(connection: sqlite3.Connection, table: str, target: Erasable) -> list[Row]:
    ids = json.dumps(sorted(target.rows.get(table, ())))
    return rows(connection, f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (ids,))


def _parts(connection: sqlite3.Connection, scan: int) -> dict[str, list[Row]]:
    """Everything that belongs to a scan."""
    return {
        table: rows(connection, f"SELECT * FROM {table} WHERE article_scan_id = ? ORDER BY id", (scan,))
        for table in ("embeds", "images", "snapshots")
    }


def _write_again(store: Store, scan: Row, parts: Mapping[str, list[Row]], target: Erasable) -> None:
    """The scan of an article once more, without the words: the other posts keep their place."""
    whole = _without(scan, "article_scans", target, names=True)
    own = [row["position"] for row in parts["embeds"] if row["key"] in target.keys]
    whole["scan"] = _scan_without(scan["scan"], target, own)
    (written,) = store.append("article_scans", [whole])
    for table, found in parts.items():
        again = []
        for row in found:
            erased = target.media if table == "images" or row.get("subject") == "media" else target.keys
            blank: dict[str, Value] = dict.fromkeys(PERSONAL[table]) if row["key"] in erased else {}
            again.append({**_without(row, table, target), **blank, "article_scan_id": written})
        store.append(table, again)


_FINDS = frozenset({"embeds", "images"})
"""What of a scan is other people's: their names stay."""


def _scan_without(scan: str | None, target: Erasable, positions: Collection[int]) -> str | None:
    """The scan's JSON without what it says of the erased posts; an older version wrote the embeds into it, too."""
    if scan is None:
        return None
    whole = json.loads(scan)
    whole.pop("finds", None)  # a digest of words that go
    found = {name: target.post.without(said, names=name not in _FINDS) for name, said in whole.items()}
    for position in positions if "embeds" in whole else ():
        kept = {name: whole["embeds"][position][name] for name in ("platform", "form", "start", "end", "parts")}
        found["embeds"][position] = plain(Embed(**kept))
    return canonical(found)


def _without(row: Row, table: str, target: Erasable, *, names: bool = False) -> dict[str, Value]:
    """A copy of a row without the post; its digest is that of the copy."""
    copy: dict[str, Value] = {name: value for name, value in row.items() if name not in ("id", "salt", "commitment")}
    for name in PERSONAL[table]:
        if isinstance(value := copy[name], str) and name != "content_digest":
            read = read_column(value)
            said = target.post.without(read, names=names)
            copy[name] = said if isinstance(read, str) else canonical(said)
    if copy.get("content_digest") and copy.get("subject") == "post" and isinstance(body := copy.get("body"), str):
        copy["content_digest"] = content_digest(json.loads(body))
    return copy
