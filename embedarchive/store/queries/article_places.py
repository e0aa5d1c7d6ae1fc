"""Where in a reading of an article its embeds and images stand, and what its readers see of them."""

from __future__ import annotations

from dataclasses import dataclass

from embedarchive.store.queries.query import Query, Text, columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Which embed or image of a reading it is, and where in the article it begins."""

    position: int
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a reader of an article sees of a post in it."""

    start: int
    platform: str
    author: str | None
    handle: str | None
    text: str | None
    native_id: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captioned:
    """What a reader of an article is told of an image in it."""

    start: int
    caption: str | None
    alt: str | None
    url: str


def embeds(number: int) -> Query[Placed]:
    """Where the posts that a reading of an article shows stand in it, in their order."""
    sql = 'SELECT position, "start" FROM embeds WHERE article_scan_id = ? ORDER BY position'
    return Query(Placed, ("embeds",), sql, [number])


def images(number: int) -> Query[Placed]:
    """Where the images that a reading of an article shows stand in it, in their order."""
    sql = 'SELECT position, "start" FROM images WHERE article_scan_id = ? ORDER BY position'
    return Query(Placed, ("images",), sql, [number])


def printed(number: int) -> Query[Printed]:
    """The posts that a reading of an article shows, in their order, as far as its readers see them."""
    sql = f"SELECT {columns(Printed)} FROM embeds WHERE article_scan_id = ? ORDER BY position"
    return Query(Printed, ("embeds",), sql, [number])


def captions(number: int) -> Query[Captioned]:
    """The images that a reading of an article shows, in their order, as far as its readers are told of them."""
    sql = f"SELECT {columns(Captioned)} FROM images WHERE article_scan_id = ? ORDER BY position"
    return Query(Captioned, ("images",), sql, [number])


def image_files(number: int) -> Query[Text]:
    """The digests of the images that a reading of an article shows, as far as they are kept, 500 at most."""
    sql = (
        "SELECT m.digest AS text FROM images i JOIN media m ON m.key = i.key "
        "WHERE i.article_scan_id = ? AND m.digest IS NOT NULL ORDER BY i.position LIMIT 500"
    )
    return Query(Text, ("images", "media"), sql, [number])
