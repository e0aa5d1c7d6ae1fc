"""What sources said of posts, and what was asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.model.rows import SnapshotRow
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.store.queries.query import Query, marks

_SNAPSHOT = "id, captured_at, source, outcome, reason, detail, body, parser, run_id, key, recorded_at, content_digest"
_LOOKED_AT = 50_000  # the newest so many snapshots: errors between them make no feed slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The posts that a capture of a post shows beside it, as JSON has them."""

    id: int
    key: str
    related: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that was made for a post, and what came of it."""

    id: int
    url: str | None
    method: str
    status: int | None
    reason: str | None
    detail: str | None
    at: str
    elapsed_ms: int
    source: str
    request_head: str | None
    response_head: str | None
    body: str | None
    body_size: int
    flags: tuple[str, ...]
    run_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A post of which something was learnt."""

    at: str
    post_id: int
    author: str | None
    handle: str | None
    text: str | None
    language: str | None
    key: str
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt(News):
    """What a source said of a post."""

    id: int
    outcome: str
    reason: str | None


def of_post(keys: Sequence[str]) -> Query[SnapshotRow]:
    """The snapshots of a post under every key it had, in the order in which they were written down."""
    sql = f"SELECT {_SNAPSHOT} FROM snapshots WHERE subject = 'post' AND key IN ({marks(keys)}) ORDER BY id"
    return Query(SnapshotRow, ("snapshots",), sql, keys)


def last_said(keys: Sequence[str], source: str) -> Query[SnapshotRow]:
    """The newest snapshot of a post from the platform or from a web archive."""
    sql = (
        f"SELECT {_SNAPSHOT} FROM snapshots WHERE subject = 'post' AND key IN ({marks(keys)}) "
        "AND source = ? AND outcome <> 'quoted' AND body IS NOT NULL ORDER BY id DESC LIMIT 1"
    )
    return Query(SnapshotRow, ("snapshots",), sql, [*keys, source])


def last_captured(keys: Sequence[str]) -> Query[SnapshotRow]:
    """The newest answer of the platform that showed a post."""
    sql = (
        f"SELECT {_SNAPSHOT} FROM snapshots WHERE subject = 'post' AND key IN ({marks(keys)}) "
        "AND outcome = 'captured' AND source = 'platform' AND body IS NOT NULL "
        "ORDER BY captured_at DESC, id DESC LIMIT 1"
    )
    return Query(SnapshotRow, ("snapshots",), sql, keys)


def captured(keys: Sequence[str]) -> Query[SnapshotRow]:
    """The newest answer of anybody but an article that showed a post."""
    sql = (
        f"SELECT {_SNAPSHOT} FROM snapshots WHERE subject = 'post' AND key IN ({marks(keys)}) "
        "AND outcome = 'captured' AND source <> 'article' AND body IS NOT NULL "
        "ORDER BY captured_at DESC, id DESC LIMIT 1"
    )
    return Query(SnapshotRow, ("snapshots",), sql, keys)


def related(keys: Sequence[str]) -> Query[Related]:
    """What captures of these posts show beside them."""
    told = "subject = 'post' AND outcome = 'captured' AND salt IS NOT NULL"
    sql = (
        f"SELECT id, key, json_extract(body, '$.related') AS related FROM snapshots WHERE {told} "
        f"AND key IN ({marks(keys)}) UNION "
        f"SELECT id, resolves_to, json_extract(body, '$.related') FROM snapshots WHERE {told} "
        f"AND resolves_to IN ({marks(keys)}) ORDER BY 1"
    )
    return Query(Related, ("snapshots",), sql, [*keys, *keys])


def asked_for(keys: Sequence[str]) -> Query[Asked]:
    """Every request that was made for a post, hop by hop."""
    sql = (
        "SELECT id, url, method, status, reason, detail, at, elapsed_ms, source, request_head, response_head, body, "
        f"body_size, flags, run_id FROM fetches WHERE snapshot_key IN ({marks(keys)}) ORDER BY at, id LIMIT 200"
    )
    return Query(Asked, ("fetches",), sql, keys)


_POST = "p.id AS post_id, p.author, p.handle, p.text, p.language, p.key, p.platform"


def newest(most: int, chosen: PostFilter) -> Query[Learnt]:
    """The newest captures and losses of posts."""
    wanted, values = chosen.where(rarest="")
    also = "".join(f" AND {one}" for one in wanted)
    sql = (
        f"SELECT s.id, s.outcome, s.reason, s.recorded_at AS at, {_POST} FROM snapshots s "
        "CROSS JOIN posts p ON p.key = coalesce(s.resolves_to, s.key) "
        f"WHERE s.id > (SELECT max(id) FROM snapshots) - {_LOOKED_AT} AND +s.subject = 'post' "
        f"AND s.outcome IN ('captured', 'gone'){also} ORDER BY s.id DESC LIMIT {most}"
    )
    return Query(Learnt, ("snapshots", *chosen.tables), sql, values)
