"""A reader chooses the language of the pages; the browser remembers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.locale.translations import languages
from embedarchive.datasette_plugin.reader.frame import COOKIE
from embedarchive.datasette_plugin.reader.query import argument
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from datasette.app import Datasette

_A_YEAR = 365 * 24 * 3600
_HERE = regex(r"/(?![/\\])[!-~]{0,1999}")
"""A path on this server: it names no other host, in any browser's reading."""


async def language(request: Request, datasette: Datasette) -> Response:
    """Remember the language, and go back to the page that the reader came from.

    Raises:
        NotFound: the pages do not speak it.
    """
    code = request.url_vars["language"]
    if code not in languages():
        raise NotFound("There is no such page")
    home, back = str(datasette.urls.path("/")), argument(request, "back", 2000)
    answer = Response.redirect(back if _HERE.fullmatch(back) else home)
    answer.set_cookie(COOKIE, code, max_age=_A_YEAR, path=home, samesite="lax")
    return answer
