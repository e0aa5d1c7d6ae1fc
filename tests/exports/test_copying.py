"""Copies: whole whenever they are cut off, checked, and only added to."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from object_store import bucket
from sample_archive import make_archive, make_exchange

from embedarchive.cli import cli
from embedarchive.errors import ArchiveError, UsageError
from embedarchive.exports import copying
from embedarchive.exports.copying import DATABASE, copy_archive
from embedarchive.exports.object_copy import copy_to_objects
from embedarchive.store import Store, erase, verify
from embedarchive.store.connecting import COPIED
from embedarchive.store.verified_files import check_copied

TAMPERED = int(os.environ.get("TAMPERED", "60"))  # `make soak`: 10,000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive."""
    return make_archive(tmp_path_factory.mktemp("small") / "made")


@pytest.fixture
def archive(small: Path, tmp_path: Path) -> Path:
    """A copy of it, made otherwise."""
    return Path(shutil.copytree(small, tmp_path / "made"))


def blobs(folder: Path) -> dict[str, bytes]:
    """The files that an archive keeps."""
    return {path.name: path.read_bytes() for path in folder.glob("blobs/*/*")}


def add(archive: Path, words: bytes) -> None:
    """Keep one more answer."""
    with Store.open(archive) as store:
        store.begin_run("scan")
        store.add_exchange(make_exchange("https://api.example/more", words), key="twitter:902")
        store.end_run(0)


def test_a_copy_is_an_archive(archive: Path, tmp_path: Path) -> None:
    """Every file, the same chain, sound by `verify`, nothing beside the database; files of its own, no links."""
    made = copy_archive(archive, tmp_path / "copy")
    report = verify(tmp_path / "copy")
    assert (report.problems, report.head) == ((), made.head)
    assert blobs(tmp_path / "copy") == blobs(archive)
    assert made.added == made.files == len(blobs(archive))
    for path in (tmp_path / "copy").glob("blobs/*/*"):
        assert path.stat().st_nlink == 1


def test_thumbnails_come_along_and_go_with_what_is_erased(archive: Path, tmp_path: Path) -> None:
    """They are of the copy, too, and of nothing that it does not hold."""
    digest = next(path.stem for path in archive.glob("blobs/*/*.jpg"))
    small = Path("thumbs") / digest[:2] / f"{digest}.webp"
    (archive / small).parent.mkdir(parents=True)
    (archive / small).write_bytes(b"small")
    copy_archive(archive, tmp_path / "copy")
    assert (tmp_path / "copy" / small).read_bytes() == b"small"
    with Store.open(archive) as store:
        erase(store, "twitter:901", reason="asked")
    copy_archive(archive, tmp_path / "copy")
    assert not (tmp_path / "copy" / small).exists()


def test_the_next_copy_brings_what_is_new_only(archive: Path, tmp_path: Path) -> None:
    """Files that are there and whole are left; a damaged one is mended."""
    first = copy_archive(archive, tmp_path / "copy")
    damaged = next((tmp_path / "copy").glob("blobs/*/*"))
    damaged.chmod(0o600)
    damaged.write_bytes(b"x" * damaged.stat().st_size)
    add(archive, b"more words")
    second = copy_archive(archive, tmp_path / "copy")
    assert (second.added, second.files) == (3, first.files + 2)
    assert verify(tmp_path / "copy").problems == ()
    assert copy_archive(archive, tmp_path / "copy").added == 0


def test_a_copy_is_made_while_somebody_writes(archive: Path, tmp_path: Path) -> None:
    """A writer in the middle of a transaction: the copy is of the moment before, and whole."""
    with Store.open(archive) as store:
        store.begin_run("scan")
        with store.transaction():
            store.add_exchange(make_exchange("https://api.example/late", b"late words"), key="twitter:902")
            copy_archive(archive, tmp_path / "copy")
        assert verify(tmp_path / "copy").sound
        with closing(sqlite3.connect(tmp_path / "copy" / DATABASE)) as copied:
            late = "SELECT count(*) FROM fetches WHERE url = 'https://api.example/late'"
            assert copied.execute(late).fetchone() == (0,)
        store.end_run(0)
    copy_archive(archive, tmp_path / "copy")
    assert verify(tmp_path / "copy").sound
    assert blobs(tmp_path / "copy") == blobs(archive)


