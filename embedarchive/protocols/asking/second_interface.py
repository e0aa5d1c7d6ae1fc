"""An interface that is asked where a post's page shows nothing: behind a wall, or the shell of an application."""

from __future__ import annotations

from collections.abc import Callable

from embedarchive.model import Answer, Capture, Missing, Post, Reason, Reference, Response
from embedarchive.protocols.declaring.sources import Source
from embedarchive.protocols.reading.provenance import renamed

_UNTOLD = frozenset({Reason.LOGIN_WALL, Reason.PROTOCOL, Reason.UNSUPPORTED, Reason.NOT_IN_RECORDING, Reason.DECODE})


def then(
    found: Post | Missing, source: Source, known: Reference, read: Callable[[Response], Post | Missing | None]
) -> Capture:
    """What was found, or what a further source says in its place: that post, or the platform's word about it."""
    if isinstance(found, Post) or found.reason not in _UNTOLD:
        return found
    answer: Answer = yield source.request(known)
    told = read(answer) if isinstance(answer, Response) and answer.status == 200 else None
    return renamed(told, source.reads, source.name) if isinstance(told, Post) and told.id == known.id else found
