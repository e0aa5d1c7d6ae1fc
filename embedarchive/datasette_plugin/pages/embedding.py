"""Posts in other people's pages: a card to be framed, and an oEmbed provider (https://oembed.com/) that names it.

    /-/card/<number>               the card, alone, without scripts; any page may frame it
    /-/oembed?url=…&format=xml     what a content management system asks
    /-/post/<number>.html          the card as a file, for whoever may see the post: it needs nothing else

The first two answer only where the archive is served for strangers (`serve --public`, an exported site): that database
cannot be written to, and that is how it is known. What a reader may not see is in none of them.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive import platforms
from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.pages.feeds import child, document
from embedarchive.datasette_plugin.reader import headers
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.frame import Links, number_of, words_for
from embedarchive.datasette_plugin.reader.query import argument
from embedarchive.datasette_plugin.serving.blobs import blob_path
from embedarchive.datasette_plugin.views.cards import erasures
from embedarchive.exports import cards
from embedarchive.exports.cards import Card
from embedarchive.store.queries import files, media, posts

if TYPE_CHECKING:
    from datasette.app import Datasette

_INSIDE = 8_000_000
"""So many bytes of images stand in a card: who frames it may take away its right to load any."""
_WIDEST, _NARROWEST = 600, 220
_POST = re.compile(r"/-/(?:post|card)/([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Frame:
    """A card as others put it into their pages."""

    html: str
    width: int
    height: int


def is_public(reader: Reader) -> bool:
    """Whether the archive is served for strangers."""
    return not reader.datasette.get_database(reader.archive.database).is_mutable


async def card(request: Request, datasette: Datasette) -> Response:
    """One card, to be framed.

    Raises:
        Forbidden: the reader may not see the table `posts`.
        NotFound: there is no such post, or the archive is not served for strangers.
    """
    reader = Reader.of(datasette, request)
    made = await _card(reader, number_of(request, "number"))
    inline = await _inline(reader, made)
    sheet = f"html{{color-scheme:light dark}}body{{margin:0}}.{cards.CLASS}.{cards.CLASS}{{margin:0;max-width:none}}"
    sheet += cards.style()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    here = datasette.absolute_url(request, Links(datasette, reader.archive.database).post(made.post.id))
    body = (
        f'<!DOCTYPE html>\n<html lang="{words_for(reader).language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(made.post.author or made.post.handle or made.platform)}</title>"
        f'<link rel="canonical" href="{escape(here)}"><style>{sheet}</style></head>'
        f"<body>{cards.markup(made, inline.get)}</body></html>"
    )
    policy = (
        f"default-src 'none'; img-src data:; media-src data:; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors *"
    )
    answer = headers.page() | {"Content-Security-Policy": policy, "Cross-Origin-Resource-Policy": "cross-origin"}
    answer.pop("X-Frame-Options")  # it knows no others than the same origin
    return Response.html(body, headers=answer)


async def card_file(request: Request, datasette: Datasette) -> Response:
    """One card as a file to be saved: HTML with its style and images inside, for any page.

    Raises:
        Forbidden: the reader may not see the table `posts`.
        NotFound: there is no such post, or its words were erased.
    """
    reader = Reader.of(datasette, request)
    made = await card_of(reader, number_of(request, "number"))
    if made.erased:
        raise NotFound("The words of this post were erased")
    inline = await _inline(reader, made)
    saved = {"Content-Disposition": f'attachment; filename="post-{made.post.id}.html"'}
    return Response.html(cards.fragment(made, inline.get), headers=headers.page() | saved)


async def oembed(request: Request, datasette: Datasette) -> Response:
    """What is to be put into another page for the address of a post, here or where it was posted.

    Raises:
        Forbidden: the reader may not see the table `posts`.
        NotFound: the address is none of a post that is kept, or the archive is not served for strangers.
    """
    reader = Reader.of(datasette, request)
    form = argument(request, "format") or "json"
    if form not in {"json", "xml"}:
        return Response.text("The formats are json and xml", status=501)  # as the standard has it
    made = await _card(reader, await _number(reader, argument(request, "url", 2_000)))
    if made.erased:
        raise NotFound("The words of this post were erased")
    framed = frame(reader, made, _size(request, "maxwidth"), _size(request, "maxheight"))
    links = Links(datasette, reader.archive.database)
    told = {
        "version": "1.0",
        "type": "rich",
        "title": _title(made, words_for(reader)),
        "author_name": made.post.author or made.post.handle,
        "provider_name": reader.archive.settings.title,
        "provider_url": datasette.absolute_url(request, links.page("home")),
        "cache_age": 3600,
        "html": framed.html,
        "width": framed.width,
        "height": framed.height,
    }
    given = {name: value for name, value in told.items() if value is not None}
    answer = headers.page() | {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
    if form == "json":
        body = json.dumps(given, ensure_ascii=False)
        return Response(body, content_type="application/json; charset=utf-8", headers=answer)
    root = ET.Element("oembed")
    for name, value in given.items():
        child(root, name, value)
    return Response(document(root), content_type="text/xml; charset=utf-8", headers=answer)


def frame(reader: Reader, made: Card, widest: int | None = None, highest: int | None = None) -> Frame:
    """What others put into their pages: the words as a quotation, and the card in a frame that runs nothing."""
    links = Links(reader.datasette, reader.archive.database)
    here = reader.datasette.absolute_url(reader.request, links.post(made.post.id))
    source = reader.datasette.absolute_url(reader.request, links.card(made.post.id))
    width = max(_NARROWEST, min(_WIDEST, widest or _WIDEST))
    height = min(_height(made, width), highest or 10_000)
    title = _title(made, words_for(reader))
    words = f'<p dir="auto">{escape(made.post.text or "")}</p>' if made.post.text else ""
    html = (
        f'<blockquote>{words}— <a href="{escape(here)}">{escape(title)}</a></blockquote>'
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" height="{height}" '
        'sandbox="allow-popups" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )
    return Frame(html, width, height)


def discovery(reader: Reader, number: int) -> dict[str, str]:
    """The addresses that a post's page names for who wants to embed it, by their media type."""
    links = Links(reader.datasette, reader.archive.database)
    here = reader.datasette.absolute_url(reader.request, links.post(number))
    provider = reader.datasette.absolute_url(reader.request, links.oembed())
    return {
        "application/json+oembed": f"{provider}?{urlencode({'url': here})}",
        "text/xml+oembed": f"{provider}?{urlencode({'url': here, 'format': 'xml'})}",
    }


