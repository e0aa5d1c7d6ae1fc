"""What people say of posts, media and articles: all of it, what holds now, and which tags and collections there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.model.rows import AnnotationRow
from embedarchive.store.queries.counts import Counted
from embedarchive.store.queries.query import Query, Text, columns, marks

_TABLES = ("annotations",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that somebody said, in the order of the log: a row of `annotation_log`."""

    id: int
    at: str
    operator: str | None
    kind: str
    subject: str
    key: str
    value: str | None
    words: str | None
    follows: int | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is said of: its kind (post, media or article), its number and its key."""

    kind: str
    number: int
    key: str


@dataclass(frozen=True, slots=True)
class Label:
    """A tag or a collection: on how many posts and on how many things at all it is, and since when."""

    value: str
    posts: int
    things: int
    first: str
    last: str


def said_of(subject: str, keys: Sequence[str]) -> Query[Said]:
    """All that was said of a post, a medium or an article; where logs of others came in, the time says in what order.

    Args:
        subject: post, media or article.
        keys: every key that it had.
    """
    order = "CASE WHEN EXISTS (SELECT 1 FROM annotation_merges) THEN at ELSE '' END, id"
    sql = f"SELECT {columns(Said)} FROM annotation_log WHERE subject = ? AND key IN ({marks(keys)}) ORDER BY {order}"
    return Query(Said, ("annotation_log", "annotation_merges"), sql, (subject, *keys))


def article_named(number: int) -> Query[Subject]:
    """An article, to say something of."""
    return Query(
        Subject, ("articles",), "SELECT 'article' AS kind, id AS number, key FROM articles WHERE id = ?", [number]
    )


def media_of_file(digest: str) -> Query[Subject]:
    """The media with these bytes, to say something of; the one that was kept first stands first."""
    sql = "SELECT 'media' AS kind, id AS number, key FROM media WHERE digest = ? ORDER BY id"
    return Query(Subject, ("media",), sql, [digest])


_KEYS = {
    "post": "SELECT key FROM posts WHERE id = ?1 UNION SELECT r.key FROM posts p CROSS JOIN snapshots r "
    "WHERE p.id = ?1 AND r.resolves_to = p.key AND r.subject = 'post'",
    "article": "SELECT key FROM articles WHERE id = ?1",
    "file": "SELECT key FROM media WHERE digest = ?1",
}
"""Every key of what a page is about, by its number or digest."""


def no_more_said(kind: str, name: int | str) -> Query[Said]:
    """What was said of a thing, and does not hold any more: corrected, taken back, or said otherwise since.

    Args:
        kind: post, article or file.
        name: its number or digest.
    """
    subject = "media" if kind == "file" else kind
    sql = (
        f"SELECT {columns(Said)} FROM annotation_log WHERE subject = '{subject}' AND key IN ({_KEYS[kind]}) "
        "AND kind <> 'withdrawal' AND coalesce(value, words) IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM annotations a WHERE a.id = annotation_log.id) ORDER BY at, id LIMIT 200"
    )
    return Query(Said, ("annotation_log", "annotations", "posts", "snapshots", "articles", "media"), sql, [name])


def said(number: int) -> Query[Said]:
    """What was said under this number."""
    return Query(Said, ("annotation_log",), f"SELECT {columns(Said)} FROM annotation_log WHERE id = ?", [number])


def of_posts(numbers: Sequence[int]) -> Query[AnnotationRow]:
    """What people say now of these posts."""
    return _standing(f"post_id IN ({marks(numbers)})", numbers)


def standing(number: int) -> Query[AnnotationRow]:
    """What was said under this number, if it stands."""
    return _standing("id = ?", [number])


def labelled(kind: str, value: str) -> Query[AnnotationRow]:
    """What has this tag or is in this collection, however its name is spelt; `kind`: tag or collection."""
    return _standing("kind = ? AND value = ? COLLATE NOCASE", [kind, value])


def of_article(number: int) -> Query[AnnotationRow]:
    """What people say now of an article."""
    return _standing("article_id = ?", [number])


def of_file(digest: str) -> Query[AnnotationRow]:
    """What people say now of the media with these bytes."""
    query = _standing("media_id IN (SELECT id FROM media WHERE digest = ?)", [digest])
    return Query(AnnotationRow, (*_TABLES, "media"), query.sql, query.values)


def _standing(which: str, values: Sequence[int] | Sequence[str]) -> Query[AnnotationRow]:
    sql = f"SELECT {columns(AnnotationRow)} FROM annotations WHERE {which} ORDER BY id"
    return Query(AnnotationRow, _TABLES, sql, values)


def labels(kind: str, most: int = -1) -> Query[Label]:
    """The tags or the collections that there are, by name; `kind`: tag or collection."""
    sql = (
        "SELECT min(value) AS value, count(post_id) AS posts, count(*) AS things, min(at) AS first, max(at) AS last "
        f"FROM annotations WHERE kind = ? GROUP BY value COLLATE NOCASE ORDER BY value COLLATE NOCASE LIMIT {most}"
    )
    return Query(Label, _TABLES, sql, [kind])


def offered(kind: str, most: int) -> Query[Counted]:
    """The tags or collections that posts have, by name, and how many have each: out of the index alone."""
    sql = (
        "SELECT min(value) AS value, count(*) AS count FROM annotations WHERE kind = ? AND post_id IS NOT NULL "
        f"GROUP BY value COLLATE NOCASE ORDER BY value COLLATE NOCASE LIMIT {most}"
    )
    return Query(Counted, _TABLES, sql, [kind])


def spelt(kind: str, value: str) -> Query[Text]:
    """How a tag or a collection is spelt that is there already; nothing where there is none."""
    sql = "SELECT value AS text FROM annotations WHERE kind = ? AND value = ? COLLATE NOCASE LIMIT 1"
    return Query(Text, _TABLES, sql, [kind, value])
