"""What may be asked for again, and when: no more than its name, for there may be a million of it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from embedarchive.store.status import LONGEST_WAIT_S
from embedarchive.store.times import second
from embedarchive.store.tombstones import erased_media, erased_posts

Which: TypeAlias = Literal["due", "open", "failed"]
"""What is pending and whose time has come; all that is neither archived nor gone; what was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for of all that is pending.

    Attributes:
        only: the platforms whose posts, and media in them, are; without one all are.
        images: whether the images of articles are.
        videos: whether videos are of which the platform names no file.
    """

    only: Collection[str] = ()
    images: bool = True
    videos: bool = True

    @property
    def posts(self) -> str:
        """The condition on a post."""
        return _OF_PLATFORMS if self.only else "1"

    @property
    def media(self) -> str:
        """The condition on a medium: an article shows it, or a post does."""
        posts = f" JOIN posts ON posts.id = post_id AND {_OF_PLATFORMS}" if self.only else ""
        shown = [f"EXISTS (SELECT 1 FROM post_media{posts} WHERE media_id = media.id)"]
        shown += ["EXISTS (SELECT 1 FROM article_images WHERE media_id = media.id)"] if self.images else []
        file = "1" if self.videos else "NOT (key >= 'video:' AND key < 'video;')"
        return f"({' OR '.join(shown)}) AND {file}"

    @property
    def values(self) -> Mapping[str, str]:
        """What stands in the conditions."""
        return {"only": json.dumps(sorted(self.only))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many posts and media are pending, and when the first of them is due; that is empty when one is at once."""

    count: int
    first: str


_OF_PLATFORMS = "platform IN (SELECT value FROM json_each(:only))"
_NOT_ERASED = "key NOT IN (SELECT value FROM json_each(:erased))"
# A time farther away than we ever wait was made by a clock that was wrong.
_WHICH: Mapping[Which, str] = {
    "due": "status = 'pending' AND (next_try_at IS NULL OR next_try_at <= :now OR next_try_at > :latest)",
    "open": "status IN ('pending', 'failed')",
    "failed": "status = 'failed'",
}


def _around(when: dt.datetime) -> Mapping[str, str]:
    return {"now": second(when), "latest": second(when + 2 * dt.timedelta(seconds=LONGEST_WAIT_S))}


def due_posts(
    connection: sqlite3.Connection, when: dt.datetime, wanted: Wanted, which: Which
) -> Mapping[str, list[str]]:
    """The keys of the posts that may be asked for, by platform, the oldest first."""
    conditions = f"{_WHICH[which]} AND {wanted.posts} AND {_NOT_ERASED}"
    values = {**wanted.values, **_around(when), "erased": json.dumps([*erased_posts(connection)])}
    found = defaultdict[str, list[str]](list)
    for platform, key in connection.execute(f"SELECT platform, key FROM posts WHERE {conditions} ORDER BY id", values):
        found[platform].append(key)
    return found


def due_media(connection: sqlite3.Connection, when: dt.datetime, wanted: Wanted, which: Which) -> list[str]:
    """The keys of the images, videos and sounds that may be asked for, the oldest first."""
    sql = f"SELECT key FROM media WHERE {_WHICH[which]} AND {wanted.media} ORDER BY id"
    return [key for (key,) in connection.execute(sql, {**wanted.values, **_around(when)})]


def waiting(connection: sqlite3.Connection, wanted: Wanted) -> Waiting:
    """How much of what is wanted is pending, but for what was erased or went with an erased post."""
    posts = _waiting(connection, "posts", wanted, wanted.posts, erased_posts(connection))
    media = _waiting(connection, "media", wanted, wanted.media, erased_media(connection))
    first = min((each.first for each in (posts, media) if each.count), default="")
    return Waiting(count=posts.count + media.count, first=first)


def _waiting(
    connection: sqlite3.Connection, table: str, wanted: Wanted, condition: str, erased: Collection[str]
) -> Waiting:
    sql = (
        f"SELECT count(*), coalesce(min(coalesce(next_try_at, '')), '') FROM {table} "
        f"WHERE status = 'pending' AND {condition} AND {_NOT_ERASED}"
    )
    count, first = connection.execute(sql, {**wanted.values, "erased": json.dumps([*erased])}).fetchone()
    return Waiting(count=count, first=first)


def open_posts(connection: sqlite3.Connection, only: Collection[str]) -> tuple[int, bool]:
    """How many posts of these platforms, of all if there is none, are pending or failed; whether others are not."""
    of = "(platform IN (SELECT value FROM json_each(?1)) OR json_array_length(?1) = 0)"
    given = (json.dumps(sorted(only)),)
    unsettled = "status IN ('pending', 'failed')"
    settled = f"SELECT 1 FROM posts WHERE status IN ('archived', 'recovered', 'unavailable') AND {of} LIMIT 1"
    count = connection.execute(f"SELECT count(*) FROM posts WHERE {unsettled} AND {of}", given).fetchone()[0]
    return int(count), connection.execute(settled, given).fetchone() is not None
