"""VK: wall posts, photographs, videos and clips."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.protocols.declaring.buttons import COMMENT, LIKE, MORE, SHARE
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "vk"
LABEL = "VK"
EXAMPLE = "https://vk.com/wall-231889841_9"
WELL_KNOWN = "https://vk.com/wall-32370614_7173954"
HOSTS = ("vk.com", "vk.ru", "vkvideo.ru", "vkontakte.ru")
SOURCES = (
    Source(
        name="frame",
        url="https://vk.com/video_ext.php?oid={owner}&id={number}",
        also=("https://vkvideo.ru/video_ext.php?oid={owner}&id={number}",),
        ids="(?:video|clip).*",
        who="The frame",
        gives="title, author, files of a video",
        shape="documented",
        checked="2026-11-23",
    ),
    Source(
        name="page",
        url="https://vk.com/{name}",
        also=("https://vk.ru/{name}",),
        gives="text, author, hour, images, counts",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(
        name="mobile",
        url="https://m.vk.com/{name}",
        ids="(?:wall|photo).*",
        who="The page for small screens",
        reads="page",
        gives="text, author, hour",
        shape="made",
        checked="2026-11-23",
    ),
)
_WALL = "https://vk.com/wall{1}_{2}"

COPIED = Copied(
    heads=("{name}\n{date}",),
    buttons=(*LIKE, *COMMENT, *SHARE),
    foremost=LIKE,
    own=MORE,
    common=True,
)
"""A post on a wall: who and when, the words, and the row of buttons."""

MARKUP = (
    Shape(form="script", tag="script", call="VK.Widgets.Post", attributes=(("", _WALL),)),
    Shape(
        form="amp", tag="amp-vk", attributes=(("data-owner-id", "https://vk.com/wall{data-owner-id}_{data-post-id}"),)
    ),
)


def recognise(url: str) -> Reference | None:
    """The post, photograph, video or clip that a URL names; its id is `wall-231889841_9`."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if parts == ("video_ext.php",):
        return _made(f"video{address.parameter('oid')}_{address.parameter('id')}")
    named = parts[-1] if parts else ""
    return _made(named) or _made(address.parameter("w", "z").partition("/")[0])


def _made(name: str) -> Reference | None:
    if not re.fullmatch(r"(?:wall|photo|video|clip)-?\d{1,12}_\d{1,12}", name):
        return None
    return Reference(platform=NAME, id=name, url=f"https://vk.com/{name}")


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post on each of the platform's hosts."""
    if not embed.id:
        return (embed.url,) if embed.url else ()
    return tuple(f"https://{host}/{embed.id}" for host in ("vk.com", "m.vk.com", "vk.ru"))
