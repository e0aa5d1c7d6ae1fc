"""An archive that is open: its folder, its transactions, the runs that everything belongs to, and its blobs."""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

from embedarchive.errors import ArchiveError
from embedarchive.long_work import over
from embedarchive.store import connecting, erased_files, keeping, leftovers, reading, tombstones
from embedarchive.store.blobs import Blob, Blobs
from embedarchive.store.chain import Chain
from embedarchive.store.comparing import none_chosen
from embedarchive.store.filesystem import FileSystem
from embedarchive.store.forgetting import Named, nobody
from embedarchive.store.grouped import GroupedWrites
from embedarchive.store.holders import Presence
from embedarchive.store.keys import clean_text
from embedarchive.store.logs import EVIDENCE, Log
from embedarchive.store.projection import VERSION, Projection
from embedarchive.store.queries.query import pieces
from embedarchive.store.rebuilding import Rebuilding
from embedarchive.store.rows import Row, dump, text_or_none
from embedarchive.store.times import now, stamp

T = TypeVar("T")


class Opened:
    """One archive folder. Methods may be called from any thread; writes wait for each other, also across processes.

    Attributes:
        named: which post an address names; what an answer is about is told by it.
        patient: whether a write waits for those of other processes, up to half a minute. Who wants to leave sets it to
            false, and what waits then ends with an `UnwritableError`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        read_only: bool,
        clock: Callable[[], dt.datetime],
        files: FileSystem,
        named: Named,
        hints: Callable[[str], bool],
    ) -> None:
        self.folder, self.read_only, self._clock, self.named = folder, read_only, clock, named
        self._presence: Presence | None = None
        self._buried = False
        self._in_hand: set[str] = set()
        self._token, self._keeps = secrets.token_hex(8), False
        self._since = time.time()
        self._lock = threading.RLock()
        self._depth = 0
        self.patient = True
        self._run: int | None = None
        self.connection = connecting.connect(folder, read_only=read_only)
        self.blobs = Blobs(folder, files)
        self._chain = Chain(self.connection)
        self._projection = Projection(self.connection, hints)
        self._grouped = GroupedWrites(self._lock, self.transaction)

    # --------------------------------------------------------------------------------------------- opening and closing

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        create: bool = True,
        read_only: bool = False,
        clock: Callable[[], dt.datetime] = now,
        files: FileSystem | None = None,
        named: Named = nobody,
        hints: Callable[[str], bool] = none_chosen,
        tidy: bool = True,
    ) -> Self:
        """Open an archive.

        Args:
            folder: where it lies, or is to lie.
            create: make the folder and the database when there is none.
            read_only: look, never write; several readers and one writer get along.
            clock: what says how late it is; a test brings its own.
            files: the calls that write files; a test brings its own.
            named: which post an address names, by its key.
            hints: of which platforms the times of posts are chosen by their authors, and contradict nobody.
            tidy: whether what killed commands left is removed; not when something of the caller's lies in `tmp/`.

        Raises:
            ArchiveError: with one sentence that says why the folder cannot be used.
        """
        folder = Path(folder)
        files = files or FileSystem()
        connecting.check_folder(folder, create=create and not read_only, files=files)
        if not read_only:
            with connecting.told_plainly(folder):
                files.remove(folder / connecting.COPIED)  # from now on it is no copy any more
        store = cls(folder, read_only=read_only, clock=clock, files=files, named=named, hints=hints)
        try:
            store._settle_in(tidy=tidy)
        except BaseException:
            store.close()
            raise
        return store

    def _settle_in(self, *, tidy: bool) -> None:
        """Make the folders, clear what killed processes left, and renew a projection that an older version made.

        Erasures that could not be finished are, if nobody is in the way now.

        Who only looks is told to have it renewed, instead of being shown what may lack something.
        """
        if self.read_only:
            if 0 < self._projection.version < VERSION:  # 0: begun a moment ago, and empty
                raise ArchiveError(
                    f"{self.folder} was written by an older version of embedarchive; "
                    f"`embedarchive rebuild --archive {self.folder}` brings it up to date"
                )
            return
        with connecting.told_plainly(self.folder):
            self.blobs.prepare()
            self._presence = Presence(self.folder / "tmp")
            with self._presence.alone() as alone:
                if not alone:
                    self.blobs.sweep()
                elif tidy:
                    leftovers.clear(self.folder, self.blobs.files)
                    if keeping.may_have_left(self.connection):
                        leftovers.remove_strays(self.connection, self.folder, self.blobs.files)
                        with self.transaction():
                            keeping.looked(self.connection, self.now())
        if self._projection.version != VERSION:
            self.rebuild()
        self.finish_erasures()

    def close(self) -> None:
        """Bring everything into `archive.db` itself and let go of it. Closing twice is no error."""
        with self._lock:
            if self._presence is not None:
                self._run = None
                self._in_hand.clear()
                with contextlib.suppress(ArchiveError, sqlite3.Error):
                    self.finish_erasures()
                self._presence.leave()
                self._presence = None
            connecting.close(self.connection, read_only=self.read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Several writes that are kept together or not at all. May be nested.

        Raises:
            UnwritableError: another process has been writing for longer than half a minute, or the disk is full or
                broken.
        """
        with self._lock:
            try:
                with (
                    connecting.told_plainly(self.folder),
                    connecting.transaction(self.connection, self._depth, lambda: self.patient),
                ):
                    if not self._depth:
                        self._chain.begin()
                    self._depth += 1
                    try:
                        yield
                    finally:
                        self._depth -= 1
            except BaseException:  # the end of the transaction may be what fails
                self._chain.forget()
                self._keeps = False
                raise
        self._remove_buried()

    def together(self, write: Callable[[], T]) -> T:
        """Do a write in one transaction with those that other threads wait to do; each is kept or not by itself.

        Raises:
            UnwritableError: as `transaction`.
        """
        return self._grouped.do(write, nested=lambda: self._depth > 0)

    def _remove_buried(self) -> None:
        """Remove the files of what was just found to be erased: once its tombstone is written, before anybody else."""
        with self._lock:  # another thread's transaction runs on the same connection
            if not self._buried or self._depth:
                return
            self._buried = False
            with contextlib.suppress(OSError, sqlite3.Error):  # it was written down; whoever finishes it tries again
                erased_files.remove_files(self.connection, self.folder, self.blobs)
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # ------------------------------------------------------------------------------------------------------------ runs

    def begin_run(
        self,
        command: str,
        *,
        versions: Mapping[str, str] | None = None,
        options: Mapping[str, object] | None = None,
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
            at = self.now()
            self._run = self._chain.add("runs", {**row, "started_at": at}, at)
            keeping.begin(self.connection, self._token, at)
            self._keeps = True
            return self._run

    def end_run(self, exit_code: int, counts: Mapping[str, object] | None = None) -> None:
        """Write down how the run ended. `counts`: whatever the summary says."""
        with self.transaction():
            at = self.now()
            row: Row = {"run_id": self._running(), "ended_at": at, "exit_code": exit_code, "counts": dump(counts or {})}
            self._chain.add("run_ends", row, at)
            if self._all_named():
                keeping.end(self.connection, self._token)
                self._keeps = False
        self._run = None

    def _all_named(self) -> bool:
        """Whether each file that was kept has its row; one that was kept before has it already."""
        for some in pieces(self._in_hand):
            self._in_hand.difference_update(reading.blobs(self.connection, some))
        return not self._in_hand

    def _running(self) -> int:
        if self._run is None:
            raise ArchiveError("Nothing can be written outside of a run; call begin_run first.")
        return self._run

    def now(self) -> str:
        """The time as a column holds it."""
        return stamp(self._clock())

    # ----------------------------------------------------------------------------------------------------------- blobs

    def keep(self, data: bytes, declared_type: str | None = None) -> Blob:
        """Keep bytes; on return they are on the disk, and named by the next row that needs them."""
        with connecting.told_plainly(self.folder):
            return self._known_blobs(self._put(data, declared_type))[0]

    def adopt(self, path: str | Path, declared_type: str | None = None) -> Blob:
        """Keep a file that was streamed to the disk; it is moved away from `path`."""
        with connecting.told_plainly(self.folder):
            return self._known_blobs(self._adopt(path, declared_type))[0]

    def path_of(self, digest: str) -> Path | None:
        """The file that holds these bytes; nothing when the archive does not know them."""
        found = self.blob(digest)
        return self.folder / found.path if found else None

    def blob(self, digest: str) -> Blob | None:
        """What is known of these bytes; nothing when the archive does not hold them."""
        with self._lock:
            return reading.blobs(self.connection, [digest]).get(digest)

    def _known_blobs(self, *blobs: Blob) -> tuple[Blob, ...]:
        """Files that were just written, as they are known: the ending is decided once, by the row, if there is one."""
        with self._lock:
            known = reading.blobs(self.connection, [blob.digest for blob in blobs])
        return tuple(self._renamed(blob, known.get(blob.digest, blob)) for blob in blobs)

    def _renamed(self, blob: Blob, known: Blob) -> Blob:
        if known.ending == blob.ending:
            return blob
        with contextlib.suppress(FileNotFoundError):  # the same bytes twice: moved a moment ago
            (self.folder / blob.path).replace(self.folder / known.path)
        return known

    def _put(self, data: bytes, declared_type: str | None = None) -> Blob:
        self._begin_keeping()
        return self._held(self.blobs.put(data, declared_type))

    def _adopt(self, path: str | Path, declared_type: str | None = None) -> Blob:
        self._begin_keeping()
        return self._held(self.blobs.adopt(Path(path), declared_type))

    def _begin_keeping(self) -> None:
        """Write down that files are kept, where that is done outside of a run; before the first of them."""
        if not self._keeps:
            with self.transaction():
                keeping.begin(self.connection, self._token, self.now())
                self._keeps = True

    def _held(self, blob: Blob) -> Blob:
        """A file that a row is about to name: nobody takes it for one that was left behind."""
        with self._lock:
            self._in_hand.add(blob.digest)
        return blob

    def name_all(self, blobs: Iterable[Blob]) -> None:
        """Write the rows of files that were kept and that no other row names yet: they stay, whoever is killed.

        Raises:
            ArchiveError: another command erased the very same bytes meanwhile.
        """
        with self.transaction():
            self._name(*blobs)

    def _name(self, *blobs: Blob | None) -> None:
        """Write the rows of blobs that have none, and give files the ending that their row has.

        To be called within the transaction that names them.

        Raises:
            ArchiveError: another command erased the very same bytes meanwhile.
        """
        named = {blob.digest: blob for blob in blobs if blob}
        for blob in named.values():
            if blob.digest in self._in_hand:
                if not (self.folder / blob.path).exists():
                    raise ArchiveError(f"{blob.path} was erased while it was kept; try again.")
                self._in_hand.discard(blob.digest)
        known = reading.blobs(self.connection, named)
        for digest, blob in known.items():
            self._renamed(named[digest], blob)
        rows: list[Row] = [
            {
                "digest": blob.digest,
                "size": blob.size,
                "media_type": blob.media_type,
                "declared_type": text_or_none(blob.declared_type),
                "ending": blob.ending,
                "kept_at": self.now(),
            }
            for digest, blob in named.items()
            if digest not in known
        ]
        self._chain.add_all("blobs", rows, self.now())

    # ------------------------------------------------------------------------------------------------------ projection

    def rebuild(self) -> None:
        """Make the projection anew out of the truth; goes on behind the last step of who was stopped."""
        try:
            Rebuilding(self.connection, self._projection).run(self.transaction, self.now())
        finally:
            over()

    def refresh(self, *, posts: Iterable[str], media: Iterable[str], articles: Iterable[int]) -> None:
        """Make anew what depends on these posts, images and articles."""
        with self.transaction():
            self._projection.update(posts=posts, media=media, articles=articles)

    # ----------------------------------------------------------------------------------------------------- annotations

    def annotate(self, found: Sequence[Row]) -> list[int]:
        """Write down what somebody says of posts, media or articles, in the log that is kept for it; needs no run."""
        with self.transaction():
            at = self.now()
            numbers = self._chain.add_all("annotation_log", [{"at": at, **row} for row in found], at)
            for subject, key in dict.fromkeys((str(row["subject"]), str(row["key"])) for row in found):
                self.show_annotations(subject, key)
            return numbers

    def show_annotations(self, subject: str, key: str) -> None:
        """Make anew what people say of a post, a medium or an article; `subject` is post, media or article."""
        with self.transaction():
            self._projection.annotate(subject, key)

    # --------------------------------------------------------------------------------------------------------- erasing

    def is_erased(self, key: str) -> bool:
        """Whether this post's words were erased: it is not to be fetched again."""
        with self._lock:
            return tombstones.is_erased(self.connection, key)

    def has_erasures(self) -> bool:
        """Whether anything was ever erased here."""
        with self._lock:
            return tombstones.has_erasures(self.connection)

    def append(self, table: str, found: Sequence[Row]) -> list[int]:
        """Write rows of the truth as they are: for what copies them."""
        with self.transaction():
            return self._chain.add_all(table, found, self.now())

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
        at = self.now()
        row: Row = {"key": key, "at": at, "reason": clean_text(reason), "operator": operator}
        listed = {table: sorted(ids) for table, ids in erased.items() if ids}
        with self.transaction():
            tomb = self._chain.add("erasures", row | {"erased": dump(listed), "digests": dump(sorted(digests))}, at)
            self.connection.execute("INSERT INTO unfinished_erasures (erasure_id) VALUES (?)", (tomb,))
            self._buried = True

    def reopen_erasure(self, key: str) -> None:
        """Have the erasures of a post gone through once more, whether or not they are finished."""
        sql = "INSERT OR IGNORE INTO unfinished_erasures (erasure_id) SELECT id FROM erasures WHERE key = ?"
        with self._lock:
            self.connection.execute(sql, (key,))

    def finish_erasures(self, *, patience_s: float = 0.0, tell: Callable[[str], None] | None = None) -> str | None:
        """Remove what erasures left to be removed; None when nothing is left, otherwise why not, in a sentence.

        Args:
            patience_s: how long to wait for others that read or write the archive, in seconds.
            tell: called with a sentence that says who is waited for.
        """
        with self._lock:
            if self._presence is None or self._depth:
                return None
            place = erased_files.Place(
                folder=self.folder,
                connection=self.connection,
                blobs=self.blobs,
                presence=self._presence,
                in_hand=frozenset(self._in_hand),
                since=None if self._run is None else self._since,
            )
            return erased_files.finish(place, patience_s=patience_s, tell=tell)

    def length(self, log: Log = EVIDENCE) -> int:
        """How many events the chain of a log has."""
        with self._lock:
            return int(self.connection.execute(f"SELECT coalesce(max(id), 0) FROM {log.events}").fetchone()[0])

    @property
    def head(self) -> str:
        """The newest hash of the chain of what was captured."""
        return self.head_of(EVIDENCE)

    def head_of(self, log: Log) -> str:
        """The newest hash of the chain of a log."""
        with self._lock:
            return self._chain.head(log)
