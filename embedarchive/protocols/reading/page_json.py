"""JSON that stands inside a page's scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from embedarchive.protocols.reading import values

if TYPE_CHECKING:
    from bs4 import Tag

_MOST_SCRIPTS = 400
_MOST_NODES = 200_000


def scripts(tree: Tag, kind: str = "") -> Iterator[str]:
    """The texts of a page's scripts; with a kind only those of that type."""
    for tag in tree.find_all("script", limit=_MOST_SCRIPTS):
        if not kind or tag.get("type") == kind:
            yield tag.get_text()


def value_after(text: str, mark: str) -> object:
    """The JSON value that follows the first such mark; None when none does."""
    before, found, _ = text.partition(mark)
    if not found:
        return None
    start = len(before) + len(mark)
    start += len(text[start : start + 50]) - len(text[start : start + 50].lstrip())
    try:
        return json.JSONDecoder().raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def objects(value: object, wanted: Callable[[Mapping[str, object]], bool]) -> Iterator[Mapping[str, object]]:
    """Every object inside a JSON value, at any depth, that is wanted; those further out first."""
    waiting = [value]
    for position in range(_MOST_NODES):
        if position >= len(waiting):
            return
        node = waiting[position]
        if isinstance(node, dict):
            if wanted(node):
                yield values.mapping(node)
            waiting.extend(one for one in node.values() if isinstance(one, dict | list))
        elif isinstance(node, list):
            waiting.extend(one for one in node if isinstance(one, dict | list))
