"""A selection of posts as a file for other programs: a table for spreadsheets, JSON, or sources that are cited."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from datasette.utils.asgi import BadRequest, Request, Response

from embedarchive.datasette_plugin.reader import headers
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.filters import Filters
from embedarchive.datasette_plugin.reader.frame import words_for
from embedarchive.datasette_plugin.reader.query import insist
from embedarchive.exports.selected import FORMS, NAMES, Row
from embedarchive.store.queries import exported, posts
from embedarchive.store.queries.exported_tables import ANNOTATED_POSTS, POSTS, Table

if TYPE_CHECKING:
    from datasette.app import Datasette

MOST = 10_000
"""A selection of more posts is no file here: the server would hold all of it at once."""


async def posts_file(request: Request, datasette: Datasette) -> Response:
    """The posts that the filters leave, with the columns that `export data` writes; erased ones are left out.

    Raises:
        BadRequest: a filter was not understood, or more posts are asked for than one file holds.
        Forbidden: the reader may not see the table `posts`, or one that a filter needs.
    """
    reader = Reader.of(datasette, request)
    words, filters = words_for(reader), await Filters.asked(reader)
    insist(request, words)
    table = ANNOTATED_POSTS if await reader.may("annotations") else POSTS
    found = await reader.rows(exported.selected(filters, MOST + 1, table))
    if len(found) > MOST:
        sentence = "These are more than {count} posts: filter them, or write all of them with embedarchive export data."
        raise BadRequest(words(sentence, count=words.number(MOST)))
    return await answer(reader, table, [tuple(json.loads(row.text)) for row in found], request.url_vars["form"])


async def answer(reader: Reader, table: Table, rows: Sequence[Row], name: str) -> Response:
    """These posts as a file that a browser saves."""
    form, erased = FORMS[name], await _erased(reader, rows)
    kept = [row for row in rows if row[NAMES.index("key")] not in erased]
    body = "".join(form.write(table, kept)).encode("utf-8", "replace")
    saved = {"Content-Disposition": f'attachment; filename="posts.{name}"'}
    return Response(body, content_type=f"{form.media_type}; charset=utf-8", headers=headers.page() | saved)


async def _erased(reader: Reader, rows: Sequence[Row]) -> set[str]:
    """The keys of those posts whose words were erased."""
    key, words = NAMES.index("key"), [NAMES.index(name) for name in ("author", "handle", "text")]
    silent = [str(row[key]) for row in rows if not any(row[place] for place in words)]
    return {row.key for row in await reader.each(posts.tombstones, silent)}
