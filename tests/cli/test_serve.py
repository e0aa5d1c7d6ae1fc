"""`serve` as a user meets it: where the archive is, what stands in the way, and a quiet end."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from embedarchive import Archive


def command(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """The command, under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "embedarchive", "serve", *arguments],
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
        sentence = refused("--port", str(port), cwd=tmp_path)
    assert f"port {port}" in sentence
    assert "--port 0" in sentence


def test_no_archive_and_no_such_host(tmp_path: Path) -> None:
    """Said before anything listens."""
    assert "There is no archive" in refused(cwd=tmp_path)
    Archive(tmp_path / "snapshots").close()
    assert "--host" in refused("--host", "192.0.2.1", cwd=tmp_path)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_empty_archive_is_served_and_ctrl_c_ends_it_quietly(tmp_path: Path, stop: signal.Signals) -> None:
    """The address is printed, also of a port that was chosen; nothing else is, neither while it runs nor at the end."""
    Archive(tmp_path / "snapshots").close()
    process = command("--port", "0", cwd=tmp_path)
    assert process.stdout is not None
    line = process.stdout.readline()
    address = re.search(r"http://127\.0\.0\.1:[1-9]\d*/", line)
    assert address, line
    for _ in range(300):
        try:
            answer = urllib.request.urlopen(address[0], timeout=30)  # noqa: S310 -- our own address
            break
        except urllib.error.URLError:  # it does not listen yet
            time.sleep(0.1)
    assert answer.status == 200
    process.send_signal(stop)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip(), err.strip()) == (128 + stop, "", "")
