"""Repositories of the AT protocol as a CAR file: its records by their path, each checked against its digest.

Formats: https://ipld.io/specs/transport/car/carv1/ and https://atproto.com/specs/repository. Blocks are found without
being read, and read one at a time when they are asked for; what a block may hold is bounded by libipld.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from embedarchive.errors import SourceError
from embedarchive.protocols.reading import values

_SHA_256 = 0x12
_LONGEST = 2_000_000
"""Bytes of a block that is read; a record may have a million."""
_DEEPEST = 40
"""Levels of the tree; a repository of millions of records has a dozen."""


@dataclass(slots=True)
class Repository:
    """The blocks of a CAR file by their CID.

    Attributes:
        root: the CID of the commit.
        cut: whether the file ends within a block, or says of one that it is longer than the file.
    """

    data: bytes
    root: bytes = b""
    blocks: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    cut: bool = False

    def __post_init__(self) -> None:
        """Find the blocks.

        Raises:
            SourceError: the file does not begin as a CAR does.
        """
        spans = self._spans()
        head = values.mapping(_decoded(self.data[slice(*next(spans, (0, 0)))]))
        roots = head.get("roots")
        if head.get("version") != 1 or not (isinstance(roots, list) and roots and isinstance(roots[0], bytes)):
            raise SourceError("The CAR file is of a version that is not read, or broken at its beginning.")
        self.root = roots[0]
        for start, end in spans:
            cid = _cid(self.data, start, end)
            self.blocks.setdefault(self.data[start:cid], (cid, end))

    def _spans(self) -> Iterator[tuple[int, int]]:
        at = 0
        while at < len(self.data):
            length, start = _varint(self.data, at)
            if start < 0 or length <= 0 or start + length > len(self.data):
                self.cut = True
                return
            yield start, start + length
            at = start + length

    def read(self, cid: object) -> dict[str, object]:
        """A block as the object that it holds; empty where it is missing, too long, or not what its CID says."""
        start, end = self.blocks.get(cid, (0, 0)) if isinstance(cid, bytes) else (0, 0)
        block = self.data[start:end]
        if not block or len(block) > _LONGEST or not isinstance(cid, bytes):
            return {}
        if cid[-34:-32] == bytes([_SHA_256, 32]) and hashlib.sha256(block).digest() != cid[-32:]:
            return {}
        found = _decoded(block)
        return found if isinstance(found, dict) else {}

    def record(self, cid: bytes) -> bytes:
        """A block as it stands in the file."""
        return self.data[slice(*self.blocks.get(cid, (0, 0)))]

    def records(self, collection: str) -> Iterator[tuple[str, bytes]]:
        """The keys of a collection's records and their CIDs, in the order of the tree, each block of it once."""
        seen: set[bytes] = set()
        todo: list[tuple[object, str | None, int]] = [(self.read(self.root).get("data"), None, 0)]
        while todo:
            cid, path, depth = todo.pop()
            if path is not None:
                if path.startswith(f"{collection}/") and isinstance(cid, bytes):
                    yield path.removeprefix(f"{collection}/"), cid
                continue
            if not isinstance(cid, bytes) or cid in seen or depth > _DEEPEST:
                continue
            seen.add(cid)
            todo += reversed(list(_children(self.read(cid), depth + 1)))


def _children(node: dict[str, object], depth: int) -> Iterator[tuple[object, str | None, int]]:
    """The trees and records below a node of the tree, in order."""
    yield node.get("l"), None, depth
    path = b""
    for entry in map(values.mapping, values.items(node.get("e"))):
        shared, rest = entry.get("p"), entry.get("k")
        if isinstance(shared, int) and isinstance(rest, bytes) and 0 <= shared <= len(path):
            path = (path[:shared] + rest)[:1000]
            yield entry.get("v"), path.decode("utf-8", "replace"), depth
        yield entry.get("t"), None, depth


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and where it ends; -1 when it does not end within the data, or is too long."""
    value = shift = 0
    for index in range(at, min(at + 9, len(data))):
        value |= (data[index] & 0x7F) << shift
        if data[index] < 0x80:
            return value, index + 1
        shift += 7
    return 0, -1


def _cid(data: bytes, at: int, end: int) -> int:
    """Where the CID at the beginning of a block ends."""
    if data[at : at + 2] == bytes([_SHA_256, 32]):  # version 0
        return min(at + 34, end)
    for _ in range(3):  # version, codec, hash
        _, at = _varint(data, at)
        if at < 0:
            return end
    length, at = _varint(data, at)
    return end if at < 0 else min(at + length, end)


def _decoded(block: bytes) -> object:
    import libipld

    try:
        return libipld.decode_dag_cbor(block)
    except (ValueError, RecursionError, OverflowError, MemoryError):
        return None


def spelled(cid: object) -> str | None:
    """A CID as addresses spell it (base32)."""
    import libipld

    try:
        return str(libipld.encode_cid(cid)) if isinstance(cid, bytes) else None
    except ValueError:
        return None
