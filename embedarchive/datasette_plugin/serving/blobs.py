"""Bytes that came from outside, served so that they can do nothing: by digest only, as what they are, without rights.

    /-/blob/<sha256>     the bytes as kept
    /-/thumb/<sha256>    the thumbnail made of them

The URL holds a digest and nothing else; the path on disk is made of the row that the digest finds. Answers honour
`Range` (RFC 9110, section 14), so that a video can be sought. They never change, but they may be erased: a browser, or
a cache before the server, keeps them for minutes, then asks by their `ETag` whether they are still there.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from datasette.utils.asgi import NotFound, Request

from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.headers import STORED, Send
from embedarchive.datasette_plugin.serving.settings import served
from embedarchive.signatures import INLINE
from embedarchive.store.queries import files
from embedarchive.store.queries.files import File

if TYPE_CHECKING:
    from datasette.app import Datasette

THUMBNAILS = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
"""What a thumbnail may be; it is made here, yet it is served with no more rights than any other byte."""

SHOWN = frozenset(kind for kind in INLINE if kind.startswith(("image/", "video/")))
"""What a gallery can show."""

_ENDING = re.compile(r"\.?[a-z0-9]{1,8}")
_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")
_PIECE = 1 << 18
LIFETIME_S = 300
"""How long, in seconds, others may show bytes without asking: so long an erasure takes to reach all of them."""


def blob_path(folder: Path, digest: str, ending: str | None) -> Path:
    """Where the bytes with this digest lie: `blobs/4b/4b68ab….jpg`."""
    tail = ending if ending and _ENDING.fullmatch(ending) else ""
    return folder / "blobs" / digest[:2] / f"{digest}{'.' if tail and tail[0] != '.' else ''}{tail}"


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """The half-open range that a `Range` header asks for; None when the whole is to be sent.

    Several ranges, or none that can be read, mean the whole: RFC 9110 lets a server ignore them.

    Raises:
        ValueError: nothing of the range lies within the bytes.
    """
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or not (match["first"] or match["last"]):
        return None
    if not match["first"]:
        length = min(int(match["last"]), size)
        if length == 0:
            raise ValueError("an empty range")
        return size - length, size
    first = int(match["first"])
    last = int(match["last"]) if match["last"] else size - 1
    if last < first and match["last"]:
        return None
    if first >= size:
        raise ValueError("a range beyond the end")
    return first, min(last + 1, size)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnswer:
    """A file as an answer, whole or in part. Datasette sends whatever has `asgi_send`."""

    path: Path
    media_type: str
    etag: str
    attachment: str | None
    request: Request

    async def asgi_send(self, send: Send) -> None:
        """Send the head and, unless only that was asked for, the bytes.

        Raises:
            NotFound: the catalogue knows these bytes, but the file is not there.
        """
        try:
            # Here and not in a thread: handing it over takes longer than the system needs for an answer.
            file = opened(self.path)
        except OSError as error:
            raise NotFound("The archive knows this file, but it is missing from its folder") from error
        try:
            await self._send(send, file)
        finally:
            file.close()

    async def _send(self, send: Send, file: BinaryIO) -> None:
        size = os.fstat(file.fileno()).st_size
        given: Mapping[str, str] = self.request.headers
        whose = "public" if self.request.actor is None else "private"  # what only some may see is in no shared cache
        lifetime = f"{whose}, max-age={LIFETIME_S}, must-revalidate"
        headers = STORED | {"ETag": self.etag, "Accept-Ranges": "bytes", "Cache-Control": lifetime}
        if self.etag in {tag.strip().removeprefix("W/") for tag in given.get("if-none-match", "").split(",")}:
            await _head(send, 304, headers)
            return
        headers |= {"Content-Type": self.media_type}
        if self.attachment:
            headers |= {"Content-Disposition": f'attachment; filename="{self.attachment}"'}
        status, start, end = 200, 0, size
        try:
            if given.get("if-range") in {None, self.etag} and (part := byte_range(given.get("range"), size)):
                start, end = part
                status = 206
                headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
        except ValueError:
            await _head(send, 416, headers | {"Content-Range": f"bytes */{size}"})
            return
        if self.request.method == "HEAD":
            await _head(send, status, headers, length=end - start)
            return
        await _head(send, status, headers, length=end - start, more=True)
        await _body(send, file, start, end)


def opened(path: Path) -> BinaryIO:
    """The file itself, never what a symbolic link in its place points at."""
    return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb", buffering=0)


async def _head(send: Send, status: int, headers: Mapping[str, str], *, length: int = 0, more: bool = False) -> None:
    pairs = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    if status != 304:
        pairs.append((b"content-length", str(length).encode("ascii")))
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    if not more:
        await send({"type": "http.response.body", "body": b""})


async def _body(send: Send, file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    whole = end - start <= _PIECE  # an image at once; a video piece by piece, while others are served
    while start < end:
        length = min(_PIECE, end - start)
        piece = file.read(length) if whole else await asyncio.to_thread(file.read, length)
        if not piece:  # the file is shorter than it was a moment ago: break off, the length promised tells the reader
            raise OSError("the file ended early")
        start += len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": start < end})
    if end == 0:
        await send({"type": "http.response.body", "body": b""})


async def blob(request: Request, datasette: Datasette) -> FileAnswer:
    """The bytes with a digest.

    Raises:
        Forbidden: the reader may not see the tables `blobs` and `media`.
        NotFound: the archive holds no such bytes.
    """
    folder, digest, row = await _asked_for(request, datasette)
    path = blob_path(folder, digest, row.ending)
    media_type = row.media_type if row.media_type in INLINE else "application/octet-stream"
    return FileAnswer(
        path=path,
        media_type="text/plain; charset=utf-8" if media_type == "text/plain" else media_type,
        etag=f'"{digest}"',
        attachment=None if row.media_type in INLINE else path.name,
        request=request,
    )


async def _asked_for(request: Request, datasette: Datasette) -> tuple[Path, str, File]:
    """The archive's folder, the digest in the URL, and what is known of the bytes with it."""
    found = served(datasette)
    if found is None or found.folder is None:
        raise NotFound("No archive folder is served here")
    digest = str(request.url_vars["digest"])
    return found.folder, digest, await _row(Reader.of(datasette, request), digest)


async def _row(reader: Reader, digest: str) -> File:
    # Whoever hides the table of media means the images too, so that table is asked for as well.
    await reader.require("blobs", "media")
    remembered = reader.archive.remembered
    if row := remembered.blob(digest):
        return row
    rows = await reader.rows(files.by_digest(digest))
    if not rows:
        raise NotFound("The archive holds no file with this fingerprint")
    remembered.note_blob(digest, rows[0])
    return rows[0]


async def thumbnail(request: Request, datasette: Datasette) -> FileAnswer:
    """The thumbnail made of the bytes with a digest; where none was made, the bytes if they are an image.

    Raises:
        Forbidden: the reader may not see the tables `blobs` and `media`.
        NotFound: the archive holds no such image.
    """
    folder, digest, row = await _asked_for(request, datasette)
    for ending, media_type in THUMBNAILS.items():
        path = folder / "thumbs" / digest[:2] / f"{digest}{ending}"
        if path.is_file():
            return FileAnswer(
                path=path, media_type=media_type, etag=f'"{digest}-thumb"', attachment=None, request=request
            )
    if row.media_type not in INLINE or not str(row.media_type).startswith("image/"):
        raise NotFound("There is no small image of this file")
    return await blob(request, datasette)
