"""Our command as a process of its own, without waiting for Python to load it every time.

Loading what a scan needs takes Python a second, and tests run hundreds of commands. So one process for each worker of
pytest loads all of it once, and forks for every command: a real process, with descriptors, a working folder, an
environment, signals and an exit code of its own, as `python -m embedarchive` has them. What is about start-up itself
(what is imported when, what interpreters say) is tested with real starts.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NoReturn, Self

import quick_datasette

PRELOADED = [
    *("embedarchive.cli.work", "embedarchive.cli.look", "embedarchive.cli.care", "embedarchive.cli.share"),
    *("embedarchive.cli.browse", "embedarchive.cli.doctor", "embedarchive.cli.watch", "embedarchive.cli.report"),
    *("embedarchive.archive.folder", "embedarchive.archive.dry_run", "embedarchive.archive.fetching.browser_views"),
    *("embedarchive.exports.site", "embedarchive.documents.feeds", "embedarchive.documents.lists"),
    *("embedarchive.web.client", "embedarchive.web.recordings", "embedarchive.exports.warcs", "embedarchive.web.har"),
    *("embedarchive.finder.page.readable", "embedarchive.finder.markup.embeds", "embedarchive.finder.text.posts"),
    *("embedarchive.finder.images.page_images", "embedarchive.finder.own_page", "embedarchive.finder.markdown"),
    *("embedarchive.archive.stamps.proving", "embedarchive.evidence.rfc3161", "embedarchive.evidence.opentimestamps"),
    *("httpx", "httpcore", "bs4", "turbohtml", "sqlite_utils", "rich.console", "rich.table", "rich.progress"),
    *("embedarchive.archive.crawls.shard_process", "pyarrow.parquet", "embedarchive.finder.prefilter"),
    *("asyncio", "datasette.app", "datasette.cli", "uvicorn", "embedarchive.datasette_plugin"),
]


@dataclass(slots=True)
class Command:
    """A command under way, with what of `subprocess.Popen` tests ask of one.

    Attributes:
        pid: of the process.
        returncode: as `subprocess` has it: the exit code, or minus the signal that ended it; None while it runs.
        stdin: where it reads from, in UTF-8, when it was started with a pipe; `stdout`, `stderr`: where it writes.
    """

    pid: int
    _ended: socket.socket
    returncode: int | None = field(default=None)
    stdin: IO[str] | None = field(default=None)
    stdout: IO[str] | None = field(default=None)
    stderr: IO[str] | None = field(default=None)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, when it has ended.

        Raises:
            subprocess.TimeoutExpired: it had not ended within so many seconds.
        """
        with self._lock:
            if self.returncode is None:
                self.returncode = os.waitstatus_to_exitcode(self._status(timeout))
            return self.returncode

    def _status(self, timeout: float | None) -> int:
        self._ended.settimeout(timeout)
        try:
            said = self._ended.recv(16)
        except (TimeoutError, BlockingIOError):
            raise subprocess.TimeoutExpired("embedarchive", timeout or 0) from None
        assert said, "the process that forks is gone"
        self._ended.close()
        return int(said)

    def poll(self) -> int | None:
        """Its exit code if it has ended."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def send_signal(self, sent: signal.Signals) -> None:
        """Send it a signal unless it has ended, be it only a moment ago."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sent)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, given: str = "", timeout: float = 60) -> tuple[str, str]:
        """Give it its input, and wait for its end: what it wrote to standard output and error, where those are pipes.

        Raises:
            subprocess.TimeoutExpired: it had not ended within so many seconds.
        """
        if self.stdin is not None:
            with contextlib.suppress(BrokenPipeError), self.stdin:
                self.stdin.write(given)
        with ThreadPoolExecutor(2) as readers:
            pipes = [readers.submit(_rest, pipe) if pipe else None for pipe in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()  # so that what reads comes to an end
                raise
            out, err = (pipe.result() if pipe else "" for pipe in pipes)
            return out, err

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it if that was not waited for, and let go of its pipes."""
        self.kill()
        self.wait(60)
        for pipe in (self.stdin, self.stdout, self.stderr):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def _rest(pipe: IO[str]) -> str:
    """What is still written to a pipe; it is closed then."""
    with pipe:
        return pipe.read()


def start(
    *words: str | bytes,
    module: str = "embedarchive",
    program: str = "",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    session: bool = False,
    stdin: int | IO[Any] = subprocess.DEVNULL,
    stdout: int | IO[Any] = subprocess.DEVNULL,
    stderr: int | IO[Any] = subprocess.DEVNULL,
) -> Command:
    """Start `python -m embedarchive` (or another module) with these words, or a `program` as `python -c` does.

    Args:
        words: what is written behind the name of the module.
        module: another one than ours.
        program: source text, instead of a module.
        cwd: its working folder; this process's where there is none.
        env: its environment; likewise.
        session: whether it is the first of a session of its own.
        stdin: a file or descriptor, or `subprocess.PIPE`.
        stdout: the same.
        stderr: the same.
    """
    streams = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
    pipes: dict[str, IO[str]] = {}
    with contextlib.ExitStack() as theirs:
        nothing = theirs.enter_context(open(os.devnull, "r+b"))  # noqa: PTH123 -- no file of ours
        for name, each in streams.items():
            if each == subprocess.PIPE:
                reads, writes = os.pipe()
                own, end = (writes, reads) if name == "stdin" else (reads, writes)
                pipes[name] = open(own, "w" if name == "stdin" else "r", encoding="utf-8")  # noqa: PTH123, SIM115 -- closed by who asked
                theirs.callback(os.close, end)
                streams[name] = end
        given = [nothing.fileno() if each == subprocess.DEVNULL else each for each in streams.values()]
        descriptors = [each if isinstance(each, int) else each.fileno() for each in given]
        asked = {
            "module": module,
            "program": program,
            "session": session,
            "words": [os.fsdecode(word) for word in words],
            "cwd": str(cwd or Path.cwd()),
            "env": dict(os.environ if env is None else env),
        }
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(_forking())
        said = json.dumps(asked).encode()
        socket.send_fds(connection, [len(said).to_bytes(8, "big")], descriptors)
        connection.sendall(said)
    return Command(int.from_bytes(connection.recv(8), "big"), connection, None, **pipes)


def run(
    *words: str | bytes,
    answer: str = "",
    timeout: float = 60,
    module: str = "embedarchive",
    program: str = "",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command to its end; `answer` is what it reads from standard input. Everything else as for `start`."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(answer.encode())
        given.seek(0)
        started = start(*words, stdin=given, stdout=out, stderr=err, module=module, program=program, cwd=cwd, env=env)
        try:
            code = started.wait(timeout)
        except subprocess.TimeoutExpired:
            started.kill()
            raise
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess([*words], code, out.read(), err.read())


def run_text(
    *words: str | bytes,
    answer: str = "",
    module: str = "embedarchive",
    program: str = "",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """The same, and what it printed as text."""
    done = run(*words, answer=answer, module=module, program=program, cwd=cwd, env=env)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@functools.cache
def _forking() -> str:
    """The address of the process that forks; it is started when it is first needed, and ends with this one."""
    folder = tempfile.TemporaryDirectory(prefix="commands-")
    address = str(Path(folder.name) / "s")
    process = subprocess.Popen([sys.executable, __file__, address], stdin=subprocess.PIPE)

    def end() -> None:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)
        folder.cleanup()

    atexit.register(end)
    until = time.monotonic() + 180
    while not Path(address).exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    return address


# ------------------------------------------------------------------------------------------- inside the forking process


def _serve(address: str) -> None:
    """Fork for whoever asks, and tell them when their process has ended, until standard input is closed."""
    import importlib

    import embedarchive
    from embedarchive import platforms

    gc.disable()  # what is loaded is no garbage
    quick_datasette.prepare()
    for name in PRELOADED:
        importlib.import_module(name)
    for platform in platforms.catalogue().values():
        importlib.import_module(f"embedarchive.platforms.{platform.name}")
    for name in ("article.txt", "article.html", "article.md"):  # which has the patterns compiled that a scan looks for
        embedarchive.scan(Path(__file__).parents[2] / "examples" / name)
    gc.collect()
    gc.freeze()  # what is loaded stays, and is shared with every process
    gc.enable()
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(f"{address}-")
    listening.listen(64)
    os.rename(f"{address}-", address)  # noqa: PTH104 -- whoever finds it is answered
    running: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as ready:
        for each in (sys.stdin, woken, listening):
            ready.register(each, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is woken:
                    woken.recv(4096)
                    _tell(running)
                else:
                    connection, _ = listening.accept()
                    pid = _forked(connection, [woken, wake, listening, connection, *running.values()])
                    running[pid] = connection
                    connection.sendall(pid.to_bytes(8, "big"))


def _tell(running: dict[int, socket.socket]) -> None:
    """Tell everybody whose process has ended how it ended."""
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        connection = running.pop(pid)
        with contextlib.suppress(BrokenPipeError):  # nobody may wait for it any more
            connection.sendall(str(status).encode())
        connection.close()


def _forked(connection: socket.socket, ours: list[socket.socket]) -> int:
    """The number of a new process that runs what is asked for; in that process it does not return."""
    length, descriptors, _, _ = socket.recv_fds(connection, 8, 3)
    said = b""
    while len(said) < int.from_bytes(length, "big"):
        said += connection.recv(1 << 16)
    pid = os.fork()
    if not pid:
        _settle(descriptors, ours)
        _become(**json.loads(said))
    for number in descriptors:
        os.close(number)
    return pid


def _settle(descriptors: list[int], ours: list[socket.socket]) -> None:
    """Take the descriptors that were handed over, and leave those of the forking process."""
    for target, number in enumerate(descriptors):
        os.dup2(number, target)
        os.close(number)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for each in ours:
        each.close()


def _become(*, module: str, program: str, words: list[str], cwd: str, env: dict[str, str], session: bool) -> NoReturn:
    """Run a module as `python -m` does, or a program as `python -c` does, in this process, and end it."""
    import io
    import runpy
    import traceback

    if session:
        os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    encoding, _, errors = env.get("PYTHONIOENCODING", "utf-8").partition(":")
    streams = zip(("stdin", "stdout", "stderr"), ("r", "w", "w"), ("strict", "strict", "backslashreplace"), strict=True)
    for number, (name, mode, lenient) in enumerate(streams):
        raw = open(number, f"{mode}b", buffering=-1, closefd=False)  # noqa: SIM115 -- a descriptor, for good
        stream = io.TextIOWrapper(
            raw,
            encoding=encoding,
            errors="backslashreplace" if name == "stderr" else errors or lenient,
            line_buffering=name == "stderr" or os.isatty(number),
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.argv = ["-c" if program else module, *words]
    sys.path[0] = cwd
    code: object = 0
    try:
        if program:
            exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 -- a test's own
        else:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 -- as the interpreter does
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    _serve(sys.argv[1])
