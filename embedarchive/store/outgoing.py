"""What leaves an archive in a copy for others: which articles, posts and answers, and how much was erased before."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from embedarchive.errors import UsageError
from embedarchive.model import Exchange
from embedarchive.store import logged
from embedarchive.store.projection import known_as, rows
from embedarchive.store.store import Store
from embedarchive.store.times import parse, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What of an archive is wanted; all of it when nothing is said.

    Attributes:
        articles: the rows of articles, which bring the posts and images that they show.
        posts: the rows of posts.
        since: only what was asked, or read, at that time or later.
    """

    articles: tuple[int, ...] = ()
    posts: tuple[int, ...] = ()
    since: dt.datetime | None = None

    @property
    def everything(self) -> bool:
        """Whether no article and no post is named."""
        return not (self.articles or self.posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingArticle:
    """An article as it was read once.

    Attributes:
        name: what tells it from others, whatever its number: digits of a digest.
        url: where it was fetched from, or the address of the post that stands in its place.
        answered: whether the log holds the answer with it.
        newest: whether it is the last reading of this article.
    """

    id: int
    name: str
    source: str
    url: str | None
    answered: bool
    title: str | None
    text: str
    digest: str
    media_type: str
    charset: str
    at: dt.datetime
    newest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMedia:
    """A file of a post: where it was fetched from, and what it is."""

    url: str
    kind: str
    alt: str
    digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingPost:
    """A post as the archive knows it now."""

    id: int
    key: str
    url: str | None
    author: str | None
    handle: str | None
    posted: str | None
    text: str | None
    language: str | None
    status: str
    reason: str | None
    captured_at: dt.datetime | None
    media: tuple[OutgoingMedia, ...]


class Outgoing:
    """What of an archive is within a scope.

    Raises:
        UsageError: the scope names an article or a post that the archive does not have.
    """

    def __init__(self, store: Store, scope: Scope) -> None:
        """Look up what the scope names; what is added to the archive later does not count."""
        self._store, self.scope = store, scope
        self._read = store.connection.execute
        self._erased = store.erased_digests()
        for table, wanted in (("articles", scope.articles), ("posts", scope.posts)):
            for row in wanted:
                if not self._read(f"SELECT 1 FROM {table} WHERE id = ?", (row,)).fetchone():
                    what = table.removesuffix("s")
                    raise UsageError(f"The archive has no {what} {row}; `embedarchive list` shows what it has.")
        self._articles, self._posts = self._chosen()

    def erased(self) -> int:
        """How many posts within the scope were erased: they are in no copy."""
        keys = {str(key) for (key,) in self._read("SELECT DISTINCT key FROM standing_erasures")}
        if self.scope.everything:
            return len(keys)
        ours = {str(key) for (key,) in self._all("SELECT key FROM posts WHERE id IN ({})", self._posts)}
        ours |= {str(key) for (key,) in self._all("SELECT key FROM embeds WHERE article_id IN ({})", self._articles)}
        return len(keys & ours)

    def articles(self) -> Iterator[OutgoingArticle]:
        """Every reading of the articles whose bytes are kept, oldest first."""
        sql = """SELECT scans.id, articles.id AS article_id, key, source, url, scans.scanned_at, scans.title,
            scans.text, scans.media_type, scans.charset, scans.base_url, scans.document, scans.scan,
            article_scan_id AS newest
            FROM article_scans AS scans JOIN articles ON articles.id = article_id
            LEFT JOIN article_texts ON article_texts.id = articles.id
            WHERE scans.id IN (SELECT value FROM json_each(?)) ORDER BY scans.id"""
        since = stamp(self.scope.since) if self.scope.since else ""
        wanted = "SELECT id FROM article_scans WHERE article_id IN ({}) AND scanned_at >= ?"
        chosen = self._all(wanted, self._articles, since)
        for row in rows(self._store.connection, sql, (json.dumps([row for (row,) in chosen]),)):
            if row["document"] in self._erased or row["scan"] is None:
                continue
            address = self._address(int(row["id"]))
            url = (
                row["url"] or address or (row["source"] if row["source"].startswith(("http://", "https://")) else None)
            )
            yield OutgoingArticle(
                id=row["article_id"],
                name=hashlib.sha256(row["key"].encode()).hexdigest()[:16],
                source=row["source"],
                url=url,
                answered=address is not None or self._answered(url, row["base_url"]),
                title=row["title"],
                text=row["text"] or "",
                digest=row["document"],
                media_type=row["media_type"],
                charset=row["charset"],
                at=parse(row["scanned_at"]) or dt.datetime.fromtimestamp(0, dt.UTC),
                newest=row["newest"] == row["id"],
            )

    def posts(self) -> Iterator[OutgoingPost]:
        """The posts that were not erased."""
        gone = "SELECT 1 FROM standing_erasures AS tomb WHERE tomb.key = posts.key"
        sql = f"SELECT * FROM posts WHERE id = ? AND NOT EXISTS ({gone})"
        for post in self._posts:
            for row in rows(self._store.connection, sql, (post,)):
                if self._store.is_erased(row["key"]):
                    continue
                media = tuple(
                    OutgoingMedia(url=each["url"], kind=each["kind"], alt=each["alt"], digest=each["digest"])
                    for each in self._media(post)
                    if each["url"] and each["digest"] not in self._erased
                )
                yield OutgoingPost(
                    **{name: row[name] for name in ("id", "key", "url", "author", "handle", "text", "language")},
                    posted=row["posted_at"] or row["day"],
                    status=row["status"],
                    reason=row["reason"],
                    captured_at=parse(row["captured_at"]),
                    media=media,
                )

    def exchanges(self) -> Iterator[Exchange]:
        """What was asked and answered, in the log's order, bodies as files; what was erased is not among it."""
        chosen = [row for (row,) in self._fetches()]
        for row in chosen:
            for found in rows(self._store.connection, "SELECT * FROM fetches WHERE id = ?", (row,)):
                bodies = {found["request_head"], found["response_head"], found["body"]}
                if found["url"] is not None and not bodies & self._erased:
                    yield logged.exchange(self._store.connection, self._store.folder, found)

    # ------------------------------------------------------------------------------------------------------- selecting

    def _chosen(self) -> tuple[list[int], list[int]]:
        """The rows of the articles and posts within the scope."""
        if not self.scope.everything:
            shown = self._all("SELECT post_id FROM article_posts WHERE article_id IN ({})", list(self.scope.articles))
            return list(self.scope.articles), sorted({*self.scope.posts, *(row for (row,) in shown)})
        since = stamp(self.scope.since) if self.scope.since else ""
        sql = "SELECT DISTINCT article_id FROM article_scans WHERE scanned_at >= ? ORDER BY 1"
        articles = [row for (row,) in self._read(sql, (since,))]
        later = "coalesce(max(captured_at, first_seen_at), first_seen_at) >= ?"
        return articles, [row for (row,) in self._read(f"SELECT id FROM posts WHERE {later} ORDER BY id", (since,))]

    def _fetches(self) -> list[tuple[int]]:
        since = stamp(self.scope.since) if self.scope.since else ""
        read = " AND id NOT IN (SELECT fetch_id FROM unread_fetches)" if self._store.has_erasures() else ""
        known = f"SELECT id FROM fetches WHERE url IS NOT NULL AND at >= ?{read}"
        if self.scope.everything:
            return self._read(f"{known} ORDER BY id", (since,)).fetchall()
        keys, urls = json.dumps(sorted(self._keys())), json.dumps(sorted(self._urls()))
        listed = "SELECT value FROM json_each(?)"
        sql = f"""{known} AND (snapshot_key IN ({listed}) OR id IN (SELECT fetch_id FROM fetch_posts WHERE key IN
            ({listed})) OR (snapshot_key IS NULL AND url IN ({listed}))) ORDER BY id"""
        return self._read(sql, (since, keys, keys, urls)).fetchall()

    def _keys(self) -> set[str]:
        """Every name that the posts and their media, and the articles' images, ever had."""
        named = self._all("SELECT key FROM posts WHERE id IN ({})", self._posts)
        found = {each for (key,) in named for each in known_as(self._store.connection, key)}
        sql = "SELECT key FROM media JOIN post_media ON media_id = media.id WHERE post_id IN ({})"
        found |= {str(key) for (key,) in self._all(sql, self._posts)}
        sql = "SELECT key FROM media JOIN article_images ON media_id = media.id WHERE article_id IN ({})"
        return found | {str(key) for (key,) in self._all(sql, self._articles)}

    def _urls(self) -> set[str]:
        sql = """SELECT url, base_url, source FROM articles JOIN article_scans ON article_id = articles.id
            WHERE articles.id IN ({})"""
        return {str(url) for found in self._all(sql, self._articles) for url in found if url}

    def _address(self, scan: int) -> str | None:
        """The address of the post, where no article was read but a post was named."""
        found = self._read("SELECT form, url FROM embeds WHERE article_scan_id = ?", (scan,)).fetchall()
        return found[0][1] if len(found) == 1 and found[0][0] == "address" else None

    def _answered(self, *urls: str | None) -> bool:
        sql = "SELECT body FROM fetches WHERE url = ? AND status BETWEEN 200 AND 299 AND body IS NOT NULL"
        found = [body for url in urls if url for (body,) in self._read(sql, (url,))]
        return any(body not in self._erased for body in found)

    def _media(self, post: int) -> list[dict[str, Any]]:
        sql = """SELECT media.url, kind, media.alt, digest FROM media JOIN post_media ON media_id = media.id
            WHERE post_id = ? ORDER BY position"""
        return rows(self._store.connection, sql, (post,))

    def _all(self, sql: str, listed: list[int], *more: str) -> list[tuple[Any, ...]]:
        return self._read(sql.format("SELECT value FROM json_each(?)"), (json.dumps(listed), *more)).fetchall()
