"""The tables that people read, made from the truth: for what was touched as it is written, or all anew by `rebuild`.

Both go through the same functions, and a test compares their results row for row. Ids are those of the first snapshot
of a post or an image: they are the same however often the projection is made, and survive the merging of two posts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from embedarchive.model import Publication
from embedarchive.model.rows import PlaceRow
from embedarchive.model.writing_systems import unspaced
from embedarchive.store import codec, searched, standing_annotations
from embedarchive.store.comparing import none_chosen
from embedarchive.store.facet_counts import count_changes
from embedarchive.store.keys import is_unresolved, platform_of, video_key
from embedarchive.store.media_rows import best_capture, media_row, place_row
from embedarchive.store.merging import Merged, ShownMedia, merge
from embedarchive.store.queries.history import AGE, CURRENT, Shown, claims_of, shown_as, shown_in, snapshots_of
from embedarchive.store.queries.posts import earlier_keys
from embedarchive.store.queries.query import found, marks, pieces
from embedarchive.store.schema import PROJECTED, PUBLISHED
from embedarchive.store.site_counts import Places, ShownPost, SiteChanges
from embedarchive.store.tellings import History

Row = dict[str, Any]
Rows: TypeAlias = Sequence[tuple[object, ...]]
Place: TypeAlias = tuple[int, int, int]
"""An article, an embed in it, and the place where that stands."""
_PLACE = "article_id, embed_id, position"
VERSION = 6
"""Raise it when a change here, in `merging` or in `status` changes what is projected: archives are then rebuilt."""
TARGET = """(SELECT min(id) FROM (
    SELECT id FROM posts WHERE key = post_links.target_key AND id <> post_links.post_id
    UNION ALL SELECT id FROM posts WHERE url = post_links.url AND id <> post_links.post_id))"""
"""The post that a link leads to, if the archive has it."""
PLACES_EACH = 100
"""A place's id is its post's or image's id times this, plus its position."""

NEWEST = f"""(SELECT newest.id FROM article_scans AS newest WHERE newest.article_id = ?
    ORDER BY {AGE.format(scan="newest").replace(",", " DESC,")} DESC LIMIT 1)"""
"""The newest scan of an article."""


def rows(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
) -> list[Row]:
    """What a query finds, each row by the names of its columns."""
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def resolve(connection: sqlite3.Connection, key: str) -> str:
    """The key that a post has now: an unresolved one may have been answered with an id."""
    if not is_unresolved(key):
        return key
    told = connection.execute(
        "SELECT resolves_to FROM snapshots WHERE subject = 'post' AND key = ? AND resolves_to IS NOT NULL"
        " ORDER BY id LIMIT 1",
        (key,),
    ).fetchone()
    return str(told[0]) if told else key


def known_as(connection: sqlite3.Connection, key: str) -> tuple[str, ...]:
    """Every key under which the truth knows a post, its present one first."""
    return (
        key,
        *(old.key for old in found(connection, earlier_keys(key)) if old.now == key and is_unresolved(old.key)),
    )


