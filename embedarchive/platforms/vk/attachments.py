"""What is attached to a post of VK (https://dev.vk.com/reference/objects/attachments-wall)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from embedarchive.model import MediaRef
from embedarchive.protocols.reading import values

_Pairs: TypeAlias = tuple[tuple[str, str], ...]
_Votes: TypeAlias = tuple[tuple[str, int | None], ...]


def read(attachments: Sequence[object]) -> tuple[tuple[MediaRef, ...], _Pairs, _Votes]:
    """Media in their order, the first link preview and the first poll."""
    refs: list[MediaRef] = []
    card: _Pairs = ()
    poll: _Votes = ()
    for attachment in map(values.mapping, attachments[:40]):
        kind = str(attachment.get("type"))
        item = values.mapping(attachment, kind)
        if kind == "photo":
            refs += _photo(item)
        elif kind in {"video", "clip", "short_video"}:
            refs += _video(item)
        elif kind == "doc":
            refs += _document(item)
        elif kind == "audio_message":
            sound = [link for key in ("link_ogg", "link_mp3") if (link := values.link(item.get(key)))]
            refs += [MediaRef(candidates=tuple(sound), role="audio")] if sound else []
        elif kind == "poll" and not poll:
            poll = _poll(item)
        elif kind == "link" and not card:
            card = _fields(
                url=values.link(item.get("url")), title=item.get("title"), description=item.get("description")
            )
            refs += [replace(ref, role="card") for ref in _photo(values.mapping(item, "photo"))]
    return tuple(replace(ref, index=index) for index, ref in enumerate(refs)), card, poll


def _fields(**given: object) -> _Pairs:
    return tuple((name, text) for name, value in given.items() if (text := values.text(value)))


def _largest(listed: object, address: str = "url") -> tuple[str, ...]:
    sized = sorted(map(values.mapping, values.items(listed)), key=lambda one: -(values.number(one.get("width")) or 0))
    return tuple(dict.fromkeys(link for one in sized if (link := values.link(one.get(address)))))


def _numbered(item: Mapping[str, object], word: str) -> tuple[str, ...]:
    """Addresses called after a size (`mp4_720`; until version 5.77, of 2018, `photo_604`), the largest first."""
    sizes = sorted((int(key[len(word) :]) for key in item if re.fullmatch(rf"{word}\d{{2,4}}", key)), reverse=True)
    return tuple(link for size in sizes if (link := values.link(item.get(f"{word}{size}"))))


def _photo(photo: Mapping[str, object]) -> list[MediaRef]:
    original = values.link(values.mapping(photo, "orig_photo").get("url"))
    sized = _largest(photo.get("sizes")) or _numbered(photo, "photo_")
    candidates = tuple(dict.fromkeys((*([original] if original else []), *sized)))[:4]
    if not candidates:
        return []
    return [MediaRef(candidates=candidates, alt=values.text(photo.get("text")) or "")]


def _video(video: Mapping[str, object]) -> list[MediaRef]:
    """The files, where VK names them to those without a login, and the still."""
    films = _numbered(values.mapping(video, "files"), "mp4_")
    stills = _largest(video.get("image")) or _largest(video.get("first_frame")) or _numbered(video, "photo_")
    title = values.text(video.get("title")) or ""
    length = values.real(video.get("duration"))
    return [
        *([MediaRef(candidates=films, role="video", duration_s=length)] if films else []),
        *([MediaRef(candidates=stills[:3], role="poster", alt=title)] if stills else []),
    ]


def _document(document: Mapping[str, object]) -> list[MediaRef]:
    address = values.link(document.get("url"))
    role = "gif" if document.get("ext") == "gif" else "document"
    return [MediaRef(candidates=(address,), role=role, alt=values.text(document.get("title")) or "")] if address else []


def _poll(poll: Mapping[str, object]) -> _Votes:
    answers = map(values.mapping, values.items(poll.get("answers")))
    return tuple((text, values.number(one.get("votes"))) for one in answers if (text := values.text(one.get("text"))))
