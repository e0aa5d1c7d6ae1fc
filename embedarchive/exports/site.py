"""The archive as a folder that a server can take as it is: database, files, settings, program, Dockerfile.

    site/
      archive.db            one file, nothing left in a log beside it
      blobs/  thumbs/       every byte that is kept, checked against its digest while it is copied
      *.pmtiles             maps that lie in the archive's folder
      datasette.yml
      embedarchive-….whl    this very program, so that nothing but its dependencies has to be fetched
      requirements.txt      those, in the versions that run here
      Dockerfile            serves it unchangeable
      README.md

`datasette publish` and `datasette package` take a database and no files beside it: the media would be missing.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from embedarchive.errors import ArchiveError
from embedarchive.exports.new_folder import new_folder
from embedarchive.store import Store
from embedarchive.store.blobs import digest_of
from embedarchive.store.standing_annotations import drop_annotations

PROGRAM = "embedarchive"
PUBLIC = ("--setting", "default_allow_sql", "off", "--setting", "sql_time_limit_ms", "1000")
"""For strangers: the stored queries and every page, no SQL of their own, no query of over a second."""

COMMAND = ("datasette", "--immutable", "archive.db", "--config", "datasette.yml", *PUBLIC)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same wheel from the same files, whenever it is made


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        folder: where it lies.
        files: how many kept files were copied.
        size: of all of it, in bytes.
    """

    folder: Path
    files: int
    size: int


def export_site(archive: Path, folder: Path, config: Path, *, annotations: bool = False) -> Exported:
    """Write the archive as a site.

    Args:
        archive: the archive's folder.
        folder: where to write; it must not exist, or be empty.
        config: the `datasette.yml` to serve it with.
        annotations: whether what people say of it comes along; it may be meant for few.

    Raises:
        UsageError: the folder holds something already.
        ArchiveError: the archive cannot be read, or one of its files is missing or damaged.
    """
    with new_folder(folder) as made:
        files = _copy_archive(archive, made, annotations=annotations)
        shutil.copyfile(config, made / "datasette.yml")
        wheel = write_wheel(made, config)
        (made / "requirements.txt").write_text("\n".join([*_requirements(), f"./{wheel.name}", ""]), encoding="utf-8")
        (made / "Dockerfile").write_text(_dockerfile(wheel.name), encoding="utf-8")
        (made / "README.md").write_text(_readme(), encoding="utf-8")
        size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
    return Exported(folder=folder, files=files, size=size)


def _copy_archive(archive: Path, target: Path, *, annotations: bool) -> int:
    """Copy the database, whole and compact, and every file that it names; how many files."""
    with Store.open(archive, create=False, read_only=True) as store:
        # as bytes: a folder's name need not be UTF-8
        store.connection.execute("VACUUM INTO CAST(? AS TEXT)", [os.fsencode(target / "archive.db")])
    if not annotations:
        drop_annotations(target / "archive.db")
    for basemap in archive.glob("*.pmtiles"):
        _copy(basemap, target / basemap.name)
    files = 0
    with Store.open(target, create=False, read_only=True) as copied:  # what the copy names, not what is added meanwhile
        read = copied.connection.execute
        erased = copied.erased_digests()
        for (digest,) in read("SELECT digest FROM blobs ORDER BY id").fetchall():
            kept = copied.path_of(digest)
            place = kept.relative_to(target) if kept else None
            if place is None or digest in erased:
                continue
            _copy_checked(archive / place, target / place, digest)
            files += 1
            for small in (archive / "thumbs" / digest[:2]).glob(f"{digest}.*"):
                _copy(small, target / "thumbs" / digest[:2] / small.name)
    return files


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target, follow_symlinks=False)


def _copy_checked(source: Path, target: Path, digest: str) -> None:
    try:
        _copy(source, target)
    except OSError as error:
        raise ArchiveError(
            f"{source} could not be copied ({error.strerror}); `embedarchive verify` says what else is wrong."
        ) from error
    if target.is_symlink() or digest_of(target) != digest:
        raise ArchiveError(f"{source} is damaged; `embedarchive verify` says what else is wrong.")


def _requirements() -> Iterator[str]:
    """What this program needs, in the versions that are installed here."""
    for line in metadata.requires(PROGRAM) or ():
        requirement, _, condition = line.partition(";")
        if "extra" in condition:
            continue
        end = next((at for at, mark in enumerate(requirement) if not (mark.isalnum() or mark in "-_.")), None)
        name = requirement[:end]
        yield f"{name}=={metadata.version(name)}"


def write_wheel(folder: Path, config: Path) -> Path:
    """This program as a wheel (PEP 427), made of the files that are running and of what is installed about them."""
    installed = metadata.distribution(PROGRAM)
    about = f"{PROGRAM}-{installed.version}.dist-info"
    wheel = folder / f"{PROGRAM}-{installed.version}-py3-none-any.whl"
    package = Path(__file__).resolve().parents[1]
    contents = {
        f"{PROGRAM}/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    contents |= {
        f"{PROGRAM}/datasette_plugin/datasette.yml": config.read_bytes(),
        f"{about}/METADATA": (installed.read_text("METADATA") or "").encode(),
        f"{about}/entry_points.txt": (installed.read_text("entry_points.txt") or "").encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: embedarchive\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={_wheel_digest(data)},{len(data)}" for name, data in contents.items()]
    contents[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,", ""]).encode()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return wheel


def _wheel_digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _dockerfile(wheel: str) -> str:
    command = ", ".join(f'"{word}"' for word in (*COMMAND, "--host", "0.0.0.0", "--port", "8001"))  # noqa: S104 -- in a container
    return f"""\
FROM python:{sys.version_info.major}.{sys.version_info.minor}-slim
WORKDIR /site
COPY requirements.txt {wheel} ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
USER nobody
EXPOSE 8001
CMD [{command}]
"""


def _readme() -> str:
    return f"""\
# An archive of articles and their posts

Written by embedarchive. Whoever reaches it can read, search and download all of it.

On a machine with Python {sys.version_info.major}.{sys.version_info.minor}:

    pip install -r requirements.txt
    {" ".join(COMMAND)}

In a container:

    docker build -t archive .
    docker run --rm -p 8001:8001 archive

Then open http://127.0.0.1:8001/. `embedarchive verify --archive .` proves that nothing in it was altered.
"""
