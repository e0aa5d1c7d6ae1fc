"""The process in which yt-dlp looks for a video and puts it together. It opens no connection and starts no program.

What yt-dlp asks for is asked of the parent (`web/videos.py`), a line of JSON each way. An audit hook
(https://docs.python.org/3/library/sys.html#sys.addaudithook) refuses what would go around it: sockets, other programs,
and files outside of the folder that was given. The hook cannot be taken back. It holds off mistakes and hostile pages,
not a yt-dlp that wants to break out.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from pathlib import Path
from typing import IO, Any

FORMAT = "b[protocol=https]/b[protocol=http]"
"""One file with image and sound: what would have to be joined or rewritten is left alone."""
WITHHELD = frozenset(
    {"user-agent", "accept-encoding", "host", "connection", "cookie", "x-forwarded-for", "sec-fetch-mode"}
)
"""Headers of yt-dlp's that the parent does not send: it says who we are, and has its own cookies."""
PROCESS = ("socket.", "subprocess.", "pty.", "ctypes.dlopen", "webbrowser.")
PROGRAMS = frozenset({"os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile"})
CHANGES = frozenset({"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"})
MEMORY = 2 << 30
"""Bytes of address space."""


class Refused(OSError):  # noqa: N818 -- it is what happened
    """yt-dlp wanted something that it may not do here."""


def confine(folder: Path, seconds: int, size: int) -> None:
    """Bound this process for the rest of its life: what it may do, and how much time, memory and disk it may use."""
    inside = os.path.realpath(folder) + os.sep

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(PROCESS) or event in PROGRAMS:
            raise Refused(f"{event} is not for this process.")
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            changed = [arguments[0]]
        else:
            changed = [name for name in arguments[:2] if isinstance(name, str | bytes)] if event in CHANGES else []
        for name in changed:
            if isinstance(name, int) or name == os.devnull:
                continue
            if not os.path.realpath(os.fsdecode(name)).startswith(inside):
                raise Refused(f"{os.fsdecode(name)} is not for this process to change.")

    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.addaudithook(watch)


class Parent:
    """The process that asks for us. One question at a time.

    Attributes:
        fetching: whether what is asked for now is the video itself.
    """

    def __init__(self, answers: IO[str], questions: IO[str]) -> None:
        """Read lines from one, write them to the other."""
        self._answers, self._questions, self.fetching = answers, questions, False

    def say(self, told: dict[str, object]) -> None:
        """Write a line."""
        self._questions.write(json.dumps(told) + "\n")
        self._questions.flush()

    def hear(self) -> dict[str, Any]:
        """Read a line."""
        line = self._answers.readline()
        if not line:
            raise SystemExit(1)
        heard: dict[str, Any] = json.loads(line)
        return heard

    def ask(self, url: str, method: str, headers: dict[str, str], data: bytes) -> dict[str, Any]:
        """Have something fetched."""
        wanted = {name: value for name, value in headers.items() if name.lower() not in WITHHELD}
        body = base64.b64encode(data).decode()
        self.say({"url": url, "method": method, "headers": wanted, "body": body, "fetching": self.fetching})
        return self.hear()


def downloader(parent: Parent, options: dict[str, object]) -> Any:  # noqa: ANN401 -- a class of yt-dlp's
    """A `YoutubeDL` whose every request goes to the parent, by the request handler that its documentation foresees."""
    from yt_dlp import YoutubeDL
    from yt_dlp.networking.common import RequestDirector, RequestHandler, Response
    from yt_dlp.networking.exceptions import HTTPError, TransportError

    class ParentRH(RequestHandler):  # type: ignore[misc] # yt-dlp publishes no types
        _SUPPORTED_URL_SCHEMES = ("http", "https")

        def _check_extensions(self, extensions: dict[str, object]) -> None:
            extensions.clear()  # how to connect is the parent's affair

        def _send(self, request: Any) -> Response:  # noqa: ANN401 -- of yt-dlp
            data = request.data or b""
            if not isinstance(data, bytes):
                data = data.read() if hasattr(data, "read") else b"".join(data)
            heard = parent.ask(request.url, request.method, self._get_headers(request), data)
            if "reason" in heard:
                raise TransportError(f"{heard['reason']}: {heard['detail']}")
            path = heard["path"]
            content = _opened(path) if path else io.BytesIO(base64.b64decode(heard["data"]))
            answer = Response(content, heard["url"], dict(heard["headers"]), heard["status"])
            if heard["status"] >= 300:
                raise HTTPError(answer)
            return answer

    class Confined(YoutubeDL):  # type: ignore[misc] # see above
        def build_request_director(self, handlers: object, preferences: Any = None) -> RequestDirector:  # noqa: ANN401, ARG002 -- as yt-dlp has it
            director = RequestDirector(logger=options["logger"])
            director.add_handler(ParentRH(logger=options["logger"]))
            return director

    return Confined(options)


def _opened(path: str) -> IO[bytes]:
    return Path(path).open("rb")


class _Silent:
    """yt-dlp's log: the last error is told, nothing else."""

    def debug(self, message: str) -> None:
        """Nothing."""

    info = warning = stdout = debug

    def error(self, message: str, **_: object) -> None:
        """Nothing: it is raised, too."""


def options(folder: Path, size: int) -> dict[str, object]:
    """What yt-dlp is told: one video, one file, nothing beside it, no help from other programs."""
    return {
        "logger": _Silent(),
        "quiet": True,
        "noprogress": True,
        "paths": {"home": str(folder), "temp": str(folder)},
        "outtmpl": {"default": "film.%(ext)s"},
        "format": FORMAT,
        "noplaylist": True,
        "playlist_items": "1",
        "max_filesize": size,
        "retries": 0,
        "extractor_retries": 0,
        "file_access_retries": 0,
        "cachedir": False,
        "geo_bypass": False,
        "js_runtimes": {},
        "remote_components": [],
        "ffmpeg_location": str(folder / "nowhere"),
        "fixup": "never",
        "hls_prefer_native": True,
        "nopart": True,
        "updatetime": False,
        "check_formats": False,
        "ignoreerrors": False,
    }


def main() -> None:
    """Read what is wanted, fetch it, say where it is."""
    lines, sys.stdout = sys.stdout, io.StringIO()  # nobody else writes between our lines
    parent = Parent(sys.stdin, lines)
    wanted = parent.hear()
    folder = Path(wanted["folder"])
    import yt_dlp
    import yt_dlp.extractor

    chosen = options(folder, wanted["size"])
    with downloader(parent, chosen) as ydl:
        confine(folder, wanted["seconds"], wanted["size"] + (1 << 20))
        try:
            info = ydl.extract_info(wanted["page"], download=False)
            entry = next(iter(info.get("entries") or [info]), None)
            if not entry:
                raise yt_dlp.utils.DownloadError("There is no film on this page.")
            parent.fetching = True
            ydl.process_info(entry)
        except (yt_dlp.utils.YoutubeDLError, OSError, ValueError) as error:
            parent.say({"error": str(error) or type(error).__name__})
            return
    films = [path for path in sorted(folder.glob("film.*")) if path.is_file()]
    if not films:
        parent.say({"error": "Nothing was downloaded; the film may be larger than allowed."})
        return
    parent.say({"film": str(films[0]), "by": entry.get("extractor"), "version": yt_dlp.version.__version__})


if __name__ == "__main__":
    main()
