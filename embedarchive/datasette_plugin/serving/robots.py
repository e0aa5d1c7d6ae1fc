"""What search engines may ask for and list: nothing, unless the settings let them in (`robots.txt`, `X-Robots-Tag`)."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin.reader.headers import Application, Message, Receive, Send
from embedarchive.datasette_plugin.serving.settings import served

if TYPE_CHECKING:
    from datasette.app import Datasette


def _may_list(datasette: Datasette) -> bool:
    found = served(datasette)
    return found is not None and found.settings.search_engines == "allow"


async def robots(request: Request, datasette: Datasette) -> Response:  # noqa: ARG001 -- as every route
    """What crawlers may ask for (RFC 9309)."""
    return Response.text(f"User-agent: *\n{'Allow' if _may_list(datasette) else 'Disallow'}: /\n")


def listed(application: Application, datasette: Datasette) -> Application:
    """The application, whose answers do not forbid to be listed where the settings let search engines in."""

    async def answer(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [pair for pair in message.get("headers", []) if bytes(pair[0]).lower() != b"x-robots-tag"]
                message = {**message, "headers": headers}
            await send(message)

        await application(scope, receive, send_open if scope["type"] == "http" and _may_list(datasette) else send)

    return answer
