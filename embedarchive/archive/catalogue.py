"""What an archive holds, as values to read: the library's part of what the website and the terminal show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from embedarchive.archive.choosing import selection
from embedarchive.archive.named_posts import ArticleNumber, post_row, thing
from embedarchive.errors import UsageError
from embedarchive.model.rows import AnnotationRow, ListedMedia, ListedPost, PostMedia, SnapshotRow, widened
from embedarchive.store import Store
from embedarchive.store.queries import annotations as annotation_queries
from embedarchive.store.queries import articles
from embedarchive.store.queries import posts as post_queries
from embedarchive.store.queries.articles import ArticleListed
from embedarchive.store.queries.query import found

if TYPE_CHECKING:
    from typing import Unpack

    from embedarchive.model.selections import Selection

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArchivedPost(ListedPost):
    """A post of an archive: a `ListedPost`, with what belongs to it, which is read when it is asked for.

    A notebook shows it as a card with its images, which needs no network.
    """

    reading: Store = field(compare=False, repr=False)

    @property
    def media(self) -> tuple[PostMedia, ...]:
        """Its images, videos and sounds, in their order."""
        return tuple(self.reading.media_of(self.id))

    @property
    def history(self) -> tuple[SnapshotRow, ...]:
        """What every source said of it, the oldest first."""
        return tuple(self.reading.history(self.key))

    @property
    def articles(self) -> tuple[ArchivedArticle, ...]:
        """The articles that show it."""
        shown = found(self.reading.connection, post_queries.articles_with(self.id))
        return tuple(_article(self.reading, one.n) for one in shown)

    @property
    def annotations(self) -> tuple[AnnotationRow, ...]:
        """What people say of it now: notes, tags, collections, what it is held for."""
        return tuple(found(self.reading.connection, annotation_queries.of_posts([self.id])))

    def card(self) -> str:
        """It as HTML that needs nothing: to put into any page.

        Raises:
            ArchiveError: a kept file is missing or damaged.
        """
        from embedarchive.exports import cards
        from embedarchive.exports.files import Files
        from embedarchive.exports.posts import card_of

        return cards.fragment(card_of(self.reading, self.id), Files(self.reading, None).address)

    _repr_html_ = card


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedArticle(ArticleListed):
    """An article of an archive, as it was read last."""

    reading: Store = field(compare=False, repr=False)

    @property
    def posts(self) -> tuple[ArchivedPost, ...]:
        """The posts that it shows, in their order."""
        rows = found(self.reading.connection, post_queries.in_article(self.id))
        return tuple(widened(ArchivedPost, row, reading=self.reading) for row in rows)

    @property
    def annotations(self) -> tuple[AnnotationRow, ...]:
        """What people say of it now: notes, tags, collections, what it is held for."""
        return tuple(found(self.reading.connection, annotation_queries.of_article(self.id)))

    def _repr_html_(self) -> str:
        from html import escape

        about = " · ".join(escape(one) for one in (self.outlet, (self.published or "")[:10]) if one)
        shown = f"{self.embed_count or 0} posts, {self.image_count or 0} images"
        return f"<p><b>{escape(self.title or self.source)}</b><br>{about}{' · ' if about else ''}{shown}</p>"


def all_articles(store: Store) -> Iterator[ArchivedArticle]:
    """The articles, the one that was read first last."""
    before: int | None = None
    while page := found(store.connection, articles.listed(before=before, matching=None, most=_PAGE)):
        yield from (widened(ArchivedArticle, row, reading=store) for row in page)
        before = page[-1].id


def chosen_posts(store: Store, **filters: Unpack[Selection]) -> list[ArchivedPost]:
    """The posts that the filters leave, the newest first.

    Raises:
        UsageError: there is no such filter, or it cannot have this value.
    """
    rows = store.listed_posts(chosen=selection(cast("dict[str, str]", filters)))
    return [widened(ArchivedPost, row, reading=store) for row in rows]


def one_post(store: Store, post: int | str) -> ArchivedPost:
    """The post with this number or URL.

    Raises:
        UsageError: there is none.
    """
    return widened(ArchivedPost, post_row(store, str(post)), reading=store)


def one_article(store: Store, article: int | str) -> ArchivedArticle:
    """The article with this number or URL.

    Raises:
        UsageError: there is none.
    """
    named = thing(store, f"article:{article}" if isinstance(article, int) else article)
    if not isinstance(named, ArticleNumber):
        raise UsageError(f"{article} is no article in {store.folder}.")
    return _article(store, named.number)


def chosen_media(store: Store, **filters: Unpack[Selection]) -> list[ListedMedia]:
    """The images, videos and sounds, the newest first; with filters those of the posts that they leave."""
    wanted = selection(cast("dict[str, str]", filters))
    return store.listed_media(chosen=wanted or None)


def _article(store: Store, number: int) -> ArchivedArticle:
    (row,) = found(store.connection, articles.numbered(number))
    return widened(ArchivedArticle, row, reading=store)
