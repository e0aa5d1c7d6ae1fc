"""Merge another archive into this one: its log whole, under its own name; its rows and files beside ours.

First the files, then everything else in one transaction: whoever is killed has merged nothing but files, and the same
command goes on from there. What was erased here comes back only if somebody says so; what was erased there and is kept
here has to be decided.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from embedarchive.errors import UsageError
from embedarchive.long_work import over, tell
from embedarchive.model.names import public_name
from embedarchive.store.blobs import Blob
from embedarchive.store.chain import GENESIS
from embedarchive.store.erasable import Erasable, digests_to_go, erasable, find
from embedarchive.store.erased_files import PATIENCE_S
from embedarchive.store.erasing import take_out
from embedarchive.store.incoming_files import bring, bring_missing
from embedarchive.store.incoming_rows import IncomingRows, knows, log_gone_on
from embedarchive.store.keys import clean_text
from embedarchive.store.logs import ANNOTATIONS, EVIDENCE, LOGS, Log
from embedarchive.store.merged_logs import merged_logs
from embedarchive.store.other_archive import other_archive
from embedarchive.store.projection import known_as, resolve, rows
from embedarchive.store.rows import Row
from embedarchive.store.store import Store

Keys: TypeAlias = tuple[str, ...]
T = TypeVar("T")
TOGETHER = 500
"""So many posts, media or articles are shown anew at once."""
LONGEST_NAME = 100
"""Characters of what a log is called."""
THERE = "erased in {name}, which was merged"
AGAIN = "came with {name}, which was merged, and had been erased here"


_ARTICLES = "SELECT DISTINCT article_id FROM article_scans WHERE id > :article_scans ORDER BY article_id"
_POSTS = f"""SELECT key FROM embeds WHERE id > :embeds
    UNION SELECT key FROM snapshots WHERE +subject = 'post' AND id > :snapshots
    UNION SELECT key FROM embeds WHERE article_id IN ({_ARTICLES}) ORDER BY key"""
_MEDIA = f"""SELECT key FROM images WHERE id > :images
    UNION SELECT key FROM snapshots WHERE +subject = 'media' AND id > :snapshots
    UNION SELECT key FROM snapshots WHERE +subject = 'media' AND article_scan_id IN (
        SELECT id FROM article_scans WHERE article_id IN ({_ARTICLES})) ORDER BY key"""
_SAID = "SELECT DISTINCT subject, key FROM annotation_log WHERE id > :annotation_log"
"""What is shown anew when rows came, of the log and of what people say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What came of merging an archive.

    Attributes:
        name: what its log is called here.
        head: the last hash of its log of what was captured.
        added: how many rows came, by table; empty when everything was here already.
        files: how many files were copied, and `size` their bytes.
        left_out: the keys of posts that were erased here, and stayed away.
        erased: those that were erased there, and now are here.
        restored: those that came back, or stayed, although one of the two archives had erased them.
        unfinished: why bytes of erased words may still lie in the folder, in a sentence.
    """

    name: str
    head: str
    added: Mapping[str, int] = field(default_factory=dict)
    files: int = 0
    size: int = 0
    left_out: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    unfinished: str | None = None


def merge(
    store: Store,
    folder: Path,
    *,
    name: str | None = None,
    bring_back: bool = False,
    erase_too: bool = False,
    versions: Mapping[str, str] = MappingProxyType({}),
    operator: str | None = None,
) -> Merge:
    """Merge another archive into this one. Merging it again takes over what is new there.

    Args:
        store: the archive.
        folder: where the other lies; nothing is written to it.
        name: what its log is to be called here; its folder's name when nothing is said.
        bring_back: whether posts that one of the archives erased, and the other kept, are kept.
        erase_too: whether posts that the other archive erased are erased here.
        versions: what writes, for the log.
        operator: who merges; for the log.

    Raises:
        ArchiveError: there is no archive, or one of the two cannot be used.
        DamagedError: the other archive is damaged.
        UsageError: it is this archive, the name is taken, or nobody said what to do with posts that were erased there
            and are kept here.
    """
    if folder.resolve() == store.folder.resolve():
        raise UsageError(f"{folder} is this archive; name another.")
    with other_archive(folder, store) as other:
        known = log_gone_on(store, other)
        called = known.name if known else _name(store, folder, name)
        if not _new(store, other):
            return Merge(name=called, head=other.head)
        merging = _Merging(store, other, bring_back=bring_back)
        if merging.erased_there and not (bring_back or erase_too):
            raise UsageError(_choice(store, folder, merging.erased_there))
        files, size = bring(store, other, merging.staying)
        made = merging.run(folder, versions, operator, Merge(name=called, head=other.head, files=files, size=size))
        over()
        return made


class _Merging:
    """One merge: what is erased in either archive is looked up before anything is copied.

    Attributes:
        erased_there: the posts, each by all its keys, that were erased there and are kept here.
        staying: the digests of files that are not copied, because they hold words that were erased here.
    """

    def __init__(self, store: Store, other: Store, *, bring_back: bool) -> None:
        self._store, self._other, self._bring_back = store, other, bring_back
        self._gone_here = store.erased_digests()
        self._held_there = {keys: going for keys in _erased(store, store) if (going := self._going(keys)) is not None}
        gone = [keys for keys in _erased(other, store) if not store.is_erased(keys[0])]
        self.erased_there = [keys for keys in gone if _has_words(store, _target(store, keys))]
        self.staying: set[str] = set() if bring_back else set().union(*self._held_there.values())

    def _going(self, keys: Keys) -> set[str] | None:
        """The files that hold an erased post's words there; None when the other archive has nothing of it."""
        target = _target(self._other, keys)
        gone = {digest for each in self._tombs(keys) for digest in json.loads(each["digests"])}
        again = {digest for digest in gone if (blob := self._other.blob(digest)) and not _is_media(blob)}
        again -= self._other.erased_digests()
        if not (again or _has_words(self._other, target)):
            return None
        return {digest for digest in (*digests_to_go(self._other, target), *again) if not self._is_held(digest)}

    def _is_held(self, digest: str) -> bool:
        """Whether this archive has a file, and has not erased it."""
        return digest not in self._gone_here and self._store.blob(digest) is not None

    def _tombs(self, keys: Keys) -> list[dict[str, Any]]:
        sql = f"SELECT id, digests FROM standing_erasures WHERE key IN ({', '.join('?' * len(keys))})"
        return rows(self._store.connection, sql, keys)

    def run(self, folder: Path, versions: Mapping[str, str], operator: str | None, made: Merge) -> Merge:
        """Write the rows, and settle what was erased."""
        store, other = self._store, self._other
        if not self._bring_back:
            for keys in self._held_there:
                store.reopen_erasure(keys[0])  # whoever is killed may leave old pages with the words
        with store.transaction():
            new = _new(store, other)
            if not new:  # another command has just merged it
                return Merge(name=made.name, head=made.head)
            run = store.begin_run(f"merge {public_name(str(folder))}", versions=versions, operator=operator)
            said = self._incoming(ANNOTATIONS, {"name": made.name}, new)
            came = self._incoming(EVIDENCE, {"name": made.name, "run_id": run}, new, said)
            self._project(came, said)
            made = self._settle(made, run, operator)
            files, size = bring_missing(store, other)
            added = {table: count for one in (came, said) for table, count in sorted(one.added.items()) if count}
            made = replace(made, added=added, files=made.files + files, size=made.size + size)
            store.end_run(0, {"name": made.name, "files": made.files, "rows": added})
        return replace(made, unfinished=store.finish_erasures(patience_s=PATIENCE_S))

    def _incoming(
        self, own: Log, told: Row, new: Collection[Log], annotations: IncomingRows | None = None
    ) -> IncomingRows:
        """The rows of one of the other's logs, taken over if it is new; `told` is what its row of `merges` says."""
        store, other = self._store, self._other
        if own not in new:
            return IncomingRows(store, other, own, log=0, log_before=None, annotations=annotations)
        before = log_gone_on(store, other, own)
        row = {**told, "merged_at": store.now(), "head": other.head_of(own), "events": other.length(own)}
        (log,) = store.append(own.merges, [row])
        kept = before.id if before else log
        incoming = IncomingRows(store, other, own, log=kept, log_before=before, annotations=annotations)
        incoming.take()
        return incoming

    def _project(self, incoming: IncomingRows, said: IncomingRows) -> None:
        """Show what came, and what else of the articles that did, some at a time."""
        store = self._store
        for some in _told("media", incoming, _MEDIA):
            store.refresh(posts=(), media=(str(key) for (key,) in some), articles=())
        for some in _told("posts", incoming, _POSTS):
            store.refresh(posts=(str(key) for (key,) in some), media=(), articles=())
        for some in _told("articles", incoming, _ARTICLES):
            store.refresh(posts=(), media=(), articles=(int(article) for (article,) in some))
        for subject, key in said.came(_SAID):
            store.show_annotations(str(subject), str(key))

    def _settle(self, made: Merge, run: int, operator: str | None) -> Merge:
        """Take out again what was erased, or write down that it was told to be kept."""
        store = self._store
        if self._bring_back:
            kept = [*self._held_there, *self.erased_there]
            at = store.now()
            tombs = [tomb for keys in kept for tomb in self._tombs(keys)]
            store.append("restorations", [{"run_id": run, "at": at, "erasure_id": tomb["id"]} for tomb in tombs])
            return replace(made, restored=tuple(keys[0] for keys in kept))
        for keys, files in self._held_there.items():
            take_out(store, self._now(keys), reason=AGAIN.format(name=made.name), operator=operator, also=files)
        for keys in self.erased_there:
            take_out(store, self._now(keys), reason=THERE.format(name=made.name), operator=operator)
        left_out, erased = (tuple(keys[0] for keys in each) for each in (self._held_there, self.erased_there))
        return replace(made, left_out=left_out, erased=erased)

    def _now(self, keys: Keys) -> Keys:
        """Every key of a post, with those that just came."""
        connection = self._store.connection
        return tuple(dict.fromkeys((*known_as(connection, resolve(connection, keys[0])), *keys)))


