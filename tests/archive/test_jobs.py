"""Many articles on all processors: what is found is the same, in the same order, and one that breaks costs no other."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
from growth import is_within

from embedarchive import Archive, scan, scan_many
from embedarchive.archive.articles import confined, jobs, reading
from embedarchive.archive.articles.jobs import Jobs, in_order
from embedarchive.archive.dry_run import dry_run, told_of
from embedarchive.archive.results import Found, Unreadable
from embedarchive.errors import SourceError, UsageError
from embedarchive.exports.scan_json import scan_line
from embedarchive.model import Scan

LIMIT = 20_000_000
POST = "Lamp {0} is lit. — Jane Doe (@jane_doe{0}) November 11, 2022\n\nWords of an article, of no further interest.\n"
PAGE = '<h1>{0}</h1><p>Words.</p><iframe src="https://www.youtube.com/embed/abcdefghi{0:02}"></iframe>'
FEED = """<rss version="2.0"><channel><title>Lamps</title>{}</channel></rss>"""
ITEM = "<item><title>{0}</title><description>Lamp {0} &lt;p&gt;is lit.&lt;/p&gt;</description></item>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Texts, pages, a feed, and one that cannot be read."""
    made = tmp_path / "articles"
    made.mkdir()
    for number in range(20):
        (made / f"{number:02}.txt").write_text(POST.format(number))
        (made / f"{number:02}.html").write_text(PAGE.format(number))
    (made / "30.xml").write_text(FEED.format("".join(map(ITEM.format, range(5)))))
    return made


pytestmark = pytest.mark.usefixtures("forked_readers")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.0)
    monkeypatch.setattr(reading, "SMALL", 0)


def deadly(scan: Scan) -> str:
    """What ends the process over one article, holds it up over another, and is right about the rest."""
    if "Lamp 3 " in scan.document.text:
        os._exit(7)
    if "Lamp 5 " in scan.document.text:
        time.sleep(600)
    return scan.document.source


def test_the_same_in_the_same_order(folder: Path) -> None:
    """Byte for byte, however many processes read."""
    sources = [folder, folder / "no such file.html", folder / "03.html"]
    alone = [str(each) for each in told_of(sources, scan_line, limit=LIMIT)]
    assert len(alone) == 40 + 5 + 2
    assert [str(each) for each in told_of(sources, scan_line, limit=LIMIT, jobs=3)] == alone
    assert [type(each) for each in dry_run(sources, limit=LIMIT, jobs=2)].count(Scan) == 46


def unstartable() -> None:
    """As where the interpreter is another user's."""
    raise PermissionError(13, "Permission denied", "python3")


def test_where_no_process_starts_all_is_read_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large is left out, each article with its sentence, and the others are found."""
    alone = [str(each) for each in told_of([folder], scan_line, limit=LIMIT)]
    monkeypatch.setattr(confined, "_OURS", confined.Processes())  # none that an earlier test has left there
    monkeypatch.setattr(confined, "_Process", unstartable)
    assert [str(each) for each in told_of([folder], scan_line, limit=LIMIT, jobs=2)] == alone
    (folder / "00.txt").write_text(POST.format(0) * 100)
    monkeypatch.setattr(confined, "LARGE", 5000)
    found = [*dry_run([folder], limit=LIMIT, jobs=2)]
    assert [type(each) for each in found].count(Scan) == len(alone) - 1
    told = [str(each) for each in found if isinstance(each, SourceError)]
    assert told == [f"{folder / '00.txt'} was left out: no process could be started to read it in (Permission denied)."]


def test_scan_many(folder: Path) -> None:
    """What `scan` finds in each, and an error in its place instead of one that is raised."""
    sources = [folder / "07.txt", folder / "none.txt", folder / "08.html"]
    one, error, other = scan_many(sources, jobs=2)
    assert (one, other) == (scan(sources[0]), scan(sources[2]))
    assert isinstance(error, SourceError)
    assert isinstance(one, Scan)
    assert [embed.handle for embed in one.embeds] == ["jane_doe7"]
    with pytest.raises(UsageError, match=r"Archive\.add"):
        scan_many(["https://news.example/lamps"])


def process(_: Scan) -> int:
    """Where an article is read."""
    return os.getpid()


def test_processes_are_used() -> None:
    """Once one has started, what is found is found there."""
    with closing(Jobs(2)) as reading:
        ids = set[int]()
        until = time.monotonic() + 60
        while len(ids - {os.getpid()}) < 2 and time.monotonic() < until:
            each = [reading.start("a", 1, os.getpid) for _ in range(8)]
            ids |= {done.result() for done in each}
    assert len(ids - {os.getpid()}) == 2
    for number in ids - {os.getpid()}:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_what_is_small_is_read_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mailbox of tiny mails took twice as long when each was handed to a process."""
    monkeypatch.setattr(Jobs, "_others_help", lambda _: True)
    sources = sorted(folder.glob("1*.txt"))
    assert os.getpid() not in set(told_of(sources, process, limit=LIMIT, jobs=2))
    monkeypatch.setattr(reading, "SMALL", 1 + max(path.stat().st_size for path in sources))
    assert set(told_of(sources, process, limit=LIMIT, jobs=2)) == {os.getpid()}


