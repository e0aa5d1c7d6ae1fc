"""A folder that is there whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from embedarchive.errors import UsageError


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Where to write what is to lie in a folder: it gets that name when all of it was written.

    Raises:
        UsageError: the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty; name a folder that does not exist yet.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = folder.parent / f".{folder.name[:60]}-{secrets.token_hex(4)}"
    made.mkdir()
    try:
        yield made
        made.replace(folder)  # an empty folder makes room; what is half made never stands under the name
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
