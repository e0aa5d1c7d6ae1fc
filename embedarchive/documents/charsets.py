"""From bytes to text: which encoding, and no byte lost.

In the order of what can be trusted: a byte-order mark; the shape of UTF-16 without one; bytes that are valid UTF-8;
what the page or the transport declares (labels of the WHATWG Encoding Standard only, so neither `rot13` nor `utf-7`);
UTF-8 with some broken bytes; the frequencies of the bytes. Bytes that no encoding explains become windows-1252
characters inside UTF-8, else U+FFFD: visible, and never an error.
"""

from __future__ import annotations

import re
from typing import Any

from embedarchive.patterns import regex

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
_WIDE = tuple(mark for mark, name in _BOMS if name != "utf-8")
_META = regex(
    rb"""
    <(?:meta|\?xml)\b [^>]{0,400}?
    (?: charset | encoding ) [ \t\r\n]{0,8} = [ \t\r\n]{0,8} ["']? [ \t\r\n]{0,8}
    ([A-Za-z0-9][A-Za-z0-9_:.+-]{0,40})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ESCAPED = regex("[\udc80-\udcff]")
_HALVES = regex("[\ud800-\udfff]")
_HALF = regex(r"\\u[dD][89a-fA-F]")


def declared(data: bytes) -> str | None:
    """The encoding label that a page or feed declares in its first 4096 bytes, unchecked."""
    front = data[:4096]
    at = front.find(b"<")
    match = _META.search(front, at) if at >= 0 else None
    return match.group(1).decode("ascii") if match else None


def decode(data: bytes, *, label: str | None = None) -> tuple[str, str]:
    """The text of the bytes, without a byte-order mark, and the WHATWG name of the encoding that explains them.

    Args:
        data: the bytes.
        label: an encoding that the transport or the container names; it outranks what the page declares.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            return (_mixed(rest), name) if name == "utf-8" else (rest.decode(_python(name), "replace"), name)
    if wide := _utf_16(data):
        return data.decode(_python(wide), "replace"), wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _broken(data, label)
    if b"\x1b" in data and (known := _whatwg(label) or _whatwg(declared(data))) == "iso-2022-jp":
        return _by_label(data, known), known
    return text, "utf-8"


def whole(text: str) -> str:
    """The text with a sign for each half of a character, which neither the parser nor a file can hold."""
    if text.isascii():
        return text
    try:
        text.encode()  # a quarter of the time that looking for them takes
    except UnicodeEncodeError:
        return _HALVES.sub("\ufffd", text)
    return text


def loaded(text: str) -> Any:  # noqa: ANN401 -- JSON's own
    """What JSON holds, with a sign for each half of a character that its escapes (half of a pair) may name alone.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    import json

    found = json.loads(text)
    return json.loads(whole(json.dumps(found, ensure_ascii=False))) if _HALF.search(text) else found


def in_utf8(data: bytes) -> bytes:
    """The bytes in UTF-8 where they are UTF-16, as some editors and spreadsheets write it; any others as they are."""
    return decode(data)[0].encode("utf-8", "replace") if data[:2] in _WIDE or _utf_16(data) else data


def _broken(data: bytes, label: str | None) -> tuple[str, str]:
    """Bytes that are not valid UTF-8."""
    mixed = data.decode("utf-8", "surrogateescape")
    bad = len(_ESCAPED.findall(mixed))
    good = len(mixed) - bad - len(mixed.encode("ascii", "ignore"))
    if good > 2 * bad:  # a page in UTF-8 with a few stray bytes, whatever it says
        return _mixed(data), "utf-8"
    for given in (label, declared(data)):
        if (known := _whatwg(given)) and not known.startswith("utf-"):
            return _by_label(data, known), known
    from turbohtml.detect import detect

    found = _whatwg(detect(data[:262_144]).encoding)
    if found is None or found.startswith("utf-"):
        found = "windows-1252"
    return _by_label(data, found), found


def _mixed(data: bytes) -> str:
    """UTF-8 whose stray bytes are read as windows-1252, as most of them are."""
    return _ESCAPED.sub(
        lambda match: bytes([ord(match.group()) - 0xDC00]).decode("cp1252", "replace"),
        data.decode("utf-8", "surrogateescape"),
    )


def _python(name: str) -> str:
    return {"utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(name, name)


def _utf_16(data: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every second byte is zero."""
    front = data[:512]
    if len(front) < 8 or b"\x00" not in front:
        return None
    even, odd = front[0::2].count(0), front[1::2].count(0)
    half = len(front) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16le"
    return "utf-16be" if even > half * 0.6 and odd < half * 0.1 else None


def _whatwg(label: str | None) -> str | None:
    """The canonical name for a label of the Encoding Standard, None for any other."""
    if not label or len(label) > 40 or not label.isascii():
        return None
    import turbohtml

    try:
        name = turbohtml.parse(b"", encoding=label.strip()).encoding
    except (LookupError, ValueError):
        return None
    return None if name is None or name.lower() == "replacement" else name.lower()


def _by_label(data: bytes, name: str) -> str:
    import turbohtml.detect  # noqa: F401 -- registers the codecs of the Encoding Standard

    text: str = data.decode(f"whatwg-{name}", "replace")
    return text.removeprefix("\ufeff")
