"""Posts: by number, by key, newest first; their links, quotations, tombstones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.model.rows import ListedPost, PostRow, WholePost
from embedarchive.store.queries.filtered import Bound, PostFilter
from embedarchive.store.queries.query import Number, Query, Values, columns, marks

POST = columns(PostRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A key that a post had before its id was found, and the one that it has since."""

    key: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A post by its author."""

    id: int
    key: str
    author: str | None
    handle: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLink:
    """What a post points at, with what the archive has of that."""

    post_id: int
    kind: str
    url: str
    target_id: int | None
    target_author: str | None
    target_handle: str | None
    target_text: str | None
    target_language: str | None
    target_posted_at: str | None
    target_by_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointingPost:
    """A post that quotes, answers or follows another one, or links to it."""

    kind: str
    id: int
    author: str | None
    handle: str | None
    text: str | None
    language: str | None
    posted_at: str | None
    by_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorName:
    """A name that an author had, on a platform: in how many posts, and from when to when."""

    platform: str
    author: str | None
    count: int
    first: str | None
    last: str | None
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowingArticle:
    """An article, and how many posts of an author it shows."""

    id: int
    title: str | None
    source: str
    outlet: str | None
    published: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstShown:
    """The article that showed a post first."""

    post_id: int
    id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """When and why the words of a post were erased."""

    key: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Where the newest scan of an article shows a post, and how sure the finder was of it."""

    post_id: int
    id: int
    article_scan_id: int
    confidence: float
    doubts: tuple[str, ...]
    other_starts: tuple[str, ...] | None
    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InTime(PostRow):
    """A post with its place in time: when it was posted, or the day."""

    at: str


def by_number(number: int) -> Query[PostRow]:
    """The post with this number."""
    return Query(PostRow, ("posts",), f"SELECT {POST} FROM posts WHERE id = ?", [number])


def by_numbers(numbers: Sequence[int]) -> Query[PostRow]:
    """The posts with these numbers."""
    return Query(PostRow, ("posts",), f"SELECT {POST} FROM posts WHERE id IN ({marks(numbers)})", numbers)


def articles_with(post: int) -> Query[Number]:
    """The numbers of the articles whose newest reading shows a post."""
    sql = "SELECT DISTINCT article_id AS n FROM article_posts WHERE post_id = ? ORDER BY n"
    return Query(Number, ("article_posts",), sql, [post])


def in_article(article: int) -> Query[ListedPost]:
    """The posts that the newest reading of an article shows, each once, in their order."""
    sql = (
        "SELECT p.* FROM article_posts l JOIN posts p ON p.id = l.post_id "
        "WHERE l.article_id = ? GROUP BY p.id ORDER BY min(l.position)"
    )
    return Query(ListedPost, ("article_posts", "posts"), sql, [article])


def by_key(key: str) -> Query[WholePost]:
    """The post that has this key now, whole."""
    return Query(WholePost, ("posts",), "SELECT * FROM posts WHERE key = ?", [key])


def by_keys(keys: Sequence[str]) -> Query[PostRow]:
    """The posts that have these keys now."""
    return Query(PostRow, ("posts",), f"SELECT {POST} FROM posts WHERE key IN ({marks(keys)})", keys)


def names(keys: Sequence[str]) -> Query[Named]:
    """The authors of the posts that have these keys now."""
    sql = f"SELECT id, key, author, handle FROM posts WHERE key IN ({marks(keys)})"
    return Query(Named, ("posts",), sql, keys)


def addressed(keys: Sequence[str], addresses: Sequence[str]) -> Query[Number]:
    """The numbers of the posts with one of these keys or addresses, two of them at most."""
    sql = (
        f"SELECT id AS n FROM posts WHERE key IN ({marks(keys)}) "
        f"UNION SELECT id FROM posts WHERE url IN ({marks(addresses)}) LIMIT 2"
    )
    return Query(Number, ("posts",), sql, [*keys, *addresses])


