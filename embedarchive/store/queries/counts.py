"""How many there are of something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from embedarchive.store.queries.query import Number, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A value, and how many posts have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month as `2022-11`, and how many posts are of it."""

    month: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A column, and how many posts have the value that is asked for."""

    facet: str
    count: int


_KEPT_COUNTS = ("posts", "facet_counts")


def states() -> Query[Counted]:
    """How many posts are in each state, from the counts that the writer keeps."""
    return Query(Counted, _KEPT_COUNTS, "SELECT value, count FROM facet_counts WHERE facet = 'status'")


def states_anew() -> Query[Counted]:
    """The same, for who may not see the counts."""
    return Query(Counted, ("posts",), "SELECT status AS value, count(*) AS count FROM posts GROUP BY status")


def months() -> Query[Month]:
    """How many posts each month has, from the counts that the writer keeps."""
    sql = (
        "SELECT substr(value, 1, 7) AS month, sum(count) AS count FROM facet_counts WHERE facet = 'day' "
        "AND value > '0' GROUP BY 1"
    )
    return Query(Month, _KEPT_COUNTS, sql)


def months_anew() -> Query[Month]:
    """The same, for who may not see the counts."""
    sql = "SELECT substr(day, 1, 7) AS month, count(*) AS count FROM posts WHERE day > '0' GROUP BY 1"
    return Query(Month, ("posts",), sql)


def rows_of(table: str, where: str = "1") -> Query[Number]:
    """How many rows of a table fulfil a condition; both are ours."""
    return Query(Number, (table,), f"SELECT count(*) AS n FROM {table} WHERE {where}")


GONE, DIFFERING = "gone_at IS NOT NULL", "disagreements <> '[]'"
"""Conditions on `posts`: that a source says they are gone, and that an article says otherwise than another source."""


def gone() -> Query[Number]:
    """How many posts a source says are gone, from the counts that the writer keeps."""
    sql = "SELECT coalesce(sum(count), 0) AS n FROM facet_counts WHERE facet = 'gone_reason'"
    return Query(Number, _KEPT_COUNTS, sql)


def gone_and_erased() -> Query[Number]:
    """How many posts that were captured and are gone elsewhere were erased here, too."""
    sql = (
        "SELECT count(DISTINCT p.id) AS n FROM standing_erasures e JOIN posts p ON p.key = e.key "
        "WHERE p.gone_at IS NOT NULL AND p.captured_at IS NOT NULL AND coalesce(p.text, p.author, p.handle) IS NULL"
    )
    return Query(Number, ("posts", "erasures", "restorations"), sql)


def has_value(facet: str, value: str) -> Query[Number]:
    """One row if a post has this value."""
    return Query(Number, _KEPT_COUNTS, "SELECT 1 AS n FROM facet_counts WHERE facet = ? AND value = ?", [facet, value])


def commonest(facet: str) -> Query[Counted]:
    """The commonest values of a column."""
    sql = "SELECT value, count FROM facet_counts WHERE facet = ? ORDER BY count DESC, value LIMIT 12"
    return Query(Counted, _KEPT_COUNTS, sql, [facet])


def wanted(given: Mapping[str, str]) -> Query[Facet]:
    """How many posts have each of these values; % stands for any."""
    sql = (
        f"WITH given(facet, wanted) AS (VALUES {', '.join(['(?, ?)'] * len(given))}) "
        "SELECT facet, sum(count) AS count FROM given JOIN facet_counts USING (facet) "
        "WHERE wanted IN (value, '%') GROUP BY facet"
    )
    return Query(Facet, _KEPT_COUNTS, sql, [part for item in given.items() for part in item])
