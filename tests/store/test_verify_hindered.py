"""A sound archive that cannot be looked at is never called damaged: it is said what could not be checked, and why."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_archive import fill

from embedarchive.errors import ArchiveError
from embedarchive.store import Store, connecting, verify
from embedarchive.store.problems import UNCHECKED

_VERIFY = """
import sys
from embedarchive.store import verified_projection
verified_projection.MADE_KIB = 16
from embedarchive.cli import main
main(["verify", "--json", "--archive", sys.argv[1]])
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive that nobody touches."""
    folder = tmp_path_factory.mktemp("made") / "snapshots"
    with Store.open(folder) as store:
        store.begin_run("scan ferry.txt", operator="Ann")
        fill(store)
        store.end_run(3, {"found": 4})
    return folder


@pytest.fixture
def filled(made: Path, folder: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, folder))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of some megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)],  # noqa: S607 -- wherever it is
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S607 -- as above


def _fill_up(disk: Path) -> None:
    with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


def _verified(folder: Path, **environment: str) -> tuple[int, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-c", _VERIFY, str(folder)],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    found: dict[str, object] = json.loads(done.stdout)
    return done.returncode, found


def _kinds(found: dict[str, object]) -> set[str]:
    problems = found["problems"]
    assert isinstance(problems, list)
    return {problem["kind"] for problem in problems}


def test_a_full_disk_for_temporary_files(filled: Path, small_disk: Path) -> None:
    """Everything but the projection is examined; that this was not, and why, is said with exit code 3."""
    _fill_up(small_disk)
    code, found = _verified(filled, SQLITE_TMPDIR=str(small_disk), TMPDIR=str(small_disk))
    assert (code, found["sound"], found["complete"], _kinds(found)) == (3, True, False, {UNCHECKED})
    assert "full" in str(found["problems"])


def test_a_small_archive_needs_no_temporary_file(filled: Path, small_disk: Path) -> None:
    """The copy that is compared stays in memory as long as it is small."""
    _fill_up(small_disk)
    run = subprocess.run(
        [sys.executable, "-m", "embedarchive", "verify", "--archive", str(filled)],
        capture_output=True,
        text=True,
        env=os.environ | {"SQLITE_TMPDIR": str(small_disk), "TMPDIR": str(small_disk)},
        check=False,
        timeout=120,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "The archive is whole." in run.stdout


def test_a_full_disk_that_holds_the_archive(small_disk: Path) -> None:
    """Nothing is damaged there: whole, or not to be checked."""
    folder = small_disk / "archive"
    with Store.open(folder) as store:
        store.begin_run("scan ferry.txt")
        fill(store)
        store.end_run(0)
    _fill_up(small_disk)
    code, found = _verified(folder, SQLITE_TMPDIR=str(small_disk), TMPDIR=str(small_disk))
    assert (code, found["sound"], found["complete"]) == (3, True, False)
    (small_disk / "filler").unlink()
    assert _verified(folder)[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits")
def test_a_quota(filled: Path) -> None:
    """A limit on what may be written is no damage either."""
    import resource

    done = subprocess.run(
        [sys.executable, "-c", _VERIFY, str(filled)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        check=False,
        timeout=120,
    )
    assert done.returncode == 3, done.stdout
    assert json.loads(done.stdout)["sound"]


def _refuse(monkeypatch: pytest.MonkeyPatch, ending: str, code: int) -> None:
    whole = Path.open

    def opened(self: Path, *arguments: object, **options: object) -> object:
        if self.name.endswith(ending):
            raise OSError(code, os.strerror(code), str(self))
        return whole(self, *arguments, **options)  # type: ignore[call-overload] # as given

    monkeypatch.setattr(Path, "open", opened)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.EMFILE, errno.ENOMEM, errno.ESTALE, errno.EPERM])
def test_a_file_that_cannot_be_read(filled: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """A missing permission, a disk that fails: each such file is named, and the others are examined."""
    name = next(filled.glob("blobs/*/*")).name
    _refuse(monkeypatch, name, code)
    report = verify(filled)
    (problem,) = report.problems
    assert (problem.kind, problem.damage, report.sound, report.complete) == (UNCHECKED, False, True, False)
    assert problem.where.endswith(name)
    assert os.strerror(code) in problem.sentence


def test_a_file_that_is_missing_is_damage_as_before(filled: Path) -> None:
    """What is gone is gone, whatever else cannot be read."""
    lost, *_ = filled.glob("blobs/*/*")
    lost.unlink()
    report = verify(filled)
    assert not report.sound
    assert report.complete


def test_a_database_that_somebody_keeps_to_himself(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock is no damage."""
    monkeypatch.setattr(connecting, "PATIENCE_S", 0.1)
    holder = sqlite3.connect(filled / "archive.db", isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("DELETE FROM places")
    try:
        report = verify(filled)
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert (report.sound, report.complete) == (True, False)


@pytest.mark.parametrize(
    ("check", "error"),
    [
        ("verified_rows.check_chain", "SQLITE_IOERR_READ"),
        ("verified_rows.check_unsealed", "SQLITE_FULL"),
        ("verified_files.check_blobs", "SQLITE_BUSY"),
        ("verified_projection.check_projection", "SQLITE_CANTOPEN"),
    ],
)
def test_whatever_keeps_a_check_from_its_end(
    filled: Path, monkeypatch: pytest.MonkeyPatch, check: str, error: str
) -> None:
    """Each check on its own: the others go on."""

    def failing() -> object:
        failed = sqlite3.OperationalError("disk I/O error")
        failed.sqlite_errorname = error
        raise failed

    def hindered(*_: object) -> Iterator[object]:
        return (failing() for _ in range(1))

    monkeypatch.setattr(f"embedarchive.store.{check}", hindered)
    report = verify(filled)
    assert (report.sound, report.complete) == (True, False)
    assert {problem.kind for problem in report.problems} <= {UNCHECKED, "orphan"}


def test_damage_that_sqlite_reports_is_damage() -> None:
    """What a broken file causes is none of the reasons for which something could not be checked."""
    for name in ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ", "SQLITE_ERROR"):
        failed = sqlite3.DatabaseError("x")
        failed.sqlite_errorname = name
        assert connecting.hindrance(failed) is None
    assert connecting.hindrance(FileNotFoundError(errno.ENOENT, "gone")) is None
    assert connecting.hindrance(None) is None
    assert connecting.hindrance(MemoryError()) == "there is not enough memory"


@pytest.mark.skipif(os.name == "nt", reason="no users")
def test_who_may_not_read_the_folder(filled: Path) -> None:
    """A sentence: whether there is an archive, nobody can tell."""
    verify(filled)  # everything that is needed is loaded
    me = os.geteuid()
    filled.chmod(0)
    try:
        if me == 0:
            os.seteuid(65534)
        with pytest.raises(ArchiveError, match="Permission denied"):
            verify(filled)
    finally:
        os.seteuid(me)
        filled.chmod(0o700)
