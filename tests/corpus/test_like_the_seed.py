"""Made articles in the very shape of the one that this project began with: its promises, for everybody.

That article is real and stands beside the project, not in it; tests that read it are skipped elsewhere. Each test here
holds what one of them holds (docs/testing.md says which) on articles laid out alike: extracted text of another language
than its posts, attributions behind the first line, a consent line behind every post, a picture left as Markdown.
"""

from __future__ import annotations

import datetime as dt
import html
import json
from pathlib import Path
from typing import Any

import pytest

import embedarchive
from embedarchive import documents, finder
from embedarchive.model import PLAIN_TEXT, Scan

FOLDER = Path(__file__).resolve().parents[2] / "corpus"
LABELS = {
    row["file"]: row
    for row in map(json.loads, (FOLDER / "text-labels.jsonl").read_text(encoding="utf-8").splitlines())
    if row["extractor"] == "split"
}
ARTICLES = sorted(LABELS)
EXACT = [f"text/split/{name}.txt" for name in ("ar-2", "de-2", "es-1", "hi-1", "pt-1", "uk-0")]
"""Articles that leave nothing open, in which posts of seven platforms have to be exact however they are laid out."""


def text_of(file: str) -> str:
    """An article's text, as it stands."""
    return (FOLDER / file).read_bytes().decode("utf-8")


def told(scan: Scan) -> list[tuple[str, str | None, str | None, dt.date | None, str | None]]:
    """What a scan says of each post."""
    return [(each.platform, each.author, each.handle, each.date, each.text) for each in scan.embeds]


def test_there_are_some() -> None:
    """In several languages."""
    assert len(ARTICLES) >= 15
    assert len({file.rpartition("/")[2][:2] for file in ARTICLES}) >= 8


@pytest.mark.parametrize("file", ARTICLES)
def test_p2_a_text_that_an_extractor_left(file: str) -> None:
    """Markdown by its picture, named by its first line; not a character changed."""
    document = documents.load(FOLDER / file)
    text = text_of(file)
    assert document.media_type == "text/markdown"
    assert document.title == text.splitlines()[0]
    assert document.text == text


@pytest.mark.parametrize("file", ARTICLES)
def test_p2_the_language_is_that_of_the_prose(file: str) -> None:
    """Although posts and attributions may be in another."""
    assert embedarchive.scan(FOLDER / file).document.language == file.rpartition("/")[2].partition("-")[0]


@pytest.mark.parametrize("file", ARTICLES)
def test_p2_whose_posts_they_are(file: str) -> None:
    """Author, handle, day and media link of every tweet, each within its own place."""
    scan = embedarchive.scan(FOLDER / file)
    tweets = [each for each in scan.embeds if each.platform == "twitter"]
    wanted = LABELS[file]["tweets"]
    assert [(each.author, each.handle, str(each.date)) for each in tweets] == [
        (each["author_name"], each["handle"], each["date"]) for each in wanted
    ]
    for embed, label in zip(tweets, wanted, strict=True):
        assert set(embed.links) == {f"https://pic.twitter.com/{code}" for code in label["pics"]}
        start, end = label["attribution_at"]
        assert any(first <= start < end <= last for first, last in embed.parts)
        assert (embed.start, embed.end) == (embed.parts[0][0], embed.parts[-1][1])


@pytest.mark.parametrize("file", ARTICLES)
def test_p2_consent_lines_are_nobodys(file: str) -> None:
    """Each is ignored, with its reason, at its place."""
    ignored = embedarchive.scan(FOLDER / file).ignored
    assert [(each.start, each.end) for each in ignored] == [tuple(place) for place in LABELS[file]["ignored"]]
    assert {each.reason for each in ignored} == {"consent-placeholder"}
    assert all(text_of(file)[each.start : each.end] == each.text for each in ignored)


@pytest.mark.parametrize("file", ARTICLES)
def test_p2_the_article_as_text(file: str) -> None:
    """Every line of prose is kept, every post and picture is one mark, consent lines are gone."""
    scan = embedarchive.scan(FOLDER / file)
    made = finder.readable(scan)
    marks = [span for span in made.spans if span.kind in ("embed", "image")]
    assert len(marks) == len(scan.embeds) + len(scan.images)
    assert all(made.text[span.start] == "\ufffc" for span in marks)
    assert made.text.count("\ufffc") == len(marks)
    taken = [place for embed in scan.embeds for place in embed.parts]
    taken += [(each.start, each.end) for each in scan.ignored]
    at = 0
    for line in scan.document.text.split("\n"):
        start, at = at, at + len(line) + 1
        inside = any(first <= start < last for first, last in taken) or line.startswith("![")
        assert inside or line in made.text, line


FORMS = {
    "paragraphs": lambda lines: "".join(f"<p>{line}</p>\n" for line in lines),
    "lines": lambda lines: "<p>" + "<br>\n".join(lines) + "</p>",
    "divisions": lambda lines: "".join(f"<div>{line}</div>" for line in lines),
    "items": lambda lines: f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>",
    "preformatted": lambda lines: "<pre>" + "\n".join(lines) + "</pre>",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("file", EXACT)
def test_p2_as_a_page(file: str, form: str) -> None:
    """A line a paragraph, an item or a division, or all lines in one: the same posts as in the text."""
    text = "\n".join(line for line in text_of(file).splitlines() if not line.startswith("!["))
    lines = [html.escape(line) for line in text.splitlines()]
    page = f"<html><body><article>{FORMS[form](lines)}</article></body></html>"
    whole, scan = embedarchive.scan(text), embedarchive.scan(page)
    assert told(scan) == told(whole)
    assert {each.form for each in scan.embeds} == {PLAIN_TEXT}
    assert all(page[each.start : each.end].strip() for each in scan.embeds)


WORN: dict[str, tuple[str, str, str]] = {
    "an empty line": ("", "", "\n\n"),
    "a margin": ("    ", "", "\n"),
    "a mail's quotation sign": ("> ", "", "\n"),
    "no width, before": ("\u200b", "", "\n"),
    "no width, behind": ("", "\u200b", "\n"),
}


@pytest.mark.parametrize("worn", WORN)
@pytest.mark.parametrize("file", EXACT)
def test_p2_with_something_on_every_line(file: str, worn: str) -> None:
    """As browsers copy, editors paste and mails quote: the same posts, word for word."""
    before, behind, gap = WORN[worn]
    plain = "\n".join(line for line in text_of(file).splitlines() if not line.startswith("!["))
    text = gap.join(f"{before}{line}{behind}" for line in plain.splitlines())
    assert told(embedarchive.scan(text)) == told(embedarchive.scan(plain))


@pytest.mark.parametrize("file", EXACT)
def test_p2_exactly_what_was_put_in(file: str) -> None:
    """All posts with all their words, and nothing that is not theirs, in articles that leave nothing open."""
    scan = embedarchive.scan(FOLDER / file)
    wanted = sorted((*LABELS[file]["tweets"], *LABELS[file]["others"]), key=lambda each: int(each["attribution_at"][0]))
    got: list[tuple[str, str | None, Any]] = [
        (each.platform, each.handle, (each.text or "").split() or None) for each in scan.embeds
    ]
    assert got == [
        (each["platform"], each["handle"], (each["text"] or "").partition(" pic.twitter.com")[0].split() or None)
        for each in wanted
    ]
    assert [[(spot.latitude, spot.longitude) for spot in each.coordinates] for each in scan.embeds] == [
        [tuple(each["coordinates"])] if each["coordinates"] else [] for each in wanted
    ]
    assert sorted(scan.embeds, key=lambda each: each.start) == list(scan.embeds)
