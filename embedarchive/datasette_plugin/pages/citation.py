"""A post, an article or a file as a source: a file for Zotero, JabRef and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.reader import headers
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.frame import number_of
from embedarchive.datasette_plugin.views.cards import erasures
from embedarchive.datasette_plugin.views.citing import of_article, of_file
from embedarchive.exports import citations
from embedarchive.exports.citations import Cited
from embedarchive.exports.selected import CITED
from embedarchive.store.queries import articles, files, media, posts

if TYPE_CHECKING:
    from datasette.app import Datasette


async def citation(request: Request, datasette: Datasette) -> Response:
    """The source as BibTeX, RIS or CSL-JSON, as the address ends.

    Raises:
        Forbidden: the reader may not see the tables that tell of it.
        NotFound: there is no such thing, or its words were erased.
    """
    reader, kind = Reader.of(datasette, request), request.url_vars["kind"]
    cited = await {"post": _post, "article": _article, "file": _file}[kind](reader)
    media_type, _, write = CITED[request.url_vars["form"]]
    body = "".join(write([cited])).encode("utf-8", "replace")
    name = f"{kind}-{request.url_vars['name'][:12]}.{request.url_vars['form']}"
    saved = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=f"{media_type}; charset=utf-8", headers=headers.page() | saved)


async def _post(reader: Reader) -> Cited:
    rows = await reader.rows(posts.by_number(number_of(reader.request, "name")))
    if not rows or await erasures(reader, rows):
        raise NotFound("There is no post with this number")
    return citations.post(rows[0])


async def _article(reader: Reader) -> Cited:
    versions = await reader.rows(articles.versions(number_of(reader.request, "name")))
    scans = await reader.rows(articles.scan(versions[0].id)) if versions else []
    if not scans or scans[0].text is None:
        raise NotFound("There is no such article, or no such version of it")
    return of_article(scans[0])


async def _file(reader: Reader) -> Cited:
    digest = reader.request.url_vars["name"]
    await reader.require("media")
    blobs = await reader.rows(files.by_digest(digest))
    if not blobs:
        raise NotFound("The archive holds no file with this fingerprint")
    return of_file(blobs[0], await reader.rows(media.of_file(digest)))
