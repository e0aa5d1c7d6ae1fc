"""Pages of a recording in which nothing is found: passed over by their source, and told as if they had been parsed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from embedarchive.archive.articles import jobs, recorded_pages
from embedarchive.archive.articles.origins import LIMIT
from embedarchive.archive.articles.recorded_pages import ASKED, RESTS, WORTH, Page, RecordedPages, Worth
from embedarchive.archive.dry_run import dry_run, told_of
from embedarchive.errors import SourceError
from embedarchive.exports.scan_json import scan_object
from embedarchive.finder import prefilter
from embedarchive.model import Scan
from tests.archive.test_recorded_articles import page

CORPUS = Path(__file__).parents[2] / "corpus"
WORDS = "<html lang='en'><head><title>{}</title></head><body><p>The harbour was open again, and nobody knew why.</p>{}"


def told(source: Path, processes: int = 1) -> list[str]:
    """The lines that a dry run without images prints."""
    found = dry_run([source], limit=LIMIT, images=False, jobs=processes)
    return [json.dumps(scan_object(each)) if isinstance(each, Scan) else str(each) for each in found]


@pytest.fixture
def made(record: Callable[..., Path]) -> Path:
    """A recording of the made corpus, of pages without anything, and of pages that are none or hold more."""
    pages: dict[str, tuple[int, str, bytes]] = {"https://news.example/": page("First")}
    for number, path in enumerate(sorted(CORPUS.rglob("*.html"))):
        pages[f"https://news.example/{number}"] = (200, "text/html", path.read_bytes())
    nothing = {
        "plain": WORDS.format("Nothing", ""),
        "profile": WORDS.format("A link to an account", '<a href="https://x.com/news">X</a>'),
        "linked": WORDS.format("A link to a post", '<a href="https://x.com/ann/status/1591167663165898754">X</a>'),
        "words": WORDS.format("Three words", "<p>They met at ///filled.count.soap and went on.</p>"),
        "at?to=https://x.com/ann/status/1591167663165898754": WORDS.format("It leads on", ""),
        "empty": "",
    }
    pages |= {f"https://news.example/{name}": (200, "text/html", text.encode()) for name, text in nothing.items()}
    pages["https://news.example/latin"] = (
        200,
        "text/html; charset=latin-1",
        WORDS.format("Caf\xe9", "").encode("latin-1"),
    )
    pages["https://news.example/wide"] = (200, "text/html", page("Wide")[2].decode().encode("utf-16"))
    pages["https://news.example/feed"] = (
        200,
        "text/html",
        b"<rss><channel><item><title>A</title></item></channel></rss>",
    )
    return record(pages)


@pytest.fixture
def parsed(made: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is told when every page is parsed, one after the other."""
    with monkeypatch.context() as patch:
        patch.setattr(prefilter, "prefilter", lambda: None)
        patch.setattr(recorded_pages, "KEPT", 0)
        return told(made)


@pytest.mark.parametrize(("processes", "changed"), [(1, {"KEPT": 3_000}), (2, {}), (1, {"ASKED": 5})])
def test_what_is_told_is_the_same_as_when_everything_is_parsed(
    made: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch, processes: int, changed: dict[str, int]
) -> None:
    """Byte for byte: with the look at the source, and without; with others' help, and where only a part is kept.

    And where the look rests after five pages, again and again.
    """
    ready: Future[prefilter.Prefilter | None] = Future()
    ready.set_result(prefilter.prefilter())
    for where, name, value in (
        (recorded_pages, "FEW", 1),
        (recorded_pages, "RESTS", 3),
        *((recorded_pages, name, value) for name, value in changed.items()),
        (recorded_pages, "BATCH", 10_000),
        (recorded_pages, "_begun", lambda: ready),
        (jobs, "PATIENCE_S", 0.0),
    ):
        monkeypatch.setattr(where, name, value)
    seen: list[object] = []
    look = RecordedPages.__call__

    def noted(pages: RecordedPages[str], url: str, declared: str, data: bytes) -> object:
        seen.append(look(pages, url, declared, data))
        return seen[-1]

    monkeypatch.setattr(RecordedPages, "__call__", noted)
    assert told(made, processes) == parsed
    empty = [isinstance(each, Page) and each.is_empty for each in seen]
    assert any(empty), "no page was passed over"
    assert not all(empty)


def test_where_nearly_every_page_has_a_sign_the_look_rests_and_is_tried_again() -> None:
    """Of a hundred pages nine are empty: the next ones are not looked at; then ten are, and all others are."""
    worth = Worth()

    def looked_at(pages: int, empty: int) -> int:
        due = [worth.is_due() and worth.learn(empty=at < empty) is (at < empty) for at in range(pages)]
        return sum(due)

    assert looked_at(ASKED, WORTH - 1) == ASKED
    assert looked_at(RESTS, 0) == 0
    assert looked_at(ASKED, WORTH) == ASKED
    assert looked_at(ASKED, WORTH) == ASKED


def deadly(scan: Scan) -> str:
    """What ends the process over one page, and tells the others."""
    if "Deadly" in (scan.document.title or ""):
        os._exit(7)
    return scan.document.title or "none"


@pytest.mark.usefixtures("forked_readers")
def test_a_page_that_ends_the_process_costs_no_other(
    record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages that were read together with it are read again, each by itself."""
    pages = {f"https://news.example/{at}": page("Deadly" if at == 30 else f"Page {at}") for at in range(60)}
    monkeypatch.setattr(jobs.Jobs, "_others_help", lambda _: True)
    found = list(told_of([record(pages)], deadly, limit=LIMIT, images=False, jobs=2))
    assert [each for each in found if isinstance(each, str)] == [f"Page {at}" for at in range(60) if at != 30]
    (left_out,) = (str(each) for each in found if isinstance(each, SourceError))
    assert left_out.startswith("https://news.example/30 takes")


def test_a_page_in_which_nothing_is_found_is_told_by_its_address(made: Path) -> None:
    """One that was parsed is told as one that was not; with images each is told whole."""
    lines = {each["source"]: each for each in map(json.loads, filter(lambda one: one.startswith("{"), told(made)))}
    for name in ("plain", "profile"):
        line = lines[f"https://news.example/{name}"]
        assert (line["title"], line["publication"], line["embeds"], line["links"]) == (None, None, [], [])
    assert lines["https://news.example/linked"]["title"] == "A link to a post"
    with_images = [each for each in dry_run([made], limit=LIMIT) if isinstance(each, Scan)]
    assert "Nothing" in [each.document.title for each in with_images]
