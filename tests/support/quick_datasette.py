"""Datasette is loaded in every process of the tests, and started by hundreds of them: so that this takes little."""

from __future__ import annotations

import sys
from functools import partial
from types import ModuleType


def prepare() -> None:
    """Load it without what it needs not, and have every Datasette of this process take what is compiled already.

    Its templates lie compiled beside other temporary files, by what they say: a changed one is compiled anew.
    """
    _load_without("pandas", "numpy")
    from datasette import app
    from jinja2 import Environment, FileSystemBytecodeCache

    app.Environment = partial(Environment, bytecode_cache=FileSystemBytecodeCache())


def _load_without(*names: str) -> None:
    """Load sqlite-utils, which loads these where they are installed, and takes half a second for it."""
    absent: dict[str, ModuleType | None] = {name: None for name in names if name not in sys.modules}
    sys.modules.update(absent)  # type: ignore[arg-type] # None says that there is none
    try:
        import sqlite_utils  # noqa: F401 -- see above
    finally:
        for name in absent:
            del sys.modules[name]
