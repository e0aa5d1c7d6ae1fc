"""The archive's one writer: opens the folder, and writes down what was found, asked, answered and learnt."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

from embedarchive.errors import ArchiveError
from embedarchive.model import GONE, SCHEMA, Embed, Exchange, Image, MediaRef, Missing, Post, Scan, plain
from embedarchive.store import connecting, reading
from embedarchive.store.blobs import Blob, Blobs, describe
from embedarchive.store.chain import Chain, canonical
from embedarchive.store.filesystem import FileSystem
from embedarchive.store.keys import clean, clean_text, media_key, post_key
from embedarchive.store.projection import VERSION, Projection, resolve, rows
from embedarchive.store.reading import Due, DueMedia
from embedarchive.store.records import (
    ArticleRecord,
    Row,
    SnapshotRecord,
    content_digest,
    dump,
    embed_row,
    fetch_row,
    forgotten,
    image_row,
    resolved_key,
    scan_json,
    text_or_none,
)
from embedarchive.store.times import stamp

Kept = Literal["platform", "web-archive"]


def now() -> dt.datetime:
    """The time, aware and in UTC."""
    return dt.datetime.now(dt.UTC)


class Store:
    """One archive folder. Methods may be called from any thread; writes wait for each other, also across processes.

    Every write is one transaction, its blobs on the disk before it. `transaction()` makes several writes one.
    """

    def __init__(self, folder: Path, *, read_only: bool, clock: Callable[[], dt.datetime], files: FileSystem) -> None:
        self.folder, self.read_only, self._clock = folder, read_only, clock
        self._lock = threading.RLock()
        self._depth = 0
        self._run: int | None = None
        self.connection = connecting.connect(folder, read_only=read_only)
        self.blobs = Blobs(folder, files)
        self._chain = Chain(self.connection)
        self._projection = Projection(self.connection)

    # ------------------------------------------------------------------------------------------------- opening and closing

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        create: bool = True,
        read_only: bool = False,
        clock: Callable[[], dt.datetime] = now,
        files: FileSystem | None = None,
    ) -> Self:
        """Open an archive.

        Args:
            create: make the folder and the database when there is none.
            read_only: look, never write; several readers and one writer get along.

        Raises:
            ArchiveError: with one sentence that says why the folder cannot be used.
        """
        folder = Path(folder)
        connecting.check_folder(folder, create=create and not read_only)
        store = cls(folder, read_only=read_only, clock=clock, files=files or FileSystem())
        try:
            if not read_only:
                store._settle_in()
        except BaseException:
            store.close()
            raise
        return store

    def _settle_in(self) -> None:
        """Make the folders, clear what was left by killed processes, and renew a projection that an older version made."""
        with connecting.told_plainly(self.folder):
            self.blobs.prepare()
            self.blobs.sweep()
        if self._projection.version != VERSION:
            self.rebuild()

    def close(self) -> None:
        """Bring everything into `archive.db` itself and let go of it. Closing twice is no error."""
        with self._lock:
            connecting.close(self.connection, read_only=self.read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Several writes that are kept together or not at all. May be nested.

        Raises:
            ArchiveError: another process has been writing for longer than half a minute, or the disk is full or broken.
        """
        with self._lock, connecting.told_plainly(self.folder), connecting.transaction(self.connection, self._depth):
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1

    # ---------------------------------------------------------------------------------------------------------------- runs

    def begin_run(
        self,
        command: str,
        *,
        versions: Mapping[str, str] | None = None,
        options: Mapping[str, Any] | None = None,
        operator: str | None = None,
    ) -> int:
        """Write down who asks for what; everything written until `end_run` belongs to this run."""
        row: Row = {
            "command": clean_text(command),
            "versions": dump(versions or {}),
            "options": dump(options or {}),
            "operator": operator,
        }
        with self.transaction():
            at = self._now()
            self._run = self._chain.add("runs", {**row, "started_at": at}, at)
            return self._run

    def end_run(self, exit_code: int, counts: Mapping[str, Any] | None = None) -> None:
        """Write down how the run ended. `counts`: whatever the summary says."""
        with self.transaction():
            at = self._now()
            row: Row = {"run_id": self._running(), "ended_at": at, "exit_code": exit_code, "counts": dump(counts or {})}
            self._chain.add("run_ends", row, at)
        self._run = None

    def _running(self) -> int:
        if self._run is None:
            raise ArchiveError("Nothing can be written outside of a run; call begin_run first.")
        return self._run

    def _now(self) -> str:
        return stamp(self._clock())

    # --------------------------------------------------------------------------------------------------------------- blobs

    def keep(self, data: bytes, declared_type: str | None = None) -> Blob:
        """Keep bytes; on return they are on the disk, and named by the next row that needs them."""
        with connecting.told_plainly(self.folder):
            return self._known_blob(self.blobs.put(data, declared_type))

    def adopt(self, path: str | Path, declared_type: str | None = None) -> Blob:
        """Keep a file that was streamed to the disk; it is moved away from `path`."""
        with connecting.told_plainly(self.folder):
            return self._known_blob(self.blobs.adopt(Path(path), declared_type))

    def path_of(self, digest: str) -> Path | None:
        """The file that holds these bytes; nothing when the archive does not know them."""
        found = reading.blob(self.connection, digest)
        return self.folder / found.path if found else None

    def blob(self, digest: str) -> Blob | None:
        """What is known of these bytes; nothing when the archive does not hold them."""
        with self._lock:
            return reading.blob(self.connection, digest)

    def _known_blob(self, blob: Blob) -> Blob:
        """The ending is decided once: by the row, if there is one."""
        with self._lock:
            known = reading.blob(self.connection, blob.digest)
        if known and known.ending != blob.ending:
            (self.folder / blob.path).replace(self.folder / known.path)
            return known
        return blob

    def _name(self, *blobs: Blob | None) -> None:
        """Write the rows of blobs that have none."""
        for blob in blobs:
            if blob and not reading.blob(self.connection, blob.digest):
                row: Row = {
                    "digest": blob.digest,
                    "size": blob.size,
                    "media_type": blob.media_type,
                    "declared_type": text_or_none(blob.declared_type),
                    "ending": blob.ending,
                    "kept_at": self._now(),
                }
                self._chain.add("blobs", row, self._now())

    # ------------------------------------------------------------------------------------------------------------ articles

    def add_article(
        self,
        data: bytes,
        scan: Scan,
        text: str,
        *,
        parser: str,
        url: str | None = None,
        path: str | Path | None = None,
    ) -> ArticleRecord:
        """Keep an article and what was found in it. The same bytes, read by the same parser to the same end, add nothing.

        Args:
            data: the bytes as given.
            text: the readable text, U+FFFC where embeds and images stand.
            parser: the version of the finder.
            url: where it was fetched from; an article is known again by its URL, by its bytes, or by its path.
            path: the file it was read from.
        """
        keys = tuple(post_key(embed) for embed in scan.embeds)
        erased = tuple(key for key in dict.fromkeys(keys) if self.is_erased(key))
        scan = forgotten(scan, keys, erased)
        document = describe(data) if erased else self.keep(data)
        with self.transaction():
            article = self._article(document.digest, scan, url, path)
            known = reading.same_scan(
                self.connection, article, document.digest, scan.document.part or "", parser, scan_json(scan)
            )
            if known is not None:
                return reading.article_record(self.connection, article, known, scan, "known")
            news = "changed" if reading.has_scan(self.connection, article) else "new"
            self._name(document)
            scanned = self._add_scan(article, document.digest, scan, keys, text, parser)
            for key in erased:
                self.bury(key, reason="seen again in an article", operator=None, erased={}, digests=[document.digest])
            return reading.article_record(self.connection, article, scanned, scan, news)

    def _article(self, digest: str, scan: Scan, url: str | None, path: str | Path | None) -> int:
        """The article's row: by URL, by bytes, by path, or a new one."""
        part = scan.document.part or ""
        suffix = f"#{part}" if part else ""
        keys = [f"url:{url.partition('#')[0]}{suffix}"] if url else []
        keys += [f"path:{Path(path).absolute()}{suffix}"] if path else []
        keys = [clean_text(key) for key in keys] or [f"sha256:{digest}{suffix}"]
        found = reading.article_by(self.connection, keys[0] if url else None, digest, part, keys[-1])
        if found is not None:
            return found
        at = self._now()
        row: Row = {
            "key": keys[0],
            "first_seen_at": at,
            "source": clean_text(scan.document.source),
            "url": text_or_none(url),
        }
        return self._chain.add("articles", row, at)

    def _add_scan(self, article: int, digest: str, scan: Scan, keys: tuple[str, ...], text: str, parser: str) -> int:
        at, document = self._now(), scan.document
        row: Row = {
            "article_id": article,
            "run_id": self._running(),
            "scanned_at": at,
            "title": text_or_none(document.title),
            "language": document.language,
            "media_type": document.media_type,
            "charset": document.charset,
            "base_url": text_or_none(document.base_url),
            "part": document.part or "",
            "document": digest,
            "text": clean_text(text),
            "scan": scan_json(scan),
            "parser": parser,
        }
        earlier = reading.keys_of_article(self.connection, article)
        scanned = self._chain.add("article_scans", row, at)
        belongs: Row = {"article_scan_id": scanned, "article_id": article}
        embeds = list(zip(scan.embeds, keys, strict=True))
        images = [(image, media_key(image)) for image in scan.images]
        self._chain.add_all("embeds", [{**embed_row(e, key, n), **belongs} for n, (e, key) in enumerate(embeds)], at)
        self._chain.add_all("images", [{**image_row(i, key, n), **belongs} for n, (i, key) in enumerate(images)], at)
        quoted = [self._quotation("post", key, embed, scanned, parser, at) for embed, key in embeds]
        shown: dict[str, Image | MediaRef] = {media_key(ref): ref for embed in scan.embeds for ref in embed.media}
        shown |= {key: image for image, key in images}
        shown.pop("", None)
        quoted += [self._quotation("media", key, thing, scanned, parser, at) for key, thing in shown.items()]
        self._chain.add_all("snapshots", quoted, at)
        self._projection.update(
            posts=[*(key for _, key in embeds), *earlier.posts], media=[*shown, *earlier.media], articles=[article]
        )
        return scanned

    def _quotation(
        self, subject: str, key: str, said: Embed | Image | MediaRef, scan: int, parser: str, at: str
    ) -> Row:
        body = clean(plain(said))
        return {
            "subject": subject,
            "key": key,
            "captured_at": at,
            "source": "article",
            "outcome": "quoted",
            "recorded_at": at,
            "body": canonical(body),
            "schema": SCHEMA,
            "parser": parser,
            "content_digest": content_digest(body),
            "article_scan_id": scan,
            "run_id": self._running(),
        }

    # ------------------------------------------------------------------------------------------------- exchanges and answers

    def add_exchange(self, exchange: Exchange, *, key: str | None = None) -> int:
        """Keep one hop, exactly as it crossed the wire. `key`: of the post or image it was made for.

        A body that was streamed into a file is moved into the archive.
        """
        heads = [self.keep(head) if head else None for head in (exchange.request_head, exchange.response_head)]
        declared = next((value for name, value in exchange.headers if name.lower() == "content-type"), None)
        body = None
        if exchange.body and exchange.body.data is not None:
            body = self.keep(exchange.body.data, declared)
        elif exchange.body and exchange.body.path:
            body = self.adopt(exchange.body.path, declared)
        with self.transaction():
            self._name(*heads, body)
            row = fetch_row(exchange, key) | {
                "run_id": self._running(),
                "recorded_at": self._now(),
                "request_head": _digest(heads[0]),
                "response_head": _digest(heads[1]),
                "body": _digest(body),
            }
            return self._chain.add("fetches", row, self._now())

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
            reason: for a post from a web archive, why the platform did not have it.
            captured_at: when the source said so; otherwise the post's own `observed_at`, otherwise now.
        """
        body = clean(plain(said))
        row = self._snapshot("post", key, said, source, reason, captured_at, parser) | {
            "body": canonical(body),
            "content_digest": content_digest(body) if isinstance(said, Post) else None,
            "resolves_to": resolved_key(key, said),
        }
        if self.is_erased(key):
            raise ArchiveError(f"The words of {key} were erased; they are not kept again.")
        with self.transaction():
            at = self._now()
            refs = {media_key(ref): ref for ref in said.media} if isinstance(said, Post) else {}
            named = [self._named(media, ref, row) for media, ref in refs.items() if media]
            ids = self._chain.add_all("snapshots", [row, *(item for item in named if item)], at)
            self._projection.update(media=refs, posts=[key])
            return reading.snapshot_record(self.connection, "posts", ids[0], resolve(self.connection, key))

    def add_media(
        self,
        key: str,
        said: Mapping[str, Any] | Missing,
        *,
        parser: str,
        blob: Blob | None = None,
        source: Kept = "platform",
        reason: str | None = None,
        captured_at: dt.datetime | None = None,
    ) -> SnapshotRecord:
        """Keep an image, video or sound, or why there is none.

        Args:
            said: facts of the file: width, height, phash, exif (an object), latitude, longitude, taken_at, duration_s,
                url (the address that answered); or why there is none. Size, type and digest are the blob's.
        """
        facts = clean(plain(said))
        if blob is not None:
            facts = {**facts, "digest": blob.digest, "size": blob.size, "media_type": blob.media_type}
        row = self._snapshot("media", key, said, source, reason, captured_at, parser) | {
            "body": canonical(facts),
            "content_digest": _digest(blob),
        }
        with self.transaction():
            self._name(blob)
            snapshot = self._chain.add("snapshots", row, self._now())
            self._projection.update(media=[key])
            return reading.snapshot_record(self.connection, "media", snapshot, key)

    def _snapshot(
        self,
        subject: str,
        key: str,
        said: Post | Missing | Mapping[str, Any],
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
            "recorded_at": self._now(),
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

    # ------------------------------------------------------------------------------------------------------------ projection

    def rebuild(self) -> None:
        """Make the projection anew out of the truth."""
        with self.transaction():
            self._projection.rebuild()

    def refresh(self, *, posts: Iterable[str], media: Iterable[str], articles: Iterable[int]) -> None:
        """Make anew what depends on these posts, images and articles."""
        with self.transaction():
            self._projection.update(posts=posts, media=media, articles=articles)

    # --------------------------------------------------------------------------------------------------------------- erasing

    def append(self, table: str, found: Sequence[Row]) -> list[int]:
        """Write rows of the truth as they are: for what copies them."""
        with self.transaction():
            return self._chain.add_all(table, found, self._now())

    def bury(
        self,
        key: str,
        *,
        reason: str,
        operator: str | None,
        erased: Mapping[str, Iterable[int]],
        digests: Iterable[str],
    ) -> None:
        """Write a tombstone: whose words went, when, why, by whom; which rows and which bytes."""
        at = self._now()
        row: Row = {"key": key, "at": at, "reason": clean_text(reason), "operator": operator}
        listed = {table: sorted(ids) for table, ids in erased.items() if ids}
        with self.transaction():
            self._chain.add("erasures", row | {"erased": dump(listed), "digests": dump(sorted(digests))}, at)

    @property
    def head(self) -> str:
        """The newest hash of the chain."""
        with self._lock:
            return self._chain.head()

    # --------------------------------------------------------------------------------------------------------------- reading

    def due_posts(self, when: dt.datetime, *, force: bool = False) -> list[Due]:
        """The posts that may be asked for again, oldest first. `force`: all that are neither archived nor gone."""
        with self._lock:
            return reading.due_posts(self.connection, when, force=force)

    def due_media(self, when: dt.datetime, *, force: bool = False) -> list[DueMedia]:
        """The images and videos that may be asked for again."""
        with self._lock:
            return reading.due_media(self.connection, when, force=force)

    def detail(self, subject: Literal["post", "media"], key: str) -> str:
        """The sentence that goes with the newest snapshot of a post or image; may be empty."""
        with self._lock:
            return reading.detail(self.connection, subject, key)

    def captured_posts(self, before: dt.datetime) -> list[str]:
        """The keys of the posts that a platform showed, the last time before that moment, oldest capture first."""
        with self._lock:
            return reading.captured_posts(self.connection, before)

    def listed(
        self, table: Literal["posts", "media"], *, status: str | None = None, most: int | None = None
    ) -> list[dict[str, Any]]:
        """The rows of `posts` or `media`, the newest first; only those in one state, if one is given."""
        with self._lock:
            return reading.listed(self.connection, table, status, most)

    def history(self, key: str) -> list[dict[str, Any]]:
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

    def media_of(self, post_id: int) -> list[dict[str, Any]]:
        """The rows of `media` of a post, in order, with `role` and `position`."""
        with self._lock:
            return reading.media_of(self.connection, post_id)

    def last_post(self, key: str) -> dict[str, Any] | None:
        """The body of the newest capture of a post; what a recheck is compared with."""
        with self._lock:
            found = reading.last_capture(self.connection, key)
        return json.loads(found) if found else None

    def answers_since(self, url: str, when: dt.datetime) -> list[Exchange]:
        """The exchanges of this URL recorded since then, newest first, bodies as files."""
        with self._lock:
            return reading.answers_since(self.connection, self.folder, url, when)

    def counts(self, articles: tuple[int, ...] | None = None) -> dict[str, Any]:
        """What was found and what became of it, by occurrence: of some articles, or of all."""
        with self._lock:
            return reading.counts(self.connection, articles)

    def is_erased(self, key: str) -> bool:
        """Whether this post's words were erased: it is not to be fetched again."""
        with self._lock:
            return reading.is_erased(self.connection, key)


def _digest(blob: Blob | None) -> str | None:
    return blob.digest if blob else None
