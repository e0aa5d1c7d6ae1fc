"""HAR: what browsers' developer tools, Playwright and proxies save (HTTP Archive 1.1 to 1.3).

Format: http://www.softwareishard.com/blog/har-12-spec/. The file is one JSON object, often a large one. It is not
parsed whole: the places of its entries are found, and an entry is parsed when it is asked for. Bodies stand in it
unpacked, so `Content-Encoding` is left aside. Some recorders put them into files beside it.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import json
import mmap
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from embedarchive.web.mementos import UNKNOWN, Memento
from embedarchive.web.volumes import Damaged, Place, Volume
from embedarchive.web.warc_records import moment

LARGEST_ENTRY = 1 << 30
_ENTRIES = re.compile(rb'(?<!\\)"entries"[ \t\r\n]{0,64}:[ \t\r\n]{0,64}\[')
_MARK = re.compile(rb'["{}\[\]]')
_FRAMES = frozenset({"iframe", "frame", "embed", "object"})
_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def mementos(volume: Volume) -> Iterator[tuple[Memento | str, bool]]:
    """What each entry answers, or why it answers nothing, and whether it is a part of another page (a frame).

    Raises:
        Damaged: it is cut off, or no HAR file.
        OSError: it cannot be read.
    """
    whole = 0
    try:
        for start, end, data in _entries(volume):
            entry = _mapping(json.loads(data))
            yield _memento(entry, Place(volume, start, length=end - start)), _framed(entry)
            whole += 1
    except (Damaged, ValueError, RecursionError) as error:
        damage = error if isinstance(error, Damaged) else Damaged("what stands there is no JSON")
        damage.whole = whole
        raise damage from error


def _entries(volume: Volume) -> Iterator[tuple[int, int, bytes]]:
    """Where each entry begins and ends, and its bytes."""
    with volume.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        first, last = volume.start, volume.start + volume.length()
        found = _ENTRIES.search(data, first, last)
        if found is None:
            raise Damaged("it is no HAR file: it has no entries")
        at = found.end()
        while (start := _next(data, at, last)) is not None:
            at = _end(data, start, last)
            if at - start > LARGEST_ENTRY:
                raise Damaged("an entry has no end")
            yield start - first, at - first, data[start:at]


def in_utf_8(volume: Volume, folder: Path) -> Volume:
    """A file in UTF-16 written anew into `folder`; what is no character there becomes a sign for that."""
    target = folder / f"{len(list(folder.iterdir()))}-utf-8.har"
    with target.open("wb") as file:
        file.writelines(text.encode() for text in codecs.iterdecode(volume.pieces(), "utf-16", "replace"))
    return Volume(target, volume.name)


def _next(data: mmap.mmap, at: int, last: int) -> int | None:
    """Where the next entry begins; None at the end of the list."""
    mark = _MARK.search(data, at, last)
    if mark is None or mark.group() not in b"{]":
        raise Damaged("it ends in the middle of its entries")
    return mark.start() if mark.group() == b"{" else None


def _end(data: mmap.mmap, at: int, last: int) -> int:
    """Where the object that begins here has ended."""
    depth = 0
    while mark := _MARK.search(data, at, last):
        at = mark.end()
        if mark.group() == b'"':
            at = _string_end(data, at, last)
        else:
            depth += 1 if mark.group() in b"{[" else -1
            if depth == 0:
                return at
    raise Damaged("it ends in the middle of an entry")


def _string_end(data: mmap.mmap, at: int, last: int) -> int:
    while (end := data.find(b'"', at, last)) >= 0:
        before = end
        while data[before - 1 : before] == b"\\":
            before -= 1
        at = end + 1
        if (end - before) % 2 == 0:
            return at
    raise Damaged("it ends in the middle of an entry")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _headers(value: object) -> list[tuple[str, str]]:
    listed = value if isinstance(value, list) else []
    pairs = ((str(_mapping(each).get("name", "")), str(_mapping(each).get("value", ""))) for each in listed)
    return [(name, " ".join(held.split())) for name, held in pairs if name and not name.startswith(":")]


def _framed(entry: Mapping[str, object]) -> bool:
    headers = {name.lower(): value for name, value in _headers(_mapping(entry.get("request")).get("headers"))}
    return headers.get("sec-fetch-dest") in _FRAMES


def _memento(entry: Mapping[str, object], place: Place) -> Memento | str:
    asked, answer = _mapping(entry.get("request")), _mapping(entry.get("response"))
    content, url, status = _mapping(answer.get("content")), asked.get("url"), answer.get("status")
    if not isinstance(url, str) or not url.lower().startswith(("http:", "https:")):
        return "about something that is no web address"
    if not isinstance(status, int) or not 100 <= status <= 599:
        return "that got no answer"
    size = content.get("size")
    if 200 <= status < 300 and not (content.get("text") or content.get("_file")) and _promised(answer, size):
        return "whose content the browser did not save"
    return Memento(
        url=url.replace(" ", "%20"),
        at=moment(str(entry.get("startedDateTime", ""))) or UNKNOWN,
        status=status,
        place=place,
        method=str(asked.get("method", "GET")).upper(),
        media_type=str(content.get("mimeType", "")).partition(";")[0].strip().lower()[:60],
        size=size if isinstance(size, int) else 0,
        kind="har",
    )


def _promised(answer: Mapping[str, object], size: object) -> bool:
    """Whether an answer had content: by what the browser counted, or by its headers."""
    told = {name.lower(): value for name, value in _headers(answer.get("headers"))}.get("content-length", "")
    counted = [each for each in (size, answer.get("bodySize")) if isinstance(each, int)]
    return any(each > 0 for each in counted) or (told.isdigit() and told.strip("0") != "")


@dataclass(frozen=True, slots=True)
class Saved:
    """An entry as it is given.

    Attributes:
        file: the name of the file that holds the body, beside the HAR file or in its ZIP file; empty where it stands in
            the entry.
    """

    request_head: bytes
    response_head: bytes
    body: bytes
    file: str
    address: str | None


def saved(place: Place) -> Saved:
    """The entry at a place.

    Raises:
        Damaged: it is not there.
    """
    with place.volume.open() as file:
        file.seek(place.offset)
        data = file.read(place.length)
    try:
        entry = _mapping(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise Damaged("what stands there is no JSON") from error
    asked, answer = _mapping(entry.get("request")), _mapping(entry.get("response"))
    content = _mapping(answer.get("content"))
    text, packed = content.get("text"), content.get("encoding") == "base64"
    try:
        body = base64.b64decode(str(text or "")) if packed else str(text or "").encode("utf-8", "replace")
    except binascii.Error as error:
        raise Damaged("its content is no Base64") from error
    headers = [(name, value) for name, value in _headers(answer.get("headers")) if name.lower() not in _TRANSFER]
    kind = str(content.get("mimeType") or "")
    if not packed and "text" in content and "/" in kind:  # text that the browser has decoded
        headers = [(name, value) for name, value in headers if name.lower() != "content-type"]
        headers.append(("Content-Type", f"{kind.partition(';')[0].strip()}; charset=utf-8"))
    target = answer.get("redirectURL")
    if isinstance(target, str) and target and not any(name.lower() == "location" for name, _ in headers):
        headers.append(("Location", target))
    phrase = " ".join(str(answer.get("statusText", "")).split())
    address = entry.get("serverIPAddress")
    return Saved(
        request_head=_head(
            f"{asked.get('method', 'GET')} {asked.get('url', '')} HTTP/1.1", _headers(asked.get("headers"))
        ),
        response_head=_head(f"HTTP/1.1 {answer.get('status')} {phrase}", headers),
        body=body,
        file=str(content.get("_file") or "") if "text" not in content else "",
        address=address if isinstance(address, str) and address else None,
    )


def _head(first: str, headers: list[tuple[str, str]]) -> bytes:
    lines = [" ".join(first.split()), *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")
