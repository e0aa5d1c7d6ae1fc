"""JSON as values and rows as values: the one place where the text of a column becomes what the program works with.

A value is read by the types of its fields. What is of another type than it should be, as in the answer of a platform
that lies or in a row of an older version, leaves a hole: the field has its default. Only what cannot be without it is
not read at all.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import enum
import functools
import json
import math
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from embedarchive.model import plain
from embedarchive.model.rows import columns_of
from embedarchive.store.times import parse, parse_day

T = TypeVar("T")
Reads = Callable[[object], object]
"""Makes a value of JSON; raises `ValueError` when that is of another type."""
Column = Callable[[object, bool], object]
"""Makes a value of the text of a column; true: what is no JSON, or JSON of another type, raises `ValueError`."""


def text(value: object) -> str:
    """A value as JSON text, its fields in their order."""
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def load(column: str | bytes | None) -> object:
    """The JSON of a column; None when it is empty or damaged."""
    try:
        return json.loads(column) if column else None
    except (ValueError, RecursionError):
        return None


def time_text(time: dt.datetime | None) -> str | None:
    """A time as JSON has it."""
    return None if time is None else str(plain(time))


def read(kind: type[T], value: object) -> T | None:
    """A value of that type out of JSON; None when what it cannot be without is missing."""
    shape: object = kind
    try:
        made = reader(shape)(value)
    except ValueError:
        return None
    return made if isinstance(made, kind) else None


def read_all(kind: type[T], value: object) -> tuple[T, ...]:
    """Values of that type out of a JSON list, without those that cannot be read."""
    items = value if isinstance(value, list | tuple) else ()
    return tuple(made for item in items if (made := read(kind, item)) is not None)


def rows(
    kind: Callable[..., T], names: Sequence[str], found: Iterable[Sequence[object]], *, strict: bool = False
) -> list[T]:
    """The rows of a query as values of a dataclass; columns that hold JSON are read by the types of its fields.

    Raises:
        ValueError: such a column holds what is no JSON, or JSON of another type than the field, and that is asked for
            (`strict`); else it counts as empty.
    """
    readers = _columns(kind)
    made = []
    for values in found:
        known = dict(zip(names, values, strict=True))
        for name, reads in readers.items():
            if name in known:
                known[name] = reads(known[name], strict)
        made.append(kind(**known))
    return made


def written(row: object) -> dict[str, str | int | float | bytes | None]:
    """A row as its columns hold it: what is no number and no text as JSON."""
    kind: type = type(row)
    shape: object = kind
    values = {name: getattr(row, name) for name in columns_of(kind)}
    return values | {name: text(values[name]) for name in _columns(shape) if values.get(name) is not None}


@functools.cache
def _columns(kind: object) -> dict[str, Column]:
    """How the columns that hold JSON are read: every field that is no number or text."""
    hints = typing.get_type_hints(kind) if isinstance(kind, type) else {}
    return {name: _column(hint) for name, hint in hints.items() if not set(_parts(hint)) <= _SCALARS}


def _column(hint: object) -> Column:
    """An empty or damaged column is an empty list or object, or None where it may be; see `rows` for `strict`."""
    reads = reader(hint)
    nothing: object = None if type(None) in _parts(hint) else () if typing.get_origin(hint) is tuple else {}

    def read_column(column: object, strict: bool) -> object:
        value = None
        if isinstance(column, str | bytes) and column:
            value = json.loads(column) if strict else load(column)
        try:
            return nothing if value is None else reads(value)
        except ValueError:
            if strict:
                raise
            return nothing

    return read_column


def _parts(hint: object) -> tuple[object, ...]:
    """The types that a union is of; of anything else, itself."""
    return typing.get_args(hint) if typing.get_origin(hint) in {typing.Union, types.UnionType} else (hint,)


@functools.cache
def reader(hint: object) -> Reads:
    """What reads values of a type."""
    if hint in _READERS:
        return _READERS[hint]
    parts, origin = _parts(hint), typing.get_origin(hint)
    if len(parts) > 1:
        return _union(tuple(map(reader, parts)))
    if origin is tuple:
        return _tuple(typing.get_args(hint))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        items: object = typing.get_args(hint)[1]
        return _object if items is object else _mapping(reader(items))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _dataclass(hint)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint
    raise TypeError(f"JSON has nothing for {hint}")


def _union(readers: Sequence[Reads]) -> Reads:
    def read_union(value: object) -> object:
        for reads in readers:
            try:
                return reads(value)
            except ValueError:
                continue
        raise ValueError("of none of these types")

    return read_union


def _tuple(parts: tuple[object, ...]) -> Reads:
    if parts[-1] is Ellipsis:
        item = reader(parts[0])
        return lambda value: tuple(_readable(item, _listed(value)))
    readers = tuple(map(reader, parts))

    def read_tuple(value: object) -> object:
        items = _listed(value)
        if len(items) != len(readers):
            raise ValueError("too long or too short")
        return tuple(reads(item) for reads, item in zip(readers, items, strict=True))

    return read_tuple


def _listed(value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    raise ValueError("no list")


def _object(value: object) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    raise ValueError("no object")


def _readable(reads: Reads, items: Iterable[object]) -> Iterable[object]:
    """Those items that can be read."""
    for item in items:
        try:
            yield reads(item)
        except ValueError:
            continue


def _mapping(reads: Reads) -> Reads:
    def read_mapping(value: object) -> object:
        made: dict[str, object] = {}
        for name, item in _object(value).items():
            with contextlib.suppress(ValueError):
                made[str(name)] = reads(item)
        return made

    return read_mapping


def _dataclass(kind: type) -> Reads:
    @functools.cache
    def readers() -> tuple[tuple[str, Reads], ...]:  # late: a post may hold posts
        hints = typing.get_type_hints(kind)
        return tuple((each.name, reader(hints[each.name])) for each in dataclasses.fields(kind) if each.compare)

    def read_dataclass(value: object) -> object:
        given = _object(value)
        known: dict[str, object] = {}
        for name, reads in readers():
            if name in given:
                with contextlib.suppress(ValueError):
                    known[name] = reads(given[name])
        try:
            return kind(**known)
        except TypeError as error:  # what it cannot be without is missing
            raise ValueError(str(error)) from error

    return read_dataclass


def _of(kind: type) -> Reads:
    """Reads what is exactly of a type: True is no number."""

    def read_scalar(value: object) -> object:
        if type(value) is kind:
            return value
        raise ValueError(f"no {kind}")

    return read_scalar


def _float(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise ValueError("no number")


def _time(value: object) -> object:
    if made := parse(value):
        return made
    raise ValueError("no time")


def _day(value: object) -> object:
    if made := parse_day(value):
        return made
    raise ValueError("no day")


_READERS: dict[object, Reads] = {
    str: _of(str),
    int: _of(int),
    bool: _of(bool),
    float: _float,
    type(None): _of(type(None)),
    dt.datetime: _time,
    dt.date: _day,
    object: lambda value: value,
}
_SCALARS = frozenset({str, int, float, bool, type(None)})
