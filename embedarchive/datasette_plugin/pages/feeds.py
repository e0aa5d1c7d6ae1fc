"""What is new, for a feed reader: Atom (RFC 4287) feeds of the newest snapshots and of posts that vanished.

    /-/snapshots.atom    what sources said of posts, the latest first
    /-/vanished.atom     posts that a source says are gone, the latest first

The element tree escapes every text; what XML 1.0 cannot hold at all (section 2.2) is left out.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin.locale.words import OUTCOMES, Words
from embedarchive.datasette_plugin.reader import headers
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.filters import Filters
from embedarchive.datasette_plugin.reader.frame import VARY, Links, words_for
from embedarchive.datasette_plugin.reader.query import insist
from embedarchive.datasette_plugin.views.cards import erasures, language_tag
from embedarchive.model.rows import PostRow
from embedarchive.store.queries import posts, snapshots
from embedarchive.store.queries.snapshots import News

if TYPE_CHECKING:
    from datasette.app import Datasette

ATOM = "http://www.w3.org/2005/Atom"
_ENTRIES = 50
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legible(text: object) -> str:
    """A text without the characters that no XML document may hold."""
    return _UNPRINTABLE.sub("", "" if text is None else str(text))


def document(root: ET.Element) -> str:
    """The tree as a document."""
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'


def child(parent: ET.Element, name: str, text: object = None, **attributes: str) -> ET.Element:
    """Add an element with a text to its parent."""
    made = ET.SubElement(parent, name, {key: legible(value) for key, value in attributes.items()})
    made.text = None if text is None else legible(text)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a feed: a post, and what was learnt of it when."""

    at: str
    post: int
    author: str | None
    handle: str | None
    text: str | None
    language: str | None
    key: str
    what: str


def _entry_of(row: PostRow | News, post: int, at: str, what: str) -> Entry:
    return Entry(
        at=at,
        post=post,
        author=row.author,
        handle=row.handle,
        text=row.text,
        language=row.language,
        key=row.key,
        what=what,
    )


async def snapshots_feed(request: Request, datasette: Datasette) -> Response:
    """The newest captures and losses of posts.

    Raises:
        Forbidden: the reader may not see the tables `posts` and `snapshots`.
    """
    reader = Reader.of(datasette, request)
    words, filters = words_for(reader), await Filters.asked(reader)
    entries = []
    for row in await reader.rows(snapshots.newest(_ENTRIES, filters)):
        why = f" ({words.reason(row.reason)})" if row.reason else ""
        entries.append(_entry_of(row, row.post_id, row.at, f"{words(OUTCOMES[row.outcome])}{why}"))
    return _feed(reader, entries, "snapshots", words("What is new"), filters)


async def vanished_feed(request: Request, datasette: Datasette) -> Response:
    """The posts that were last found to be gone.

    Raises:
        Forbidden: the reader may not see the table `posts`.
    """
    reader = Reader.of(datasette, request)
    filters = await Filters.asked(reader)
    rows = await reader.rows(posts.vanished(_ENTRIES, filters))
    words, erased = words_for(reader), await erasures(reader, rows)
    entries = []
    for row in rows:
        what = words("Erased") if row.key in erased else f"{words.badge(row.status)}, {words.state(row)}"
        entries.append(_entry_of(row, row.id, row.gone_at or "", what))
    return _feed(reader, entries, "vanished", words("Posts that vanished"), filters)


def _feed(reader: Reader, entries: Sequence[Entry], name: str, title: str, filters: Filters) -> Response:
    links = Links(reader.datasette, reader.archive.database)
    words = words_for(reader)
    insist(reader.request, words)

    def absolute(path: str) -> str:
        return str(reader.datasette.absolute_url(reader.request, path))

    chosen = [f"“{filters.q}”"] * bool(filters.q) + [label for _, label in filters.told(words)]
    here = absolute(links.feed(name, **filters.given))
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": words.language})
    child(root, "title", " · ".join([title, *chosen, reader.archive.settings.title]))
    child(root, "id", here)
    child(root, "link", rel="self", type="application/atom+xml", href=here)
    page = links.page("timeline", **filters.given) if filters else links.page("home")
    child(root, "link", rel="alternate", type="text/html", href=absolute(page))
    child(root, "updated", max((entry.at for entry in entries), default="1970-01-01T00:00:00Z"))
    child(child(root, "author"), "name", reader.archive.settings.title)
    for entry in entries:
        _add(root, entry, name, absolute(links.post(entry.post)), words)
    answer = headers.page() | {"Vary": VARY}
    return Response(document(root), content_type="application/atom+xml; charset=utf-8", headers=answer)


def _add(root: ET.Element, told: Entry, name: str, address: str, words: Words) -> None:
    who = told.author or told.handle or words("Unknown author")
    entry = child(root, "entry")
    child(entry, "title", f"{who}: {told.what}")
    # The same wherever the archive is served, so that a reader that has seen an entry knows it again.
    child(entry, "id", uuid.uuid5(uuid.NAMESPACE_OID, f"embedarchive {name} {told.key} {told.at}").urn)
    child(entry, "updated", told.at)
    child(entry, "link", rel="alternate", type="text/html", href=address)
    child(child(entry, "author"), "name", who)
    if told.text:
        content = child(entry, "content", told.text, type="text")
        if language := language_tag(told.language):
            content.set("xml:lang", language)
