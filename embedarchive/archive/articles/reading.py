"""What bytes hold: articles, or a list of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from embedarchive import documents
from embedarchive.archive.articles.origins import Origin, may_be_list, origins, read
from embedarchive.archive.results import Unreadable
from embedarchive.errors import SourceError
from embedarchive.model import Document

if TYPE_CHECKING:
    from embedarchive.documents.lists import Listing

Read: TypeAlias = "tuple[Document, ...] | Listing"
"""The articles that bytes hold, or the addresses of the list that they are."""


def read_bytes(data: bytes, origin: Origin, *, limit: int, **told: Any) -> Read:  # noqa: ANN401 -- arguments of `documents.read`
    """What bytes hold. A page that is fetched is an article, also where it holds nothing but links.

    Raises:
        SourceError: it is nothing that can be read.
    """
    if may_be_list(origin, data):
        from embedarchive.documents import lists

        listing = lists.listing(data, limit=limit)
        if listing is not None and not (origin.url and listing.kind == "links"):
            return listing
    found = documents.read(data, source=origin.name, limit=limit, **told)
    return tuple(replace(each, within=each.within or origin.within) for each in found) if origin.within else found


def refused(sources: Sequence[str | Path], limit: int) -> list[Unreadable]:
    """Why nothing that is named can be read, each in a sentence; empty as soon as something can, or only may.

    What needs the network and what comes on standard input may.
    """
    found: list[Unreadable] = []
    for source in sources:
        if str(source) == "-":
            return []
        try:
            for origin in origins(source):
                if origin.url or origin.post or origin.recording or not origin.named:
                    return []
                if (why := _refused(origin, limit)) is None:
                    return []
                found.append(Unreadable(source=origin.name, sentence=why))
        except SourceError as error:
            found.append(Unreadable(source=str(source), sentence=str(error)))
    return found


def _refused(origin: Origin, limit: int) -> str | None:
    if origin.export:
        return None
    try:
        read_bytes(read(origin, limit), origin, limit=limit)
    except SourceError as error:
        return str(error)
    return None
