"""What is written in an encoding: whether signs hold in it when it is decoded."""

from __future__ import annotations

import base64
import binascii

from embedarchive.finder.embed_signs.sources import AROUND, Source, decoded
from embedarchive.finder.markup import body_trees
from embedarchive.finder.markup.revived import revived
from embedarchive.patterns import regex

_BASE64 = regex(rb"[A-Za-z0-9+/=\s]{12,400000}")
_EQUALS = regex(rb"=\s{0,9}[\"']?\s{0,9}")
_LINE_ENDS = regex(rb"[\t\r\n]|\\[nrt]")
_BROKEN_OFF = regex(r"[\t\r\n]")
_VALUE_END = regex(rb"[^\"'<>]{0,800}")
_QUOTES = (b'"', b"'", b"=")


def hidden(source: Source, end: int) -> bool:
    """Whether signs hold in the address whose letters are encoded there."""
    return _hidden(source, source.run(end))


def hidden_in_tag(source: Source, end: int) -> bool:
    """The same, where the whole tag tells what its letters mean."""
    return _hidden(source, source.tag(end) or source.data[max(0, end - AROUND) : end + AROUND])


def _hidden(source: Source, piece: bytes) -> bool:
    if piece in source.seen:
        return False
    text = piece.decode("utf-8", "replace")
    plain = decoded(text)
    return plain != text and source.decoded(piece, _BROKEN_OFF.sub("", plain) if "%0" in text else plain)


def packed(source: Source, end: int) -> bool:
    """Whether signs hold in what base 64 holds, in an attribute."""
    data = source.data
    equals = _EQUALS.search(data, max(0, end - 20), end + 20)
    found = _BASE64.match(data, equals.end() if equals else end)
    return found is not None and _unpacked(source, found[0])


def packed_script(source: Source, end: int) -> bool:
    """The same of a script that holds nothing else."""
    start = source.data.rfind(b">", 0, end) + 1
    found = _BASE64.fullmatch(source.data, start, source.data.rfind(b"<", start, end))
    return found is not None and _unpacked(source, found[0])


def _unpacked(source: Source, packed: bytes) -> bool:
    piece = b"".join(packed.split())
    try:
        text = base64.b64decode(piece + b"=" * (-len(piece) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return False
    return source.decoded(piece, f'"{text}"')


def broken(source: Source, end: int) -> bool:
    """Whether signs hold in an address that has ends of lines inside."""
    start = max(source.data.rfind(sign, max(0, end - 400), end) for sign in _QUOTES)
    found = _VALUE_END.match(source.data, start + 1)
    whole = _LINE_ENDS.sub(b"", found[0] if found else b"")
    return source.decoded(whole, f'<div data-href="{whole.decode("utf-8", "replace")}">')


def coded(source: Source, end: int) -> bool:
    """Whether a state that is no JSON as it is written has an embed in it."""
    start = source.data.rfind(b">", 0, end) + 1
    close = source.data.find(b"</", end)
    text = source.data[start : close if close >= 0 else None].decode("utf-8", "replace")
    return body_trees.may_be_revived(text) and any(True for _ in body_trees.posts(revived(text)))
