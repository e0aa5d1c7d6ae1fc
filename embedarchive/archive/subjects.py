"""One post or one image: is it settled, how is it asked for, and what is kept of the answer.

This is the boundary at which one item's breakage stops: whatever goes wrong with it is recorded as its reason, and the
others go on.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from embedarchive import __version__, media, platforms, urls
from embedarchive.archive.captures import ask, drive
from embedarchive.archive.changes import compare, differences
from embedarchive.archive.remembered import Kept
from embedarchive.archive.results import Change, Result
from embedarchive.errors import ArchiveError
from embedarchive.model import GONE, Exchange, Missing, Post, Reason, Refusal, Request, Response, Source, Status, plain
from embedarchive.store import Blob, Store

PARSER = f"embedarchive {__version__}"

SECOND_CHANCE = GONE | {
    Reason.LOGIN_WALL,
    Reason.UNIDENTIFIED,
    Reason.UNSUPPORTED,
    Reason.NOT_IN_RECORDING,
    Reason.PROTOCOL,
    Reason.DECODE,
    Reason.REDIRECTS,
}
"""After these a web archive is asked: the platform has had its say, or has none to give."""

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


@dataclass(slots=True)
class _Heard:
    """When a source last answered: what it said is as old as that, also when it comes out of a recording."""

    at: dt.datetime | None = None


class Subjects:
    """Settles posts and images, each at most once in a run."""

    def __init__(
        self,
        store: Store,
        source: Source,
        decoder: media.Decoder,
        *,
        clock: Callable[[], dt.datetime],
        avatars: bool = False,
    ) -> None:
        self._store, self._source, self._decoder = store, source, decoder
        self._clock, self._avatars = clock, avatars
        self._asked: dict[tuple[str, str], asyncio.Future[Result]] = {}

    def now(self) -> dt.datetime:
        """The time of this run's clock, aware and in UTC."""
        return self._clock()

    async def post(self, key: str, *, again: bool = False) -> Result:
        """Settle a post and its media; `again` asks even for what is not due."""
        return await self._once("embed", key, lambda: self._post(key, again=again))

    async def image(self, key: str, *, again: bool = False) -> Result:
        """Settle an image of an article, or any single medium."""
        return await self._once("image", key, lambda: self._image(key, again=again))

    async def _once(self, kind: str, key: str, work: Callable[[], Awaitable[Result]]) -> Result:
        known = self._asked.get((kind, key))
        if known is not None:
            return await asyncio.shield(known)
        future = self._asked[kind, key] = asyncio.get_running_loop().create_future()
        try:
            result = await work()
        except BaseException:
            future.cancel()
            raise
        future.set_result(result)
        return result

    # --------------------------------------------------------------------------------------------------------------
    # posts

    async def _post(self, key: str, *, again: bool) -> Result:
        row = self._store.post(key) or {}
        fresh = not self._store.is_erased(key) and (again or self._is_due(row))
        if fresh:
            try:
                await self._capture(key)
            except Exception as error:  # noqa: BLE001 -- the per-item boundary: breakage is recorded as a reason
                missing = _broken(error)
                try:
                    self._store.add_post(key, missing, parser=PARSER)
                except (ArchiveError, OSError):
                    return self._of_post(self._store.post(key) or row, fresh=True, missing=missing)
            row = self._store.post(key) or row
        for medium in self._store.media_of(int(row["id"])):
            if self._is_due(medium):
                await self.image(str(medium["key"]))
        return self._of_post(self._store.post(key) or row, fresh=fresh)

    async def _capture(self, key: str) -> None:
        """Ask the platform, then, if it is not to be had there, the web archives; keep what each says."""
        embed = self._store.embed(key)
        if embed is None:
            raise ArchiveError(f"the archive names {key} but does not hold what the article says of it.")
        platform, heard = platforms.get(embed.platform), _Heard()
        said = await drive(platform.capture(embed), self._source, self._keeper(key, heard))
        found: Post | Missing | None = None
        if isinstance(said, Missing) and said.reason in SECOND_CHANCE:
            known = replace(embed, id=said.id or embed.id, url=said.url or embed.url)
            found = await drive(platforms.recover(platform, known, said), self._source, self._keeper(key))
            if isinstance(found, Missing):
                said, found = found, None  # the same, with a sentence about where else it was looked for
        if isinstance(said, Missing) and said.id and (posted_at := platform.posted_at(said.id)):
            said = replace(said, posted_at=posted_at, sources=(("posted_at", "id"),))
        self._store.add_post(key, self._without_avatars(said), captured_at=heard.at, parser=PARSER)
        if found and isinstance(said, Missing):
            self._store.add_post(
                key, self._without_avatars(found), source="web-archive", reason=said.reason, parser=PARSER
            )

    def _without_avatars(self, said: Post | Missing) -> Post | Missing:
        if isinstance(said, Missing) or self._avatars:
            return said
        return replace(said, media=tuple(ref for ref in said.media if ref.role != "avatar"))

    async def recheck(self, key: str) -> list[Change]:
        """Look again at a post that is archived; a new snapshot is kept where it differs, and what differs is told."""
        before, embed = self._store.last_post(key), self._store.embed(key)
        if before is None or embed is None:
            return []
        heard = _Heard()
        said = await drive(platforms.get(embed.platform).capture(embed), self._source, self._keeper(key, heard))
        row = self._store.post(key) or {}
        changes = compare(before, said, vanished=bool(row.get("gone_at")))
        if changes:
            self._store.add_post(key, self._without_avatars(said), captured_at=heard.at, parser=PARSER)
        if isinstance(said, Post):
            for medium in self._store.media_of(int(row["id"])):
                if self._is_due(medium):
                    await self.image(str(medium["key"]))
        return [replace(change, key=key, record=int(row["id"]), url=row["url"]) for change in changes]

    async def reparse(self, key: str) -> list[Change]:
        """Read the answers that are kept with today's parsers; where they tell another story it is a new snapshot."""
        before, embed = self._store.last_post(key), self._store.embed(key)
        if embed is None or self._store.is_erased(key):
            return []
        kept = Kept(self._store, self._clock)
        said = await drive(platforms.get(embed.platform).capture(embed), kept, self._keeper(key))
        if isinstance(said, Missing) or differences(before or {}, self._without_avatars(said)) == []:
            return []
        record = self._store.add_post(key, self._without_avatars(said), captured_at=kept.at, parser=PARSER)
        fields = ", ".join(differences(before or {}, self._without_avatars(said)))
        return [Change(what="reparsed", key=record.key, record=record.subject_id, after=fields, url=said.url)]

    # --------------------------------------------------------------------------------------------------------------
    # media

    async def _image(self, key: str, *, again: bool) -> Result:
        row = self._store.media(key) or {}
        fresh = again or self._is_due(row)
        if fresh:
            try:
                await self._fetch(key, row)
            except Exception as error:  # noqa: BLE001 -- the per-item boundary: breakage is recorded as a reason
                missing = _broken(error)
                try:
                    self._store.add_media(key, missing, parser=PARSER)
                except (ArchiveError, OSError):
                    return self._of_image(row, fresh=True, missing=missing)
            row = self._store.media(key) or row
        return self._of_image(row, fresh=fresh)

    async def _fetch(self, key: str, row: dict[str, Any]) -> None:
        """Try every address of a medium, the best first, then the Wayback Machine's copies of the best and the last."""
        kind = KINDS.get(str(row["kind"]), "")
        addresses: tuple[str, ...] = tuple(row["candidates"])
        failures: list[Missing] = []
        for address in addresses:
            if await self._fetch_one(key, address, kind, failures, row["served"]):
                return
        missing = _weightiest(failures)
        if missing.reason in SECOND_CHANCE:
            live = [address for address in addresses if not urls.unwrap(address).archive]
            for address in dict.fromkeys([*live[:1], *live[-1:]]):
                copy = f"https://web.archive.org/web/{self._clock():%Y%m%d%H%M%S}id_/{address}"
                if await self._fetch_one(key, copy, kind, failures):
                    return
        self._store.add_media(key, missing, parser=PARSER)

    async def _fetch_one(
        self, key: str, address: str, kind: str, failures: list[Missing], served: str | None = None
    ) -> bool:
        """Fetch and keep what one address has; if that is not what it should be, add why to the failures."""
        answer = await ask(self._source, Request(url=address, kind="media", stream=True), self._keeper(key))
        blob = self._blob(answer) if isinstance(answer, Response) and answer.status == 200 else None
        if isinstance(answer, Refusal) or blob is None:
            failures.append(_missing(answer))
            return False
        if not (blob.media_type or "").startswith(kind):
            failures.append(
                Missing(reason=Reason.DECODE, detail=f"{address} answered with {blob.media_type or 'unknown bytes'}.")
            )
            return False
        facts = {**await self._inspect(blob), "url": address}
        if served and served != address:
            facts["served"] = await self._as_served(key, served)
        if not urls.unwrap(answer.url).archive:
            self._store.add_media(key, facts, blob=blob, captured_at=answer.at, parser=PARSER)
            return True
        why = _weightiest(failures)
        self._store.add_media(key, why, parser=PARSER)
        at = urls.unwrap(answer.url).archived_at or answer.at
        self._store.add_media(
            key, facts, blob=blob, source="web-archive", reason=why.reason, captured_at=at, parser=PARSER
        )
        return True

    async def _as_served(self, key: str, address: str) -> dict[str, Any]:
        """The form in which the article shows a picture, when another form of it was kept: what readers saw."""
        answer = await ask(self._source, Request(url=address, kind="media", stream=True), self._keeper(key))
        blob = self._blob(answer) if isinstance(answer, Response) and answer.status == 200 else None
        if blob is None or not (blob.media_type or "").startswith("image"):
            return {"url": address, "missing": _missing(answer).detail}
        facts = await self._inspect(blob)
        return {"url": address, "digest": blob.digest, "width": facts["width"], "height": facts["height"]}

    async def _inspect(self, blob: Blob) -> dict[str, Any]:
        """The facts of a file; its thumbnail is made on the way."""
        path = self._store.folder / blob.path
        thumbnail = self._store.folder / "thumbs" / blob.digest[:2] / f"{blob.digest}.jpg"
        thumbnail.parent.mkdir(parents=True, exist_ok=True)
        facts: dict[str, Any] = plain(await asyncio.to_thread(self._decoder.inspect, path, thumbnail=thumbnail))
        return facts

    def _blob(self, answer: Response) -> Blob | None:
        """The decoded body of an answer as a blob; the exchange that brought it is kept already."""
        if answer.file is None:
            return self._store.keep(answer.body) if answer.body else None
        if answer.file.size == 0:
            return None
        if self._store.path_of(answer.file.digest) is not None:
            return self._store.blob(answer.file.digest)
        return self._store.adopt(str(answer.file.path))

    # -------------------------------------------------------------------------------------------------------------
    # shared

    def _keeper(self, key: str, heard: _Heard | None = None) -> Callable[[Exchange], None]:
        def keep(exchange: Exchange) -> None:
            self._store.add_exchange(exchange, key=key)
            if heard is not None and exchange.status is not None:
                heard.at = exchange.at

        return keep

    def _is_due(self, row: dict[str, Any]) -> bool:
        """Pending, and not to be left alone for a while yet."""
        if row.get("status") != Status.PENDING:
            return False
        when = row.get("next_try_at")
        return when is None or dt.datetime.fromisoformat(when) <= self._clock()

    def _of_post(self, row: dict[str, Any], *, fresh: bool, missing: Missing | None = None) -> Result:
        kept = [str(medium["status"]) for medium in self._store.media_of(int(row["id"]))]
        held = sum(status in {Status.ARCHIVED, Status.RECOVERED} for status in kept)
        lost = sum(status in {Status.PENDING, Status.FAILED} for status in kept)
        return Result(
            kind="embed",
            index=0,
            source="",
            status=Status(row["status"]),
            reason=Reason(row["reason"]) if row["reason"] else (missing.reason if missing else None),
            detail=missing.detail if missing else self._store.detail("post", str(row["key"])),
            platform=row["platform"],
            id=row["native_id"],
            url=row["url"],
            author=row["author"],
            handle=row["handle"],
            text=row["text"],
            key=str(row["key"]),
            record=int(row["id"]),
            media=held,
            media_missing=lost,
            fresh=fresh,
        )

    def _of_image(self, row: dict[str, Any], *, fresh: bool, missing: Missing | None = None) -> Result:
        return Result(
            kind="image",
            index=0,
            source="",
            status=Status(row["status"]),
            reason=Reason(row["reason"]) if row["reason"] else (missing.reason if missing else None),
            detail=missing.detail if missing else self._store.detail("media", str(row["key"])),
            url=row["url"],
            text=row["alt"],
            key=str(row["key"]),
            record=int(row["id"]),
            fresh=fresh,
        )


