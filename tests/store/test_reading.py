"""Questions to an archive are answered from indexes: what they cost does not grow with what they are not about."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from embedarchive.model import Document, Image, Scan
from embedarchive.store import Store, verify
from embedarchive.store.reading import keys_of_article
from embedarchive.store.schema import STEPS, applied, migrate


def steps_to_find_the_keys(folder: Path, others: int) -> int:
    """How many hundreds of SQLite's steps it takes to learn what one article names, beside that many images."""
    with Store.open(folder) as store:
        store.begin_run("test")
        images = tuple(Image(url=f"https://paper.example/{n}.jpg", start=n, end=n + 1) for n in range(others))
        for name, shown in (("large", images), ("small", images[:3])):
            document = Document(text=name, title=name, source=f"{name}.txt")
            store.add_article(name.encode(), Scan(document=document, images=shown), name, parser="test")
        counted: list[None] = []
        store.connection.set_progress_handler(lambda: counted.append(None), 100)
        keys = keys_of_article(store.connection, 2)
        store.connection.set_progress_handler(None, 0)
        assert len(keys.media) == 3
        store.end_run(0, {})
    return len(counted)


def test_what_an_article_names_is_found_however_much_there_is(tmp_path: Path) -> None:
    """It is asked whenever an article is added."""
    assert steps_to_find_the_keys(tmp_path / "many", 4000) <= steps_to_find_the_keys(tmp_path / "few", 40) + 5


def test_an_archive_of_an_older_version_is_sound(tmp_path: Path) -> None:
    """Steps of the schema that it has not taken yet are no damage; opened for writing, it takes them."""
    Store.open(tmp_path).close()
    (tmp_path / "archive.db").unlink()
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as connection:
        migrate(connection, but=STEPS[1:])
        connection.execute("PRAGMA user_version = 1")
    assert [(problem.kind, problem.damage) for problem in verify(tmp_path).problems] == [("projection", False)]
    Store.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        assert applied(connection) == STEPS
        connection.execute("DROP INDEX media_looks_3")
    assert [problem.where for problem in verify(tmp_path).problems] == ["index media_looks_3"]
