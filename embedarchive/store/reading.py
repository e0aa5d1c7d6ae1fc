"""Questions to an archive: what is known, what is due, what was answered before, what adds up to what."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from embedarchive.model import Embed, Scan, Status
from embedarchive.model.rows import (
    ListedMedia,
    ListedPost,
    MediaToFetch,
    PostMedia,
    SnapshotRow,
    WholePost,
)
from embedarchive.store import tombstones
from embedarchive.store.blobs import Blob
from embedarchive.store.projection import known_as, resolve, rows
from embedarchive.store.queries import exported
from embedarchive.store.queries import media as media_queries
from embedarchive.store.queries import posts as post_queries
from embedarchive.store.queries import snapshots as snapshot_queries
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.store.queries.query import Query, first
from embedarchive.store.queries.query import found as found_by
from embedarchive.store.rows import ArticleRecord, EmbedRecord, ImageRecord, SnapshotRecord, embed_of, reason_of
from embedarchive.store.times import second

Listed = TypeVar("Listed", ListedPost, ListedMedia)
PAGE = 1_000
"""So many rows of a list are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The posts and images that an article names."""

    posts: tuple[str, ...]
    media: tuple[str, ...]


def embed(connection: sqlite3.Connection, key: str) -> Embed | None:
    """What a capture of a post starts from: the article's surest word, with the id and URL that are known by now."""
    now = resolve(connection, key)
    keys = known_as(connection, now)
    marks = ", ".join("?" * len(keys))
    found = rows(
        connection,
        f"SELECT * FROM embeds WHERE key IN ({marks}) AND salt IS NOT NULL ORDER BY confidence DESC, id DESC LIMIT 1",
        keys,
    )
    post = next(
        iter(rows(connection, "SELECT platform, native_id, url, handle FROM posts WHERE key = ?", (now,))), None
    )
    if not found and post is None:
        return None
    start = (
        embed_of(found[0])
        if found
        else Embed(platform=post["platform"], form="known", handle=post["handle"])
        if post
        else None
    )
    if start is None or post is None:
        return start
    return replace(start, id=start.id or post["native_id"], url=start.url or post["url"])


def addresses(connection: sqlite3.Connection, key: str) -> tuple[tuple[str, ...], str | None]:
    """Every address that articles and posts gave for an image, the newest first, and the one that an article shows.

    There is no such for the media of posts.
    """
    said = [
        (source, json.loads(body))
        for source, body in connection.execute(
            "SELECT source, body FROM snapshots"
            " WHERE subject = 'media' AND key = ? AND outcome = 'quoted' AND body IS NOT NULL ORDER BY id DESC",
            (key,),
        )
    ]
    given = (url for _, body in said for url in (*body.get("candidates", ()), body.get("url")) if url)
    served = next((body.get("url") for source, body in said if source == "article"), None)
    return tuple(dict.fromkeys(given)), served or None


# -------------------------------------------------------------------------------------------------------- what is known


def blobs(connection: sqlite3.Connection, digests: Collection[str]) -> dict[str, Blob]:
    """The rows of `blobs` that there are of these bytes, by their digests."""
    if not digests:
        return {}
    marks = ", ".join("?" * len(digests))
    sql = f"SELECT digest, size, media_type, declared_type, ending FROM blobs WHERE digest IN ({marks})"
    return {row["digest"]: Blob(**row) for row in rows(connection, sql, tuple(digests))}


def article_by(
    connection: sqlite3.Connection, url_key: str | None, digest: str, part: str, keys: Sequence[str]
) -> int | None:
    """The article with this URL, else with these bytes, else with one of these keys."""
    by_key = "SELECT id FROM articles WHERE key = ?"
    by_bytes = "SELECT article_id FROM article_scans WHERE document = ? AND part = ? ORDER BY id LIMIT 1"
    for sql, parameters in ((by_key, (url_key,)), (by_bytes, (digest, part)), *((by_key, (key,)) for key in keys)):
        found = connection.execute(sql, parameters).fetchone()
        if found:
            return int(found[0])
    return None


