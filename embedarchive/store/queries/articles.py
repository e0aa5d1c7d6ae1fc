"""Articles: the list of them, each as it was read, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.model import Coordinates, MediaRef, Mention, Publication
from embedarchive.store.queries.counts import Counted
from embedarchive.store.queries.query import Number, Query, columns, marks

WITH_OUTLET = "SELECT id, outlet FROM article_texts WHERE outlet IS NOT NULL"
"""Names alone, out of their index: in the table they stand behind the words of each article."""


def host(url: str) -> str:
    """The host of an address, without `www.`, in SQL; `url` is its column."""
    rest = f"substr({url}, instr({url}, '//') + 2 + 4 * (substr({url}, instr({url}, '//') + 2, 4) = 'www.'))"
    return f"substr({rest}, 1, instr({rest} || '/', '/') - 1)"


SITE = f"coalesce(t.outlet, {host('a.url')})"
"""What an article calls its outlet; without that the host of its address."""
OF_SITE = (
    "SELECT id FROM article_texts WHERE outlet = ? COLLATE NOCASE UNION ALL SELECT a.id FROM articles a "
    f"JOIN article_texts t ON t.id = a.id WHERE {host('a.url')} = lower(?) AND t.outlet IS NULL"
)
"""The numbers of the articles of a site, which is named twice."""
KEPT_COUNTS = ("posts", "article_posts", "articles", "article_texts", "site_counts")
"""What is read of the counts that the writer keeps, and what they are made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleListed:
    """An article in a list, with the beginning of its newest text."""

    id: int
    source: str
    url: str | None
    first_seen_at: str
    title: str | None
    scanned_at: str | None
    language: str | None
    embed_count: int | None
    image_count: int | None
    outlet: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    beginning: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A reading of an article."""

    id: int
    scanned_at: str
    document: str
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRow:
    """An article as it was read once. `scan` is what was found in it that has no row of its own, as JSON has it."""

    id: int
    article_id: int
    scanned_at: str
    title: str | None
    language: str | None
    media_type: str
    charset: str
    base_url: str | None
    part: str
    document: str
    text: str | None
    scan: dict[str, object] | None
    publication: Publication | None
    parser: str
    source: str
    url: str | None
    first_seen_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedRow:
    """What an article says of a post, and where it does: a row of `embeds`.

    What was erased is None, what an article does not say is empty.
    """

    id: int
    article_scan_id: int
    article_id: int
    position: int
    platform: str
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
    start: int
    end: int
    parts: tuple[tuple[int, int], ...]
    links: tuple[str, ...] | None
    media: tuple[MediaRef, ...] | None
    coordinates: tuple[Coordinates, ...] | None
    quotes: str | None
    replies_to: str | None
    context: str | None
    deletion: str | None
    mentions: tuple[Mention, ...] | None
    confidence: float
    doubts: tuple[str, ...]
    other_starts: tuple[str, ...] | None
    sources: dict[str, str]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRow:
    """What an article says of an image, and where it shows it: a row of `images`."""

    id: int
    article_scan_id: int
    position: int
    url: str
    alt: str | None
    caption: str | None
    credit: str | None
    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """The post that an embed of an article's newest reading stands for."""

    embed_id: int
    post_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceRow:
    """What a reading of an article prints of a post, and which article that is."""

    article_id: int
    article_scan_id: int
    position: int
    author: str | None
    handle: str | None
    date: str | None
    date_text: str | None
    posted_at: str | None
    sources: dict[str, str]
    text: str | None
    language: str | None
    context: str | None
    deletion: str | None
    mentions: tuple[Mention, ...] | None
    confidence: float
    doubts: tuple[str, ...]
    other_starts: tuple[str, ...] | None
    form: str
    start: int
    end: int
    title: str | None
    scanned_at: str
    document: str
    charset: str
    part: str
    article_language: str | None
    publication: Publication | None
    source: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The kept file of a reading."""

    id: int
    part: str
    digest: str
    ending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """The text of a reading; None where it was erased."""

    text: str | None


def listed(*, before: int | None, matching: str | None, most: int) -> Query[ArticleListed]:
    """Articles, the one first seen last at the top; `matching` is what the index is asked for."""
    wanted: list[str] = ["1"]
    values: list[str | int] = []
    if before is not None:
        wanted.append("a.id < ?")
        values.append(before)
    if matching is not None:
        wanted.append(
            "a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT 2000)"
        )
        values.append(matching)
    sql = (
        "SELECT a.id, public_name(a.source) AS source, a.url, a.first_seen_at, t.title, t.scanned_at, t.language, "
        "t.embed_count, t.image_count, t.outlet, t.authors, t.published, t.modified, "
        "substr(t.text, 1, 400) AS beginning "
        "FROM articles a LEFT JOIN article_texts t ON t.id = a.id "
        f"WHERE {' AND '.join(wanted)} ORDER BY a.id DESC LIMIT ?"
    )
    tables = ("articles", "article_texts", *(() if matching is None else ("articles_fts",)))
    return Query(ArticleListed, tables, sql, [*values, most])


def numbered(number: int) -> Query[ArticleListed]:
    """The article of this number, which is there."""
    return listed(before=number + 1, matching=None, most=1)


def by_keys(keys: Sequence[str]) -> Query[Number]:
    """The numbers of the articles with one of these keys, two of them at most."""
    return Query(Number, ("articles",), f"SELECT id AS n FROM articles WHERE key IN ({marks(keys)}) LIMIT 2", keys)


def outlets() -> Query[Counted]:
    """The outlets of which most articles are here, each with how many; 50 at most."""
    sql = (
        "SELECT outlet AS value, count(*) AS count FROM article_texts WHERE outlet IS NOT NULL "
        "GROUP BY outlet COLLATE NOCASE ORDER BY count DESC, value LIMIT 50"
    )
    return Query(Counted, ("article_texts",), sql)


def outlets_of_gone() -> Query[Counted]:
    """The outlets that showed most posts which are gone now, each with how many; 12 at most."""
    sql = (
        "SELECT site AS value, sum(gone_posts) AS count FROM site_counts GROUP BY site COLLATE NOCASE "
        "HAVING max(gone_posts) > 0 ORDER BY count DESC, value LIMIT 12"  # named as it is most often
    )
    return Query(Counted, KEPT_COUNTS, sql)


def has_outlet(outlet: str) -> Query[Number]:
    """One row if an article is of this outlet, in whatever capitals, or names none and has an address of this host."""
    sql = f"SELECT 1 AS n FROM ({OF_SITE}) LIMIT 1"
    return Query(Number, ("article_texts", "articles"), sql, [outlet, outlet])


def every() -> Query[Number]:
    """The numbers of all articles that have been read."""
    return Query(Number, ("article_texts",), "SELECT id AS n FROM article_texts ORDER BY id")


def newest(article: int) -> Query[Number]:
    """The number of the newest reading of an article."""
    sql = "SELECT article_scan_id AS n FROM article_texts WHERE id = ?"
    return Query(Number, ("article_texts",), sql, [article])


def posts_shown(article: int) -> Query[Stands]:
    """Which posts the embeds of an article's newest reading stand for."""
    sql = "SELECT embed_id, post_id FROM article_posts WHERE article_id = ?"
    return Query(Stands, ("article_posts",), sql, [article])


