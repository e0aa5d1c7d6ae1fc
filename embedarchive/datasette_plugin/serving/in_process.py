"""The archive's pages without a server: asked within this process, by no socket."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from embedarchive.datasette_plugin.serving.settings import PLUGIN
from embedarchive.model import Body, Exchange, Reason, Request

if TYPE_CHECKING:
    from datasette.app import Datasette

HOST = "archive.invalid"
"""A name that no server can have (https://www.rfc-editor.org/rfc/rfc2606)."""


class Website:
    """Answers requests for the archive's own pages, and refuses every other."""

    def __init__(self, datasette: Datasette) -> None:
        """Ask this Datasette."""
        self._datasette = datasette

    def card(self, post: int) -> tuple[str, str]:
        """The URL of a post's page, and the CSS selector of its card there."""
        return f"http://{HOST}/-/post/{post}", f"#post-{post}"

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request."""
        parts, at = urlsplit(request.url), dt.datetime.now(dt.UTC)
        if parts.scheme != "http" or parts.netloc != HOST:
            return Exchange(url=request.url, reason=Reason.BLOCKED_ADDRESS, at=at, source="website")
        answer = await self._datasette.client.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        data = answer.content
        return Exchange(
            url=request.url,
            status=answer.status_code,
            headers=tuple(answer.headers.items()),
            body=Body(digest=hashlib.sha256(data).hexdigest(), size=len(data), data=data),
            at=at,
            source="website",
        )


@asynccontextmanager
async def open_website(folder: Path) -> AsyncIterator[Website]:
    """The website of an archive's folder, in English."""
    from datasette.app import Datasette

    datasette = Datasette([str(folder / "archive.db")], config={"plugins": {PLUGIN: {"language": "en"}}})
    try:
        await datasette.invoke_startup()
        yield Website(datasette)
    finally:
        datasette.close()
