"""Reading the archive through Datasette: its read-only connections, its time limit, its permissions."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from datasette.resources import TableResource
from datasette.utils.asgi import Forbidden, NotFound, Request

from embedarchive.datasette_plugin.serving.settings import Served, served

if TYPE_CHECKING:
    from datasette.app import Datasette

Row: TypeAlias = dict[str, Any]
Made = TypeVar("Made")


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

    async def rows(
        self, tables: Iterable[str], sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[Row]:
        """The rows of a query over these tables.

        Raises:
            Forbidden: one of the tables is not for this reader.
        """
        await self.require(*tables)
        database = self.datasette.get_database(self.archive.database)
        result = await database.execute(sql, parameters)
        return [dict(row) for row in result.rows]

    async def some(
        self, tables: Iterable[str], sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[Row]:
        """The same for a part of a page that may be left out: nothing when a table is not for this reader."""
        if not await self.may(*tables):
            return []
        return await self.rows(tables, sql, parameters)

    async def made(
        self, tables: Iterable[str], sql: str, parameters: Sequence[Any], make: Callable[[str], Made]
    ) -> Made:
        """What `make` makes of the one text that a query over these tables gives, kept while nobody writes.

        `make` has a hash of its own: what it makes is not kept for another.

        Raises:
            Forbidden: one of the tables is not for this reader.
        """
        named = tuple(tables)
        await self.require(*named)
        remembered, key = self.archive.remembered, (make, sql, *parameters)
        stamp = stamp_of(self.datasette.get_database(self.archive.database).path, time.time())
        known: Made | None = remembered.made(key, stamp) if stamp else None
        if known is None:
            text = str(next(iter((await self.rows(named, sql, parameters))[0].values())))
            known = make(text)
            if stamp and len(text) <= remembered.LONGEST:
                remembered.note_made(key, stamp, known)
        return known


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


def marks(values: Sequence[object]) -> str:
    """As many question marks as there are values, for `in (…)`."""
    return ",".join("?" * len(values))


def read_json(text: object, default: Any) -> Any:  # noqa: ANN401 -- JSON is any of several things
    """The JSON value in a column; the default when the column is empty or holds something of another kind."""
    if not isinstance(text, (str, bytes)) or not text:
        return default
    try:
        value = json.loads(text)
    except ValueError:
        return default
    return value if isinstance(value, type(default)) else default
