"""An archive of a million posts out of one of fifty thousand: the same again and again, with other ids and addresses.

    python benchmarks/large.py /tmp/large 50000 --jobs 2
    python benchmarks/multiplied.py /tmp/large 20

The catalogue is copied as it would be made of the copied log. With `--sealed` each row of that is sealed as the engine
does it, so that `verify` finds nothing; without, its hashes are random numbers, and ten times as much is written in the
same time. All indexes are made at the end, which is several times as fast as keeping them in step.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from large import MARK

from embedarchive.store import facet_counts, site_counts
from embedarchive.store.chain import Chain, Value
from embedarchive.store.logs import LOGS
from embedarchive.store.schema import PROJECTED, SEARCHED

LOGGED = ("articles", "article_scans", "embeds", "images", "snapshots", "fetches", "fetch_posts", "annotation_log")
NAMED = {
    "article_id": "articles", "article_scan_id": "article_scans", "embed_id": "embeds", "image_id": "images",
    "fetch_id": "fetches", "post_id": "snapshots", "media_id": "snapshots", "target_id": "snapshots",
    "follows": "annotation_log",
}  # fmt: skip
"""Which rows a column names."""
NUMBERED = {"posts": "snapshots", "media": "snapshots", "places": "snapshots", "article_texts": "articles",
            "annotations": "annotation_log"}  # fmt: skip
"""Of which rows a table of the catalogue has the numbers."""
MARKED = frozenset(
    "key url source native_id quotes body scan links media candidates base_url target_key snapshot_key".split()  # noqa: SIM905 -- legible
)
"""The columns in which ids or addresses stand."""
INSIDE = re.compile(r'"(snapshot|embed_id|embed|article_id)":(\d+)')
QUICK = ("journal_mode = off", "synchronous = off", "cache_size = -1000000", "foreign_keys = off")
BATCH = 20_000
MOST_TIMES = int(MARK[-2:])
"""A copy is known by its number in the last two digits of the mark, which are the original's own."""
Most = dict[str, int]


