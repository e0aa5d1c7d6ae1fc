"""Images, videos and sounds: fetch the file, look into it, keep it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from embedarchive import media, urls
from embedarchive.archive.articles.beside import MediaFile
from embedarchive.archive.fetching.posts import PARSER, SECOND_CHANCE
from embedarchive.archive.fetching.run_context import RunContext
from embedarchive.model import Missing, Reason, Refusal, Request, Response, Status, plain
from embedarchive.model.rows import MediaToFetch
from embedarchive.store import Blob
from embedarchive.store.blobs import digest_of

KINDS = {
    "photo": "image",
    "gif": "video",
    "video": "video",
    "audio": "audio",
    "poster": "image",
    "avatar": "image",
    "card": "image",
}
"""What a medium's file has to be, by the role it plays. An animated GIF is a video on most platforms."""

STATUSES = {
    401: Reason.LOGIN_WALL,
    403: Reason.LOGIN_WALL,
    404: Reason.DELETED,
    410: Reason.DELETED,
    429: Reason.RATE_LIMITED,
    451: Reason.WITHHELD,
}
"""What an HTTP status says about a file that was asked for."""

LONGEST_S = 900.0
"""So many seconds may the addresses of one medium take together, before the rest of them are left for another run."""


@dataclass(slots=True)
class Attempts:
    """What came of the addresses of one medium so far.

    Attributes:
        failures: why each of them brought nothing.
        seconds: how long they took, waiting for their turn aside.
    """

    failures: list[Missing] = field(default_factory=list)
    seconds: float = 0.0

    def note(self, answer: Response | Refusal) -> None:
        """Count what an answer took."""
        self.seconds += sum(exchange.elapsed_ms for exchange in answer.exchanges) / 1000

    def ended(self) -> bool:
        """Whether nobody else is asked, and why that is so."""
        if self.seconds < LONGEST_S:
            return False
        detail = f"Its addresses took {self.seconds:.0f} s and brought nothing; the others are left for another time."
        self.failures.append(Missing(reason=Reason.DEADLINE, detail=detail))
        return True


