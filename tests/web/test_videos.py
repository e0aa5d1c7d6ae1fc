"""yt-dlp behind the guard: pages and films on this machine's own sockets, and what its process may not do."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from embedarchive.errors import UsageError
from embedarchive.model import Reason, Refusal, Request, Response, Source
from embedarchive.web import answer, network
from embedarchive.web.videos import Video, VideoLimits, check_video, video


@pytest.fixture(scope="session")
def yt_dlp() -> None:
    """Without yt-dlp the tests are skipped, but not in CI."""
    if importlib.util.find_spec("yt_dlp") is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no yt-dlp: it was not looked at how videos are found")
        pytest.skip("yt-dlp is not installed")


def film(size: int = 5000) -> bytes:
    """Something that says it is an MP4; nobody decodes it."""
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(index % 251 for index in range(size))


PAGE = b"<html><head><title>A film</title></head><body><h1>A film</h1><video src='%s'></video></body></html>"


def serving(pages: dict[str, bytes]) -> Callable[..., Awaitable[None]]:
    """A server's part: each path has its answer."""

    async def play(_: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        path = head.split()[1].decode()
        body = pages.get(path)
        kind = "video/mp4" if path.endswith(".mp4") else "text/html"
        status = "404 Not Found" if body is None else "200 OK"
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body or b'')}\r\n\r\n".encode()
        )
        writer.write(b"" if head.startswith(b"HEAD") else body or b"")
        await writer.drain()

    return play


class Counted:
    """A source that counts."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.asked: list[tuple[str, str, Reason | None]] = []

    async def exchange(self, request: Request) -> Any:
        """Answer one request with one hop."""
        made = await self._source.exchange(request)
        self.asked.append((request.kind, made.url, made.reason))
        return made


def find(world: Any, spool: Path, pages: dict[str, bytes], path: str = "/clip", **limits: Any) -> Any:
    """What yt-dlp finds on a page, what was asked for, and how long it took."""

    async def run() -> Any:
        async with world.serving(serving(pages)) as (source, server):
            counted, began = Counted(source), time.monotonic()
            async with video(server.url(path), counted, spool, VideoLimits(**{"seconds": 60, **limits})) as found:
                data = found.path.read_bytes() if isinstance(found, Video) else None
            return found, data, counted.asked, time.monotonic() - began, server.asked

    return asyncio.run(run())


@pytest.mark.usefixtures("yt_dlp")
def test_a_page_s_film_is_found_and_every_request_is_ours(world: Any, tmp_path: Path) -> None:
    """The generic extractor finds it; we say who we are, and nothing is left behind."""
    found, data, asked, _, heads = find(world, tmp_path, {"/clip": PAGE % b"/film.mp4", "/film.mp4": film()})
    assert isinstance(found, Video), found
    assert data == film()
    assert found.by.startswith("yt-dlp 20")
    assert [(kind, url.rpartition("/")[2], reason) for kind, url, reason in asked] == [
        ("api", "clip", None),
        ("media", "film.mp4", None),
    ]
    assert len(heads) == 2
    assert all(b"User-Agent: embedarchive/" in head for head in heads)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("yt_dlp")
def test_s1_a_film_at_a_private_address_is_refused(world: Any, tmp_path: Path) -> None:
    """Wherever the page points, the guard judges the address; so it does for the page itself."""
    canary: list[bytes] = []

    async def heard(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        canary.append(b"somebody came")
        writer.close()

    async def run() -> Any:
        server = await asyncio.start_server(heard, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        pages = {"/clip": PAGE % f"http://127.0.0.1:{port}/film.mp4".encode()}
        async with world.serving(serving(pages)) as (source, site):
            told = []
            for address in (site.url("/clip"), f"http://127.0.0.1:{port}/clip"):
                async with video(address, source, tmp_path, VideoLimits(seconds=60)) as found:
                    told.append(found)
        server.close()
        return told

    for found in asyncio.run(run()):
        assert isinstance(found, Refusal)
        assert found.reason is Reason.BLOCKED_ADDRESS
    assert canary == []


@pytest.mark.usefixtures("yt_dlp")
@pytest.mark.parametrize("allowed", [True, False])
def test_a_film_of_one_s_own_network_takes_allow_private(world: Any, tmp_path: Path, allowed: bool) -> None:
    """With the judges as they are."""
    pages = {"/clip": PAGE % b"/film.mp4", "/film.mp4": film()}

    async def run() -> Any:
        async with (
            world.Server(serving(pages), "127.0.0.1") as server,
            network(allow_private=allowed) as source,
            video(server.url("/clip", host="127.0.0.1"), source, tmp_path, VideoLimits(seconds=60)) as found,
        ):
            return found, len(server.asked)

    found, asked = asyncio.run(run())
    assert isinstance(found, Video if allowed else Refusal), found
    assert asked == (2 if allowed else 0)


@pytest.mark.usefixtures("yt_dlp")
def test_a_page_without_a_film_is_a_reason(world: Any, tmp_path: Path) -> None:
    """In yt-dlp's words."""
    found, *_ = find(world, tmp_path, {"/clip": b"<p>No film here</p>"})
    assert isinstance(found, Refusal)
    assert found.reason is Reason.UNSUPPORTED
    assert found.detail.startswith("yt-dlp: ")
    found, *_ = find(world, tmp_path, {})
    assert isinstance(found, Refusal)
    assert "404" in found.detail


