"""What the engine does when it is stopped, locked out, out of room, out of money or out of time."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import gc
import gzip
import sqlite3
import threading
import time
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from growth import is_within

from embedarchive import Archive
from embedarchive.archive.results import Found, Ledger, Result, Stopped, Unreadable
from embedarchive.errors import ArchiveError, UnwritableError
from embedarchive.model import Reason, Status
from embedarchive.store import Store, verify


def png(number: int, size: int = 0) -> bytes:
    """A small picture unlike any other, with so many bytes behind it."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), (number % 256, number // 256, 7)).save(out, "PNG")
    return out.getvalue() + bytes(size)


def gallery(site: Any, folder: Path, count: int = 20, *, size: int = 0, name: str = "gallery") -> Path:  # noqa: ANN401 -- a fixture's type
    """An article with so many pictures on a few hosts."""
    lines = [f"# A gallery called {name}\n"]
    for number in range(count):
        path = f"{name}/{number}.png"
        site.pages[path] = (200, "image/png", png(number, size))
        lines.append(f"![Picture {number}]({site.url(path, f'host{number % 4}.example')})\n")
    article = folder / f"{name}.md"
    article.write_text("\n".join(lines), encoding="utf-8")
    return article


def kept(folder: Path) -> set[tuple[str, ...]]:
    """What the archive shows of pictures."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return set(connection.execute("SELECT url, status, ifnull(reason, ''), digest FROM media"))


def query(folder: Path, sql: str) -> list[Any]:
    """The rows of a question to the archive."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return connection.execute(sql).fetchall()


# ----------------------------------------------------------------------------------------------------- being stopped


@pytest.mark.parametrize("after", [1, 5, 10, 19])
def test_c7_stopped_at_any_item_nothing_is_asked_twice(site: Any, tmp_path: Path, after: int) -> None:  # noqa: ANN401 -- a fixture's type
    """C7: stopped at the k-th of 20 and run again: the same as a run that was never stopped, 21 questions at most."""
    article = gallery(site, tmp_path)
    with Archive(tmp_path / "calm") as archive:
        assert {result.status for result in archive.add(article)} == {Status.ARCHIVED}
    site.asked.clear()
    with Archive(tmp_path / "stopped") as archive:
        for number, _ in enumerate(archive.add(article), start=1):
            if number == after:
                break
    assert verify(tmp_path / "stopped").sound
    with Archive(tmp_path / "stopped") as archive:
        results = list(archive.add(article))
    assert len(results) == 20
    assert kept(tmp_path / "stopped") == kept(tmp_path / "calm")
    assert len(site.asked) <= 21


