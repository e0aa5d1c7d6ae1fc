"""All that the log holds about one post or one medium: what it is made of, whenever it is made anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embedarchive.model import MediaRef
from embedarchive.store.queries.query import Query, columns, marks

AGE = "CASE WHEN EXISTS (SELECT 1 FROM merges) THEN {scan}.scanned_at ELSE '' END, {scan}.id"
"""Which of two scans is the later one: the log says so, whatever the clock said; where other logs came in, the time."""
_LATER, _THIS = AGE.format(scan="later"), AGE.format(scan="this")
CURRENT = f"""NOT EXISTS (SELECT 1 FROM article_scans AS later JOIN article_scans AS this ON this.id = {{scan}}
    WHERE later.article_id = this.article_id AND later.document = this.document AND later.part = this.part
    AND ({_LATER}) > ({_THIS}))"""
"""A scan counts until the same bytes of the same article were scanned again: what an older parser misread does not
linger, but what an older version of the article showed does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A row of `snapshots`; `body` is what the source said, as JSON has it."""

    id: int
    captured_at: str
    recorded_at: str
    source: str
    outcome: str
    reason: str | None
    retry_after: float | None
    article_scan_id: int | None
    body: Mapping[str, object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place as a telling has it: degrees, and the size in metres of the last digit given."""

    latitude: float
    longitude: float
    form: str = "decimal"
    precision_m: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A row of `embeds`: what an article says of a post. What was erased is None, what it does not say is empty."""

    id: int
    article_id: int
    form: str
    native_id: str | None
    author: str | None
    handle: str | None
    date: str | None
    date_text: str | None
    posted_at: str | None
    text: str | None
    language: str | None
    url: str | None
    quotes: str | None
    replies_to: str | None
    links: tuple[str, ...] | None
    media: tuple[MediaRef, ...] | None
    coordinates: tuple[Spot, ...] | None
    doubts: tuple[str, ...] | None
    sources: Mapping[str, str] | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row of `images`: what an article says of an image."""

    id: int
    position: int
    key: str
    alt: str | None
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A post that another one quotes or answers, as far as the other's answer shows it."""

    platform: str | None = None
    id: str | None = None
    url: str | None = None
    author: str | None = None
    handle: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one source says of a post: the body of a snapshot, or an article's claim. Holes are allowed.

    The fields are those of `Post` and `Embed`. `platform` is empty where nothing was read but that the post is gone.
    """

    platform: str = ""
    id: str | None = None
    url: str | None = None
    author: str | None = None
    handle: str | None = None
    date: dt.date | None = None
    date_text: str | None = None
    posted_at: dt.datetime | None = None
    text: str | None = None
    language: str | None = None
    place: str | None = None
    coordinates: tuple[Spot, ...] = ()
    media: tuple[MediaRef, ...] = ()
    links: tuple[str, ...] = ()
    quotes: str | None = None
    replies_to: str | None = None
    related: tuple[Related, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    poll: tuple[tuple[str, int | None], ...] = ()
    card: tuple[tuple[str, str], ...] = ()
    truncated: bool = False
    sensitive: bool = False
    sources: tuple[tuple[str, str], ...] = ()


def snapshots_of(keys: Sequence[str], subject: str = "post") -> Query[Snapshot]:
    """Every snapshot of a post or medium, under all the keys that it had, oldest first."""
    sql = f"SELECT {columns(Snapshot)} FROM snapshots WHERE subject = ? AND key IN ({marks(keys)}) ORDER BY id"
    return Query(Snapshot, ("snapshots",), sql, (subject, *keys))


def claims_of(keys: Sequence[str]) -> Query[Claim]:
    """What articles say of a post, in the scans that count."""
    current = CURRENT.format(scan="embeds.article_scan_id")
    sql = f"SELECT {columns(Claim)} FROM embeds WHERE key IN ({marks(keys)}) AND {current} ORDER BY id"
    return Query(Claim, ("embeds", "article_scans", "merges"), sql, keys)


def shown_as(key: str) -> Query[Shown]:
    """What articles say of an image, in the scans that count."""
    current = CURRENT.format(scan="images.article_scan_id")
    sql = f"SELECT {columns(Shown)} FROM images WHERE key = ? AND {current} ORDER BY id"
    return Query(Shown, ("images", "article_scans", "merges"), sql, (key,))


def shown_in(scan: int) -> Query[Shown]:
    """The images of a scan, in their order."""
    sql = f"SELECT {columns(Shown)} FROM images WHERE article_scan_id = ? ORDER BY position"
    return Query(Shown, ("images",), sql, (scan,))
