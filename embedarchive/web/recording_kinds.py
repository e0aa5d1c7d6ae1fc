"""Whether a file is a recording, and of which kind."""

from __future__ import annotations

import codecs
import re
import zlib
from pathlib import Path

from embedarchive import signatures
from embedarchive.errors import RecordingError

GZIP, ZSTD, ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK"
SKIPPABLE = b"\x2a\x4d\x18"
"""What follows the first byte of a zstd frame that holds no data; the first one of a `.warc.zst` is its dictionary."""
ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".wacz", ".har", ".har.gz", ".har.zip", ".wacz.zip")
"""How recordings are called."""
_HAR = re.compile(
    rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{\s*"(?:version|creator|browser|pages|entries|comment)"\s*:'
)
"""How a HAR file begins, and hardly any other JSON."""
_KINDS = "WARC, ARC, WACZ or HAR file"


def is_zstd(front: bytes) -> bool:
    """Whether a file begins as one that is compressed with zstd."""
    return front.startswith(ZSTD) or (front[1:4] == SKIPPABLE and 0x50 <= front[0] <= 0x5F)


def unzipped(front: bytes) -> bytes:
    """How a file begins, behind gzip too."""
    if not front.startswith(GZIP):
        return front
    try:
        return zlib.decompressobj(31).decompress(front, 1024)
    except zlib.error:
        return b""


def is_har(front: bytes) -> bool:
    """Whether a file begins like a HAR file, or any other JSON object."""
    return front.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def is_utf_16(front: bytes) -> bool:
    """Whether a file is a text in UTF-16 and says so, as PowerShell writes it."""
    return front.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def is_recording(path: Path) -> bool:
    """Whether a file is a recording, by its first bytes and, where these do not tell, by its name."""
    try:
        look_at(path, strictly=True)
    except RecordingError:
        return False
    return True


def _holds_recording(path: Path) -> bool:
    """Whether a ZIP file holds one: it may also be a saved page, an export, anything."""
    import zipfile  # which loads more than the dry run of a text does

    try:
        with zipfile.ZipFile(path) as file:
            names = [name.lower() for name in file.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    sure = (".har", ".wacz")
    return any(name.endswith(sure) or (name.startswith("archive/") and name.endswith(ENDINGS)) for name in names)


def look_at(path: Path, *, strictly: bool = False) -> None:
    """Refuse at once what cannot be a recording.

    Args:
        path: a file.
        strictly: also refuse what only its name tells from something else: what is compressed, JSON that is no HAR.

    Raises:
        RecordingError: it is none, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            front = file.read(1024)
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read ({error.strerror}).") from error
    if not front:
        raise RecordingError(f"{path}: the file is empty, so it holds no recorded web.")
    inside = unzipped(front)
    inside = inside.decode("utf-16", "ignore").encode() if is_utf_16(inside) else inside
    if told := signatures.unread_recording(inside):
        raise RecordingError(f"{path}: this is {told}.")
    sure = (
        inside.startswith((b"WARC/", b"filedesc:"))
        or _HAR.match(inside) is not None
        or (front.startswith(ZIP) and _holds_recording(path))
    )
    perhaps = front.startswith((GZIP, ZIP)) or is_zstd(front) or is_har(inside)
    if not (sure or (perhaps and (not strictly or path.name.lower().endswith(ENDINGS)))):
        raise RecordingError(f"{path}: this is no {_KINDS}.")
