"""An archive of a million posts out of one of fifty thousand: the same rows, with other ids and keys, many times.

    python benchmarks/synthetic.py /tmp/big 50000 --shown 3 --photos 2
    python benchmarks/multiplied.py /tmp/big 20

Every table, the log included, is as large as the engine would make it, and each row of the log is sealed; the words,
and what a post is said to come from, are those of the first copy, so `verify` finds the catalogue other than the log.
The indexes are made at the end, which is several times as fast as keeping them in step.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from embedarchive.store.chain import Value, seal
from embedarchive.store.schema import SEARCHED

BATCH = 50_000
NEW = {
    "articles": {"key": "key || :mark", "url": "url || :mark", "source": "source || :mark"},
    "article_scans": {"article_id": "article_id + :articles"},
    "embeds": {
        "article_id": "article_id + :articles",
        "article_scan_id": "article_scan_id + :article_scans",
        "native_id": "native_id || :mark",
        "key": "key || :mark",
    },
    "snapshots": {"key": "key || :mark", "article_scan_id": "article_scan_id + :article_scans"},
    "posts": {
        "id": "id + :snapshots",
        "url": "url || :mark",
        "native_id": "native_id || :mark",
        "key": "key || :mark",
    },
    "media": {"id": "id + :snapshots", "url": "url || :mark", "key": "key || :mark"},
    "post_media": {"post_id": "post_id + :snapshots", "media_id": "media_id + :snapshots"},
    "article_posts": {
        "article_id": "article_id + :articles",
        "post_id": "post_id + :snapshots",
        "embed_id": "embed_id + :embeds",
    },
    "places": {
        "id": "id + 100 * :snapshots",
        "post_id": "post_id + :snapshots",
        "media_id": "media_id + :snapshots",
        "article_id": "article_id + :articles",
    },
    "article_texts": {"id": "id + :articles", "article_scan_id": "article_scan_id + :article_scans"},
}
"""What is another value in a copy: ids behind those that are there, keys with a mark at their end."""
LOGGED = ("articles", "article_scans", "embeds", "snapshots")


def multiply(database: Path, times: int) -> None:
    """Write what is there so many times in all."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
        run = connection.execute
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -1000000", "temp_store = memory"):
            run(f"PRAGMA {pragma}")
        made = run("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('index', 'trigger')")
        apart = made.fetchall()
        run("BEGIN")
        for kind, name, _ in apart:
            run(f"DROP {kind} {name}")
        most = {table: int(run(f"SELECT max(id) FROM {table}").fetchone()[0]) for table in LOGGED}  # noqa: S608
        for copy in range(1, times):
            _copied(connection, copy, most)
            print(f"copy {copy} of {times - 1}", flush=True)
        run("UPDATE facet_counts SET count = count * ?", (times,))
        _sealed(connection, times, most)
        for table in SEARCHED.values():
            run(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608 -- our own words
        for _, _, sql in apart:
            run(sql)
        run("COMMIT")
        run("ANALYZE")
        run("PRAGMA journal_mode = wal")


def _copied(connection: sqlite3.Connection, copy: int, most: dict[str, int]) -> None:
    """Write one copy of all that was there at the beginning."""
    given = {table: copy * each for table, each in most.items()} | {"mark": f"{copy:03}"}
    for table, new in NEW.items():
        columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
        renewed = {"id": f"id + :{table}"} | new if table in LOGGED else new
        values = ", ".join(renewed.get(column, f'"{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        owner = "article_id" if table == "article_posts" else "post_id" if table == "post_media" else "id"
        last = most[
            "articles" if table in ("article_posts", "article_texts") else table if table in LOGGED else "snapshots"
        ]
        where = f"{owner} <= {last * 100 + 99 if table == 'places' else last}"
        connection.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where}",  # noqa: S608 -- our own words
            given,
        )


def _sealed(connection: sqlite3.Connection, times: int, most: dict[str, int]) -> None:
    """Seal the rows of the copies, each in the order of the first."""
    last, head = connection.execute("SELECT id, hash FROM events ORDER BY id DESC LIMIT 1").fetchone()
    begun = time.monotonic()
    event = int(last)
    for copy in range(1, times):
        rows = {table: _rows(connection, table, copy * most[table]) for table in LOGGED}
        events: list[tuple[Value, ...]] = []
        asked = f"SELECT at, table_name FROM events WHERE id <= {int(last)} AND table_name IN {LOGGED} ORDER BY id"  # noqa: S608
        for at, table in connection.execute(asked):
            row = next(rows[table])
            head, event = seal(head, at, table, int(str(row["id"])), row), event + 1
            events.append((event, at, table, row["id"], head))
            if len(events) == BATCH:
                connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", events)
                events.clear()
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", events)
        print(f"sealed copy {copy} after {time.monotonic() - begun:.0f} s", flush=True)


def _rows(connection: sqlite3.Connection, table: str, after: int) -> Iterator[dict[str, Value]]:
    """The rows of a table from one on."""
    found = connection.execute(f"SELECT * FROM {table} WHERE id > ? ORDER BY id", (after,))  # noqa: S608 -- our own words
    names = [each[0] for each in found.description]
    return (dict(zip(names, row, strict=True)) for row in found)


def main() -> None:
    """Multiply the archive in a folder."""
    database, times = Path(sys.argv[1]) / "archive.db", int(sys.argv[2])
    began = time.monotonic()
    multiply(database, times)
    print(f"{times} times as many in {time.monotonic() - began:.0f} s, {database.stat().st_size / 1e9:.1f} GB")


if __name__ == "__main__":
    main()
