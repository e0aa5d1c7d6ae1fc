"""HTML that a page keeps inside attributes, scripts and JSON: content blockers, editors' data, a program's state."""

from __future__ import annotations

import base64
import binascii
import functools
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

from embedarchive import platforms
from embedarchive.patterns import regex

_BASE64 = regex(r"[A-Za-z0-9+/=\s]{40,400000}")
_ESCAPED = (
    ("\\u003", (("\\u003c", "<"), ("\\u003C", "<"), ("\\u003e", ">"), ("\\u003E", ">"))),
    ("\\u002", (("\\u0026", "&"), ("\\u0022", '"'), ("\\u0027", "'"), ("\\u002f", "/"), ("\\u002F", "/"))),
    ("\\", (("\\/", "/"), ("\\n", "\n"), ('\\"', '"'))),
)
"""How JSON writes characters, by their numbers and otherwise, and what is meant; by what is looked for first."""
_CODES = regex(r"\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4}){0,3999}")  # what it begins with is found at once
LONGEST = 400_000
"""Characters of HTML inside something else that are read."""
SMALL = 20_000
"""Characters: an inline script that is longer is a program or the state of one, not what draws an embed."""
_FRAME = regex(r"/iframe\s{0,3}(?:>|&gt;|\\{1,3}u003[eE])")
"""The end of a frame in a string, however it is escaped; one that a program puts together names no post."""
_LINE = 200  # characters before a call that may be a remark
_MARKERS = ("<iframe", "<blockquote", "<amp-", "<script", "<lite-")


@functools.cache
def _classes() -> tuple[str, ...]:
    """The classes of the platforms' quotations, whose HTML publishers keep in JSON."""
    shapes = (shape for each in platforms.catalogue().values() for shape in each.markup)
    return tuple(sorted({shape.cls for shape in shapes if shape.cls and (shape.words or shape.tag == "blockquote")}))


def holds_embeds(script: str, kind: str) -> bool:
    """Whether it is worth reading a script as JSON that holds embeds.

    Args:
        script: its text.
        kind: its `type`, in lower case.
    """
    if kind == "application/ld+json":
        return "embedUrl" in script or "embedURL" in script
    if len(script) < SMALL and "/iframe" in script and _FRAME.search(script):
        return True
    return "blockquote" in script and any(each in script for each in _classes())


def enclosed(value: str) -> str | None:
    """The HTML that an attribute or a script template holds: plain, escaped up to twice, in JSON or in base 64."""
    if len(value) < 12 or len(value) > LONGEST:
        return None
    if "<" not in value and "&lt;" not in value and "\\u003" not in value and "%3C" not in value:
        decoded = _decoded(value)
        return unquote(decoded) if decoded and "<" not in decoded else decoded
    if "<" not in value and "%3C" in value:
        value = unquote(value)
    for _ in range(3):
        lowered = value.lower()
        if any(marker in lowered for marker in _MARKERS):
            return unescaped(value) if "\\" in value else value
        value = html.unescape(value) if "&" in value else unescaped(value)
    return None


def unescaped(value: str) -> str:
    """The characters that JSON wrote with a backslash, wherever in it a string stands."""
    if "\\" not in value:
        return value.replace("\0", "\ufffd")
    value = value.replace("\0", "\ufffd").replace("\\\\", "\0")  # what follows a backslash meant as such is no escape
    for written, meant in (pair for sign, pairs in _ESCAPED if sign in value for pair in pairs):
        value = value.replace(written, meant)
    value = value.replace("\0", "\\")
    return _CODES.sub(_characters, value) if "\\u" in value else value


def _characters(codes: re.Match[str]) -> str:
    """What codes of UTF-16 say, one behind the other."""
    units = bytes.fromhex(codes[0].replace("\\u", ""))
    return units.decode("utf-16-be", "replace")


def _decoded(value: str) -> str | None:
    if not _BASE64.fullmatch(value.strip()):
        return None
    try:
        text = base64.b64decode("".join(value.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return text if "<" in text or "%3C" in text else None


def decoded_address(value: str) -> str | None:
    """The address that base 64 holds."""
    try:
        text = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return text if text.startswith(("http://", "https://")) else None


def framed_videos(text: str) -> Iterator[str]:
    """The players that JSON-LD names for the article's videos."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    pending: list[object] = [data]
    for _ in range(5000):
        if not pending:
            return
        item = pending.pop()
        if isinstance(item, dict):
            address = item.get("embedUrl") or item.get("embedURL")
            if isinstance(address, str):
                yield address
            pending.extend(
                value for key, value in item.items() if isinstance(value, dict | list) and key != "itemListElement"
            )
        elif isinstance(item, list):
            pending.extend(item)


def arguments(text: str, call: str) -> Iterator[tuple[int, int, list[str]]]:
    """Where a script calls a function, and the strings and numbers it passes, in their order.

    Args:
        text: the script.
        call: what the function is called; one that begins with a dot is called so on whatever object.
    """
    start = text.find(call)
    for _ in range(100):
        if start < 0:
            return
        opening = start + len(call)
        rest = text[opening : opening + 600].lstrip()
        whole = call[0] == "." or not (start and (text[start - 1].isalnum() or text[start - 1] in "._$"))
        if rest.startswith("(") and whole and not _is_taken_out(text, start):
            end = opening + text[opening : opening + 2000].find(")") + 1
            found = re.findall(
                r"\"([^\"\\\n]{0,400})\"|'([^'\\\n]{0,400})'|(-?\d{1,20})", text[opening : max(end, opening + 1)]
            )
            yield start, max(end, opening), [a or b or c for a, b, c in found]
        start = text.find(call, opening)


def _is_taken_out(text: str, start: int) -> bool:
    """Whether the line of a script is a remark up to there."""
    above = text[max(0, start - _LINE) : start]
    return above[above.rfind("\n") + 1 :].lstrip().startswith("//")


def argument(text: str, key: str) -> str:
    """What a call passes under that key of an object; empty when it does not."""
    found = re.search(
        rf"[\s{{,'\"]{re.escape(key)}['\"]?\s{{0,9}}:\s{{0,9}}(?:['\"]([\w-]{{1,60}})['\"]|(\d{{1,20}}))", text
    )
    return (found.group(1) or found.group(2)) if found else ""
