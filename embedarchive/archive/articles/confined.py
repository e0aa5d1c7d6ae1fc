"""Large articles are read in a process of their own, with bounds: what one of them costs, it costs nobody else.

Reading and finding take time in proportion to a text, and memory in proportion to its markup: more than a hundred
times its size, when it is made to be so. A page of a megabyte is read where we are. A process is kept for the next
article once it has started, unless something broke in it; what many share the work by is `jobs`.
Linux enforces all bounds, macOS those of time, Windows the one by the clock.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, ParamSpec, TypeVar

from embedarchive import own_interpreter
from embedarchive.errors import SourceError
from embedarchive.model import Document

P = ParamSpec("P")
T = TypeVar("T")

LARGE = 1_000_000
"""Bytes or characters; what has more is read in a process of its own."""
MEMORY = 512 << 20
"""Bytes of address space that it may take."""
CPU_S = 60
"""Seconds of processor time that it may take."""
WALL_S = 300.0
"""Seconds by the clock, kept here: a busy machine is no article's fault."""

_OUT_OF_TIME = int(getattr(signal, "SIGXCPU", 0))

_PROGRAM = own_interpreter.calling("embedarchive.archive.articles.confined")


@dataclass(frozen=True, slots=True)
class _Job:
    """A call of a function, by its module and name, and what it may take."""

    module: str
    function: str
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    memory: int
    seconds: int


class _Ended(Exception):  # noqa: N818 -- what happened
    """The process ended before it answered.

    Attributes:
        overdue: whether because its time was up.
    """

    def __init__(self, *, overdue: bool) -> None:
        super().__init__()
        self.overdue = overdue


class _Process:
    """A process that does one job after the other."""

    def __init__(self) -> None:
        self.jobs = 0
        self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and program
            own_interpreter.command(_PROGRAM),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; the process ends when we do
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: PT018, S101 -- pipes
        self._questions, self._answers = self._process.stdin, self._process.stdout

    def do(self, job: _Job) -> tuple[object, Exception | None]:
        """What the function returns, or what it raises."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        clock = threading.Timer(WALL_S, end)
        clock.daemon = True
        clock.start()
        try:
            pickle.dump(job, self._questions)
            self._questions.flush()
            value, error = pickle.load(self._answers)  # noqa: S301 -- written by our own program
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as ended:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1.0)
            raise _Ended(overdue=late.is_set() or self._process.returncode == -_OUT_OF_TIME) from ended
        finally:
            clock.cancel()
        self.jobs += 1
        return value, error

    def end(self) -> None:
        """Kill it, whatever it does."""
        self._process.kill()
        with contextlib.suppress(OSError):
            self._questions.close()
        self._answers.close()
        self._process.wait()


class Processes:
    """Processes that read articles, as many as are needed at once. May be called from any thread."""

    def __init__(self) -> None:
        self._idle: list[_Process] = []
        self._busy: set[_Process] = set()
        self._lock, self._closed = threading.Lock(), False

    def warm(self) -> None:
        """Start a process, and wait until it can read."""
        process = self._take(fresh=True)
        with contextlib.suppress(_Ended):
            page = Document(text="<p>A page", media_type="text/html")
            process.do(_Job("embedarchive.finder", "scan", (page,), {}, MEMORY, CPU_S))
        self._give_back(process)

    def call(self, name: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function in one of them.

        Args:
            name: what the article is called, for the sentence that says why it was not read.
            function: what is called; it, what it is given and what it returns can be pickled.
            *args: what it is given.
            **kwargs: the same.

        Raises:
            SourceError: it took more memory or time than it may, the function raises that, or no process starts.
        """
        job = _Job(function.__module__, function.__qualname__, args, kwargs, MEMORY, CPU_S)
        while True:
            process = self._started(name)
            again, sound = process.jobs > 0, False
            try:
                value, error = process.do(job)
                sound = not isinstance(error, MemoryError)
            except _Ended as ended:
                value, error = None, _took_too_much(name)
                again = again and not ended.overdue
            finally:
                self._give_back(process, sound=sound)
            if sound or not again:  # what others left behind in it is not this one's fault
                break
        if isinstance(error, MemoryError):
            raise SourceError(
                f"{name} takes more than {MEMORY >> 20} MiB of memory to read, and was left out.", left_out=True
            )
        if error is not None:
            raise error
        returned: T = value  # type: ignore[assignment] # what the function returned
        return returned

    def close(self) -> None:
        """End all of them, whatever they do."""
        with self._lock:
            self._closed = True
            ending, self._idle, self._busy = [*self._idle, *self._busy], [], set()
        for process in ending:
            process.end()

    def _started(self, name: str) -> _Process:
        try:
            return self._take()
        except OSError as error:
            told = error.strerror or str(error)
            raise SourceError(
                f"{name} was left out: no process could be started to read it in ({told}).", left_out=True
            ) from error

    def _take(self, *, fresh: bool = False) -> _Process:
        with self._lock:
            if self._closed:
                raise RuntimeError("nobody waits for this any more")
            process = self._idle.pop() if self._idle and not fresh else _Process()
            self._busy.add(process)
        return process

    def _give_back(self, process: _Process, *, sound: bool = True) -> None:
        with self._lock:
            ours = process in self._busy
            self._busy.discard(process)
            if ours and sound:
                self._idle.append(process)
        if ours and not sound:
            process.end()


_OURS = Processes()
atexit.register(_OURS.close)


def confined(name: str, size: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function of a module here, or, with a large article, in a process with bounds.

    Args:
        name: what the article is called, for the sentence that says why it was not read.
        size: how many bytes or characters it has.
        function: what is called; with a large article, it, what it is given and what it returns can be pickled.
        *args: what it is given.
        **kwargs: the same.

    Raises:
        SourceError: it took more memory or time than it may, or the function raises that.
    """
    if size <= LARGE:
        return function(*args, **kwargs)
    return _OURS.call(name, function, *args, **kwargs)


def _took_too_much(name: str) -> SourceError:
    bounds = f"{CPU_S} s of processor time or {MEMORY >> 20} MiB of memory"
    return SourceError(f"{name} takes more than {bounds} to read, and was left out.", left_out=True)


def main() -> None:
    """Do the jobs that standard input names, one after the other; nobody else writes into the answers."""
    own_interpreter.collect_seldom()
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
    while True:
        job = jobs.get()
        try:
            _confine(job.memory, job.seconds)
            function = getattr(importlib.import_module(job.module), job.function)
            data = pickle.dumps((function(*job.args, **job.kwargs), None))
        except Exception as error:  # noqa: BLE001 -- raised again where it is awaited
            data = pickle.dumps((None, error))
        output.write(data)
        output.flush()


def _listen(questions: BinaryIO, jobs: queue.SimpleQueue[_Job]) -> None:
    """Hear of jobs; end when nobody waits any more."""
    with contextlib.suppress(Exception):
        while True:
            jobs.put(pickle.load(questions))  # noqa: S301 -- written by our own program
    os._exit(1)


def _confine(memory: int, seconds: int) -> None:
    """Bound what the next job may take: memory in bytes, processor time in seconds."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, until)):
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
