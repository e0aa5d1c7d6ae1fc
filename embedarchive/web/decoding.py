"""Content-Encoding undone with a budget: a few bytes that unfold into gigabytes are noticed at the budget's end.

gzip and deflate come with Python; `br` and `zstd` are undone when the libraries of the extra `embedarchive[encodings]`
are there. An encoding that is unknown, stacked or cut short is a `DecodeError`: the bytes as received are kept, and
nothing pretends to be their content.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from embedarchive.web.bodies import TooLarge

CHUNK = 1 << 16
WINDOW = 8 << 20
"""The most memory a zstd frame may ask for (RFC 9659 allows 8 MiB for Content-Encoding)."""

Decoder: TypeAlias = Callable[[Iterable[bytes]], Iterator[bytes]]


class DecodeError(Exception):
    """The body cannot be decoded. Its text is one sentence."""


def encodings(header: str | None) -> tuple[str, ...]:
    """The encodings that a Content-Encoding header names, without `identity`, in lower case."""
    names = (name.strip().lower().removeprefix("x-") for name in (header or "").split(","))
    return tuple(name for name in names if name not in ("", "identity", "none"))


def decoder(header: str | None) -> Decoder | None:
    """What undoes this Content-Encoding; None when nothing is to be done.

    Raises:
        DecodeError: several encodings on top of each other, or one that nobody here knows.
    """
    names = encodings(header)
    if not names:
        return None
    if len(names) > 1:
        raise DecodeError("The answer is packed several times over, which no honest server does.")
    known: dict[str, Decoder] = {"gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
    if names[0] not in known:
        raise DecodeError(f"The answer is packed in a way that is not known: {names[0][:40]}.")
    return known[names[0]]


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
    try:
        import brotli
    except ImportError:
        raise DecodeError("The answer is packed with Brotli: install embedarchive[encodings].") from None
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
    try:
        import zstandard
    except ImportError:
        raise DecodeError("The answer is packed with Zstandard: install embedarchive[encodings].") from None
    inflate = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
    begun = False
    try:
        for chunk in chunks:
            # Four bytes unfold into a block of at most 128 KiB, and the library gives all of them at once.
            for start in range(0, len(chunk), 256):
                begun = True
                if inflate.eof:
                    return
                if piece := inflate.decompress(chunk[start : start + 256]):
                    yield piece
    except zstandard.ZstdError as error:
        raise DecodeError("The answer is not packed as its header says, or damaged.") from error
    if begun and not inflate.eof:
        raise DecodeError("The packed answer ends in the middle.")
