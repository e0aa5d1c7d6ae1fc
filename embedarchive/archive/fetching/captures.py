"""Drive a capture: hand its requests to a source and send it the answers."""

from __future__ import annotations

from pathlib import Path

from embedarchive import web
from embedarchive.archive.concurrency.tasks import together
from embedarchive.model import Answer, Asked, Capture, Missing, Post, Request, Source


async def drive(capture: Capture, source: Source, spool: Path | None = None) -> Post | Missing:
    """Run a capture to its end and return what it learnt."""

    async def answers(asked: Asked) -> Answer | tuple[Answer, ...]:
        if isinstance(asked, Request):
            return await web.answer(source, asked, spool=spool)
        return tuple(await together(web.answer(source, request, spool=spool) for request in asked))

    try:
        asked = next(capture)
        while True:
            asked = capture.send(await answers(asked))
    except StopIteration as end:
        outcome: Post | Missing = end.value
        return outcome
