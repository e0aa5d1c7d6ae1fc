"""Telling a webhook: one POST, guarded like all that is asked of the network, and not kept: its address is a secret."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from embedarchive.archive.articles.article_pages import open_source
from embedarchive.model import Request


def poster(recordings: Sequence[Path], *, allow_private: bool, proxy: str | None) -> Callable[[str, bytes], str | None]:
    """What sends bytes to an address; it returns why they were not taken, or None."""

    async def send(url: str, data: bytes) -> str | None:
        headers = (("content-type", "application/json"),)
        request = Request(url=url, method="POST", kind="api", headers=headers, body=data, follow=False)
        async with open_source(recordings, allow_private=allow_private, proxy=proxy) as source:
            answer = await source.exchange(request)
        if answer.status is None:
            return f"no answer ({answer.reason.words if answer.reason else 'none'})."
        return None if 200 <= answer.status < 300 else f"it answered {answer.status}."

    return lambda url, data: asyncio.run(send(url, data))