def test_c7_stopped_from_a_coroutine(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """Leaving `add_async` early ends the run before control comes back, and lets the loop's other tasks go on."""
    article = gallery(site, tmp_path)

    async def main() -> None:
        with Archive(tmp_path / "archive") as archive:
            results = archive.add_async(article)
            async for _ in results:
                break
            await results.aclose()  # type: ignore[attr-defined]  # it is an async generator
            assert query(tmp_path / "archive", "SELECT exit_code FROM run_ends") == [(130,)]
            assert len([result async for result in archive.add_async(article)]) == 20

    asyncio.run(main())
    assert len(site.asked) <= 21


def test_c10_interrupted_while_it_tells(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """Ctrl-C in the middle of a line: nothing is left waiting, warned about or half written, and the rest is due."""
    article, folder = gallery(site, tmp_path), tmp_path / "archive"

    def told() -> None:
        with Archive(folder) as archive:
            for number, _ in enumerate(archive.events([article])):
                if number == 9:
                    raise KeyboardInterrupt

    before = threading.active_count()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(KeyboardInterrupt):
            told()
        gc.collect()
    assert [str(warning.message) for warning in warned] == []
    until = time.monotonic() + 20
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)  # threads of the disk end when they are done
    assert threading.active_count() <= before
    assert query(folder, "SELECT exit_code FROM run_ends") == [(130,)]
    assert verify(folder).sound
    with Archive(folder) as archive:
        assert {result.status for result in archive.add(article)} == {Status.ARCHIVED}
    assert len(set(site.asked)) == 20


def test_two_runs_of_one_archive_take_turns(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """Interleaved and nested runs wait for each other; every row belongs to its own run."""
    one, two = gallery(site, tmp_path, 3, name="one"), gallery(site, tmp_path, 3, name="two")
    with Archive(tmp_path / "archive") as archive:
        pairs = list(zip(archive.add(one), archive.add(two), strict=True))
        nested = [result for _ in archive.add(one) for result in archive.add(two)]
    assert len(pairs) == 3
    assert len(nested) == 9
    assert query(tmp_path / "archive", "SELECT count(*) FROM runs") == query(
        tmp_path / "archive", "SELECT count(*) FROM run_ends"
    )
    assert verify(tmp_path / "archive").sound


def test_two_archives_on_one_folder(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """Two at the same time, each with its own article and one that both have: all is kept, nothing twice."""
    articles = [gallery(site, tmp_path, 8, name=name) for name in ("left", "right", "both")]
    folder = tmp_path / "archive"
    found: list[Result] = []

    def work(first: Path) -> None:
        with Archive(folder) as archive:
            for article in (first, articles[2]):
                found.extend(archive.add(article))

    threads = [threading.Thread(target=work, args=(article,)) for article in articles[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 32
    assert {result.status for result in found} == {Status.ARCHIVED}
    assert len(kept(folder)) == 24
    assert verify(folder).sound


def test_a_closed_archive_says_so(tmp_path: Path) -> None:
    """One sentence instead of an error of the event loop."""
    archive = Archive(tmp_path / "archive")
    archive.close()
    archive.close()
    with pytest.raises(ArchiveError, match="closed"):
        list(archive.add("article.txt"))


# ------------------------------------------------------------------------------------------------- being locked out


def test_a_locked_database_ends_the_run_with_a_sentence(
    site: Any,  # noqa: ANN401 -- a fixture's type
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody keeps the database: what was told is kept, the rest is for the next run; exit code 3."""
    monkeypatch.setattr("embedarchive.store.connecting.PATIENCE_S", 0.5)
    article, folder = gallery(site, tmp_path, 200), tmp_path / "archive"
    ledger, told, stopped = Ledger(), 0, None
    with Archive(folder) as archive, closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as other:
        started = 0.0
        for event in archive.events([article]):
            ledger.add(event)
            if isinstance(event, Result):
                told += 1
                if told == 3:
                    other.execute("BEGIN IMMEDIATE")
                    started = time.monotonic()
            stopped = event.sentence if isinstance(event, Stopped) else stopped
        assert is_within(time.monotonic() - started, 40)  # who waited for each of the others anew would take a hundred
    assert stopped is not None
    assert "to itself" in stopped
    assert ledger.exit_code == 3
    assert 3 <= told < 200
    assert verify(folder).sound
    with Archive(folder) as archive:
        assert {result.status for result in archive.add(article)} == {Status.ARCHIVED}


def test_c10_who_leaves_waits_for_no_other_command(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """Half a minute is the patience of a writer; whoever stops is gone within five seconds all the same."""
    article, folder = gallery(site, tmp_path), tmp_path / "archive"
    with Archive(folder) as archive, closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as other:
        results = archive.add(article)
        next(results)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(0.3)
        started = time.monotonic()
        results.close()  # type: ignore[attr-defined]  # it is a generator
        assert is_within(time.monotonic() - started, 15)  # 5 where nothing else is going on; a writer's patience is 30
    assert verify(folder).sound


def test_the_loop_goes_on_while_another_command_writes(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """A database that is taken for a moment delays rows, not deadlines: nothing fails for it."""
    article, folder = gallery(site, tmp_path), tmp_path / "archive"
    with Archive(folder) as archive, closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as other:
        results = archive.add(article)
        first = next(results)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(1.5)
        other.execute("ROLLBACK")
        assert {result.status for result in [first, *results]} == {Status.ARCHIVED}


# ------------------------------------------------------------------------------------------------- being out of room


def test_c3_a_picture_that_finds_no_room_is_pending_and_the_others_are_kept(
    site: Any,  # noqa: ANN401 -- a fixture's type
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """ENOSPC for one file is that file's reason; it counts as no attempt and is due at once."""
    from embedarchive.store.filesystem import FileSystem

    article, folder = gallery(site, tmp_path, 6), tmp_path / "archive"
    site.pages["gallery/3.png"] = (200, "image/png", png(3, 100_000))
    rename = FileSystem.rename

    def full(self: FileSystem, source: Path, target: Path) -> None:
        if source.stat().st_size > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        rename(self, source, target)

    with monkeypatch.context() as patch:
        patch.setattr(FileSystem, "rename", full)
        with Archive(folder) as archive:
            results = list(archive.add(article))
    reasons = sorted(str(result.reason) for result in results if result.status is not Status.ARCHIVED)
    assert reasons == ["disk"]
    assert query(folder, "SELECT status, attempts, next_try_at FROM media WHERE reason = 'disk'")[0][:2] == (
        "pending",
        0,
    )
    assert verify(folder).sound
    with Archive(folder) as archive:
        assert [event.status for event in archive.due_events() if isinstance(event, Result)] == [Status.ARCHIVED]


def test_an_article_that_finds_no_room_stops_no_other(
    site: Any,  # noqa: ANN401 -- a fixture's type
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever goes wrong with one article is a sentence about it; the library raises it after the others' results."""
    articles = [gallery(site, tmp_path, 2, name=name) for name in ("good", "bad", "fine")]
    add_article = Store.add_article

    def failing(self: Store, data: bytes, *more: Any, **how: Any) -> Any:  # noqa: ANN401 -- as the original
        if b"called bad" in data:
            raise ArchiveError("The disk that holds the archive is full.")
        return add_article(self, data, *more, **how)

    monkeypatch.setattr(Store, "add_article", failing)
    with Archive(tmp_path / "archive") as archive:
        events = list(archive.events(articles))
    assert len([event for event in events if isinstance(event, Found)]) == 2
    assert len([event for event in events if isinstance(event, Result)]) == 4
    (sentence,) = [event.sentence for event in events if isinstance(event, Unreadable)]
    assert "bad.md" in sentence
    assert "full" in sentence


def test_an_archive_that_takes_nothing_more_raises_from_the_library(
    site: Any,  # noqa: ANN401 -- a fixture's type
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database itself is full: the run ends, and the call says so after what it has told."""
    article = gallery(site, tmp_path)
    add_media, calls = Store.add_media, 0

    def full(self: Store, *more: Any, **how: Any) -> Any:  # noqa: ANN401 -- as the original
        nonlocal calls
        calls += how.get("blob") is not None  # on a busy machine one may not come at all
        if calls > 4:
            raise UnwritableError("The disk is full.")
        return add_media(self, *more, **how)

    monkeypatch.setattr(Store, "add_media", full)
    with Archive(tmp_path / "archive") as archive, pytest.raises(UnwritableError, match="full"):
        list(archive.add(article))
    assert query(tmp_path / "archive", "SELECT count(*) FROM media WHERE status = 'archived'") == [(4,)]
    assert verify(tmp_path / "archive").sound


# ---------------------------------------------------------------------------------------------- network and budget


def test_a_network_that_comes_and_goes(site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401 -- a fixture's type
    """Away for the second half: that half is pending with its exact reason; once it is back, only that is fetched."""
    article, folder = gallery(site, tmp_path), tmp_path / "archive"
    pages = dict(site.pages)
    for number in range(10, 20):
        site.pages[f"gallery/{number}.png"] = (503, "text/plain", b"away")
    monkeypatch.setattr("embedarchive.web.responses.retry_delay", lambda *_: None)
    with Archive(folder) as archive:
        reasons = [str(result.reason) for result in archive.add(article) if result.status is Status.PENDING]
    assert reasons == ["server-error"] * 10
    site.pages.update(pages)
    site.asked.clear()
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=2)
    with Archive(folder, clock=lambda: later) as archive:
        again = [event.status for event in archive.due_events() if isinstance(event, Result)]
    assert again == [Status.ARCHIVED] * 10
    assert len(site.asked) == 10


def test_a_run_keeps_to_its_bytes(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """`max_bytes`: no more comes over the wire, what is left is pending and no attempt, and the next run goes on."""
    article, folder = gallery(site, tmp_path, 12, size=50_000), tmp_path / "archive"
    with Archive(folder, max_bytes=200_000) as archive:
        results = list(archive.add(article))
        assert archive.meter is None
    statuses = [result.status for result in results]
    assert 1 <= statuses.count(Status.ARCHIVED) <= 3
    assert {result.reason for result in results if result.status is not Status.ARCHIVED} == {Reason.INTERRUPTED}
    assert query(folder, "SELECT max(attempts) FROM media") == [(0,)]
    assert query(folder, "SELECT sum(body_size) FROM fetches")[0][0] <= 200_000 + 65_536
    with Archive(folder) as archive:
        assert {event.status for event in archive.due_events() if isinstance(event, Result)} == {Status.ARCHIVED}


# -------------------------------------------------------------------------------------------------- what is remembered


def test_asking_again_gets_a_new_answer(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """The log answers only for work that was cut off: what was no picture is asked for anew within the hour."""
    article, folder = gallery(site, tmp_path, 1), tmp_path / "archive"
    picture = site.pages["gallery/0.png"]
    site.pages["gallery/0.png"] = (200, "text/html", b"<title>Please log in</title>")
    with Archive(folder) as archive:
        (result,) = archive.add(article)
    assert (result.status, result.reason) == (Status.FAILED, Reason.DECODE)
    site.pages["gallery/0.png"] = picture
    with Archive(folder) as archive:
        (again,) = [event for event in archive.due_events(everything=True) if isinstance(event, Result)]
    assert again.status is Status.ARCHIVED


def test_an_article_by_its_address_is_in_the_log_and_asked_once(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """How the article itself was fetched is evidence, too; within the hour it comes out of the log."""
    site.pages["news"] = (200, "text/html", b"<title>News</title><article><p>Nothing happened today.</p></article>")
    folder = tmp_path / "archive"
    for _ in range(2):
        with Archive(folder) as archive:
            list(archive.add(site.url("news")))
    assert site.asked == ["news"]
    assert query(folder, "SELECT status, snapshot_key FROM fetches") == [(200, None)]
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    with Archive(folder, clock=lambda: later) as archive:
        list(archive.add(site.url("news")))
    assert site.asked == ["news", "news"]


def test_packed_pictures_are_unpacked_beside_the_blobs(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """What crossed the wire and what it holds are two blobs, and nothing else lies among them."""
    article, folder = gallery(site, tmp_path, 2), tmp_path / "archive"
    site.pages["gallery/1.png"] = (200, "image/png", gzip.compress(png(1)))
    with Archive(folder) as archive:
        assert {result.status for result in archive.add(article)} == {Status.ARCHIVED}
    report = verify(folder)
    assert report.sound
    assert report.problems == ()
    assert list((folder / "tmp").iterdir()) == []


def test_a_damaged_answer_of_the_log_is_asked_for_again(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """Bytes that are not those that came are nobody's answer."""
    site.pages["news"] = (200, "text/html", b"<title>News</title><article><p>Nothing happened today.</p></article>")
    folder = tmp_path / "archive"
    with Archive(folder) as archive:
        list(archive.add(site.url("news")))
    digest = query(folder, "SELECT body FROM fetches")[0][0]
    (blob,) = (folder / "blobs").glob(f"*/{digest}*")
    blob.chmod(0o644)
    blob.write_bytes(b"<title>Forged</title>")
    with Archive(folder) as archive:
        list(archive.add(site.url("news")))
    assert site.asked == ["news", "news"]


# ------------------------------------------------------------------------------------------------------------- time


def test_c11_clocks_that_jump(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """An hour back and ten years ahead in the middle of a run: order is by id, all is kept, the chain verifies."""
    article, folder = gallery(site, tmp_path), tmp_path / "archive"
    calls = 0

    def clock() -> dt.datetime:
        nonlocal calls
        calls += 1
        jump = dt.timedelta(hours=-1) if calls % 3 == 0 else dt.timedelta(days=3650 if calls % 7 == 0 else 0)
        return dt.datetime.now(dt.UTC) + jump

    with Archive(folder, clock=clock) as archive:
        assert {result.status for result in archive.add(article)} == {Status.ARCHIVED}
    report = verify(folder)
    assert report.sound
    assert query(folder, "SELECT min(elapsed_ms) >= 0 FROM fetches") == [(1,)]
    assert query(folder, "SELECT count(*) = max(id) FROM events") == [(1,)]


def test_c11_what_a_wrong_clock_put_off_for_years_is_due(site: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture's type
    """A time farther away than we ever wait is no time to wait for."""
    article, folder = gallery(site, tmp_path, 1), tmp_path / "archive"
    picture = site.pages["gallery/0.png"]
    site.pages["gallery/0.png"] = (429, "text/plain", b"later")
    wrong = dt.datetime.now(dt.UTC) + dt.timedelta(days=3650)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("embedarchive.web.responses.retry_delay", lambda *_: None)
        with Archive(folder, clock=lambda: wrong) as archive:
            (result,) = archive.add(article)
    assert result.reason is Reason.RATE_LIMITED
    site.pages["gallery/0.png"] = picture
    with Archive(folder) as archive:
        (again,) = [event for event in archive.due_events() if isinstance(event, Result)]
    assert again.status is Status.ARCHIVED
