"""What is new, for a feed reader: Atom (RFC 4287) feeds of the newest snapshots and of posts that vanished.

    /-/snapshots.atom    what sources said of posts, the latest first
    /-/vanished.atom     posts that a source says are gone, the latest first

The element tree escapes every text; what XML 1.0 cannot hold at all (section 2.2) is left out.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin import headers
from embedarchive.datasette_plugin.cards import erasures, language_tag
from embedarchive.datasette_plugin.page import Links, words_for
from embedarchive.datasette_plugin.queries import insist
from embedarchive.datasette_plugin.reading import Reader, Row
from embedarchive.datasette_plugin.words import OUTCOMES, Words

if TYPE_CHECKING:
    from datasette.app import Datasette

ATOM = "http://www.w3.org/2005/Atom"
_ENTRIES = 50
_LOOKED_AT = 50_000  # the newest so many snapshots: errors between them make no feed slow
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_POST = "p.id as post_id, p.author, p.handle, p.text, p.language, p.key, p.platform"


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


async def snapshots_feed(request: Request, datasette: Datasette) -> Response:
    """The newest captures and losses of posts.

    Raises:
        Forbidden: the reader may not see the tables `posts` and `snapshots`.
    """
    reader = Reader.of(datasette, request)
    rows = await reader.rows(
        ("snapshots", "posts"),
        f"select s.id, s.outcome, s.reason, s.recorded_at as at, {_POST} from snapshots s "
        "cross join posts p on p.key = coalesce(s.resolves_to, s.key) "
        f"where s.id > (select max(id) from snapshots) - {_LOOKED_AT} and +s.subject = 'post' "
        f"and s.outcome in ('captured', 'gone') order by s.id desc limit {_ENTRIES}",
    )
    words = words_for(reader)
    for row in rows:
        row["what"] = words(OUTCOMES[row["outcome"]]) + (f" ({words.reason(row['reason'])})" if row["reason"] else "")
    return _feed(reader, rows, "snapshots", words("New snapshots"))


async def vanished_feed(request: Request, datasette: Datasette) -> Response:
    """The posts that were last found to be gone.

    Raises:
        Forbidden: the reader may not see the table `posts`.
    """
    reader = Reader.of(datasette, request)
    rows = await reader.rows(
        ("posts",),
        f"select p.gone_at as at, p.gone_at, p.gone_reason, p.status, p.reason, p.sources, {_POST} from posts p "
        "where p.gone_at is not null "
        f"order by p.gone_at desc, p.id desc limit {_ENTRIES}",
    )
    words, erased = words_for(reader), await erasures(reader, rows)
    for row in rows:
        told = f"{words.badge(row['status'])}, {words.state(row)}"
        row["what"] = words("Erased") if row["key"] in erased else told
    return _feed(reader, rows, "vanished", words("Posts that vanished"))


def _feed(reader: Reader, rows: Iterable[Row], name: str, title: str) -> Response:
    links = Links(reader.datasette, reader.archive.database)
    words = words_for(reader)
    insist(reader.request, words)

    def absolute(path: str) -> str:
        return str(reader.datasette.absolute_url(reader.request, path))

    entries = list(rows)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": words.language})
    child(root, "title", f"{title} · {reader.archive.settings.title}")
    child(root, "id", absolute(links.feed(name)))
    child(root, "link", rel="self", type="application/atom+xml", href=absolute(links.feed(name)))
    child(root, "link", rel="alternate", type="text/html", href=absolute(links.page("home")))
    child(root, "updated", max((row["at"] for row in entries), default="1970-01-01T00:00:00Z"))
    child(child(root, "author"), "name", reader.archive.settings.title)
    for row in entries:
        _entry(root, row, name, absolute(links.post(row["post_id"])), words)
    answer = headers.page() | {"Vary": "Accept-Language"}
    return Response(document(root), content_type="application/atom+xml; charset=utf-8", headers=answer)


def _entry(root: ET.Element, row: Row, name: str, address: str, words: Words) -> None:
    who = row["author"] or row["handle"] or words("Unknown author")
    entry = child(root, "entry")
    child(entry, "title", f"{who}: {row['what']}")
    # The same wherever the archive is served, so that a reader that has seen an entry knows it again.
    child(entry, "id", uuid.uuid5(uuid.NAMESPACE_OID, f"embedarchive {name} {row['key']} {row['at']}").urn)
    child(entry, "updated", row["at"])
    child(entry, "link", rel="alternate", type="text/html", href=address)
    child(child(entry, "author"), "name", who)
    if row["text"]:
        content = child(entry, "content", row["text"], type="text")
        if language := language_tag(row["language"]):
            content.set("xml:lang", language)
