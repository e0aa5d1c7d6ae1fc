"""Check a WACZ file: every byte of one that we wrote, every digest of another's."""

from __future__ import annotations

import errno
import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedarchive.errors import RecordingError
from embedarchive.evidence import wacz_signature
from embedarchive.exports import zip_file
from embedarchive.exports.wacz import DIGEST, PACKAGE, written_json

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    TypeError,
    NotImplementedError,
    EOFError,
    RuntimeError,
    LookupError,
)
_SMALL = 64 << 20
_OURS = "embedarchive "


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedWacz:
    """What was found.

    Attributes:
        problems: what is wrong, each in a sentence.
        signer: the fingerprint of the key that signed it; None when nobody did.
    """

    problems: tuple[str, ...]
    members: int
    size: int
    signer: str | None = None


def check_wacz(file: Path) -> CheckedWacz:
    """Check a WACZ file.

    Raises:
        RecordingError: there is no such file, or it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
    except OSError as error:
        raise RecordingError(f"{file}: cannot be read ({error.strerror}).") from error
    try:
        with zipfile.ZipFile(file) as members:
            names = members.namelist()
            problems, digest = list(_wrong(members)), _read(members, DIGEST)
        ours = str(_read(file, PACKAGE).get("software", "")).startswith(_OURS)
        if not problems and ours and not zip_file.as_written(file):
            problems.append("The ZIP file around its members is not as it was written.")
    except _BROKEN as error:
        return CheckedWacz(problems=(f"It is no whole WACZ file ({error}).",), members=0, size=size)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the file's beginning
            raise RecordingError(f"{file}: cannot be read ({error.strerror}).") from error
        return CheckedWacz(problems=("It is no whole WACZ file.",), members=0, size=size)
    signed = digest.get("signedData")
    signer = None
    if isinstance(signed, dict) and not problems:
        if wacz_signature.signs(signed, str(digest.get("hash"))):
            signer = wacz_signature.fingerprint(str(signed["publicKey"]))
        else:
            problems.append(f"The signature in its {DIGEST} is not one of this file.")
    return CheckedWacz(problems=tuple(problems), members=len(names), size=size, signer=signer)


def _wrong(members: zipfile.ZipFile) -> Iterator[str]:
    package, digest = members.read(PACKAGE), _read(members, DIGEST)
    if digest.get("hash") != f"sha256:{hashlib.sha256(package).hexdigest()}":
        yield f"{PACKAGE} is not what {DIGEST} says."
    listed = {each["path"]: each for each in json.loads(package)["resources"]}
    for name in sorted({*members.namelist(), *listed} - {PACKAGE, DIGEST}):
        if name not in listed:
            yield f"{name} is not listed in {PACKAGE}."
            continue
        with members.open(name) as file:
            kind, _, told = str(listed[name]["hash"]).partition(":")
            actual, size = hashlib.new(kind), 0
            while piece := file.read(1 << 20):
                actual.update(piece)
                size += len(piece)
        if actual.hexdigest() != told or size != listed[name].get("bytes", size):
            yield f"{name} is not what {PACKAGE} says."
    if str(json.loads(package).get("software", "")).startswith(_OURS):
        created = json.loads(package).get("created")
        signed = digest.get("signedData") or {}
        if signed and (signed.get("created"), signed.get("software")) != (created, json.loads(package)["software"]):
            yield f"{DIGEST} and {PACKAGE} do not say the same of when and by what they were written."
        if written_json(digest) != members.read(DIGEST) or set(digest) - {"path", "hash", "signedData"}:
            yield f"{DIGEST} is not as it was written."
        if digest.get("path") != PACKAGE:
            yield f"{DIGEST} is about another file."


def _read(members: zipfile.ZipFile | Path, name: str) -> dict[str, Any]:
    if isinstance(members, Path):
        with zipfile.ZipFile(members) as opened:
            return _read(opened, name)
    if members.getinfo(name).file_size > _SMALL:
        raise ValueError(f"{name} is too large")
    found = json.loads(members.read(name))
    if not isinstance(found, dict):
        raise ValueError(f"{name} is no object")  # noqa: TRY004 -- of a file, not of a caller
    return found