class Projection:
    """Keeps the projected tables in step with the truth, within the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, hints: Callable[[str], bool] = none_chosen) -> None:
        self._connection, self._hints = connection, hints
        self._columns: dict[str, tuple[str, ...]] = {}

    # ------------------------------------------------------------------------------------------------- what was touched

    def update(self, *, posts: Iterable[str] = (), media: Iterable[str] = (), articles: Iterable[int] = ()) -> None:
        """Make anew what depends on these posts (keys, however old), images (keys) and articles (ids)."""
        written = [*dict.fromkeys(articles)]
        sites = SiteChanges(self._connection, written)
        touched = [("media", key) for key in dict.fromkeys(media)]
        for _, key in touched:
            self.write_media(key)
        for key in dict.fromkeys(resolve(self._connection, key) for key in posts):
            self._write_post(key, sites)
            touched.append(("post", key))
        for article in written:
            self.write_article(article)
        sites.follow()
        if self._connection.execute("SELECT 1 FROM annotation_log LIMIT 1").fetchone():
            keys = self._connection.execute(f"SELECT key FROM articles WHERE id IN ({marks(written)})", written)
            for subject, key in (*touched, *(("article", str(key)) for (key,) in keys.fetchall())):
                self.annotate(subject, key)

    @property
    def version(self) -> int:
        """The version of the rules that the tables were made by (PRAGMA user_version)."""
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    # ------------------------------------------------------------------------------------------------------------ posts

    def _history(self, key: str, keys: Sequence[str]) -> History | None:
        """All that the truth holds about a post; nothing when every scan that found it has been superseded."""
        snapshots = found(self._connection, snapshots_of(keys))
        claims = found(self._connection, claims_of(keys))
        counts = claims or any(row.article_scan_id is None for row in snapshots)
        return History(key=key, snapshots=snapshots, claims=claims) if snapshots and counts else None

    def _write_post(self, key: str, sites: SiteChanges) -> None:
        keys = known_as(self._connection, key)
        old = self._posts_under(keys)
        before = {int(row["id"]): self._places_of(int(row["id"])) for row in old}
        merged = self._make(key, keys, old, new=not old)
        after = {merged.post.id: self._show(merged.post.id, keys, before.get(merged.post.id, ()))} if merged else {}
        written = [merged.post] if merged else []
        sites.note(_shown(old, before), _shown(written, after))
        count_changes(self._connection, old, written)
        self._point([*old, *written])

    def make_post(self, key: str) -> int | None:
        """Make a post anew, but for what it is counted by, where links lead, and which articles show it; its number."""
        keys = known_as(self._connection, key)
        merged = self._make(key, keys, self._posts_under(keys), new=False)
        return merged.post.id if merged else None

    def _posts_under(self, keys: Sequence[str]) -> list[Row]:
        return rows(self._connection, f"SELECT * FROM posts WHERE key IN ({marks(keys)})", keys)

    def _make(self, key: str, keys: Sequence[str], old: Sequence[Row], *, new: bool) -> Merged | None:
        """Write a post and what hangs on it, a new one without a look; what else stood under its keys is dropped."""
        history = self._history(key, keys)
        merged = merge(history, hint=self._hints(platform_of(key))) if history else None
        keep = merged.post.id if merged else None
        for row in old:
            if row["id"] != keep:
                self.drop_post(row["id"])
        if merged:
            self._put("posts", codec.written(merged.post), next((row for row in old if row["id"] == keep), None))
            self._hang_on(merged, new=new)
        return merged

    def drop_post(self, post: int) -> None:
        """Take a post out, with all that hangs on it."""
        run = self._connection.execute
        run("UPDATE post_links SET target_id = NULL WHERE target_id = ?", (post,))
        self._clear_around(post)
        run("DELETE FROM annotations WHERE post_id = ?", (post,))
        run("DELETE FROM posts WHERE id = ?", (post,))

    def _clear_around(self, post: int) -> None:
        for table in ("post_media", "post_links", "places", "article_posts"):
            self._connection.execute(f"DELETE FROM {table} WHERE post_id = ?", (post,))

    def _places_of(self, post: int) -> Sequence[Place]:
        """Where articles show a post: the article, the embed, and the place in the article."""
        return self._connection.execute(f"SELECT {_PLACE} FROM article_posts WHERE post_id = ?", (post,)).fetchall()

    def _show(self, post: int, keys: Sequence[str], there: Sequence[Place]) -> Sequence[Place]:
        """Write where articles show a post, unless that stands there; where they do."""
        shown = self._connection.execute(
            "SELECT article_id, embeds.id, position FROM embeds JOIN article_texts newest ON newest.id = article_id"
            f" WHERE embeds.article_scan_id = newest.article_scan_id AND key IN ({marks(keys)})",
            keys,
        ).fetchall()
        self._owned("article_posts", "post_id", post, _PLACE, shown, there=there)
        return shown

    def _hang_on(self, merged: Merged, *, new: bool) -> None:
        """The media, links and places of a post; on a new one nothing hangs yet."""
        post, there = merged.post.id, () if new else None
        video = ShownMedia(key=video_key(merged.post.key), role="video", position=len(merged.media), alt="")
        shown = (*merged.media, video)
        ids = self._ids("media", [each.key for each in shown])
        media = [(ids[each.key], each.role, each.position, each.alt) for each in shown if each.key in ids]
        self._owned("post_media", "post_id", post, "media_id, role, position, alt", media, there=there)
        links = [(link.kind, link.url, link.target_key) for link in merged.links]
        self._owned("post_links", "post_id", post, "kind, url, target_key", links, there=there)
        self._place(
            "post_id",
            post,
            [
                replace(place, id=post * PLACES_EACH + position, post_id=post)
                for position, place in enumerate(merged.places[:PLACES_EACH])
            ],
            there=there,
        )

    def _place(self, owner: str, number: int, places: Sequence[PlaceRow], *, there: Rows | None = None) -> None:
        """The places of a post or medium."""
        columns = [column for column in self._columns_of("places") if column != owner]
        wanted = [tuple(codec.written(place)[column] for column in columns) for place in places]
        self._owned("places", owner, number, ", ".join(columns), wanted, there=there)

    def _owned(
        self,
        table: str,
        owner: str,
        number: int,
        columns: str,
        wanted: Rows,
        *,
        there: Rows | None = None,
    ) -> None:
        """Write the rows that hang on another one, unless they do already; `there`: those that do, if that is known."""
        run = self._connection.execute
        if there is None:
            there = run(f"SELECT {columns} FROM {table} WHERE {owner} = ?", (number,)).fetchall()
        if sorted(there, key=repr) == sorted(wanted, key=repr):
            return
        if there:
            run(f"DELETE FROM {table} WHERE {owner} = ?", (number,))
        every = ", ".join("?" * (columns.count(",") + 2))
        given = [(number, *row) for row in wanted]
        self._connection.executemany(f"INSERT OR REPLACE INTO {table} ({owner}, {columns}) VALUES ({every})", given)

    def _point(self, touched: Sequence[Mapping[str, Any]]) -> None:
        """Let links find their posts: the touched posts' own, and those of others that lead to them."""
        if not touched:
            return
        keys = sorted({str(row["key"]) for row in touched})
        urls = sorted({str(row["url"]) for row in touched if row["url"]})
        ids = sorted({int(row["id"]) for row in touched})
        self._connection.execute(
            f"UPDATE post_links SET target_id = {TARGET}"
            f" WHERE post_id IN ({marks(ids)}) OR target_key IN ({marks(keys)}) OR url IN ({marks(urls)})",
            (*ids, *keys, *urls),
        )

    # ------------------------------------------------------------------------------------------------------------ media

    def _ids(self, table: str, keys: Iterable[str]) -> dict[str, int]:
        """The numbers of these posts or media, by their keys; those that there are."""
        found = (
            self._connection.execute(f"SELECT key, id FROM {table} WHERE key IN ({marks(some)})", some)
            for some in pieces(keys)
        )
        return {str(key): int(number) for each in found for key, number in each}

    def write_media(self, key: str) -> int | None:
        """Make an image, video or sound anew; its number, None when no scan that counts has found it."""
        snapshots = found(self._connection, snapshots_of([key], "media"))
        counts = any(row.article_scan_id is None or self._is_current(row.article_scan_id) for row in snapshots)
        keep = snapshots[0].id if snapshots and counts else None
        before = next(iter(rows(self._connection, "SELECT * FROM media WHERE key = ?", (key,))), None)
        if before and before["id"] != keep:
            self.drop_media(before["id"])
        if keep is None:
            return None
        row = media_row(key, snapshots, found(self._connection, shown_as(key)))
        self._put("media", codec.written(row), before if before and before["id"] == keep else None)
        place = place_row(row.id * PLACES_EACH, row, best_capture(snapshots))
        self._place("media_id", row.id, [] if place is None else [place])
        return row.id

    def drop_media(self, media: int) -> None:
        """Take a medium out, with all that hangs on it."""
        for table in ("places", "annotations", "post_media", "article_images"):
            self._connection.execute(f"DELETE FROM {table} WHERE media_id = ?", (media,))
        self._connection.execute("DELETE FROM media WHERE id = ?", (media,))

    def _is_current(self, scan: int) -> bool:
        return bool(self._connection.execute(f"SELECT {CURRENT.format(scan='?')}", (scan,)).fetchone()[0])

    # ----------------------------------------------------------------------------------------------------- annotations

    def annotate(self, subject: str, key: str) -> None:
        """Make anew what people say of a post, a medium or an article; `subject` is post, media or article."""
        key = resolve(self._connection, key) if subject == "post" else key
        sql = f"SELECT id FROM {standing_annotations.TABLES[subject]} WHERE key = ?"
        if (found := self._connection.execute(sql, (key,)).fetchone()) is not None:
            keys = known_as(self._connection, key) if subject == "post" else (key,)
            standing_annotations.project(self._connection, subject, int(found[0]), keys)

    # --------------------------------------------------------------------------------------------------------- articles

    def write_article(self, article: int) -> int | None:
        """Make an article anew, out of its newest scan; its number, None when it was never scanned."""
        newest = rows(self._connection, f"SELECT * FROM article_scans WHERE id = {NEWEST}", (article,))
        if not newest:
            self.drop_article(article)
            return None
        scan = newest[0]
        images = found(self._connection, shown_in(scan["id"]))
        embeds = self._embeds_in(scan["id"])
        before = next(iter(rows(self._connection, "SELECT * FROM article_texts WHERE id = ?", (article,))), None)
        self._put("article_texts", _article_text(scan, images, len(embeds)), before)
        ids = self._ids("media", [image.key for image in images])
        shown = [
            (ids[image.key], image.id, image.position, image.caption or "", image.credit or "")
            for image in images
            if image.key in ids
        ]
        columns = "media_id, image_id, position, caption, credit"
        self._owned("article_images", "article_id", article, columns, shown)
        placed = [(post, embed, place) for post, embed, place in embeds if post is not None]
        self._owned("article_posts", "article_id", article, "post_id, embed_id, position", placed)
        return article

    def drop_article(self, article: int) -> None:
        """Take an article out, with all that it shows."""
        for table in ("article_images", "article_posts"):
            self._connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article,))
        self._connection.execute("DELETE FROM article_texts WHERE id = ?", (article,))

    def _embeds_in(self, scan: int) -> list[tuple[int | None, int, int]]:
        """The post, if there is one, the embed and the place of each embed of a scan."""
        sql = "SELECT id, position, key FROM embeds WHERE article_scan_id = ? ORDER BY position"
        embeds = self._connection.execute(sql, (scan,)).fetchall()
        now = {key: resolve(self._connection, key) for _, _, key in embeds}
        posts = self._ids("posts", now.values())
        return [(posts.get(now[key]), embed, place) for embed, place, key in embeds]

    # ---------------------------------------------------------------------------------------------------------- writing

    def _put(self, table: str, row: Mapping[str, object], before: Mapping[str, object] | None = None) -> None:
        """Write a row, or change the one with its id; nothing when it stands there already."""
        columns = self._columns_of(table)
        values = [row.get(column) for column in columns]
        if before is not None and values == [before[column] for column in columns]:
            return
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column != "id")
        self._connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}", values
        )

    def _columns_of(self, table: str) -> tuple[str, ...]:
        if table not in self._columns:
            self._columns[table] = tuple(str(row[1]) for row in self._connection.execute(f"PRAGMA table_info({table})"))
        return self._columns[table]


