"""Archives that a failing disk or a clumsy hand has damaged: every command says so in a sentence, and none is a bug."""

from __future__ import annotations

import os
import random
import shlex
import shutil
import sqlite3
from pathlib import Path

import pytest

from embedarchive import cli
from embedarchive.cli import browse
from embedarchive.model import Post
from embedarchive.store import Store, damage_behind, verify

PAGE = 4096
ROUNDS = int(os.environ.get("DAMAGE_ROUNDS", "12"))
"""Damaged archives, each for every command; `make soak` makes 200."""
VALUES = ("{", "[1]", '"x"', "null", '{"a":', "[{}]", "not JSON", "", 7, -1, 1.5, b"\xff\xfe")
"""What may stand in a column afterwards."""
RECORDING = (
    b"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
    b"WARC-Date: 2024-01-01T00:00:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
)
COMMANDS = (
    *("list", "list --json", "list --media --json", "show 1", "show 2 --json", "serve --port 0", "export site SITE"),
    *("verify", "verify --json", "rebuild", "reparse", "fetch --all --from EMPTY", "fetch --recheck --from EMPTY"),
    *("scan ARTICLE --from EMPTY", "erase 1 --reason asked --yes"),
)
MORE = (
    *("export data DATA", "export copy COPY", "export wacz WACZ", "export article --all PAGES", "export card 1 CARD"),
    *("merge SOUND", 'correct 1 --start "The ferry"', "watch WATCH --once --from EMPTY", "list --search ferry"),
    *("show --json", "merge SOUND --erase-too", "export card 2 CARD", "erase 2 --reason asked --yes"),
)
"""The others: each round tries some of them."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small archive in it, an article and a recording without answers."""
    home = tmp_path_factory.mktemp("sound")
    (home / "empty.warc").write_bytes(RECORDING)
    (home / "article.txt").write_text(
        "The ferry has sailed.\n\n— Ann (@ann_example) November 11, 2022\n\nAnd so on.\n\n![a](https://a.example/1.jpg)\n"
    )
    options = ["--from", str(home / "empty.warc"), "--archive", str(home / "archive")]
    assert cli._run(["scan", str(home / "article.txt"), *options]) == 3
    with Store.open(home / "archive") as store:
        store.begin_run("scan")
        for key in [str(row["key"]) for row in store.listed_posts()] + ["mastodon:a.example/2"]:
            store.add_post(key, Post(platform="twitter", id="1591", author="Ann", text="The ferry."), parser="1")
        store.end_run(0)
    (home / "watch.toml").write_text('[sources]\n"article.txt" = "1h"\n')
    assert cli._run(["scan", str(home / "article.txt"), *options[:-1], str(home / "another")]) == 3
    return home


def _damage(folder: Path, chance: random.Random) -> str:
    """Zero pages, fill them with noise, cut the file, or overwrite columns; what was done."""
    path = folder / "archive.db"
    how = chance.choice(["zeros", "zeros", "noise", "cut", "columns", "columns", "columns"])
    data = bytearray(path.read_bytes())
    if how == "cut":
        path.write_bytes(data[: chance.randrange(PAGE, len(data))])
    elif how == "columns":
        _overwrite(path, chance)
    else:
        for _ in range(chance.randint(1, 3)):
            page = chance.randrange(1, len(data) // PAGE)
            data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE) if how == "zeros" else chance.randbytes(PAGE)
        path.write_bytes(data)
    return how


def _overwrite(path: Path, chance: random.Random) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
        connection.execute(f"PRAGMA {setting}")
    found = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    for name in [name for kind, name in found if kind == "trigger"]:
        connection.execute(f"DROP TRIGGER {name}")
    tables = [name for kind, name in found if kind == "table" and "_fts" not in name and not name.startswith("sqlite")]
    for table in chance.sample(tables, 5):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
        try:
            column, value = chance.choice(columns), chance.choice(VALUES)
            connection.execute(f'UPDATE {table} SET "{column}" = ?', (value,))  # noqa: S608 -- our own tables
        except sqlite3.Error:
            continue  # a column that allows no such value
    connection.close()


