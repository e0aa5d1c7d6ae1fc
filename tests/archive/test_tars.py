"""Articles and exports in a tar, also one packed with gzip; a stranger's tar reaches nothing and costs little."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import Archive
from embedarchive.archive.articles import tars
from embedarchive.archive.results import Noted, Result
from tests.archive.test_exported import SHARED, of_mastodon, of_x
from tests.archive.test_packed import IDS, page, read


def tarred(path: Path, files: Mapping[str, bytes | tarfile.TarInfo]) -> Path:
    """A tar with these files, packed with gzip where its name says so."""
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for name, data in files.items():
            if isinstance(data, tarfile.TarInfo):
                archive.addfile(data)
                continue
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """An entry that is no file."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("name", ["export.tar.gz", "export.tar", "export"])
def test_an_export_in_a_tar(tmp_path: Path, record: Callable[..., Path], name: str) -> None:
    """As Mastodon handed them out: the posts with their files, and what was shared is counted."""
    nothing = record({"https://x.example/": (404, "text/plain", b"no")})
    with Archive(tmp_path / "snapshots", recordings=nothing) as archive:
        events = list(archive.events([tarred(tmp_path / name, of_mastodon())]))
        kept = list(archive.database().query("SELECT status FROM media"))
    results = [(str(each.status), each.id) for each in events if isinstance(each, Result) and each.kind == "embed"]
    assert results == [("archived", "social.example/110640658973976934")]
    assert kept == [{"status": "archived"}]
    told = [each.sentence for each in events if isinstance(each, Noted)]
    assert [each.partition(": ")[2] for each in told] == [
        "passed over 1 entry that the account shared and did not write."
    ]


def test_retweets_are_counted(tmp_path: Path, record: Callable[..., Path]) -> None:
    """Nothing of an export is dropped in silence."""
    nothing = record({"https://x.example/": (404, "text/plain", b"no")})
    with Archive(tmp_path / "snapshots", recordings=nothing) as archive:
        events = list(archive.events([tarred(tmp_path / "x.tar", of_x())]))
    told = [each.sentence for each in events if isinstance(each, Noted)]
    assert [each.partition(": ")[2] for each in told] == [
        "passed over 1 entry that the account shared and did not write."
    ]
    assert SHARED not in [each.id for each in events if isinstance(each, Result)]


def test_pages_in_a_tar(tmp_path: Path) -> None:
    """Each is an article; what is none is passed over."""
    files = {"a/1.html": page(0).encode(), "a/2.html": page(1).encode(), "a/x.bin": b"\0", ".hidden.html": b"<p>no"}
    assert read(tarred(tmp_path / "pages.tgz", files)) == (list(IDS), [])


def test_what_is_no_file_of_it_is_never_followed(tmp_path: Path) -> None:
    """Links out of it and inside it, devices, pipes, folders above it, and an entry that claims to be huge."""
    (tmp_path / "secret.html").write_text(page(1))
    secret = str(tmp_path / "secret.html")
    huge = tarfile.TarInfo("huge.html")
    huge.type, huge.pax_headers = tarfile.REGTYPE, {"GNU.sparse.major": "0", "GNU.sparse.map": "0,0",
        "GNU.sparse.size": str(1 << 50)}  # fmt: skip
    files: dict[str, bytes | tarfile.TarInfo] = {
        "1.html": page(0).encode(),
        "link.html": special("link.html", tarfile.SYMTYPE, secret),
        "hard.html": special("hard.html", tarfile.LNKTYPE, secret),
        "inside.html": special("inside.html", tarfile.SYMTYPE, "1.html"),
        "device.html": special("device.html", tarfile.CHRTYPE),
        "pipe.html": special("pipe.html", tarfile.FIFOTYPE),
        "../secret.html": page(1).encode(),
        f"/{secret}": page(1).encode(),
        "huge.html": huge,
    }
    posts, told = read(tarred(tmp_path / "hostile.tar.gz", files))
    assert posts == [IDS[0]]
    assert not told
    assert not list(tmp_path.glob("**/link.html"))


def test_a_tar_that_unfolds_without_end_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that gzip makes of nothing are noticed at the bound."""
    monkeypatch.setattr(tars, "_SMALL", 1_000_000)
    monkeypatch.setattr(tars, "RATIO", 2)
    path = tarred(tmp_path / "bomb.tar.gz", {"1.html": page(0).encode(), "2.html": b"<p>" + b" " * 50_000_000})
    posts, told = read(path)
    assert posts == []
    assert [each.partition(": ")[2] for each in told] == [
        "unpacks to far more than an export; unpack it and give the folder."
    ]


@pytest.mark.parametrize("kept", [600, 1024, 1500])
def test_a_tar_that_is_cut_gives_what_stands_before_the_cut(tmp_path: Path, kept: int) -> None:
    """The whole files before it are read, and that there may be more is told."""
    whole = tarred(tmp_path / "whole.tar", {"1.html": page(0).encode(), "2.html": page(1).encode()}).read_bytes()
    cut = tmp_path / "cut.tar"
    cut.write_bytes(whole[:kept])
    posts, told = read(cut)
    assert posts == ([IDS[0]] if kept >= 1024 else [])
    assert all("cut" in each or "broken" in each for each in told)
    assert told


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_a_sentence(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any byte changed, in the tar or in its gzip: articles or sentences, and no other error."""
    folder = tmp_path_factory.mktemp("tar")
    whole = bytearray(tarred(folder / "1.tar", {"1.html": page(0).encode(), "a.txt": b"words"}).read_bytes()[:3072])
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = folder / "2.tar.gz"
    packed = bytearray(gzip.compress(bytes(whole), mtime=0))
    if data.draw(st.booleans()):
        packed[data.draw(st.integers(10, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(packed)
    read(path)
