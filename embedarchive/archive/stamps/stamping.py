"""Have the head of the chain stamped: by authorities (RFC 3161), and by calendars that anchor it in Bitcoin."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from embedarchive import web
from embedarchive.archive.stamps import owner_key
from embedarchive.errors import UsageError
from embedarchive.evidence import opentimestamps, rfc3161
from embedarchive.evidence.stamped import Stamped, UntrueError
from embedarchive.model import Refusal, Request, Source
from embedarchive.store import Store
from embedarchive.store.chain import GENESIS
from embedarchive.store.stamps import Stamp
from embedarchive.version import __version__

AUTHORITIES = ("http://timestamp.digicert.com",)
CALENDARS = ("https://a.pool.opentimestamps.org", "https://b.pool.opentimestamps.org")
EXPLORER = "https://blockstream.info/api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who is asked.

    Attributes:
        authorities: addresses of authorities (RFC 3161); `calendars`: of calendars (OpenTimestamps).
        roots: a PEM file of certificates to trust, besides those that browsers trust.
        explorer: who is asked for the headers of blocks (Esplora's interface); None for nobody.
        key: a private key for SSH that signs the head; None for none.
        least_work: hashes that a block must have cost; tests have smaller ones.
    """

    authorities: tuple[str, ...] = AUTHORITIES
    calendars: tuple[str, ...] = CALENDARS
    roots: Path | None = None
    explorer: str | None = EXPLORER
    key: Path | None = None
    least_work: int = opentimestamps.LEAST_WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of asking one of them.

    Attributes:
        at: the head existed no later than that; None for a promise.
        problem: why there is no stamp, in a sentence.
    """

    authority: str
    at: dt.datetime | None = None
    by: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round of stamping came to; `head` is what was stamped, None when nothing is written yet."""

    head: str | None
    outcomes: tuple[Outcome, ...]


Asked = tuple[Outcome, dict[str, object] | None]
"""What came of a question, and the row to keep of it."""


def stamp_archive(
    folder: Path,
    wanted: Wanted,
    open_source: Callable[[], AbstractAsyncContextManager[Source]],
    *,
    operator: str | None = None,
    only_new: bool = False,
) -> Round:
    """Have the head of an archive's chain stamped, and older proofs completed, in a run of its own.

    With `only_new`, nothing is stamped where the last stamp covers all that was found and kept.

    Raises:
        UsageError: a library is missing, or the key or the certificates cannot be used.
        ArchiveError: the archive cannot be written.
    """
    roots = trusted(wanted.roots) if wanted.authorities else ()

    async def ask(head: str | None, earlier: Sequence[Stamp]) -> list[Asked]:
        async with open_source() as source:
            asked = [_authority(source, url, head, roots) for url in wanted.authorities if head]
            asked += [_calendar(source, url, head) for url in wanted.calendars if head]
            asked += [_grown(source, stamp, wanted) for stamp in earlier]
            return list(await asyncio.gather(*asked))

    with Store.open(folder, create=False) as store:
        head = store.head
        if head == GENESIS:
            return Round(head=None, outcomes=())
        new = not only_new or store.unstamped()
        signed = owner_key.sign(head, wanted.key) if wanted.key and new else None
        stamps = store.stamps()
        followed = {stamp.follows for stamp in stamps}
        open_ones = [each for each in stamps if _may_grow(each) and each.id not in followed]
        found = asyncio.run(ask(head if new else None, open_ones)) if new or open_ones else []
        if not (new or found):
            return Round(head=head, outcomes=())
        versions = {"embedarchive": __version__}
        store.begin_run("timestamp", versions=versions, options={"head": head}, operator=operator)
        for _, row in found:
            if row is not None:
                store.add_stamp(**row)  # type: ignore[arg-type] # by name, as the functions below make it
        if signed is not None:
            store.add_stamp(head, "ssh", wanted.key.name if wanted.key else "", **signed)
        outcomes = tuple(outcome for outcome, _ in found)
        code = 3 if any(outcome.problem for outcome in outcomes) else 0
        store.end_run(code, {"stamps": sum(row is not None for _, row in found)})
    return Round(head=head, outcomes=outcomes)


