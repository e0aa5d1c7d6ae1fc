"""Asking every source of the platforms whether it answers today; nothing is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from embedarchive import platforms, web
from embedarchive.archive.concurrency.tasks import together
from embedarchive.errors import UsageError
from embedarchive.model import Answer, Asked, Request, Source
from embedarchive.platforms import Finding

_TOGETHER = 8
"""Platforms that are asked at a time."""


def doctor(only: Sequence[str] = (), **network: Any) -> list[Finding]:  # noqa: ANN401 -- arguments of `web.network`
    """What the sources of these platforms, or of all, do today, platform by platform.

    Raises:
        UsageError: there is no platform of that name, or it names no post to ask for.
    """
    known = {name: each for name, each in platforms.catalogue().items() if each.well_known}
    for name in only:
        if name not in known:
            raise UsageError(f"{name}: no well-known post is named for it. There are: {', '.join(sorted(known))}.")

    async def run() -> list[Finding]:
        async with web.network(**{key: value for key, value in network.items() if value is not None}) as source:
            return await examined(source, sorted(only or known))

    return asyncio.run(run())


async def examined(source: Source, names: Iterable[str]) -> list[Finding]:
    """The same from any source."""
    gate = asyncio.Semaphore(_TOGETHER)

    async def one(name: str) -> tuple[Finding, ...]:
        async with gate:
            return await _driven(name, source)

    return [finding for found in await together(one(name) for name in names) for finding in found]


async def _driven(name: str, source: Source) -> tuple[Finding, ...]:
    examination = platforms.examine(platforms.get(name))

    async def answers(asked: Asked) -> Answer | tuple[Answer, ...]:
        if isinstance(asked, Request):
            return await web.answer(source, asked)
        return tuple([await web.answer(source, each) for each in asked])

    try:
        asked = next(examination)
        while True:
            asked = examination.send(await answers(asked))
    except StopIteration as end:
        findings: tuple[Finding, ...] = end.value
        return findings
