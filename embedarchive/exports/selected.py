"""Posts in one file for other programs: a table for spreadsheets, JSON, or sources that are cited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from embedarchive.exports import citations, tables
from embedarchive.store.queries.exported_tables import POSTS, Table, Value

Row: TypeAlias = tuple[Value, ...]
"""A row of `POSTS`, or of `ANNOTATED_POSTS`, which has some columns more."""
NAMES = tuple(column.name for column in POSTS.columns)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of such a file: its media type, what people call it, and what writes it."""

    media_type: str
    label: str
    write: Callable[[Table, Sequence[Row]], Iterator[str]]


def _json(table: Table, rows: Sequence[Row]) -> Iterator[str]:
    yield "[" + ",\n".join(tables.json_objects(table, rows)) + "]\n"


def _cited(
    write: Callable[[Iterable[citations.Cited]], Iterator[str]],
) -> Callable[[Table, Sequence[Row]], Iterator[str]]:
    return lambda _, rows: write(citations.post(dict(zip(NAMES, row, strict=False))) for row in rows)


CITED = {
    "bib": ("application/x-bibtex", "BibTeX", citations.bibtex),
    "ris": ("application/x-research-info-systems", "RIS", citations.ris),
    "csl.json": ("application/vnd.citationstyles.csl+json", "CSL-JSON", citations.csl),
}
"""The forms in which sources are cited, by the ending of the file."""
FORMS = {
    "csv": Form("text/csv", "CSV", tables.csv_lines),
    "json": Form("application/json", "JSON", _json),
    **{ending: Form(media_type, label, _cited(write)) for ending, (media_type, label, write) in CITED.items()},
}
"""By the ending of the file."""
