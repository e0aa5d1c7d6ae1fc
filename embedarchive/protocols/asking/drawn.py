"""What a platform's embed page shows in a browser, where there is a wall for everybody who is none.

The page is asked for with the method `RENDER`; who has a browser answers with the document after its scripts ran, and
then, under the page's address and `#asked`, with a list of what its scripts asked for (`text/uri-list`, RFC 2483), each
of which can be asked for again with the same method. All of that is read by the platform's own readers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive.model import (
    GONE,
    RENDER,
    Answer,
    Capture,
    Dialogue,
    Embed,
    Missing,
    Post,
    Reason,
    Request,
    Response,
)
from embedarchive.protocols.asking import recorded

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.platform import Platform

ASKED = "#asked"
SOURCE = "browser"
"""What a post's `sources` say of facts that were read so."""
_WALLS = frozenset({Reason.LOGIN_WALL, Reason.PROTOCOL})
_COMPUTED = frozenset({"id", "day", "address"})
_MOST = 40


def ask_with_browser(platform: Platform, embed: Embed) -> Capture:
    """The platform's capture; where that ends at a wall or an empty shell, what the embed page shows in a browser."""
    found = yield from recorded.ask(platform, embed)
    address = found.url or embed.url
    known = platform.recognise(address) if address else None
    if isinstance(found, Post) or found.reason not in _WALLS or known is None or known.shared:
        return found
    page = platform.page_of(known.id, known.url)
    if page is None:
        return found
    said = yield from _shown(platform, page, known.id)
    if isinstance(said, Post):
        sources = tuple((name, source if source in _COMPUTED else SOURCE) for name, source in said.sources)
        return replace(said, url=said.url or known.url, sources=sources)
    if said is not None and said.reason in GONE:
        return replace(said, id=known.id, url=known.url)
    return replace(found, detail=f"{found.detail.rstrip('.')}; in a browser its embed page shows no post either")


def _shown(platform: Platform, page: str, wanted: str) -> Dialogue[Post | Missing | None]:
    """The post that a page shows, else what its scripts were answered, else what the page says in its place."""
    first = yield from _read(platform, page, wanted)
    if isinstance(first, Post):
        return first
    listed: Answer = yield Request(url=f"{page}{ASKED}", method=RENDER)
    if isinstance(listed, Response) and listed.status == 200:
        for address in listed.body.decode("utf-8", "replace").splitlines()[:_MOST]:
            said = yield from _read(platform, address, wanted)
            if isinstance(said, Post):
                return said
    return first


def _read(platform: Platform, address: str, wanted: str) -> Dialogue[Post | Missing | None]:
    answer: Answer = yield Request(url=address, method=RENDER)
    said = platform.read(answer) if isinstance(answer, Response) and answer.status == 200 else None
    return None if isinstance(said, Post) and said.id != wanted else said