def versions(article: int) -> Query[Version]:
    """The readings of an article, the newest first, a hundred at most."""
    sql = "SELECT id, scanned_at, document, title FROM article_scans WHERE article_id = ? ORDER BY id DESC LIMIT 100"
    return Query(Version, ("article_scans",), sql, [article])


def scan(number: int) -> Query[ScanRow]:
    """A reading of an article, whole."""
    sql = (
        "SELECT s.id, s.article_id, s.scanned_at, s.title, s.language, s.media_type, s.charset, s.base_url, s.part, "
        "s.document, s.text, s.scan, s.publication, s.parser, public_name(a.source) AS source, a.url, a.first_seen_at "
        "FROM article_scans s JOIN articles a ON a.id = s.article_id WHERE s.id = ?"
    )
    return Query(ScanRow, ("article_scans", "articles"), sql, [number])


def readable(number: int) -> Query[Readable]:
    """The text of a reading."""
    return Query(Readable, ("article_scans",), "SELECT text FROM article_scans WHERE id = ?", [number])


def embeds(number: int, positions: Sequence[int] | None = None) -> Query[EmbedRow]:
    """The posts that a reading of an article shows, in their order: all, or those at these positions."""
    sql = f"SELECT {columns(EmbedRow)} FROM embeds WHERE article_scan_id = ?{_at(positions)} ORDER BY position"
    return Query(EmbedRow, ("embeds",), sql, [number, *(positions or ())])


def images(number: int, positions: Sequence[int] | None = None) -> Query[ImageRow]:
    """The images that a reading of an article shows, in their order: all, or those at these positions."""
    sql = f"SELECT {columns(ImageRow)} FROM images WHERE article_scan_id = ?{_at(positions)} ORDER BY position"
    return Query(ImageRow, ("images",), sql, [number, *(positions or ())])


def _at(positions: Sequence[int] | None) -> str:
    return "" if positions is None else f" AND position IN ({marks(positions)})"


def occurrences(keys: Sequence[str]) -> Query[OccurrenceRow]:
    """What articles print of a post, each article's newest reading first, 200 at most."""
    sql = (
        "SELECT e.article_id, e.article_scan_id, e.position, e.author, e.handle, e.date, e.date_text, e.posted_at, "
        "e.sources, e.text, e.language, e.context, e.deletion, e.mentions, e.confidence, e.doubts, e.other_starts, "
        'e.form, e."start", e."end", s.title, s.scanned_at, '
        "s.document, s.charset, s.part, s.language AS article_language, "
        "s.publication, public_name(a.source) AS source, a.url "
        "FROM embeds e JOIN article_scans s ON s.id = e.article_scan_id JOIN articles a ON a.id = e.article_id "
        f"WHERE e.key IN ({marks(keys)}) AND e.form <> 'address' "
        "ORDER BY e.article_id, e.article_scan_id DESC, e.position LIMIT 200"
    )
    return Query(OccurrenceRow, ("embeds", "articles", "article_scans"), sql, keys)


def pages(scans: Sequence[int], largest: int) -> Query[Page]:
    """The kept pages of these readings that are HTML, not erased, and no larger than so many bytes."""
    sql = (
        "SELECT s.id, s.part, b.digest, b.ending FROM article_scans s JOIN blobs b ON b.digest = s.document "
        f"WHERE s.id IN ({marks(scans)}) AND s.text IS NOT NULL AND s.media_type = 'text/html' AND b.size <= ?"
    )
    return Query(Page, ("article_scans", "blobs"), sql, [*scans, largest])
