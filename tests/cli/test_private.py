"""Who may read what is written: whom the umask lets, and nobody else where that is asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import commands
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCAN = ("scan", "examples/article.txt", "--from", "examples/recorded-web.warc.gz", "--quiet", "--archive")


def _rights(folder: Path) -> int:
    """All rights that anybody has to anything there."""
    found = 0
    for path in (folder, *folder.rglob("*")):
        found |= stat.S_IMODE(path.lstat().st_mode)
    return found


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
@pytest.mark.parametrize("words", [("--private",), ()])
def test_nobody_else_may_read_what_is_private(tmp_path: Path, words: tuple[str, ...]) -> None:
    """An archive, its copies and its exports; by the option or by the environment."""
    environment = {**os.environ, **({} if words else {"EMBEDARCHIVE_PRIVATE": "1"})}
    archive = tmp_path / "snapshots"
    for rest in (
        (*SCAN, str(archive)),
        ("export", "copy", str(tmp_path / "copy"), "--archive", str(archive)),
        ("export", "site", str(tmp_path / "site"), "--archive", str(archive)),
        ("export", "data", str(tmp_path / "data"), "--archive", str(archive)),
        ("export", "wacz", str(tmp_path / "kept.wacz"), "--archive", str(archive)),
    ):
        done = commands.run_text(*words, *rest, cwd=ROOT, env=environment)
        assert done.returncode == 0, done.stderr
    for made in tmp_path.iterdir():
        assert _rights(made) & 0o077 == 0, made.name


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_others_may_read_what_the_umask_lets_them_read(tmp_path: Path) -> None:
    """Every kept file, in the archive and in what is exported; a website may run as another user."""
    before = os.umask(0)
    os.umask(before)
    archive = tmp_path / "snapshots"
    for rest in ((*SCAN, str(archive)), ("export", "copy", str(tmp_path / "copy"), "--archive", str(archive))):
        assert commands.run_text(*rest, cwd=ROOT).returncode == 0
    kept = [*tmp_path.glob("*/blobs/*/*")]
    assert len(kept) > 10
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o444 & ~before}
    assert {stat.S_IMODE(path.parent.stat().st_mode) for path in kept} == {0o777 & ~before}
