"""What an image or a video says about itself, and thumbnails for the pages.

Everything that decodes runs in a process of its own with limits on memory and time (`limits`), because the files come
from strangers; the file that is looked at is only ever read.

    >>> with Decoder() as decoder:                                 # one process for many files
    ...     facts = decoder.inspect(path, thumbnail=out)            # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path

from embedarchive.media.decoder import Decoder
from embedarchive.media.facts import Facts

__all__ = ["Decoder", "Facts", "inspect", "thumbnail"]


def inspect(path: Path | str) -> Facts:
    """The facts of one file, whatever it holds; never raises for what is in it. For many files, keep a `Decoder`.

    Raises:
        OSError: the file cannot be opened, or no process can be started.
    """
    with Decoder() as decoder:
        return decoder.inspect(path)


def thumbnail(path: Path | str, out: Path | str, size: int = 480) -> bool:
    """Write a JPEG of at most `size` pixels a side to `out`, without any metadata.

    False when the file cannot be decoded.

    Raises:
        OSError: the file cannot be opened, or no process can be started.
    """
    with Decoder() as decoder:
        return decoder.inspect(path, thumbnail=out, size=size).thumbnail
