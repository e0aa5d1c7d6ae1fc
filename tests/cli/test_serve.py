"""`serve` as a user meets it: where the archive is, what stands in the way, and a quiet end."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from embedarchive import Archive
from embedarchive.store.projection import VERSION

COMMAND = [sys.executable, "-m", "embedarchive"]


def command(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """The command, under way."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refused(*arguments: str, cwd: Path) -> str:
    """The one sentence with which it declines."""
    process = command(*arguments, cwd=cwd)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    (sentence,) = err.splitlines()
    return sentence


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """One sentence with the way out; no server is begun."""
    Archive(tmp_path / "snapshots").close()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sentence = refused("serve", "--port", str(port), cwd=tmp_path)
    assert f"port {port}" in sentence
    assert "--port 0" in sentence


def test_no_archive_and_no_such_host(tmp_path: Path) -> None:
    """Said before anything listens."""
    assert "There is no archive" in refused("serve", cwd=tmp_path)
    Archive(tmp_path / "snapshots").close()
    assert "--host" in refused("serve", "--host", "192.0.2.1", cwd=tmp_path)


@pytest.mark.parametrize("asked", ["serve", "list", "show 1"])
def test_an_archive_of_an_older_version(asked: str, tmp_path: Path) -> None:
    """No address is named where nothing will be; the sentence names the command that helps, and it does."""
    Archive(tmp_path / "snapshots").close()
    with contextlib.closing(sqlite3.connect(tmp_path / "snapshots" / "archive.db")) as older:
        older.execute(f"PRAGMA user_version = {VERSION - 1}")
    sentence = refused(*asked.split(), cwd=tmp_path)
    rebuild = re.search("`embedarchive (rebuild --archive .*)`", sentence)
    assert rebuild, sentence
    subprocess.run([*COMMAND, *rebuild[1].split()], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([*COMMAND, "list"], cwd=tmp_path, check=True, capture_output=True)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_empty_archive_is_served_and_ctrl_c_ends_it_quietly(tmp_path: Path, stop: signal.Signals) -> None:
    """The address is printed when it listens, also of a chosen port; nothing else is, not at the end either."""
    Archive(tmp_path / "snapshots").close()
    process = command("serve", "--port", "0", cwd=tmp_path)
    assert process.stdout is not None
    line = process.stdout.readline()
    address = re.search(r"http://127\.0\.0\.1:[1-9]\d*/", line)
    assert address, line
    assert urllib.request.urlopen(address[0], timeout=60).status == 200  # noqa: S310 -- our own address
    process.send_signal(stop)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip(), err.strip()) == (128 + stop, "", "")


@pytest.mark.parametrize("name", [b"caf\xe9", b"what?is#this%20"])
def test_a_folder_with_any_name(tmp_path: Path, name: bytes) -> None:
    """Datasette would put the name into a URI as it is."""
    folder = os.fsencode(tmp_path) + b"/" + name
    Archive(os.fsdecode(folder)).close()
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--archive", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONIOENCODING": "utf-8:strict"},
    )
    assert process.stdout is not None
    try:
        found = re.search(rb"http://127\.0\.0\.1:[0-9]+/", process.stdout.readline())
        assert found
        with urllib.request.urlopen(found[0].decode(), timeout=30) as answer:  # noqa: S310 -- our own server
            assert answer.status == 200
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
