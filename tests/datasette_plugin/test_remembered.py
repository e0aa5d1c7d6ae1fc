"""What is remembered between two requests, and what never is."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.utils import parse_metadata
from datasette.utils.asgi import Request
from made_rows import made

from embedarchive.datasette_plugin import config_path
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.serving.blobs import blob_path
from embedarchive.datasette_plugin.serving.settings import Remembered, served
from embedarchive.store.queries.files import File
from embedarchive.store.store import Store


def test_a_verdict_holds_for_a_second() -> None:
    """Not for longer."""
    now = [10.0]
    remembered = Remembered(clock=lambda: now[0])
    assert remembered.verdict("blobs") is None
    remembered.note_verdict("blobs", allowed=False)
    assert remembered.verdict("blobs") is False
    now[0] += 1.0
    assert remembered.verdict("blobs") is None


def test_a_count_holds_for_five() -> None:
    """Then it is counted again."""
    now = [10.0]
    remembered = Remembered(clock=lambda: now[0])
    remembered.note_count("articles", 3)
    now[0] += 4.9
    assert remembered.count("articles") == 3
    now[0] += 0.2
    assert remembered.count("articles") is None


def test_rows_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one kept longest makes room."""
    monkeypatch.setattr(Remembered, "ROWS", 2)
    remembered = Remembered()
    for digest in "abc":
        remembered.note_blob(digest, made(File, ending=digest))
    assert [remembered.blob(digest) is not None for digest in "abc"] == [False, True, True]


def test_what_one_reader_may_see_is_not_told_to_another(archive: Path) -> None:
    """A table for one person only: asked for a stranger, for that person, and for the stranger again."""
    config = parse_metadata(config_path().read_text(encoding="utf-8"))
    config["databases"]["archive"]["tables"].setdefault("blobs", {})["allow"] = {"id": "desk"}

    async def asked() -> list[bool]:
        datasette = Datasette([str(archive / "archive.db")], config=config)
        try:
            await datasette.invoke_startup()
            made = []
            for actor in (None, {"id": "desk"}, None, {"id": "another"}, {"id": "desk"}):
                request = Request.fake("/")
                request.scope["actor"] = actor
                made.append(await Reader.of(datasette, request).may("blobs"))
            return made
        finally:
            datasette.close()

    assert asyncio.run(asked()) == [False, True, False, False, True]


def test_erased_bytes_are_gone_at_once(tmp_path: Path) -> None:
    """Although their row was looked up a moment before."""
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        blob = store.keep(b"words of a person", "text/plain")
        store.add_media("https://media.example/words.txt", {}, blob=blob, parser="test")
        store.end_run(0, {})
    digest = blob.digest
    path = blob_path(tmp_path, digest, ".txt")

    async def asked() -> list[Any]:
        datasette = Datasette([str(tmp_path / "archive.db")])
        try:
            await datasette.invoke_startup()
            before = await datasette.client.get(f"/-/blob/{digest}")
            found = served(datasette)
            assert found is not None
            assert before.status_code == 200, before.text
            assert found.remembered.blob(digest)
            path.unlink()
            return [before.status_code, (await datasette.client.get(f"/-/blob/{digest}")).status_code]
        finally:
            datasette.close()

    assert asyncio.run(asked()) == [200, 404]
