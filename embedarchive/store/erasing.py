"""Remove a person's words: from the rows, the files, the search index and the free pages of the database.

What remains is a tombstone: which post, when, why, by whom, which rows and which digests. The chain still verifies,
because it never held the words themselves. Articles that printed the post, and answers that carry its words, whoever
asked for them, go as files; of what else they said a copy without the post's words is written beside: an article's
other posts keep their place, a post that quotes or answers this one keeps its own words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from embedarchive.errors import ArchiveError
from embedarchive.store import connecting, erased_files, holders
from embedarchive.store.erasable import Erasable, digests_to_go, erasable, find
from embedarchive.store.erased_rows import blank
from embedarchive.store.projection import known_as, resolve
from embedarchive.store.schema import SEARCHED
from embedarchive.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was removed: rows by table, and the digests of files. Neither, when all of it had gone before.

    Attributes:
        unfinished: why bytes of it may still lie in the folder, in a sentence; the next command that writes goes on.
        serving: who has the database open as one that never changes, and may have the words in memory, if that is
            known; a server that strangers read (`serve --public`) is one.
    """

    key: str
    rows: Mapping[str, tuple[int, ...]]
    digests: tuple[str, ...]
    unfinished: str | None = None
    serving: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What erasing a post takes along.

    Attributes:
        media: how many photos, videos and sounds nothing else shows.
        articles: what the user called the articles that print it, link to it or repeat it; their kept copies go.
        annotations: how much of what people say goes.
        erased_at: when it was erased already.
    """

    media: int
    articles: tuple[str, ...]
    annotations: int
    erased_at: str | None


def outlook(store: Store, key: str) -> Outlook:
    """What erasing this post would take along; changes nothing."""
    connection = store.connection
    target = erasable(store, known_as(connection, resolve(connection, key)))
    find(connection, target)
    scans = json.dumps(sorted(target.rows.get("article_scans", ())))
    articles = connection.execute(
        "SELECT DISTINCT source FROM articles JOIN article_scans ON article_id = articles.id"
        " WHERE article_scans.id IN (SELECT value FROM json_each(?)) ORDER BY articles.id",
        (scans,),
    )
    marks = ", ".join("?" * len(target.keys))
    at = connection.execute(f"SELECT max(at) FROM erasures WHERE key IN ({marks})", target.keys).fetchone()[0]
    return Outlook(
        media=len(target.media),
        articles=tuple(str(name) for (name,) in articles),
        annotations=len(target.rows.get("annotation_log", ())),
        erased_at=at,
    )


def erase(
    store: Store,
    key: str,
    *,
    reason: str,
    operator: str | None = None,
    patience_s: float = erased_files.PATIENCE_S,
    tell: Callable[[str], None] | None = None,
) -> Erasure:
    """Erase a post's words and media. Needs no run; may be repeated when it was interrupted.

    Args:
        store: the archive.
        key: any key that the post ever had.
        reason: why; kept with the tombstone.
        operator: who erases; likewise.
        patience_s: how long to wait, in seconds, for others that read or write the archive.
        tell: called with a sentence that says who is waited for.

    Raises:
        ArchiveError: the archive does not know the post, or cannot be written.
    """
    connection = store.connection
    key = resolve(connection, key)
    keys = known_as(connection, key)
    if not connection.execute("SELECT 1 FROM snapshots WHERE subject = 'post' AND key = ?", (keys[-1],)).fetchone():
        raise ArchiveError(f"The archive knows no post {key!r}.")
    target, digests = take_out(store, keys, reason=reason, operator=operator)
    return Erasure(
        key=key,
        rows={table: tuple(sorted(ids)) for table, ids in target.rows.items() if ids},
        digests=digests,
        unfinished=store.finish_erasures(patience_s=patience_s, tell=tell),
        serving=holders.unaware(store.folder / connecting.DATABASE),
    )


def take_out(
    store: Store, keys: tuple[str, ...], *, reason: str, operator: str | None, also: Iterable[str] = ()
) -> tuple[Erasable, tuple[str, ...]]:
    """Empty the rows that hold a post's words and write its tombstone; what went, and the digests of files that go.

    The files and the database's old pages are left to `Store.finish_erasures`.

    Args:
        store: the archive.
        keys: every key of the post, the one that it has now first.
        reason: why; kept with the tombstone.
        operator: who erases; likewise.
        also: digests of files that hold the words, and that the archive names without having them.
    """
    connection = store.connection
    connection.execute("PRAGMA secure_delete = ON")  # whole pages, too, whatever it costs
    with store.transaction():
        target = erasable(store, keys)
        find(connection, target)
        digests = sorted({*digests_to_go(store, target), *also})
        if any(target.rows.values()) or digests or not store.is_erased(keys[0]):
            touched = blank(store, target)
            store.bury(keys[0], reason=reason, operator=operator, erased=target.rows, digests=digests)
            store.refresh(
                posts=[*target.keys, *touched.posts],
                media=[*target.media, *touched.media],
                articles=touched.articles,
            )
        for index in SEARCHED.values():
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        store.reopen_erasure(keys[0])
    return target, tuple(digests)
