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
    from embedarchive.store.queries.annotations import Label


class Library:
    """The part of `Archive` that reads, and keeps what people say. It fetches nothing, and needs no run."""

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

    def note(
        self, about: int | str, words: str, *, verification: str | None = None, instead_of: int | None = None
    ) -> int:
        """Write a note about a post, an article or a file, with the operator's name; its number.

        Args:
            about: the number or URL of a post, `article:4`, the URL of an article or a file, or a file's SHA-256.
            words: the note; with `verification` the reason, which may be empty.
            verification: what it is held for: unverified, verified, false, disputed. Needs an operator.
            instead_of: the number of a note that this one corrects; the log keeps both.

        Raises:
            UsageError: there is no such thing or no such note, the note says nothing, or nobody answers for it.
        """
        from embedarchive.archive import annotation_log
        from embedarchive.errors import UsageError

        meant = annotation_log.subject(self._store, str(about))
        if verification is None:
            return annotation_log.note(self._store, meant, words, operator=self._operator, instead_of=instead_of)
        if instead_of is not None:
            raise UsageError("A verification replaces the one before by itself; instead_of is for notes.")
        return annotation_log.judge(self._store, meant, verification, words, operator=self._operator)

    def withdraw(self, note: int) -> None:
        """Take a note back by its number: it does not hold any more, and stays in the log.

        Raises:
            UsageError: there is no such note.
        """
        from embedarchive.archive import annotation_log

        annotation_log.withdraw(self._store, note, operator=self._operator)

    def tag(self, about: int | str, *names: str, remove: bool = False) -> int:
        """Put tags on a post, an article or a file, or on all posts of an author (`@handle`); how often it was new.

        Args:
            about: as for `note`.
            names: the tags.
            remove: take them off instead.

        Raises:
            UsageError: there is no such thing, or no tag can be called that.
        """
        from embedarchive.archive import annotation_log
        from embedarchive.archive.named_posts import thing

        meant = annotation_log.subjects(self._store, thing(self._store, str(about)))
        return annotation_log.tag(self._store, meant, names, operator=self._operator, remove=remove)

    def collect(self, name: str, *about: int | str, remove: bool = False) -> int:
        """Put posts, articles and files into a collection; how many were new in it.

        Args:
            name: what the collection is called.
            about: as for `tag`.
            remove: take them out instead.

        Raises:
            UsageError: there is no such thing, or no collection can be called that.
        """
        from embedarchive.archive import annotation_log
        from embedarchive.archive.named_posts import thing

        meant = [one for each in about for one in annotation_log.subjects(self._store, thing(self._store, str(each)))]
        return annotation_log.collect(self._store, name, meant, operator=self._operator, remove=remove)

    def tags(self) -> list[Label]:
        """The tags that there are, by name, and on how many posts and things each is."""
        return self._labels("tag")

    def collections(self) -> list[Label]:
        """The collections that there are, by name, and how many posts and things are in each."""
        return self._labels("collection")

    def _labels(self, kind: str) -> list[Label]:
        from embedarchive.store.queries.annotations import labels
        from embedarchive.store.queries.query import found

        return found(self._store.connection, labels(kind))

    def export(
        self, folder: str | Path, *forms: str, annotations: bool = False, **filters: Unpack[Selection]
    ) -> Exported:
        """Write the catalogue, or what belongs to the posts that the filters leave, as files for other programs.

        Args:
            folder: where to write; it must not exist, or be empty.
            forms: csv (unless any is given), jsonl, parquet, geojson, kml, csl, ris, bibtex, rdf, activitystreams.
            annotations: whether the tables have what people say, too; it may be meant for few.
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
        return export_data(self._store, Path(folder), forms or ("csv",), chosen, at, annotations=annotations)
