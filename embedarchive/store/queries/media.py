"""Images, videos and sounds: of a post, of a file, in a gallery."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from embedarchive.model.rows import ListedMedia, MediaRow, MediaToFetch, PostMedia
from embedarchive.store.queries.filtered import HITS, Bound, PostFilter, within
from embedarchive.store.queries.posts import Wanted
from embedarchive.store.queries.query import Number, Query, Text, columns, marks

MEDIA = columns(MediaRow, "m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """The still of a video."""

    video: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The post, or else the article, that a medium belongs to."""

    media_id: int
    post_id: int | None = None
    author: str | None = None
    handle: str | None = None
    day: str | None = None
    sensitive: int = 0
    text: str | None = None
    article_id: int | None = None
    position: int | None = None
    caption: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A kept file of a post that its card does not show by itself."""

    digest: str
    role: str


def by_key(key: str) -> Query[MediaToFetch]:
    """The medium with this key."""
    return Query(MediaToFetch, ("media",), "SELECT * FROM media WHERE key = ?", [key])


def by_keys(keys: Sequence[str]) -> Query[MediaRow]:
    """The media with these keys."""
    return Query(MediaRow, ("media",), f"SELECT {MEDIA} FROM media m WHERE m.key IN ({marks(keys)})", keys)


def of_file(digest: str) -> Query[MediaRow]:
    """The media whose file this is, twenty at most."""
    sql = f"SELECT {MEDIA} FROM media m WHERE m.digest = ? ORDER BY m.id LIMIT 20"
    return Query(MediaRow, ("media",), sql, [digest])


def listed(wanted: Wanted) -> Query[ListedMedia]:
    """Media, the newest first."""
    of_these = "SELECT media_id FROM post_media WHERE post_id IN (SELECT value FROM json_each(:posts))"
    sql = f"SELECT * FROM media {wanted.clauses('', of_these)}"
    return Query(ListedMedia, ("media", "post_media"), sql, wanted.values)


def of_posts(ids: Sequence[int]) -> Query[PostMedia]:
    """The media of these posts, in their order."""
    sql = (
        f"SELECT {MEDIA}, pm.role, pm.position, pm.post_id, coalesce(nullif(pm.alt, ''), m.alt) AS told "
        f"FROM post_media pm JOIN media m ON m.id = pm.media_id WHERE pm.post_id IN ({marks(ids)}) "
        "ORDER BY pm.post_id, pm.position"
    )
    return Query(PostMedia, ("post_media", "media"), sql, ids)


def stills(post: int) -> Query[Still]:
    """The kept stills of the videos of a post."""
    sql = (
        "SELECT m.digest, l.role FROM post_media l JOIN media m ON m.id = l.media_id WHERE l.post_id = ? "
        "AND l.role = 'poster' AND m.digest IS NOT NULL"
    )
    return Query(Still, ("post_media", "media"), sql, [post])


def files_of(addresses: Sequence[str]) -> Query[Text]:
    """The files that these addresses gave, two of them at most."""
    sql = f"SELECT digest AS text FROM media WHERE key IN ({marks(addresses)}) AND digest IS NOT NULL LIMIT 2"
    return Query(Text, ("media",), sql, addresses)


# --------------------------------------------------------------------------------------------------------- in a gallery


def shown(name: str, kinds: Collection[str]) -> str:
    """The condition for what a gallery shows, on `media` under that name; `kinds` are media types of our own choice."""
    listed_kinds = ", ".join(f"'{kind}'" for kind in sorted(kinds))
    own = f"{name}.kind NOT IN ('avatar', 'poster')"
    return f"{name}.digest IS NOT NULL AND {own} AND {name}.media_type IN ({listed_kinds})"


def gallery(
    kinds: Collection[str],
    before: int | None,
    hashes: Sequence[str],
    most: int,
    posts: PostFilter | None = None,
    *,
    many: bool = False,
) -> Query[MediaRow]:
    """Images and videos, the newest first.

    Of those that look alike the newest stands for all, unless all that have some hashes are asked for, or those of a
    selection of posts.

    Args:
        kinds: media types of our own choice.
        before: only what has a smaller number.
        hashes: only what looks like one of these.
        most: how many at most.
        posts: only what these posts show, and what lies itself in an area that they are asked to lie in.
        many: whether so many posts are asked for that one goes from the newest media to their posts.
    """
    wanted, values, tables = _of_selection(posts, many=many) if posts else ("1", [], ())
    alike = f"m.phash IN ({marks(hashes)})" if hashes else "1" if posts else _newest("m", shown("o", kinds))
    sql = (
        f"SELECT {MEDIA} FROM media m WHERE {shown('m', kinds)} AND m.id < ? AND {alike} AND {wanted} "
        f"ORDER BY m.id DESC LIMIT {most}"
    )
    return Query(MediaRow, ("media", *tables), sql, [1 << 62 if before is None else before, *hashes, *values])


def _of_selection(posts: PostFilter, *, many: bool) -> tuple[str, list[Bound], tuple[str, ...]]:
    """That a medium belongs to a selection of posts: the condition, its values, and the tables that it reads."""
    wanted, values = posts.where(rarest="" if many else None)
    chosen, tables = " AND ".join(wanted), ("post_media", *posts.tables)
    if many:
        shown_by = "SELECT 1 FROM post_media l JOIN posts p ON p.id = l.post_id WHERE l.media_id = m.id"
        return f"EXISTS ({shown_by} AND {chosen})", values, tables
    newest = f"SELECT p.id FROM posts p WHERE {chosen} ORDER BY p.id DESC LIMIT {HITS}"
    found = f"SELECT media_id FROM post_media WHERE post_id IN ({newest})"
    if replace(posts, near="", box=""):
        return f"m.id IN ({found})", values, tables
    for area in posts.areas:  # also the photos of articles that were taken there
        inside, bounds = within(area)
        found += f" UNION SELECT media_id FROM places WHERE {inside}"
        values += bounds
    return f"m.id IN ({found})", values, tables


def posters(ids: Sequence[int]) -> Query[Poster]:
    """The stills of these videos; the one that stands nearest to it in its post is the last."""
    sql = (
        "SELECT l.media_id AS video, m.digest FROM post_media l "
        "JOIN post_media s ON s.post_id = l.post_id AND s.role = 'poster' JOIN media m ON m.id = s.media_id "
        f"WHERE l.media_id IN ({marks(ids)}) AND m.digest IS NOT NULL AND m.media_type LIKE 'image/%' "
        "ORDER BY abs(s.position - l.position) DESC"
    )
    return Query(Poster, ("post_media", "media"), sql, ids)


def in_articles(ids: Sequence[int]) -> Query[Home]:
    """The articles that show these media."""
    sql = (
        "SELECT i.media_id, i.article_id, i.position, i.caption, t.title FROM article_images i "
        f"LEFT JOIN article_texts t ON t.id = i.article_id WHERE i.media_id IN ({marks(ids)})"
    )
    return Query(Home, ("article_images", "article_texts"), sql, ids)


def in_posts(ids: Sequence[int]) -> Query[Home]:
    """The posts that show these media."""
    sql = (
        "SELECT l.media_id, p.id AS post_id, p.author, p.handle, p.day, p.sensitive, substr(p.text, 1, 140) AS text "
        f"FROM post_media l JOIN posts p ON p.id = l.post_id WHERE l.media_id IN ({marks(ids)})"
    )
    return Query(Home, ("post_media", "posts"), sql, ids)


# ----------------------------------------------------------------------------------------------------------- lookalikes

NEAR = 3
"""So many bits of two perceptual hashes may differ. More would need more than four quarters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Two hashes that differ in few bits."""

    one: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """How many images have a hash."""

    phash: str
    number: int


def _quarters(one: str, other: str) -> list[str]:
    """For each quarter: the conditions that `one` is near `other`, has that quarter in common with it, and differs.

    Two for each, above and below: so the index leads past all images with the very same hash, however many.
    """
    return [
        f"substr({one}, {start}, 4) = substr({other}, {start}, 4) AND {one} IS NOT NULL AND {one} {side} {other} "
        f"AND hash_distance({one}, {other}) <= {NEAR}"
        for start in (1, 5, 9, 13)
        for side in ("<", ">")
    ]


def _newest(name: str, which: str) -> str:
    """The condition that no newer image looks like `media` under that name. `which`: what counts, as `o`."""
    newer = f"SELECT 1 FROM media o WHERE o.id > {name}.id AND {which} AND "
    same = f"o.phash = {name}.phash"
    return " AND ".join(f"NOT EXISTS ({newer}{near})" for near in [same, *_quarters("o.phash", f"{name}.phash")])


def _wanted(hashes: Iterable[str]) -> str:
    return f"WITH wanted (phash) AS (VALUES {', '.join('(?)' for _ in hashes)})"


def alike(hashes: Sequence[str]) -> Query[Alike]:
    """The hashes that are near one of these, a thousand at most."""
    near = " UNION ".join(
        f"SELECT wanted.phash AS one, o.phash AS other FROM wanted CROSS JOIN media o WHERE {quarter}"
        for quarter in _quarters("o.phash", "wanted.phash")
    )
    return Query(Alike, ("media",), f"{_wanted(hashes)} {near} LIMIT 1000", hashes)


def copies(hashes: Sequence[str], kinds: Collection[str], most: int) -> Query[Copies]:
    """How many images have each of these hashes, counted as far as `most`."""
    sql = (
        f"{_wanted(hashes)} SELECT phash, (SELECT count(*) FROM "
        f"(SELECT 1 FROM media o WHERE o.phash = wanted.phash AND {shown('o', kinds)} LIMIT {most})) AS number "
        "FROM wanted"
    )
    return Query(Copies, ("media",), sql, hashes)


def is_sensitive(digest: str) -> Query[Number]:
    """One row if a post that shows this file is marked as sensitive."""
    sql = (
        f"SELECT 1 AS n FROM {SAME} m JOIN post_media l ON l.media_id = m.id JOIN posts p ON p.id = l.post_id "
        "WHERE p.sensitive LIMIT 1"
    )
    return Query(Number, ("media", "post_media", "posts"), sql, [digest])


SAME = "(SELECT id FROM media WHERE digest = ? ORDER BY id LIMIT 500)"
"""Rows of media with the same bytes: a placeholder may stand for thousands of images."""
