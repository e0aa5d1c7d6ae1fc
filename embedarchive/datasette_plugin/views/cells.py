"""Datasette's own tables, made readable: thumbnails, states in words, links that lead to our pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from markupsafe import Markup

from embedarchive.datasette_plugin.locale.words import Words, safe_link
from embedarchive.datasette_plugin.reader.frame import Links
from embedarchive.datasette_plugin.serving.blobs import SHOWN
from embedarchive.urls import legible

_HEX = frozenset("0123456789abcdef")
_DIGESTS = frozenset({"digest", "document", "request_head", "response_head", "body"})
_PICTURED = frozenset({"media", "blobs"})
_STRUCTURED = frozenset(
    {"body", "candidates", "coordinates", "counts", "digests", "disagreements", "doubts", "erased", "exif", "flags"}
    | {"links", "media", "options", "parts", "scan", "sources", "versions"}
)
"""The columns that hold JSON."""
_LINES = 200
_LONGEST = 400
_DEEP = 8


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and _HEX.issuperset(value)


@dataclass(frozen=True, slots=True)
class Cells:
    """How the cells of one table look."""

    table: str | None
    links: Links
    words: Words

    def cell(self, row: object, value: object, column: str) -> Markup | None:
        """A cell in our words, as safe HTML; None leaves it to Datasette."""
        if column in _DIGESTS and _is_digest(value):
            return _digest(row, str(value), self.table, self.links)
        if column in {"post_id", "target_id"} and isinstance(value, int):
            return Markup('<a href="{}">{}</a>').format(self.links.post(value), value)
        return self._text(value, column) if isinstance(value, str) else None

    def _text(self, value: str, column: str) -> Markup | None:
        if column == "status" and self.table in {"posts", "media"}:
            return Markup('<span class="ea-status ea-{}">{}</span>').format(value, self.words.badge(value))
        if column in {"reason", "gone_reason"}:
            return Markup('<span title="{}">{}</span>').format(value, self.words.reason(value))
        if column == "text" and self.table in {"posts", "embeds"}:
            return Markup('<div class="ea-text" dir="auto">{}</div>').format(value)
        if column == "author":
            return Markup('<bdi class="ea-author">{}</bdi>').format(value)
        if column in _STRUCTURED and value[:1] in {"[", "{"}:
            return _structured(value)
        return _address(value) if column == "url" else None


def _structured(value: str) -> Markup | None:
    """JSON as lines to read, at most 200 of 400 characters; None, which leaves it as it is, where it is none."""
    try:
        lines = _lines(json.loads(value))
        shown = [line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…" for line in islice(lines, _LINES)]
    except (ValueError, RecursionError):
        return None
    if next(lines, None) is not None:
        shown.append("…")
    return Markup('<div class="ea-json" dir="auto">{}</div>').format("\n".join(shown)) if shown else None


def _lines(value: object, depth: int = 0) -> Iterator[str]:
    """What a value holds, a name and its value a line; what is empty is left out, what lies too deep stays JSON."""
    listed = [("–", one) for one in value] if isinstance(value, list) else []
    for name, one in value.items() if isinstance(value, dict) else listed:
        if one is None or one in ("", [], {}):
            continue
        label = f"{'  ' * depth}{name}" if isinstance(value, list) else f"{'  ' * depth}{name}:"
        inside = list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else [one]
        if not any(isinstance(part, dict | list) for part in inside):
            pairs = one.items() if isinstance(one, dict) else [("", part) for part in inside]
            yield f"{label} {', '.join(f'{key} {_plain(part)}'.strip() for key, part in pairs)}"
        elif depth >= _DEEP:
            yield f"{label} {json.dumps(one, ensure_ascii=False)}"
        else:
            yield label
            yield from _lines(one, depth + 1)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _address(value: str) -> Markup:
    address = safe_link(value)
    if address is None:
        return Markup("<span>{}</span>").format(legible(value))
    return Markup('<a class="ea-url" href="{}" rel="noreferrer noopener nofollow">{}</a>').format(
        address, legible(value)
    )


def _digest(row: Any, digest: str, table: str | None, links: Links) -> Markup:  # noqa: ANN401 -- see Cells.cell
    names = set(row.keys()) if hasattr(row, "keys") else set()
    kind = str(row["media_type"] or "") if "media_type" in names else ""
    if table in _PICTURED and kind in SHOWN and kind.startswith("image/"):
        return Markup('<a href="{}"><img class="ea-thumb" src="{}" alt="" loading="lazy" width="96"></a>').format(
            links.file(digest), links.thumbnail(digest)
        )
    return Markup('<a class="ea-digest" href="{}" title="{}">{}…</a>').format(links.file(digest), digest, digest[:12])


def above(links: Links, words: Words, title: str) -> Markup:
    """What stands above Datasette's own pages: the way back, and whose pages they are."""
    return Markup('<p class="ea-above"><a href="{}">← {}</a> <span>{}</span></p>').format(
        links.page("home"), title, words("These are Datasette's own pages of the tables, in English.")
    )


def above_row(row: Any, table: str, links: Links, words: Words) -> Markup | None:  # noqa: ANN401 -- see Cells.cell
    """What stands above a row on Datasette's own page of it."""
    address = {"posts": links.post, "articles": links.article, "article_texts": links.article}.get(table)
    if address is None:
        return None
    return Markup('<p class="ea-above"><a href="{}">{}</a></p>').format(address(int(row["id"])), words("See its page"))
