"""`serve` as a user meets it: where the archive is, what stands in the way, and a quiet end."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import commands
import pytest

from embedarchive import Archive
from embedarchive.store.projection import VERSION


def command(*arguments: str | bytes, cwd: Path, env: Mapping[str, str] | None = None) -> commands.Command:
    """The command, under way."""
    return commands.start(*arguments, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def refused(*arguments: str, cwd: Path) -> str:
    """The one sentence with which it declines."""
    done = commands.run_text(*arguments, cwd=cwd)
    assert (done.returncode, done.stdout) == (2, "")
    (sentence,) = done.stderr.splitlines()
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
    assert commands.run(*rebuild[1].split(), cwd=tmp_path).returncode == 0
    assert commands.run("list", cwd=tmp_path).returncode == 0


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


@contextlib.contextmanager
def under_way(*arguments: str, cwd: Path) -> Iterator[tuple[int, list[str]]]:
    """`serve` on a free port, once it listens: its port, and, when it has ended, what it said on standard error."""
    said: list[str] = []
    with command("serve", "--port", "0", *arguments, cwd=cwd) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            port = re.search(r":([1-9]\d*)/", line)
            assert port, line
            yield int(port[1]), said
        finally:
            process.send_signal(signal.SIGINT)
            said.extend(process.communicate(timeout=60)[1].split())


def status(port: int, path: str, host: str = "127.0.0.1") -> int:
    """What is answered to a request, as a number."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


SQL = "/archive/-/query.json?sql=select+1"


@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        (("--host", "127.0.0.2"), True),
        (("--host", "localhost"), True),
        (("--no-sql",), False),
        (("--public",), False),
        (("--public", "--sql"), True),
        (("--host", "0.0.0.0"), False),  # noqa: S104 -- what is to be warned of
        (("--host", "0.0.0.0", "--sql"), True),  # noqa: S104 -- as above
    ],
    ids=str,
)
def test_who_may_write_sql_of_their_own(tmp_path: Path, options: tuple[str, ...], *, allowed: bool) -> None:
    """Who sits at this machine; strangers only where it was said. Pages and stored queries are there for all."""
    Archive(tmp_path / "snapshots").close()
    host = "127.0.0.2" if "127.0.0.2" in options else "127.0.0.1"
    with under_way(*options, cwd=tmp_path) as (port, words):
        assert status(port, SQL, host) == (200 if allowed else 403)
        assert status(port, "/-/timeline", host) == 200
        assert status(port, "/archive/vanished-posts.json", host) == 200
    said = " ".join(words)
    exposed = "--public" in options or "0.0.0.0" in options  # noqa: S104 -- as above
    assert ("can read and download all of snapshots" in said) is exposed
    assert ("0 posts, 0 article images, and the log" in said) is exposed
    assert ("all networks that this machine is in" in said) is ("0.0.0.0" in options)  # noqa: S104 -- as above
    if exposed:
        assert ("They can run no SQL of their own." in said) is not allowed
        assert ("They can also run SQL of their own" in said) is allowed


def test_what_a_log_of_an_earlier_version_tells_strangers(tmp_path: Path) -> None:
    """It has paths of this machine, and cannot be changed: that is said before anybody reads it, here and elsewhere."""
    (tmp_path / "article.txt").write_text("A storm.")
    with Archive(tmp_path / "snapshots") as archive:
        list(archive.add(tmp_path / "article.txt"))
    with contextlib.closing(sqlite3.connect(tmp_path / "snapshots" / "archive.db")) as older, older:
        for (name,) in older.execute("select name from sqlite_master where type = 'trigger' and tbl_name = 'articles'"):
            older.execute(f"drop trigger {name}")
        older.execute("update articles set key = ?", (f"path:{tmp_path}/article.txt",))
    with under_way("--public", cwd=tmp_path) as (_, served):
        pass
    exported = commands.run_text("export", "site", "site", cwd=tmp_path)
    for said in (served, exported.stderr.split()):
        assert "names the folders of this machine that 1 article came from" in " ".join(said)


def test_datasette_itself_serves_it_from_any_folder(tmp_path: Path) -> None:
    """With the settings that `export config` writes, which may be changed; by absolute and by relative paths."""
    elsewhere, database = tmp_path / "elsewhere", tmp_path / "here" / "snapshots" / "archive.db"
    elsewhere.mkdir()
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "article.txt").write_text("A storm.")
    with Archive(database.parent) as archive:
        list(archive.add(tmp_path / "here" / "article.txt"))
    written = commands.run_text("export", "config", cwd=elsewhere)
    assert "datasette snapshots/archive.db -c datasette.yml" in written.stdout
    assert "datasette.yml is there already" in refused("export", "config", cwd=elsewhere)
    settings = elsewhere / "datasette.yml"
    settings.write_text(settings.read_text().replace("title: Embed archive", "title: The storm"))
    with contextlib.closing(sqlite3.connect(database)) as kept:
        ((digest,),) = kept.execute("select document from article_scans")
    given = [
        (elsewhere, "../here/snapshots/archive.db", "datasette.yml"),
        (elsewhere, str(database), str(settings)),
        (tmp_path, "here/snapshots/archive.db", "elsewhere/datasette.yml"),
        (database.parent, "archive.db", "../../elsewhere/datasette.yml"),
    ]
    for folder, served, config in given:
        for path, said in ((f"/-/blob/{digest}", "A storm."), ("/archive/pending", "The storm")):
            done = commands.run_text(served, "-c", config, "--get", path, module="datasette", cwd=folder)
            assert (done.returncode, said in done.stdout) == (0, True), (folder, served, path, done.stdout[-500:])
    with (
        under_way("--archive", str(database.parent), "--config", "datasette.yml", cwd=elsewhere) as (port, _),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer,
    ):
        assert "The storm" in answer.read().decode()
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("name", [b"caf\xe9", b"what?is#this%20"])
def test_a_folder_with_any_name(tmp_path: Path, name: bytes) -> None:
    """Datasette would put the name into a URI as it is."""
    folder = os.fsencode(tmp_path) + b"/" + name
    Archive(os.fsdecode(folder)).close()
    strict = os.environ | {"PYTHONIOENCODING": "utf-8:strict"}
    with command("serve", "--port", "0", "--archive", folder, cwd=tmp_path, env=strict) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:[0-9]+/", process.stdout.readline())
        assert found
        with urllib.request.urlopen(found[0], timeout=30) as answer:  # noqa: S310 -- our own server
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
