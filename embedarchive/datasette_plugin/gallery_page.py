"""Pictures in a gallery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin.blobs import SHOWN
from embedarchive.datasette_plugin.cards import MEDIA_COLUMNS, media_card
from embedarchive.datasette_plugin.page import number_argument, render, words_for
from embedarchive.datasette_plugin.reading import Reader, Row, marks

if TYPE_CHECKING:
    from datasette.app import Datasette

_PICTURES = 60


async def gallery(request: Request, datasette: Datasette) -> Response:
    """Photos and videos, the newest first; pictures that look the same stand as one.

    Raises:
        Forbidden: the reader may not see the table `media`.
    """
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    before = number_argument(request, "before")
    start = 1 << 62 if before is None else before
    kinds = sorted(SHOWN)
    rows = await reader.rows(
        ("media",),
        f"select {MEDIA_COLUMNS}, m.phash from media m where m.digest is not null "
        "and m.kind not in ('avatar', 'poster') and m.id < ? "
        f"and m.media_type in ({marks(kinds)}) "
        f"order by m.id desc limit {_PICTURES + 1}",
        [start, *kinds],
    )
    page = rows[:_PICTURES]
    homes = await _homes(reader, [row["id"] for row in page])
    pictures: dict[str, dict[str, Any]] = {}
    for row in page:
        home = homes.get(row["id"], {})
        hide = reader.archive.settings.sensitive == "blur" and bool(home.get("sensitive"))
        same = row["phash"] or f"id {row['id']}"
        if same in pictures:
            pictures[same]["copies"] += 1
            continue
        pictures[same] = {**media_card(row, words, hide=hide), "home": home, "copies": 1}
    context = {"pictures": list(pictures.values()), "next": page[-1]["id"] if len(rows) > _PICTURES else None}
    return await render(reader, "gallery", context, here="gallery")


async def _homes(reader: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The post, or else the article, that each of these media belongs to."""
    articles = await reader.some(
        ("article_images", "article_texts"),
        "select i.media_id, i.article_id, i.caption, t.title from article_images i "
        f"left join article_texts t on t.id = i.article_id where i.media_id in ({marks(ids)})",
        ids,
    )
    posts = await reader.some(
        ("post_media", "posts"),
        "select l.media_id, p.id as post_id, p.author, p.handle, p.day, p.sensitive, substr(p.text, 1, 140) as text "
        f"from post_media l join posts p on p.id = l.post_id where l.media_id in ({marks(ids)})",
        ids,
    )
    return {row["media_id"]: row for row in [*articles, *posts]}
