"""Reading JSON whose shape nobody promises: every accessor takes anything and returns its type, or nothing.

Platforms change their answers without notice and hostile ones lie about types, so nothing here raises: a number where
a text was expected is an absent text, ten thousand nested lists are an absent value.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from typing import TypedDict

from embedarchive import urls
from embedarchive.protocols.declaring.id_times import MONTHS

LARGEST = 2**63 - 1
"""Numbers beyond it fit no column and are taken for absent."""
LONGEST_JSON = 8_000_000
"""Characters of a JSON text that is read: what it becomes in memory is up to thirty times its size."""
LONGEST = 100_000
"""Characters of one text that are kept; the longest posts of any platform have 25,000 to 65,000."""


def decoded(body: bytes) -> str:
    """The text of an answer: UTF-8, with U+FFFD where it is not, and without a byte-order mark."""
    return body.decode("utf-8", "replace").removeprefix("\ufeff")


class Size(TypedDict):
    """How large an image or a video is, in pixels, as far as that is said; arguments of a `MediaRef`."""

    width: int | None
    height: int | None


def size(value: Mapping[str, object]) -> Size:
    """The numbers under `width` and `height`."""
    return {"width": number(value.get("width")), "height": number(value.get("height"))}


def parsed(body: bytes | str) -> object:
    """The value that a JSON text holds, None when it is none, too long or too deep to read."""
    told = decoded(body) if isinstance(body, bytes) else body
    try:
        return None if len(told) > LONGEST_JSON else json.loads(told)
    except (ValueError, RecursionError):
        return None


def embedded(markup: str, mark: str) -> Mapping[str, object]:
    """The object that a script in a page gives a name: the first `{…}` within 40 characters of `mark`; else empty."""
    start = markup.find(mark)
    start = markup.find("{", start, start + len(mark) + 40) if start >= 0 else -1
    if start < 0:
        return {}
    try:
        value, _ = json.JSONDecoder().raw_decode(markup[: start + LONGEST_JSON], start)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def mapping(value: object, *path: str) -> Mapping[str, object]:
    """The object at that path, empty when there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def items(value: object, limit: int = 200) -> Sequence[object]:
    """The members of a list, at most `limit`; none when it is no list."""
    return value[:limit] if isinstance(value, list) else ()


def text(value: object) -> str | None:
    """A text that can be stored: no lone surrogates, no NUL; None when it is none or empty."""
    if not isinstance(value, str) or not value:
        return None
    value = value[:LONGEST]
    if not value.isascii():
        value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value.replace("\0", "\ufffd")


def number(value: object) -> int | None:
    """A whole number from 0 to 2^63 − 1, also when it was written as a text of digits or as a float."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and value.is_integer() else None
    elif isinstance(value, str):
        value = int(value) if len(value) <= 19 and value.isascii() and value.isdigit() else None
    return value if isinstance(value, int) and 0 <= value <= LARGEST else None


def real(value: object) -> float | None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def digits(value: object, longest: int = 20) -> str | None:
    """An id: ASCII digits, given as a text or as a number."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**longest:
        value = str(value)
    return value if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= longest else None


def link(value: object) -> str | None:
    """The value when it is an absolute http(s) URL without blanks or control characters."""
    found = text(value)
    if (
        found is None
        or not found.startswith(("http://", "https://"))
        or any(mark <= " " or mark == "\x7f" for mark in found)
    ):
        return None
    address = urls.parse(found)
    return found if address and address.web else None


def moment(value: object) -> dt.datetime | None:
    """A UTC time from a text; None when it names no zone.

    Understood are ISO 8601 (`2022-11-11T20:35:08.000Z`), the form of Twitter's API v1.1
    (`Fri Nov 11 20:35:08 +0000 2022`) and that of HTTP headers (`Fri, 11 Nov 2022 20:35:08 GMT`, also without the day
    of the week).
    """
    if not isinstance(value, str) or len(value) > 40 or not value.isascii():
        return None
    words = value.replace(",", "").split()
    words = ["", *words] if len(words) == 5 and words[4] == "GMT" else words
    try:
        if len(words) == 6 and words[5] == "GMT":  # Fri 11 Nov 2022 20:35:08 GMT
            value = f"{words[3]}-{MONTHS.index(words[2]) + 1:02}-{words[1]:>02}T{words[4]}+0000"
        elif len(words) == 6:  # Fri Nov 11 20:35:08 +0000 2022
            value = f"{words[5]}-{MONTHS.index(words[1]) + 1:02}-{words[2]:>02}T{words[3]}{words[4]}"
        found = dt.datetime.fromisoformat(value)
        return found.astimezone(dt.UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
