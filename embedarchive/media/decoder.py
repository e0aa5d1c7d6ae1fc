"""The process that decodes, seen from outside.

Started when first needed, used for many files, replaced when a file ends it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from embedarchive import own_interpreter
from embedarchive.media import limits
from embedarchive.media.facts import Facts, from_plain

_PROGRAM = own_interpreter.calling("embedarchive.media.decoding_process")


class Decoder:
    """Looks into media files in a process with limits. May be used from several threads; they take turns.

    Attributes:
        started: how many processes were needed so far.
    """

    def __init__(self, wall_s: float = limits.WALL_S) -> None:
        self.started = 0
        self._wall_s = wall_s
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, for good."""
        self._stopped = True
        with self._turn:
            self._end()

    def stop(self) -> None:
        """End the process at once, whatever it is busy with; whoever waits for it is told that it ended.

        No other takes its place.
        """
        self._stopped = True
        process = self._process
        if process is not None:
            process.kill()

    def inspect(self, path: Path | str, *, thumbnail: Path | str | None = None, size: int = 480) -> Facts:
        """The facts of one file, and a JPEG of at most `size` pixels a side in `thumbnail` if that is given.

        One decode makes both.

        Never raises for what is in the file: `problem` says what could not be had.

        Raises:
            OSError: the file cannot be opened, or no process can be started.
        """
        with Path(path).open("rb"):
            pass
        job = {
            "path": str(Path(path).absolute()),
            "thumbnail": str(Path(thumbnail).absolute()) if thumbnail else None,
            "size": size,
        }
        with self._turn:
            return Facts(problem="the decoder was stopped") if self._stopped else self._ask(json.dumps(job))

    def _ask(self, job: str) -> Facts:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 -- both are pipes
        clock = threading.Timer(self._wall_s, process.kill)
        clock.daemon = True
        clock.start()
        known = Facts(problem="the decoder ended")
        try:
            process.stdin.write(job + "\n")
            process.stdin.flush()
            while line := process.stdout.readline():
                answer = json.loads(line)
                known = from_plain(answer)
                if answer["last"]:
                    return known
        except (OSError, ValueError):
            pass  # it ended while we wrote, or in the middle of a line
        finally:
            clock.cancel()
        self._end()
        return dataclasses.replace(known, problem=self._exit_reason(process))

    def _exit_reason(self, process: subprocess.Popen[str]) -> str:
        """Why the process is no more, for people."""
        if process.returncode is not None and process.returncode < 0:
            import signal

            name = signal.Signals(-process.returncode).name
            if name == "SIGXCPU":
                return f"decoding takes more than {limits.CPU_S} s of processor time"
            if name == "SIGKILL":
                return f"decoding takes more than {self._wall_s:g} s, or more memory than there is"
            return f"the file ended the decoder ({name})"
        return f"the file ended the decoder (exit code {process.returncode})"

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and program
                own_interpreter.command(_PROGRAM),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
                start_new_session=True,  # Ctrl-C is for us; the process ends when we do
            )
            self.started += 1
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
