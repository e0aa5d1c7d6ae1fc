"""An article that is named by its address: fetched, then read like any other."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embedarchive import documents, web
from embedarchive.archive.articles.origins import Origin
from embedarchive.archive.articles.reading import Read, read_bytes
from embedarchive.errors import SourceError, UsageError
from embedarchive.model import Document, Refusal, Request, Response, Source

if TYPE_CHECKING:
    from embedarchive.web import Rate
    from embedarchive.web.browser import Browser
    from embedarchive.web.mementos import Look


def open_source(
    recordings: Sequence[Path],
    spool: Path | None = None,
    rates: Mapping[str, float] | None = None,
    **network: Any,  # noqa: ANN401 -- options of `web.network`
) -> AbstractAsyncContextManager[Source]:
    """Where answers come from: the recordings if there are any, else the network, at the user's `rates` of hosts.

    Raises:
        RecordingError: a recording cannot be read.
    """
    if recordings:
        return open_recording(recordings, spool)
    given = {name: value for name, value in network.items() if value is not None}
    return web.network(spool=spool, **{"rates": rates_of(rates or {}), **given})


def rates_of(own: Mapping[str, float]) -> tuple[Rate, ...]:
    """The user's rates of hosts, and what the platforms say."""
    given = (web.Rate(hosts=(host,), at_once=1, every_s=every_s, shared=True) for host, every_s in own.items())
    return (*given, *usual_rates())


def open_recording(recordings: Sequence[Path], spool: Path | None = None, look: Look | None = None) -> web.Recording:
    """Recordings that answer as one, read; `look` is shown the pages in them (see `web.recording`).

    Raises:
        RecordingError: one cannot be read.
    """
    from embedarchive import platforms

    recording = web.recording(recordings, spool=spool, same=platforms.question, look=look)
    recording.index()
    return recording


def usual_rates() -> tuple[Rate, ...]:
    """How often the platforms say that their hosts are asked, one request at a time."""
    from embedarchive import platforms

    each = (rate for platform in platforms.catalogue().values() for rate in platform.rates)
    return tuple(web.Rate(hosts=rate.hosts, at_once=1, every_s=rate.every_s, shared=True) for rate in each)


def open_browser(*, wanted: bool) -> Browser | None:
    """A browser, if one is wanted; it starts when it is first needed.

    Raises:
        UsageError: there is none to start.
    """
    if not wanted:
        return None
    from embedarchive.web.browser import Browser

    return Browser()


async def read_page(
    source: Source, origin: Origin, *, limit: int, browser: Browser | None = None
) -> tuple[Read, bytes]:
    """Fetch an article and read it: what the server answers, or with a browser what that makes of it.

    Returns the documents, or the list that it is, and the bytes that they were read from.

    Raises:
        SourceError: it could not be fetched, or what came is no article.
    """
    if browser is not None:
        return await _rendered(browser, source, str(origin.url), limit)
    answer = await fetched_page(source, origin)
    declared = answer.header("content-type")
    read = read_bytes(answer.body, origin, limit=limit, base_url=answer.url, media_type=declared)
    return read, answer.body


async def fetched_page(source: Source, origin: Origin) -> Response:
    """What is answered at the address of an article.

    Raises:
        SourceError: nothing that is one.
    """
    url = str(origin.url)
    answer = await web.answer(source, Request(url=url, kind="page"))
    if isinstance(answer, Refusal):
        raise unfetched(url, answer)
    if not 200 <= answer.status < 300:
        raise SourceError(f"{url}: the server answered {answer.status}.")
    return answer


async def _rendered(browser: Browser, source: Source, url: str, limit: int) -> tuple[tuple[Document, ...], bytes]:
    try:
        page = await browser.render(url, source, largest=limit)
    except UsageError as error:  # it does not start
        raise SourceError(f"{url}: could not be rendered: {error}") from error
    if isinstance(page, Refusal):
        raise unfetched(url, page)
    data = codecs.BOM_UTF8 + page.markup.encode("utf-8", "replace")  # whatever charset the page says it is in
    read = documents.read(data, source=url, base_url=page.url, media_type="text/html", limit=limit)
    return tuple(replace(document, rendered=True) for document in read), data


def unfetched(url: str, answer: Refusal) -> SourceError:
    """Why there is nothing of an address."""
    return SourceError(f"{url}: could not be fetched ({answer.reason}): {answer.sentence}")
