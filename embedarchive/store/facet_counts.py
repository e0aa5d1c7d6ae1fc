"""How many posts have a value: of a column, and of platforms and months together. Kept in step with the posts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

_COLUMNS = ("status", "reason", "platform", "language", "handle", "day", "gone_reason")
_MONTH = "platform || ' ' || coalesce(substr(coalesce(posted_at, day), 1, 7), '')"
MONTHS = {"month": _MONTH, "gone_month": f"CASE WHEN gone_at IS NOT NULL THEN {_MONTH} END"}
"""A platform and a month (twitter 2022-11; only the platform where no day is known), of all and of what is gone."""
FACETS = {**{name: name for name in _COLUMNS}, **MONTHS}
"""All that is counted, and what it is in SQL."""
_CHANGES = """SELECT json_extract(value, '$[0]') AS facet, json_extract(value, '$[1]') AS value,
    json_extract(value, '$[2]') AS change FROM json_each(?)"""
_MORE = f"""INSERT INTO facet_counts (facet, value, count) SELECT * FROM ({_CHANGES}) WHERE true
    ON CONFLICT (facet, value) DO UPDATE SET count = count + excluded.count"""
_NONE_LEFT = f"""DELETE FROM facet_counts WHERE (facet, value) IN (SELECT facet, value
    FROM ({_CHANGES}) AS less JOIN facet_counts AS known USING (facet, value) WHERE known.count <= less.change)"""
_LESS = f"""UPDATE facet_counts SET count = count - less.change FROM ({_CHANGES}) AS less
    WHERE facet_counts.facet = less.facet AND facet_counts.value = less.value"""
"""How the counts follow a change, which is told as JSON: a list of facet, value and how many."""


def count_changes(
    connection: sqlite3.Connection, before: Sequence[Mapping[str, object]], after: Sequence[Mapping[str, object]]
) -> None:
    """Count the values that posts have after a change and had not before, and the reverse."""
    changes = Counter(_values(after))
    changes.subtract(_values(before))
    more = [(*what, change) for what, change in changes.items() if change > 0]
    less = [(*what, -change) for what, change in changes.items() if change < 0]
    for sql, counted in ((_MORE, more), (_NONE_LEFT, less), (_LESS, less)):
        if counted:
            connection.execute(sql, (json.dumps(counted),))


def count_all(connection: sqlite3.Connection) -> None:
    """Count all posts anew."""
    connection.execute("DELETE FROM facet_counts")
    for facet in FACETS:
        count(connection, facet)


def count(connection: sqlite3.Connection, facet: str) -> None:
    """Count the values of a facet, none of which is counted yet."""
    values = f"SELECT {FACETS[facet]} AS value FROM posts"
    counted = f"SELECT ?, value, count(*) FROM ({values}) WHERE value IS NOT NULL GROUP BY value"
    connection.execute(f"INSERT INTO facet_counts (facet, value, count) {counted}", (facet,))


def _values(posts: Iterable[Mapping[str, object]]) -> list[tuple[str, str]]:
    """The values of posts that are counted."""
    return [(facet, str(value)) for row in posts for facet, value in _counted(row) if value is not None]


def _counted(post: Mapping[str, object]) -> list[tuple[str, object]]:
    """What is counted of a post; None where it has no such value."""
    at = post["day"] if post["posted_at"] is None else post["posted_at"]
    month = f"{post['platform']} {str(at or '')[:7]}"
    gone_month = None if post["gone_at"] is None else month
    return [*((name, post[name]) for name in _COLUMNS), ("month", month), ("gone_month", gone_month)]