def _told(what: str, incoming: IncomingRows, sql: str) -> Iterator[list[tuple[Any, ...]]]:
    """What a question finds of the rows that came, some at a time, saying how far that is."""
    ((count,),) = incoming.came(f"SELECT count(*) FROM ({sql})")
    for number, some in enumerate(_pieces(incoming.came(sql))):
        tell(f"showing what came: {what}", number * TOGETHER, int(count))
        yield some


def _pieces(found: Iterator[T]) -> Iterator[list[T]]:
    while some := [*islice(found, TOGETHER)]:
        yield some


def _new(store: Store, other: Store) -> list[Log]:
    """The logs of the other archive of which not everything is here."""
    heads = {log: other.head_of(log) for log in LOGS}
    return [log for log, head in heads.items() if head != GENESIS and not knows(store, head, log)]


def _erased(store: Store, here: Store) -> list[Keys]:
    """The posts that were erased in an archive, each by every key that either of the two knows it by."""
    found = []
    for key in store.erased_posts():
        known = (known_as(each.connection, resolve(each.connection, key)) for each in (here, store))
        found.append(tuple(dict.fromkeys(each for keys in known for each in keys)))
    return found


def _target(store: Store, keys: Keys) -> Erasable:
    target = erasable(store, keys)
    find(store.connection, target)
    return target


