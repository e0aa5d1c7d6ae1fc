"""The videos of posts whose platform shows one and names no file of it: found by yt-dlp, kept like any other medium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embedarchive.archive.fetching.posts import PARSER
from embedarchive.model import Missing, Reason, Refusal, Status
from embedarchive.model.rows import MediaToFetch, PostRow
from embedarchive.web.videos import video

if TYPE_CHECKING:
    from embedarchive.archive.fetching.files import Files
    from embedarchive.archive.fetching.run_context import RunContext
    from embedarchive.store import Blob

MOVING = frozenset({"video", "gif", "audio"})


class Videos:
    """Names the videos of posts, fetches and keeps them."""

    def __init__(self, context: RunContext, files: Files) -> None:
        self._context, self._store, self._files = context, context.store, files

    async def name(self, row: PostRow) -> None:
        """Note that a post has a video, when its platform shows a still of one and no video."""
        if row.status != Status.ARCHIVED or not row.url:
            return
        roles = {medium.role for medium in await self._context.do(self._store.media_of, row.id)}
        if "poster" in roles and not roles & MOVING:
            await self._context.do(self._store.name_video, row.key, row.url, parser=PARSER)

    async def fetch(self, row: MediaToFetch) -> None:
        """Have yt-dlp look for the video at the address of its post; keep it, or why there is none."""
        key, page = row.key, row.candidates[0]
        async with video(page, self._context.source(key), self._context.spool) as found:
            if isinstance(found, Refusal):
                missing = Missing(reason=found.reason, detail=found.detail, retry_after=found.retry_after)
                await self._context.do(self._store.add_media, key, missing, parser=PARSER)
                return
            blob: Blob = await self._context.do(self._store.adopt, found.path)
            if not (blob.media_type or "").startswith(("video/", "audio/")):
                missing = Missing(reason=Reason.DECODE, detail=f"{found.by} gave {blob.media_type or 'unknown bytes'}.")
                await self._context.do(self._store.add_media, key, missing, parser=PARSER)
                return
            facts = {**await self._files.inspect(blob), "url": page, "by": found.by}
            await self._context.do(self._store.add_media, key, facts, blob=blob, captured_at=found.at, parser=PARSER)
