"""The parts of a MIME message and what their header fields say (RFC 5322, 2045 to 2047, 2231).

Everything is read where it stands, in passes whose time grows with the length of the message, and everything is
bounded: the standard library's parser takes 1.75 GB for a subject of 218 kB, and keeps every line and part that a
hostile message makes up. What stands beyond a bound is left out, and `Message.cut` says what.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from embedarchive.documents import charsets
from embedarchive.patterns import regex

FIELD = 16_384
"""Bytes of a header field that are read; a mail server may refuse lines of more than a thousand."""
PARTS = 2000
"""Parts of a message that are read."""
DEPTH = 100
"""How deep multiparts and messages may stand in each other."""

_READ = frozenset(
    {
        *("content-type", "content-transfer-encoding", "content-id", "content-location"),
        *("snapshot-content-location", "subject"),
    }
)
"""The fields that are read; whatever else a head holds is passed over."""
_NAME = regex(rb"([!-9;-~]{1,100})[ \t]{0,20}:")
_TYPE = regex(r"\s{0,20}([A-Za-z0-9!#$&^_.+-]{1,80}/[A-Za-z0-9!#$&^_.+-]{1,80})\s{0,20}(?:[;(]|$)")
_PARAMETER = regex(r';\s{0,20}([^\s=;"()]{1,100})\s{0,20}=\s{0,20}(?:"((?:[^"\\]|\\.){0,16384})"|([^\s;"]{1,16384}))')
_QUOTED = regex(r"\\(.)")
_ENCODED_WORD = regex(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z0-9-]{0,40})?\?([bBqQ])\?([^?\r\n]{0,16384})\?=")
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes({*range(256)} - {*_BASE64})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message.

    Attributes:
        number: which one it is, as IMAP counts them; a message that is all one part is 1.
        media_type: in lower case; `text/plain` where the part gives none that can be read.
        fields: the header fields that mean something here, as written but for their length, by their names in lower
            case; of several with one name the first.
        message: the bytes that it stands in, from `start` to `end` without its head.
    """

    number: str
    media_type: str
    fields: dict[str, str]
    message: bytes
    start: int
    end: int

    def words(self, name: str) -> str | None:
        """A field as text: encoded words read, blanks collapsed; None when it is missing or empty."""
        return " ".join(decoded(self.fields.get(name, "")).split()) or None

    def parameter(self, name: str) -> str | None:
        """A parameter of the content type."""
        return parameter(self.fields.get("content-type", ""), name)

    def content(self) -> bytes:
        """The bytes without their transfer encoding; where that is broken, as far as it goes."""
        coding = self.fields.get("content-transfer-encoding", "").partition(";")[0].strip().lower()
        body = self.message[self.start : self.end]
        if coding == "quoted-printable":
            return binascii.a2b_qp(body)
        if coding == "base64":
            return _from_base64(body)
        return _from_uuencoded(body) if coding in {"x-uuencode", "uuencode", "x-uue", "uue"} else body


@dataclass(frozen=True, slots=True)
class Message:
    """A message as read.

    Attributes:
        whole: the message itself, with its head.
        parts: those that hold something, in order; of a message without parts, itself.
        cut: what was left out, in words.
    """

    whole: Part
    parts: tuple[Part, ...]
    cut: tuple[str, ...] = ()


def read(data: bytes) -> Message:
    """The parts of a message. Never fails: any bytes are some message."""
    start = data.index(b"\n") + 1 if data.startswith(b"From ") and b"\n" in data[:1000] else 0
    cut: dict[str, None] = {}
    whole = _part(data, (start, len(data)), "1", cut)
    parts: list[Part] = []
    todo = [(whole, "", 0)]
    while todo:
        part, prefix, depth = todo.pop()
        children: list[tuple[Part, str, int]] = []
        for index, span in enumerate(_spans(part), 1):
            if depth >= DEPTH or len(parts) + len(todo) + len(children) >= PARTS:
                cut[f"parts beyond {PARTS:,}" if depth < DEPTH else f"parts nested more than {DEPTH} deep"] = None
                break
            child = _part(data, span, f"{prefix}{index}", cut, within=part.media_type)
            children.append((child, f"{child.number}.", depth + 1))
        if not children:
            parts.append(part)
        todo += reversed(children)
    return Message(whole, tuple(parts), tuple(cut))


def _part(data: bytes, span: tuple[int, int], number: str, cut: dict[str, None], *, within: str = "") -> Part:
    places, body = _head(data, *span)
    fields = {}
    for name, (start, end) in places.items():
        value = data[start : min(end, start + FIELD)]
        if end - start > FIELD:
            cut[f"{name} of {end - start:,} bytes after the first {FIELD:,}"] = None
            value = value.rpartition(b" ")[0] or value  # no half of an encoded word
        fields[name] = charsets.decode(value.strip())[0]
    kind = _TYPE.match(fields.get("content-type", ""))
    default = "message/rfc822" if within == "multipart/digest" and "content-type" not in fields else "text/plain"
    return Part(number, kind.group(1).lower() if kind else default, fields, data, body, span[1])