def _article_text(scan: Row, images: Sequence[Shown], embeds: int) -> Row:
    """The row of `article_texts` that the newest scan of an article makes."""
    publication = codec.read(Publication, codec.load(scan.get("publication"))) or Publication()
    return {
        **{name: scan[name] for name in ("title", "scanned_at", "language", "text")},
        "id": scan["article_id"],
        "embed_count": embeds,
        "image_count": len(images),
        "article_scan_id": scan["id"],
        "described": searched.beside_article(images, publication),
        "unspaced": unspaced(scan["text"]),
        **{name: getattr(publication, name) for name in PUBLISHED},
        "authors": json.dumps(publication.authors, ensure_ascii=False),
    }


def _shown(posts: Iterable[Mapping[str, Any]], places: Mapping[int, Sequence[Place]]) -> Places:
    """Which of these posts stands where, and whether it is gone."""
    return {
        (article, position): ShownPost(int(row["id"]), row["gone_at"] is not None)
        for row in posts
        for article, _, position in places[int(row["id"])]
    }


def dump(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every row of the projection, in an order of its own: what two ways of making it are compared by."""
    for table in PROJECTED:
        found = connection.execute(f"SELECT * FROM {table}").fetchall()
        for row in sorted(found, key=lambda row: json.dumps(row, default=str)):
            yield table, tuple(row)
