"""What the made corpus holds, and that it is what its maker makes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from embedarchive import platforms

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 3_000_000
LANGUAGES = {"en", "nl", "de", "fr", "es", "pt", "tr", "pl", "uk", "ar", "he", "hi", "ja", "ko"}
OF_THE_FINDER = {
    "bare-url", "card", "comment", "iframe", "json", "object", "oembed", "plain-text", "shortcode", "template", "video",
}  # fmt: skip
"""Forms that are no platform's own, but the finder's: the shapes of the catalogue name the others."""


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_corpus_is_what_its_maker_makes() -> None:
    """Pages, texts and labels, byte for byte; of the extractors' renderings only the labels are made anew."""
    command = [sys.executable, "-m", "tools.make_corpus", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_renderings_are_made_with_the_named_versions_only() -> None:
    """Elsewhere nothing is written, and one sentence says what is needed; the corpus's page names the same versions."""
    command = [sys.executable, "-m", "tools.make_corpus", "--render"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    page = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    pinned = re.findall(r"[a-z0-9_-]{1,40}==[\d.]{1,20}", (ROOT / "tools/make_corpus/renderings.py").read_text("utf-8"))
    assert len(pinned) >= 9
    assert all(each in page for each in pinned)


def test_its_size(corpus: Path) -> None:
    """At least 200 posts and hundreds of texts, in at most three megabytes."""
    assert sum(path.stat().st_size for path in corpus.rglob("*.*") if path.suffix != ".pyc") <= LARGEST
    assert sum(len(row["embeds"]) for row in rows(corpus / "labels.jsonl")) >= 200
    assert len(rows(corpus / "text-labels.jsonl")) >= 200


def test_the_platforms_of_the_catalogue_are_in_it(corpus: Path) -> None:
    """In its own forms and in those that any site may put around any player.

    A newcomer's are rendered by tests/platforms/test_fallbacks.py until somebody adds them to benchmarks/made_forms.py.
    """
    shown = {embed["platform"] for row in rows(corpus / "labels.jsonl") for embed in row["embeds"]}
    assert len(shown) >= 49
    assert shown <= {*platforms.catalogue(), "web"}


def test_its_languages(corpus: Path) -> None:
    """Articles in fourteen languages, from right to left too, three of each."""
    articles = [row["lang"] for row in rows(corpus / "labels.jsonl") if row["publisher"] == "news"]
    assert {language: articles.count(language) for language in articles} == dict.fromkeys(LANGUAGES, 3)


def test_every_form_that_the_finder_knows_is_in_it(scans: list[dict[str, Any]]) -> None:
    """Each form of the catalogue's shapes, and each of the finder's own, is found at least once."""
    known = {shape.form for each in platforms.catalogue().values() for shape in each.markup} | OF_THE_FINDER
    found = {embed["form"] for scan in scans for embed in scan["embeds"]}
    assert found >= known, known - found


@pytest.mark.parametrize("name", ["labels.jsonl", "text-labels.jsonl", "flat-labels.jsonl", "image-labels.jsonl"])
def test_labels_name_files_that_are_there(corpus: Path, name: str) -> None:
    """And their places lie within them, in code points of the source."""
    for row in rows(corpus / name):
        size = len((corpus / row["file"]).read_bytes().decode("utf-8"))
        places = [each["at"] for each in [*row.get("embeds", ()), *row.get("images", ())]]
        posts = [*row.get("tweets", ()), *row.get("others", ())]
        places += [each[key] for each in posts for key in ("attribution_at", "text_at") if key in each]
        assert all(0 <= start < end <= size for start, end in [*places, *row.get("ignored", ())])


def test_labels_point_at_what_they_say(corpus: Path) -> None:
    """An attribution's place holds the handle, or the name where the platform shows none."""
    checked = 0
    for row in rows(corpus / "text-labels.jsonl"):
        text = (corpus / row["file"]).read_bytes().decode("utf-8")
        for post in (*row["tweets"], *row.get("others", ())):
            if post["attribution"]:
                start, end = post["attribution_at"]
                assert (post["handle"] or post["author_name"]) in text[start:end].replace("\\_", "_")
                checked += 1
    assert checked > 500
