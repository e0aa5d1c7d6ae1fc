"""Videos that no answer names a file of: yt-dlp finds them, in a process that asks nobody but us.

`pip install 'embedarchive[video]'`. Every request of yt-dlp's is answered by a `Source`, so that guard, rates, limits,
proxy and log hold for it. See `web/video_worker.py` for what its process may not do.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedarchive.errors import UsageError
from embedarchive.model import Reason, Refusal, Request, Source
from embedarchive.web.responses import answer

MISSING_EXTRA = "This needs yt-dlp, which is not installed: pip install 'embedarchive[video]'."
LONGEST_LINE = 16 << 20
_COLOURS = re.compile("\x1b\\[[0-9;]{0,9}m")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoLimits:
    """What one video may cost.

    Attributes:
        seconds: from the process's start to its end.
        bytes: of all answers together, and of the file.
        requests: how many.
    """

    seconds: float = 900.0
    bytes: int = 1 << 30
    requests: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video as a file.

    Attributes:
        path: the file; whoever receives it may take it away.
        by: what found it: yt-dlp with its version, and which of its extractors.
        at: when it was there.
    """

    path: Path
    by: str
    at: dt.datetime


def check_video() -> None:
    """Make sure that yt-dlp is installed.

    Raises:
        UsageError: it is not; the sentence says what to do.
    """
    import importlib.util

    if importlib.util.find_spec("yt_dlp") is None:
        raise UsageError(MISSING_EXTRA)


@asynccontextmanager
async def video(
    page: str, source: Source, spool: Path, limits: VideoLimits | None = None
) -> AsyncIterator[Video | Refusal]:
    """The video of a page, within a folder that ends with the block.

    Args:
        page: the page's address.
        source: who answers what yt-dlp asks for.
        spool: where the folder is made.
        limits: what it may cost.
    """
    limits, folder = limits or VideoLimits(), _folder(spool)
    try:
        yield await _found(page, source, folder, limits)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder(spool: Path) -> Path:
    spool.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="video-", dir=spool))


async def _found(page: str, source: Source, folder: Path, limits: VideoLimits) -> Video | Refusal:
    first = Request(url=page, kind="page")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "embedarchive.web.video_worker"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LONGEST_LINE,
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        start_new_session=True,  # Ctrl-C is ours to handle
    )
    try:
        async with asyncio.timeout(limits.seconds):
            return await _Talk(process, source, folder, limits).follow(first)
    except TimeoutError:
        return _refusal(first, Reason.DEADLINE, f"The video was not there after {limits.seconds:g} s.")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


class _Talk:
    """What the process asks, and what it is told."""

    def __init__(self, process: asyncio.subprocess.Process, source: Source, folder: Path, limits: VideoLimits) -> None:
        assert process.stdin is not None  # noqa: S101 -- asked for
        assert process.stdout is not None  # noqa: S101 -- asked for
        self._to, self._from = process.stdin, process.stdout
        self._source, self._folder, self._limits = source, folder, limits
        self._received = self._asked = 0
        self._refused: Refusal | None = None

    async def follow(self, first: Request) -> Video | Refusal:
        """Answer until the video is there, or is not to be had."""
        limits = self._limits
        self._say(
            {"page": first.url, "folder": str(self._folder), "size": limits.bytes, "seconds": int(limits.seconds)}
        )
        while line := await self._line():
            heard = json.loads(line)
            if "film" in heard:
                by = f"yt-dlp {heard['version']} ({heard['by']})"
                return Video(path=Path(heard["film"]), by=by, at=dt.datetime.now(dt.UTC))
            if "error" in heard:
                return self._failed(first, str(heard["error"]))
            if self._asked >= limits.requests or self._received >= limits.bytes:
                return _refusal(first, Reason.SIZE, f"yt-dlp asked for more than {limits.bytes:,} bytes in all.")
            self._say(await self._answer(heard))
        return _refusal(first, Reason.PROTOCOL, "yt-dlp ended without a word.")

    def _failed(self, first: Request, error: str) -> Refusal:
        """Why there is no video: what became of the last request that was refused, or else what yt-dlp says."""
        sentence = (
            _COLOURS.sub("", error).replace(f"{self._folder}/", "").removeprefix("ERROR: ").partition("\n")[0][:300]
        )
        if self._refused is not None:
            return _refusal(first, self._refused.reason, f"yt-dlp: {sentence}", self._refused.retry_after)
        return _refusal(first, Reason.UNSUPPORTED, f"yt-dlp: {sentence}")

    async def _answer(self, heard: dict[str, Any]) -> dict[str, Any]:
        self._asked += 1
        request = Request(
            url=str(heard["url"]),
            method=str(heard["method"]),
            headers=tuple((str(name), str(value)) for name, value in heard["headers"].items()),
            body=base64.b64decode(heard["body"]),
            kind="media" if heard["fetching"] else "api",
            stream=bool(heard["fetching"]),
        )
        got = await answer(self._source, request, spool=self._folder)
        if isinstance(got, Refusal):
            self._refused = got
            return {"reason": str(got.reason), "detail": got.detail}
        self._refused = None
        self._received += got.file.size if got.file else len(got.body)
        headers = {name: value for name, value in got.headers if name not in {"content-encoding", "content-length"}}
        if got.file is None:
            headers["content-length"] = str(len(got.body))
        return {
            "status": got.status,
            "url": got.url,
            "headers": headers | ({"content-length": str(got.file.size)} if got.file else {}),
            "path": got.file.path if got.file else None,
            "data": base64.b64encode(got.body).decode(),
        }

    def _say(self, told: dict[str, Any]) -> None:
        self._to.write(json.dumps(told).encode() + b"\n")

    async def _line(self) -> bytes:
        try:
            return await self._from.readline()
        except ValueError:  # a line without an end
            return b""


def _refusal(request: Request, reason: Reason, detail: str, retry_after: float | None = None) -> Refusal:
    return Refusal(request=request, reason=reason, detail=detail, retry_after=retry_after, at=dt.datetime.now(dt.UTC))
