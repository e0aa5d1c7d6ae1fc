"""What sources answer: every exchange as it crossed the wire, and what a platform or a web archive said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Literal

from embedarchive.errors import ArchiveError
from embedarchive.model import GONE, SCHEMA, Exchange, MediaRef, Missing, Post, plain
from embedarchive.store import connecting, reading, tombstones
from embedarchive.store.blobs import Blob, describe
from embedarchive.store.chain import canonical
from embedarchive.store.forgetting import forgotten, keys_in, others
from embedarchive.store.keys import clean, clean_text, media_key, video_key
from embedarchive.store.opened import Opened
from embedarchive.store.projection import known_as, resolve
from embedarchive.store.rows import Row, SnapshotRecord, content_digest, dump, fetch_row, resolved_key
from embedarchive.store.times import stamp

Kept = Literal["platform", "web-archive", "export"]
Brought = Literal["platform", "web-archive", "article", "export"]


class Answers(Opened):
    """Keeps exchanges and answers."""

    def add_exchange(self, exchange: Exchange, *, key: str | None = None, to_read: bool = False) -> int:
        """Keep one hop, exactly as it crossed the wire; the id of its row.

        A body that was streamed into a file is moved into the archive. Of an answer that would bring the words of an
        erased post back only that it came is written down.

        Args:
            exchange: the hop.
            key: of the post or image it was made for.
            to_read: whether `note_read` will say whose words the answer carries. Until then nobody knows.
        """
        bare = not (exchange.request_head or exchange.response_head or exchange.body)
        if not bare and self._is_unwelcome(exchange, key, to_read=to_read):
            return self._note_exchange(exchange, key)
        return self.together(partial(self._add_fetch, exchange, key, self._kept(exchange), to_read=to_read))

    def _is_unwelcome(self, exchange: Exchange, key: str | None, *, to_read: bool) -> bool:
        """Whether an answer would bring the words of an erased post back."""
        return self.has_erasures() and (
            (key is not None and self._brings_back(key)) or (to_read and self._was_erased(exchange))
        )

    def _add_fetch(self, exchange: Exchange, key: str | None, kept: Mapping[str, Blob], *, to_read: bool) -> int:
        """The row of an exchange, and whose words it carries, unless that is still to be read."""
        if not kept and self._is_unwelcome(
            exchange, key, to_read=to_read
        ):  # here, so as not to wait for the lock twice
            return self._note_exchange(exchange, key)
        self._name(*kept.values())
        at = self.now()
        row = fetch_row(exchange, key) | {column: blob.digest for column, blob in kept.items()}
        fetch = self._chain.add("fetches", row | {"run_id": self._running(), "recorded_at": at}, at)
        if key is not None and not to_read and self._is_post(key):
            self._chain.add("fetch_posts", {"fetch_id": fetch, "key": key}, at)
        if to_read:
            self.connection.execute("INSERT INTO unread_fetches (fetch_id) VALUES (?)", (fetch,))
        return fetch

    def _kept(self, exchange: Exchange) -> dict[str, Blob]:
        """The files of an exchange, by the columns that name them."""
        heads = {"request_head": exchange.request_head, "response_head": exchange.response_head}
        declared = next((value for name, value in exchange.headers if name.lower() == "content-type"), None)
        with connecting.told_plainly(self.folder):
            written = {column: self._put(head) for column, head in heads.items() if head}
            if exchange.body and exchange.body.data is not None:
                written["body"] = self._put(exchange.body.data, declared)
            elif exchange.body and exchange.body.path:
                written["body"] = self._adopt(exchange.body.path, declared)
        return written

    def note_read(self, fetches: Iterable[int], said: Iterable[Post | Missing] = (), keys: Iterable[str] = ()) -> None:
        """Write down whose words these answers carry. Those that carry the words of an erased post go again.

        Args:
            fetches: the rows of the answers.
            said: what was read in them.
            keys: further posts that they show.
        """
        read = list(dict.fromkeys(fetches))
        told = [key for each in said for key in keys_in(clean(plain(each)), self.named)]
        about = [resolve(self.connection, key) for key in dict.fromkeys([*told, *keys])]
        with self.transaction():
            listed = "(SELECT value FROM json_each(?))"
            askers = dict(self._all(f"SELECT id, snapshot_key FROM fetches WHERE id IN {listed}", dump(read)))
            whose = [(fetch, dict.fromkeys([key for key in (askers.get(fetch), *about) if key])) for fetch in read]
            rows: list[Row] = [{"fetch_id": fetch, "key": key} for fetch, keys in whose for key in keys]
            self.connection.execute(f"DELETE FROM unread_fetches WHERE fetch_id IN {listed}", (dump(read),))
            self._chain.add_all("fetch_posts", rows, self.now())
            if read and (erased := next(filter(self.is_erased, about), None)):
                self._drop_answers(read, erased)

    def _was_erased(self, exchange: Exchange) -> bool:
        """Whether these very bytes were erased once, as a page that repeats a post's words."""
        body = exchange.body
        if body is None:
            return False
        digest = body.digest if body.data is None else describe(body.data).digest
        with self._lock:
            return tombstones.was_erased(self.connection, digest)

    def _note_exchange(self, exchange: Exchange, key: str | None) -> int:
        """That something was asked and answered, without what."""
        row = fetch_row(exchange, key) | {"url": None, "detail": None, "flags": dump((*exchange.flags, "erased"))}
        with self.transaction():
            return self._chain.add("fetches", row | {"run_id": self._running(), "recorded_at": self.now()}, self.now())

    def _brings_back(self, key: str) -> bool:
        """Whether what is answered about this post is known to carry the words of an erased one, itself included."""
        with self._lock:
            if self.is_erased(key):
                return True
            keys = known_as(self.connection, resolve(self.connection, key))
            sql = """SELECT 1 FROM standing_erasures AS tomb JOIN fetch_posts ON fetch_posts.key = tomb.key
                JOIN fetches ON fetches.id = fetch_id WHERE snapshot_key IN (%s) LIMIT 1"""
            return bool(self._all(sql % ", ".join("?" * len(keys)), *keys))

    def _drop_answers(self, fetches: list[int], erased: str) -> None:
        """Take answers out of the log again that turned out to carry an erased post's words."""
        listed = dump(fetches)
        chosen = "FROM fetches WHERE salt IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
        ids = [int(row) for (row,) in self._all(f"SELECT id {chosen}", listed)]
        digests: set[str] = set()
        for column in ("request_head", "response_head", "body"):
            shared = f"SELECT 1 FROM fetches AS other WHERE other.{column} = fetches.{column} AND salt IS NOT NULL"
            alone = f"NOT EXISTS ({shared} AND other.id NOT IN (SELECT value FROM json_each(?)))"
            sql = f"SELECT {column} {chosen} AND {column} IS NOT NULL AND {alone}"
            digests.update(str(digest) for (digest,) in self._all(sql, listed, listed))
        self.connection.execute("PRAGMA secure_delete = ON")
        sql = "UPDATE fetches SET url = NULL, detail = NULL, salt = NULL WHERE id IN (SELECT value FROM json_each(?))"
        self.connection.execute(sql, (dump(ids),))
        if ids:
            self.bury(erased, reason="seen again in an answer", operator=None, erased={"fetches": ids}, digests=digests)

    def _is_post(self, key: str) -> bool:
        return bool(self._all("SELECT 1 FROM snapshots WHERE subject = 'post' AND key = ? LIMIT 1", key))

    def _all(self, sql: str, *parameters: str | int) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, parameters).fetchall()

    def _without_erased(self, body: dict[str, object]) -> dict[str, object]:
        """What is said of a post, without the erased ones that it quotes, answers or links to."""
        if not self.has_erasures():
            return body
        for key in filter(self.is_erased, keys_in(body, self.named)):
            shown = [post for post in others(body) if f"{post.get('platform')}:{post.get('id')}" == key]
            body = forgotten(known_as(self.connection, key), shown, named=self.named).without(body)
        return body

    def add_post(
        self,
        key: str,
        said: Post | Missing,
        *,
        parser: str,
        source: Kept = "platform",
        reason: str | None = None,
        captured_at: dt.datetime | None = None,
    ) -> SnapshotRecord:
        """Keep what a platform, or a web archive, says of a post.

        Args:
            key: any key that the post ever had.
            said: the post, or why there is none.
            parser: the version of what read the answer.
            source: who says it.
            reason: for a post from a web archive, why the platform did not have it.
            captured_at: when the source said so; otherwise the post's own `observed_at`, otherwise now.
        """
        body = self._without_erased(clean(plain(said)))
        row = self._snapshot(
            said, subject="post", key=key, source=source, reason=reason, captured_at=captured_at, parser=parser
        ) | {
            "body": canonical(body),
            "content_digest": content_digest(body) if isinstance(said, Post) else None,
            "resolves_to": resolved_key(key, said),
        }
        if self.is_erased(key):
            raise ArchiveError(f"The words of {key} were erased; they are not kept again.")
        with self.transaction():
            at = self.now()
            refs = {media_key(ref): ref for ref in said.media} if isinstance(said, Post) else {}
            named = [self._named(media, ref, row) for media, ref in refs.items() if media]
            ids = self._chain.add_all("snapshots", [row, *(item for item in named if item)], at)
            self._projection.update(media=refs, posts=[key])
            return reading.snapshot_record(self.connection, "posts", ids[0], resolve(self.connection, key))

    def add_media(
        self,
        key: str,
        said: Mapping[str, object] | Missing,
        *,
        parser: str,
        blob: Blob | None = None,
        source: Brought = "platform",
        reason: str | None = None,
        captured_at: dt.datetime | None = None,
    ) -> SnapshotRecord:
        """Keep an image, video or sound, or why there is none.

        Args:
            key: the address that named it first.
            parser: the version of what looked into the file.
            blob: its bytes.
            source: where they come from; `article` for an image that came with a saved page.
            reason: for a file from a web archive, why the platform did not have it.
            captured_at: when the source gave it; otherwise now.
            said: facts of the file: width, height, phash, exif (an object), latitude, longitude, precision_m, taken_at,
                duration_s, url (the address that answered); or why there is none. Size, type and digest are the blob's.
        """
        facts = clean(plain(said))
        if blob is not None:
            facts = {**facts, "digest": blob.digest, "size": blob.size, "media_type": blob.media_type}
        row = self._snapshot(
            said, subject="media", key=key, source=source, reason=reason, captured_at=captured_at, parser=parser
        ) | {
            "body": canonical(facts),
            "content_digest": _digest(blob),
        }
        with self.transaction():
            self._name(blob)
            snapshot = self._chain.add("snapshots", row, self.now())
            self._projection.update(media=[key])
            return reading.snapshot_record(self.connection, "media", snapshot, key)

    def name_video(self, post: str, page: str, *, parser: str) -> str:
        """Note that a post shows a video of which its platform names no file; what the video is called.

        Args:
            post: the post's key.
            page: the address of the post, where the video may be found.
            parser: the version of what noticed it.
        """
        post = resolve(self.connection, post)
        key, at = video_key(post), self.now()
        row: Row = {"captured_at": at, "source": "platform", "recorded_at": at, "schema": SCHEMA, "parser": parser}
        with self.transaction():
            named = self._named(key, MediaRef(candidates=(page,), role="video"), row | {"run_id": self._running()})
            if named:
                self._chain.add("snapshots", named, at)
            self._projection.update(media=[key], posts=[post])
        return key

    def _snapshot(
        self,
        said: Post | Missing | Mapping[str, object],
        *,
        subject: str,
        key: str,
        source: str,
        reason: str | None,
        captured_at: dt.datetime | None,
        parser: str,
    ) -> Row:
        missing = said if isinstance(said, Missing) else None
        observed = said.observed_at if isinstance(said, Post) else None
        outcome = "captured" if missing is None else "gone" if missing.reason in GONE else "error"
        return {
            "subject": subject,
            "key": key,
            "captured_at": stamp(captured_at or observed or self._clock()),
            "source": source,
            "outcome": outcome,
            "reason": str(missing.reason) if missing else str(reason) if reason else None,
            "detail": clean_text(missing.detail) if missing else None,
            "retry_after": clean(missing.retry_after) if missing else None,
            "recorded_at": self.now(),
            "schema": SCHEMA,
            "parser": parser,
            "run_id": self._running(),
        }

    def _named(self, key: str, ref: MediaRef, post: Row) -> Row | None:
        """The first word of an image that a post names: it is to be fetched."""
        known = self.connection.execute(
            "SELECT 1 FROM snapshots WHERE subject = 'media' AND key = ? AND source <> 'article' LIMIT 1", (key,)
        ).fetchone()
        if known:
            return None
        shared = {name: post[name] for name in ("captured_at", "source", "recorded_at", "schema", "parser", "run_id")}
        return {**shared, "subject": "media", "key": key, "outcome": "quoted", "body": dump(ref)}


def _digest(blob: Blob | None) -> str | None:
    return blob.digest if blob else None