def _head(data: bytes, at: int, end: int) -> tuple[dict[str, tuple[int, int]], int]:
    """Where the values of the fields stand, and where the body begins.

    That is after the first empty line, or at a line that is no field.
    """
    found: dict[str, tuple[int, int]] = {}
    name, begun = "", False
    while at < end:
        following = data.find(b"\n", at, end) + 1 or end
        if data[at : at + 2] == b"\r\n" or data[at : at + 1] == b"\n":
            return found, following
        if data[at : at + 1] in {b" ", b"\t"}:
            if not begun:
                break
            if name:  # the folded rest of the field before
                found[name] = found[name][0], following
        else:
            field = _NAME.match(data, at, following)
            if field is None:
                break
            name, begun = field.group(1).decode("ascii").lower(), True
            name = name if name in _READ and name not in found else ""
            if name:
                found[name] = field.end(), following
        at = following
    return found, at


def _spans(part: Part) -> Iterator[tuple[int, int]]:
    """Where the parts inside a part stand; none when there are none, or none can be told apart."""
    if part.media_type in {"message/rfc822", "message/global"}:
        yield part.start, part.end
        return
    boundary = part.parameter("boundary") if part.media_type.startswith("multipart/") else None
    if not boundary:
        return
    data, mark = part.message, b"--" + boundary.rstrip().encode("utf-8", "replace")
    at, begun = part.start, -1
    while (found := data.find(mark, at, part.end)) >= 0:
        at = found + len(mark)
        if found > part.start and data[found - 1 : found] != b"\n":
            continue
        following = data.find(b"\n", at, part.end) + 1 or part.end
        rest = data[at:following].rstrip()
        if rest not in {b"", b"--"}:
            continue
        if begun >= 0:  # the line end before the boundary belongs to it
            last = found - (2 if data[found - 2 : found] == b"\r\n" else 1)
            yield begun, max(begun, last)
        if rest:
            return
        begun = at = following
    if begun >= 0:
        yield begun, part.end


# ------------------------------------------------------------------------------------------------ what a field says


def parameter(field: str, name: str) -> str | None:
    """A parameter of a field (`; name=value`), also in pieces or in percent-encoding (RFC 2231)."""
    pieces: dict[int, str] = {}
    for match in _PARAMETER.finditer(field):
        said, star, order = match.group(1).lower().partition("*")
        if said != name:
            continue
        value = match.group(3) if match.group(2) is None else _QUOTED.sub(r"\1", match.group(2))
        if not star:
            return value
        number = order.rstrip("*")
        if number and not (number.isdigit() and number.isascii() and len(number) < 5):
            continue
        pieces.setdefault(int(number or "0"), value if order[-1:].isdigit() else _percent_decoded(value, number))
    return "".join(pieces[number] for number in sorted(pieces)) or None


def _percent_decoded(value: str, number: str) -> str:
    from urllib.parse import unquote_to_bytes

    label, _, rest = value.partition("'") if number in {"", "0"} else ("", "", f"'{value}")
    return charsets.decode(unquote_to_bytes(rest.partition("'")[2]), label=label or None)[0]


def unflowed(text: str, *, joined: bool) -> str:
    """Text of `format=flowed` (RFC 3676) with its lines put together again: those that end with a blank go on.

    Args:
        text: the words of the part.
        joined: whether that blank is none of the text (`delsp=yes`), so that an address may go on in the next line.
    """
    made: list[str] = []  # joined at the end: a line may go on for megabytes
    before: str | None = None  # how the line is quoted that goes on
    for line in text.split("\n"):
        bare = line.removesuffix("\r")
        quoted = bare[: len(bare) - len(bare.lstrip(">"))]
        words = bare[len(quoted) :].removeprefix(" ")
        goes_on = words.endswith(" ") and words != "-- "
        kept = words[:-1] if goes_on and joined else words
        if before != quoted or words == "-- ":
            made.append(f"\n{quoted} " if quoted else "\n")
        made.append(kept)
        before = quoted if goes_on else None
    return "".join(made)[1:]


def decoded(field: str) -> str:
    """A field with its encoded words (RFC 2047) read; bytes of one character may stand in two words."""
    pieces: list[str] = []
    held, label, at = b"", "", 0
    for word in _ENCODED_WORD.finditer(field):
        between, named = field[at : word.start()], word.group(1).lower()
        at = word.end()
        if held and (between.strip() or named != label):
            pieces.append(charsets.decode(held, label=label)[0])
            held = b""
        if between.strip() or (not pieces and not held):
            pieces.append(between)
        data = word.group(3).encode("utf-8", "replace")
        held += _from_base64(data) if word.group(2) in "bB" else binascii.a2b_qp(data, header=True)
        label = named
    if held:
        pieces.append(charsets.decode(held, label=label)[0])
    return "".join(pieces) + field[at:]


def _from_base64(data: bytes) -> bytes:
    kept = data.translate(None, _NOT_BASE64).partition(b"=")[0]
    kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _from_uuencoded(data: bytes) -> bytes:
    lines = iter(data.splitlines())
    for line in lines:
        if line.startswith(b"begin "):
            break
    found = bytearray()
    for line in lines:
        if line.strip() in {b"", b"`", b"end"}:
            break
        with suppress(binascii.Error):  # some encoders pad their lines
            found += binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3 + 1])
    return bytes(found)
