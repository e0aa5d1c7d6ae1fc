"""A map of the owner's own below the points: a PMTiles file, read tile by tile.

Version 3 of the format, https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md: a header of 127 bytes, a root
directory, leaf directories, and the tiles. The tiles are read here and not in the browser, so that a page needs no more
rights than it has for its other images, and nobody can take the whole file away with one URL. The `pmtiles` package
reads directories anew for every tile and unpacks without a limit (figures in docs/architecture.md).
"""

from __future__ import annotations

import bisect
import functools
import json
import re
import struct
import zlib
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_NONE, _GZIP = 1, 2
_VECTOR = 1
_MEDIA_TYPES = {
    _VECTOR: "application/vnd.mapbox-vector-tile",
    2: "image/png",
    3: "image/jpeg",
    4: "image/webp",
    5: "image/avif",
}
_LARGEST_DIRECTORY = 1 << 26
_LARGEST_TILE = 1 << 24
_DEEPEST = 4
"""A root and at most three levels of leaves below it; files that are made today have one."""
_DEEPEST_ZOOM = 26
_TAG = re.compile(r"<[^<>]{0,500}>")


class NoBasemapError(ValueError):
    """The file is no PMTiles file that can be shown; the sentence says why."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the file, in bytes."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class _Directory:
    """Where tiles lie: `runs` many with numbers from `ids` on are one and the same; a run of 0 is a leaf directory."""

    ids: tuple[int, ...]
    runs: tuple[int, ...]
    lengths: tuple[int, ...]
    offsets: tuple[int, ...]

    def entry(self, number: int) -> tuple[int, _Piece] | None:
        """The run that holds a tile, and where its bytes lie; None when the map has no such tile."""
        at = bisect.bisect_right(self.ids, number) - 1
        if at < 0 or (self.runs[at] and number >= self.ids[at] + self.runs[at]):
            return None
        return self.runs[at], _Piece(self.offsets[at], self.lengths[at])


class Basemap:
    """The map in a PMTiles file.

    Attributes:
        vector: whether its tiles are shapes (MVT, as Protomaps makes them) and not images.
        media_type: of every tile.
        compressed: whether the tiles are compressed with gzip, each by itself.
        zooms: the smallest and the largest zoom that it has tiles for.
        bounds: south, west, north and east of what it shows, in degrees.
        attribution: what the makers of its data want to be said, as plain text.
    """

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            NoBasemapError: it cannot be read, or holds no map that a browser can show.
        """
        self._path = path
        try:
            stat = path.stat()
            self._stamp = (stat.st_size, stat.st_mtime_ns)
            head = _HEADER.unpack(self._bytes(_Piece(0, _HEADER.size)))
        except (OSError, ValueError) as error:
            raise NoBasemapError(f"{path} cannot be read: {error}") from error
        if head[:2] != (b"PMTiles", 3):
            raise NoBasemapError(f"{path} is no PMTiles file of version 3")
        self._root, metadata, self._leaves, self._tiles = (_Piece(*head[at : at + 2]) for at in (2, 4, 6, 8))
        self._inside, tiles, kind = head[14:17]
        if kind not in _MEDIA_TYPES or {self._inside, tiles} - {_NONE, _GZIP}:
            raise NoBasemapError(
                f"{path} holds tiles of a kind that cannot be shown: use MVT, PNG, JPEG, WebP or AVIF, with gzip"
            )
        self.vector = kind == _VECTOR
        self.media_type = _MEDIA_TYPES[kind]
        self.packed = tiles == _GZIP
        self.zooms = (head[17], min(head[18], _DEEPEST_ZOOM))
        west, south, east, north = (degrees / 1e7 for degrees in head[19:23])
        self.bounds = (south, west, north, east)
        self._directory = functools.lru_cache(16)(self._read_directory)
        try:
            self._directory(self._root)
            self.attribution = self._said(metadata)
        except (OSError, ValueError) as error:
            raise NoBasemapError(f"{path} is damaged: {error}") from error

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """The bytes of a tile as they lie in the file; None when the map does not have it.

        Raises:
            OSError: the file is no longer there.
            ValueError: it is damaged, or another one than at the start.
        """
        if zoom > _DEEPEST_ZOOM or x >= 1 << zoom or y >= 1 << zoom:
            return None
        stat = self._path.stat()
        if (stat.st_size, stat.st_mtime_ns) != self._stamp:
            raise ValueError("the file changed since the start")
        number, at = tile_number(zoom, x, y), self._root
        for _ in range(_DEEPEST):
            found = self._directory(at).entry(number)
            if found is None:
                return None
            run, piece = found
            if run:
                return self._bytes(_Piece(self._tiles.offset + piece.offset, piece.length), _LARGEST_TILE)
            at = _Piece(self._leaves.offset + piece.offset, piece.length)
        raise ValueError("the directories lead nowhere")

    def unpacked(self, tile: bytes) -> bytes:
        """A tile for those who do not unpack by themselves.

        Raises:
            ValueError: it is damaged.
        """
        return _gunzip(tile, _LARGEST_TILE) if self.packed else tile

    def _bytes(self, piece: _Piece, most: int = _LARGEST_DIRECTORY) -> bytes:
        if piece.length > most:
            raise ValueError(f"{piece.length} bytes in one piece")
        with self._path.open("rb") as file:
            file.seek(piece.offset)
            data = file.read(piece.length)
        if len(data) != piece.length:
            raise ValueError("it ends too early")
        return data

    def _whole(self, piece: _Piece) -> bytes:
        data = self._bytes(piece)
        return _gunzip(data, _LARGEST_DIRECTORY) if self._inside == _GZIP else data

    def _read_directory(self, piece: _Piece) -> _Directory:
        numbers = _numbers(self._whole(piece))
        count, rest = (numbers[0], numbers[1:]) if numbers else (0, [])
        if len(rest) != 4 * count:
            raise ValueError("a directory of another length than it says")
        steps, runs, lengths, told = (tuple(rest[at * count : (at + 1) * count]) for at in range(4))
        offsets = list[int]()
        for at, offset in enumerate(told):  # 0 means right after the one before
            offsets.append(offset - 1 if offset or not at else offsets[-1] + lengths[at - 1])
        return _Directory(tuple(accumulate(steps)), runs, lengths, tuple(offsets))

    def _said(self, piece: _Piece) -> str:
        known = json.loads(self._whole(piece)) if piece.length else {}
        said = known.get("attribution") if isinstance(known, dict) else None
        return _TAG.sub("", said)[:300].strip() if isinstance(said, str) else ""


def _gunzip(data: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(31)
    try:
        made = unpacker.decompress(data, most)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacker.eof:
        raise ValueError("a part that is too large, or ends too early")
    return made


def _numbers(data: bytes) -> list[int]:
    """Numbers of seven bits a byte, the lowest first, one after the other."""
    made = list[int]()
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            made.append(value)
            value = shift = 0
        elif shift > 63:
            raise ValueError("a number of more than 64 bits")
    return made


def tile_number(zoom: int, x: int, y: int) -> int:
    """A tile's number: all tiles of smaller zooms come before, those of its own follow a Hilbert curve."""
    number = ((1 << 2 * zoom) - 1) // 3
    for level in reversed(range(zoom)):
        side = 1 << level
        right, down = bool(x & side), bool(y & side)
        number += side * side * ((3 * right) ^ down)
        if not down:  # each quarter holds the curve turned, so that its ends meet
            if right:
                x, y = ~x, ~y
            x, y = y, x
    return number