def vanished(most: int, chosen: PostFilter | None = None, *, told: bool = False) -> Query[PostRow]:
    """The posts that were last found to be gone.

    Args:
        most: how many at most.
        chosen: only these.
        told: only those of which words are kept.
    """
    wanted, values = chosen.where(rarest="") if chosen else ([], [])
    kept = ["coalesce(p.text, p.author, p.handle) IS NOT NULL"] if told else []
    conditions = " AND ".join(["p.gone_at IS NOT NULL", *kept, *wanted])
    order = f"ORDER BY p.gone_at DESC, p.id DESC LIMIT {most}"
    sql = f"SELECT {columns(PostRow, 'p')} FROM posts p WHERE {conditions} {order}"
    return Query(PostRow, chosen.tables if chosen else ("posts",), sql, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which posts or media are listed.

    Attributes:
        erased: the keys of those that were erased, as JSON.
        status: a status, a reason (then what has it, and what is gone for it since it was archived), or `erased`.
        posts: the numbers of the only posts that are wanted, or whose media are, as JSON.
        most: how many at most.
        before: only those with a lower number.
    """

    erased: str
    status: str | None = None
    posts: str | None = None
    most: int | None = None
    before: int | None = None

    def clauses(self, since: str, of_these: str) -> str:
        """The conditions and the order.

        Args:
            since: another condition on which something has the status.
            of_these: which ids belong to `posts`.
        """
        keys = "key IN (SELECT value FROM json_each(:erased))"
        said = f"(:status IN (status, reason) {since}) AND NOT {keys}"
        chosen = {None: "1", "erased": keys}.get(self.status, said)
        these = f"AND id IN ({of_these})" if self.posts is not None else ""
        earlier = "AND id < :before" if self.before is not None else ""
        return f"WHERE ({chosen}) {these} {earlier} ORDER BY id DESC LIMIT :most"

    @property
    def values(self) -> Values:
        """What stands in the conditions."""
        most = -1 if self.most is None else self.most
        return {"erased": self.erased, "status": self.status, "posts": self.posts, "most": most, "before": self.before}


def listed(wanted: Wanted) -> Query[ListedPost]:
    """Posts, the newest first."""
    which = wanted.clauses("OR gone_reason = :status", "SELECT value FROM json_each(:posts)")
    return Query(ListedPost, ("posts",), f"SELECT * FROM posts {which}", wanted.values)


def listed_one(name: int | str) -> Query[ListedPost]:
    """The post with this number, or this key, as it stands in a list."""
    column = "id" if isinstance(name, int) else "key"
    return Query(ListedPost, ("posts",), f"SELECT * FROM posts WHERE {column} = ?", [name])


def page(conditions: Sequence[str], values: Sequence[Bound], *, at: str, order: str, most: int) -> Query[InTime]:
    """One page of `posts p` that fulfil these conditions; `at` is their place in time, `order` how they stand."""
    sql = (
        f"SELECT {columns(PostRow, 'p')}, {at} AS at FROM posts p WHERE {' AND '.join(conditions)} "
        f"ORDER BY {order}, p.id DESC LIMIT {most}"
    )
    return Query(InTime, ("posts",), sql, values)


def others_by(handle: str, number: int) -> Query[Number]:
    """How many posts an author has but this one."""
    return Query(Number, ("posts",), "SELECT count(*) AS n FROM posts WHERE handle = ? AND id <> ?", [handle, number])


def earlier_keys(key: str) -> Query[Resolved]:
    """The keys that a post had before its id was found, each with the one that an answer first gave it."""
    sql = (
        "SELECT DISTINCT key, (SELECT first.resolves_to FROM snapshots AS first WHERE first.subject = 'post' "
        "AND first.key = snapshots.key AND first.resolves_to IS NOT NULL ORDER BY first.id LIMIT 1) AS now "
        "FROM snapshots WHERE resolves_to = ? ORDER BY key"
    )
    return Query(Resolved, ("snapshots",), sql, [key])


def later_keys(keys: Sequence[str]) -> Query[Resolved]:
    """The keys that posts have since their ids were found; the one that was found first stands last."""
    sql = (
        "SELECT key, resolves_to AS now FROM snapshots WHERE subject = 'post' AND resolves_to IS NOT NULL "
        f"AND key IN ({marks(keys)}) ORDER BY id DESC"
    )
    return Query(Resolved, ("snapshots",), sql, keys)


def links(ids: Sequence[int]) -> Query[PostLink]:
    """What these posts point at."""
    sql = (
        "SELECT l.post_id, l.kind, l.url, l.target_id, t.author AS target_author, t.handle AS target_handle, "
        "t.text AS target_text, t.language AS target_language, coalesce(t.posted_at, t.day) AS target_posted_at, "
        "json_extract(t.sources, '$.posted_at.source') = 'id' AS target_by_id "
        "FROM post_links l LEFT JOIN posts t ON t.id = l.target_id "
        f"WHERE l.post_id IN ({marks(ids)}) ORDER BY l.post_id, l.kind, l.url"
    )
    return Query(PostLink, ("post_links", "posts"), sql, ids)


def pointing_at(number: int) -> Query[PointingPost]:
    """The posts that point at this one, the oldest first, 100 at most."""
    sql = (
        "SELECT l.kind, p.id, p.author, p.handle, p.text, p.language, coalesce(p.posted_at, p.day) AS posted_at, "
        "json_extract(p.sources, '$.posted_at.source') = 'id' AS by_id "
        "FROM post_links l JOIN posts p ON p.id = l.post_id WHERE l.target_id = ? "
        "ORDER BY coalesce(p.posted_at, p.day), p.id LIMIT 100"
    )
    return Query(PointingPost, ("post_links", "posts"), sql, [number])


def thread(number: int) -> Query[PointingPost]:
    """The posts that this one answers or goes on from, those that do so with it, and itself, the oldest first.

    As far as 20 steps up and down, 100 at most.
    """
    way = "l.kind IN ('replies-to', 'thread') AND l.target_id IS NOT NULL AND step < 20"
    sql = (
        "WITH RECURSIVE up (id, step) AS (SELECT ?1, 0 UNION "
        f"SELECT l.target_id, step + 1 FROM up JOIN post_links l ON l.post_id = up.id WHERE {way}), "
        "around (id, step) AS (SELECT id, 0 FROM up UNION "
        f"SELECT l.post_id, step + 1 FROM around JOIN post_links l ON l.target_id = around.id WHERE {way}) "
        "SELECT 'thread' AS kind, p.id, p.author, p.handle, p.text, p.language, "
        "coalesce(p.posted_at, p.day) AS posted_at, json_extract(p.sources, '$.posted_at.source') = 'id' AS by_id "
        "FROM posts p WHERE p.id IN (SELECT id FROM around LIMIT 100) ORDER BY coalesce(p.posted_at, p.day), p.id"
    )
    return Query(PointingPost, ("post_links", "posts"), sql, [number])


def names_of(handle: str) -> Query[AuthorName]:
    """The names under which posts with this handle were written, the newest first, 20 at most."""
    sql = (
        "SELECT platform, author, count(*) AS count, min(day) AS first, max(day) AS last, count(gone_at) AS gone "
        "FROM posts WHERE handle = ? GROUP BY platform, author ORDER BY last DESC, count DESC LIMIT 20"
    )
    return Query(AuthorName, ("posts",), sql, [handle])


def articles_showing(handle: str) -> Query[ShowingArticle]:
    """The articles that show most posts with this handle, 20 at most."""
    sql = (
        "SELECT a.id, t.title, public_name(a.source) AS source, t.outlet, t.published, count(DISTINCT p.id) AS count "
        "FROM posts p JOIN article_posts l ON l.post_id = p.id JOIN articles a ON a.id = l.article_id "
        "LEFT JOIN article_texts t ON t.id = a.id WHERE p.handle = ? "
        "GROUP BY a.id ORDER BY count DESC, a.id DESC LIMIT 20"
    )
    return Query(ShowingArticle, ("posts", "article_posts", "articles", "article_texts"), sql, [handle])


def first_shown(ids: Sequence[int]) -> Query[FirstShown]:
    """The article that showed each of these posts first."""
    sql = (
        "SELECT f.post_id, a.id, coalesce(t.title, public_name(a.source)) AS title FROM "
        f"(SELECT post_id, min(article_id) AS id FROM article_posts WHERE post_id IN ({marks(ids)}) GROUP BY 1) f "
        "JOIN articles a ON a.id = f.id LEFT JOIN article_texts t ON t.id = a.id"
    )
    return Query(FirstShown, ("article_posts", "articles", "article_texts"), sql, ids)


def quotations(ids: Sequence[int]) -> Query[Quotation]:
    """Where articles show these posts, the surest last."""
    sql = (
        'SELECT l.post_id, e.id, e.article_scan_id, e.confidence, e.doubts, e.other_starts, e.form, e."start", e."end" '
        "FROM article_posts l JOIN embeds e ON e.id = l.embed_id "
        f"WHERE l.post_id IN ({marks(ids)}) ORDER BY e.confidence, e.id"
    )
    return Query(Quotation, ("article_posts", "embeds"), sql, ids)


def tombstones(keys: Sequence[str]) -> Query[Tombstone]:
    """When and why posts were erased, the last time last."""
    sql = f"SELECT key, at, reason FROM standing_erasures WHERE key IN ({marks(keys)}) ORDER BY id"
    return Query(Tombstone, ("erasures", "restorations"), sql, keys)
