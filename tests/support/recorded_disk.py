"""A disk whose power can be cut: every write, sync, rename and removal is recorded, and any beginning of it replayed.

What Python writes is recorded at the calls of `os`, what SQLite writes at its own layer for operating systems (its
"VFS", https://sqlite.org/vfs.html), into which two functions are put. A power cut leaves what was synced, and of the
rest any part: that is what `Disk.after` makes a folder of.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

SECTOR = 512
"""Bytes that a disk writes at once, or not."""
CREATE, JOURNALS = 0x04, 0x0800 | 0x80000
"""`SQLITE_OPEN_CREATE`; `SQLITE_OPEN_MAIN_JOURNAL` and `SQLITE_OPEN_WAL`."""

Kind = Literal["mkdir", "create", "write", "truncate", "sync", "rename", "unlink", "syncdir", "told"]
Way = Literal["all", "synced", "some"]
"""What of the writes that were not synced yet is on the disk: all, none, or any part, the last write torn."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was asked of the disk, or (`told`) that was told to somebody."""

    kind: Kind
    path: str
    file: int = 0
    at: int = 0
    data: bytes = b""
    other: str = ""


@dataclass(slots=True)
class _File:
    """A file: what was synced, and the steps since."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        """Let everything reach the disk."""
        for step in self.pending:
            _write(self.synced, step)
        self.pending.clear()


@dataclass(slots=True)
class _Folder:
    """The names in a folder: those that were synced, and the steps since."""

    names: dict[str, int | None] = field(default_factory=dict)
    pending: list[Step] = field(default_factory=list)

    def sync(self, path: str) -> None:
        """Let all names reach the disk."""
        for step in self.pending:
            _enter(self.names, step, path)
        self.pending.clear()


class Disk:
    """What was asked of the files below a folder, in order."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.steps: list[Step] = []
        self._numbers: dict[str, int] = {}
        self._made = 0

    def tell(self, fact: str) -> None:
        """Note that something was told: from here on it may not be lost."""
        self.steps.append(Step("told", fact))

    def note(self, kind: Kind, path: str, *, at: int = 0, data: bytes = b"", other: str = "") -> None:
        """Note a step on a file or folder below the root; all else is no concern of this disk's."""
        if not self._is_ours(path):
            return
        if kind == "create":
            if path in self._numbers:
                return
            self._made += 1
            self._numbers[path] = self._made
        number = self._numbers.get(path, 0)
        self.steps.append(Step(kind, path, number, at, data, other))
        if kind == "rename":
            self._numbers[other] = self._numbers.pop(path)
        elif kind == "unlink":
            self._numbers.pop(path, None)

    def _is_ours(self, path: str) -> bool:
        return f"{path}/".startswith(f"{self.root}/") and not path.endswith("-shm")

    def after(self, count: int, way: Way, target: Path, chance: random.Random) -> list[str]:
        """Make a folder of what a power cut after so many steps leaves; what had been told by then.

        Args:
            count: how many of the steps were done.
            way: what of the unsynced is there.
            target: the folder that is made, with the root's files in it.
            chance: what decides where `way` is `some`.
        """
        files: dict[int, _File] = {}
        folders: dict[str, _Folder] = {str(self.root): _Folder()}
        done = self.steps[:count]
        for step in done:
            if step.kind in {"write", "truncate"}:
                files[step.file].pending.append(step)
            elif step.kind == "sync":
                files[step.file].sync()
            elif step.kind == "syncdir":
                folders[step.path].sync(step.path)
            elif step.kind != "told":
                _name(files, folders, step)
        self._make(files, folders, way, target, chance)
        return [step.path for step in done if step.kind == "told"]

    def _make(
        self, files: dict[int, _File], folders: dict[str, _Folder], way: Way, target: Path, chance: random.Random
    ) -> None:
        for path, folder in folders.items():  # in a folder names change in order: any beginning of that
            count = {"all": len(folder.pending), "synced": 0, "some": chance.randint(0, len(folder.pending))}[way]
            for step in folder.pending[:count]:
                _enter(folder.names, step, path)
        for file in files.values():
            pending = file.pending if way == "all" else [] if way == "synced" else _part(file.pending, chance)
            for step in pending:
                _write(file.synced, step)
        self._fill(str(self.root), target, files, folders)

    def _fill(self, path: str, target: Path, files: dict[int, _File], folders: dict[str, _Folder]) -> None:
        target.mkdir()
        for name, number in folders[path].names.items():
            if number is None:
                self._fill(f"{path}/{name}", target / name, files, folders)
            else:
                (target / name).write_bytes(files[number].synced)


