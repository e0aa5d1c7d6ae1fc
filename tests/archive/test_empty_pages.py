"""Pages of a recording in which nothing is found: passed over by their source, and told as if they had been parsed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from embedarchive.archive.articles import empty_pages
from embedarchive.archive.articles.origins import LIMIT
from embedarchive.archive.dry_run import dry_run
from embedarchive.exports.scan_json import scan_object
from embedarchive.finder import prefilter
from embedarchive.model import Scan
from tests.archive.test_recorded_articles import page

CORPUS = Path(__file__).parents[2] / "corpus"
WORDS = "<html lang='en'><head><title>{}</title></head><body><p>The harbour was open again, and nobody knew why.</p>{}"


def told(source: Path) -> list[str]:
    """The lines that a dry run without images prints."""
    found = dry_run([source], limit=LIMIT, images=False)
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


def test_what_is_told_is_the_same_as_when_everything_is_parsed(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte for byte: with the look at the source, and without."""
    monkeypatch.setattr(prefilter, "prefilter", lambda: None)
    parsed = told(made)
    monkeypatch.undo()
    monkeypatch.setattr(empty_pages, "FEW", 1)
    looked: list[bool] = []
    look = empty_pages.EmptyPages.__call__

    def noted(pages: empty_pages.EmptyPages, url: str, declared: str, data: bytes) -> bool:
        looked.append(look(pages, url, declared, data))
        return looked[-1]

    monkeypatch.setattr(empty_pages.EmptyPages, "__call__", noted)
    assert told(made) == parsed
    assert any(looked), "no page was passed over"
    assert not all(looked)


def test_a_page_in_which_nothing_is_found_is_told_by_its_address(made: Path) -> None:
    """One that was parsed is told as one that was not; with images each is told whole."""
    lines = {each["source"]: each for each in map(json.loads, filter(lambda one: one.startswith("{"), told(made)))}
    for name in ("plain", "profile"):
        line = lines[f"https://news.example/{name}"]
        assert (line["title"], line["publication"], line["embeds"], line["links"]) == (None, None, [], [])
    assert lines["https://news.example/linked"]["title"] == "A link to a post"
    with_images = [each for each in dry_run([made], limit=LIMIT) if isinstance(each, Scan)]
    assert "Nothing" in [each.document.title for each in with_images]