def _has_words(store: Store, target: Erasable) -> bool:
    """Whether an archive holds words of a post. Answers that nobody has read yet tell nothing."""
    unread = {int(row) for (row,) in store.connection.execute("SELECT fetch_id FROM unread_fetches")}
    return any(ids - unread if table == "fetches" else ids for table, ids in target.rows.items())


def _is_media(blob: Blob) -> bool:
    kind = blob.media_type or ""
    return kind.startswith(("image/", "video/", "audio/")) and kind != "image/svg+xml"


def _name(store: Store, folder: Path, wanted: str | None) -> str:
    """What a log is called: as somebody says, or by its folder; no two logs by the same name."""
    taken = {log.name for log in merged_logs(store.connection)}
    if wanted is not None:
        wanted = " ".join(clean_text(wanted).split())[:LONGEST_NAME]
        if not wanted or wanted in taken:
            raise UsageError(f"--name {wanted}: another log is called that; name it otherwise.")
        return wanted
    folder = folder.resolve()
    plain = clean_text(folder.name if folder.name != "snapshots" else folder.parent.name)[:LONGEST_NAME] or "archive"
    names = (plain, *(f"{plain} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _choice(store: Store, folder: Path, erased: Sequence[Keys]) -> str:
    """What has to be decided first."""
    rows = [store.post(keys[0]) for keys in erased[:5]]
    listed = ", ".join(str(row.id) for row in rows if row) + (" …" if len(erased) > len(rows) else "")
    posts = "1 post that is kept here" if len(erased) == 1 else f"{len(erased):,} posts that are kept here"
    return (
        f"{folder} erased {posts} ({listed}), and nothing was merged: --erase-too erases them here, for good,"
        " --bring-back keeps them."
    )
