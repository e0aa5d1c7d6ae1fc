"""The rows of the exported tables that belong to the posts that are asked for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embedarchive.store.queries.exported_tables import ANNOTATED_POSTS, MEDIA, POSTS, Table, Value
from embedarchive.store.queries.filtered import Bound, PostFilter
from embedarchive.store.queries.query import Query, Text


@dataclass(frozen=True, slots=True)
class Choice:
    """Which posts are asked for, and what is in none of the tables.

    Attributes:
        posts: the filter.
        erased: the keys of posts that were erased.
        erased_media: the keys of media that went with them.
    """

    posts: PostFilter
    erased: Sequence[str] = ()
    erased_media: Sequence[str] = ()


def rows(connection: sqlite3.Connection, table: Table, choice: Choice) -> Iterator[tuple[Value, ...]]:
    """The rows of a table, one after the other, in the order of their numbers."""
    wanted, values = _where(choice)
    told = ", ".join(f'{column.sql} AS "{column.name}"' for column in table.columns)
    condition = table.chosen if choice.posts else table.whole
    order = ", ".join(f'"{name}"' for name in table.key)
    sql = (
        f"WITH chosen(post_id) AS MATERIALIZED (SELECT p.id FROM posts p WHERE {wanted}) "
        f"SELECT {told} FROM {table.origin} WHERE {condition} ORDER BY {order}"
    )
    yield from connection.execute(sql, values)


def selected(posts: PostFilter, most: int, table: Table = POSTS) -> Query[Text]:
    """The rows of `POSTS` that are asked for, each as a JSON array, in the order of their numbers.

    Args:
        posts: which.
        most: how many at most.
        table: `POSTS` or `ANNOTATED_POSTS`.
    """
    wanted, values = posts.where(rarest="", hits=-1)
    told = ", ".join(column.sql for column in table.columns)
    condition = " AND ".join(wanted) or "1"
    sql = f"SELECT json_array({told}) AS text FROM posts p WHERE {condition} ORDER BY p.id LIMIT {most}"
    more = ("annotations",) if table is ANNOTATED_POSTS else ()
    return Query(Text, (*posts.tables, *more), sql, values)


def medium(connection: sqlite3.Connection, number: int) -> tuple[Value, ...]:
    """A row of `MEDIA`."""
    told = ", ".join(f'{column.sql} AS "{column.name}"' for column in MEDIA.columns)
    row: tuple[Value, ...] = connection.execute(
        f"SELECT {told} FROM {MEDIA.origin} WHERE m.id = ?", [number]
    ).fetchone()
    return row


def post_named(connection: sqlite3.Connection, post: int | None, shown: int | None) -> tuple[str | None, str | None]:
    """The key and address of a post, or of the first that shows a medium; None and None when there is none."""
    sql = "SELECT key, url FROM posts WHERE id = coalesce(?, (SELECT min(post_id) FROM post_media WHERE media_id = ?))"
    key, url = connection.execute(sql, [post, shown]).fetchone() or (None, None)
    return key, url


def left_out(connection: sqlite3.Connection, choice: Choice) -> int:
    """How many of the posts that are asked for were erased."""
    wanted, values = _where(Choice(choice.posts))
    sql = f"SELECT count(*) FROM posts p WHERE {wanted} AND p.key IN (SELECT value FROM json_each(:gone))"
    return int(connection.execute(sql, values | {"gone": json.dumps(list(choice.erased))}).fetchone()[0])


def numbers(connection: sqlite3.Connection, posts: PostFilter) -> list[int]:
    """The numbers of the posts that are asked for."""
    wanted, values = _where(Choice(posts))
    return [number for (number,) in connection.execute(f"SELECT p.id FROM posts p WHERE {wanted} ORDER BY 1", values)]


def _where(choice: Choice) -> tuple[str, dict[str, Bound]]:
    """The condition on `posts p`, with named values."""
    wanted, given = choice.posts.where(hits=-1)
    values: dict[str, Bound] = {f"v{number}": value for number, value in enumerate(given)}
    first, *others = " AND ".join(["p.key NOT IN (SELECT value FROM json_each(:erased))", *wanted]).split("?")
    named = "".join(f":v{number}{part}" for number, part in enumerate(others))
    values |= {"erased": json.dumps(list(choice.erased)), "erased_media": json.dumps(list(choice.erased_media))}
    return first + named, values