def _broken(error: Exception) -> Missing:
    """What an unexpected error is recorded as: a full disk as such, anything else as an answer nobody could read."""
    full = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.EFBIG}
    if isinstance(error, ArchiveError) or (isinstance(error, OSError) and error.errno in full):
        return Missing(reason=Reason.DISK, detail=str(error))
    return Missing(
        reason=Reason.PROTOCOL, detail=f"The answer could not be understood ({type(error).__name__}: {error})."
    )


def _missing(answer: Response | Refusal) -> Missing:
    """Why an answer holds no file."""
    if isinstance(answer, Refusal):
        return Missing(reason=answer.reason, detail=answer.detail, retry_after=answer.retry_after)
    if answer.status == 200:
        return Missing(reason=Reason.PROTOCOL, detail=f"{answer.url} answered with nothing.")
    reason = Reason.SERVER_ERROR if answer.status >= 500 else STATUSES.get(answer.status, Reason.PROTOCOL)
    return Missing(reason=reason, detail=f"{answer.url} answered {answer.status}.")


def _weightiest(failures: Iterable[Missing]) -> Missing:
    """What may still be had outweighs what is gone, and that outweighs what failed."""
    order = {Status.PENDING: 0, Status.UNAVAILABLE: 1, Status.FAILED: 2}
    found = sorted(failures, key=lambda missing: order[missing.reason.status])
    return found[0] if found else Missing(reason=Reason.UNIDENTIFIED, detail="No address is known.")
