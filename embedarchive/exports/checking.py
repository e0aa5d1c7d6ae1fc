"""Whether copies are what was written: articles by their seals, files beside by their names, data by their list."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedarchive.errors import UsageError
from embedarchive.exports import sealed
from embedarchive.exports.files import FOLDER
from embedarchive.store.blobs import digest_of

LIST = "datapackage.json"
_SEALED = {".html", ".md"}
_BESIDE = re.compile(rb"files/([0-9a-f]{64})(\.[a-z0-9]{1,5})?(?=[\")])")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """A file of a copy: its digest as it should be noted down, and what is wrong with it, if anything."""

    path: Path
    digest: str
    problem: str = ""


def check(path: Path) -> Iterator[Checked]:
    """Check a file, or all files of a copy in a folder.

    Raises:
        UsageError: there is nothing that could be checked.
    """
    if path.is_dir():
        listed = path / LIST
        files = sorted(one for one in path.iterdir() if one.suffix in _SEALED and one.is_file())
        if not files and not listed.is_file():
            raise UsageError(f"{path} holds no copy that `embedarchive export` wrote.")
        for one in files:
            yield from _article(one)
        if listed.is_file():
            yield from _data(listed)
    elif path.name == LIST:
        yield from _data(path)
    elif path.is_file():
        yield from _article(path)
    else:
        raise UsageError(f"{path} is not there.")


def _article(path: Path) -> Iterator[Checked]:
    stated, digest = sealed.seal_of(path)
    if stated is None:
        yield Checked(path, digest, "its last line is no seal of embedarchive's")
    else:
        yield Checked(path, digest, "" if stated == digest else "it was altered since it was written")
    for name, wanted in sorted(_named(path)):
        beside = path.parent / FOLDER / name
        yield _compared(beside, wanted)


def _named(path: Path) -> set[tuple[str, str]]:
    """The files beside that a copy names, with their digests."""
    found = set[tuple[str, str]]()
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            text = rest + piece
            names = (one[0].decode().removeprefix(f"{FOLDER}/") for one in _BESIDE.finditer(text))
            found |= {(name, name[:64]) for name in names}
            rest = text[-100:]
    return found


def _compared(path: Path, wanted: str) -> Checked:
    if not path.is_file():
        return Checked(path, wanted, "it is missing")
    return Checked(path, wanted, "" if digest_of(path) == wanted else "it was altered since it was written")


def _data(path: Path) -> Iterator[Checked]:
    """The list of a data package seals itself, and names the digest of each of its files."""
    try:
        text = path.read_bytes().decode("utf-8")
        package = json.loads(text)
        sound = text == package_text(package)
        sound &= package.pop("sha256") == package_digest(package)
        digest = package_digest(package)
        resources = [(path.parent / one["path"], one["hash"].removeprefix("sha256:")) for one in package["resources"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Checked(path, "", "it cannot be read any more")
        return
    yield Checked(path, digest, "" if sound else "it was altered since it was written")
    for resource, wanted in resources:
        yield _compared(resource, wanted)


def package_digest(package: dict[str, object]) -> str:
    """The digest of a list without its own digest."""
    return hashlib.sha256(package_text(package).encode()).hexdigest()


def package_text(package: dict[str, object]) -> str:
    """The list as it is written."""
    return f"{json.dumps(package, ensure_ascii=False, indent=2, sort_keys=True)}\n"