def trusted(roots: Path | None) -> tuple[bytes, ...]:
    """The certificates to trust: those that browsers trust, and those of a file.

    Raises:
        UsageError: the file cannot be read, or holds none.
    """
    import certifi

    found = rfc3161.certificates(Path(certifi.where()).read_bytes())
    if roots is None:
        return found
    try:
        return (*rfc3161.certificates(roots.read_bytes()), *found)
    except OSError as error:
        raise UsageError(f"{roots} cannot be read ({error.strerror}).") from None
    except UntrueError as error:
        raise UsageError(f"{roots}: {error}") from None


async def _authority(source: Source, url: str, head: str, roots: Sequence[bytes]) -> Asked:
    query = rfc3161.request(head)
    headers = (("Content-Type", rfc3161.REQUEST_TYPE), ("Accept", rfc3161.ANSWER_TYPE))
    try:
        answer = await _answer(source, Request(url=url, method="POST", kind="api", headers=headers, body=query))
        said = rfc3161.judged(query, answer, head, roots)
    except UntrueError as error:
        return Outcome(authority=url, problem=str(error)), None
    beside = rfc3161.pem(said.certificates)
    return _told(url, said), _row(head, "rfc3161", url, said, answer, request=query, beside=beside)


async def _calendar(source: Source, url: str, head: str) -> Asked:
    message, address = opentimestamps.submission(head), f"{url.rstrip('/')}/digest"
    try:
        request = Request(url=address, method="POST", kind="api", headers=opentimestamps.ACCEPT, body=message)
        proof = opentimestamps.begun(head, await _answer(source, request))
        said = opentimestamps.judged(proof, head, None)
    except UntrueError as error:
        return Outcome(authority=url, problem=str(error)), None
    return _told(url, said), _row(head, "opentimestamps", url, said, proof, request=message)


def _may_grow(stamp: Stamp) -> bool:
    return stamp.kind == "opentimestamps" and stamp.at is None and stamp.answer is not None


async def _grown(source: Source, stamp: Stamp, wanted: Wanted) -> Asked:
    """A proof that was a promise, with what its calendars know by now, and the block that it is in."""
    proof, head = stamp.answer or b"", stamp.head
    try:
        for calendar, commitment in opentimestamps.questions(proof, head):
            if urlsplit(calendar).scheme in {"http", "https"} and not opentimestamps.heights(proof, head):
                url = f"{calendar.rstrip('/')}/timestamp/{commitment}"
                request = Request(url=url, kind="api", headers=opentimestamps.ACCEPT)
                proof = opentimestamps.grown(proof, head, commitment, await _answer(source, request))
        heights = opentimestamps.heights(proof, head)
        if not heights or wanted.explorer is None:
            return Outcome(authority=stamp.authority, by="promised, and in no block yet"), None
        header = await _header(source, wanted.explorer, heights[0])
        said = opentimestamps.judged(proof, head, header, least_work=wanted.least_work)
    except UntrueError as error:
        return Outcome(authority=stamp.authority, by=f"promised; not completed yet: {error}"), None
    row = _row(head, "opentimestamps", stamp.authority, said, proof, beside=header, follows=stamp.id)
    return _told(stamp.authority, said), row


async def _header(source: Source, explorer: str, height: int) -> bytes:
    base = explorer.rstrip("/")
    digest = (await _answer(source, Request(url=f"{base}/block-height/{height}", kind="api"))).strip()
    try:
        name = bytes.fromhex(digest.decode("ascii")).hex()
        text = await _answer(source, Request(url=f"{base}/block/{name}/header", kind="api"))
        return bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        raise UntrueError(f"{explorer} gave no header of block {height}.") from None


async def _answer(source: Source, request: Request) -> bytes:
    """The body of an answer.

    Raises:
        UntrueError: there is none.
    """
    found = await web.answer(source, request)
    if isinstance(found, Refusal):
        raise UntrueError(f"No answer ({found.reason.words}).")
    if found.status != 200:
        raise UntrueError(f"It answered {found.status}.")
    return found.body


def _told(authority: str, said: Stamped) -> Outcome:
    return Outcome(authority=authority, at=said.at, by=said.by)


def _row(head: str, kind: str, authority: str, said: Stamped, answer: bytes, **more: object) -> dict[str, object]:
    return {"head": head, "kind": kind, "authority": authority, "at": said.at, "by": said.by, "answer": answer, **more}
