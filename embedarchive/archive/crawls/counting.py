"""Questions to the table of a crawl, asked with DuckDB over its Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedarchive.archive.crawls import parts
from embedarchive.errors import UsageError
from embedarchive.store import Store

QUESTIONS = {
    "posts": (
        "the posts that most sites show",
        """select platform, id, any_value(handle) as handle, any_value(url) as url, count(distinct page_host) as sites,
            count(distinct page_url) as pages, any_value(state) as state
        from seen group by platform, id, key order by sites desc, pages desc, platform, id limit ?""",
    ),
    "sites": (
        "the sites that show most posts",
        """select page_host as site, count(distinct page_url) as pages, count(distinct key) as posts,
            count(distinct platform) as platforms
        from seen group by site order by posts desc, site limit ?""",
    ),
    "platforms": (
        "how often each platform is shown, by month",
        """select strftime(page_at, '%Y-%m') as month, platform, count(*) as occurrences,
            count(distinct page_url) as pages, count(distinct key) as posts
        from seen group by month, platform order by month, occurrences desc, platform limit ?""",
    ),
    "states": (
        "what became of the posts, in the archive that they were merged into",
        """select platform, coalesce(state, 'not merged') as state, count(distinct key) as posts
        from seen group by platform, state order by platform, posts desc, state limit ?""",
    ),
}
"""What can be asked: in words, and in SQL over `seen`, which has each occurrence of a post once."""
_SEEN = """create view seen as
    select f.*, s.state from (
        select distinct on (page_url, page_at, position) *
        from read_parquet(?, union_by_name = true, hive_partitioning = false)
        where kind = 'embed'
    ) f left join states s using (key)"""


@dataclass(frozen=True, slots=True)
class Counted:
    """An answer: the names of its columns, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def count(out: Path, question: str, *, most: int = 20, archive: Path | None = None) -> Counted:
    """Ask one of `QUESTIONS`.

    Args:
        out: the folder of the table.
        question: its name.
        most: so many rows at most.
        archive: where the posts were merged into: what became of them.

    Raises:
        UsageError: there is no table; DuckDB is not installed.
        ArchiveError: there is no such archive.
    """
    files = [str(file) for part in parts.known(out) for file in parts.files(out, part)]
    try:
        import duckdb
    except ModuleNotFoundError:
        raise UsageError("The table is asked with DuckDB: pip install 'embedarchive[crawl]'") from None
    with duckdb.connect(":memory:") as database:
        database.execute("create table states (key varchar, state varchar)")
        for some in _states(archive) if archive is not None else ():
            database.executemany("insert into states values (?, ?)", some)
        shown = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        database.execute(_SEEN.replace("?", f"[{shown}]"))
        found = database.execute(QUESTIONS[question][1], [most])
        names = tuple(str(each[0]) for each in found.description)
        return Counted(names, tuple(found.fetchall()))


def _states(archive: Path) -> Iterator[Sequence[tuple[str, str]]]:
    """What became of each post that an archive knows: its status, or why it is gone."""
    with Store.open(archive, create=False) as store:
        rows = store.connection.execute("select key, coalesce(gone_reason, status) from posts")
        while some := rows.fetchmany(10_000):
            yield [(str(key), str(state)) for key, state in some]
