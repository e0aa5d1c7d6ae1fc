"""The page of one kept file: what it shows and says of itself, where it came from, how to check it, who uses it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.frame import Links, render, words_for
from embedarchive.datasette_plugin.serving.blobs import blob_path, opened
from embedarchive.datasette_plugin.views.annotations import annotated
from embedarchive.datasette_plugin.views.cards import media_card
from embedarchive.datasette_plugin.views.checking import checkable
from embedarchive.datasette_plugin.views.citing import citing, of_file
from embedarchive.datasette_plugin.views.held import HELD, KINDS
from embedarchive.datasette_plugin.views.places import photo_places
from embedarchive.model import Status
from embedarchive.model.rows import MediaRow, widened
from embedarchive.store.queries import annotations as annotation_queries
from embedarchive.store.queries import files, media, posts
from embedarchive.store.queries.files import AnswerTo, File, InArticle
from embedarchive.store.queries.posts import Named

if TYPE_CHECKING:
    from datasette.app import Datasette

_USES = 50
_WRITTEN = frozenset({"application/json", "text/html", "text/plain", "application/xml", "image/svg+xml"})
_LONGEST = 200_000  # bytes of an answer that are read to be shown
_SHOWN = 20_000  # characters of it that are
_OF_CAMERA = ("Make", "Model")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(AnswerTo):
    """A request that a file was the answer to, and the post that it was made for."""

    post: Named | None


async def file(request: Request, datasette: Datasette) -> Response:
    """The page about the bytes with a digest.

    Raises:
        Forbidden: the reader may not see the tables `blobs` and `media`.
        NotFound: the archive holds no such bytes, or not any more.
    """
    reader = Reader.of(datasette, request)
    digest = request.url_vars["digest"]
    words, links = words_for(reader), Links(datasette, reader.archive.database)
    await reader.require("media")  # whoever hides the table of media means the pictures, too
    blobs = await reader.rows(files.by_digest(digest))
    if not blobs:
        raise NotFound("The archive holds no file with this fingerprint")
    check = await checkable(reader, [digest])
    if check is None or reader.archive.folder is None:
        raise NotFound("This file is not in the archive any more")
    path = blob_path(reader.archive.folder, digest, blobs[0].ending)
    rows = await reader.rows(media.of_file(digest))
    showing = await reader.some(files.posts_showing(digest, _USES + 1))
    articles = await _articles(reader, digest)
    answers = await _answers(reader, digest)
    card = media_card(rows[0] if rows else _unnamed(blobs[0]), words, hide=await _hide(reader, digest))
    addresses = {row.url for row in rows}
    context = {
        "blob": blobs[0],
        "card": replace(card, alt=next(filter(None, (*(row.alt for row in rows), *(one.alt for one in showing))), "")),
        "name": _name(rows, answers, articles, words),
        "addresses": [media_card(row, words) for row in rows],
        "told": _told(rows, words),
        "places": list((await photo_places(reader, [row.id for row in rows])).values()),
        "opened": bool(rows and (rows[0].width or rows[0].exif)),
        "written": await asyncio.to_thread(_written, path, blobs[0].media_type or ""),
        "posts": showing[:_USES],
        "articles": articles[:_USES],
        "answers": answers,
        "requests": [one for one in answers if one.url not in addresses],
        "more": len(showing) > _USES or len(articles) > _USES,
        "check": check,
        "citing": citing(reader, of_file(blobs[0], rows), links.file(digest), words),
        "said": await annotated(reader, annotation_queries.of_file(digest), "file", digest) if rows else None,
        "held": HELD,
        "kinds": KINDS,
    }
    return await render(reader, "file", context)


def _unnamed(blob: File) -> MediaRow:
    """Bytes that no image of the catalogue stands for, such as an answer, as if one did."""
    names = (each.name for each in fields(MediaRow))
    known = {"id": 0, "kind": "", "alt": "", "credit": "", "key": "", "attempts": 0, "status": Status.ARCHIVED}
    told: dict[str, object] = {"digest": blob.digest, "media_type": blob.media_type, "size": blob.size}
    row: Callable[..., MediaRow] = MediaRow
    return row(**{**dict.fromkeys(names), **known, **told})


def _name(rows: Sequence[MediaRow], answers: Sequence[Answer], articles: Sequence[InArticle], words: Words) -> str:
    """What kind of thing it is."""
    if rows:
        said = words.role(rows[0].kind)
    elif any(one.scan for one in articles):
        said = words("the article as given")
    elif any(one.method == "VIEW" for one in answers):
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
    query = media.is_sensitive(digest)
    return not await reader.may(*query.tables) or bool(await reader.rows(query))


async def _articles(reader: Reader, digest: str) -> list[InArticle]:
    """The articles that show it, and those that it is."""
    showing = await reader.some(files.articles_showing(digest, _USES + 1))
    return [*await reader.some(files.articles_of(digest)), *showing]


async def _answers(reader: Reader, digest: str) -> list[Answer]:
    """The requests that it was the answer to, each with the post that it was asked for."""
    rows = await reader.some(files.answers_with(digest))
    keys = sorted({row.snapshot_key for row in rows if row.snapshot_key})
    known = {key: key for key in keys} | {row.key: row.now for row in await reader.some(posts.later_keys(keys))}
    by_key = {post.key: post for post in await reader.some(posts.names(sorted(set(known.values()))))}
    return [widened(Answer, row, post=by_key.get(known.get(row.snapshot_key or "", ""))) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a file says of itself: camera and time in words, all else as it stands there."""

    camera: str
    taken: str
    local: str
    credit: str
    rest: dict[str, str]


def _told(rows: Sequence[MediaRow], words: Words) -> Told:
    said: Mapping[str, object] = next((row.exif for row in rows if row.exif), {})
    make, model = (str(said.get(name) or "") for name in _OF_CAMERA)
    camera = model if make and model.lower().startswith(make.lower()) else f"{make} {model}".strip()
    return Told(
        camera=camera,
        taken=words.time(next((row.taken_at for row in rows if row.taken_at), None)),
        local=str(said.get("DateTimeOriginal") or ""),
        credit=next((row.credit for row in rows if row.credit), "") or str(said.get("Artist") or ""),
        rest={name: str(value) for name, value in said.items() if name not in _OF_CAMERA},
    )


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
