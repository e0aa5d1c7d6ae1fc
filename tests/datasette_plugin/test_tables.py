"""Datasette's own pages of the archive: the way back from them, and cells that can be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.views.cells import Cells

Ask = Callable[..., Any]
WORDS = Words.wanted("en", "")


def _cell(value: str, column: str = "sources") -> str | None:
    links: Any = None  # no address is made of JSON
    shown = Cells("posts", links, WORDS).cell({}, value, column)
    return (
        None
        if shown is None
        else unescape(shown.striptags() if "\n" not in shown else shown[shown.index(">") + 1 : -6])
    )


@pytest.mark.parametrize(
    "path",
    [
        "/-/",
        "/archive",
        "/archive/posts",
        "/archive/posts/1",
        "/archive/places",
        "/archive/near",
        "/archive/-/query?sql=select+1",
    ],
)
def test_datasettes_own_pages_lead_back(ask: Ask, path: str) -> None:
    """And say whose pages they are, in the reader's language."""
    answer = ask(path, accept_language="nl")
    assert answer.status_code == 200
    assert '<p class="ea-above"><a href="/">← Embed archive</a> <span>Dit zijn de eigen' in answer.text
    assert "tables.css" in answer.text


def test_links_to_the_tables_say_that_those_are_in_english(ask: Ask) -> None:
    """Beside the link, and in its language."""
    page = ask("/", accept_language="nl").text
    assert "(de eigen pagina&#39;s van Datasette, in het Engels)" in page
    assert page.count('href="/archive" hreflang="en"') == 2


def test_json_is_lines_to_read() -> None:
    """A name and what it holds; what is empty is left out."""
    told = {
        "text": {"source": "platform", "snapshot": 25},
        "empty": [],
        "none": None,
        "off": False,
        "none at all": 0,
        "names": ["a", "б"],
        "deep": [{"of": {"x": 1}}, 2],
    }
    assert _cell(json.dumps(told)) == (
        "text: source platform, snapshot 25\noff: false\nnone at all: 0\nnames: a, б\ndeep:\n  –\n    of: x 1\n  – 2"
    )


def test_json_in_the_tables_is_lines(ask: Ask) -> None:
    """On Datasette's own page, as text and nothing else."""
    page = ask("/archive/posts/1").text
    assert "text: source" in page
    assert "{&#34;" not in page


@pytest.mark.parametrize("value", ["{", "[" * 100_000, "no JSON", "", "[]", "{}", '{"a": ' + "9" * 5_000 + "}"])
def test_what_is_no_json_is_left_as_it_is(value: str) -> None:
    """Broken, nested without end, a number beyond reading, or nothing."""
    assert _cell(value) is None


def test_long_json_is_cut() -> None:
    """At 200 lines and 400 characters, with a sign that there is more."""
    shown = _cell(json.dumps(dict.fromkeys(map(str, range(1_000)), "x" * 1_000)))
    assert shown is not None
    lines = shown.split("\n")
    assert len(lines) == 201
    assert lines[-1] == "…"
    assert max(map(len, lines)) == 401


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_json_holds_is_text(value: object) -> None:
    """No mark-up of a value's own comes through."""
    links: Any = None
    shown = Cells("posts", links, WORDS).cell({}, json.dumps(value), "sources")
    assert shown is None or (shown.count("<"), shown.count(">")) == (2, 2)


def test_a_digest_in_a_table_leads_to_its_file(ask: Ask) -> None:
    """Datasette makes links of what refers to another table, by a number that a digest is not."""
    led = set(re.findall(r'href="(/archive/blobs/[0-9a-f]{64})"', ask("/archive/fetches").text))
    assert led
    for address in led:
        answer = ask(address)
        assert (answer.status_code, address[-64:-52] in answer.text) == (200, True)
    assert ask("/archive/blobs/1").status_code == 200
    assert ask(f"/archive/blobs/{'0' * 64}").status_code == 404
