"""What can be asked of an archive that is open, and done with what is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, cast

from embedarchive.model.selections import Selection

if TYPE_CHECKING:
    from embedarchive.archive.catalogue import ArchivedArticle, ArchivedPost
    from embedarchive.exports.posts import Exported
    from embedarchive.model.rows import ListedMedia
    from embedarchive.store import Erasure, Report, Store


class Library:
    """The part of `Archive` that reads. It fetches nothing, and needs no run."""

    folder: Path
    _store: Store
    _operator: str | None
    _clock: Callable[[], dt.datetime]

    def articles(self) -> Iterator[ArchivedArticle]:
        """The articles, the one that was read first last."""
        from embedarchive.archive import catalogue

        return catalogue.all_articles(self._store)

    def article(self, article: int | str) -> ArchivedArticle:
        """The article with this number or URL.

        Raises:
            UsageError: there is none.
        """
        from embedarchive.archive import catalogue

        return catalogue.one_article(self._store, article)

    def posts(self, **filters: Unpack[Selection]) -> list[ArchivedPost]:
        """The posts that the filters leave, the newest first; all of them without any.

        Raises:
            UsageError: there is no such filter, or it cannot have this value; the sentence says which it can have.
        """
        from embedarchive.archive import catalogue

        return catalogue.chosen_posts(self._store, **filters)

    def search(self, words: str, **filters: Unpack[Selection]) -> list[ArchivedPost]:
        """The posts with these words, the newest first; a phrase, -word, OR and from:jane may be among them.

        Raises:
            UsageError: a filter cannot have this value.
        """
        return self.posts(**Selection(**filters, q=words))

    def post(self, post: int | str) -> ArchivedPost:
        """The post with this number or URL, however that is spelt.

        Raises:
            UsageError: there is none.
        """
        from embedarchive.archive import catalogue

        return catalogue.one_post(self._store, post)

    def media(self, **filters: Unpack[Selection]) -> list[ListedMedia]:
        """The images, videos and sounds, the newest first; with filters those of the posts that they leave.

        Raises:
            UsageError: a filter cannot have this value.
        """
        from embedarchive.archive import catalogue

        return catalogue.chosen_media(self._store, **filters)

    def verify(self) -> Report:
        """Whether every byte and every row is as it was written: `sound`, `problems`, the `head` of the chain."""
        from embedarchive.archive.articles.origins import hints
        from embedarchive.store import verify

        return verify(self.folder, hints=hints)

    def erase(self, post: int | str, *, reason: str) -> Erasure:
        """Remove a post's words and media for good; a tombstone with the reason stays.

        Args:
            post: its number or URL.
            reason: why; kept in the log, with the operator.

        Raises:
            UsageError: there is no such post, or no reason is given.
            ArchiveError: the archive cannot be written.
        """
        from embedarchive.archive.named_posts import post_row
        from embedarchive.errors import UsageError
        from embedarchive.store import erase

        if not reason.strip():
            raise UsageError("Say why a post is erased: the reason stays in the log.")
        return erase(self._store, post_row(self._store, str(post)).key, reason=reason, operator=self._operator)

    def export(self, folder: str | Path, *forms: str, **filters: Unpack[Selection]) -> Exported:
        """Write the catalogue, or what belongs to the posts that the filters leave, as files for other programs.

        Args:
            folder: where to write; it must not exist, or be empty.
            forms: csv (unless any is given), jsonl, parquet, geojson, kml, csl, ris, bibtex, rdf, activitystreams.
            filters: which posts.

        Raises:
            UsageError: a form is none, a filter cannot have this value, or the folder holds something already.
        """
        from embedarchive.archive.choosing import selection
        from embedarchive.errors import UsageError
        from embedarchive.exports.data import FORMATS, export_data

        if unknown := next((form for form in forms if form not in FORMATS), None):
            raise UsageError(f"{unknown[:40]} is no format; there are {', '.join(FORMATS)}.")
        at = self._clock().astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        chosen = selection(cast("dict[str, str]", filters))
        return export_data(self._store, Path(folder), forms or ("csv",), chosen, at)
