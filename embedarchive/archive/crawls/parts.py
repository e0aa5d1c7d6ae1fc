"""The folder that a crawl's table lies in: Parquet files by month, and beside them a note of what was read.

    DIR/manifest.json                                            all shards, read and failed, and what the columns are
    DIR/occurrences/schema=1/month=2026-09/part-DIGEST.parquet   the rows of one shard, of pages of that month
    DIR/parts/schema=1/part-DIGEST.json                          what was read for them

A part is there as soon as its note is, which is written last. Files without one were left by a run that was killed, and
are removed by the next. Folders are named as Hive names them, which DuckDB, Spark, pandas and Arrow understand.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from embedarchive.archive.crawls.occurrences import SCHEMA, TABLE
from embedarchive.errors import SourceError, UsageError
from embedarchive.exports.tables import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
_VERSION = f"schema={SCHEMA}"
_DAY_S = 86_400.0
_BATCH = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was read of a shard.

    Attributes:
        shard: its file, or its address.
        address: see `Shard`, as of `ranges`.
        digest: of the file, or of the address.
        state: see `Shard.state`.
        images: whether images are in it.
        pages: how many pages were read; `holding`: in how many something stands.
        rows: how many rows it has.
        unread: how many pages could not be read.
        months: of which months its pages are, each a file.
        notes: what of the recording could not be used.
        version: of the finder.
    """

    shard: str
    digest: str
    state: str = ""
    address: str = ""
    ranges: tuple[tuple[int, int], ...] = ()
    images: bool = False
    pages: int = 0
    holding: int = 0
    rows: int = 0
    unread: int = 0
    months: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    version: str = ""

    @property
    def name(self) -> str:
        """What its files are called, without their ending."""
        return f"part-{self.digest[:32]}"


def part_of(told: Mapping[str, object]) -> Part:
    """A part out of JSON.

    Raises:
        TypeError, ValueError, KeyError: it is none.
    """
    part = Part(**told)  # type: ignore[arg-type] # what `asdict` made of one
    ranges = tuple((int(start), int(length)) for start, length in part.ranges)
    return replace(part, months=tuple(part.months), notes=tuple(part.notes), ranges=ranges)


def files(out: Path, part: Part) -> list[Path]:
    """The rows of a part."""
    return [_file(out, part, month) for month in part.months]


def _file(out: Path, part: Part, month: str) -> Path:
    return out / TABLE.name / _VERSION / f"month={month}" / f"{part.name}.parquet"


def _note(out: Path, part: Part) -> Path:
    return out / "parts" / _VERSION / f"{part.name}.json"


def parts(out: Path) -> Iterator[Part]:
    """The parts that are there, whole."""
    for note in sorted((out / "parts" / _VERSION).glob("part-*.json")):
        with suppress(OSError, ValueError, TypeError, KeyError):
            part = part_of(json.loads(note.read_text(encoding="utf-8")))
            if all(file.is_file() for file in files(out, part)):
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


def schema() -> pa.Schema:
    """The columns of the table.

    Raises:
        UsageError: pyarrow is not installed.
    """
    return arrow_schema(TABLE)


def batches(out: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a table, some at a time.

    Raises:
        UsageError: there is no table; pyarrow is not installed.
    """
    for part in known(out):
        yield from batches_of(out, part)


def batches_of(out: Path, part: Part, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of a part, or some columns of them, some rows at a time.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise UsageError("The table is Parquet, which pyarrow reads: pip install 'embedarchive[crawl]'") from None
    for path in files(out, part):
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(_BATCH, columns=columns)


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A folder for the rows of a part, gone afterwards.

    Raises:
        SourceError: it cannot be written.
    """
    try:
        (out / "new").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="part-", dir=out / "new", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except OSError as error:
        raise SourceError(f"{out}: cannot be written ({error.strerror or error}).") from error


def keep(out: Path, part: Part, new: Path) -> None:
    """Put the files of a part in their place; `new` is the folder with a file for each of its months."""
    kept = files(out, part)
    for month, file in zip(part.months, kept, strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        _put(new / f"{month}.parquet", file)
    note(out, part)
    _remove(out, part, kept)


def remove(out: Path, part: Part) -> None:
    """Take a part out of the table."""
    _note(out, part).unlink(missing_ok=True)
    _remove(out, part, [])


def _remove(out: Path, part: Part, kept: list[Path]) -> None:
    """Remove the files of a part, of whatever month and version, but those that are kept."""
    for file in out.glob(f"{TABLE.name}/schema=*/month=*/{part.name}.parquet"):
        if file not in kept:
            file.unlink(missing_ok=True)


def tidy(out: Path) -> None:
    """Remove what runs left that were killed."""
    noted = {file for part in parts(out) for file in files(out, part)}
    left = [file for file in out.glob(f"{TABLE.name}/{_VERSION}/month=*/part-*.parquet") if file not in noted]
    for each in (*left, *out.glob("new/part-*")):
        with suppress(OSError):
            if time.time() - each.stat().st_mtime > _DAY_S:
                shutil.rmtree(each) if each.is_dir() else each.unlink()


def note(out: Path, part: Part) -> None:
    """Write down what was read."""
    _write(_note(out, part), json.dumps(asdict(part), ensure_ascii=False))


def write_manifest(out: Path, failed: Mapping[str, str]) -> None:
    """Write down what the table is made of, and which shards of the last run are not in it."""
    found = [
        {**asdict(each), "files": [str(file.relative_to(out)) for file in files(out, each)]} for each in parts(out)
    ]
    about = {column.name: {"kind": column.kind, "about": column.about} for column in TABLE.columns}
    told = {"schema": SCHEMA, "columns": about, "parts": found, "failed": failed}
    _write(out / MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))


def _named(out: Path, file: Path) -> str:
    return file.relative_to(out).as_posix()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}-{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    _put(new, path)


def _put(new: Path, path: Path) -> None:
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.replace(path)
