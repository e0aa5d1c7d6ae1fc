"""Files are kept whole or not at all, under names that nobody outside can choose."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.errors import ArchiveError
from embedarchive.store import Store
from embedarchive.store.blobs import Blobs
from embedarchive.store.filesystem import FileSystem
from embedarchive.web.bodies import Sink

PATTERN = re.compile(r"^blobs/[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,5})?$")
CALLS = ("create", "write", "protect", "fsync", "close", "rename", "fsync_folder")


class Recorder(FileSystem):
    """Records the calls in their order, and makes the n-th of them fail."""

    def __init__(self, fail_at: int = 0, code: int = errno.EIO) -> None:
        self.calls: list[str] = []
        self.fail_at, self.code = fail_at, code

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 -- whatever the call returns
        call = super().__getattribute__(name)
        if name not in CALLS:
            return call

        def recorded(*arguments: Any) -> Any:  # noqa: ANN401 -- see above
            self.calls.append(name)
            if len(self.calls) == self.fail_at:
                raise OSError(self.code, os.strerror(self.code))
            return call(*arguments)

        return recorded


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    """An empty place for blobs."""
    kept = Blobs(tmp_path)
    kept.prepare()
    return kept


def _left_in(folder: Path) -> list[str]:
    return [file.name for file in (folder / "tmp").iterdir()]


def test_c2_the_order_of_the_calls_is_the_crash_safe_one(tmp_path: Path) -> None:
    """Written, protected, synced, closed, renamed, both folders synced: any other order can lose bytes."""
    files = Recorder()
    blobs = Blobs(tmp_path, files)
    blobs.prepare()
    assert files.calls == ["fsync_folder"]
    files.calls.clear()
    blobs.put(b"x" * 3_000_000)
    order = ["create", "write", "write", "write", "protect", "fsync", "close", "rename", "fsync_folder", "fsync_folder"]
    assert files.calls == order


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EINTR, errno.EMFILE], ids=errno.errorcode.get)
def test_c3_whichever_call_fails_nothing_is_half_kept(tmp_path: Path, code: int) -> None:
    """The n-th call fails, for every n: the error surfaces, tmp is empty, blobs are whole; then it works."""
    data = b"evidence" * 300_000
    digest = hashlib.sha256(data).hexdigest()
    for n in range(1, 100):
        folder = tmp_path / str(n)
        folder.mkdir()
        Blobs(folder).prepare()
        files = Recorder(n, code)
        blobs = Blobs(folder, files)
        if n == 11:
            blobs.put(data)
            assert len(files.calls) == 10
            break
        with pytest.raises(OSError, match=re.escape(os.strerror(code))):
            blobs.put(data)
        assert _left_in(folder) == []
        for file in folder.glob("blobs/*/*"):
            assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
        assert Blobs(folder).put(data).digest == digest
        assert len(list(folder.glob("blobs/*/*"))) == 1


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_c3_a_row_never_names_bytes_that_are_not_there(tmp_path: Path, code: int) -> None:
    """The same through the store: whatever fails, every row of `blobs` has its file; the reason reaches the user."""
    for n in range(1, 12):
        files = Recorder()
        with Store.open(tmp_path / str(n), files=files) as store:
            store.begin_run("x")
            files.calls, files.fail_at, files.code = [], n, code
            if n <= 8:  # as many calls as one small blob takes
                with pytest.raises(ArchiveError, match=re.escape(os.strerror(code))):
                    store.keep(b"evidence")
            blob = store.keep(b"evidence")
            store.add_media("https://a.example/1", {}, blob=blob, parser="1")
            for (path,) in store.connection.execute(
                "SELECT 'blobs/' || substr(digest, 1, 2) || '/' || digest || ending FROM blobs"
            ):
                assert (tmp_path / str(n) / path).read_bytes() == b"evidence"


@given(declared=st.text(max_size=200), data=st.binary(max_size=300))
def test_f1_nothing_from_outside_takes_part_in_a_path(
    tmp_path_factory: pytest.TempPathFactory, declared: str, data: bytes
) -> None:
    """Neither a server's word for the type nor the bytes can make a name that does not match the pattern."""
    blobs = Blobs(tmp_path_factory.mktemp("f1"))
    blobs.prepare()
    blob = blobs.put(data, declared)
    assert PATTERN.match(blob.path)
    assert (blobs.folder / blob.path).read_bytes() == data


@pytest.mark.parametrize("declared", ["../../x", "C:\\x", "a\0b", "CON", "x.desktop", "a\nb", "y" * 5000])
def test_f1_hostile_type_names(blobs: Blobs, declared: str) -> None:
    """The names that have broken other archives are kept as words, not used."""
    blob = blobs.put(b"x", declared)
    assert PATTERN.match(blob.path)
    assert blob.declared_type == declared


