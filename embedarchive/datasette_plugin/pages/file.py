"""The page of one kept file: what it shows and says of itself, where it came from, how to check it, who uses it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.locale.words import Words, safe_link
from embedarchive.datasette_plugin.reader.database import Reader, Row, marks, read_json
from embedarchive.datasette_plugin.reader.frame import render, words_for
from embedarchive.datasette_plugin.serving.blobs import blob_path, opened
from embedarchive.datasette_plugin.views.cards import MEDIA_COLUMNS, media_card
from embedarchive.datasette_plugin.views.checking import checkable
from embedarchive.datasette_plugin.views.places import photo_places

if TYPE_CHECKING:
    from datasette.app import Datasette

_USES = 50
_SAME = "(select id from media where digest = ? order by id limit 500)"
"""Rows of media with the same bytes: a placeholder may stand for thousands of pictures."""
_WRITTEN = frozenset({"application/json", "text/html", "text/plain", "application/xml", "image/svg+xml"})
_LONGEST = 200_000  # bytes of an answer that are read to be shown
_SHOWN = 20_000  # characters of it that are
_OF_CAMERA = ("Make", "Model")


async def file(request: Request, datasette: Datasette) -> Response:
    """The page about the bytes with a digest.

    Raises:
        Forbidden: the reader may not see the tables `blobs` and `media`.
        NotFound: the archive holds no such bytes, or not any more.
    """
    reader = Reader.of(datasette, request)
    digest = request.url_vars["digest"]
    words = words_for(reader)
    blobs = await reader.rows(
        ("blobs", "media"), "select digest, size, media_type, ending, kept_at from blobs where digest = ?", [digest]
    )
    if not blobs:
        raise NotFound("The archive holds no bytes with this digest")
    check = await checkable(reader, [digest])
    if check is None or reader.archive.folder is None:
        raise NotFound("These bytes are not in the archive any more")
    path = blob_path(reader.archive.folder, digest, blobs[0]["ending"])
    media = await reader.rows(
        ("media",), f"select {MEDIA_COLUMNS} from media m where m.digest = ? order by m.id limit 20", [digest]
    )
    posts, articles = await _posts(reader, digest), await _articles(reader, digest)
    answers = await _answers(reader, digest)
    card = media_card(media[0] if media else _unnamed(blobs[0]), words, hide=await _hide(reader, digest))
    card["alt"] = next((one["alt"] for one in [*media, *posts] if one["alt"]), "")
    context = {
        "blob": blobs[0],
        "card": card,
        "name": _name(media, answers, articles, words),
        "addresses": [{**one, "href": safe_link(one["url"]), "state": words.media_state(one)} for one in media],
        "told": _told(media, words),
        "places": list((await photo_places(reader, [one["id"] for one in media])).values()),
        "opened": bool(media and (media[0]["width"] or media[0]["exif"])),
        "written": await asyncio.to_thread(_written, path, blobs[0]["media_type"] or ""),
        "posts": posts[:_USES],
        "articles": articles[:_USES],
        "answers": answers,
        "requests": [one for one in answers if one["url"] not in {medium["url"] for medium in media}],
        "more": len(posts) > _USES or len(articles) > _USES,
        "check": check,
    }
    return await render(reader, "file", context)


def _unnamed(blob: Row) -> Row:
    """Bytes that no picture of the catalogue stands for, such as an answer, as if one did."""
    names = [name.strip().removeprefix("m.") for name in MEDIA_COLUMNS.split(",")]
    known = {"digest": blob["digest"], "media_type": blob["media_type"], "size": blob["size"], "status": "archived"}
    return dict.fromkeys(names) | known


def _name(media: list[Row], answers: list[Row], articles: list[Row], words: Words) -> str:
    """What kind of thing it is."""
    if media:
        said = words.role(media[0]["kind"])
    elif any("scanned_at" in one for one in articles):
        said = words("the article as given")
    elif any(one["method"] == "VIEW" for one in answers):
        said = words("a picture of a page, taken by a browser")
    elif answers:
        said = words("an answer")
    else:
        said = words("a file")
    return said[:1].upper() + said[1:]


async def _hide(reader: Reader, digest: str) -> bool:
    """Whether it is covered until asked for: a post that shows it is sensitive, or nobody may know."""
    if reader.archive.settings.sensitive != "blur":
        return False
    tables = ("media", "post_media", "posts")
    if not await reader.may(*tables):
        return True
    sql = f"select 1 from {_SAME} m join post_media l on l.media_id = m.id join posts p on p.id = l.post_id"
    return bool(await reader.rows(tables, f"{sql} where p.sensitive limit 1", [digest]))


async def _posts(reader: Reader, digest: str) -> list[Row]:
    """The posts that show it."""
    return await reader.some(
        ("media", "post_media", "posts"),
        "select p.id, p.author, p.handle, coalesce(p.posted_at, p.day) as at, l.role, l.alt, "
        "substr(p.text, 1, 140) as text "
        f"from {_SAME} m join post_media l on l.media_id = m.id join posts p on p.id = l.post_id limit {_USES + 1}",
        [digest],
    )


async def _articles(reader: Reader, digest: str) -> list[Row]:
    """The articles that show it, and those that it is."""
    showing = await reader.some(
        ("media", "article_images", "articles", "article_texts"),
        "select i.article_id, i.position, i.caption, coalesce(t.title, public_name(a.source)) as title "
        f"from {_SAME} m join article_images i on i.media_id = m.id join articles a on a.id = i.article_id "
        f"left join article_texts t on t.id = a.id limit {_USES + 1}",
        [digest],
    )
    being = await reader.some(
        ("article_scans", "articles"),
        "select s.id as scan, s.article_id, s.scanned_at, public_name(a.source) as source, "
        "coalesce(s.title, public_name(a.source)) as title "
        "from article_scans s "
        "join articles a on a.id = s.article_id where s.document = ? limit 20",
        [digest],
    )
    return [*being, *showing]


async def _answers(reader: Reader, digest: str) -> list[Row]:
    """The requests that it was the answer to, each with the post that it was asked for."""
    rows = await reader.some(
        ("fetches",), "select url, method, status, at, snapshot_key from fetches where body = ? limit 20", [digest]
    )
    keys = sorted({str(row["snapshot_key"]) for row in rows if row["snapshot_key"]})
    later = await reader.some(
        ("snapshots",),
        "select distinct key, resolves_to from snapshots where subject = 'post' and resolves_to is not null "
        f"and key in ({marks(keys)})",
        keys,
    )
    known = {key: key for key in keys} | {row["key"]: row["resolves_to"] for row in later}
    wanted = sorted(set(known.values()))
    posts = await reader.some(
        ("posts",), f"select id, key, author, handle from posts where key in ({marks(wanted)})", wanted
    )
    by_key = {post["key"]: post for post in posts}
    return [
        {**row, "href": safe_link(row["url"]), "post": by_key.get(known.get(row["snapshot_key"], ""))} for row in rows
    ]


def _told(media: list[Row], words: Words) -> dict[str, Any]:
    """What the file says of itself: camera and time in words, all else as it stands there."""
    said: dict[str, Any] = next((one for row in media if (one := read_json(row["exif"], {}))), {})
    make, model = (str(said.get(name) or "") for name in _OF_CAMERA)
    camera = model if make and model.lower().startswith(make.lower()) else f"{make} {model}".strip()
    taken = next((row["taken_at"] for row in media if row["taken_at"]), None)
    return {
        "camera": camera,
        "taken": words.time(taken),
        "local": str(said.get("DateTimeOriginal") or ""),
        "credit": next((row["credit"] for row in media if row["credit"]), "") or str(said.get("Artist") or ""),
        "rest": {str(name): str(value) for name, value in said.items() if name not in _OF_CAMERA},
    }


def _written(path: Path, media_type: str) -> str:
    """The beginning of a file that people can read, decompressed, JSON set out in lines; nothing of any other."""
    try:
        with opened(path) as stream:
            data = stream.read(_LONGEST + 1)
    except OSError:
        return ""
    whole = len(data) <= _LONGEST
    if media_type == "application/gzip":
        inflate = zlib.decompressobj(31)
        try:
            data = inflate.decompress(data, _LONGEST)
        except zlib.error:
            return ""
        whole = whole and inflate.eof
    elif media_type not in _WRITTEN:
        return ""
    text = data[:_LONGEST].decode("utf-8", "replace")
    if whole and text.lstrip()[:1] in {"{", "["}:
        with contextlib.suppress(ValueError, RecursionError):
            text = _in_lines(json.loads(text))
    shown = text[:_SHOWN].encode("utf-8", "replace").decode().replace("\x00", "\N{SYMBOL FOR NULL}")
    return f"{shown}…" if len(text) > _SHOWN or not whole else shown


def _in_lines(value: object) -> str:
    """JSON set out in lines, as much of it as is shown: deep nesting would make a long text of a short one."""
    text = ""
    for piece in json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(value):
        text += piece
        if len(text) > _SHOWN:
            break
    return text
