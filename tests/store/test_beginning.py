"""Several commands make the same archive at the same moment: none is refused."""

from __future__ import annotations

import sqlite3
import subprocess
import threading
from pathlib import Path
from typing import Any

import commands
import pytest

from embedarchive.store import Store, verify

_OPEN = """
import sys
from embedarchive.store import Store
sys.stdin.readline()
with Store.open(sys.argv[1]) as store:
    store.begin_run("x")
    store.end_run(0)
"""


@pytest.mark.parametrize(
    "statement", ["PRAGMA application_id", "SELECT count(*)", "SELECT 1 FROM", "PRAGMA journal_mode"]
)
def test_another_makes_it_while_we_look(folder: Path, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    """What the database is, is read at one moment: not before another's first transaction, and then after it."""
    others: list[threading.Thread] = []
    whole, failed = sqlite3.connect, []

    def make() -> None:
        try:
            Store.open(folder).close()
        except Exception as error:  # noqa: BLE001 -- told below
            failed.append(error)

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:  # noqa: ANN401 -- as sqlite3 has it
            if sql.startswith(statement) and not others:
                others.append(threading.Thread(target=make))
                others[0].start()
                others[0].join(3)
            return super().execute(sql, *arguments)

    monkeypatch.setattr(sqlite3, "connect", lambda *words, **options: whole(*words, **options, factory=Watched))
    Store.open(folder).close()
    others[0].join(60)
    assert failed == []
    assert verify(folder).sound


def test_many_at_once(tmp_path: Path) -> None:
    """Six processes, several times over."""
    for number in range(3):
        folder = tmp_path / str(number)
        pipe = subprocess.PIPE
        processes = [commands.start(str(folder), program=_OPEN, stdin=pipe, stderr=pipe) for _ in range(6)]
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        assert [process.communicate(timeout=120)[1] for process in processes] == [""] * 6
        report = verify(folder)
        assert (report.sound, report.rows) == (True, 12)
