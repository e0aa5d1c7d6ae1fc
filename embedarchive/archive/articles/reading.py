"""What bytes hold: articles, or a list of addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from embedarchive import documents
from embedarchive.archive.articles.confined import LARGE
from embedarchive.archive.articles.jobs import SMALL, Jobs
from embedarchive.archive.articles.origins import Origin, may_be_list, origins, read
from embedarchive.archive.results import Unreadable
from embedarchive.errors import SourceError
from embedarchive.model import Document

if TYPE_CHECKING:
    from embedarchive.documents.lists import Listing

T = TypeVar("T")
Read: TypeAlias = "tuple[Document, ...] | Listing"
"""The articles that bytes hold, or the addresses of the list that they are."""


def read_bytes(data: bytes, origin: Origin, *, limit: int, **told: Any) -> Read:  # noqa: ANN401 -- arguments of `documents.read`
    """What bytes hold. A page that is fetched is an article, also where it holds nothing but links.

    Records in JSON are a list of addresses where the user named the file: those that are met may be any program's.

    Raises:
        SourceError: it is nothing that can be read.
    """
    if may_be_list(origin, data):
        from embedarchive.documents import lists

        listing = lists.listing(data, limit=limit)
        met = origin.url is not None or not origin.named
        if listing is not None and not (
            (origin.url and listing.kind == "links") or (met and listing.kind == "records")
        ):
            return listing
    found = documents.read(data, source=origin.name, limit=limit, **told)
    if not (origin.within or origin.cut):
        return found
    return tuple(replace(each, within=each.within or origin.within, cut=(*each.cut, *origin.cut)) for each in found)


@dataclass(frozen=True, slots=True)
class Several:
    """The articles of a large file, each to be found by itself: one that takes too long costs no other."""

    documents: tuple[Document, ...]


Finds: TypeAlias = "tuple[T, ...] | Several | Listing"
"""What stands in the articles of a file; of a list, the addresses in it."""


@dataclass(frozen=True, slots=True)
class Begun(Generic[T]):
    """A file that is being read: its bytes, unless it is read where it is found, and what stands in it."""

    data: bytes
    finds: Future[Finds[T]]


def is_file(origin: Origin) -> bool:
    """Whether what is to be read are bytes that are here; the others are asked for, or read one after the other."""
    asked = origin.url is not None and not origin.problem
    return not (asked or origin.post is not None or origin.recording or origin.export is not None)


def begin(jobs: Jobs, origin: Origin, find: Callable[[Document], T], *, limit: int, base_url: str | None) -> Begun[T]:
    """Begin to read a file. `find`: a function of a module, called where the file is read.

    Raises:
        SourceError: it cannot be read, or it is larger than `limit` bytes.
    """
    data = read(origin, limit)
    bare = replace(origin, packed=None, data=None)
    start = jobs.here if len(data) < SMALL else jobs.start
    return Begun(data, start(origin.name, len(data), found_in, data, bare, find, limit=limit, base_url=base_url))


def found_in(
    data: bytes,
    origin: Origin,
    find: Callable[[Document], T],
    *,
    limit: int,
    base_url: str | None,
    media_type: str | None = None,
) -> Finds[T]:
    """Read bytes where they are; the arguments are those of `begin` and `documents.read`.

    Raises:
        SourceError: it is nothing that can be read.
    """
    found = read_bytes(data, origin, limit=limit, base_url=base_url, media_type=media_type)
    if not isinstance(found, tuple):
        return found
    if len(data) > LARGE and len(found) > 1:
        return Several(found)
    return tuple(map(find, found))


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
