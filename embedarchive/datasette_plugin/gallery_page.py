"""Pictures in a gallery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin.blobs import SHOWN
from embedarchive.datasette_plugin.cards import MEDIA_COLUMNS, media_card
from embedarchive.datasette_plugin.lookalikes import MANY, alike, among, counts, newest
from embedarchive.datasette_plugin.page import render, words_for
from embedarchive.datasette_plugin.places import photo_places
from embedarchive.datasette_plugin.queries import argument, number_argument
from embedarchive.datasette_plugin.reading import Reader, Row, marks

if TYPE_CHECKING:
    from datasette.app import Datasette

_PICTURES = 60


async def gallery(request: Request, datasette: Datasette) -> Response:
    """Photos and videos, the newest first.

    Pictures that look alike stand as one, the newest of them, whatever page the others would be on; `?like=` and
    its perceptual hash shows them all.

    Raises:
        Forbidden: the reader may not see the table `media`.
    """
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    before = number_argument(request, "before")
    like = argument(request, "like", 64)
    hashes = sorted((await alike(reader, [like]))[like]) if like else []
    alone = among("m", hashes) if like else newest("m", shown_in_gallery("o"))
    rows = await reader.rows(
        ("media",),
        f"select {MEDIA_COLUMNS}, m.phash from media m where {shown_in_gallery('m')} and m.id < ? and {alone} "
        f"order by m.id desc limit {_PICTURES + 1}",
        [1 << 62 if before is None else before, *hashes],
    )
    page = rows[:_PICTURES]
    homes = await _homes(reader, [row["id"] for row in page])
    places = await _places(reader, homes, [row["id"] for row in page])
    posters = await _posters(reader, [row["id"] for row in page if str(row["media_type"]).startswith("video/")])
    groups = {} if like else await alike(reader, [row["phash"] for row in page if row["phash"]])
    copies = await counts(reader, groups, shown_in_gallery("o"))
    pictures = []
    for row in page:
        home = homes.get(row["id"], {})
        hide = reader.archive.settings.sensitive == "blur" and bool(home.get("sensitive"))
        shown: dict[str, Any] = {"home": home, "copies": copies.get(row["phash"], 1), "poster": posters.get(row["id"])}
        pictures.append(
            {**media_card(row, words, hide=hide), **shown, "phash": row["phash"], "place": places.get(row["id"])}
        )
    context = {
        "pictures": pictures,
        "next": page[-1]["id"] if len(rows) > _PICTURES else None,
        "like": like,
        "many": MANY,
    }
    return await render(reader, "gallery", context, here="gallery")


def shown_in_gallery(name: str) -> str:
    """The condition for what a gallery shows, on `media` under that name."""
    kinds = ", ".join(f"'{kind}'" for kind in sorted(SHOWN))  # our own words, not the reader's
    return f"{name}.digest is not null and {name}.kind not in ('avatar', 'poster') and {name}.media_type in ({kinds})"


async def _posters(reader: Reader, ids: Sequence[int]) -> dict[int, str]:
    """The still of each of these videos: the one that stands nearest to it in its post."""
    rows = await reader.some(
        ("post_media", "media"),
        "select l.media_id as video, m.digest from post_media l "
        "join post_media s on s.post_id = l.post_id and s.role = 'poster' join media m on m.id = s.media_id "
        f"where l.media_id in ({marks(ids)}) and m.digest is not null and m.media_type like 'image/%' "
        "order by abs(s.position - l.position) desc",
        ids,
    )
    return {row["video"]: row["digest"] for row in rows}


async def _homes(reader: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The post, or else the article, that each of these media belongs to."""
    articles = await reader.some(
        ("article_images", "article_texts"),
        "select i.media_id, i.article_id, i.position, i.caption, t.title from article_images i "
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


async def _places(reader: Reader, homes: dict[int, Row], ids: Sequence[int]) -> dict[int, Row]:
    """Where each of these media was made: as its own data say, or else as the post that it belongs to says."""
    posts = sorted({home["post_id"] for home in homes.values() if home.get("post_id")})
    rows = await reader.some(
        ("places",),
        "select p.id, p.post_id, p.latitude, p.longitude, p.source from places p where p.id in "
        f"(select min(id) from places where post_id in ({marks(posts)}) group by post_id)",
        posts,
    )
    told = {row["post_id"]: row for row in rows}
    by_post = {medium: told[home["post_id"]] for medium, home in homes.items() if home.get("post_id") in told}
    return by_post | await photo_places(reader, ids)