def test_one_that_kills_or_holds_up_its_process_costs_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in its turn, and the others are found."""
    monkeypatch.setattr(confined, "WALL_S", 12.0)
    monkeypatch.setattr(Jobs, "_others_help", lambda _: True)
    found = list(told_of([*sorted(folder.glob("*.txt"))], deadly, limit=LIMIT, jobs=2))
    assert [number for number, each in enumerate(found) if isinstance(each, SourceError)] == [3, 5]
    assert "05.txt takes more than" in str(found[5])
    assert len(found) == 20


def test_who_stops_early_waits_for_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes are ended with what they have begun."""
    monkeypatch.setattr(Jobs, "_others_help", lambda _: True)
    sources = [folder / "04.txt", folder / "05.txt", *folder.glob("1*.txt")]
    began = time.monotonic()
    found = told_of(sources, deadly, limit=LIMIT, jobs=2)
    assert list(islice(found, 1)) == [str(folder / "04.txt")]
    found.close()  # type: ignore[attr-defined] # a generator
    assert is_within(time.monotonic() - began, 60)


def test_what_a_function_raises_is_raised_in_its_turn() -> None:
    """As it would be here."""
    with closing(Jobs(2)) as reading:
        here = reading.start("a", 1, int, "no number")
        with pytest.raises(ValueError, match="invalid literal"):
            here.result()


def test_memory_that_others_left_behind_is_nobodys_fault() -> None:
    """What breaks in a process that was used before is tried again in a new one, and told when it breaks there."""
    processes = confined.Processes()
    try:
        assert processes.call("a", int, "7") == 7
        with pytest.raises(SourceError, match="MiB of memory to read"):
            processes.call("a", bytes, 1 << 30)
        assert processes.call("a", int, "8") == 8
    finally:
        processes.close()


def test_steps_are_taken_ahead_and_asked_in_order() -> None:
    """So many, and no more."""
    taken: list[int] = []

    def step(number: int) -> list[int]:
        taken.append(number)
        return [number, len(taken)]

    steps = (partial(iter, step(number)) for number in range(6))
    given = in_order(steps, 3)
    assert next(given) == 0
    assert taken == [0, 1, 2]
    assert [*given][1::2] == [1, 2, 3, 4, 5]


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """What an archive holds, without the times and salts of its making."""
    wanted = {
        "articles": "id, key",
        "article_scans": "id, article_id, document, part, title, language, text, scan, publication",
        "embeds": "id, article_id, position, platform, form, native_id, handle, text, start, end, key",
        "images": "id, article_id, position, url, key",
        "snapshots": "id, subject, key, source, outcome, reason, body, article_scan_id",
        "posts": "id, key, text, status, article_count, sources",
    }
    with sqlite3.connect(folder / "archive.db") as connection:
        questions = {name: f"SELECT {columns} FROM {name}" for name, columns in wanted.items()}  # noqa: S608 -- ours
        return {name: connection.execute(question).fetchall() for name, question in questions.items()}


def test_an_archive_is_the_same_row_for_row(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is read where: the same articles with the same numbers, and the same is told.

    Nobody is asked about the posts: the order in which answers come is that of the others.
    """
    (folder / "13.html").write_bytes(b"\x00\x01\x02" * 400)
    told: list[list[tuple[str, str]]] = []
    for count in (1, 3):
        monkeypatch.setattr(Jobs, "_others_help", lambda self: self._count > 1)
        with Archive(tmp_path / f"of {count}", recordings=[empty(tmp_path)], jobs=count, only="vimeo") as archive:
            events = list(archive.events([folder]))
        told.append(
            [("found", each.source) for each in events if isinstance(each, Found)]
            + [("unread", each.sentence) for each in events if isinstance(each, Unreadable)]
        )
    assert told[0] == told[1]
    one, three = rows(tmp_path / "of 1"), rows(tmp_path / "of 3")
    assert one == three
    assert len(one["article_scans"]) >= 44


def empty(folder: Path) -> Path:
    """A recording of nothing."""
    path = folder / "empty.warc"
    path.write_bytes(b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    return path