def same_scan(connection: sqlite3.Connection, row: Mapping[str, object]) -> int | None:
    """The article's newest scan, if it is of the same bytes and the same parser came to the same end."""
    article = row["article_id"]
    found = connection.execute(
        "SELECT id, parser, scan FROM article_scans WHERE article_id = ? AND document = ? AND part = ?"
        " ORDER BY id DESC LIMIT 1",
        (article, row["document"], row["part"]),
    ).fetchone()
    newest = connection.execute("SELECT max(id) FROM article_scans WHERE article_id = ?", (article,)).fetchone()[0]
    return (
        int(found[0]) if found and found[0] == newest and (found[1], found[2]) == (row["parser"], row["scan"]) else None
    )


def copy_of_scan(connection: sqlite3.Connection, row: Mapping[str, object], scan: Scan) -> int | None:
    """The article's newest scan, if it is of the same bytes and holds as many posts and images."""
    article = row["article_id"]
    newest = "SELECT max(id) FROM article_scans WHERE article_id = ?"
    sql = f"SELECT id FROM article_scans WHERE id = ({newest}) AND document = ? AND part = ? AND scan IS NOT NULL"
    found = connection.execute(sql, (article, row["document"], row["part"])).fetchone()
    if found is None:
        return None
    count = "SELECT (SELECT count(*) FROM embeds WHERE article_scan_id = ?1), count(*) FROM images"
    held = connection.execute(f"{count} WHERE article_scan_id = ?1", (found[0],)).fetchone()
    return int(found[0]) if held == (len(scan.embeds), len(scan.images)) else None


def has_scan(connection: sqlite3.Connection, article: int) -> bool:
    """Whether the article was scanned before."""
    return (
        connection.execute("SELECT 1 FROM article_scans WHERE article_id = ? LIMIT 1", (article,)).fetchone()
        is not None
    )


def keys_of_article(connection: sqlite3.Connection, article: int) -> Keys:
    """Every post and image that any scan of the article named."""
    posts = connection.execute("SELECT DISTINCT key FROM embeds WHERE article_id = ?", (article,)).fetchall()
    media = connection.execute(  # a plus keeps SQLite from looking through all media for the few of an article
        "SELECT DISTINCT key FROM snapshots WHERE +subject = 'media'"
        " AND article_scan_id IN (SELECT id FROM article_scans WHERE article_id = ?)",
        (article,),
    ).fetchall()
    return Keys(posts=tuple(key for (key,) in posts), media=tuple(key for (key,) in media))


def article_record(
    connection: sqlite3.Connection, article: int, scan_id: int, scan: Scan, *, news: str
) -> ArticleRecord:
    """An article as it is kept, with the rows that its embeds and images have now."""
    embeds = rows(connection, "SELECT id, key FROM embeds WHERE article_scan_id = ? ORDER BY position", (scan_id,))
    images = rows(connection, "SELECT id, key FROM images WHERE article_scan_id = ? ORDER BY position", (scan_id,))
    posts = [(row["id"], resolve(connection, row["key"])) for row in embeds]
    return ArticleRecord(
        id=article,
        scan_id=scan_id,
        news=news,
        embeds=tuple(
            EmbedRecord(id=row, embed=embed, key=key, post_id=_id(connection, "posts", key))
            for (row, key), embed in zip(posts, scan.embeds, strict=True)
        ),
        images=tuple(
            ImageRecord(id=row["id"], image=image, key=row["key"], media_id=_id(connection, "media", row["key"]))
            for row, image in zip(images, scan.images, strict=True)
        ),
    )


def _id(connection: sqlite3.Connection, table: str, key: str) -> int:
    found = connection.execute(f"SELECT id FROM {table} WHERE key = ?", (key,)).fetchone()
    return int(found[0]) if found else 0


def snapshot_record(connection: sqlite3.Connection, table: str, snapshot: int, key: str) -> SnapshotRecord:
    """A snapshot just written, and what it made of its post or image."""
    row = rows(connection, f"SELECT id, status, reason FROM {table} WHERE key = ?", (key,))[0]
    return SnapshotRecord(
        id=snapshot, subject_id=row["id"], key=key, status=Status(row["status"]), reason=reason_of(row["reason"])
    )


