"""Writing what a reader says of a post, an article or a file; and the page of all tags and collections."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from datasette.utils.asgi import BadRequest, Forbidden, Request, Response

from embedarchive.archive import annotation_log
from embedarchive.archive.annotation_log import Statement
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.frame import Links, render
from embedarchive.datasette_plugin.serving.editing import EDIT, may_edit, operator_of
from embedarchive.errors import UnwritableError, UsageError
from embedarchive.store.queries import annotations as annotation_queries

if TYPE_CHECKING:
    from datasette.app import Datasette

_LARGEST = 200_000
"""Bytes of a form."""
_TABLES = {"post": ("posts",), "article": ("articles", "article_texts"), "file": ("media", "blobs")}
"""What a reader has to be allowed to see, to write about each kind of thing."""


async def annotate(request: Request, datasette: Datasette) -> Response:
    """Write down what a form says, and go back to the page that it was on.

    Raises:
        BadRequest: it cannot be said; the sentence says why.
        Forbidden: this reader may not write, or not see what is written about.
    """
    if request.method != "POST":
        return Response.text("A form is sent here", status=405, headers={"Allow": "POST"})
    reader = Reader.of(datasette, request)
    if not await may_edit(reader):
        raise Forbidden(EDIT)
    kind, name = request.url_vars["kind"], request.url_vars["name"]
    await reader.require("annotations", *_TABLES[kind])
    said = _statement(reader, name if kind != "article" else f"article:{name}", await _form(request))
    assert reader.archive.folder is not None  # noqa: S101 -- else nobody may write
    try:
        await asyncio.to_thread(annotation_log.state, reader.archive.folder, said)
    except UsageError as error:
        raise BadRequest(str(error)) from error
    except UnwritableError as error:
        return Response.text(str(error), status=503, headers={"Retry-After": "30"})
    links = Links(datasette, reader.archive.database)
    page = {"post": links.post, "article": links.article}
    back = links.file(name) if kind == "file" else page[kind](int(name))
    return Response("", status=303, headers={"Location": f"{back}#annotations"})


async def _form(request: Request) -> dict[str, str]:
    try:
        body = await request.post_body(max_bytes=_LARGEST)
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
    except ValueError as error:
        raise BadRequest("This form could not be read") from error


def _statement(reader: Reader, about: str, form: dict[str, str]) -> Statement:
    number = form.get("number", "")
    return Statement(
        about=about,
        kind=form.get("kind", ""),
        value=form.get("value", ""),
        words=form.get("words", "").replace("\r\n", "\n"),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None,
        operator=operator_of(reader) or form.get("operator"),
    )


async def labels(request: Request, datasette: Datasette) -> Response:
    """The collections and the tags that there are, and how many posts and other things each is on.

    Raises:
        Forbidden: the reader may not see what people say.
    """
    reader = Reader.of(datasette, request)
    context = {
        "collections": await reader.rows(annotation_queries.labels("collection")),
        "tags": await reader.rows(annotation_queries.labels("tag")),
    }
    return await render(reader, "labels", context, here="labels")
