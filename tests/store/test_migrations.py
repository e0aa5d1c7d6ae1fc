"""A new archive is made at once, as all steps of the schema's history would make it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from embedarchive.store import Store, verify
from embedarchive.store.migrations import STEPS, applied, make_newest, migrate
from tools import make_schema


@pytest.fixture
def stepped() -> Iterator[sqlite3.Connection]:
    """A database that took every step."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        yield connection


def test_the_newest_schema_is_where_the_steps_lead() -> None:
    """`python -m tools.make_schema` writes it anew."""
    assert make_schema.NEWEST.read_text(encoding="utf-8") == make_schema.written(), "run: python -m tools.make_schema"


def _tables(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()


def _columns(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT tables.*, columns.* FROM pragma_table_list AS tables, pragma_table_xinfo(tables.name) AS columns"
        " WHERE tables.schema = 'main' ORDER BY tables.name, columns.cid"
    ).fetchall()


def _indexes(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        'SELECT tables.name, indexes.name, indexes."unique", indexes.origin, indexes.partial, columns.*'
        " FROM pragma_table_list AS tables, pragma_index_list(tables.name) AS indexes,"
        " pragma_index_xinfo(indexes.name) AS columns ORDER BY tables.name, indexes.name, columns.seqno"
    ).fetchall()


def _references(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT tables.name, keys.* FROM pragma_table_list AS tables, pragma_foreign_key_list(tables.name) AS keys"
        " ORDER BY tables.name, keys.id, keys.seq"
    ).fetchall()


def _order_of_triggers(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid").fetchall()


@pytest.mark.parametrize(
    "told", [_tables, _columns, _indexes, _references, _order_of_triggers, applied], ids=lambda each: each.__name__
)
def test_made_at_once_or_step_by_step_it_is_the_same(
    stepped: sqlite3.Connection, told: Callable[[sqlite3.Connection], object]
) -> None:
    """Tables, columns, indexes, references, triggers and full-text indexes, and the steps that were taken."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        make_newest(connection)
        assert told(connection) == told(stepped)
        assert told(connection)


def test_a_new_archive_is_made_without_its_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No step is taken, and sqlite-utils has nothing left to do, who keeps the history."""
    monkeypatch.setattr("embedarchive.store.connecting.migrate", None)
    with Store.open(tmp_path) as store:
        assert applied(store.connection) == STEPS
        assert store.connection.execute("PRAGMA application_id").fetchone() == (0x454D4241,)
    from sqlite_utils import Database

    from embedarchive.store.migrations import migrations

    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        database = Database(connection)
        assert migrations().pending(database) == []
        assert [each.applied_at[-6:] for each in migrations().applied(database)] == ["+00:00"] * len(STEPS)


def test_steps_that_are_named_in_another_order_are_no_reason_to_wait(folder: Path) -> None:
    """All of them were taken, so there is nothing to do; that they are not named in order, `verify` says."""
    Store.open(folder).close()
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as connection:
        connection.execute("UPDATE _sqlite_migrations SET id = 1000 WHERE id = 1")
    Store.open(folder).close()
    assert [problem.where for problem in verify(folder).problems] == ["_sqlite_migrations"]
