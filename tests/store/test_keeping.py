"""All files are looked at only where somebody may have left some: who was killed, and who wrote no notes yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_archive import fill, make_archive

from embedarchive.errors import ArchiveError
from embedarchive.store import Store, leftovers

STRAY = "ab" * 32


class _LookedError(Exception):
    """All files were looked at."""


@pytest.fixture
def looking_fails(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 -- it is there first
    """Whoever looks at all files fails, from now on."""

    def look(*_: object) -> None:
        raise _LookedError

    monkeypatch.setattr(leftovers, "remove_strays", look)


@pytest.mark.usefixtures("looking_fails")
def test_who_ends_in_order_leaves_nothing_to_look_for(store: Store) -> None:
    """Also after an error that undid a transaction, and for who keeps files outside of a run."""
    fill(store)
    with pytest.raises(ArchiveError):
        _undone(store)
    store.add_media("https://media.example/8.jpg", {}, blob=store.keep(b"undone"), parser="1")
    store.end_run(0)
    store.close()
    for _ in range(2):
        with Store.open(store.folder) as again:
            again.begin_run("fetch")
            again.keep(b"undone")  # as it is there already
            again.end_run(0)


def _undone(store: Store) -> None:
    with store.transaction():
        store.keep(b"undone")
        raise ArchiveError("undone")


@pytest.mark.usefixtures("looking_fails")
def test_who_is_cut_off_is_looked_after(store: Store) -> None:
    """A run that has not ended, or a file that no row names when it does."""
    fill(store)
    store.close()
    with pytest.raises(_LookedError):
        Store.open(store.folder)


@pytest.mark.usefixtures("looking_fails")
def test_a_file_that_no_row_names_is_looked_for(store: Store) -> None:
    """The run ended, and the file that it kept was never named."""
    store.keep(b"never named")
    store.end_run(0)
    store.close()
    with pytest.raises(_LookedError):
        Store.open(store.folder)


def test_what_an_older_version_left_is_removed_once(tmp_path: Path) -> None:
    """It wrote no notes, so its files are looked at when this one first comes."""
    folder = make_archive(tmp_path)
    stray = folder / "blobs" / STRAY[:2] / STRAY
    stray.parent.mkdir(exist_ok=True)
    with Store.open(folder) as store:
        store.connection.execute("DELETE FROM watched")
    stray.write_bytes(b"left behind")
    Store.open(folder).close()
    assert not stray.exists()
