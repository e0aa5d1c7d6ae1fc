"""Kept files: what they are, who shows them, what they were the answer to, and the seal over the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.store.queries.media import SAME
from embedarchive.store.queries.query import Query, Text, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A row of `blobs`."""

    digest: str
    size: int
    media_type: str | None
    ending: str
    kept_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBy:
    """A post that shows a file."""

    id: int
    author: str | None
    handle: str | None
    at: str | None
    role: str
    alt: str
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InArticle:
    """An article that shows a file, or that the file is: then `scan` says which reading of it."""

    article_id: int
    title: str | None
    position: int | None = None
    caption: str | None = None
    scan: int | None = None
    scanned_at: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTo:
    """A request that a file was the answer to."""

    url: str | None
    method: str
    status: int | None
    at: str
    snapshot_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest seal of the log."""

    hash: str
    at: str


_FILE = "SELECT digest, size, media_type, ending, kept_at FROM blobs WHERE digest"


def by_digest(digest: str) -> Query[File]:
    """The file with this digest."""
    return Query(File, ("blobs",), f"{_FILE} = ?", [digest])


def beginning(digest: str) -> Query[File]:
    """The files whose digests begin so, two of them at most."""
    return Query(File, ("blobs",), f"{_FILE} BETWEEN ? AND ? LIMIT 2", [digest, f"{digest}g"])


def by_digests(digests: Sequence[str]) -> Query[File]:
    """The files with these digests."""
    return Query(File, ("blobs",), f"{_FILE} IN ({marks(digests)})", digests)


def erased(digests: Sequence[str]) -> Query[Text]:
    """Which of these digests are of files that were erased."""
    sql = f"SELECT DISTINCT value AS text FROM erasures, json_each(digests) WHERE value IN ({marks(digests)})"
    return Query(Text, ("erasures",), sql, digests)


def head() -> Query[Head]:
    """The newest seal of the log."""
    return Query(Head, ("events",), "SELECT hash, at FROM events ORDER BY id DESC LIMIT 1")


def posts_showing(digest: str, most: int) -> Query[ShownBy]:
    """The posts that show a file."""
    sql = (
        "SELECT p.id, p.author, p.handle, coalesce(p.posted_at, p.day) AS at, l.role, l.alt, "
        "substr(p.text, 1, 140) AS text "
        f"FROM {SAME} m JOIN post_media l ON l.media_id = m.id JOIN posts p ON p.id = l.post_id LIMIT {most}"
    )
    return Query(ShownBy, ("media", "post_media", "posts"), sql, [digest])


def articles_showing(digest: str, most: int) -> Query[InArticle]:
    """The articles that show a file."""
    sql = (
        "SELECT i.article_id, i.position, i.caption, coalesce(t.title, public_name(a.source)) AS title "
        f"FROM {SAME} m JOIN article_images i ON i.media_id = m.id JOIN articles a ON a.id = i.article_id "
        f"LEFT JOIN article_texts t ON t.id = a.id LIMIT {most}"
    )
    return Query(InArticle, ("media", "article_images", "articles", "article_texts"), sql, [digest])


def articles_of(digest: str) -> Query[InArticle]:
    """The articles that a file is, twenty readings at most."""
    sql = (
        "SELECT s.id AS scan, s.article_id, s.scanned_at, public_name(a.source) AS source, "
        "coalesce(s.title, public_name(a.source)) AS title FROM article_scans s "
        "JOIN articles a ON a.id = s.article_id WHERE s.document = ? LIMIT 20"
    )
    return Query(InArticle, ("article_scans", "articles"), sql, [digest])


def answers_with(digest: str) -> Query[AnswerTo]:
    """The requests that a file was the answer to, twenty at most."""
    sql = "SELECT url, method, status, at, snapshot_key FROM fetches WHERE body = ? LIMIT 20"
    return Query(AnswerTo, ("fetches",), sql, [digest])
