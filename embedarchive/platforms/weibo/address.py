"""Weibo: posts, by number or by the code that its addresses show."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.sources import Source

NAME = "weibo"
EXAMPLE = "https://weibo.com/1234567890/MfZ2k9abc"
WELL_KNOWN = "https://weibo.com/7827771738/N4xlMvjhI"
HOSTS = ("weibo.com", "weibo.cn")
SOURCES = (
    Source(name="page", gives="everything, where no pass is asked for", shape="made", checked="2026-11-29"),
    Source(
        name="api",
        url="https://m.weibo.cn/statuses/show?id={id}",
        who="Weibo's API",
        kind="api",
        gives="everything",
        shape="documented",
        checked="2026-11-29",
    ),
)

COPIED = Copied(
    heads=(
        "{name}\n{date} 来自 {any}",
        "{name}\n{date}\n来自 {any}",
        "{name}\n{date} 發布於 {any}",
        "{name}\n{date} 发布于 {any}",
    ),
    buttons=("转发", "评论", "赞", "轉發", "評論", "讚"),
    endings=("收藏 转发", "收藏 轉發", *(f"{sent} {count}" for sent in ("转发", "轉發") for count in range(1, 10))),
    own=("展开", "收起", "展開", "网页链接", "收藏"),
    needed=3,
)
"""A post on its page: who, when and from which device, the words, and the row of buttons with their counts."""


def recognise(url: str) -> Reference | None:
    """The post that a URL names; its id is the number, which the code spells in base 62."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    user = ""
    film = address.segments[2] if address.segments[:2] == ("tv", "show") and len(address.segments) > 2 else ""
    film = film or (address.parameter("fid") if address.segments[:1] == ("show",) else "")
    if re.fullmatch(r"\d{4}:(?:\d{10,18}|[0-9a-f]{32})", film):  # a video has an id of its own
        return Reference(platform=NAME, id=film, url=f"https://weibo.com/tv/show/{film}")
    match address.segments:
        case ("status" | "detail", name, *_):
            pass
        case (user, name, *_) if user.isdigit():
            pass
        case _:
            return None
    number = name if re.fullmatch(r"\d{15,18}", name) else _number(name)
    if number is None:
        return None
    place = user or "detail"
    host = "weibo.com" if user else "m.weibo.cn"
    return Reference(platform=NAME, id=number, url=f"https://{host}/{place}/{name}")


def same_question(address: urls.Address) -> str | None:
    """The interfaces of both sites are asked by number or by code."""
    if address.segments not in (("statuses", "show"), ("ajax", "statuses", "show")) or not address.on(*HOSTS):
        return None
    name = address.parameter("id")
    number = name if re.fullmatch(r"\d{15,18}", name) else _number(name)
    return f"status {number}" if number else None


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _number(code: str) -> str | None:
    """From the end, each group of four characters is seven decimal digits."""
    if not re.fullmatch(r"[A-Za-z0-9]{8,10}", code):
        return None
    groups = [code[max(0, end - 4) : end] for end in range(len(code), 0, -4)]
    numbers = []
    for group in groups:
        value = 0
        for char in group:
            value = value * 62 + _DIGITS.index(char)
        numbers.append(value)
    return "".join(f"{value:07d}" for value in reversed(numbers)).lstrip("0")
