"""Posts, media and facts in rows, on a terminal: as wide as it is, and nothing that could steer it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from embedarchive.cli.lines import cells, columns, fitted, one_line, say, shortened, wrapped
from embedarchive.model.rows import ListedMedia, ListedPost
from embedarchive.model.states import in_words

if TYPE_CHECKING:
    from rich.table import Table

    from embedarchive.model.rows import AnnotationRow, MediaRow, PostRow

WIDTHS = {"ID": 4, "Status": 21, "When (UTC)": 19, "Kind": 6, "Pixels": 11}
"""Columns that keep their width, in characters, however narrow the terminal: without them the others say nothing."""

VOICES = {
    "article": "the article",
    "platform": "the platform",
    "web-archive": "a web archive",
    "export": "the account's own export",
    "syndication": "its embed answer",
    "oembed": "its oEmbed answer",
    "browser": "its embed page, in a browser",
    "wayback": "the Wayback Machine",
    "id": "the post's id",
    "address": "read from a URL",
    "words": "guessed from its words",
    "person": "a person who read the article",
    "erased": "its source is erased",
}
"""Whose word something is, for people."""
BRIEFLY = {"id": "id", "article": "article", "erased": "erased"}
"""Whose word a time in the list is, where it is not the platform's or a web archive's."""
NARROW = 72
"""In fewer columns a table would say nothing: each row has lines of its own."""
INDENT = 13


def print_field(name: str, value: str, source: str = "") -> None:
    """A field, its further lines below the first, and where it comes from."""
    lines = [one_line(line) for line in value.splitlines()] or [""]
    told = [wrapped(" " * INDENT + line + source * (line is lines[-1]), INDENT) for line in lines]
    say(f"{name:<{INDENT - 1}} " + "\n".join(told)[INDENT:])


def print_annotations(said: Sequence[AnnotationRow]) -> None:
    """Print what people say of a thing below a line that says so: what, who says it, and when."""
    if said:
        say("\nWhat people say of it:")
    for one in said:
        number = f"note {one.id}, " if one.kind == "note" else ""
        who = f"  ({number}{one_line(one.operator) or 'nobody is named'}, {one.at[:16].replace('T', ' ')})"
        print_field("held for" if one.kind == "verification" else one.kind, _told(one), who)


def _told(one: AnnotationRow) -> str:
    return ": ".join(filter(None, (one.value, one.words)))


def outlet_and_day(outlet: str | None, published: str | None) -> str:
    """Where and when an article appeared, as far as it says so."""
    return ", ".join(filter(None, (outlet, (published or "")[:10])))


def print_posts(found: Sequence[ListedPost], *, begins: bool = True) -> None:
    """Print posts as a table: number, state, time, author, the first words; without its head where it goes on."""
    if not found:
        return
    if _columns() < NARROW:
        for row in found:
            author = f"{row.author or ''} {f'@{row.handle}' if row.handle else ''}"
            _print_below(row.id, f"{state_of(row)}  {when_of(row)}", author, row.text or row.url)
        return
    table = _table("ID", "Status", "When (UTC)", "Who", "What it says", begins=begins)
    widest = max(cells(state_of(row)) for row in found)
    state = min(max(widest, WIDTHS["Status"]), max(WIDTHS["Status"], _columns() // 4))
    room = _columns() - 31 - state  # what the others and the gaps need
    who = min(36, room * 2 // 5)
    for row in found:
        handle = f"@{row.handle}" if row.handle else ""
        words = shortened(row.text or row.url, min(52, room - who))
        author = shortened(f"{row.author or ''} {handle}", who)
        table.add_row(str(row.id), fitted(state_of(row), state), when_of(row), author, words)
    _print(table)


def _print_below(number: int, first: str, *others: str | None) -> None:
    """A row as lines: its number and its state, and below them what else there is, as much as fits."""
    say(wrapped(f"{number:<4} {first}".rstrip(), 5))
    for line in filter(None, map(one_line, others)):
        say(fitted(f"     {line}"))


def when_of(row: PostRow) -> str:
    """The time of a post, or its day, and whose word that is unless a platform or a web archive says so."""
    told = row.sources.get("posted_at" if row.posted_at else "date")
    when = (row.posted_at or row.day or "").replace("T", " ").removesuffix("Z")[:16]
    return f"{when} {BRIEFLY.get(told.source, '') if told else ''}".strip()


def print_media(found: Sequence[ListedMedia], *, begins: bool = True) -> None:
    """Print media as a table: number, state, kind, pixels, URL; without its head where it goes on."""
    if not found:
        return
    if _columns() < NARROW:
        for row in found:
            size = f"{row.width} × {row.height}" if row.width else ""
            _print_below(row.id, f"{state_of(row)}  {row.kind} {size}", row.url or row.key)
        return
    table = _table("ID", "Status", "Kind", "Pixels", "URL", begins=begins)
    room = min(80, max(_columns() - 54, 20))
    for row in found:
        size = f"{row.width} × {row.height}" if row.width else ""
        table.add_row(str(row.id), state_of(row), row.kind, size, shortened(row.url or row.key, room))
    _print(table)


def state_of(row: PostRow | MediaRow) -> str:
    """The state of a post or a medium, and why."""
    erased_at = row.get("erased_at")
    if erased_at:
        return f"erased on {erased_at[:10]}"
    state = f"{row.status} ({in_words(row.reason)})" if row.reason else row.status
    return f"{state}, found gone on {row.gone_at[:10]}" if row.gone_at and row.status == "archived" else state


def _table(*columns: str, begins: bool) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_header=begins)
    for column in columns:
        table.add_column(column, no_wrap=True, min_width=WIDTHS.get(column))
    return table


def _columns() -> int:
    return columns() if sys.stdout.isatty() else 140


def _print(table: object) -> None:
    from rich.console import Console

    Console(width=_columns(), highlight=False, markup=False).print(table)
