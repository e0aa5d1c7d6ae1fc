"""The folder that a crawl's table lies in: a Parquet file for each shard, and beside it a note of what was read.

    DIR/manifest.json                              all shards, read and failed, and the version of the columns
    DIR/occurrences/schema=1/part-DIGEST.parquet   the rows of one shard
    DIR/occurrences/schema=1/part-DIGEST.json      what was read for them

A part is whole or not there: it is written under another name, synced, and renamed, after its note.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from embedarchive.archive.crawls.occurrences import SCHEMA, TABLE, Row
from embedarchive.errors import SourceError, UsageError
from embedarchive.exports.tables import write_parquet

MANIFEST = "manifest.json"
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was read of a shard.

    Attributes:
        shard: its file, or its address.
        digest: of the file, or of the address.
        state: see `Shard.state`.
        images: whether images are in it.
        pages: how many pages were read; `holding`: in how many something stands.
        rows: how many rows it has.
        unread: how many pages could not be read.
        notes: what of the recording could not be used.
        version: of the finder.
    """

    shard: str
    digest: str
    state: str = ""
    images: bool = False
    pages: int = 0
    holding: int = 0
    rows: int = 0
    unread: int = 0
    notes: tuple[str, ...] = ()
    version: str = ""


def folder(out: Path) -> Path:
    """Where the parts lie."""
    return out / TABLE.name / f"schema={SCHEMA}"


def rows_file(out: Path, part: Part) -> Path:
    """The rows of a part."""
    return folder(out) / f"part-{part.digest[:32]}.parquet"


def parts(out: Path) -> Iterator[Part]:
    """The parts that are there, whole."""
    for note in sorted(folder(out).glob("part-*.json")):
        try:
            told = json.loads(note.read_text(encoding="utf-8"))
            part = Part(**told | {"notes": tuple(told["notes"])})
        except (OSError, ValueError, TypeError, KeyError):
            continue
        if rows_file(out, part).is_file():
            yield part


def known(out: Path) -> list[Part]:
    """The parts of a folder that is to be read.

    Raises:
        UsageError: there are none.
    """
    found = list(parts(out))
    if not found:
        raise UsageError(f"{out}: no table of a crawl lies there; embedarchive crawl find INPUT --out {out} makes one.")
    return found


@contextmanager
def new_rows(out: Path, digest: str) -> Iterator[tuple[Path, Callable[[Iterable[Row]], int]]]:
    """A file for the rows of a part, gone afterwards unless it was kept, and what writes them and counts them.

    Raises:
        SourceError: they cannot be written.
    """
    where = folder(out)
    new = where / f".part-{digest[:32]}-{os.getpid()}"
    try:
        where.mkdir(parents=True, exist_ok=True)
        yield new, lambda rows: write_parquet(new, TABLE, rows)
    except OSError as error:
        raise SourceError(f"{new}: cannot be written ({error.strerror or error}).") from error
    finally:
        new.unlink(missing_ok=True)


def keep(out: Path, part: Part, new: Path) -> None:
    """Put a part in its place, and remove what was read before of the same shard when it was another file."""
    before = [each for each in parts(out) if each.shard == part.shard and each.digest != part.digest]
    note(out, part)
    _put(new, rows_file(out, part))
    for each in before:
        rows_file(out, each).unlink(missing_ok=True)
        rows_file(out, each).with_suffix(".json").unlink(missing_ok=True)


def tidy(out: Path) -> None:
    """Remove what processes left that were killed a day ago or earlier."""
    for left in folder(out).glob(".part-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _DAY_S:
                left.unlink()


def note(out: Path, part: Part) -> None:
    """Write down what was read."""
    _write(rows_file(out, part).with_suffix(".json"), json.dumps(asdict(part), ensure_ascii=False))


def write_manifest(out: Path, failed: dict[str, str]) -> None:
    """Write down what the table is made of, and which shards of the last run are not in it."""
    found = [asdict(each) for each in parts(out)]
    about = {column.name: {"kind": column.kind, "about": column.about} for column in TABLE.columns}
    told = {"schema": SCHEMA, "columns": about, "parts": found, "failed": failed}
    out.mkdir(parents=True, exist_ok=True)
    _write(out / MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))


def _write(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}-{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    _put(new, path)


def _put(new: Path, path: Path) -> None:
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.replace(path)
