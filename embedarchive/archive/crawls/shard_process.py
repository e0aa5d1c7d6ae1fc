"""A shard is read by a process of its own: what it takes, and how it ends, costs no other."""

from __future__ import annotations

import os
import pickle
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


class Processes:
    """Processes, each of which reads one shard and ends. May be called from any thread."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock, self._closed = threading.Lock(), False

    def close(self) -> None:
        """End all of them, and begin none any more."""
        with self._lock:
            self._closed = True
            for each in self._running:
                each.kill()

    def read(self, task: Task, folder: Path) -> Outcome:
        """Have a shard read into a folder; a process that was killed is followed by another."""
        name = task.shard.name
        ended = 0
        for _ in range(ATTEMPTS):
            process = self._start()
            if process is None:
                return Failed(name, f"{name}: stopped.")
            try:
                answer = _asked(process, task, folder)
                ended = process.returncode
            finally:
                self._end(process)
            if answer is not None:
                return answer
        return Failed(name, f"{name}: the process that read it ended with {ended}, {ATTEMPTS} times in a row.")

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._closed:
                return None
            process = subprocess.Popen(  # noqa: S603 -- our own interpreter and program
                own_interpreter.command(PROGRAM),
                stdin=subprocess.PIPE,  # which ends when we do: see `_end_with`
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
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


def _asked(process: subprocess.Popen[bytes], task: Task, folder: Path) -> Outcome | None:
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
        answer: Outcome = pickle.load(process.stdout)  # noqa: S301 -- written by our own program
    except (OSError, EOFError, pickle.UnpicklingError):
        process.wait()
        if not late.is_set():
            return None
        return Failed(task.shard.name, f"{task.shard.name}: it takes more than {DEADLINE_S / 3600:g} hours to read.")
    finally:
        clock.cancel()
    return answer


def main() -> None:
    """Read the shard that standard input names, and say what became of it."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    task, folder = pickle.load(sys.stdin.buffer)  # noqa: S301 -- written by our own program
    threading.Thread(target=_end_with, args=(sys.stdin.buffer,), daemon=True).start()
    try:
        found = read(task, folder)
        outcome: Outcome = found if isinstance(found, Part) else Same(found, task.shard.state())
    except (SourceError, OSError) as error:
        outcome = Failed(task.shard.name, str(error))
    pickle.dump(outcome, output)
    output.flush()
    os._exit(0)  # the thread that waits for our end holds standard input


def _end_with(parent: BinaryIO) -> None:
    """End when nobody waits any more."""
    parent.read(1)
    os._exit(1)
