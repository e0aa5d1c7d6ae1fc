"""What goes with a table that a reader may not see: what is made of it alone, and the stored queries that read it."""

from __future__ import annotations

import contextvars
import sqlite3
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, TypeAlias

from datasette.permissions import PermissionSQL
from datasette.resources import TableResource

from embedarchive.datasette_plugin.serving.settings import Served
from embedarchive.store.queries.denied import denied

if TYPE_CHECKING:
    from datasette.app import Datasette

Actor: TypeAlias = dict[str, object] | None
"""Who asks, as Datasette knows them; nobody in particular where it does not."""

MADE_OF = {
    "facet_counts": "posts",
    "posts_fts": "posts",
    "post_links": "posts",
    "articles_fts": "articles",
    "article_texts": "articles",
    "site_counts": "articles",
}
"""Tables that hold nothing but words of another one."""
SAID = ("annotation_log", "annotations", "annotation_events", "annotation_merges", "merged_annotation_events")
SAID_OF = ("posts", "articles", "media")
"""What people say, of which the log stands for all; and of what. It may repeat the words of that, and goes with it."""

_asking: contextvars.ContextVar[bool] = contextvars.ContextVar("asking", default=False)
"""Whether we are asking ourselves: what is made of a table is judged by that one alone."""


async def rules(datasette: Datasette, found: Served, actor: Actor, action: str) -> PermissionSQL | None:
    """What is to be denied beside what Datasette denies, if anything.

    Args:
        datasette: the server.
        found: the archive.
        actor: the reader.
        action: `view-table` or `view-query`; what gives whole tables away, where some are hidden; of any other nothing
            is said.
    """
    if found.settings.annotations == "hide" and action in {"view-database-download", "execute-sql"}:
        sql, values = denied(found.database, None)
        return PermissionSQL(sql=sql, params=values)
    if _asking.get() or action not in {"view-table", "view-query"}:
        return None
    token = _asking.set(True)
    try:
        names = await (_tables if action == "view-table" else _queries)(datasette, found, actor)
    finally:
        _asking.reset(token)
    if not names:
        return None
    sql, values = denied(found.database, names)
    return PermissionSQL(sql=sql, params=values)


async def _tables(datasette: Datasette, found: Served, actor: Actor) -> list[str]:
    """The tables that go with one that the reader may not see."""
    hidden = await _hidden(datasette, found, actor, {*MADE_OF.values()})
    return [*(name for name, base in MADE_OF.items() if base in hidden), *(name for name in SAID if name in hidden)]


async def _hidden(datasette: Datasette, found: Served, actor: Actor, tables: Collection[str]) -> set[str]:
    """Which of these tables, and of what people say, the reader may not see.

    Datasette remembers for a request what it was asked, so nothing is asked of which the answer is another in the end:
    what is made of a hidden table is not asked about.
    """
    hidden = {*SAID} if await _is_silent(datasette, found, actor) else set[str]()
    hidden |= await _denied(datasette, found.database, actor, {*tables} - {*SAID, *MADE_OF} - hidden)
    hidden |= {table for table in tables if MADE_OF.get(table) in hidden}
    return hidden | await _denied(datasette, found.database, actor, {*tables} - hidden)


async def _is_silent(datasette: Datasette, found: Served, actor: Actor) -> bool:
    """Whether the reader may see nothing of what people say."""
    if found.settings.annotations == "hide" or await _denied(datasette, found.database, actor, SAID_OF):
        return True
    return bool(await _denied(datasette, found.database, actor, SAID[:1]))


async def _denied(datasette: Datasette, database: str, actor: Actor, tables: Collection[str]) -> set[str]:
    """Which of these tables the reader may not see."""
    return {
        table
        for table in tables
        if not await datasette.allowed(
            action="view-table", resource=TableResource(database=database, table=table), actor=actor
        )
    }


async def _queries(datasette: Datasette, found: Served, actor: Actor) -> list[str]:
    """The stored queries that read a table which the reader may not see."""
    database = found.database
    configured = datasette.config.get("databases", {}).get(database, {}).get("queries", {})
    stored = {name: str(query["sql"] if isinstance(query, dict) else query) for name, query in configured.items()}
    read = await datasette.get_database(database).execute_fn(
        lambda connection: {name: tables_of(connection, sql) for name, sql in stored.items()}
    )
    every = {table for tables in read.values() for table in tables}
    hidden = await _hidden(datasette, found, actor, {*every, *(MADE_OF.get(table, table) for table in every)})
    return [name for name, tables in read.items() if hidden & tables]


def tables_of(connection: sqlite3.Connection, sql: str) -> set[str]:
    """The tables that a query reads; SQLite itself tells. Nothing is run."""
    found: set[str] = set()

    def note(action: int, table: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ and table:
            found.add(table)
        return sqlite3.SQLITE_OK

    connection.set_authorizer(note)
    try:
        connection.execute(f"EXPLAIN {sql}", defaultdict(lambda: None))
    except sqlite3.Error:
        return found  # what cannot be read shows nothing
    finally:
        connection.set_authorizer(None)
    return found
