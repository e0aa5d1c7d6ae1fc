"""Telegram: messages of public channels and groups."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reference, Response
from embedarchive.platforms._fallback import Fallback
from embedarchive.platforms._shapes import Shape

NAME = "telegram"
EXAMPLE = "https://t.me/janes_channel/123"
WELL_KNOWN = "https://t.me/europa_press/613"
EMBED_PAGE = "https://t.me/{id}?embed=1"
HOSTS = ("t.me", "telegram.me", "telegram.dog", "tg:")
_POST = "https://t.me/{}"

MARKUP = (
    Shape(form="script", tag="script", attributes=(("data-telegram-post", _POST),)),
    Shape(form="blockquote", tag="blockquote", attributes=(("data-telegram-post", _POST),), words="plain"),
    Shape(form="data-attr", attributes=(("data-telegram-post", _POST),)),
)

FALLBACK = Fallback(
    bylines=("t.me/{handle}/{post}",),
    handle=r"[A-Za-z][A-Za-z0-9_]{3,31}",
    words="above",
    address="https://t.me/{handle}/{post}",
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The message that a URL names; its id is `channel/number`, or `c/chat/number` for a private chat."""
    address = urls.parse(url)
    if address is None:
        return None
    if address.scheme == "tg":
        return _message(address.parameter("domain"), address.parameter("post"))
    if not address.on(*HOSTS):
        return None
    match address.segments:
        case ("s", channel, number, *_):
            return _message(channel, number)
        case ("c", chat, number, *_) if chat.isdigit() and number.isdigit():
            return Reference(platform=NAME, id=f"c/{chat}/{number}", url=f"https://t.me/c/{chat}/{number}")
        case (channel, number, *_):
            return _message(channel, number)
    return None


def _message(channel: str, number: str) -> Reference | None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", channel) or not re.fullmatch(r"\d{1,10}", number):
        return None
    if channel in ("share", "joinchat", "addstickers", "proxy", "iv"):
        return None
    return Reference(platform=NAME, id=f"{channel}/{number}", url=f"https://t.me/{channel}/{number}", handle=channel)


def addresses(embed: Embed) -> tuple[str, ...]:
    """The message, in the channel's list, and as a frame."""
    if not embed.id:
        return ()
    return tuple(
        f"https://t.me/{path}" for path in (embed.id, f"s/{embed.id}", f"{embed.id}?embed=1", f"{embed.id}?single")
    )


def capture(embed: Embed) -> Capture:
    """Fetch one post; see `_telegram`, which is loaded when something is fetched."""
    from embedarchive.platforms import _telegram

    return _telegram.capture(embed)


def read(response: Response) -> Post | Missing | None:
    """What one answer says of a post, live or archived."""
    from embedarchive.platforms import _telegram

    return _telegram.read(response)