class Files:
    """Fetches media files, and keeps them."""

    def __init__(self, context: RunContext, decoder: media.Decoder) -> None:
        self._context, self._store, self._decoder = context, context.store, decoder

    async def fetch(self, row: MediaToFetch) -> None:
        """Try every address of a medium, the best first, then the Wayback Machine's copies of the best and the last."""
        key, addresses = row.key, row.candidates
        attempts = Attempts()
        for address in addresses:
            if await self._fetch_one(row, address, attempts):
                return
            if attempts.ended():
                break
        missing = weightiest(attempts.failures)
        if missing.reason in SECOND_CHANCE:
            live = [address for address in addresses if not urls.unwrap(address).archive]
            for address in dict.fromkeys([*live[:1], *live[-1:]]):
                copy = f"https://web.archive.org/web/{self._context.clock():%Y%m%d%H%M%S}id_/{address}"
                if await self._fetch_one(row, copy, attempts):
                    return
        if await self._context.is_news("media", key, missing):
            await self._context.do(self._store.add_media, key, missing, parser=PARSER)

    async def bring(self, key: str, file: MediaFile, source: Literal["article", "export"] = "article") -> None:
        """Keep a file that came with its article or an export: nobody is asked for it."""
        blob = await self._context.do(self._store.keep, file.data, file.declared)
        facts = {**await self.inspect(blob, file.sidecar), "url": file.address}
        await self._context.do(self._store.add_media, key, facts, blob=blob, source=source, parser=PARSER)

    async def _fetch_one(self, row: MediaToFetch, address: str, attempts: Attempts) -> bool:
        """Fetch and keep what one address has; if that is not what it should be, add why to the failures."""
        key, kind = row.key, KINDS.get(row.kind, "")
        failures = attempts.failures
        answer, blob = await self._file(key, address)
        attempts.note(answer)
        if isinstance(answer, Refusal) or blob is None:
            failures.append(_missing(answer))
            return False
        if not (blob.media_type or "").startswith(kind):
            failures.append(
                Missing(reason=Reason.DECODE, detail=f"{address} answered with {blob.media_type or 'unknown bytes'}.")
            )
            return False
        facts = {**await self.inspect(blob), "url": answer.exchanges[-1].recorded_url or address}
        archived = urls.unwrap(answer.url)
        if not archived.archive:
            if row.served and row.served != address:
                facts["served"] = await self._as_served(key, row.served)
            await self._context.do(self._store.add_media, key, facts, blob=blob, captured_at=answer.at, parser=PARSER)
            return True
        at = archived.archived_at or answer.at
        await self._context.do(self._recovered, key, weightiest(failures), facts, blob, at)
        return True

    def _recovered(self, key: str, why: Missing, facts: Mapping[str, object], blob: Blob, at: dt.datetime) -> None:
        """Keep that the web has a file no more and that an archive has it: both, or nothing is settled yet."""
        with self._store.transaction():
            self._store.add_media(key, why, parser=PARSER)
            self._store.add_media(
                key, facts, blob=blob, source="web-archive", reason=why.reason, captured_at=at, parser=PARSER
            )

    async def _as_served(self, key: str, address: str) -> dict[str, object]:
        """The form in which the article shows an image, when another form of it was kept: what readers saw."""
        answer, blob = await self._file(key, address)
        if blob is None or not (blob.media_type or "").startswith("image"):
            return {"url": address, "missing": _missing(answer).detail}
        facts = await self.inspect(blob)
        return {"url": address, "digest": blob.digest} | {name: facts.get(name) for name in ("width", "height")}

    async def _file(self, key: str, address: str) -> tuple[Response | Refusal, Blob | None]:
        """An answer and its decoded body, which is then in the archive; the exchange that brought it is already."""
        answer = await self._context.ask(Request(url=address, kind="media", stream=True), key)
        if isinstance(answer, Refusal):
            return answer, None
        try:
            return answer, await self._context.do(self._blob, answer) if answer.status == 200 else None
        finally:
            await self._context.discard(answer)

    def _blob(self, answer: Response) -> Blob | None:
        if answer.file is None:
            return self._store.keep(answer.body) if answer.body else None
        if answer.file.size == 0:
            return None
        return self._store.blob(answer.file.digest) or self._store.adopt(str(answer.file.path))

    async def inspect(self, blob: Blob, sidecar: bytes | None = None) -> dict[str, object]:
        """The facts of a file, and of its XMP sidecar; its thumbnail is made on the way."""
        path = self._store.folder / blob.path
        thumbnail = self._store.folder / "thumbs" / blob.digest[:2] / f"{blob.digest}.jpg"

        def look() -> media.Facts:
            try:
                thumbnail.parent.mkdir(parents=True, exist_ok=True)
                facts = self._decoder.inspect(path, thumbnail=thumbnail)
                return media.completed(facts, sidecar) if sidecar else facts
            except OSError as error:  # the file is kept; what it shows can be looked up another day
                return media.Facts(problem=f"nobody could look into it ({error.strerror or error})")

        facts: dict[str, object] = plain(await self._context.threads.run(look))
        if facts.get("thumbnail"):  # what is shown in place of evidence can be told from what somebody put there
            facts["thumbnail_digest"] = await self._context.threads.run(_digest, thumbnail)
        return facts


def _digest(path: Path) -> str | None:
    try:
        return digest_of(path)
    except OSError:  # as if none had been made
        return None


def _missing(answer: Response | Refusal) -> Missing:
    """Why an answer holds no file."""
    if isinstance(answer, Refusal):
        return Missing(reason=answer.reason, detail=answer.detail, retry_after=answer.retry_after)
    if answer.status == 200:
        return Missing(reason=Reason.PROTOCOL, detail=f"{answer.url} answered with nothing usable.")
    reason = Reason.SERVER_ERROR if answer.status >= 500 else STATUSES.get(answer.status, Reason.PROTOCOL)
    wait = answer.exchanges[-1].retry_after if answer.exchanges else None
    return Missing(reason=reason, detail=f"{answer.url} answered {answer.status}.", retry_after=wait)


def weightiest(failures: Iterable[Missing]) -> Missing:
    """What may still be had outweighs what is gone, and that outweighs what failed."""
    order = {Status.PENDING: 0, Status.UNAVAILABLE: 1, Status.FAILED: 2}
    found = sorted(failures, key=lambda missing: order[missing.reason.status])
    return found[0] if found else Missing(reason=Reason.UNIDENTIFIED, detail="No address is known.")
