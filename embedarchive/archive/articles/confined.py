"""Large articles are read in a process of their own, with bounds: what one of them costs, it costs nobody else.

Reading and finding take time in proportion to a text, and memory in proportion to its markup: more than a hundred
times its size, when it is made to be so. A page of a megabyte is read where we are; for a larger one the 0.3 s that a
process takes to start are nothing.
Linux enforces all bounds, macOS those of time, Windows the one by the clock.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from embedarchive.errors import SourceError

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

_PROGRAM = """
import json, sys
path, memory, seconds = json.loads(sys.argv[1])
sys.path[:] = path
from embedarchive.archive.articles.confined import main
main(memory, seconds)
"""


def confined(name: str, size: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function of a module here, or, with a large article, in a process with bounds.

    Args:
        name: what the article is called, for the sentence that says why it was not read.
        size: how many bytes or characters it has.
        function: what is called; it, what it is given and what it returns can be pickled.
        *args: what it is given.
        **kwargs: the same.

    Raises:
        SourceError: it took more memory or time than it may, or the function raises that.
    """
    if size <= LARGE:
        return function(*args, **kwargs)
    job = pickle.dumps(((function.__module__, function.__qualname__), args, kwargs))
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter and program
        [sys.executable, "-I", "-c", _PROGRAM, json.dumps([sys.path, MEMORY, CPU_S])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us; the process ends when we do
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 -- both are pipes
    clock = threading.Timer(WALL_S, process.kill)
    clock.daemon = True
    clock.start()
    try:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(job)
            process.stdin.flush()
        told = process.stdout.read()
    finally:
        clock.cancel()
        process.kill()
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()
    try:
        value, error = pickle.loads(told)  # noqa: S301 -- as above
    except (EOFError, pickle.UnpicklingError):
        bounds = f"{CPU_S} s of processor time or {MEMORY >> 20} MiB of memory"
        raise SourceError(f"{name} takes more than {bounds} to read, and was left out.") from None
    if isinstance(error, MemoryError):
        raise SourceError(f"{name} takes more than {MEMORY >> 20} MiB of memory to read, and was left out.") from None
    if error is not None:
        raise error
    returned: T = value
    return returned


def main(memory: int, seconds: int) -> None:
    """Do the one job that standard input names; nobody else writes into the answer."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _confine(memory, seconds)
    (module, function), args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 -- written by our own program
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        data = pickle.dumps((getattr(importlib.import_module(module), function)(*args, **kwargs), None))
    except Exception as error:  # noqa: BLE001 -- raised again where it is awaited
        data = pickle.dumps((None, error))
    output.write(data)
    output.flush()


def _end_with_parent() -> None:
    """End when nobody waits any more."""
    sys.stdin.buffer.read()
    os._exit(1)


def _confine(memory: int, seconds: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