def multiply(database: Path, times: int, *, sealed: bool) -> None:
    """Write what is there so many times in all."""
    began = time.monotonic()
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
        run = connection.execute
        for pragma in (*QUICK, f"threads = {os.cpu_count() or 1}"):
            run(f"PRAGMA {pragma}")
        made = run("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('index', 'trigger')")
        apart = made.fetchall()
        run("BEGIN")
        for kind, name, _ in apart:
            run(f"DROP {kind} {name}")
        most = {table: int(run(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]) for table in LOGGED}  # noqa: S608 -- our own words
        if sealed:
            _seal_copies(connection, times, most)
        for copy in range(1, times):
            if not sealed:
                _copy_log(connection, copy, most)
            _copy_catalogue(connection, copy, most)
            print(f"catalogue {copy} after {time.monotonic() - began:.0f} s", flush=True)
        facet_counts.count_all(connection)
        site_counts.count_all(connection)
        for table in SEARCHED.values():
            run(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608 -- our own words
        for _, name, sql in apart:
            run(sql)
            print(f"{name} after {time.monotonic() - began:.0f} s", flush=True)
        run("COMMIT")
        run("PRAGMA journal_mode = wal")


def _copy_log(connection: sqlite3.Connection, copy: int, most: Most) -> None:
    """Write the tables of the log once more, with random numbers for hashes."""
    for table in LOGGED:
        _copy_table(connection, table, copy, most)
    for log in LOGS:
        events = int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {log.events}").fetchone()[0])  # noqa: S608 -- our own words
        for table in LOGGED:
            first = f"table_name = '{table}' AND row_id <= {most[table]}"
            numbered = f"{events} + row_number() OVER (ORDER BY id)"
            values = f"{numbered}, at, table_name, row_id + {copy * most[table]}, lower(hex(randomblob(32)))"
            connection.execute(f"INSERT INTO {log.events} SELECT {values} FROM {log.events} WHERE {first}")  # noqa: S608 -- our own words
            events = int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {log.events}").fetchone()[0])  # noqa: S608 -- our own words


def _seal_copies(connection: sqlite3.Connection, times: int, most: Most) -> None:
    """Write the log once more for each copy, in its order."""
    chain = Chain(connection)
    chain.begin()
    for log in LOGS:
        asked = f"SELECT at, table_name, row_id FROM {log.events} WHERE table_name IN {LOGGED} ORDER BY id"  # noqa: S608 -- our own words
        events = connection.execute(asked).fetchall()
        for copy in range(1, times):
            for (at, table), group in itertools.groupby(events, key=lambda event: (str(event[0]), str(event[1]))):
                ids = [int(row_id) for _, _, row_id in group]
                for first in range(0, len(ids), BATCH):
                    some = ids[first : first + BATCH]
                    chain.add_all(table, [*_renewed(connection, table, (some[0], some[-1]), copy, most)], at)
            print(f"log {copy} of {times - 1}", flush=True)


def _renewed(
    connection: sqlite3.Connection, table: str, ids: tuple[int, int], copy: int, most: Most
) -> Iterator[dict[str, Value]]:
    """Rows of the log as they are in a copy, still without number and commitment."""
    found = connection.execute(f"SELECT * FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id", ids)  # noqa: S608 -- our own words
    names = [str(each[0]) for each in found.description]
    for values in found.fetchall():
        row: dict[str, Value] = dict(zip(names, values, strict=True))
        for name in MARKED & row.keys():
            if isinstance(value := row[name], str):
                row[name] = value.replace(MARK, _mark(copy))
        for name in NAMED.keys() & row.keys():
            if isinstance(value := row[name], int):
                row[name] = value + copy * most[NAMED[name]]
        for name in ("id", "salt", "commitment"):
            row.pop(name, None)
        yield row


def _mark(copy: int) -> str:
    return f"{MARK[:-2]}{copy:02}"


def _copy_catalogue(connection: sqlite3.Connection, copy: int, most: Most) -> None:
    """Write the tables of the catalogue once more, as they would be made of the copy's log."""

    def moved(text: str) -> str:
        tables = {"snapshot": "snapshots", "embed": "embeds", "embed_id": "embeds", "article_id": "articles"}
        return INSIDE.sub(lambda hit: f'"{hit[1]}":{int(hit[2]) + copy * most[tables[hit[1]]]}', text)

    connection.create_function("moved", 1, moved)
    for table in PROJECTED:
        if table not in ("facet_counts", "site_counts"):
            _copy_table(connection, table, copy, most)


def _copy_table(connection: sqlite3.Connection, table: str, copy: int, most: Most) -> None:
    """Write the rows that a table had at the beginning once more."""
    columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(_value(table, column, copy, most) for column in columns)
    owner = next(each for each in ("id", "post_id", "article_id") if each in columns)
    last = most[NUMBERED.get(table, table) if owner == "id" else NAMED[owner]]
    last = last * 100 + 99 if table == "places" else last
    connection.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {owner} <= {last}")  # noqa: S608 -- our own words


def _value(table: str, column: str, copy: int, most: Most) -> str:
    """What stands in a column of the catalogue's copy, in SQL."""
    if column == "id":
        return f"id + {copy * most[NUMBERED.get(table, table)] * (100 if table == 'places' else 1)}"
    if column in NAMED:
        return f"{column} + {copy * most[NAMED[column]]}"
    if table == "posts" and column in ("sources", "disagreements"):
        return f"moved({column})"
    return f"replace({column}, '{MARK}', '{_mark(copy)}')" if column in MARKED else f'"{column}"'


def main() -> None:
    """Multiply the archive in a folder."""
    asked = argparse.ArgumentParser(description=main.__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("times", type=int)
    asked.add_argument("--sealed", action="store_true")
    given = asked.parse_args()
    if given.times > MOST_TIMES:
        asked.error(f"at most {MOST_TIMES} times: begin with a larger archive")
    database, began = given.folder / "archive.db", time.monotonic()
    multiply(database, given.times, sealed=given.sealed)
    print(f"{given.times} times as many in {time.monotonic() - began:.0f} s, {database.stat().st_size / 1e9:.1f} GB")


if __name__ == "__main__":
    main()
