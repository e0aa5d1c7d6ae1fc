"""Datasette's templates are compiled once for all tests, and not by each of the hundreds of Datasettes that they start.

What is compiled lies beside other temporary files, by what a template says: a changed one is compiled anew.
"""

from __future__ import annotations

from functools import partial


def share() -> None:
    """Have every Datasette that this process makes from now on take what is compiled already."""
    from datasette import app
    from jinja2 import Environment, FileSystemBytecodeCache

    app.Environment = partial(Environment, bytecode_cache=FileSystemBytecodeCache())
