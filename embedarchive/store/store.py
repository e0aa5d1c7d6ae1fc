"""The archive: writes down what was found, asked, answered and learnt, and says what is known and due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from embedarchive.model import Embed, Exchange
from embedarchive.model.rows import ListedMedia, ListedPost, MediaToFetch, PostMedia, SnapshotRow, WholePost
from embedarchive.store import connecting, due, erased_files, logged, reading, tombstones
from embedarchive.store.articles import Articles
from embedarchive.store.blobs import Blob
from embedarchive.store.due import Waiting, Wanted, Which
from embedarchive.store.exchanges import Answers
from embedarchive.store.queries import provenance
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.store.queries.provenance import Existed
from embedarchive.store.queries.query import found
from embedarchive.store.stamps import Stamps
from embedarchive.store.watched import Memory

T = TypeVar("T")
BATCH = 1_000
"""Files that are asked for at once: a statement of SQLite's names so many values and not endlessly more."""


class Store(Articles, Answers, Memory, Stamps):
    """One archive folder. Methods may be called from any thread; writes wait for each other, also across processes.

    Every write is one transaction, its blobs on the disk before it. `transaction()` makes several writes one.
    """

    def due_posts(
        self, when: dt.datetime, wanted: Wanted | None = None, which: Which = "due"
    ) -> Mapping[str, list[str]]:
        """The keys of the posts that may be asked for again, by platform, oldest first."""
        with self._lock:
            return due.due_posts(self.connection, when, wanted or Wanted(), which)

    def due_media(self, when: dt.datetime, wanted: Wanted | None = None, which: Which = "due") -> list[str]:
        """The keys of the images and videos that may be asked for again, oldest first."""
        with self._lock:
            return due.due_media(self.connection, when, wanted or Wanted(), which)

    def waiting(self, wanted: Wanted) -> Waiting:
        """How much of what is wanted is pending, and when the first of it is due."""
        with self._lock:
            return due.waiting(self.connection, wanted)

    def open_posts(self, only: Collection[str]) -> tuple[int, bool]:
        """How many posts of these platforms, of all if none is named, are pending or failed; whether others are not."""
        with self._lock:
            return due.open_posts(self.connection, only)

    def detail(self, subject: Literal["post", "media"], key: str) -> str:
        """The sentence that goes with the newest snapshot of a post or image; may be empty."""
        with self._lock:
            return reading.detail(self.connection, subject, key)

    def captured_posts(self, before: dt.datetime) -> Iterator[list[str]]:
        """The keys of posts that are archived or said to be gone, said before that moment, oldest first, in pages."""
        return self._in_turns(reading.captured_posts(self.connection, before))

    def listed_posts(
        self, *, status: str | None = None, most: int | None = None, chosen: PostFilter | None = None
    ) -> list[ListedPost]:
        """The posts, the newest first; only those in one state, if one is given.

        Args:
            status: a `Status`, or `erased`, which is then the only state that it has, or a `Reason`.
            most: how many at most.
            chosen: which posts.
        """
        with self._lock:
            return reading.listed_posts(self.connection, status, most, chosen)

    def listed_in_pages(
        self,
        chosen: PostFilter | None = None,
        *,
        media: bool = False,
        status: str | None = None,
        most: int | None = None,
    ) -> Iterator[Sequence[ListedPost | ListedMedia]]:
        """The posts or media of `listed_posts` and `listed_media`, some at a time."""
        pages: Iterator[Sequence[ListedPost | ListedMedia]] = (
            reading.media_in_pages(self.connection, status, most, chosen)
            if media
            else reading.posts_in_pages(self.connection, status, most, chosen)
        )
        return self._in_turns(pages)

    def _in_turns(self, pages: Iterator[T]) -> Iterator[T]:
        """Each page while nobody else uses the connection, who may do so in between."""
        while True:
            with self._lock:
                page = next(pages, None)
            if page is None:
                return
            yield page

    def listed_post(self, name: int | str) -> ListedPost | None:
        """The post with this number, or any key that it ever had."""
        with self._lock:
            return reading.listed_post(self.connection, name)

    def listed_media(
        self, *, status: str | None = None, most: int | None = None, chosen: PostFilter | None = None
    ) -> list[ListedMedia]:
        """The images, videos and sounds, the newest first. The arguments are those of `listed_posts`.

        `chosen`: only the media of these posts.
        """
        with self._lock:
            return reading.listed_media(self.connection, status, most, chosen)

    def history(self, key: str) -> list[SnapshotRow]:
        """Every snapshot of a post, oldest first, `body` as an object."""
        with self._lock:
            return reading.history(self.connection, key)

    def existed(self, snapshots: Sequence[int]) -> dict[int, Existed]:
        """By when snapshots existed, as stamps of the log say, by row; those that no stamp covers are left out."""
        with self._lock:
            return {row.id: row for row in found(self.connection, provenance.existed(snapshots))}

    def came_from(self, snapshots: Sequence[int]) -> dict[int, str]:
        """The archive, by the name of its log, that snapshots came from in a merge, by row."""
        with self._lock:
            return {row.id: row.name for row in found(self.connection, provenance.came_from(snapshots))}

    def embed(self, key: str) -> Embed | None:
        """What a capture of this post starts from; its id and URL are the newest known."""
        with self._lock:
            return reading.embed(self.connection, key)

    def post(self, key: str) -> WholePost | None:
        """The row of `posts`, by any key that the post ever had."""
        with self._lock:
            return reading.post(self.connection, key)

    def media(self, key: str) -> MediaToFetch | None:
        """The row of `media`, with every address it may be fetched from."""
        with self._lock:
            return reading.media(self.connection, key)

    def media_of(self, post_id: int) -> list[PostMedia]:
        """The rows of `media` of a post, in order, with `role` and `position`."""
        with self._lock:
            return reading.media_of(self.connection, post_id)

    def last_post(self, key: str) -> Mapping[str, object] | None:
        """The body of the newest capture of a post; what a recheck is compared with."""
        with self._lock:
            return reading.last_capture(self.connection, key)

    def last_word(self, key: str, source: Literal["platform", "web-archive"]) -> SnapshotRow | None:
        """The newest snapshot of a post from that side, whatever it says."""
        with self._lock:
            return reading.last_word(self.connection, key, source)

    def answers_since(self, url: str, when: dt.datetime, *, unused_by: str | None = None) -> list[Exchange]:
        """The exchanges of this URL recorded since then, newest first, bodies as files.

        `unused_by`: only those that were recorded after the newest snapshot of this post or image: the work that they
        were fetched for was cut off.
        """
        with self._lock:
            return logged.answers_since(self.connection, self.folder, url, when, unused_by)

    def answers_until(self, url: str, run: int) -> list[Exchange]:
        """The exchanges of this URL that this run or an earlier one made, newest first, bodies as files."""
        with self._lock:
            return logged.answers_until(self.connection, self.folder, url, run)

    def unreached(self, subject: Literal["post", "media"], key: str) -> logged.Unreached | None:
        """Since when nobody could be asked about a post or an image, if that is the last word on it."""
        with self._lock:
            return logged.unreached(self.connection, subject, key)

    def last_answer_at(self) -> dt.datetime | None:
        """When anybody on the network last answered anything."""
        with self._lock:
            return logged.last_answer_at(self.connection)

    def has_view(self, key: str, url: str) -> bool:
        """Whether an image of the page `url`, as a browser showed it, is kept for this post."""
        with self._lock:
            return logged.has_view(self.connection, key, url)

    def erased_digests(self) -> set[str]:
        """The digests of files that were erased, and not kept again since for somebody else."""
        with self._lock:
            return erased_files.erased_digests(self.connection)

    def erased_posts(self) -> dict[str, str]:
        """When each post that was erased was, by the key it has now."""
        with self._lock:
            return tombstones.erased_posts(self.connection)

    def erased_media(self) -> dict[str, str]:
        """When the images and videos of erased posts went, by key."""
        with self._lock:
            return tombstones.erased_media(self.connection)

    def copy_database(self, path: Path) -> None:
        """Write the database into a new file as it is at this moment, whoever writes meanwhile.

        Raises:
            ArchiveError: it cannot be read, or the file cannot be written.
        """
        with self._lock, connecting.told_plainly(self.folder):
            connecting.copy(self.connection, path)

    def knows_head(self, head: str) -> bool:
        """Whether the chain ever had this head."""
        with self._lock:
            return self.connection.execute("SELECT 1 FROM events WHERE hash = ?", (head,)).fetchone() is not None

    def held(self) -> Iterator[Blob]:
        """Every file that the archive holds, a few at a time; none of those that were erased."""
        erased, last = self.erased_digests(), 0
        sql = "SELECT id, digest FROM blobs WHERE id > ? ORDER BY id LIMIT ?"
        while True:
            with self._lock:
                found = self.connection.execute(sql, (last, BATCH)).fetchall()
                kept = [str(digest) for _, digest in found if digest not in erased]
                blobs = reading.blobs(self.connection, kept) if kept else {}
            yield from blobs.values()
            if len(found) < BATCH:
                return
            last = int(found[-1][0])

    def paths_told(self) -> int:
        """Of how many articles the log, which an earlier version wrote, says in which folder they lay."""
        with self._lock:
            return reading.paths_told(self.connection)

    def counts(self, articles: tuple[int, ...] | None = None) -> dict[str, Any]:
        """What was found and what became of it, by occurrence: of some articles, or of all."""
        with self._lock:
            return reading.counts(self.connection, articles)
