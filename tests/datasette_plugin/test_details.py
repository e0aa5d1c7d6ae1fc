"""What a capture says became of it, in the reader's language."""

from __future__ import annotations

import ast
import re
import string
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedarchive
from embedarchive.datasette_plugin.locale.translations import catalogue
from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.views.details import Piece, told

PACKAGE = Path(embedarchive.__file__).parent
DUTCH = Words("nl")
DUTCH_DETAILS = catalogue("nl").details
RENAMED = "Nobody has the handle a.example now; the post may live on under another one"
SAMPLES = {
    "blob.media_type": "image/png",
    "when": "",
    " if told": "",
    "missing.detail": "X asks us to slow down",
    "failed.detail": "X gives no reason",
    "note": "X gives no reason",
    "told": "says nothing of the post that a program can read",
    "what": "another post",
    "kind": "a picture",
    "detail": RENAMED,
}
"""What may stand in a place of a sentence, by a word of the expression there; numbers and hosts go without saying."""
FAULTS = ("responses", "client", "guard", "wire", "decoding", "proxies", "outages", "meter", "page_requests", "browser")
"""The modules of `web` whose faults become details."""


def _template(node: ast.AST) -> str | None:
    """A text of the source with a value in each of its places: a number where the source counts, else a host."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    made = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            made += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            made += _sample(ast.unparse(part.value))
    return made


def _sample(source: str) -> str:
    known = [sample for part, sample in SAMPLES.items() if part in source]
    if known:
        return known[0]
    counted = re.search(r"status|seconds|bytes|len\(|port\b|limit|largest|MOST|LAYERS|state", source)
    return "404" if counted else "host.example"


def _written() -> Iterator[tuple[str, str]]:
    """Every sentence that the source keeps as the detail of a capture, with where it stands."""
    for room in ("platforms", "protocols", "archive", "web"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call):
                    continue
                called = ast.unparse(node.func)
                given = [word.value for word in node.keywords if word.arg == "detail"]
                if room == "web" and path.stem in FAULTS and called in {"Fault", "_fault", "_refusal", "DecodeError"}:
                    given += node.args
                if called == "Saved":  # the terminal's own
                    continue
                for text in filter(None, map(_template, given)):
                    if " " in text:
                        yield f"{room}/{path.name}:{node.lineno}", text


def test_every_sentence_of_a_capture_is_known_in_dutch() -> None:
    """Read out of the source: whoever words a new one adds its Dutch. A platform's own words stay its own.

    Who adds a platform owes none: its sentences are shown in English, and listed here.
    """
    found = dict(_written())
    assert len(found) > 80
    unknown = {where: text for where, text in found.items() if _foreign(text)}
    owed = {where: text for where, text in unknown.items() if not where.startswith("platforms/")}
    assert owed == {}
    if unknown:
        pytest.skip(f"shown in English, for whoever speaks Dutch: {unknown}")


def _foreign(text: str) -> bool:
    """Whether our own words of it stayed in English."""
    pieces = told(text, DUTCH)
    return any(piece.foreign and re.sub(r"host\.example|404|[ .:]", "", piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (
            "tweet-result and oEmbed both answer that there is no such post",
            [("tweet-result en oEmbed antwoorden allebei dat dit bericht niet bestaat", False)],
        ),
        (
            "This Post was deleted by the Post author. (Wayback Machine: no copy found)",
            [
                ("This Post was deleted by the Post author", True),
                (". (Wayback Machine: geen kopie gevonden)", False),
            ],
        ),
        (
            ("X answered 500; oEmbed answers that there is no such post (Wayback Machine: no answer (rate-limited); it "
            "answered 503)"),
            [
                (
                    ("X antwoordde 500; oEmbed antwoordt dat dit bericht niet bestaat (Wayback Machine: geen antwoord "
                    "(gevraagd om later terug te komen); het antwoordde 503)"),
                    False,
                )
            ],
        ),
        (
            "n.example is 127.0.0.1, not on the public internet (this machine).",
            [("n.example is 127.0.0.1, niet op het openbare internet (deze machine).", False)],
        ),
        ("Telegram says: Post not found", [("Telegram zegt: ", False), ("Post not found", True)]),
        ("X answered soon", [("X answered soon", True)]),
        ("https://a.example/ b answered 404.", [("https://a.example/ b answered 404", True), (".", False)]),
        ("Words of a later version; X gives no reason", [
            ("Words of a later version", True), ("; X geeft geen reden", False),
        ]),
        ("", []),
        (None, []),
    ],
)  # fmt: skip
def test_details_in_dutch(kept: str | None, said: list[tuple[str, bool]]) -> None:
    """Ours translated, with what stands in them; a stranger's, and what is only like ours, marked as English."""
    assert [tuple(piece) for piece in told(kept, DUTCH)] == said


@given(st.text(max_size=300))
def test_details_in_english_are_as_they_were_kept(text: str) -> None:
    """Nothing is added, lost or marked."""
    assert told(text, Words()) == ([Piece(text.strip())] if text.strip() else [])


@given(st.text(alphabet="; ().:{}abX4\n\x00é", max_size=300) | st.sampled_from(sorted(DUTCH_DETAILS)))
def test_no_detail_breaks_a_page(text: str) -> None:
    """Whatever is kept, there are pieces, and what was not recognised is there whole."""
    pieces = told(text, DUTCH)
    if pieces and all(piece.foreign for piece in pieces):
        assert "".join(piece.text for piece in pieces) == text.strip()


def test_a_detail_keeps_the_places_for_values() -> None:
    """In Dutch as in English; and the sentence itself is matched, not another that looks like it."""
    values = {"status": "404", "count": "12", "host": "a.example", "url": "b.example", "who": "The page"}
    values |= {"type": "image/png", "why": "no network", "said": "Nope", "host2": "c", "said2": "Never", "count2": "3"}
    dutch = {**values, "who": "De pagina", "why": "geen netwerk"}
    for sentence, translated in DUTCH_DETAILS.items():
        names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert names == {name for _, name, _, _ in string.Formatter().parse(translated) if name}, sentence
        made = "".join(piece.text for piece in told(sentence.format(**values), DUTCH))
        assert made == translated.format(**dutch), sentence


def test_matching_grows_with_the_length_only() -> None:
    """Twice as long takes about twice as long."""

    def cost(count: int) -> float:
        began = time.process_time()
        for _ in range(20):
            told("no answer (" * (count // 4) + "; X" * count, DUTCH)
        return time.process_time() - began

    cost(50)
    assert cost(400) <= 13 * max(cost(200), 0.001)
