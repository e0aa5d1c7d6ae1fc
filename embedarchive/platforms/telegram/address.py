"""Telegram: messages of public channels and groups."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.patterns import regex
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.questions import MEDIA
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "telegram"
EXAMPLE = "https://t.me/janes_channel/123"
WELL_KNOWN = "https://t.me/europa_press/613"
EMBED_PAGE = "https://t.me/{id}?embed=1"
AUTHORED = "https://t.me/{handle}/{id}"
HOSTS = ("t.me", "telegram.me", "telegram.dog", "tg:")
SOURCES = (
    Source(
        name="widget",
        url="https://t.me/{id}?embed=1",
        also=("https://t.me/{id}?embed=1&mode=tme",),
        who="Telegram",
        gives="everything",
        shape="recorded",
        checked="2026-11-29",
    ),
)
_POST = "https://t.me/{}"
_COMMENT = "https://t.me/{data-telegram-post}?comment={data-comment}"
_NUMBER = regex(r"\d{1,10}")

MARKUP = (
    Shape(form="script", tag="script", attributes=(("data-telegram-post", _COMMENT),)),
    Shape(form="blockquote", tag="blockquote", attributes=(("data-telegram-post", _POST),), words="plain"),
    Shape(form="data-attr", attributes=(("data-telegram-post", _POST),)),
)

FALLBACK = Fallback(
    bylines=("t.me/{handle}/{post}",),
    handle=r"[A-Za-z][A-Za-z0-9_]{3,31}",
    words="above",
    address="https://t.me/{handle}/{post}",
)


COPIED = Copied(
    heads=("{name}, [{date}]", "{name}, [{date}]:"),
    asides=(
        *("[ ", "[Forwarded from ", "[In reply to ", "[Weitergeleitet von ", "[Doorgestuurd van ", "[Transféré de "),
        *("[Reenviado de ", "[Encaminhado de ", "[Inoltrato da ", "[Przekazano od ", "[Переслано ", "[İletildi: "),
    ),
    own=("Forwarded from", "Please open Telegram to view this post", "VIEW IN TELEGRAM", "Media is too big"),
    seen=("views", "view"),
)
"""Messages copied out of the app, each with its sender and time; nothing says where the last one ends.

A channel's page has its name above each, and below it how many have seen it, and a time.
"""


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The message that a URL names; its id is `channel/number`, or `c/chat/number` for a private chat.

    A group with topics, and a thread, put the topic's number before the message's, which is unique in the group
    without it. Format: https://core.telegram.org/api/links#message-links
    """
    address = urls.parse(url)
    if address is None:
        return None
    if address.scheme == "tg":
        return _message(address.parameter("domain"), (address.parameter("post"),), address)
    if not address.on(*HOSTS):
        return None
    match address.segments:
        case ("s", channel, *numbers):
            return _message(channel, numbers, address)
        case ("c", chat, *numbers) if chat.isdigit() and (number := _last(numbers)):
            return Reference(platform=NAME, id=f"c/{chat}/{number}", url=f"https://t.me/c/{chat}/{number}")
        case (channel, *numbers):
            return _message(channel, numbers, address)
    return None


def _message(channel: str, numbers: Sequence[str], address: urls.Address) -> Reference | None:
    number = _last(numbers)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", channel) or not number:
        return None
    if channel in ("share", "joinchat", "addstickers", "proxy", "iv"):
        return None
    comment = _NUMBER.match(address.parameter("comment"))  # a message of the group that discusses the channel
    path = f"{channel}/{number}?comment={comment[0]}" if comment else f"{channel}/{number}"
    return Reference(platform=NAME, id=path, url=f"https://t.me/{path}", handle=None if comment else channel)


def _last(numbers: Sequence[str]) -> str:
    """The message's number, the last of one or two; empty when it is none."""
    given = list(numbers[:2])
    while given and not _NUMBER.fullmatch(given[-1]):
        given.pop()
    return given[-1] if given and _NUMBER.fullmatch(given[0]) else ""


def addresses(embed: Embed) -> tuple[str, ...]:
    """The message, in the channel's list, and as a frame."""
    if not embed.id or "?" in embed.id:
        return (embed.url,) if embed.id and embed.url else ()
    return tuple(
        f"https://t.me/{path}" for path in (embed.id, f"s/{embed.id}", f"{embed.id}?embed=1", f"{embed.id}?single")
    )


def same_question(address: urls.Address) -> str | None:
    """The widget says the same in every colour; a file is known by its name on each of the hosts."""
    if address.on("telesco.pe", "cdn-telegram.org") and "/file/" in address.path:
        return f"{MEDIA}{address.path}"
    if not address.on("t.me", "telegram.me", "telegram.dog") or not address.parameter("embed"):
        return None
    known = recognise(str(address))
    single = any(field.partition("=")[0] == "single" for field in address.query.split("&"))
    return f"widget {known.id}{' single' if single else ''}" if known else None
