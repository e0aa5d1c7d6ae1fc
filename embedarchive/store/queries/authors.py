"""What authors were called, and when that was said: out of all that sources said of their posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.store.queries.query import Query

LOOKED_AT = 500
"""So many of the posts with a handle are looked at, the newest ones."""
_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidName:
    """A name and a handle under which a source showed posts, from when to when it said so, and of how many posts."""

    handle: str | None
    author: str | None
    source: str
    first: str
    last: str
    count: int


def have_changed(said: Sequence[SaidName]) -> bool:
    """Whether an author was ever called otherwise; handles are the same however they are capitalised."""
    return len({((one.handle or "").casefold(), one.author) for one in said}) > 1


def said_names(handle: str) -> Query[SaidName]:
    """The names and handles under which the posts with this handle were ever shown, what was said first at the top.

    Of the posts that have it now, and by every key that they had; at most `LOOKED_AT` posts, however many there are.
    """
    sql = (
        "WITH theirs AS MATERIALIZED ("
        f"SELECT key FROM posts WHERE handle = ? ORDER BY posted_at DESC LIMIT {LOOKED_AT}), "
        "every (now, key) AS (SELECT key, key FROM theirs UNION SELECT t.key, r.key FROM theirs t "
        "CROSS JOIN snapshots r WHERE r.resolves_to = t.key AND r.subject = 'post') "
        "SELECT json_extract(s.body, '$.handle') AS handle, json_extract(s.body, '$.author') AS author, s.source, "
        "min(s.captured_at) AS first, max(s.captured_at) AS last, count(DISTINCT e.now) AS count "
        "FROM every e CROSS JOIN snapshots s WHERE s.subject = 'post' AND s.key = e.key AND s.body IS NOT NULL "
        "AND coalesce(json_extract(s.body, '$.handle'), json_extract(s.body, '$.author')) IS NOT NULL "
        f"GROUP BY 1, 2, 3 ORDER BY first, last LIMIT {_MOST}"
    )
    return Query(SaidName, ("posts", "snapshots"), sql, [handle])
