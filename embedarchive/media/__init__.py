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

__all__ = ["Decoder", "Facts", "completed", "inspect", "thumbnail"]


def inspect(path: Path | str) -> Facts:
    """The facts of one file, whatever it holds; never raises for what is in it. For many files, keep a `Decoder`.

    Raises:
        OSError: the file cannot be opened, or no process can be started.
    """
    with Decoder() as decoder:
        return decoder.inspect(path)


def completed(facts: Facts, sidecar: bytes) -> Facts:
    """The facts of an image, with what it does not say itself from its XMP sidecar; whatever that holds.

    Args:
        facts: what the image says.
        sidecar: the XMP packet in the file beside it, of at most 1 MB.
    """
    from dataclasses import replace

    from embedarchive.media.metadata import of_sidecar

    told = of_sidecar(sidecar)
    placed = facts.latitude is not None
    lacking = {
        name: value
        for name, value in told.items()
        if name != "exif" and getattr(facts, name) is None and not (placed and name == "precision_m")
    }
    return replace(facts, **lacking, exif={**told["exif"], **facts.exif})


def thumbnail(path: Path | str, out: Path | str, size: int = 480) -> bool:
    """Write a JPEG of at most `size` pixels a side to `out`, without any metadata.

    False when the file cannot be decoded.

    Raises:
        OSError: the file cannot be opened, or no process can be started.
    """
    with Decoder() as decoder:
        return decoder.inspect(path, thumbnail=out, size=size).thumbnail
