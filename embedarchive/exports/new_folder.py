"""A folder that is there whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from embedarchive.errors import UsageError
from embedarchive.store.holders import Presence

_UNFINISHED = ".unfinished"


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Where to write what is to lie in a folder: it gets that name when all of it was written.

    Raises:
        UsageError: the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty; name a folder that does not exist yet.")
    with folder_beside(folder) as made:
        yield made
        made.replace(folder)  # an empty folder makes room; what is half made never stands under the name


@contextlib.contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A hidden folder to work in, beside what is to come of it; it goes again, and what killed commands left, too."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    made = _named(target, secrets.token_hex(4))
    made.mkdir()
    presence = Presence(made)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        presence.leave()


def _named(target: Path, mark: str) -> Path:
    return target.parent / f".{target.name[:60]}-{mark}{_UNFINISHED}"


def _sweep(target: Path) -> None:
    """Remove what nobody writes to any more; where the system cannot tell, nothing."""
    pattern = f".{glob.escape(target.name[:60])}-????????{_UNFINISHED}"
    for left in target.parent.glob(pattern):
        presence = Presence(left)
        with presence.alone() as alone:
            if alone:
                shutil.rmtree(left, ignore_errors=True)
        presence.leave()
