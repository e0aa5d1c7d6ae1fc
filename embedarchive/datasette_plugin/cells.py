"""Datasette's own tables, made readable: thumbnails, states in words, links that lead to our pages."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from embedarchive.datasette_plugin.page import Links
from embedarchive.datasette_plugin.words import OUTCOMES, Words, safe_link

_HEX = frozenset("0123456789abcdef")
_DIGESTS = frozenset({"digest", "document", "request_head", "response_head", "body"})
_PICTURED = {"media": "image/", "blobs": "image/"}


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and _HEX.issuperset(value)


def cell(row: Any, value: object, column: str, table: str | None, links: Links, words: Words) -> Markup | None:  # noqa: ANN401 -- sqlite3.Row or dict
    """A cell in our words, as safe HTML; null leaves it to Datasette."""
    if value is None:
        return None
    if column == "status" and isinstance(value, str) and table in {"posts", "media", None}:
        return Markup('<span class="ea-status ea-{}">{}</span>').format(value, words.badge(value))
    if column in {"reason", "gone_reason"} and isinstance(value, str):
        return Markup('<span title="{}">{}</span>').format(value, words.reason(value))
    if column == "outcome" and table == "snapshots":
        return Markup('<span title="{}">{}</span>').format(value, words(OUTCOMES.get(str(value), str(value))))
    if column in _DIGESTS and _is_digest(value):
        return _digest(row, str(value), table, links)
    if column in {"post_id", "target_id"} and isinstance(value, int):
        return Markup('<a href="{}">{}</a>').format(links.post(value), value)
    if column == "text" and table in {"posts", "embeds"} and isinstance(value, str):
        return Markup('<div class="ea-text" dir="auto">{}</div>').format(value)
    if column == "author" and isinstance(value, str):
        return Markup('<bdi class="ea-author">{}</bdi>').format(value)
    if column == "url" and isinstance(value, str):
        address = safe_link(value)
        if address is None:
            return Markup("<span>{}</span>").format(value)
        return Markup('<a class="ea-url" href="{}" rel="noreferrer noopener nofollow">{}</a>').format(address, value)
    return None


def _digest(row: Any, digest: str, table: str | None, links: Links) -> Markup:  # noqa: ANN401 -- see cell
    names = set(row.keys()) if hasattr(row, "keys") else set()
    kind = str(row["media_type"] or "") if "media_type" in names else ""
    if table in _PICTURED and kind.startswith("image/"):
        return Markup('<a href="{}"><img class="ea-thumb" src="{}" alt="" loading="lazy" width="96"></a>').format(
            links.blob(digest), links.thumbnail(digest)
        )
    return Markup('<a class="ea-digest" href="{}" title="{}">{}…</a>').format(links.blob(digest), digest, digest[:12])


def above_row(row: Any, table: str, links: Links, words: Words) -> Markup | None:  # noqa: ANN401 -- see cell
    """What stands above a row on Datasette's own page of it."""
    address = {"posts": links.post, "articles": links.article, "article_texts": links.article}.get(table)
    if address is None:
        return None
    return Markup('<p class="ea-above"><a href="{}">{}</a></p>').format(address(int(row["id"])), words("See its page"))
