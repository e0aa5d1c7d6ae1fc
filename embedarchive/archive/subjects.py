"""One post or one image: is it settled, and what became of it.

This is the boundary at which one item's breakage stops: whatever goes wrong with it is recorded as its reason, and the
others go on. Only an archive that takes nothing more ends the run.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from embedarchive.archive.articles.beside import MediaFile
from embedarchive.archive.concurrency.tasks import together
from embedarchive.archive.fetching.files import Files
from embedarchive.archive.fetching.posts import PARSER, Posts, Spoken
from embedarchive.archive.fetching.run_context import RunContext
from embedarchive.archive.fetching.verdicts import Verdicts
from embedarchive.archive.results import Change, Looked, Result
from embedarchive.errors import ArchiveError, UnwritableError
from embedarchive.model import Embed, Missing, Post, Reason, Status
from embedarchive.model.rows import MediaRow, PostRow
from embedarchive.store.keys import is_video_of_post
from embedarchive.store.status import LONGEST_WAIT_S

if TYPE_CHECKING:
    from embedarchive.archive.fetching.videos import Videos

Tell = Callable[[Result], Awaitable[None]]
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EFBIG})


class Subjects:
    """Settles posts and images, each at most once in a run."""

    def __init__(self, context: RunContext, posts: Posts, files: Files, videos: Videos | None = None) -> None:
        """See `Archive`. Without `videos` nobody is asked for videos of which a platform names no file."""
        self._videos = videos
        self._context, self._store, self._posts, self._files = context, context.store, posts, files
        self._asked: dict[tuple[str, str], asyncio.Future[Result]] = {}
        self._verdicts = Verdicts(posts.lives, context.emit)
        self._open: dict[str, list[Tell]] = {}
        self._settled_late: dict[str, Result] = {}
        self._unkept: dict[str, Missing] = {}

    async def post(
        self,
        key: str,
        *,
        again: bool = False,
        found: Embed | None = None,
        files: Mapping[str, MediaFile] | None = None,
    ) -> Result:
        """Settle a post and its media; `again` asks even for what is not due.

        `found`: what the article that is being read says of it; without it, what the log holds of all articles.
        `files`: those of its media that came with the article, by key.
        """
        for name, file in files.items() if files and not await self._context.do(self._store.is_erased, key) else ():
            await self.image(name, file=file)
        return await self._once("embed", key, lambda: self._post(key, found, again=again))

    async def image(self, key: str, *, again: bool = False, file: MediaFile | None = None) -> Result:
        """Settle an image of an article, or any single medium. `file`: its bytes, if it came with the article."""
        return await self._once("image", key, lambda: self._image(key, again=again, file=file))

    async def when_settled(self, key: str, result: Result, tell: Tell) -> None:
        """Tell the result of what was asked for now, or when it is known what a platform's word is worth."""
        if result.kind == "embed" and key in self._open:
            self._open[key].append(tell)
        else:
            await tell(self._settled_late.get(key, result) if result.kind == "embed" else result)

    async def end(self) -> None:
        """Nothing more will be asked: what is still open is settled and told."""
        await self._verdicts.end()

    async def look_again(self, key: str, tell: Callable[[Change | Looked], None]) -> None:
        """Recheck a post, and fetch what is new about it; tells what differs, then that it was looked at."""

        async def compared(spoken: Spoken, said: Post | Missing) -> None:
            changes, missing = await self._posts.compare(key, spoken, said)
            if changes:
                await self._with_media(key, None, fresh=False, missing=None)
            await looked(changes, missing)

        async def looked(changes: list[Change], missing: Missing | None) -> None:
            row = await self._context.do(self._store.post, key)
            for change in changes:
                tell(change)
            reason, detail = (missing.reason, missing.detail) if missing else (None, "")
            tell(Looked(key=key, url=row.url if row else None, reason=reason, detail=detail))

        async def guarded(work: Awaitable[None]) -> None:
            try:
                await work
            except UnwritableError:
                raise
            except Exception as error:  # noqa: BLE001 -- the per-item boundary: breakage is told as a reason
                await self._context.blame(error)
                await looked([], _broken(error, self._store.folder))

        async def ask() -> None:
            spoken = await self._posts.ask_again(key)
            if spoken is None:
                await looked([], None)
                return
            await self._verdicts.hear(
                spoken.embed.platform, key, spoken.said, lambda said: guarded(compared(spoken, said))
            )

        await guarded(ask())

    async def read_anew(self, key: str) -> list[Change | Looked]:
        """Reparse a post; what differs, then that it was looked at."""
        try:
            return [*await self._posts.reparse(key), Looked(key=key)]
        except UnwritableError:
            raise
        except Exception as error:  # noqa: BLE001 -- the per-item boundary: breakage is told as a reason
            await self._context.blame(error)
            missing = _broken(error, self._store.folder)
            return [Looked(key=key, reason=missing.reason, detail=missing.detail)]

    async def exported(self, key: str, post: Post, files: Mapping[str, MediaFile], *, news: bool) -> Result:
        """Keep what an account's export says of a post, and the files that it holds of its media; what became of it.

        Nobody is asked about the post; media that the export does not hold are fetched. `news`: whether it is said for
        the first time.
        """

        async def keep() -> None:
            if news and not await self._context.do(self._store.is_erased, key):
                await self._context.do(self._store.add_post, key, post, source="export", parser=PARSER)

        missing = await self._settled(keep, self._store.add_post, key)
        for address, file in files.items():
            await self._once("image", address, partial(self._brought, address, file))
        result = await self.post(key)
        return replace(result, fresh=news, detail=missing.detail if missing else result.detail)

    async def _brought(self, key: str, file: MediaFile) -> Result:
        row = await self._context.do(self._store.media, key)
        fresh, missing = row is None or row.status != Status.ARCHIVED, None
        if fresh:
            bring = partial(self._files.bring, key, file, "export")
            missing = await self._settled(bring, self._store.add_media, key)
        return await self._context.do(self._of_image, key, row, fresh=fresh, missing=missing)

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

    async def _post(self, key: str, found: Embed | None, *, again: bool) -> Result:
        row = await self._context.do(self._store.post, key)
        fresh = (again or self._is_due(row)) and not await self._context.do(self._store.is_erased, key)
        missing = None
        if fresh:
            missing = await self._settled(lambda: self._ask(key, found, row), self._store.add_post, key)
            if self._verdicts.waits(key):
                self._open[key] = []
            missing = missing or self._unkept.pop(key, None)
            row = await self._context.do(self._store.post, key) or row
        if self._videos is not None and row is not None:
            await self._videos.name(row)
        return await self._with_media(key, row, fresh=fresh, missing=missing)

    async def _ask(self, key: str, found: Embed | None, row: PostRow | None) -> None:
        """Ask for a post, and keep what is said of it as soon as that is believed."""
        if found is not None and row is not None:  # with what is known of it by now
            found = replace(found, id=found.id or row.native_id, url=found.url or row.url)
        spoken = await self._posts.ask(key, found)
        await self._verdicts.hear(
            spoken.embed.platform, key, spoken.said, lambda said: self._conclude(key, spoken, said)
        )

    async def _conclude(self, key: str, spoken: Spoken, said: Post | Missing) -> None:
        missing = await self._settled(lambda: self._posts.keep(key, spoken, said), self._store.add_post, key)
        if key not in self._open:  # whoever asked is about to tell
            if missing:
                self._unkept[key] = missing
            return
        row = await self._context.do(self._store.post, key)
        result = await self._with_media(key, row, fresh=True, missing=missing)
        self._settled_late[key] = result
        for tell in self._open.pop(key):
            await tell(result)

    async def _image(self, key: str, *, again: bool, file: MediaFile | None) -> Result:
        row = await self._context.do(self._store.media, key)
        brought = file if row is None or row.status != Status.ARCHIVED else None
        fresh = again or self._is_due(row) or brought is not None
        missing = None
        if brought is not None:
            missing = await self._settled(lambda: self._files.bring(key, brought), self._store.add_media, key)
        elif fresh and row is not None:
            fetch = self._videos.fetch if self._videos and is_video_of_post(key) else self._files.fetch
            missing = await self._settled(partial(fetch, row), self._store.add_media, key)
        return await self._context.do(self._of_image, key, row, fresh=fresh, missing=missing)

    async def _with_media(self, key: str, before: PostRow | None, *, fresh: bool, missing: Missing | None) -> Result:
        """Fetch the media of a post that are due; what became of it.

        The post is looked up again each time: it may turn out meanwhile to be one that another article shows, too.
        """
        asked: set[str] = set()
        while True:
            result, due = await self._context.do(self._of_post, key, before, fresh=fresh, missing=missing)
            due = {name for name in due - asked if self._videos or not is_video_of_post(name)}
            if not due:
                return result
            asked |= due
            await together(self.image(name) for name in due)

    async def _settled(
        self, work: Callable[[], Awaitable[None]], record: Callable[..., object], key: str
    ) -> Missing | None:
        """Do the work; if it breaks, what was recorded as the reason.

        Raises:
            UnwritableError: the archive takes nothing more, not even the reason.
        """
        try:
            await work()
        except UnwritableError:
            raise
        except Exception as error:  # noqa: BLE001 -- the per-item boundary: breakage is recorded as a reason
            await self._context.blame(error)
            missing = _broken(error, self._store.folder)
        else:
            return None
        try:
            await self._context.do(record, key, missing, parser=PARSER)
        except UnwritableError:
            raise
        except Exception:  # noqa: BLE001, S110 -- it is told all the same
            pass
        return missing

    def _is_due(self, row: PostRow | MediaRow | None) -> bool:
        """Pending, and not to be left alone for a while yet."""
        if row is None or row.status != Status.PENDING:
            return False
        if row.next_try_at is None:
            return True
        wait = dt.datetime.fromisoformat(row.next_try_at) - self._context.clock()
        # A time farther away than we ever wait was made by a clock that was wrong.
        return wait <= dt.timedelta(0) or wait > 2 * dt.timedelta(seconds=LONGEST_WAIT_S)

    def _of_post(
        self, key: str, before: PostRow | None, *, fresh: bool, missing: Missing | None
    ) -> tuple[Result, set[str]]:
        """What became of a post by now, and the keys of its media that are due."""
        row = self._store.post(key) or before
        result = self._result("embed", key, row, missing, fresh=fresh)
        if row is None:
            return result, set()
        media = self._store.media_of(row.id)
        kept = [medium.status for medium in media]
        result = replace(
            result,
            platform=row.platform,
            id=row.native_id,
            author=row.author,
            handle=row.handle,
            text=row.text,
            media=sum(status in {Status.ARCHIVED, Status.RECOVERED} for status in kept),
            media_missing=sum(status in {Status.PENDING, Status.FAILED} for status in kept),
            erased=self._store.is_erased(key),
        )
        return result, {medium.key for medium in media if self._is_due(medium)}

    def _of_image(self, key: str, before: MediaRow | None, *, fresh: bool, missing: Missing | None) -> Result:
        row = self._store.media(key) or before
        return replace(self._result("image", key, row, missing, fresh=fresh), text=row.alt if row else None)

    def _result(
        self, kind: str, key: str, row: PostRow | MediaRow | None, missing: Missing | None, *, fresh: bool
    ) -> Result:
        """What is said of posts and images alike. A row that another command took away leaves a failure."""
        reason = Reason(row.reason) if row and row.reason else (missing.reason if missing else None)
        key = row.key if row else key
        return Result(
            kind=kind,
            index=0,
            source="",
            status=Status(row.status) if row else (reason or Reason.PROTOCOL).status,
            reason=reason,
            detail=missing.detail if missing else self._store.detail("post" if kind == "embed" else "media", key),
            url=row.url if row else None,
            key=key,
            record=row.id if row else None,
            fresh=fresh,
        )


def _broken(error: Exception, folder: Path) -> Missing:
    """What an unexpected error is recorded as: a full disk as such, anything else as an answer nobody could read."""
    if isinstance(error, ArchiveError) or (isinstance(error, OSError) and error.errno in FULL):
        return Missing(reason=Reason.DISK, detail=_worded(error, folder))
    return Missing(
        reason=Reason.PROTOCOL,
        detail=f"The answer could not be understood; this is a bug ({type(error).__name__}: {_worded(error, folder)}).",
    )


def _worded(error: Exception, folder: Path) -> str:
    """What an error says, without the path of a file or of the archive's folder: it is kept, and strangers read it."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).replace(str(folder.absolute()), folder.name)
