"""What may be asked for again, and when: no more than its name, for there may be a million of it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from embedarchive.store.projection import Row, rows
from embedarchive.store.status import LONGEST_WAIT_S
from embedarchive.store.times import second
from embedarchive.store.tombstones import erased_media, erased_posts, has_erasures, is_erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A post that may be asked for; `failed`: it was given up."""

    id: int
    key: str
    platform: str
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMedia:
    """An image, video or sound that may be asked for.

    Attributes:
        platforms: those whose posts show it.
        in_article: whether an article shows it itself.
        failed: whether it was given up.
    """

    id: int
    key: str
    platforms: tuple[str, ...] = ()
    in_article: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many posts or media are pending, of those that are alike in who asks for them.

    Attributes:
        platforms: whose they are.
        in_article: whether an article shows them itself.
        video: whether they are videos of which the platform names no file.
        count: how many they are.
        first: when the first of them is due; empty when it is due at once.
    """

    platforms: tuple[str, ...]
    in_article: bool = False
    video: bool = False
    count: int
    first: str


_SHOWN = """(SELECT group_concat(DISTINCT platform) FROM post_media JOIN posts ON posts.id = post_id
    WHERE media_id = media.id) AS platforms,
    EXISTS (SELECT 1 FROM article_images WHERE media_id = media.id) AS in_article"""
"""Who shows a medium."""
_WAITING = """SELECT {alike}, count(*) AS count, min(coalesce(next_try_at, '')) AS first FROM {table}
    WHERE status = 'pending' AND key NOT IN (SELECT value FROM json_each(?)) GROUP BY {groups}"""
_DUE = "SELECT {columns} FROM {table} WHERE {where} ORDER BY id"


def _where(force: bool) -> str:
    if force:
        return "status IN ('pending', 'failed')"
    # A time farther away than we ever wait was made by a clock that was wrong.
    return "status = 'pending' AND (next_try_at IS NULL OR next_try_at <= ?1 OR next_try_at > ?2)"


def _around(when: dt.datetime, force: bool) -> tuple[str, ...]:
    return () if force else (second(when), second(when + 2 * dt.timedelta(seconds=LONGEST_WAIT_S)))


def due_posts(connection: sqlite3.Connection, when: dt.datetime, *, force: bool) -> list[Due]:
    """The posts that are pending and whose time has come; with `force` all that are pending or failed."""
    sql = _DUE.format(columns="id, key, platform, status", table="posts", where=_where(force))
    erased = has_erasures(connection)
    return [
        Due(id=row["id"], key=row["key"], platform=row["platform"], failed=row["status"] == "failed")
        for row in rows(connection, sql, _around(when, force))
        if not (erased and is_erased(connection, row["key"]))
    ]


def due_media(connection: sqlite3.Connection, when: dt.datetime, *, force: bool) -> list[DueMedia]:
    """The images and videos that are pending and whose time has come."""
    sql = _DUE.format(columns=f"id, key, status, {_SHOWN}", table="media", where=_where(force))
    return [
        DueMedia(
            id=row["id"],
            key=row["key"],
            platforms=_platforms(row),
            in_article=bool(row["in_article"]),
            failed=row["status"] == "failed",
        )
        for row in rows(connection, sql, _around(when, force))
    ]


def _platforms(row: Row) -> tuple[str, ...]:
    return tuple(filter(None, (row["platforms"] or "").split(",")))


def waiting_posts(connection: sqlite3.Connection) -> list[Waiting]:
    """The posts that are pending and were not erased, by platform."""
    sql = _WAITING.format(alike="platform AS platforms", table="posts", groups="platform")
    found = rows(connection, sql, (json.dumps([*erased_posts(connection)]),))
    return [Waiting(platforms=_platforms(row), count=row["count"], first=row["first"]) for row in found]


def waiting_media(connection: sqlite3.Connection) -> list[Waiting]:
    """The media that are pending and did not go with an erased post, by who shows them."""
    alike = f"{_SHOWN}, key >= 'video:' AND key < 'video;' AS video"
    sql = _WAITING.format(alike=alike, table="media", groups="platforms, in_article, video")
    return [
        Waiting(
            platforms=_platforms(row),
            in_article=bool(row["in_article"]),
            video=bool(row["video"]),
            count=row["count"],
            first=row["first"],
        )
        for row in rows(connection, sql, (json.dumps([*erased_media(connection)]),))
    ]


def open_posts(connection: sqlite3.Connection, only: Collection[str]) -> tuple[int, bool]:
    """How many posts of these platforms, of all if there is none, are pending or failed; whether others are not."""
    of = "(platform IN (SELECT value FROM json_each(?1)) OR json_array_length(?1) = 0)"
    given = (json.dumps(sorted(only)),)
    unsettled = "status IN ('pending', 'failed')"
    settled = f"SELECT 1 FROM posts WHERE status IN ('archived', 'recovered', 'unavailable') AND {of} LIMIT 1"
    count = connection.execute(f"SELECT count(*) FROM posts WHERE {unsettled} AND {of}", given).fetchone()[0]
    return int(count), connection.execute(settled, given).fetchone() is not None
