"""The archive as a site: complete, checked, and served by the command that stands in its Dockerfile."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import commands
import pytest
from click.testing import CliRunner

from embedarchive.cli import cli
from embedarchive.errors import ArchiveError, UsageError
from embedarchive.exports.new_folder import folder_beside
from embedarchive.exports.site import COMMAND, export_site, write_wheel
from embedarchive.store import Store, erase, verify
from embedarchive.store.blobs import digest_of

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "datasette.yml"
DEMO = ROOT / "examples"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's archive, made from its recording."""
    folder = tmp_path_factory.mktemp("site") / "snapshots"
    recording = ("--from", str(DEMO / "recorded-web.warc.gz"))
    done = commands.run("scan", str(DEMO / "article.txt"), "--archive", str(folder), *recording)
    assert done.returncode == 0
    return folder


@pytest.fixture(scope="module")
def site(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That archive as a site."""
    folder = tmp_path_factory.mktemp("out") / "site"
    (archive / "town.pmtiles").write_bytes(b"PMTiles\x03 and so on")
    export_site(archive, folder, CONFIG)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_holds_every_kept_byte(archive: Path, site: Path) -> None:
    """Files and small pictures are the archive's own; the database is one file that proves itself whole."""
    for part in ("blobs", "thumbs"):
        assert files(site / part) == files(archive / part)
        assert files(site / part)
    assert (site / "town.pmtiles").read_bytes() == (archive / "town.pmtiles").read_bytes()
    assert not list(site.glob("archive.db-*"))
    assert verify(site).sound
    with contextlib.closing(sqlite3.connect(site / "archive.db")) as copied:
        assert copied.execute("pragma journal_mode").fetchone() == ("delete",)  # nothing that a reader would write to
        ours = copied.execute("select count(*) from events").fetchone()
    with contextlib.closing(sqlite3.connect(archive / "archive.db")) as original:
        assert original.execute("select count(*) from events").fetchone() == ours


def test_w7_a_site_is_served_by_its_own_command(site: Path, tmp_path: Path) -> None:
    """W7: the Dockerfile's command, with the program that lies in the folder; strangers write no SQL of their own."""
    program = tmp_path / "program"
    with zipfile.ZipFile(next(site.glob("*.whl"))) as wheel:
        wheel.extractall(program)
    given = json.loads(re.findall(r"^CMD (.+)$", (site / "Dockerfile").read_text(), re.MULTILINE)[0])
    assert given[: len(COMMAND)] == list(COMMAND)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", *given[: len(COMMAND)], "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(program)}
    code = "import embedarchive; print(embedarchive.__file__)"
    where = subprocess.check_output([sys.executable, "-c", code], cwd=site, env=environment, text=True)
    assert where.startswith(str(program))
    running = subprocess.Popen(command, cwd=site, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        home = _page(f"http://127.0.0.1:{port}/", running)
        assert 'href="/-/gallery"' in home
        gallery = _page(f"http://127.0.0.1:{port}/-/gallery", running)
        thumbnail = re.findall(r'src="(/-/thumb/[0-9a-f]{64})"', gallery)[0]
        with urlopen(f"http://127.0.0.1:{port}{thumbnail}") as answer:
            assert answer.read(3) == b"\xff\xd8\xff"
        assert '"is_mutable": false' in _page(f"http://127.0.0.1:{port}/-/databases.json", running)
        assert '"ok": true' in _page(f"http://127.0.0.1:{port}/archive/vanished-posts.json", running)
        with pytest.raises(HTTPError, match="403"):
            urlopen(f"http://127.0.0.1:{port}/archive/-/query.json?sql=select+1")
    finally:
        running.terminate()
        running.wait(60)


def _page(address: str, running: subprocess.Popen[bytes]) -> str:
    for _ in range(1200):
        with contextlib.suppress(ConnectionRefusedError, OSError), urlopen(address) as answer:  # noqa: S310 -- this machine
            text: str = answer.read().decode()
            return text
        assert running.poll() is None, "datasette ended"
        time.sleep(0.1)
    pytest.fail("datasette did not answer within two minutes")


def test_what_has_to_be_installed_is_pinned(site: Path) -> None:
    """Every dependency in the version that is installed here, and the program itself from the folder."""
    lines = (site / "requirements.txt").read_text().split()
    assert all(
        re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.+]*|\./embedarchive-[0-9.]+-py3-none-any\.whl", line)
        for line in lines
    )
    assert any(line.startswith("datasette==1.0") for line in lines)
    assert not any(line.startswith(("pytest", "lxml")) for line in lines)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-deps", "-r", "requirements.txt"],
        cwd=site, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_wheel_is_the_same_each_time(tmp_path: Path) -> None:
    """From the same files."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert write_wheel(tmp_path / "a", CONFIG).read_bytes() == write_wheel(tmp_path / "b", CONFIG).read_bytes()


def test_a_damaged_archive_is_not_given_away(archive: Path, tmp_path: Path) -> None:
    """A file that changed, or is gone: one sentence, and nothing half made is left."""
    copy = tmp_path / "snapshots"
    shutil.copytree(archive, copy)
    victim = next(path for path in (copy / "blobs").rglob("*.jpg"))
    victim.chmod(0o644)
    victim.write_bytes(victim.read_bytes() + b"x")
    with pytest.raises(ArchiveError, match="is damaged"):
        export_site(copy, tmp_path / "out", CONFIG)
    victim.unlink()
    with pytest.raises(ArchiveError, match="could not be copied"):
        export_site(copy, tmp_path / "out", CONFIG)
    victim.symlink_to("/etc/hostname")
    with pytest.raises(ArchiveError, match="is damaged"):
        export_site(copy, tmp_path / "out", CONFIG)
    assert [path.name for path in tmp_path.iterdir()] == ["snapshots"]


def test_what_was_erased_is_not_in_the_site(archive: Path, tmp_path: Path) -> None:
    """Neither the words, nor in the free pages of the database, nor the files."""
    copy = tmp_path / "snapshots"
    shutil.copytree(archive, copy)
    with Store.open(copy) as store:
        post = next(row for row in store.listed_posts() if row["handle"] == "zarichna_spiv")
        store.begin_run("erase")
        gone = erase(store, str(post["key"]), reason="asked")
        store.end_run(0, {})
    export_site(copy, tmp_path / "out", CONFIG)
    words = str(post["text"]).split("!")[0].encode()
    assert words
    assert words not in (tmp_path / "out" / "archive.db").read_bytes()
    left = {digest_of(path) for path in (tmp_path / "out" / "blobs").rglob("*") if path.is_file()}
    assert gone.digests
    assert not left & set(gone.digests)
    assert verify(tmp_path / "out").sound


def test_a_folder_that_holds_something_is_left_alone(archive: Path, tmp_path: Path) -> None:
    """An empty one will do."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        export_site(archive, tmp_path / "full", CONFIG)
    (tmp_path / "empty").mkdir()
    assert export_site(archive, tmp_path / "empty", CONFIG).files > 5


def test_the_command(archive: Path, tmp_path: Path) -> None:
    """Says what it wrote, who can read it, and how to serve it."""
    done = CliRunner().invoke(cli, ["export", "site", str(tmp_path / "out"), "--archive", str(archive)])
    assert done.exit_code == 0, done.output
    assert "Whoever gets it can read all of it" in done.output
    assert " ".join(COMMAND) in done.output


def test_what_a_killed_command_left_is_removed_and_what_one_writes_is_not(tmp_path: Path) -> None:
    """Beside a folder or file of the same name; whoever still writes holds a lock that ends with it."""
    for name in (".site-0123abcd.unfinished", ".site-mine.unfinished", ".other-0123abcd.unfinished"):
        (tmp_path / name).mkdir()
    with folder_beside(tmp_path / "site") as working, folder_beside(tmp_path / "site") as other:
        assert working.is_dir()
        assert other.is_dir()
    left = {each.name for each in tmp_path.iterdir()}
    assert left == {".site-mine.unfinished", ".other-0123abcd.unfinished"}
