"""Content-Encoding undone with a budget: a few bytes that unfold into gigabytes are noticed at the budget's end.

gzip, deflate, Brotli (`br`) and Zstandard (`zstd`) are undone, also on top of each other, the last one first. A label
that names no coding (a charset, a media type, `binary`) is read as no coding at all. A coding that is unknown or cut
short is a `DecodeError`: the bytes as received are kept, and nothing pretends to be their content.
"""

from __future__ import annotations

import codecs
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from embedarchive.web.bodies import TooLarge

CHUNK = 1 << 16
WINDOW_LOG = 23
"""The most memory a zstd frame may ask for, as a power of two (RFC 9659 allows 8 MiB for Content-Encoding)."""
LAYERS = 4
"""Codings on top of each other that are undone; each has the whole budget."""
_NO_CODING = frozenset(
    {
        *("", "identity", "none", "null", "false", "off", "default", "plain", "text", "unicode", "uncompressed"),
        *("7bit", "8bit", "binary", "quoted-printable", "chunked", "aws-chunked", "amz-1.0"),
    }
)
"""What servers write there that names no coding: transfer encodings of mail and HTTP, and words for nothing."""

Decoder: TypeAlias = Callable[[Iterable[bytes]], Iterator[bytes]]


class DecodeError(Exception):
    """The body cannot be decoded. Its text is one sentence."""


def encodings(header: str | None) -> tuple[str, ...]:
    """The codings that a Content-Encoding header names, in the order in which they were applied, in lower case."""
    names = (name.strip(" \t\"'").lower() for name in (header or "").split(","))
    return tuple(name.removeprefix("x-") for name in names if not _says_nothing(name))


def _says_nothing(name: str) -> bool:
    """Whether a label names no coding: nothing, a charset (`utf-8`) or a media type (`text/html`)."""
    if name in _NO_CODING or "/" in name:
        return True
    try:
        return codecs.lookup(name.partition(";")[0])._is_text_encoding  # noqa: SLF001 -- zlib and bz2 are codecs, too
    except (LookupError, ValueError):
        return False


def decoder(header: str | None) -> Decoder | None:
    """What undoes this Content-Encoding; None when nothing is to be done.

    Raises:
        DecodeError: a coding that nobody here knows, or more layers than any server needs.
    """
    return stacked(encodings(header))


def stacked(names: tuple[str, ...]) -> Decoder | None:
    """What undoes these codings, the last one first.

    Raises:
        DecodeError: see `decoder`.
    """
    if len(names) > LAYERS:
        raise DecodeError(f"The answer is packed {len(names)} times over; no more than {LAYERS} layers are undone.")
    unknown = next((name for name in names if name not in _KNOWN), None)
    if unknown is not None:
        raise DecodeError(f"The answer is packed in a way that is not known: {unknown[:40]}.")
    if len(names) < 2:
        return _KNOWN[names[0]] if names else None

    def undo(chunks: Iterable[bytes]) -> Iterator[bytes]:
        for name in reversed(names[1:]):
            chunks = _counted(_KNOWN[name](chunks))
        return _KNOWN[names[0]](chunks)

    return undo


def recorded(names: tuple[str, ...]) -> Decoder | None:
    """What undoes those of these codings that a recorded body really has.

    Recorders that store bodies decompressed leave the header standing, and some write another one: the first bytes of
    each layer decide where they can tell.

    Raises:
        DecodeError: see `decoder`.
    """
    if stacked(names) is None:
        return None

    def undo(chunks: Iterable[bytes]) -> Iterator[bytes]:
        left = names
        while True:
            front, chunks = _peeked(iter(chunks))
            left = as_packed(left, front)
            if not left:
                return iter(chunks)
            chunks, left = _counted(_KNOWN[left[-1]](chunks)), left[:-1]

    return undo


