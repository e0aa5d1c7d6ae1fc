"""The words that were searched for, where they stand in a text that was marked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence

from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.store.queries import search as searches
from embedarchive.store.queries.search import END, START

_BORDER = re.compile(f"([{START}{END}])")


def unmarked(text: str) -> str:
    """The text without the marks."""
    return text.replace(START, "").replace(END, "")


def pieces(text: str, *, inside: bool = False) -> list[tuple[bool, str]]:
    """A marked text as pieces, each with whether it was searched for. `inside`: it begins within a mark."""
    if START not in text and END not in text:
        return [(inside, text)] if text else []
    made = []
    for piece in _BORDER.split(text):
        if piece in {START, END}:
            inside = piece == START
        elif piece:
            made.append((inside, piece))
    return made


def beginning(parts: Sequence[tuple[bool, str]], length: int) -> list[tuple[bool, str]]:
    """The first characters of a text in pieces."""
    made = []
    for found, piece in parts:
        if length <= 0:
            break
        made.append((found, piece[:length]))
        length -= len(piece)
    return made


async def marked_posts(
    reader: Reader, wanted: Mapping[str, int | None], ids: Sequence[int], search: str
) -> dict[int, dict[str, str]]:
    """Columns of these posts with the words of a search marked, by the post's number; see `queries.search.marked`."""
    found = await reader.some(searches.posts(ids))
    return await asyncio.to_thread(searches.marked, found, wanted, search)


async def marked_articles(
    reader: Reader, wanted: Mapping[str, int | None], ids: Sequence[int], search: str
) -> dict[int, dict[str, str]]:
    """The same of articles."""
    found = await reader.some(searches.articles(ids))
    return await asyncio.to_thread(searches.marked, found, wanted, search)
