"""The libraries of the extra `evidence`."""

from __future__ import annotations

import importlib
from typing import Any

from embedarchive.errors import UsageError


def library(name: str) -> Any:  # noqa: ANN401 -- a module
    """A module of a library of the extra.

    Raises:
        UsageError: it is not installed; with what to type.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        what = "Time stamps and signatures need more libraries: pip install 'embedarchive[evidence]'"
        raise UsageError(f"{what} ({name.partition('.')[0]} is missing).") from None