def _peeked(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, and everything."""
    front = b""
    while len(front) < TELLING and (chunk := next(chunks, b"")):
        front += chunk
    return front[:TELLING], _joined(front, chunks)


def _counted(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """An inner layer, which nobody sees, within a bound of its own."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > INNER_LIMIT:
            raise TooLarge
        yield piece


INNER_LIMIT = 1 << 30
"""The most bytes that what lies between two layers may have."""


def decode(chunks: Iterable[bytes], undo: Decoder, limit: int) -> Iterator[bytes]:
    """The decoded bytes in pieces.

    Raises:
        DecodeError: the bytes are not what the header says, or end too early.
        TooLarge: there are more than `limit`.
    """
    size = 0
    for piece in undo(chunks):
        size += len(piece)
        if size > limit:
            raise TooLarge
        yield piece


def _zlib(chunks: Iterable[bytes], window: int, *, members: bool) -> Iterator[bytes]:
    inflate, data, begun = zlib.decompressobj(window), b"", False
    for chunk in chunks:
        data += chunk
        while data:
            if inflate.eof:
                if not members or not data.lstrip(b"\0"):  # padding after the end is harmless
                    data = b""
                    break
                inflate = zlib.decompressobj(window)
            try:
                piece = inflate.decompress(data, CHUNK)
            except zlib.error as error:
                raise DecodeError("The answer is not packed as its header says, or damaged.") from error
            begun = True
            data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            if piece:
                yield piece
    if begun and not inflate.eof:
        yield from _rest(inflate)
    if begun and not inflate.eof:
        raise DecodeError("The packed answer ends in the middle.")


def _rest(inflate: zlib._Decompress) -> Iterator[bytes]:
    """What the decompressor still holds back."""
    while piece := inflate.decompress(inflate.unconsumed_tail, CHUNK):
        yield piece


def _gzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    return _zlib(chunks, 31, members=True)


def _deflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """`deflate` is zlib's format, and bare deflate from servers that got it wrong; the first bytes tell."""
    source = iter(chunks)
    front = b""
    for chunk in source:
        front += chunk
        if len(front) >= 2:
            break
    wrapped = len(front) >= 2 and front[0] & 0x0F == 8 and (front[0] << 8 | front[1]) % 31 == 0
    return _zlib(_joined(front, source), 15 if wrapped else -15, members=False)


def _joined(front: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if front:
        yield front
    yield from rest


def _brotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    import brotli

    inflate, begun = brotli.Decompressor(), False
    try:
        for chunk in chunks:
            begun = begun or bool(chunk)
            piece = inflate.process(chunk, output_buffer_limit=CHUNK)
            while True:
                if piece:
                    yield piece
                if inflate.is_finished() or inflate.can_accept_more_data():
                    break
                piece = inflate.process(b"", output_buffer_limit=CHUNK)
        while begun and not inflate.is_finished():  # it may have taken all data and still hold some back
            piece = inflate.process(b"", output_buffer_limit=CHUNK)
            if not piece:
                break
            yield piece
    except brotli.error as error:
        raise DecodeError("The answer is not packed as its header says, or damaged.") from error
    if begun and not inflate.is_finished():
        raise DecodeError("The packed answer ends in the middle.")


def _zstd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    zstd = zstd_library()
    within = {zstd.DecompressionParameter.window_log_max: WINDOW_LOG}
    inflate, begun = zstd.ZstdDecompressor(options=within), False
    try:
        for chunk in chunks:
            data = chunk
            while data or not (inflate.needs_input or inflate.eof):
                if inflate.eof:
                    inflate = zstd.ZstdDecompressor(options=within)
                begun = True
                piece = inflate.decompress(data, CHUNK)
                data = inflate.unused_data if inflate.eof else b""
                if piece:
                    yield piece
    except zstd.ZstdError as error:
        raise DecodeError("The answer is not packed as its header says, or damaged.") from error
    if begun and not inflate.eof:
        raise DecodeError("The packed answer ends in the middle.")


def zstd_library() -> Any:  # noqa: ANN401 -- a module
    """Python's own Zstandard (3.14), or what brings it to older ones."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


_KNOWN: dict[str, Decoder] = {"gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}

TELLING = 64
"""How many first bytes tell what a body is."""
_CONTENT = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"\x1aE\xdf\xa3", b"ID3", b"OggS", b"wOF")
"""How files begin that nobody compressed."""


def as_packed(names: tuple[str, ...], front: bytes) -> tuple[str, ...]:
    """The codings that a recorded body really has, of those that its head names.

    Args:
        names: what the head says, in the order in which they were applied.
        front: the body's first bytes. gzip and zstd begin in a way of their own; text and images show that they are
            compressed in no way at all.
    """
    seen = _begun(front)
    while names and names[-1] != seen:
        if seen in names:  # the outer ones were undone when it was recorded
            return names[: len(names) - names[::-1].index(seen)]
        if seen:
            return (seen,)
        if names[-1] in ("br", "deflate") and not _unpacked(front):
            return names
        names = names[:-1]
    return names


def _begun(front: bytes) -> str:
    if front.startswith(b"\x1f\x8b"):
        return "gzip"
    if front.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstd"
    return "deflate" if len(front) > 1 and front[0] == 0x78 and (front[0] << 8 | front[1]) % 31 == 0 else ""


def _unpacked(front: bytes) -> bool:
    if front.startswith(_CONTENT) or front[4:8] == b"ftyp":
        return True
    text = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        shown = text.decode(front)
    except UnicodeDecodeError:
        return False
    return len(shown) > 1 and not any(char < " " and char not in "\t\n\r\f" for char in shown)