def _part(pending: list[Step], chance: random.Random) -> list[Step]:
    """Any of the writes, in order, and of the last of them only some sectors."""
    part = [step for step in pending if chance.random() < 0.5]
    if part and part[-1].kind == "write" and len(part[-1].data) > SECTOR:
        last = part.pop()
        length = chance.randrange(0, len(last.data), SECTOR)
        part.append(Step("write", last.path, last.file, last.at, last.data[:length]))
    return part


def _write(content: bytearray, step: Step) -> None:
    if step.kind == "truncate":
        del content[step.at :]
    if len(content) < step.at:
        content.extend(bytes(step.at - len(content)))
    content[step.at : step.at + len(step.data)] = step.data


def _name(files: dict[int, _File], folders: dict[str, _Folder], step: Step) -> None:
    """Note that names of folders changed."""
    if step.kind == "create":
        files[step.file] = _File()
    elif step.kind == "mkdir":
        folders.setdefault(step.path, _Folder())
    parents = [path.rpartition("/")[0] for path in (step.path, step.other) if path]
    for parent in dict.fromkeys(parents):
        folders[parent].pending.append(step)


def _enter(names: dict[str, int | None], step: Step, folder: str) -> None:
    """Change the names of a folder; a file that is renamed into another is then in both until that one is synced."""
    parent, _, name = step.path.rpartition("/")
    if step.kind in {"create", "mkdir"}:
        names[name] = step.file if step.kind == "create" else None
    elif step.kind == "unlink":
        names.pop(name, None)
    elif step.kind == "rename":
        into, _, new = step.other.rpartition("/")
        if parent == folder:
            names.pop(name, None)
        if into == folder:
            names[new] = step.file


# ------------------------------------------------------------------------------------------------------------ recording


