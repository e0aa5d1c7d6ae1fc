"""Rows as CSV, as lines of JSON, as Parquet; and what their columns are, as Frictionless has it.

CSV is for spreadsheets, too, which run what begins like a formula
(https://owasp.org/www-community/attacks/CSV_Injection): such a text, and one that begins with an apostrophe, has an
apostrophe before it. Half of the world's spreadsheets divide a line at semicolons, and some at tabs, whatever stands in
quotation marks behind a comma: where a formula would begin there, an apostrophe stands between. Whoever takes one away
wherever `'` begins a text, and wherever `UNDO` finds one, has the text again.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

from embedarchive.errors import UsageError
from embedarchive.patterns import regex
from embedarchive.store.queries.exported_tables import Column, Table, Value

if TYPE_CHECKING:
    import pyarrow as pa

Rows: TypeAlias = Iterable[tuple[Value, ...]]
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for a formula begins so."""
DIVIDED = regex(r"([;\t])(?=[\"']*(?:[=@]|[+-](?!\))))")
"""Where a line may be divided before what begins like a formula; `;-)` does not."""
UNDO = regex(r"([;\t])'(?=[\"']*(?:[=@]|[+-](?!\))))")
"""An apostrophe that was put there: with `r"\1"` in its place, the text is what it was."""
_BATCH = 2_000
_TYPES = {"json": "string"}
"""What a kind of column is to Frictionless, where its own name is another."""


def schema(table: Table, form: str) -> dict[str, object]:
    """The columns of a table (https://specs.frictionlessdata.io/table-schema/)."""
    kinds = _TYPES if form != "jsonl" else {"json": "any"}
    fields = []
    for column in table.columns:
        about = f"{column.about}; JSON" if column.kind == "json" else column.about
        field: dict[str, object] = {"name": column.name, "type": kinds.get(column.kind, column.kind)}
        if column.kind == "datetime":
            field["format"] = "any"
        if column.kind == "boolean":
            field |= {"trueValues": ["true"], "falseValues": ["false"]}
        fields.append(field | {"description": about[0].upper() + about[1:]})
    references = [
        {"fields": [name], "reference": {"resource": other, "fields": ["id"]}} for name, other in table.references
    ]
    keyed = {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]}
    return keyed | ({"foreignKeys": references} if references else {})


def write_csv(path: Path, table: Table, rows: Rows) -> int:
    """Write a table as CSV (RFC 4180, UTF-8); how many rows. What is absent is nothing, an empty text is `""`."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        count = sum(1 for line in csv_lines(table, rows) if file.write(line))
    return count - 1


def csv_lines(table: Table, rows: Rows) -> Iterator[str]:
    """A table as CSV: the names of the columns, and a line for each row."""
    yield ",".join(column.name for column in table.columns) + "\r\n"
    for row in rows:
        yield ",".join(map(_cell, row, table.columns)) + "\r\n"


def _cell(value: Value, column: Column) -> str:
    if value is None:
        return ""
    if column.kind == "boolean":
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if column.kind == "json":  # a semicolon stands within strings only, where this means the same
        value = DIVIDED.sub(r"\\u003b", value)
    text = value if column.kind in {"datetime", "date", "json"} else guarded(value)
    return '"' + text.replace('"', '""') + '"'


def guarded(text: str) -> str:
    """A text that no spreadsheet runs, and that can be told from all others."""
    text = DIVIDED.sub(r"\1'", text)
    return f"'{text}" if text.startswith((*BEGINNINGS, "'")) else text


def write_jsonl(path: Path, table: Table, rows: Rows) -> int:
    """Write a table as JSON, an object a line; how many rows."""
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        return sum(1 for line in json_objects(table, rows) if file.write(f"{line}\n"))


def json_objects(table: Table, rows: Rows) -> Iterator[str]:
    """The rows of a table as JSON, each an object."""
    names = [column.name for column in table.columns]
    makers = [_json(column) for column in table.columns]
    for row in rows:
        told = {name: make(value) for name, make, value in zip(names, makers, row, strict=True)}
        yield json.dumps(told, ensure_ascii=False)


def _json(column: Column) -> Callable[[Value], object]:
    if column.kind == "json":
        return lambda value: None if value is None else json.loads(str(value))
    if column.kind == "boolean":
        return lambda value: None if value is None else bool(value)
    return lambda value: value


def write_parquet(path: Path, table: Table, rows: Rows) -> int:
    """Write a table as Parquet, compressed with Zstandard; how many rows. Times are UTC, JSON is text.

    Raises:
        UsageError: pyarrow is not installed.
    """
    with ParquetFile(path, table) as file:
        return sum(map(file.write, _batches(rows)))


def arrow_schema(table: Table) -> pa.Schema:
    """The columns of a table as Arrow and Parquet have them.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ModuleNotFoundError:
        raise UsageError("Parquet needs pyarrow: pip install 'embedarchive[data]'") from None
    kinds = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "datetime": pa.timestamp("ms", tz="UTC"),
        "date": pa.date32(),
        "json": pa.string(),
    }
    return pa.schema([pa.field(one.name, kinds[one.kind], metadata={"about": one.about}) for one in table.columns])


class ParquetFile:
    """A Parquet file that rows are written into, some at a time. Use it in `with`."""

    def __init__(self, path: Path, table: Table) -> None:
        """See `write_parquet`."""
        self._table, self._schema = table, arrow_schema(table)
        import pyarrow.parquet as pq

        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(self, rows: Sequence[tuple[Value, ...]]) -> int:
        """Write rows; how many."""
        import pyarrow as pa

        columns = zip(*rows, strict=True)
        arrays = [
            pa.array([_typed(value, column.kind) for value in values], field.type)
            for values, column, field in zip(columns, self._table.columns, self._schema, strict=True)
        ]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))
        return len(rows)


def _batches(rows: Rows) -> Iterator[Sequence[tuple[Value, ...]]]:
    left = iter(rows)
    while batch := list(itertools.islice(left, _BATCH)):
        yield batch


def _typed(value: Value, kind: str) -> object:
    if value is None:
        return None
    if kind == "datetime":
        return dt.datetime.fromisoformat(str(value))
    if kind == "date":
        return dt.date.fromisoformat(str(value))
    if kind in {"string", "json"}:
        return str(value).encode("utf-8", "replace").decode()
    return bool(value) if kind == "boolean" else value


WRITERS: dict[str, Callable[[Path, Table, Rows], int]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
}
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}
