"""The table of a crawl: a row for each post that stands in a page, and for each image where these are wanted."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias
from urllib.parse import urlsplit

from embedarchive.model import Embed, Image, Scan
from embedarchive.store import codec
from embedarchive.store.keys import media_key, post_key
from embedarchive.store.queries.exported_tables import Column, Table, Value

SCHEMA = 1
"""The version of the table's columns; a part says which it has in the name of its folder."""
Row: TypeAlias = tuple[Value, ...]


def _column(name: str, kind: str, about: str) -> Column:
    return Column(name=name, kind=kind, sql=name, about=about)


TABLE = Table(
    name="occurrences",
    about="A post or an image in a page of a crawl",
    columns=(
        _column("page_url", "string", "the page's address, as it is recorded"),
        _column("page_host", "string", "the host of that address, without `www.`"),
        _column("page_at", "datetime", "when the page was recorded; none where the recording does not say"),
        _column("page_digest", "string", "the digest of the page's bytes, as the recording states it"),
        _column("recording", "string", "the file that the page is in"),
        _column("record_offset", "integer", "at which byte of that file the record, or its compression, begins"),
        _column("kind", "string", "embed or image"),
        _column("position", "integer", "which of its kind it is in the page, from 0"),
        _column("key", "string", "the same for all occurrences of a post, or of an image"),
        _column("platform", "string", "the platform"),
        _column("id", "string", "the platform's own id of the post"),
        _column("url", "string", "the address of the post or the image"),
        _column("handle", "string", "the account that posted it"),
        _column("author", "string", "its name"),
        _column("date", "date", "the day that the page states"),
        _column("posted_at", "datetime", "the time that the post's id or the markup gives"),
        _column("text", "string", "the post's words as the page has them; an image's caption or alternative text"),
        _column("language", "string", "their language"),
        _column("context", "string", "the heading above it and the sentence before it"),
        _column("form", "string", "how it stands there: blockquote, iframe, plain-text …"),
        _column("confidence", "number", "0 to 1, how sure the finder is"),
        _column("found", "json", "all that the finder tells of it"),
    ),
    origin="",
    whole="",
    chosen="",
    key=("page_url", "recording", "record_offset", "kind", "position"),
)
OF_PAGE = 6
"""So many of the columns are those of the page."""


def rows_of(scan: Scan, *, images: bool) -> tuple[str, list[Row]]:
    """The address of a page, and what stands in it: the columns behind those of the page."""
    rows = [_of_embed(at, embed) for at, embed in enumerate(scan.embeds)]
    if images:
        rows += [_of_image(at, image) for at, image in enumerate(scan.images)]
    return scan.document.source, rows


def _of_embed(at: int, embed: Embed) -> Row:
    named = (post_key(embed), embed.platform, embed.id, embed.url, embed.handle, embed.author)
    times = (embed.date.isoformat() if embed.date else None, codec.time_text(embed.posted_at))
    words = (embed.text, embed.language, embed.context, embed.form, embed.confidence)
    return ("embed", at, *named, *times, *words, codec.text(embed))


def _of_image(at: int, image: Image) -> Row:
    named = (media_key(image), None, None, image.url, None, image.credit or None)
    words = (image.caption or image.alt or None, None, None, "image", 1.0)
    return ("image", at, *named, None, None, *words, codec.text(image))


def page_columns(url: str, at: dt.datetime | None, digest: str, recording: str, offset: int | None) -> Row:
    """The columns of a page."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return (url, host, codec.time_text(at), digest or None, recording, offset)