@pytest.mark.parametrize("planted", ["blobs", "tmp"])
def test_f2_a_link_in_place_of_a_folder_is_refused(tmp_path: Path, planted: str) -> None:
    """Somebody made `blobs` or `tmp` point elsewhere: nothing is written there."""
    folder, elsewhere = tmp_path / "archive", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / planted).symlink_to(elsewhere)
    with pytest.raises(ArchiveError, match="is a link"):
        Store.open(folder)
    assert list(elsewhere.iterdir()) == []


def test_f2_a_link_in_place_of_a_blob_is_refused(blobs: Blobs, tmp_path: Path) -> None:
    """The link's target keeps its bytes."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    path = blobs.folder / blobs.put(b"evidence").path
    path.unlink()
    path.symlink_to(victim)
    with pytest.raises(ArchiveError, match="not a plain file"):
        blobs.put(b"evidence")
    path.unlink()
    path.parent.rmdir()
    path.parent.symlink_to(tmp_path)
    with pytest.raises(ArchiveError, match="is a link"):
        blobs.put(b"evidence")
    assert victim.read_bytes() == b"mine"


def test_f2_a_streamed_file_that_is_a_link_is_refused(blobs: Blobs, tmp_path: Path) -> None:
    """What is adopted is opened without following links."""
    (tmp_path / "victim").write_bytes(b"mine")
    (tmp_path / "stream").symlink_to(tmp_path / "victim")
    with pytest.raises(OSError):  # noqa: PT011 -- the system's own word differs
        blobs.adopt(tmp_path / "stream")
    assert (tmp_path / "victim").read_bytes() == b"mine"


@pytest.mark.parametrize(("umask", "file", "folder"), [(0o022, 0o444, 0o755), (0o077, 0o400, 0o700)])
def test_f3_evidence_cannot_be_edited_by_accident(blobs: Blobs, umask: int, file: int, folder: int) -> None:
    """Nobody may write a kept file; who may read it, the umask says."""
    before = os.umask(umask)
    try:
        sink = Sink(100, blobs.folder / "tmp")
        sink.write(b"streamed")
        streamed = sink.finish().path
        assert streamed is not None
        for blob in (blobs.put(b"evidence"), blobs.adopt(Path(streamed))):
            path = blobs.folder / blob.path
            assert stat.S_IMODE(path.stat().st_mode) == file
            assert stat.S_IMODE(path.parent.stat().st_mode) == folder
    finally:
        os.umask(before)


def test_the_same_bytes_are_kept_once(blobs: Blobs) -> None:
    """Content is the name."""
    assert blobs.put(b"evidence", "text/plain") == blobs.put(b"evidence", "text/plain")
    assert len(list(blobs.folder.glob("blobs/*/*"))) == 1


def test_a_damaged_file_without_a_row_is_replaced(blobs: Blobs) -> None:
    """What a crash or a bad disk left under the right name is not trusted."""
    path = blobs.folder / blobs.put(b"evidence").path
    path.chmod(0o600)
    path.write_bytes(b"evidencf")
    blobs.put(b"evidence")
    assert path.read_bytes() == b"evidence"


def test_a_streamed_file_moves_in(blobs: Blobs, tmp_path: Path) -> None:
    """It is named by its digest, sniffed, protected, and gone from where it was."""
    stream = tmp_path / "stream"
    stream.write_bytes(b"\x89PNG\r\n\x1a\n" + b"p" * 2_000_000)
    blob = blobs.adopt(stream, "text/html")
    assert not stream.exists()
    assert (blob.media_type, blob.declared_type, blob.ending, blob.size) == (
        "image/png",
        "text/html",
        ".png",
        2_000_008,
    )
    assert hashlib.sha256((blobs.folder / blob.path).read_bytes()).hexdigest() == blob.digest
    stream.write_bytes((blobs.folder / blob.path).read_bytes())
    assert blobs.adopt(stream).digest == blob.digest
    assert not stream.exists()


def test_a_streamed_file_from_another_disk_is_copied(tmp_path: Path) -> None:
    """A rename across disks fails; the bytes arrive all the same."""

    class TwoDisks(FileSystem):
        def rename(self, source: Path, target: Path) -> None:
            if source.name == "stream":
                raise OSError(errno.EXDEV, "another disk")
            super().rename(source, target)

    blobs = Blobs(tmp_path, TwoDisks())
    blobs.prepare()
    (tmp_path / "stream").write_bytes(b"film" * 1000)
    blob = blobs.adopt(tmp_path / "stream")
    assert (tmp_path / blob.path).read_bytes() == b"film" * 1000
    assert not (tmp_path / "stream").exists()
    assert _left_in(tmp_path) == []


def test_what_a_killed_process_left_is_swept_after_an_hour(blobs: Blobs) -> None:
    """Not sooner: another process may be writing."""
    for name, age_s in (("old", 4000), ("new", 3000)):
        path = blobs.folder / "tmp" / name
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age_s,) * 2)
    assert blobs.sweep() == 1
    assert _left_in(blobs.folder) == ["new"]
