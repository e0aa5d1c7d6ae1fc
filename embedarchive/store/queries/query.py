"""A question to the catalogue, and how it is asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from embedarchive.model.rows import columns_of
from embedarchive.store import codec

T = TypeVar("T")
V = TypeVar("V")
Value: TypeAlias = str | int | float | bytes | None
Values: TypeAlias = Sequence[Value] | Mapping[str, Value]
MOST = 500
"""So many values stand in one list of a query; longer lists are asked for in pieces."""


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """A question.

    Attributes:
        row: the dataclass that a row of the answer is: its fields have the names of the columns.
        tables: what is read; a reader may be kept from seeing some of it.
        sql: the question.
        values: what stands in it.
    """

    row: Callable[..., T]
    tables: tuple[str, ...]
    sql: str
    values: Values = ()

    @property
    def asked(self) -> tuple[Value, ...]:
        """What tells it from every other question: its words, and what stands in them."""
        values = self.values
        if isinstance(values, Mapping):
            return (self.sql, *(each for pair in values.items() for each in pair))
        return (self.sql, *values)


def found(connection: sqlite3.Connection, query: Query[T]) -> list[T]:
    """The rows of the answer.

    Raises:
        ValueError: a column that should hold JSON does not: the archive is damaged.
    """
    cursor = connection.execute(query.sql, query.values)
    return codec.rows(query.row, [column[0] for column in cursor.description], cursor, strict=True)


def first(connection: sqlite3.Connection, query: Query[T]) -> T | None:
    """The first row of the answer; None when there is none."""
    return next(iter(found(connection, query)), None)


def each(connection: sqlite3.Connection, query: Callable[[list[V]], Query[T]], values: Iterable[V]) -> Iterator[T]:
    """The rows that a question finds for many values, asked in as many pieces as it needs."""
    for piece in pieces(values):
        yield from found(connection, query(piece))


def marks(values: Sequence[object]) -> str:
    """As many question marks as there are values, for `in (…)`."""
    return ",".join("?" * len(values))


def pieces(values: Iterable[V]) -> Iterator[list[V]]:
    """The values in lists that are short enough for one query."""
    whole = list(values)
    for start in range(0, len(whole), MOST):
        yield whole[start : start + MOST]


def columns(row: type, table: str = "") -> str:
    """The columns of a row, as a query names them."""
    return ", ".join(f'{table}{"." if table else ""}"{name}"' for name in columns_of(row))


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was counted."""

    n: int


@dataclass(frozen=True, slots=True)
class Text:
    """One text."""

    text: str