@pytest.mark.usefixtures("yt_dlp")
def test_s5_a_film_is_bounded_in_bytes_and_time(world: Any, tmp_path: Path) -> None:
    """Too large or too slow: a reason, no file, no process."""
    pages = {"/clip": PAGE % b"/film.mp4", "/film.mp4": film(200_000)}
    found, *_ = find(world, tmp_path, pages, bytes=100_000)
    assert isinstance(found, Refusal)
    assert found.reason in {Reason.SIZE, Reason.UNSUPPORTED}

    async def never(_: asyncio.StreamReader, __: asyncio.StreamWriter, ___: bytes) -> None:
        await asyncio.sleep(60)

    async def run() -> Any:
        async with world.serving(never) as (source, server):
            began = time.monotonic()
            async with video(server.url("/clip"), source, tmp_path, VideoLimits(seconds=4)) as found:
                return found, time.monotonic() - began

    found, took = asyncio.run(run())
    assert isinstance(found, Refusal)
    assert found.reason is Reason.DEADLINE
    assert took < 40
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('site.example', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.fork()",
        "import ctypes; ctypes.CDLL(None)",
        "open('/tmp/not-for-you', 'w')",
        "import os; os.rename(str(folder / 'a'), '/tmp/not-for-you')",
        "import pathlib; pathlib.Path(folder / '..' / 'not-for-you').write_text('x')",
        "import os; os.remove(__import__('sys').executable)",
    ],
)
def test_the_process_of_yt_dlp_may_not(deed: str, tmp_path: Path) -> None:
    """Open a connection, look a name up, start a program, touch a file outside of its folder."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").touch()
    program = (
        "from pathlib import Path; from embedarchive.web.video_worker import Refused, confine\n"
        f"folder = Path({str(folder)!r}); confine(folder, 60, 1 << 20)\n"
        "(folder / 'mine').write_text('this it may')\n"
        f"try:\n    {deed}\nexcept Exception as error:\n"
        "    while error and not isinstance(error, Refused):\n"
        "        error = error.__context__ or getattr(error, 'reason', None)\n"
        "    print('refused' if error else 'broke')\nelse: print('done')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "refused\n", done.stderr
    assert (folder / "mine").read_text() == "this it may"


def test_a_missing_extra_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way out."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'embedarchive\[video\]'"):
        check_video()


# ------------------------------------------------------------------------------------------------ what yt-dlp asks with


def test_a_post_is_sent_with_its_body_and_becomes_a_get_where_it_is_led_elsewhere(world: Any) -> None:
    """303 asks for the place it names, 307 sends the same once more; the log's head holds no body."""
    asked: list[bytes] = []

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0] or 0)
        asked.append(head.split(b"\r\n", 1)[0] + b" " + await reader.readexactly(length))
        path = head.split()[1]
        status = {b"/303": "303 See Other", b"/307": "307 Again"}.get(path, "200 OK")
        writer.write(f"HTTP/1.1 {status}\r\nLocation: /there\r\nContent-Length: 2\r\n\r\n".encode())
        writer.write(b"" if head.startswith(b"HEAD") else b"ok")
        await writer.drain()

    async def run() -> Any:
        async with world.serving(play) as (source, server):
            headers = (("Content-Type", "application/json"),)
            told = [
                await answer(source, Request(url=server.url(path), method="POST", body=b"{}", headers=headers))
                for path in ("/303", "/307")
            ]
            return [*told, await answer(source, Request(url=server.url("/head"), method="HEAD"))]

    told = asyncio.run(run())
    assert asked == [
        b"POST /303 HTTP/1.1 {}",
        b"GET /there HTTP/1.1 ",
        b"POST /307 HTTP/1.1 {}",
        b"POST /there HTTP/1.1 {}",
        b"HEAD /head HTTP/1.1 ",
    ]
    assert all(isinstance(each, Response) and each.status == 200 for each in told)
    assert [hop.method for each in told for hop in each.exchanges] == ["POST", "GET", "POST", "POST", "HEAD"]
    assert told[0].exchanges[0].request_head.endswith(b"\r\n\r\n")
    assert told[2].body == b""