def _title(made: Card, words: Words) -> str:
    who = made.post.author or made.post.handle or made.platform
    return f"{who}, {words.day(made.post.day)}" if made.post.day else who


async def _card(reader: Reader, number: int) -> Card:
    if not is_public(reader):
        raise NotFound("Posts are given to other pages only where the archive is served to the public")
    return await card_of(reader, number)


async def card_of(reader: Reader, number: int) -> Card:
    """A post as a card, with what of it this reader may see.

    Raises:
        Forbidden: the reader may not see the table `posts`.
        NotFound: there is no such post.
    """
    found = await reader.rows(posts.by_number(number))
    if not found:
        raise NotFound("There is no post with this number")
    row = found[0]
    words, erased = words_for(reader), (await erasures(reader, [row])).get(row.key)
    return Card(
        post=row,
        platform=words.platform(row.platform),
        state=words("Erased") if erased else words.state(row),
        media=tuple(await reader.some(media.of_posts([number]))),
        links=tuple(await reader.some(posts.links([number]))),
        erased=erased,
    )


async def _number(reader: Reader, url: str) -> int:
    """The post that an address names: its page here, or where it was posted."""
    base = urlsplit(reader.datasette.absolute_url(reader.request, reader.datasette.urls.path("/")))
    try:
        asked = urlsplit(url)
        known = platforms.recognise(url)
    except ValueError:
        raise NotFound("This is the address of no post") from None
    inside = asked.path.removeprefix(base.path.rstrip("/"))
    if asked.netloc == base.netloc and (page := _POST.fullmatch(inside)):
        return int(page[1])
    keys = [f"{known.platform}:{known.id}"] if known else []
    found = await reader.rows(posts.addressed(keys, [url]))
    if len(found) != 1:
        raise NotFound("This is the address of no post that is kept here")
    return found[0].n


def _size(request: Request, name: str) -> int | None:
    text = argument(request, name, 20)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) else None


def _height(made: Card, width: int) -> int:
    """About how high the card is, in pixels: a frame without scripts cannot say it itself."""
    inside = width - 38
    text = made.post.text or ""
    lines = sum(1 + len(line) // (inside // 8) for line in text.split("\n")) + 2 * text.count("\n\n")
    shown = [item for item in made.media if item.role not in cards.BESIDE]
    heights = [min(640, inside * item.height // item.width) for item in shown if item.width and item.height]
    captions = sum(28 + 22 * (1 + len(item.told or item.alt) // (inside // 7)) for item in shown)
    quoted = sum(90 + len(link.target_text or "") // (inside // 8) * 24 for link in made.links if link.target_text)
    return 190 + 24 * lines + sum(heights) + captions + quoted


async def _inline(reader: Reader, made: Card) -> dict[str, str]:
    """The images of a card as `data:` URLs, by their digest, as many as fit."""
    folder = reader.archive.folder
    wanted = [item.digest for item in made.media if item.digest and (item.media_type or "").startswith("image/")]
    rows = await reader.some(files.by_digests(sorted(set(wanted))))
    if folder is None or made.erased:
        return {}
    given, left = dict[str, str](), _INSIDE
    for row in sorted(rows, key=lambda row: wanted.index(row.digest)):
        if row.size <= left:
            left -= row.size
            path = blob_path(folder, row.digest, row.ending)
            data = await asyncio.to_thread(_bytes, path)
            given[row.digest] = f"data:{row.media_type};base64,{base64.b64encode(data).decode('ascii')}"
    return given


def _bytes(path: Path) -> bytes:
    return b"" if path.is_symlink() else path.read_bytes()
