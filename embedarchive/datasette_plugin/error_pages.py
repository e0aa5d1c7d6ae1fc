"""What a reader is told when something is not there, not for everyone, or went wrong: a page of ours, at once.

Datasette prints every exception with all local variables to its log, a missing page included: a second or two for each,
and other people's words in the log.
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from datasette.database import QueryInterrupted
from datasette.utils import add_cors_headers, error_body
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup

from embedarchive.datasette_plugin.page import render
from embedarchive.datasette_plugin.reading import Reader

if TYPE_CHECKING:
    from datasette.app import Datasette

HEADINGS = {
    400: "This could not be understood",
    403: "Not for everyone",
    404: "Not here",
    500: "Something went wrong here",
    503: "This took too long",
}
SENTENCES = {
    "404": "There is no such page",
    "Database not found": "There is no such page",  # what any word at the start of a path would be
    "Table not found": "There is no such table",
    "Row not found": "There is no such row",
}
"""Datasette's own words, and ours."""
HIDDEN = "Whoever keeps this archive does not show this part of it to everyone"
SLOW = "A filter that leaves fewer posts is answered faster"
UNASKABLE = "The address asks for what this table cannot answer"
UNWRITTEN = "There is no such format; csv and json are"
DAMAGED = "The archive is damaged. The command “embedarchive verify” says where"
BROKEN = "It was no mistake of yours. The log of the server says what it was"


async def answer_for(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """The answer to a request that ended in an exception: JSON and plain text where they were asked for."""
    ending = str(request.url_vars.get("format") or "")
    if ending and ending not in (known := {"csv", *datasette.renderers}):
        if ending.lower() in known and request.path.endswith(f".{ending}"):
            return Response.redirect(_lowered(request, ending))
        return await page(datasette, request, 404, UNWRITTEN)
    status, message = _said(exception, request)
    if status == 500:
        traceback.print_exception(exception)
    headers: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(headers)
    if request.path.endswith((".json", ".geojson")):
        known = exception.error_dict if isinstance(exception, DatasetteError) else {}
        return Response.json({**known, **error_body(message, status)}, status=status, headers=headers)
    if request.path.endswith((".csv", ".kml", ".atom")):
        return Response.text(message, status=status, headers=headers)
    if isinstance(exception, DatasetteError) and exception.message_is_html:  # an SQL query, to be mended and sent again
        message = Markup(exception.message)  # noqa: S704 -- Datasette made it, and escaped what is the reader's
        given = {**exception.error_dict, "ok": False, "error": message, "status": status}
        body = await datasette.render_template("error.html", {**given, "title": exception.title}, request=request)
        return Response.html(body, status=status, headers=headers)
    return await page(datasette, request, status, message)


async def page(datasette: Datasette, request: Request, status: int, sentence: str) -> Response:
    """A page that says what is the matter, and leads back."""
    heading = HEADINGS.get(status, HEADINGS[400 if status < 500 else 500])
    context = {"heading": heading, "sentence": sentence}
    return await render(Reader.of(datasette, request), "missing", context, status=status)


def _lowered(request: Request, ending: str) -> str:
    """The address with its ending in small letters: `posts.CSV` is `posts.csv`."""
    query = f"?{request.query_string}" if request.query_string else ""
    return f"/{request.path.removesuffix(ending).lstrip('/')}{ending.lower()}{query}"


def _said(exception: Exception, request: Request) -> tuple[int, str]:
    """The status, and a sentence."""
    code = getattr(exception, "sqlite_errorname", None) or ""
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return 500, DAMAGED
    # Datasette's own tables put parts of the query into SQL and numbers as they come.
    odd = code == "SQLITE_ERROR" or isinstance(exception, ValueError)
    if odd and request.args and request.url_vars.get("database"):
        return 400, UNASKABLE
    if isinstance(exception, QueryInterrupted):
        return 503, SLOW
    if isinstance(exception, Base400):
        said = str(exception.args[0]) if exception.args else str(exception.status)
        return exception.status, SENTENCES.get(said, said)
    if isinstance(exception, DatasetteError):
        return exception.status, str(exception.plain_message or exception.message)
    return 500, BROKEN
