"""Processes of our own: the interpreter that runs us, with what it can import, and nothing else of the environment."""

from __future__ import annotations

import gc
import sys

_MADE = 50_000  # objects, between two looks for cycles


def collect_seldom() -> None:
    """In a process that loads code and reads articles: look for cycles seldom, since all that is made is needed."""
    gc.set_threshold(_MADE)


def calling(module: str) -> str:
    """The program that calls `main` of a module, for `command`."""
    return f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {module} import main; main()"


def command(program: str) -> list[str]:
    """What starts a process with a program, which takes where modules are found from its first argument."""
    import json

    return [sys.executable, "-I", "-c", program, json.dumps(sys.path)]