@contextlib.contextmanager
def recording(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Record what happens to the files below a folder, by this process.

    No connection of SQLite's may be open at the beginning or at the end.
    """
    disk = Disk(root)
    with monkeypatch.context() as patched, _recording_sqlite(disk):
        _record_python(disk, patched)
        yield disk


def _record_python(disk: Disk, patched: pytest.MonkeyPatch) -> None:
    def around(name: str, note: Callable[..., object]) -> None:
        call = getattr(os, name)

        def noting(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- as the call has it
            found = call(*args, **kwargs)
            note(found, *args)
            return found

        patched.setattr(os, name, noting)

    handles = _Handles(disk)
    for name in ("open", "write", "fsync", "close"):
        around(name, getattr(handles, name))
    around("mkdir", lambda _, path, *__: disk.note("mkdir", os.fspath(path)))
    for name in ("rename", "replace"):
        around(name, lambda _, source, target: disk.note("rename", os.fspath(source), other=os.fspath(target)))
    for name in ("unlink", "remove"):
        around(name, lambda _, path: disk.note("unlink", os.fspath(path)))


class _Handles:
    """What was done with the handles of files and folders; the first argument of each is what the call returned."""

    def __init__(self, disk: Disk) -> None:
        self._disk, self._open = disk, dict[int, tuple[str, bool]]()

    def open(self, handle: int, path: str | os.PathLike[str], flags: int, *_: object) -> None:
        """A file or folder was opened."""
        self._open[handle] = (os.fspath(path), bool(flags & os.O_DIRECTORY))
        if flags & os.O_CREAT:
            self._disk.note("create", os.fspath(path))

    def write(self, count: int, handle: int, data: bytes) -> None:
        """So many bytes were written at the end."""
        if handle in self._open:
            at = os.lseek(handle, 0, os.SEEK_CUR) - count
            self._disk.note("write", self._open[handle][0], at=at, data=bytes(data[:count]))

    def fsync(self, _: None, handle: int) -> None:
        """It reached the disk."""
        if handle in self._open:
            path, is_folder = self._open[handle]
            self._disk.note("syncdir" if is_folder else "sync", path)

    def close(self, _: None, handle: int) -> None:
        """The number may stand for another file from now on."""
        self._open.pop(handle, None)


_Pointer = ctypes.c_void_p
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, _Pointer, _Pointer, _Pointer, ctypes.c_int, ctypes.POINTER(ctypes.c_int))
_DELETE = ctypes.CFUNCTYPE(ctypes.c_int, _Pointer, ctypes.c_char_p, ctypes.c_int)
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int, _Pointer, _Pointer, ctypes.c_int, ctypes.c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, _Pointer, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, _Pointer, ctypes.c_int)


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`, up to what is needed of it."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest", ctypes.c_int),
        ("next", _Pointer),
        ("name", ctypes.c_char_p),
        ("data", _Pointer),
        ("open", _Pointer),
        ("delete", _Pointer),
    )


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`; the functions behind `sync` are as they were."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", _Pointer),
        ("read", _Pointer),
        ("write", _Pointer),
        ("truncate", _Pointer),
        ("sync", _Pointer),
        ("others", _Pointer * 13),
    )


def _library() -> Any:  # noqa: ANN401 -- a library of any functions
    """The SQLite that Python uses, wherever that is built into."""
    import _sqlite3

    library = ctypes.CDLL(_sqlite3.__file__)
    try:
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    except AttributeError:
        pytest.skip("this Python hides the functions of its SQLite")
    return library


@contextlib.contextmanager
def _recording_sqlite(disk: Disk) -> Iterator[None]:
    """Put functions that take notes before SQLite's own."""
    vfs = _library().sqlite3_vfs_find(None).contents
    opens, deletes = _OPEN(vfs.open), _DELETE(vfs.delete)
    paths: dict[int, str] = {}
    journals: set[str] = set()
    tables: dict[int, tuple[_Methods, tuple[Any, ...]]] = {}  # by those of SQLite; kept for as long as files are open

    def opened(this: int, name: int | None, file: int, flags: int, out: Any) -> int:  # noqa: ANN401 -- a pointer
        code = int(opens(this, name, file, flags, out))  # SQLite keeps the very pointer to the name
        if code == 0 and name is not None:
            path = os.fsdecode(ctypes.string_at(name))
            paths[file] = path
            if flags & CREATE:
                disk.note("create", path)
                if flags & JOURNALS:
                    journals.add(path)
            methods = ctypes.cast(file, ctypes.POINTER(_Pointer))
            original = methods[0]
            if original not in tables:
                tables[original] = _table(original, disk, paths, journals)
            methods[0] = ctypes.addressof(tables[original][0])
        return code

    def deleted(this: int, name: bytes, with_folder: int) -> int:
        code = int(deletes(this, name, with_folder))
        if code == 0:
            path = os.fsdecode(name)
            disk.note("unlink", path)
            if with_folder:
                disk.note("syncdir", os.path.dirname(path))  # noqa: PTH120 -- a string
        return code

    ours = _OPEN(opened), _DELETE(deleted)
    before = vfs.open, vfs.delete
    vfs.open, vfs.delete = (ctypes.cast(each, _Pointer) for each in ours)
    try:
        yield
    finally:
        vfs.open, vfs.delete = before


def _table(original: int, disk: Disk, paths: dict[int, str], journals: set[str]) -> tuple[_Methods, tuple[Any, ...]]:
    """SQLite's functions for a file, those that change it with notes; what has to be kept with the table."""
    found = _Methods.from_address(original)
    copy = _Methods.from_buffer_copy(found)
    writes, truncates, syncs = _WRITE(found.write), _TRUNCATE(found.truncate), _SYNC(found.sync)

    def written(file: int, data: int, count: int, at: int) -> int:
        code = int(writes(file, data, count, at))
        if code == 0:
            disk.note("write", paths[file], at=at, data=ctypes.string_at(data, count))
        return code

    def truncated(file: int, size: int) -> int:
        code = int(truncates(file, size))
        if code == 0:
            disk.note("truncate", paths[file], at=size)
        return code

    def synced(file: int, flags: int) -> int:
        code = int(syncs(file, flags))
        if code == 0:
            disk.note("sync", paths[file])
            if paths[file] in journals:  # the first time its folder, too: `UNIXFILE_DIRSYNC`
                journals.discard(paths[file])
                disk.note("syncdir", os.path.dirname(paths[file]))  # noqa: PTH120 -- a string
        return code

    ours = _WRITE(written), _TRUNCATE(truncated), _SYNC(synced)
    copy.write, copy.truncate, copy.sync = (ctypes.cast(each, _Pointer) for each in ours)
    return copy, (*ours, writes, truncates, syncs)
