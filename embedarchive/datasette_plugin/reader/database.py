"""Reading the archive through Datasette: its read-only connections, its time limit, its permissions."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.database import QueryInterrupted
from datasette.resources import TableResource
from datasette.utils.asgi import Forbidden, NotFound, Request

from embedarchive.datasette_plugin.serving.settings import Remembered, Served, served
from embedarchive.store import codec
from embedarchive.store.queries.query import Query, Text, pieces

if TYPE_CHECKING:
    from datasette.app import Datasette

Made = TypeVar("Made")
T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Reader:
    """What one reader may see of the archive. Every query names the tables it reads; each is checked."""

    datasette: Datasette
    request: Request
    archive: Served

    @classmethod
    def of(cls, datasette: Datasette, request: Request) -> Reader:
        """The reader behind a request.

        Raises:
            NotFound: no archive is served here.
        """
        found = served(datasette)
        if found is None:
            raise NotFound("No archive is served here")
        return cls(datasette, request, found)

    async def may(self, *tables: str) -> bool:
        """Whether this reader may see all of these tables."""
        for table in tables:
            if not await self._may(table):
                return False
        return True

    async def _may(self, table: str) -> bool:
        actor, remembered = self.request.actor, self.archive.remembered
        known = remembered.verdict(table) if actor is None else None
        if known is not None:
            return known
        resource = TableResource(database=self.archive.database, table=table)
        allowed = bool(await self.datasette.allowed(action="view-table", resource=resource, actor=actor))
        if actor is None:
            remembered.note_verdict(table, allowed=allowed)
        return allowed

    async def require(self, *tables: str) -> None:
        """Insist on it.

        Raises:
            Forbidden: one of the tables is not for this reader.
        """
        if not await self.may(*tables):
            raise Forbidden("view-table")

    async def rows(self, query: Query[T]) -> list[T]:
        """The answer to a query.

        Raises:
            Forbidden: one of its tables is not for this reader.
        """
        await self.require(*query.tables)
        database = self.datasette.get_database(self.archive.database)
        result = await database.execute(query.sql, query.values)
        return codec.rows(query.row, [column[0] for column in result.description], result.rows)

    async def some(self, query: Query[T]) -> list[T]:
        """The same for a part of a page that may be left out: nothing when a table is not for this reader."""
        if not await self.may(*query.tables):
            return []
        return await self.rows(query)

    async def each(self, query: Callable[[list[V]], Query[T]], values: Iterable[V]) -> list[T]:
        """The same for many values, in as many queries as they need."""
        return [row for piece in pieces(values) for row in await self.some(query(piece))]

    async def kept(self, query: Query[T]) -> list[T]:
        """The answer to a query that looks at very many rows, kept for a minute while nobody writes.

        Raises:
            Forbidden: one of its tables is not for this reader.
        """
        await self.require(*query.tables)
        memory = self._memory(query.row, query)
        known: list[T] | None = memory.known()
        if known is None:
            known = await self.rows(query)
            memory.note(known)
        return known

    async def counted(self, query: Query[T]) -> list[T] | None:
        """The same for a part of a page: nothing when a table is not for this reader, None where it takes too long.

        That is not tried again within a minute in which nobody writes, for it would take as long.
        """
        if not await self.may(*query.tables):
            return []
        too_long = self._memory("too long", query)
        if too_long.known():
            return None
        try:
            return await self.kept(query)
        except QueryInterrupted:
            too_long.note(True)
            return None

    async def made(self, query: Query[Text], make: Callable[[str], Made]) -> Made:
        """What `make` makes of the one text that a query gives, kept while nobody writes.

        `make` has a hash of its own: what it makes is not kept for another.

        Raises:
            Forbidden: one of the tables is not for this reader.
        """
        await self.require(*query.tables)
        memory = self._memory(make, query)
        known: Made | None = memory.known()
        if known is None:
            text = (await self.rows(query))[0].text
            known = make(text)
            if len(text) <= memory.remembered.LONGEST:
                memory.note(known)
        return known

    def _memory(self, what: Hashable, query: Query[Any]) -> _Memory:
        """Where something is remembered of a query, as long as the archive stays as it is now."""
        stamp = stamp_of(self.datasette.get_database(self.archive.database).path, time.time())
        return _Memory(self.archive.remembered, (what, *query.asked), stamp)


@dataclass(frozen=True, slots=True)
class _Memory:
    """One thing that is remembered of an archive; nothing is where nobody can say whether that has changed."""

    remembered: Remembered
    key: tuple[Hashable, ...]
    stamp: tuple[int, ...] | None

    def known(self) -> Any:  # noqa: ANN401 -- whatever was noted
        """What was noted, if anything."""
        return self.remembered.made(self.key, self.stamp) if self.stamp else None

    def note(self, made: object) -> None:
        """Remember it from now on."""
        if self.stamp:
            self.remembered.note_made(self.key, self.stamp, made)


def stamp_of(path: str | None, now: float) -> tuple[int, ...] | None:
    """What the system says of a database's file and its log: another after every change of it.

    None for a database in memory, and within a second of a change: a file system's clock has steps of some
    milliseconds, and what changes twice in one step looks as if it had changed once.
    """
    stamp = list[int]()
    for name in (path, f"{path}-wal") if path else ():
        try:
            stat = Path(name).stat()
        except OSError:
            continue
        if stat.st_mtime > now - 1:
            return None
        stamp += [stat.st_ino, stat.st_size, stat.st_mtime_ns]
    return tuple(stamp) or None
