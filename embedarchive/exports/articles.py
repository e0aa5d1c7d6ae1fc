"""The articles of an archive, each with its posts and images in their places: what every form of copy is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive import documents
from embedarchive.errors import SourceError
from embedarchive.exports import markup
from embedarchive.exports.cards import Card
from embedarchive.exports.markup import Pieces, Place, Span
from embedarchive.exports.posts import cards
from embedarchive.model import Ignored
from embedarchive.model.rows import MediaRow
from embedarchive.store import Store, codec
from embedarchive.store.queries import articles as queries
from embedarchive.store.queries import media, posts
from embedarchive.store.queries.articles import EmbedRow, ImageRow, ScanRow
from embedarchive.store.queries.query import each, first, found

MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in the text of a reading for each embed and image."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An embed where an article shows it, and the card of its post; None where the archive has no such post."""

    embed: EmbedRow
    card: Card | None

    @property
    def printed(self) -> str:
        """The words that the article prints, where they are not the card's."""
        said, known = self.embed.text or "", (self.card.post.text if self.card else None) or ""
        if self.card is not None and (self.card.erased or said.split() == known.split()):
            return ""
        return said


@dataclass(frozen=True, slots=True)
class Pictured:
    """An image where an article shows it, and what is kept of it."""

    image: ImageRow
    kept: MediaRow | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article in the order in which it is read.

    Attributes:
        scan: its newest reading.
        title: what it is called.
        things: its embeds and images.
        pieces: its own harmless markup, and where each of the things stands.
        erased: how many of its posts were erased.
    """

    scan: ScanRow
    title: str
    things: tuple[Shown | Pictured, ...]
    pieces: Pieces
    erased: int


@dataclass(frozen=True, slots=True)
class Made:
    """How a copy was made: when, and the newest seal of the archive's log."""

    at: str
    head: str | None


def numbers(store: Store) -> list[int]:
    """The numbers of all articles."""
    return [row.n for row in found(store.connection, queries.every())]


def article(store: Store, number: int) -> Article | None:
    """The article with that number as it was read last; None when there is none."""
    newest = first(store.connection, queries.newest(number))
    if newest is None:
        return None
    scan = found(store.connection, queries.scan(newest.n))[0]
    things = _things(store, scan)
    return Article(
        scan=scan,
        title=scan.title or scan.source,
        things=things,
        pieces=_pieces(store, scan, things),
        erased=len({one.card.post.id for one in things if isinstance(one, Shown) and one.card and one.card.erased}),
    )


def _things(store: Store, scan: ScanRow) -> tuple[Shown | Pictured, ...]:
    """The embeds and images of a reading, in the order of their marks."""
    connection = store.connection
    embeds, images = found(connection, queries.embeds(scan.id)), found(connection, queries.images(scan.id))
    stands = {row.embed_id: row.post_id for row in found(connection, queries.posts_shown(scan.article_id))}
    rows = list(each(connection, posts.by_numbers, sorted(set(stands.values()))))
    shown = {card.post.id: card for card in cards(store, rows)}
    kept = _media(store, images)
    things: list[Shown | Pictured] = [Shown(one, shown.get(stands.get(one.id, 0))) for one in embeds]
    things += [Pictured(one, kept.get(one.key)) for one in images]
    return tuple(sorted(things, key=_order))


def _order(thing: Shown | Pictured) -> tuple[int, int]:
    """As the marks of a reading stand in its text."""
    place = thing.embed if isinstance(thing, Shown) else thing.image
    return place.start, place.end


def _media(store: Store, images: Sequence[ImageRow]) -> dict[str, MediaRow]:
    return {row.key: row for row in each(store.connection, media.by_keys, sorted({one.key for one in images}))}


def _pieces(store: Store, scan: ScanRow, things: Sequence[Shown | Pictured]) -> Pieces:
    """What the article itself says. Where its words were erased, only its things."""
    places = [_place(thing) for thing in things]
    if scan.text is None:
        return list(range(len(places)))
    if scan.media_type == "text/html" and (text := _as_read(store, scan)) is not None:
        return markup.of_page(text, places, _ignored(scan), scan.base_url or scan.url)
    marked = _titled(scan.text, scan.title)
    markdown = scan.media_type == "text/markdown"
    return markup.of_prose(marked, MARK, places, scan.base_url or scan.url, markdown=markdown)


def _place(thing: Shown | Pictured) -> Place:
    if isinstance(thing, Shown):
        return Place(thing.embed.parts or ((thing.embed.start, thing.embed.end),), block=True)
    return Place(((thing.image.start, thing.image.end),), block=False)


def _ignored(scan: ScanRow) -> list[Span]:
    """What the finder took for something other than the article: the words of consent banners."""
    return [(one.start, one.end) for one in codec.read_all(Ignored, (scan.scan or {}).get("ignored"))]


def _titled(text: str, title: str | None) -> str:
    """The text without its title: that stands above it."""
    lines = text.split("\n")
    at = next((at for at, line in enumerate(lines) if title and line.strip().removeprefix("# ") == title), None)
    return text if at is None else "\n".join(lines[:at] + lines[at + 1 :])


def _as_read(store: Store, scan: ScanRow) -> str | None:
    """The decoded text as it was read; None when it is kept no more, or reads otherwise today."""
    path = store.path_of(scan.document)
    if path is None or path.is_symlink():
        return None
    try:
        data = path.read_bytes()
        for declared in (None, f"{scan.media_type}; charset={scan.charset}"):
            for document in documents.read(data, media_type=declared, limit=max(len(data), documents.LIMIT)):
                if (document.part or "", document.charset) == (scan.part, scan.charset):
                    return document.text
    except (OSError, SourceError):
        return None
    return None
