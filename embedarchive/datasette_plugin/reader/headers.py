"""What each answer lets a browser do.

Three policies: our pages load only what lies here and run nothing inline; Datasette's own pages need their inline
scripts but reach no other host either; a stored byte gets no rights at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

Message: TypeAlias = MutableMapping[str, Any]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Application: TypeAlias = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",  # other people's words are found here, not in every search engine
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STORED = _COMMON | {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
        "form-action 'none'; frame-ancestors 'self'; base-uri 'none'"
    ),
}
"""For every byte that came from outside."""

_DATASETTE = _COMMON | {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
}


def page(tiles_origin: str | None = None) -> dict[str, str]:
    """For our pages. A tile server, when one is configured, is opened for images on the page that asks for it."""
    pictures = f" img-src 'self' data: {tiles_origin};" if tiles_origin else ""
    policy = (
        f"default-src 'self';{pictures} object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
    return _COMMON | {"Content-Security-Policy": policy}


def guarded(application: Application, *, active: Callable[[], bool]) -> Application:
    """The application, with a policy on every answer that does not bring its own."""

    async def guard(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start" and active():
                headers = list(message.get("headers", []))
                present = {bytes(name).lower() for name, _ in headers}
                if b"content-security-policy" in present:  # it says who may frame the answer, too
                    present.add(b"x-frame-options")
                headers += [
                    (name.lower().encode("ascii"), value.encode("ascii"))
                    for name, value in _DATASETTE.items()
                    if name.lower().encode("ascii") not in present
                ]
                message = {**message, "headers": headers}
            await send(message)

        await application(scope, receive, send_guarded if scope["type"] == "http" else send)

    return guard
