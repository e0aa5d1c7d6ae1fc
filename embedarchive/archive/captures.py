"""Drive a capture: hand its requests to a source, keep every exchange, send it the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from embedarchive import web
from embedarchive.model import Answer, Asked, Capture, Exchange, Missing, Post, Request, Source

Keep = Callable[[Exchange], None]
"""Called with each exchange before anybody acts on it: what is known is on the disk first."""


async def ask(source: Source, request: Request, keep: Keep) -> Answer:
    """One answer, every hop of it kept. What comes from the archive's own log is there already."""
    answer = await web.answer(source, request)
    for exchange in answer.exchanges:
        if exchange.source != "log":
            keep(exchange)
    return answer


async def drive(capture: Capture, source: Source, keep: Keep) -> Post | Missing:
    """Run a capture to its end and return what it learnt."""

    async def answers(asked: Asked) -> Answer | tuple[Answer, ...]:
        if isinstance(asked, Request):
            return await ask(source, asked, keep)
        return tuple(await asyncio.gather(*(ask(source, request, keep) for request in asked)))

    try:
        asked = next(capture)
        while True:
            asked = capture.send(await answers(asked))
    except StopIteration as end:
        outcome: Post | Missing = end.value
        return outcome