def post(connection: sqlite3.Connection, key: str) -> WholePost | None:
    """The row of `posts`, by any key that the post ever had."""
    return first(connection, post_queries.by_key(resolve(connection, key)))


def media(connection: sqlite3.Connection, key: str) -> MediaToFetch | None:
    """The row of `media`, with its candidates."""
    found = first(connection, media_queries.by_key(key))
    if found is None:
        return None
    given, served = addresses(connection, key)
    return replace(found, candidates=given, served=served)


def media_of(connection: sqlite3.Connection, post_id: int) -> list[PostMedia]:
    """The media of a post, in order."""
    return found_by(connection, media_queries.of_posts([post_id]))


def last_capture(connection: sqlite3.Connection, key: str) -> Mapping[str, object] | None:
    """What the newest answer that showed the post said."""
    shown = first(connection, snapshot_queries.last_captured(known_as(connection, resolve(connection, key))))
    return shown.body if shown else None


def last_word(connection: sqlite3.Connection, key: str, source: str) -> SnapshotRow | None:
    """The newest snapshot of a post from the platform or from a web archive."""
    return first(connection, snapshot_queries.last_said(known_as(connection, resolve(connection, key)), source))


def detail(connection: sqlite3.Connection, subject: str, key: str) -> str:
    """The newest snapshot's sentence."""
    keys = known_as(connection, resolve(connection, key)) if subject == "post" else (key,)
    marks = ", ".join("?" * len(keys))
    sql = f"SELECT detail FROM snapshots WHERE subject = ? AND key IN ({marks}) ORDER BY id DESC LIMIT 1"
    found = connection.execute(sql, (subject, *keys)).fetchone()
    return str(found[0] or "") if found else ""


def captured_posts(connection: sqlite3.Connection, before: dt.datetime) -> Iterator[list[str]]:
    """The keys of posts that are archived or were said to be gone, the oldest word first, a thousand at a time.

    What is looked at meanwhile has a newer word, and does not come again.
    """
    said = "coalesce(captured_at, gone_at)"
    captured = "status IN ('archived', 'recovered', 'unavailable')"
    each = f"SELECT {said} AS said, id, key FROM posts INDEXED BY posts_said WHERE {captured} AND"
    sql = (
        f"{each} {said} = :at AND id > :last UNION ALL "
        f"{each} {said} > :at AND {said} <= :before ORDER BY said, id LIMIT {PAGE}"
    )
    erased, at, last = tombstones.erased_posts(connection), "", 0
    while page := connection.execute(sql, {"at": at, "last": last, "before": second(before)}).fetchall():
        at, last, _ = page[-1]
        yield [key for _, _, key in page if key not in erased]


def listed_posts(
    connection: sqlite3.Connection, status: str | None, most: int | None, chosen: PostFilter | None
) -> list[ListedPost]:
    """Posts, the newest first, with when their words were erased."""
    return [row for page in posts_in_pages(connection, status, most, chosen) for row in page]


def posts_in_pages(
    connection: sqlite3.Connection, status: str | None, most: int | None, chosen: PostFilter | None
) -> Iterator[list[ListedPost]]:
    """The same, a thousand at a time: there may be a million of them."""
    erased = tombstones.erased_posts(connection)
    wanted = _wanted(connection, erased, status, most, chosen)
    for page in _in_pages(connection, post_queries.listed, wanted):
        yield [replace(row, erased_at=erased.get(row.key)) for row in page]


def listed_post(connection: sqlite3.Connection, name: int | str) -> ListedPost | None:
    """The post with this number, or any key that it ever had, with when its words were erased."""
    now = resolve(connection, name) if isinstance(name, str) else name
    row = first(connection, post_queries.listed_one(now))
    return row and replace(row, erased_at=tombstones.erased_posts(connection).get(row.key))


def listed_media(
    connection: sqlite3.Connection, status: str | None, most: int | None, chosen: PostFilter | None
) -> list[ListedMedia]:
    """Media, the newest first, with when they went with the words of their post."""
    return [row for page in media_in_pages(connection, status, most, chosen) for row in page]


