"""The archive: writes down what was found, asked, answered and learnt, and says what is known and due."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Literal

from embedarchive.model import Embed, Exchange
from embedarchive.model.rows import PostMedia, SnapshotRow
from embedarchive.store import due, erased_files, logged, reading
from embedarchive.store.articles import Articles
from embedarchive.store.due import Due, DueMedia
from embedarchive.store.exchanges import Answers
from embedarchive.store.projection import resolve, rows
from embedarchive.store.watched import Memory


class Store(Articles, Answers, Memory):
    """One archive folder. Methods may be called from any thread; writes wait for each other, also across processes.

    Every write is one transaction, its blobs on the disk before it. `transaction()` makes several writes one.
    """

    def due_posts(self, when: dt.datetime, *, force: bool = False) -> list[Due]:
        """The posts that may be asked for again, oldest first. `force`: all that are neither archived nor gone."""
        with self._lock:
            return due.due_posts(self.connection, when, force=force)

    def due_media(self, when: dt.datetime, *, force: bool = False) -> list[DueMedia]:
        """The images and videos that may be asked for again."""
        with self._lock:
            return due.due_media(self.connection, when, force=force)

    def detail(self, subject: Literal["post", "media"], key: str) -> str:
        """The sentence that goes with the newest snapshot of a post or image; may be empty."""
        with self._lock:
            return reading.detail(self.connection, subject, key)

    def captured_posts(self, before: dt.datetime) -> list[str]:
        """The keys of posts that are archived or said to be gone, said before that moment, oldest first."""
        with self._lock:
            return reading.captured_posts(self.connection, before)

    def listed(
        self, table: Literal["posts", "media"], *, status: str | None = None, most: int | None = None
    ) -> list[dict[str, Any]]:
        """The rows of `posts` or `media`, the newest first, with `erased_at`; only those in one state, if one is given.

        `status`: a `Status`, or `erased`, which is then the only state that it has.
        """
        with self._lock:
            return reading.listed(self.connection, table, status, most)

    def history(self, key: str) -> list[SnapshotRow]:
        """Every snapshot of a post, oldest first, `body` as an object."""
        with self._lock:
            return reading.history(self.connection, key)

    def embed(self, key: str) -> Embed | None:
        """What a capture of this post starts from; its id and URL are the newest known."""
        with self._lock:
            return reading.embed(self.connection, key)

    def post(self, key: str) -> dict[str, Any] | None:
        """The row of `posts`, by any key that the post ever had."""
        with self._lock:
            found = rows(self.connection, "SELECT * FROM posts WHERE key = ?", (resolve(self.connection, key),))
        return found[0] if found else None

    def media(self, key: str) -> dict[str, Any] | None:
        """The row of `media`, with its `candidates`: every address it may be fetched from, the best first."""
        with self._lock:
            return reading.media(self.connection, key)

    def media_of(self, post_id: int) -> list[PostMedia]:
        """The rows of `media` of a post, in order, with `role` and `position`."""
        with self._lock:
            return reading.media_of(self.connection, post_id)

    def last_post(self, key: str) -> dict[str, Any] | None:
        """The body of the newest capture of a post; what a recheck is compared with."""
        with self._lock:
            found = reading.last_capture(self.connection, key)
        return json.loads(found) if found else None

    def last_word(self, key: str, source: Literal["platform", "web-archive"]) -> dict[str, Any] | None:
        """The newest snapshot of a post from that side, whatever it says; its `body` as an object."""
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
        """Whether a picture of the page `url`, as a browser showed it, is kept for this post."""
        with self._lock:
            return logged.has_view(self.connection, key, url)

    def erased_digests(self) -> set[str]:
        """The digests of files that were erased, and not kept again since for somebody else."""
        with self._lock:
            return erased_files.erased_digests(self.connection)

    def erased_posts(self) -> dict[str, str]:
        """When each post that was erased was, by the key it has now."""
        with self._lock:
            return reading.erased_posts(self.connection)

    def erased_media(self) -> dict[str, str]:
        """When the images and videos of erased posts went, by key."""
        with self._lock:
            return reading.erased_media(self.connection)

    def paths_told(self) -> int:
        """Of how many articles the log, which an earlier version wrote, says in which folder they lay."""
        with self._lock:
            return reading.paths_told(self.connection)

    def counts(self, articles: tuple[int, ...] | None = None) -> dict[str, Any]:
        """What was found and what became of it, by occurrence: of some articles, or of all."""
        with self._lock:
            return reading.counts(self.connection, articles)
