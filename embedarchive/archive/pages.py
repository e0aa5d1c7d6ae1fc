"""An article that is named by its address: fetched, then read like any other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from embedarchive import documents, web
from embedarchive.errors import SourceError
from embedarchive.model import Document, Refusal, Request, Response, Source


def open_source(
    recordings: Sequence[Path],
    spool: Path | None = None,
    **network: Any,  # noqa: ANN401 -- options of `web.network`
) -> AbstractAsyncContextManager[Source]:
    """Where answers come from: the recordings if there are any, else the network.

    Raises:
        RecordingError: a recording cannot be read.
    """
    if recordings:
        recording = web.recording(recordings, spool=spool)
        recording.index()
        return recording
    return web.network(spool=spool, **{name: value for name, value in network.items() if value is not None})


async def read_page(source: Source, url: str, *, limit: int) -> tuple[tuple[Document, ...], Response]:
    """Fetch an article and read it.

    Raises:
        SourceError: it could not be fetched, or what came is no article.
    """
    answer = await web.answer(source, Request(url=url, kind="page"))
    if isinstance(answer, Refusal):
        raise SourceError(
            f"{url}: could not be fetched ({answer.reason}{': ' + answer.detail if answer.detail else ''})."
        )
    if not 200 <= answer.status < 300:
        raise SourceError(f"{url}: the server answered {answer.status}.")
    declared = answer.header("content-type")
    return documents.read(answer.body, source=url, base_url=answer.url, media_type=declared, limit=limit), answer