def _copy(sound: Path, tmp_path: Path) -> Path:
    shutil.rmtree(tmp_path / "archive", ignore_errors=True)
    return Path(shutil.copytree(sound / "archive", tmp_path / "archive"))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_command_calls_damage_a_bug(
    sound: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that the damage is in the way of says that the archive is damaged, and ends with 5."""
    monkeypatch.setattr(browse, "_run", lambda *_: 0)
    places = {"EMPTY": sound / "empty.warc", "ARTICLE": sound / "article.txt", "WATCH": sound / "watch.toml"}
    places["SOUND"] = sound / "another"
    for number, command in enumerate((*COMMANDS, *random.Random(seed).sample(MORE, 4))):  # noqa: S311 -- the same
        folder = _copy(sound, tmp_path)
        how = _damage(folder, random.Random(seed))  # noqa: S311 -- the same every time
        endings = {"CARD": ".html", "WACZ": ".wacz", "SITE": "", "DATA": "", "COPY": "", "PAGES": ""}
        places |= {name: tmp_path / f"made-{number}{ending}" for name, ending in endings.items()}
        words = [str(places.get(word, word)) for word in shlex.split(command)]
        code = cli._run([*words, "--archive", str(folder)])
        said = capsys.readouterr()
        told = (seed, how, command, code, said.err)
        assert code in {0, 2, 3, 4, 5}, told
        assert "is a bug" not in said.err + said.out, told
        assert "Traceback" not in said.err, told
        if code == 5 and not command.startswith("verify"):
            assert "damaged" in said.err, told
            assert "`embedarchive verify`" in said.err, told


@pytest.mark.parametrize(
    ("statement", "command"),
    [
        ("UPDATE posts SET sources = '{'", "show 1"),
        ("UPDATE posts SET sources = '[1]'", "show 1"),
        ("UPDATE posts SET disagreements = '7'", "show 1"),
        ("UPDATE snapshots SET body = '{' WHERE subject = 'post'", "show 1 --json"),
        ("UPDATE posts SET sources = 'x'", "list --json"),
        ("UPDATE snapshots SET body = '{'", "rebuild"),
        ("UPDATE embeds SET coordinates = '[7]'", "show 1"),
    ],
)
def test_json_that_is_none(
    sound: Path, tmp_path: Path, statement: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQLite sees nothing wrong with it; the chain and the projection do."""
    folder = _copy(sound, tmp_path)
    connection = sqlite3.connect(folder / "archive.db", isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(statement)
    connection.close()
    words = [str(sound / "empty.warc") if word == "EMPTY" else word for word in command.split()]
    code = cli._run([*words, "--archive", str(folder)])
    said = capsys.readouterr()
    assert code == 5, said
    assert "is damaged" in said.err
    assert not verify(folder).sound


def test_what_breaks_over_a_sound_archive_is_a_bug(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is put down to damage that is not there."""
    folder = _copy(sound, tmp_path)
    for error in (KeyError("x"), sqlite3.OperationalError("no such column: x"), ValueError("x")):
        assert damage_behind(folder, error) is None

    def broken(*_: object, **__: object) -> object:
        raise KeyError("x")

    monkeypatch.setattr(Store, "listed_in_pages", broken)
    assert cli._run(["list", "--archive", str(folder)]) == 1
    assert "This is a bug" in capsys.readouterr().err


def test_a_run_over_a_damaged_archive_records_no_failure(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nobody could learn because the archive is damaged is not said of the post, for good."""
    folder = _copy(sound, tmp_path)
    connection = sqlite3.connect(folder / "archive.db", isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("UPDATE snapshots SET body = '{' WHERE outcome = 'captured'")
    before = connection.execute("SELECT count(*) FROM snapshots").fetchone()
    assert cli._run(["fetch", "--recheck", "--from", str(sound / "empty.warc"), "--archive", str(folder)]) == 5
    assert "damaged" in capsys.readouterr().err
    assert connection.execute("SELECT count(*) FROM snapshots").fetchone() == before
    connection.close()
