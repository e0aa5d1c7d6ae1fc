"""What may be asked for again, and when: no more than its name, for there may be a million of it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass

from embedarchive.store.projection import rows
from embedarchive.store.status import LONGEST_WAIT_S
from embedarchive.store.times import second
from embedarchive.store.tombstones import is_erased


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
    return [
        Due(id=row["id"], key=row["key"], platform=row["platform"], failed=row["status"] == "failed")
        for row in rows(connection, sql, _around(when, force))
        if not is_erased(connection, row["key"])
    ]


def due_media(connection: sqlite3.Connection, when: dt.datetime, *, force: bool) -> list[DueMedia]:
    """The images and videos that are pending and whose time has come."""
    shown = (
        "(SELECT group_concat(DISTINCT platform) FROM post_media JOIN posts ON posts.id = post_id"
        " WHERE media_id = media.id) AS platforms,"
        " EXISTS (SELECT 1 FROM article_images WHERE media_id = media.id) AS in_article"
    )
    sql = _DUE.format(columns=f"id, key, status, {shown}", table="media", where=_where(force))
    return [
        DueMedia(
            id=row["id"],
            key=row["key"],
            platforms=tuple(filter(None, (row["platforms"] or "").split(","))),
            in_article=bool(row["in_article"]),
            failed=row["status"] == "failed",
        )
        for row in rows(connection, sql, _around(when, force))
    ]
