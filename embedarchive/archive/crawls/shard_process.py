"""A shard is read by a process that does nothing else meanwhile: what it takes, and how it ends, costs no other.

It then reads another one, since to start an interpreter takes as long as to read 700 pages; one that has become large,
or that died, is followed by a new one.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from embedarchive import own_interpreter
from embedarchive.archive.crawls.parts import Part
from embedarchive.archive.crawls.shard_rows import Task, read
from embedarchive.errors import SourceError

DEADLINE_S = 6 * 3600.0
"""Seconds that a shard may take."""
LARGE = 400 << 20
"""Bytes: a process that has ever had more reads no other shard."""
IDLE_S = 60.0
"""Seconds after which a process ends that is given no shard: a worker of a cluster may live on for days."""
ATTEMPTS = 3
"""So many processes may be killed, or end by themselves, before a shard is given up."""
PROGRAM = own_interpreter.calling("embedarchive.archive.crawls.shard_process")


@dataclass(frozen=True, slots=True)
class Failed:
    """A shard that has no part, and why in a sentence."""

    shard: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Same:
    """A shard whose content was read before, under another name."""

    digest: str
    state: str


Outcome: TypeAlias = Part | Same | Failed


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a shard, and whether the process that read it waits for another one."""

    outcome: Outcome
    waits: bool


_TRIMS = "MALLOC_TRIM_THRESHOLD_"
"""By which Dask has its workers give memory back at once: a reader would ask for the same again and again."""


class Processes:
    """Processes that read shards, each one at a time, as many as are needed at once. May be called from any thread."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._idle: list[subprocess.Popen[bytes]] = []
        self._lock, self._closed = threading.Lock(), False

    def close(self) -> None:
        """End all of them, and begin none any more."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            for each in self._running:
                each.kill()
        for each in idle:
            self._end(each)

    def read(self, task: Task, folder: Path) -> Outcome:
        """Have a shard read into a folder; a process that was killed is followed by another."""
        name = task.shard.name
        ended = 0
        for _ in range(ATTEMPTS):
            process = self._taken()
            if process is None:
                return Failed(name, f"{name}: stopped.")
            answer = None
            try:
                answer = _asked(process, task, folder)
                ended = process.returncode
            finally:
                self._put_back(process, waits=answer is not None and answer.waits)
            if answer is not None:
                return answer.outcome
        return Failed(name, f"{name}: the process that read it ended with {ended}, {ATTEMPTS} times in a row.")

    def _taken(self) -> subprocess.Popen[bytes] | None:
        """A process that waits for a shard, else a new one; None when all are to end."""
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is None:
            return self._start()
        if process.poll() is None:
            return process
        self._end(process)
        return self._taken()

    def _put_back(self, process: subprocess.Popen[bytes], *, waits: bool) -> None:
        with self._lock:
            if waits and not self._closed:
                self._idle.append(process)
                return
        self._end(process)

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._closed:
                return None
            process = subprocess.Popen(  # noqa: S603 -- our own interpreter and program
                own_interpreter.command(PROGRAM),
                stdin=subprocess.PIPE,  # which ends when we do: see `_tasks`
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={name: value for name, value in os.environ.items() if name != _TRIMS},
            )
            self._running.add(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what it was asked and never took is written once more
                    pipe.close()
        with self._lock:
            self._running.discard(process)


def _asked(process: subprocess.Popen[bytes], task: Task, folder: Path) -> Answer | None:
    """What a process says became of a shard; None when it ended before it could."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    clock = threading.Timer(DEADLINE_S, end)
    clock.daemon = True
    clock.start()
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 -- pipes
    try:
        process.stdin.write(pickle.dumps((task, folder)))
        process.stdin.flush()
        answer: Answer = pickle.load(process.stdout)  # noqa: S301 -- written by our own program
    except (OSError, EOFError, pickle.UnpicklingError):
        process.wait()
        if not late.is_set():
            return None
        late_for = f"{task.shard.name}: it takes more than {DEADLINE_S / 3600:g} hours to read."
        return Answer(Failed(task.shard.name, late_for), waits=False)
    finally:
        clock.cancel()
    return answer


def main() -> None:
    """Read the shards that standard input names, one after the other, and say what became of each."""
    own_interpreter.collect_seldom()
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    tasks = queue.SimpleQueue[tuple[Task, Path]]()
    threading.Thread(target=_tasks, args=(sys.stdin.buffer, tasks), daemon=True).start()
    waits = True
    while waits:
        try:
            task, folder = tasks.get(timeout=IDLE_S)
        except queue.Empty:
            break
        outcome = _outcome(task, folder)
        waits = _peak() < LARGE
        pickle.dump(Answer(outcome, waits=waits), output)
        output.flush()
    os._exit(0)  # the thread that waits for our end holds standard input


def _outcome(task: Task, folder: Path) -> Outcome:
    try:
        found = read(task, folder)
    except (SourceError, OSError) as error:
        return Failed(task.shard.name, str(error))
    return found if isinstance(found, Part) else Same(found, task.shard.state())


def _tasks(parent: BinaryIO, tasks: queue.SimpleQueue[tuple[Task, Path]]) -> None:
    """Hand on what there is to do; end, whatever is under way, when nobody waits for it any more."""
    while True:
        try:
            tasks.put(pickle.load(parent))  # noqa: S301 -- written by our own program
        except (OSError, EOFError, pickle.UnpicklingError):
            os._exit(1)


def _peak() -> int:
    """The most memory that this process ever had, in bytes; none where the system does not tell.

    On Linux `getrusage` begins with what the process had that started this one (a notebook, with its tables).
    """
    with suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/status").read_text(encoding="ascii").partition("VmHWM:")[2].split()[0]) << 10
    try:
        import resource
    except ModuleNotFoundError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
