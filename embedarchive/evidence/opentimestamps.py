"""Proofs of OpenTimestamps: the digest for a calendar, its answer, what it grows to, and what a block of Bitcoin says.

Format: https://opentimestamps.org/; a proof is a file that `ots verify` reads, of the head as a file of 64 characters.
A block's header proves its own weight: who forges one has to do the work of a block. So with the header beside it,
a proof needs no node and no network.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from embedarchive.evidence.extra import library
from embedarchive.evidence.stamped import Stamped, UntrueError

LONGEST = 10_000
"""Bytes that a calendar may answer; its own client takes no more."""
LEAST_WORK = 1 << 64
"""Hashes that a block costs at least; those of Bitcoin have cost more since 2013, and 2^78 now."""
ACCEPT = (("Accept", "application/vnd.opentimestamps.v1"),)


def submission(head: str) -> bytes:
    """What a calendar is sent: the digest of the head, and nothing of what it stands for."""
    return hashlib.sha256(head.encode()).digest()


def begun(head: str, answer: bytes) -> bytes:
    """The proof that a calendar's answer begins.

    Raises:
        UntrueError: the answer is none, or only a part of one.
    """
    return _file(_answered(answer, submission(head)), head)


def _answered(answer: bytes, message: bytes) -> Any:  # noqa: ANN401 -- of the extra
    serialize, timestamp = (library(f"opentimestamps.core.{name}") for name in ("serialize", "timestamp"))
    if len(answer) > LONGEST:
        raise UntrueError("The calendar answered more than a proof.")
    try:
        context = serialize.BytesDeserializationContext(answer)
        found = timestamp.Timestamp.deserialize(context, message)
        context.assert_eof()
    except (serialize.DeserializationError, ValueError, RecursionError) as error:
        raise UntrueError("The calendar's answer is no proof, or only a part of one.") from error
    return found


def _file(proof: Any, head: str) -> bytes:  # noqa: ANN401 -- of the extra
    serialize, timestamp = (library(f"opentimestamps.core.{name}") for name in ("serialize", "timestamp"))
    op = library("opentimestamps.core.op")
    assert proof.msg == submission(head)  # noqa: S101 -- the caller made it so
    context = serialize.BytesSerializationContext()
    timestamp.DetachedTimestampFile(op.OpSHA256(), proof).serialize(context)
    return bytes(context.getbytes())


def _read(proof: bytes, head: str) -> Any:  # noqa: ANN401 -- of the extra
    serialize, timestamp = (library(f"opentimestamps.core.{name}") for name in ("serialize", "timestamp"))
    try:
        context = serialize.BytesDeserializationContext(proof)
        found = timestamp.DetachedTimestampFile.deserialize(context)
        context.assert_eof()
    except (serialize.DeserializationError, ValueError, RecursionError) as error:
        raise UntrueError("The file is no proof, or only a part of one.") from error
    if found.timestamp.msg != submission(head) or _file(found.timestamp, head) != proof:
        raise UntrueError("The proof is about something else than this head.")
    return found.timestamp


def questions(proof: bytes, head: str) -> tuple[tuple[str, str], ...]:
    """What the calendars that promised more are to be asked: calendar and commitment, in hexadecimal.

    Raises:
        UntrueError: the proof is none.
    """
    notary = library("opentimestamps.core.notary")
    found = _read(proof, head).all_attestations()
    return tuple((said.uri, msg.hex()) for msg, said in found if isinstance(said, notary.PendingAttestation))


def grown(proof: bytes, head: str, commitment: str, answer: bytes) -> bytes:
    """A proof with what a calendar answered later.

    Raises:
        UntrueError: the answer is none, or about something else.
    """
    whole = _read(proof, head)
    more = _answered(answer, bytes.fromhex(commitment))
    for part in _parts(whole):
        if part.msg == more.msg:
            part.merge(more)
            return _file(whole, head)
    raise UntrueError("The calendar's answer is about something else.")


def _parts(proof: Any) -> list[Any]:  # noqa: ANN401 -- of the extra
    """A proof and all that follows from it."""
    found = [proof]
    for part in found:
        found += list(part.ops.values())
    return found


def heights(proof: bytes, head: str) -> tuple[int, ...]:
    """The numbers of the blocks that the proof says it is in, lowest first.

    Raises:
        UntrueError: the proof is none.
    """
    return tuple(sorted(height for _, height in _blocks(proof, head)))


def _blocks(proof: bytes, head: str) -> list[tuple[bytes, int]]:
    notary = library("opentimestamps.core.notary")
    found = _read(proof, head).all_attestations()
    return [(msg, said.height) for msg, said in found if isinstance(said, notary.BitcoinBlockHeaderAttestation)]


def judged(proof: bytes, head: str, header: bytes | None, *, least_work: int = LEAST_WORK) -> Stamped:
    """What a proof proves.

    Args:
        proof: the proof.
        head: the head that it is to be about.
        header: the header of the lowest block that it is in, 80 bytes; without it nothing is proven yet.
        least_work: hashes that the block must have cost.

    Raises:
        UntrueError: it proves nothing, and why.
    """
    pending = tuple(dict.fromkeys(url for url, _ in questions(proof, head)))
    blocks = sorted(_blocks(proof, head), key=lambda block: block[1])
    if not blocks and not pending:
        raise UntrueError("The proof leads to no calendar and no block.")
    if not blocks or header is None:
        return Stamped(at=None, by=", ".join(pending) or f"block {blocks[0][1]} of Bitcoin", pending=pending)
    core = library("bitcoin.core")
    serialization = library("bitcoin.core.serialize")
    try:
        block = core.CBlockHeader.deserialize(header)
    except (serialization.SerializationError, ValueError):
        raise UntrueError("The header is none of a block.") from None
    target = serialization.uint256_from_compact(block.nBits)
    weight = (1 << 256) // (target + 1) if target > 0 else 0
    if serialization.uint256_from_str(block.GetHash()) > target or weight < least_work:
        raise UntrueError("The header has not the work of a block of Bitcoin behind it.")
    message, height = blocks[0]
    if block.hashMerkleRoot != message:
        raise UntrueError(f"The proof does not lead to the block {height} that is kept with it.")
    at = dt.datetime.fromtimestamp(block.nTime, dt.UTC)
    return Stamped(at=at, by=f"block {height} of Bitcoin", pending=pending)