@pytest.mark.parametrize("cut", [1, 3])
def test_a_copy_that_is_cut_off_is_whole_and_goes_on(
    cut: int, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after so many files: what stood in the copy before still proves itself; the next run brings the rest."""
    copy_archive(archive, tmp_path / "copy")
    for number in range(4):
        add(archive, b"%d more words" % number)
    brought, calls, most = copying._brought, iter(range(100)), len(blobs(tmp_path / "copy")) + cut

    def stopped(*given: object) -> bool:
        if next(calls) >= most:
            raise KeyboardInterrupt
        return brought(*given)  # type: ignore[arg-type] # as they were given

    with monkeypatch.context() as patched:
        patched.setattr(copying, "_brought", stopped)
        with pytest.raises(KeyboardInterrupt):
            copy_archive(archive, tmp_path / "copy")
    assert verify(tmp_path / "copy").sound
    copy_archive(archive, tmp_path / "copy")
    assert verify(tmp_path / "copy").problems == ()


def test_damage_is_not_copied(archive: Path, tmp_path: Path) -> None:
    """A file whose bytes are others than those that were kept stops the copy, and no database comes."""
    path = next(archive.glob("blobs/*/*"))
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(ArchiveError, match="missing or damaged"):
        copy_archive(archive, tmp_path / "copy")
    assert not (tmp_path / "copy" / DATABASE).exists()


def test_what_is_no_copy_is_not_written_into(archive: Path, tmp_path: Path) -> None:
    """A folder with other files, another archive, a copy that went on by itself, the archive itself: all refused."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="is no copy of an archive"):
        copy_archive(archive, tmp_path / "mine")
    copy_archive(archive, tmp_path / "copy")
    add(tmp_path / "copy", b"its own words")
    with pytest.raises(UsageError, match="another archive, or a copy that was written to"):
        copy_archive(archive, tmp_path / "copy")
    for inside in (archive, archive / "copy"):
        with pytest.raises(UsageError, match="in the archive itself"):
            copy_archive(archive, inside)


def test_what_is_erased_leaves_the_copy(archive: Path, tmp_path: Path) -> None:
    """The next copy lacks the words and the files, and the command says so."""
    copy_archive(archive, tmp_path / "copy")
    with Store.open(archive) as store:
        erase(store, "twitter:901", reason="asked")
    done = CliRunner().invoke(cli, ["export", "copy", str(tmp_path / "copy"), "--archive", str(archive)])
    assert "removed that were erased" in done.output
    assert "Left out: 1 post whose words were erased." in done.output
    assert verify(tmp_path / "copy").problems == ()
    assert blobs(tmp_path / "copy") == blobs(archive)
    assert b"The ferry number 1 left" not in (tmp_path / "copy" / DATABASE).read_bytes()


def test_any_changed_byte_of_a_copy_is_told(archive: Path, tmp_path: Path) -> None:
    """A byte of each file, and of the log in the database: `verify` of the copy tells each."""
    copy = tmp_path / "copy"
    copy_archive(archive, copy)
    for path in copy.glob("blobs/*/*"):
        whole = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        assert [problem.where for problem in verify(copy).problems] == [str(path.relative_to(copy))]
        path.write_bytes(whole)
    data = (copy / DATABASE).read_bytes()
    at = data.index(b"https://api.example/901")
    (copy / DATABASE).write_bytes(data[:at] + b"g" + data[at + 1 :])
    assert not verify(copy).sound
    chance = random.Random(14)  # noqa: S311 -- the same in every run
    for place in chance.sample(range(len(data)), TAMPERED):
        (copy / DATABASE).write_bytes(data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :])
        assert list(check_copied(copy)), f"byte {place}"
    (copy / DATABASE).write_bytes(data)
    assert verify(copy).problems == ()


def test_a_copy_that_is_written_to_is_an_archive_of_its_own(archive: Path, tmp_path: Path) -> None:
    """Nobody takes what was added there for damage."""
    copy_archive(archive, tmp_path / "copy")
    assert (tmp_path / "copy" / COPIED).is_file()
    add(tmp_path / "copy", b"more")
    assert verify(tmp_path / "copy").problems == ()


# ------------------------------------------------------------------------------------------------------- object stores


def fetched(target: str, folder: Path) -> None:
    """All objects as files."""
    import obstore
    from obstore.store import from_url

    store = from_url(target)
    for page in obstore.list(store):
        for item in page:
            path = folder / item["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(obstore.get(store, item["path"]).bytes()))


def test_a_copy_in_an_object_store_is_an_archive(archive: Path, tmp_path: Path, objects: str) -> None:
    """What is fetched from there proves itself; the next copy sends what is new only; what is erased goes."""
    target = bucket(objects, "one")
    first = copy_to_objects(archive, target)
    fetched(target, tmp_path / "back")
    assert verify(tmp_path / "back").problems == ()
    assert first.added == len(blobs(archive))
    add(archive, b"more words")
    assert copy_to_objects(archive, target).added == 2
    with Store.open(archive) as store:
        erase(store, "twitter:901", reason="asked")
    assert copy_to_objects(archive, target).removed > 0
    fetched(target, tmp_path / "again")
    assert blobs(tmp_path / "again") == blobs(archive)
    assert verify(tmp_path / "again").problems == ()


def test_an_object_store_that_is_not_there_is_told(archive: Path, objects: str) -> None:
    """One sentence, no traceback."""
    assert objects
    with pytest.raises(UsageError, match="cannot be used"):
        copy_to_objects(archive, "s3://no-such-bucket/x")


def test_the_database_comes_last(archive: Path, objects: str) -> None:
    """Cut off in the middle: the files that came are there, and no database that names others."""
    import obstore
    from obstore.store import from_url

    target = bucket(objects, "two")
    path = max(archive.glob("blobs/*/*"), key=os.path.getmtime)
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(ArchiveError, match="missing or damaged"):
        copy_to_objects(archive, target)
    store = from_url(target)
    assert DATABASE not in {item["path"] for page in obstore.list(store) for item in page}