def media_in_pages(
    connection: sqlite3.Connection, status: str | None, most: int | None, chosen: PostFilter | None
) -> Iterator[list[ListedMedia]]:
    """The same, a thousand at a time."""
    erased = tombstones.erased_media(connection)
    wanted = _wanted(connection, erased, status, most, chosen)
    for page in _in_pages(connection, media_queries.listed, wanted):
        yield [replace(row, erased_at=erased.get(row.key)) for row in page]


def _in_pages(
    connection: sqlite3.Connection,
    query: Callable[[post_queries.Wanted], Query[Listed]],
    wanted: post_queries.Wanted,
) -> Iterator[list[Listed]]:
    """What is wanted, page by page; a selection by filters, whose numbers are known already, as one page."""
    left = wanted.most
    while left is None or left > 0:
        size = left if wanted.posts is not None else PAGE if left is None else min(PAGE, left)
        page = found_by(connection, query(replace(wanted, most=size)))
        if page:
            yield page
        if size is None or len(page) < size:
            return
        wanted, left = replace(wanted, before=page[-1].id), None if left is None else left - size


def _wanted(
    connection: sqlite3.Connection,
    erased: Collection[str],
    status: str | None,
    most: int | None,
    chosen: PostFilter | None,
) -> post_queries.Wanted:
    posts = json.dumps(exported.numbers(connection, chosen)) if chosen else None
    return post_queries.Wanted(erased=json.dumps(list(erased)), status=status, most=most, posts=posts)


def history(connection: sqlite3.Connection, key: str) -> list[SnapshotRow]:
    """The snapshots of a post under every key it had, oldest first."""
    return found_by(connection, snapshot_queries.of_post(known_as(connection, resolve(connection, key))))


def is_borne(connection: sqlite3.Connection, keys: Sequence[str], told: Sequence[Mapping[str, object]]) -> bool:
    """Whether another post than this one bears one of the names that are told of its author."""
    names = sorted({str(body[name]) for body in told for name in ("author", "handle") if body.get(name)})
    if not names:
        return False
    marks, listed = ", ".join("?" * len(keys)), ", ".join("?" * len(names))
    sql = f"SELECT 1 FROM posts WHERE key NOT IN ({marks}) AND (author IN ({listed}) OR handle IN ({listed})) LIMIT 1"
    return connection.execute(sql, (*keys, *names, *names)).fetchone() is not None


# --------------------------------------------------------------------------------------------------------- what adds up


def paths_told(connection: sqlite3.Connection) -> int:
    """Of how many articles the key is a path that can be read, as earlier versions wrote it."""
    sql = "SELECT count(*) FROM articles WHERE key LIKE 'path:/%' OR key LIKE 'path:_:%'"
    return int(connection.execute(sql).fetchone()[0])


def counts(connection: sqlite3.Connection, articles: Sequence[int] | None) -> dict[str, Any]:
    """Occurrences of posts and images in the newest scan of each article, by status and reason.

    `found` is the sum of all statuses, always; `posts` and `images` say how many different ones the occurrences are.
    """
    only = "" if articles is None else f"WHERE article_id IN ({', '.join('?' * len(articles))})"
    seen: Counter[str] = Counter(dict.fromkeys(map(str, Status), 0))
    reasons: Counter[str] = Counter()
    different: dict[str, int] = {}
    for table, subject, column in (("article_posts", "posts", "post_id"), ("article_images", "media", "media_id")):
        shown = f"SELECT {column} AS id, count(*) AS times FROM {table} {only} GROUP BY {column}"
        told = "status, reason, sum(times), count(*)"
        sql = f"SELECT {told} FROM ({shown}) JOIN {subject} USING (id) GROUP BY status, reason"
        found = connection.execute(sql, tuple(articles or ())).fetchall()
        for status, reason, times, _ in found:
            seen[str(status)] += times
            reasons.update({str(reason): times} if reason else {})
        different["posts" if subject == "posts" else "images"] = sum(each for *_, each in found)
    return {"found": sum(seen.values()), **seen, **different, "reasons": dict(sorted(reasons.items()))}
