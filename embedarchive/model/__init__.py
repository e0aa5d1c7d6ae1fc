"""The values that travel between the rooms: frozen, made once, never changed.

In the order they are born: an article becomes a `Document`, the finder makes a `Scan` of it, a capture asks for
`Request`s and ends in a `Post` or a `Missing`. Times are aware and in UTC. Offsets are half-open and count code points
of the decoded source, before any normalisation.

What only a fetch needs is loaded when it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from embedarchive.model.articles import (
    PLAIN_TEXT,
    Coordinates,
    Document,
    Embed,
    Entry,
    Ignored,
    Image,
    Link,
    MediaRef,
    Mention,
    Publication,
    Reference,
    Scan,
)

if TYPE_CHECKING:
    from embedarchive.model.answers import (
        INSIDE,
        RENDER,
        Answer,
        Asked,
        Body,
        Capture,
        Dialogue,
        Exchange,
        Exported,
        Missing,
        Post,
        Refusal,
        Request,
        Response,
        Source,
    )
    from embedarchive.model.json_form import SCHEMA, plain
    from embedarchive.model.states import GONE, RETRIED, TRANSIENT, Reason, Status

__all__ = [
    "GONE",
    "INSIDE",
    "PLAIN_TEXT",
    "RENDER",
    "RETRIED",
    "SCHEMA",
    "TRANSIENT",
    "Answer",
    "Asked",
    "Body",
    "Capture",
    "Coordinates",
    "Dialogue",
    "Document",
    "Embed",
    "Entry",
    "Exchange",
    "Exported",
    "Ignored",
    "Image",
    "Link",
    "MediaRef",
    "Mention",
    "Missing",
    "Post",
    "Publication",
    "Reason",
    "Reference",
    "Refusal",
    "Request",
    "Response",
    "Scan",
    "Source",
    "Status",
    "plain",
]

_HOME = {
    "SCHEMA": "json_form",
    "plain": "json_form",
} | dict.fromkeys(("GONE", "RETRIED", "TRANSIENT", "Reason", "Status"), "states")


def __getattr__(name: str) -> object:  # the type checker reads the imports above
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOME.get(name, "answers")
    value = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
